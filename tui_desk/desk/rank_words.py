"""Why somebody is ranked where they are, in words (TKT-8, DESK-4): "网络 L4, 空闲, 到 18:00; 上次处理过该单位".

Knows no widget and no terminal: whoever shows the texts makes them harmless and lays them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tui_desk.domain.candidates import Asks, PersonNow, Ranked, Reason
from tui_desk.domain.roster import Post
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Category, Choice, Norm, SkillLevel

REASONS = {
    "skill": mark("{subject} {level}"),
    "no_skill": mark("no skill in this on record"),
    "free": mark("free"),
    "busy": mark("at work on others"),
    "call": mark("on a call since {since}"),
    "on_way": mark("on the way to {place} since {since}"),
    "site": mark("on site at {place} since {since}"),
    "at_unit": mark("on site at this unit since {since}"),
    "off_duty": mark("off duty"),
    "off_duty_until": mark("off duty until {next_at}"),
    "not_signed_on": mark("not signed on since {since}"),
    "away": mark("away since {since}"),
    "away_because": mark("away since {since} ({words})"),
    "until": mark("until {until}"),
    "shift_ends": mark("shift ends {until}"),
    "shift_over": mark("shift over since {until}"),
    "has_it": mark("has it now"),
    "did_it": mark("had this ticket before"),
    "declined": mark("sent it back {at}"),
    "lapsed": mark("did not accept it {at}"),
    "served_unit": mark("last helped this unit {at}"),
    "served_requester": mark("last helped this requester {at}"),
    "load": mark("load {load} ({open} open)"),
    "post": mark("sits as {post}"),
    "no_engineer": mark("no engineer"),
}
"""What each reason says; the facts are filled in."""

ASKS: Mapping[Asks, str] = {
    "off_duty": mark("{name} is off duty. Why all the same?"),
    "away": mark("{name} is away from the post. Why all the same?"),
    "shift_ends": mark("The shift of {name} ends {until}. Why all the same?"),
}
"""What is asked of whoever sends a ticket to somebody all the same."""

POSTS = {
    Post.HOTLINE: mark("hotline"),
    Post.MANAGER: mark("duty manager"),
    Post.ENGINEER: mark("engineer"),
}

_FIRST = ("skill", "no_skill", "free", "busy", "call", "on_way", "site", "at_unit", "away", "not_signed_on", "off_duty")
_THEN = ("until", "shift_ends", "shift_over", "load", "post", "no_engineer")
_LAST = ("has_it", "declined", "lapsed", "did_it", "served_requester", "served_unit")
"""In which order the reasons are told in one line, parted by commas; the last ones stand behind a semicolon."""


@dataclass(frozen=True, slots=True)
class RankLine:
    """One line of an explanation: what it says, and the points it gave."""

    words: str
    points: int


def line(ranked: Ranked, norm: Norm, zone: ZoneInfo, now: datetime) -> str:
    """The reasons in one short line, the weightiest facts first; what had to do with the ticket stands last.

    Said: the skill, whether the hands are free, how long they are there, the load; not that they are no engineer, and
    of the unit and the requester only one.
    """
    reasons = {reason.code: reason for reason in ranked.reasons}
    if "served_requester" in reasons:
        reasons.pop("served_unit", None)
    if "load" in reasons:
        reasons.pop("busy", None)
    groups = ([reasons[code] for code in codes if code in reasons] for codes in ((*_FIRST, *_THEN), _LAST))
    said = (", ".join(words(each, norm, zone, now) for each in group) for group in groups)
    return "; ".join(filter(None, said))


def lines(ranked: Ranked, norm: Norm, zone: ZoneInfo, now: datetime) -> tuple[RankLine, ...]:
    """Every reason with the points it gave, the weightiest first; their sum is the points of the rank."""
    return tuple(RankLine(words(reason, norm, zone, now), reason.points) for reason in ranked.reasons)


def words(reason: Reason, norm: Norm, zone: ZoneInfo, now: datetime) -> str:
    """One reason in the language spoken now, its times on the wall clock of `zone`."""
    facts: dict[str, Any] = dict(reason.facts)
    code = reason.code
    match code:
        case "skill":
            return _skill(facts, norm)
        case "off_duty" if facts.get("next_at"):
            code = "off_duty_until"
        case "away" if facts.get("words"):
            code = "away_because"
        case "post":
            facts["post"] = tr(POSTS[Post(facts["post"])])
        case _:
            pass
    told = {name: when(value, zone, now) if isinstance(value, datetime) else value for name, value in facts.items()}
    return tr(REASONS.get(code, code), **told)


def asked(ranked: Ranked, zone: ZoneInfo, now: datetime) -> str:
    """What is asked of whoever sends the ticket to them all the same; empty for nothing."""
    return asked_of(ranked.person, ranked.asks, zone, now)


def asked_of(person: PersonNow, asks: Asks, zone: ZoneInfo, now: datetime) -> str:
    """What is asked of whoever sends a ticket to this person all the same; empty for nothing."""
    if asks not in ASKS:
        return ""
    until = when(person.until, zone, now) if person.until else ""
    return tr(ASKS[asks], name=person.officer.name, until=until)


def when(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A time of today by its hour, another day by its date, another year's by all of it."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if abs((local.date() - today.date()).days) <= 1:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y-%m-%d}"


def subject_of(subject: str, name: str, norm: Norm) -> str:
    """What a skill is in, as the norm calls it; a product by its own name."""
    match subject:
        case "category":
            return _label(name, norm.categories)
        case "subcategory":
            return _label(name, (each for category in norm.categories for each in category.subcategories))
        case _:
            return name


def level_words(code: str, levels: Iterable[SkillLevel]) -> str:
    """A level with its code and its name: "L4 技术经理"; empty for none."""
    label = next((level.label.in_(language()) for level in levels if level.code == code), "")
    return f"{code} {label}".strip()


def _skill(facts: Mapping[str, Any], norm: Norm) -> str:
    subject = subject_of(str(facts["subject"]), str(facts["name"]), norm)
    level = facts["level"] or tr("no level ({score})", score=facts["score"])
    return tr(REASONS["skill"], subject=subject, level=level)


def _label(code: str, choices: Iterable[Category | Choice]) -> str:
    return next((each.label.in_(language()) for each in choices if each.code == code), code)
