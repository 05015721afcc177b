"""To whom a ticket is best given 派单: everyone at the desk, ranked with reasons in words (TKT-8, DESK-4).

Pure: the same people and the same ticket at the same instant give the same order, however the people are listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.skill import Skill, Subject, in_order, named_in, place_of
from tui_desk.domain.verbs import Verb, may
from tui_desk.norms.models import Norm, SkillLevel

Doing = Literal["free", "busy", "call", "on_way", "site", "away", "off"]
"""What somebody is at: nothing, a ticket, a call, on the way, on site 现场, away from the post, off duty."""

Asks = Literal["", "off_duty", "shift_ends", "away"]
"""Why whoever sends a ticket to somebody all the same is asked for a reason; empty for none."""

SKILL: Mapping[Subject, int] = {"subcategory": 60, "category": 48, "product": 36}
"""Points of the highest level in what the ticket is about; lower levels have their share. All figures are ours."""
FREE = 10
CALL, ON_WAY, SITE = -15, -25, -25
"""Of somebody whose hands are full; twice as much for a ticket of the highest priority, which cannot wait."""
AT_UNIT = 5
"""Of somebody who is on site at the ticket's unit already, instead."""
MOST_LOAD = 40
"""Each point of the load takes one, up to so many."""
SERVED_UNIT, SERVED_REQUESTER = 6, 4
DID_IT, HAS_IT, DECLINED, LAPSED = 5, -50, -50, -20
OFF_DUTY, NOT_SIGNED_ON, AWAY, SHIFT_ENDS, SHIFT_OVER = -100, -70, -60, -30, -50
OTHER_POST, NO_ENGINEER = -15, -20


@dataclass(frozen=True, slots=True)
class PersonNow:
    """One officer as they are now: on which shift, doing what since when and where, with how much work.

    `load` is the open tickets weighed by priority, `counts` how many there are of each priority, the most urgent first,
    `offered` how many of them are not accepted yet. `place` is the unit on site, or whom the call is with; `key` the
    ticket or call; `screens` the tickets that are open on their screens.
    Of somebody who is not `on_duty` but should be, `shift` is the one that was not signed on to. `until` is when their
    duty ends, the shift that follows at once included; `next_at` when the next one begins. Where no roster is kept,
    everybody is on duty and has no shift.
    """

    officer: Officer
    doing: Doing
    shift: Shift | None = None
    since: datetime | None = None
    place: str = ""
    key: str = ""
    open_tickets: int = 0
    load: int = 0
    skills: tuple[Skill, ...] = ()
    on_duty: bool = True
    until: datetime | None = None
    next_at: datetime | None = None
    offered: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    screens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks of whoever gets it. `words` is the text in which products are looked for.

    `assignee` has it now; `did` had it before; `declined` and `lapsed` is who sent it back 退回 or let the offer pass,
    and when. `served_unit` and `served_requester` is who solved something for them lately, and when the last time.
    """

    number: str = ""
    category: str = ""
    subcategory: str = ""
    priority: str = ""
    words: str = ""
    unit: str = ""
    requester: str = ""
    assignee: OfficerId = ""
    did: frozenset[OfficerId] = frozenset()
    declined: Mapping[OfficerId, datetime] = field(default_factory=dict)
    lapsed: Mapping[OfficerId, datetime] = field(default_factory=dict)
    served_unit: Mapping[OfficerId, datetime] = field(default_factory=dict)
    served_requester: Mapping[OfficerId, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a rank, to be put into words at the edge: a code, its facts, and the points it gave."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    points: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One officer for one ticket: the points with their reasons, the weightiest first.

    `asks` names why a reason is asked of whoever sends it there all the same.
    """

    person: PersonNow
    points: int
    reasons: tuple[Reason, ...]
    asks: Asks = ""


def rank(need: Need, people: Sequence[PersonNow], norm: Norm, now: datetime) -> tuple[Ranked, ...]:
    """Everybody who may be given the ticket, the best first; equals by staff number. The points are their reasons'.

    Nobody is left out for being busy, away or off duty: a duty manager may know better, and says why if `asks` asks.
    """
    levels = in_order(norm.skill_levels)
    pressing = need.priority == min(norm.priorities, key=lambda each: each.rank).code
    skilled = any(person.skills for person in people)
    about: dict[Subject, Collection[str]] = {
        "subcategory": {need.subcategory} - {""},
        "category": {need.category} - {""},
        "product": named_in(need.words, (s.name for one in people for s in one.skills if s.subject == "product")),
    }
    ranked = []
    for person in people:
        if not may(person.officer, Verb.ACCEPT):
            continue
        reasons = [
            *(_skill(about, person, levels) if skilled else ()),
            *_hands(person, need, pressing),
            *_duty(person, norm, now),
            *_history(need, person.officer.staff_no),
            *_load(person),
            *_post(person),
        ]
        reasons.sort(key=lambda reason: -abs(reason.points))
        points = sum(reason.points for reason in reasons)
        ranked.append(Ranked(person, points, tuple(reasons), asks(person, norm, now)))
    ranked.sort(key=lambda each: (-each.points, each.person.officer.staff_no))
    return tuple(ranked)


