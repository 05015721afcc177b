"""What one clock has counted, and when it runs out: arithmetic of a clock on its calendar, less its pauses.

Pure, and exact to the microsecond: what a clock counted up to its due time is its target, whatever lay between. Only
where more than the target was `spent` before the clock started is it due at once, never earlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tui_desk.domain import worktime
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.domain.worktime import Calendar

_NOTHING = timedelta(0)


def target(clock: Clock, calendar: Calendar) -> timedelta:
    """The working time that the clock may take, all told; for whole workdays what they come to from its start."""
    if not clock.workdays:
        return clock.within
    return calendar.between(clock.started_at, calendar.add_workdays(clock.started_at, clock.workdays))


def due_at(clock: Clock, calendar: Calendar) -> datetime:
    """When the clock runs out. A pause that is open, or begins later, moves nothing yet.

    Whole workdays end at the time of day at which they began, or at that day's closing; and later by the working time
    that the clock stood still before that.
    """
    return Course(clock, calendar).due_at


def counted(clock: Clock, calendar: Calendar, at: datetime) -> timedelta:
    """The working time that the clock has counted up to `at`, or to its end if that came before."""
    ends = filter(None, (at, clock.reached_at, clock.cancelled_at))
    end = min(each.astimezone(UTC) for each in ends)  # times of one zone are else compared by what its clocks show
    if end <= clock.started_at.astimezone(UTC):
        return clock.spent
    stood = ((pause.since, pause.until) for pause in pauses(clock))
    run = worktime.counted(calendar, clock.started_at, end, stood)
    return clock.spent + max(_NOTHING, run - clock.paused_for)


def pauses(clock: Clock) -> tuple[Pause, ...]:
    """The times in which it stood still, the last one open while it still does; records of old have only that one."""
    if clock.paused_at is None or any(pause.until is None for pause in clock.pauses):
        return clock.pauses
    return (*clock.pauses, Pause(clock.paused_at))


class Course:
    """The course of a clock, worked out once: its `target`, when it is due, and when it has counted so and so much."""

    __slots__ = ("_begin", "_calendar", "_clock", "_legs", "_open_for", "_started_at", "due_at", "target")

    def __init__(self, clock: Clock, calendar: Calendar) -> None:
        self._clock, self._calendar = clock, calendar
        self._started_at = self._begin = clock.started_at.astimezone(UTC)
        self._open_for = _NOTHING
        self._legs = _legs(self._started_at, clock.pauses, calendar) if clock.pauses else ()
        if not clock.workdays:
            self.target = clock.within
            self.due_at = self.at_count(clock.within)
            return
        end = calendar.add_workdays(clock.started_at, clock.workdays)
        self.target = calendar.between(clock.started_at, end)
        self.due_at = end
        if clock.spent:
            self.due_at = self.at_count(self.target)
        elif clock.paused_for or self._legs:
            self.due_at = max(end, self.at_count(self.target))

    def at_count(self, wanted: timedelta) -> datetime:
        """The instant at which the clock has counted `wanted`; its start where that much was spent before."""
        clock = self._clock
        left, begin = max(_NOTHING, wanted - clock.spent) + clock.paused_for, self._started_at
        for before, leg in reversed(self._legs):
            if before < left:
                left, begin = left - before, leg
                break
        if begin == self._begin and _NOTHING < left <= self._open_for:
            return begin + left
        at = self._calendar.add(begin, left)
        if at - begin == left > _NOTHING:
            self._begin, self._open_for = begin, left  # nothing but opening hours: what is less needs no calendar
        return at


def _legs(begin: datetime, stood: Iterable[Pause], calendar: Calendar) -> tuple[tuple[timedelta, datetime], ...]:
    """Where the clock goes on after each pause that is over, and what it counted until then."""
    legs, counted_before = [], _NOTHING
    for pause in sorted(stood, key=_since):
        if pause.until is None or pause.until <= begin:
            continue
        if pause.since > begin:
            counted_before += calendar.between(begin, pause.since)
        begin = pause.until.astimezone(UTC)
        legs.append((counted_before, begin))
    return tuple(legs)


def _since(pause: Pause) -> datetime:
    return pause.since.astimezone(UTC)
