"""What is said of the people of the desk: at what they are, since when, where, and how much they have to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tui_desk.desk.rank_words import subject_of
from tui_desk.domain import ranking
from tui_desk.domain.candidates import Doing, PersonNow, Ranked
from tui_desk.domain.skill import level_of
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Norm
from tui_desk.tui.session import Session

DOING: dict[Doing, str] = {
    "free": mark("free"),
    "busy": mark("busy"),
    "call": mark("calling"),
    "on_way": mark("on way"),
    "site": mark("on site"),
    "away": mark("away"),
    "off": mark("off duty"),
}
"""What somebody is at, as msgids."""
COUNTED: tuple[Doing, ...] = ("free", "busy", "call", "on_way", "site", "away", "off")
FULL_BAR = 16
"""The load that fills a bar where nobody has more."""


def doing(person: PersonNow, now: datetime) -> str:
    """At what somebody is, and for how long: "on a call 12m"."""
    told = tr(DOING[person.doing])
    return f"{told} {since(person, now)}" if person.since is not None else told


def since(person: PersonNow, now: datetime) -> str:
    """For how long somebody has been at it, by the minute; empty where that is not known."""
    return ranking.coarse(max(now - person.since, timedelta())) if person.since is not None else ""


def until(person: PersonNow, session: Session) -> str:
    """When the duty ends, or for one off duty when the next one begins; empty where no roster says it."""
    if person.until is not None and person.on_duty:
        return f"{session.local(person.until):%H:%M}"
    return f"{session.local(person.next_at):%H:%M}" if person.next_at is not None else ""


def level(ranked: Ranked) -> str:
    """The level of skill in what the ticket is about; empty where none is on record."""
    return next((str(each.facts.get("level", "")) for each in ranked.reasons if each.code == "skill"), "")


def bar(load: int, most: int, cells: int) -> str:
    """A bar for a load, full for the `most` that anybody has; one cell at least for any load at all."""
    return "#" * min(cells, -(-load * cells // max(most, FULL_BAR, 1)))


def most_load(people: Sequence[Ranked]) -> int:
    """The greatest load that anybody has."""
    return max((each.person.load for each in people), default=0)


def skills(person: PersonNow, norm: Norm) -> str:
    """What somebody is able to do, the highest score first: "Network L4, Hardware L2"."""
    told = []
    for skill in sorted(person.skills, key=lambda each: (-each.score, each.name)):
        reached = level_of(skill, norm.skill_levels)
        told.append(f"{subject_of(skill.subject, skill.name, norm)} {reached.code if reached else '-'}")
    return ", ".join(told)