def asks(person: PersonNow, norm: Norm, now: datetime) -> Asks:
    """Why a reason is asked of whoever sends somebody a ticket now: off duty, away, or the shift ends (DESK-2)."""
    return asked_on(person.on_duty, person.shift, person.until, norm.duty.ending, now)


def asked_on(on_duty: bool, shift: Shift | None, until: datetime | None, ending: timedelta, now: datetime) -> Asks:
    """The same, of whoever is on this shift until then; `ending` is how long before its end a reason is asked."""
    if not on_duty:
        return "off_duty"
    if shift is not None and shift.away_since is not None:
        return "away"
    return "shift_ends" if until is not None and until - now <= ending else ""


def _skill(
    about: Mapping[Subject, Collection[str]], person: PersonNow, levels: Sequence[SkillLevel]
) -> Iterator[Reason]:
    """The skill that gives most of what the ticket is `about`, the one in the narrower subject among equals."""
    best: tuple[tuple[int, int, str], Skill, int] | None = None
    for skill in person.skills:
        if skill.name in about[skill.subject]:
            place = place_of(skill, levels)
            most = SKILL[skill.subject]
            points = most * place // len(levels) if place else 0
            key = (-points, -most, skill.name)
            if best is None or key < best[0]:
                best = key, skill, place
    if best is None:
        yield Reason("no_skill")
        return
    (lost, _, _), skill, place = best
    facts = {"subject": skill.subject, "name": skill.name, "score": skill.score}
    yield Reason("skill", facts | {"level": levels[place - 1].code if place else ""}, -lost)


def _hands(person: PersonNow, need: Need, pressing: bool) -> Iterator[Reason]:
    """Whether the hands are free."""
    times = 2 if pressing else 1
    facts = {"since": person.since, "place": person.place, "key": person.key}
    match person.doing:
        case "free":
            yield Reason("free", points=FREE)
        case "busy":
            yield Reason("busy", {"open": person.open_tickets})
        case "call":
            yield Reason("call", facts, CALL * times)
        case "on_way":
            yield Reason("on_way", facts, ON_WAY * times)
        case "site" if person.place and person.place == need.unit:
            yield Reason("at_unit", facts, AT_UNIT)
        case "site":
            yield Reason("site", facts, SITE * times)
        case _:
            return


def _duty(person: PersonNow, norm: Norm, now: datetime) -> Iterator[Reason]:
    """Whether they are there, and how long still (DESK-2)."""
    if not person.on_duty:
        if person.shift is not None:
            yield Reason("not_signed_on", {"since": person.shift.starts_at}, NOT_SIGNED_ON)
        else:
            yield Reason("off_duty", {"next_at": person.next_at}, OFF_DUTY)
        return
    if person.shift is not None and person.shift.away_since is not None:
        yield Reason("away", {"since": person.shift.away_since, "words": person.shift.away_words}, AWAY)
    if person.until is None:
        return
    until = {"until": person.until}
    if person.until <= now:
        yield Reason("shift_over", until, SHIFT_OVER)
    elif person.until - now <= norm.duty.ending:
        yield Reason("shift_ends", until, SHIFT_ENDS)
    else:
        yield Reason("until", until)


def _history(need: Need, officer: OfficerId) -> Iterator[Reason]:
    """What they had to do with this ticket, its unit and its requester."""
    if officer == need.assignee:
        yield Reason("has_it", points=HAS_IT)
    elif officer in need.did:
        yield Reason("did_it", points=DID_IT)
    if officer in need.declined:
        yield Reason("declined", {"at": need.declined[officer]}, DECLINED)
    if officer in need.lapsed:
        yield Reason("lapsed", {"at": need.lapsed[officer]}, LAPSED)
    if officer in need.served_unit:
        yield Reason("served_unit", {"unit": need.unit, "at": need.served_unit[officer]}, SERVED_UNIT)
    if officer in need.served_requester:
        facts = {"requester": need.requester, "at": need.served_requester[officer]}
        yield Reason("served_requester", facts, SERVED_REQUESTER)


def _load(person: PersonNow) -> Iterator[Reason]:
    if person.load > 0:
        facts = {"load": person.load, "open": person.open_tickets}
        yield Reason("load", facts, -min(person.load, MOST_LOAD))


def _post(person: PersonNow) -> Iterator[Reason]:
    """Who sits at the hotline or is the duty manager, is missed there; who is no engineer, is asked last."""
    if person.shift is not None and person.on_duty and person.shift.post is not Post.ENGINEER:
        yield Reason("post", {"post": person.shift.post}, OTHER_POST)
    if not person.officer.is_any(Role.ENGINEER):
        yield Reason("no_engineer", points=NO_ENGINEER)
