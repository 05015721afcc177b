"""What becomes of one clock: new, aimed at another target, standing still, ended, timed anew.

Pure. `sla` says which clocks of a ticket it happens to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tui_desk.domain import clocks as counting
from tui_desk.domain.service_levels import Chosen, ServiceLevels, Step
from tui_desk.domain.ticket import Clock, Mark, Pause
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.models import Milestone, Norm, OnChange

Clocks = tuple[Clock, ...]

Happened = Mapping[str, datetime]
"""When milestones, and other things on the way, happened; "opened" is the opening of the ticket."""


class OneClock(ServiceLevels):
    """The service levels of a published norm, and what becomes of a single clock under them."""

    def __init__(self, norm: Norm, before: OneClock | None = None) -> None:
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
        self._before = before

    def knows(self, calendar: str) -> bool:
        """Whether there is a calendar of this name, in the norm or in that of the levels before."""
        return calendar in self.norm.calendars or (self._before is not None and self._before.knows(calendar))

    def pauses_for(self, kind: str) -> bool:
        """Whether clocks stand still during such a wait; one of no kind is like any."""
        return self.norm.pauses_while_waiting and self._pausing.get(kind, True)

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
        spent = self._counted(clock, at) if how == "forward" else timedelta(0)
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
        how, turn, spent = self._on_change(chosen), next_turn(current, milestone), timedelta(0)
        before = max((c for c in current if c.milestone == milestone), key=lambda c: c.turn, default=None)
        if how != "recompute":
            if met_at(milestone, chosen.target.or_reached, happened, begun) is not None:
                return ()
            if how == "forward" and before is not None:
                spent = self._counted(before, at)
            begun = at
        clock = self._new(milestone, chosen, begun, cycle=cycle, turn=turn, spent=spent, stood=stood)
        return (self._reached_by(clock, happened, begun),)

    def _counted(self, clock: Clock, at: datetime) -> timedelta:
        """What the clock has counted; nothing that can be told where its calendar is gone."""
        return (
            counting.counted(clock, self.calendar(clock.calendar), at) if self.knows(clock.calendar) else timedelta(0)
        )

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
        pause = replace(pause, since=pause.since.astimezone(UTC), until=pause.until and pause.until.astimezone(UTC))
        clock = replace(clock, pauses=(*clock.pauses, pause))
        if pause.until is None:
            return replace(clock, paused_at=max(pause.since, clock.started_at))
        return self._timed(clock)

    def _resumed(self, clock: Clock, at: datetime) -> Clock:
        if clock.paused_at is None:
            return clock
        at = max(at.astimezone(UTC), clock.paused_at)
        closed = tuple(replace(p, until=at) if p.until is None else p for p in counting.pauses(clock))
        return self._timed(replace(clock, paused_at=None, pauses=closed))

    def _cancelled(self, clock: Clock, at: datetime, because: str) -> Clock:
        at = at.astimezone(UTC)
        return replace(self._resumed(clock, at), cancelled_at=at, cancelled_because=because)

    def _reached(self, clock: Clock, at: datetime, late_reason: str = "") -> Clock:
        at = at.astimezone(UTC)
        stood = tuple(_until(counting.pauses(clock), at))
        reason = late_reason or clock.late_reason
        return self._timed(replace(clock, paused_at=None, pauses=stood, reached_at=at, late_reason=reason))

    def _reached_by(self, clock: Clock, happened: Happened, since: datetime) -> Clock:
        """The clock, reached if its milestone has happened already."""
        reached_at = met_at(clock.milestone, clock.met_by, happened, since)
        return clock if reached_at is None else self._reached(clock, reached_at)

    def _timed(self, clock: Clock, ladder: Iterable[Step] | None = None) -> Clock:
        """The clock with its due time and the instants of its warnings, over its pauses as they stand.

        Where its calendar is gone, those on record stand.
        """
        if not self.knows(clock.calendar):
            return clock
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


def met_at(milestone: Milestone, or_reached: Milestone | None, happened: Happened, since: datetime) -> datetime | None:
    """When a milestone, or what stands for it, happened; None where it did not since then."""
    met = (happened.get(what) for what in (milestone, or_reached) if what)
    return min((each for each in met if each is not None and each >= minute_of(since)), default=None)


def minute_of(at: datetime) -> datetime:
    """The minute of an instant: what people say of times is no finer."""
    return at.replace(second=0, microsecond=0)


def next_turn(current: Iterable[Clock], milestone: Milestone) -> int:
    """The next turn of a milestone."""
    return max((clock.turn for clock in current if clock.milestone == milestone), default=0) + 1


def _until(pauses: Iterable[Pause], at: datetime) -> Iterator[Pause]:
    for pause in pauses:
        if pause.since < at:
            yield replace(pause, until=at if pause.until is None else min(at, pause.until))
