"""What one clock has counted, and when it runs out: arithmetic of a clock on its calendar, less its pauses.

Pure, and exact to the microsecond: what a clock counted up to its due time is its target, whatever lay between.
"""

from __future__ import annotations

from datetime import datetime, timedelta

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

    Whole workdays that no pause touched end at the time of day at which they began, or at that day's closing.
    """
    if not clock.workdays:
        return at_count(clock, calendar, clock.within)
    due = calendar.add_workdays(clock.started_at, clock.workdays)
    for pause in clock.pauses:
        if pause.until is not None and pause.since < due:
            due = calendar.add(due, calendar.between(max(pause.since, clock.started_at), pause.until))
    return calendar.add(due, clock.paused_for) if clock.paused_for else due


def at_count(clock: Clock, calendar: Calendar, wanted: timedelta) -> datetime:
    """The instant at which the clock has counted `wanted`."""
    left, begin = wanted - clock.spent + clock.paused_for, clock.started_at
    for pause in clock.pauses:
        run = calendar.between(begin, max(begin, pause.since))
        if pause.until is None or left <= run:
            break
        left, begin = left - run, max(begin, pause.until)
    return calendar.add(begin, left)


def counted(clock: Clock, calendar: Calendar, at: datetime) -> timedelta:
    """The working time that the clock has counted up to `at`, or to its end if that came before."""
    end = min(filter(None, (at, clock.reached_at, clock.cancelled_at)))
    if end <= clock.started_at:
        return clock.spent
    stood = (calendar.between(max(p.since, clock.started_at), _end(p, end)) for p in pauses(clock) if p.since < end)
    run = calendar.between(clock.started_at, end) - sum(stood, _NOTHING)
    return clock.spent + max(_NOTHING, run - clock.paused_for)


def pauses(clock: Clock) -> tuple[Pause, ...]:
    """The times in which it stood still, the last one open while it still does; records of old have only that one."""
    if clock.paused_at is None or any(pause.until is None for pause in clock.pauses):
        return clock.pauses
    return (*clock.pauses, Pause(clock.paused_at))


def _end(pause: Pause, at: datetime) -> datetime:
    return at if pause.until is None else min(at, pause.until)
