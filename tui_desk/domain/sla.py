"""The clocks of a ticket 时效: started, standing still, changed, reached, cancelled, started again.

Pure: clocks in, clocks out. When something happened is always an argument, and may lie in the past (TKT-9). Which
service level gives them is chosen in `service_levels`; what a single clock counts is in `clocks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tui_desk.domain import clocks as counting
from tui_desk.domain.service_levels import Chosen, Facts, ServiceLevels, Step
from tui_desk.domain.ticket import Clock, Mark, Pause, Ticket
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.models import Milestone, Norm, OnChange, Start

__all__ = ["Chosen", "Clocks", "Facts", "Happened", "Levels", "happened", "late"]

Clocks = tuple[Clock, ...]

Happened = Mapping[str, datetime]
"""When milestones, and other things on the way, happened; "opened" is the opening of the ticket."""

_NONE: Happened = {}
_OUTLASTING: frozenset[Milestone] = frozenset({"form"})
"""What is still owed when the ticket is reopened: the form of a visit that is over (SLA-9)."""


class Levels(ServiceLevels):
    """The service levels of a published norm, and the clocks that they give a ticket (SLA-1 to SLA-12)."""

    def __init__(self, norm: Norm, before: Levels | None = None) -> None:
        super().__init__(norm)
        self._pausing = {each.code: each.pauses for each in norm.waits}
        self.calendar = cache(
            lambda name: (
                before.calendar(name)
                if before is not None and name not in norm.calendars
                else Calendar.from_rule(norm.calendars[name])
            )
        )
        """The calendar of a name; one that the norm has no more is that of the levels `before`."""

    # Started

    def start(
        self,
        facts: Facts,
        at: datetime,
        *,
        cycle: int = 1,
        starts: Start = "opened",
        opened_at: datetime | None = None,
    ) -> Clocks:
        """A running clock for each target that `starts` sets going at `at`; none where no level holds."""
        return tuple(
            self._new(milestone, chosen, _begun(chosen, at, opened_at or at), cycle=cycle)
            for milestone, chosen in self.chosen(facts).items()
            if chosen.target.starts == starts
        )

    def due_times(self, facts: Facts, at: datetime) -> dict[Milestone, datetime]:
        """When each milestone would be due for a ticket opened at this instant."""
        return {clock.milestone: clock.due_at for clock in self.start(facts, at)}

    def begin(
        self,
        clocks: Clocks,
        facts: Facts,
        starts: Start,
        at: datetime,
        opened_at: datetime,
        happened: Happened = _NONE,
        waits: Iterable[Pause] = (),
    ) -> Clocks:
        """The clocks with those that an event on the way sets going at `at` (SLA-2, 6, 9).

        One that still runs stays; where one ended, the next turn begins (a second visit). One that counts from the
        opening counts from that of its cycle. A clock stands still while the ticket waits: from what the others
        show, and `waits`. What `happened` after `at` already reaches it, in whichever order both were noted.
        """
        cycle, current = _current(clocks)
        opened = _opened(cycle, current, opened_at)
        running = {clock.milestone for clock in current if not clock.over}
        stood = self._stood(current, waits)
        new = []
        for milestone, chosen in self.chosen(facts).items():
            if chosen.target.starts != starts or milestone in running:
                continue
            first, turn = _begun(chosen, at, opened), _turn(current, milestone)
            clock = self._new(milestone, chosen, first, cycle=cycle, turn=turn, stood=stood)
            new.append(self._reached_by(clock, happened, at))
        return (*clocks, *new)

    def restart(self, clocks: Clocks, facts: Facts, at: datetime) -> Clocks:
        """A new cycle of clocks beside the old ones, which stay as they ended (TKT-12).

        What still ran is cancelled, save the form of a visit that is over: that is owed all the same.
        """
        cycle = max((clock.cycle for clock in clocks), default=0) + 1
        old = tuple(
            clock if clock.over or clock.milestone in _OUTLASTING else self._cancelled(clock, at, "reopened")
            for clock in clocks
        )
        return (*old, *self.start(facts, at, cycle=cycle))

    # Standing still

    def pause(self, clocks: Clocks, pause: Pause) -> Clocks:
        """The running clocks stand still from `pause.since`, or stood still if that pause is over.

        All go on where the norm lets such a wait count.
        """
        if not self.pauses_for(pause.kind):
            return clocks
        return tuple(self._paused(clock, pause) if _runs(clock) else clock for clock in clocks)

    def pauses_for(self, kind: str) -> bool:
        """Whether clocks stand still during such a wait; one of no kind is like any."""
        return self.norm.pauses_while_waiting and self._pausing.get(kind, True)

    def resume(self, clocks: Clocks, at: datetime) -> Clocks:
        """The clocks that stood still go on, due later by the working time that they stood.

        One that was due before it stood still stays so: no pause heals a breach.
        """
        return tuple(self._resumed(clock, at) for clock in clocks)

    # Ended

    def reach(self, clocks: Clocks, milestone: Milestone, at: datetime, late_reason: str = "") -> Clocks:
        """The milestone's clocks stop, as of `at`, and those it stands for (a workaround for the solution, SLA-2).

        One that is over stays as it is. What was noted of pauses after `at` counts no more: it happened before them
        (TKT-9).
        """
        return tuple(
            self._reached(clock, at, late_reason)
            if milestone in (clock.milestone, clock.met_by) and not clock.over
            else clock
            for clock in clocks
        )

    def cancel(self, clocks: Clocks, at: datetime, because: str) -> Clocks:
        """The clocks that are not over end here, unreached."""
        return tuple(clock if clock.over else self._cancelled(clock, at, because) for clock in clocks)

    # Changed

    def retarget(
        self,
        clocks: Clocks,
        facts: Facts,
        at: datetime,
        happened: Happened = _NONE,
        waits: Iterable[Pause] = (),
    ) -> Clocks:
        """The clocks of a ticket that falls under other service levels from `at` on (TKT-7).

        Those of the current cycle that are not over change as `OnChange` says; one whose target is as before only
        tells the new rule. Where there is no target any more it is cancelled. A target that has no clock gets one:
        as if it had held from the start (recompute), with what an earlier turn counted (forward), or anew (reset);
        if what sets it going has `happened`, and reached as of when it happened. Back and forth, nothing is lost.
        """
        cycle, current = _current(clocks)
        chosen = self.chosen(facts)
        kept: list[Clock] = []
        for clock in clocks:
            is_open = clock.cycle == cycle and not clock.over
            kept += self._changed(clock, chosen.get(clock.milestone), at) if is_open else (clock,)
        there = {clock.milestone for clock in current if clock.cancelled_at is None}
        opened = _opened(cycle, current, happened.get("opened"), at)
        stood = self._stood(current, waits)
        for milestone, each in chosen.items():
            begun = opened if each.target.starts == "opened" else happened.get(each.target.starts)
            if milestone in there or begun is None or begun < opened:
                continue
            kept += self._added(milestone, each, current, _begun(each, begun, opened), at, happened, stood, cycle)
        return tuple(kept)

    def recount(self, clocks: Clocks, facts: Facts) -> Clocks:
        """The clocks that are not over by the calendars and warnings as they are now, each with its own target."""
        chosen = self.chosen(facts)
        return tuple(
            clock
            if clock.over or clock.calendar not in self.norm.calendars
            else self._timed(clock, each.ladder if (each := chosen.get(clock.milestone)) else None)
            for clock in clocks
        )

    # One clock

    def _new(
        self,
        milestone: Milestone,
        chosen: Chosen,
        at: datetime,
        *,
        cycle: int,
        turn: int = 1,
        spent: timedelta = timedelta(0),
        stood: tuple[Pause, ...] = (),
    ) -> Clock:
        at = at.astimezone(UTC)
        stood = tuple(pause for pause in stood if pause.until is None or pause.until > at)
        stands = next((pause.since for pause in stood if pause.until is None), None)
        clock = Clock(
            milestone,
            chosen.target.calendar,
            chosen.target.within,
            started_at=at,
            due_at=at,
            near_at=at,
            cycle=cycle,
            paused_at=stands and max(stands, at),
            workdays=chosen.target.workdays,
            turn=turn,
            spent=spent,
            pauses=stood,
            level_set=chosen.level_set.code,
            rule=chosen.level.name,
            met_by=chosen.target.or_reached,
        )
        return self._timed(clock, chosen.ladder)

    def _changed(self, clock: Clock, chosen: Chosen | None, at: datetime) -> Clocks:
        if chosen is None:
            return (self._cancelled(clock, at, "changed"),)
        target, how = chosen.target, self._on_change(chosen)
        same = (clock.calendar, clock.within, clock.workdays) == (target.calendar, target.within, target.workdays)
        if not same and how != "recompute":
            return (self._cancelled(clock, at, how), self._next_turn(clock, chosen, how, at))
        aimed = replace(
            clock,
            calendar=target.calendar,
            within=target.within,
            workdays=target.workdays,
            met_by=target.or_reached,
            level_set=chosen.level_set.code,
            rule=chosen.level.name,
        )
        return (self._timed(aimed, chosen.ladder),)

    def _next_turn(self, clock: Clock, chosen: Chosen, how: OnChange, at: datetime) -> Clock:
        """The clock that goes on from `at` in the place of one that counts by another target."""
        spent = counting.counted(clock, self.calendar(clock.calendar), at) if how == "forward" else timedelta(0)
        stood = counting.pauses(clock)
        return self._new(clock.milestone, chosen, at, cycle=clock.cycle, turn=clock.turn + 1, spent=spent, stood=stood)

    def _added(
        self,
        milestone: Milestone,
        chosen: Chosen,
        current: Iterable[Clock],
        begun: datetime,
        at: datetime,
        happened: Happened,
        stood: tuple[Pause, ...],
        cycle: int,
    ) -> Clocks:
        """The clock of a target that has none running: anew, or in the place of one that a change cancelled."""
        how, turn, spent = self._on_change(chosen), _turn(current, milestone), timedelta(0)
        before = max((c for c in current if c.milestone == milestone), key=lambda c: c.turn, default=None)
        if how != "recompute":
            if _happened(milestone, chosen, happened, begun) is not None:
                return ()
            if how == "forward" and before is not None:
                spent = counting.counted(before, self.calendar(before.calendar), at)
            begun = at
        clock = self._new(milestone, chosen, begun, cycle=cycle, turn=turn, spent=spent, stood=stood)
        return (self._reached_by(clock, happened, begun),)

    def _stood(self, current: Iterable[Clock], waits: Iterable[Pause]) -> tuple[Pause, ...]:
        """The times in which a cycle's clocks stood still, each once and as long as any of them shows it."""
        shown = (pause for clock in current for pause in counting.pauses(clock))
        found: dict[datetime, Pause] = {}
        for pause in (*shown, *(pause for pause in waits if self.pauses_for(pause.kind))):
            known = found.get(pause.since)
            if known is None or (known.until is not None and (pause.until is None or pause.until > known.until)):
                found[pause.since] = pause
        return tuple(found[since] for since in sorted(found))

    def _on_change(self, chosen: Chosen) -> OnChange:
        return chosen.level_set.on_change or self.norm.on_change

    def _paused(self, clock: Clock, pause: Pause) -> Clock:
        clock = replace(clock, pauses=(*clock.pauses, pause))
        if pause.until is None:
            return replace(clock, paused_at=max(pause.since, clock.started_at))
        return self._timed(clock)

    def _resumed(self, clock: Clock, at: datetime) -> Clock:
        if clock.paused_at is None:
            return clock
        at = max(at, clock.paused_at)
        closed = tuple(replace(p, until=at) if p.until is None else p for p in counting.pauses(clock))
        return self._timed(replace(clock, paused_at=None, pauses=closed))

    def _cancelled(self, clock: Clock, at: datetime, because: str) -> Clock:
        return replace(self._resumed(clock, at), cancelled_at=at, cancelled_because=because)

    def _reached(self, clock: Clock, at: datetime, late_reason: str = "") -> Clock:
        stood = tuple(_until(counting.pauses(clock), at))
        reason = late_reason or clock.late_reason
        return self._timed(replace(clock, paused_at=None, pauses=stood, reached_at=at, late_reason=reason))

    def _reached_by(self, clock: Clock, happened: Happened, since: datetime) -> Clock:
        """The clock, reached if its milestone has happened already."""
        met = (happened.get(what) for what in (clock.milestone, clock.met_by) if what)
        reached_at = min((each for each in met if each is not None and each >= since), default=None)
        return clock if reached_at is None else self._reached(clock, reached_at)

    def _timed(self, clock: Clock, ladder: Iterable[Step] | None = None) -> Clock:
        """The clock with its due time and the instants of its warnings, over its pauses as they stand."""
        course, near = counting.Course(clock, self.calendar(clock.calendar)), self.norm.near
        instants = {1.0: course.due_at, near: course.at_count(near * course.target)}
        marks = []
        for share, to in [(mark.share, mark.to) for mark in clock.marks] if ladder is None else ladder:
            at = instants.get(share)
            if at is None:
                at = instants[share] = course.at_count(share * course.target)
            marks.append(Mark(share, at, to))
        if (course.due_at, instants[near], tuple(marks)) == (clock.due_at, clock.near_at, clock.marks):
            return clock
        return replace(clock, due_at=course.due_at, near_at=instants[near], marks=tuple(marks))


