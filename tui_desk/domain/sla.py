"""The clocks of a ticket 时效: what is due when, standing still while waiting, starting again when reopened.

Pure: clocks in, clocks out. When something happened is always an argument, and may lie in the past (TKT-9).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from tui_desk.domain.ticket import Clock
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.models import Milestone, Norm, Target

Clocks = tuple[Clock, ...]


class Levels:
    """The service levels of a published norm (SLA-1, SLA-2)."""

    def __init__(self, norm: Norm) -> None:
        self._targets = {level.priority: level.targets for level in norm.levels}
        self._near = norm.near
        self._pauses = norm.pauses_while_waiting
        self._calendar = cache(lambda name: Calendar.from_rule(norm.calendars[name]))

    def start(self, priority: str, at: datetime, cycle: int = 1) -> Clocks:
        """A running clock for each target of the priority; none when it has no level."""
        return tuple(
            self._clock(milestone, target, at, cycle) for milestone, target in self._targets.get(priority, {}).items()
        )

    def due_times(self, priority: str, at: datetime) -> dict[Milestone, datetime]:
        """When each milestone would be due for a ticket opened at this instant."""
        return {clock.milestone: clock.due_at for clock in self.start(priority, at)}

    def pause(self, clocks: Clocks, at: datetime) -> Clocks:
        """The running clocks stand still from `at`; all go on where the norm lets waiting count."""
        if not self._pauses:
            return clocks
        return tuple(replace(clock, paused_at=at) if _runs(clock) else clock for clock in clocks)

    def resume(self, clocks: Clocks, at: datetime) -> Clocks:
        """The clocks that stood still go on, due later by the working time that they stood."""
        return tuple(self._resume(clock, at) for clock in clocks)

    def reach(self, clocks: Clocks, milestone: Milestone, at: datetime) -> Clocks:
        """The milestone's clocks stop, as of `at`. One that was reached before stays as it is."""
        return tuple(
            replace(self._resume(clock, at), reached_at=at)
            if clock.milestone == milestone and clock.reached_at is None
            else clock
            for clock in clocks
        )

    def retarget(self, clocks: Clocks, priority: str, at: datetime) -> Clocks:
        """The clocks under another priority (TKT-7).

        Those of the current cycle that were not reached count from their own start, less the time that they stood
        still, towards the new target, and go where it has none; a target that had no clock yet gets one from the
        cycle's start, or from `at` when the cycle had none at all. The time it stood still is taken as it was counted,
        even where the new target has another calendar.
        """
        cycle = max((clock.cycle for clock in clocks), default=1)
        current = [clock for clock in clocks if clock.cycle == cycle]
        started_at = min((clock.started_at for clock in current), default=at)
        targets = self._targets.get(priority, {})
        kept = [
            self._aim(clock, targets[clock.milestone]) if _is_open(clock, cycle) else clock
            for clock in clocks
            if not _is_open(clock, cycle) or clock.milestone in targets
        ]
        known = {clock.milestone for clock in current}
        paused_at = next((clock.paused_at for clock in current if clock.paused_at), None)
        return (
            *kept,
            *(
                replace(self._clock(milestone, target, started_at, cycle), paused_at=paused_at)
                for milestone, target in targets.items()
                if milestone not in known
            ),
        )

    def restart(self, clocks: Clocks, priority: str, at: datetime) -> Clocks:
        """A new cycle of clocks beside the old ones, which stay as they ended (TKT-12)."""
        cycle = max((clock.cycle for clock in clocks), default=0) + 1
        return (*clocks, *self.start(priority, at, cycle))

    def _clock(self, milestone: Milestone, target: Target, at: datetime, cycle: int) -> Clock:
        clock = Clock(milestone, target.calendar, target.within, started_at=at, due_at=at, near_at=at, cycle=cycle)
        return self._aim(clock, target)

    def _aim(self, clock: Clock, target: Target) -> Clock:
        clock = replace(clock, calendar=target.calendar, within=target.within)
        return replace(
            clock, due_at=self._after(clock, clock.within), near_at=self._after(clock, self._near * clock.within)
        )

    def _after(self, clock: Clock, share: timedelta) -> datetime:
        """The instant at which the clock has run for `share`."""
        return self._calendar(clock.calendar).add(clock.started_at, share + clock.paused_for)

    def _resume(self, clock: Clock, at: datetime) -> Clock:
        """The clock running again. What had passed before it stood still, stays passed: a breach is not healed."""
        paused_at = clock.paused_at
        if paused_at is None:
            return clock
        stood = max(timedelta(0), self._calendar(clock.calendar).between(paused_at, at))
        later = replace(clock, paused_at=None, paused_for=clock.paused_for + stood)
        return replace(
            later,
            due_at=clock.due_at if clock.due_at <= paused_at else self._after(later, later.within),
            near_at=clock.near_at if clock.near_at <= paused_at else self._after(later, self._near * later.within),
        )


def late(clock: Clock, at: datetime) -> bool:
    """Whether the clock was reached, or stands at `at`, after it was due; on the second is in time (TKT-10)."""
    return (clock.reached_at or min(at, clock.paused_at or at)) > clock.due_at


def _runs(clock: Clock) -> bool:
    return clock.reached_at is None and clock.paused_at is None


def _is_open(clock: Clock, cycle: int) -> bool:
    return clock.cycle == cycle and clock.reached_at is None
