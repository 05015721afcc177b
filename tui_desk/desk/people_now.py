"""Who is at what now, put together from the roster, the tickets, the skills and the sessions (DESK-2, DESK-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from tui_desk.desk.needs.board import Trip, Work
from tui_desk.desk.on_duty import OnDuty, Roster
from tui_desk.desk.ports import Reading
from tui_desk.domain.candidates import Doing, PersonNow
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.presence import Presence
from tui_desk.domain.verbs import Verb, may
from tui_desk.norms.models import Norm


class _Theirs(Protocol):
    @property
    def officer(self) -> OfficerId: ...


T = TypeVar("T", bound=_Theirs)


def people_now(desk: Reading, present: Iterable[Presence], norm: Norm, now: datetime) -> tuple[PersonNow, ...]:
    """Everybody who works at the desk as they are now, by staff number, from a fixed number of questions.

    What somebody has in hand goes before where they should be: who is on a call is, though off duty.
    """
    roster = Roster.read(desk, now)
    work, skills = _by_officer(desk.work()), _by_officer(desk.skills())
    trips, sessions = _by_officer(desk.trips()), _by_officer(present)
    people = []
    for officer in desk.officers():
        if may(officer, Verb.ACCEPT):
            who = officer.staff_no
            person = PersonNow(officer, "free", skills=tuple(skills[who]))
            person = _on_duty(person, roster.of(who))
            person = _with_work(person, work[who], norm)
            people.append(_in_hand(person, trips[who], sessions[who]))
    return tuple(people)


def _on_duty(person: PersonNow, stands: OnDuty) -> PersonNow:
    """The person with the shift they signed on to, or should have."""
    shift = stands.shift
    person = replace(person, on_duty=stands.is_here, shift=shift, until=stands.until, next_at=stands.next_at)
    if not stands.is_here:
        return replace(person, doing="off")
    if shift is not None and shift.away_since is not None:
        return replace(person, doing="away", since=shift.away_since, place=shift.away_words)
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
