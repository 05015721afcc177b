"""Who is at what now, put together from the roster, the tickets, the skills and the sessions (DESK-2, DESK-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from tui_desk.desk.needs.board import Duty, Trip, Work
from tui_desk.desk.ports import Reading
from tui_desk.domain.candidates import Doing, PersonNow
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.presence import Presence
from tui_desk.domain.roster import Shift
from tui_desk.domain.verbs import Verb, may
from tui_desk.norms.models import Norm

ROSTER_WITHIN = timedelta(days=7)
"""A desk without any shift this long before and after now keeps no roster: nobody is off duty there."""

AHEAD = timedelta(days=2)
"""How far ahead one looks for somebody's next shift."""


class _Theirs(Protocol):
    @property
    def officer(self) -> OfficerId: ...


T = TypeVar("T", bound=_Theirs)


def people_now(desk: Reading, present: Iterable[Presence], norm: Norm, now: datetime) -> tuple[PersonNow, ...]:
    """Everybody who works at the desk as they are now, by staff number, from a fixed number of questions.

    What somebody has in hand goes before where they should be: who is on a call is, though off duty.
    """
    shifts, to_come = desk.shifts_at(now), desk.duties(now, now + AHEAD)
    kept = bool(shifts or to_come) or keeps_roster(desk, now)
    theirs, next_ones = _by_officer(shifts), _by_officer(to_come)
    work, skills = _by_officer(desk.work()), _by_officer(desk.skills())
    trips, sessions = _by_officer(desk.trips()), _by_officer(present)
    people = []
    for officer in desk.officers():
        if may(officer, Verb.ACCEPT):
            who = officer.staff_no
            person = PersonNow(officer, "free", skills=tuple(skills[who]))
            if kept:
                person = _on_duty(person, theirs[who], next_ones[who], now)
            person = _with_work(person, work[who], norm)
            people.append(_in_hand(person, trips[who], sessions[who]))
    return tuple(people)


def keeps_roster(desk: Reading, now: datetime) -> bool:
    """Whether the desk keeps a roster at all."""
    return desk.keeps_roster(now - ROSTER_WITHIN, now + ROSTER_WITHIN)


def _on_duty(person: PersonNow, shifts: Sequence[Shift], to_come: Sequence[Duty], now: datetime) -> PersonNow:
    """The person with the shift they signed on to, or should have."""
    here = [shift for shift in shifts if shift.on_duty]
    if not here:
        missed = (shift for shift in shifts if shift.covers(now) and shift.signed_on_at is None)
        next_at = to_come[0].starts_at if to_come else None
        return replace(person, doing="off", on_duty=False, shift=next(missed, None), next_at=next_at)
    shift = max(here, key=lambda each: (each.ends_at, each.id))
    until, next_at = shift.ends_at, None
    spans = [(each.starts_at, each.ends_at) for each in shifts]
    spans += [(each.starts_at, each.ends_at) for each in to_come]
    for starts_at, ends_at in sorted(spans):
        if starts_at <= until:
            until = max(until, ends_at)
        elif next_at is None:
            next_at = starts_at
    person = replace(person, shift=shift, until=until, next_at=next_at)
    if shift.away_since is not None:
        person = replace(person, doing="away", since=shift.away_since, place=shift.away_words)
    return person


def _with_work(person: PersonNow, work: Sequence[Work], norm: Norm) -> PersonNow:
    """The person with how much they have to do; who works on a ticket is not free."""
    ranks = {priority.code: priority.rank for priority in norm.priorities}
    counts: dict[str, int] = defaultdict(int)
    for each in work:
        counts[each.priority] += each.count
    busy = person.doing == "free" and any(not each.waiting and not each.offered for each in work)
    return replace(
        person,
        doing="busy" if busy else person.doing,
        open_tickets=sum(counts.values()),
        load=sum(norm.dispatch.load.get(priority, 1) * count for priority, count in counts.items()),
        offered=sum(each.count for each in work if each.offered),
        counts=tuple(sorted(counts.items(), key=lambda item: (ranks.get(item[0], len(ranks) + 1), item[0]))),
    )


def _in_hand(person: PersonNow, trips: Sequence[Trip], sessions: Sequence[Presence]) -> PersonNow:
    """The person with the call or the visit they are at, and the tickets on their screens."""
    screens = tuple(sorted({each.key for each in sessions if each.what == "ticket"}))
    calls = [each for each in sessions if each.what == "call"]
    if calls:
        call = min(calls, key=lambda each: (each.since, each.session))
        return replace(person, doing="call", since=call.since, place=call.words, key=call.key, screens=screens)
    if trips:
        trip = min(trips, key=lambda each: each.what != "arrive")
        doing: Doing = "site" if trip.what == "arrive" else "on_way"
        return replace(person, doing=doing, since=trip.at, place=trip.unit, key=trip.number, screens=screens)
    return replace(person, screens=screens)


def _by_officer(found: Iterable[T]) -> defaultdict[OfficerId, list[T]]:
    theirs: defaultdict[OfficerId, list[T]] = defaultdict(list)
    for each in found:
        theirs[each.officer].append(each)
    return theirs