def happened(ticket: Ticket) -> Happened:
    """When things happened to a ticket, as `begin` and `retarget` take them."""
    responded = {"respond": ticket.responded_at} if ticket.responded_at else {}
    return {**ticket.stamps, **responded, "opened": ticket.opened_at}


def late(clock: Clock, at: datetime) -> bool:
    """Whether the clock ended, or stands at `at`, after it was due; on the second is in time (TKT-10)."""
    end = clock.reached_at or clock.cancelled_at or min(at, clock.paused_at or at)
    return end > clock.due_at


def _current(clocks: Clocks) -> tuple[int, Clocks]:
    """The current cycle, and its clocks."""
    cycle = max((clock.cycle for clock in clocks), default=1)
    return cycle, tuple(clock for clock in clocks if clock.cycle == cycle)


def _begun(chosen: Chosen, at: datetime, opened: datetime) -> datetime:
    """From when a clock counts that is set going at `at`."""
    return opened if chosen.target.counts_from == "opened" else at


def _opened(cycle: int, current: Clocks, opened_at: datetime | None, at: datetime | None = None) -> datetime:
    """When a cycle began: with the ticket, or as the first of its clocks; `at` where nobody can tell."""
    if cycle == 1 and opened_at is not None:
        return opened_at
    return min((clock.started_at for clock in current), default=at or opened_at or datetime.max.replace(tzinfo=UTC))


def _turn(current: Iterable[Clock], milestone: Milestone) -> int:
    """The next turn of a milestone."""
    return max((clock.turn for clock in current if clock.milestone == milestone), default=0) + 1


def _happened(milestone: Milestone, chosen: Chosen, happened: Happened, since: datetime) -> datetime | None:
    met = (happened.get(what) for what in (milestone, chosen.target.or_reached) if what)
    return min((each for each in met if each is not None and each >= since), default=None)


def _until(pauses: Iterable[Pause], at: datetime) -> Iterator[Pause]:
    for pause in pauses:
        if pause.since < at:
            yield replace(pause, until=at if pause.until is None else min(at, pause.until))


def _runs(clock: Clock) -> bool:
    return not clock.over and clock.paused_at is None
