"""Why a clock stands where it does: each stretch of time that counted or did not, and what it counted (SLA-1 to 12).

Pure. The stretches lie side by side from the clock's start; what they count is what the clock counted, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tui_desk.domain import clocks as counting
from tui_desk.domain.days import Because
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.domain.worktime import Calendar, NeverOpens
from tui_desk.norms.hours import DAY_SECONDS
from tui_desk.norms.models import Words

_NOTHING = timedelta(0)
_DAY = timedelta(days=1)

_UNNAMED = Words()


class Cause(StrEnum):
    """Why a stretch of time counts, or does not."""

    ALWAYS = "always"
    HOURS = "hours"
    MAKEUP = "makeup"
    OWN_DATE = "own_date"
    RECURRING = "recurring"
    OUTSIDE = "outside"
    BREAK = "break"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"
    OWN_CLOSED = "own_closed"
    RECURRING_CLOSED = "recurring_closed"
    WAITING = "waiting"


_OPEN = {
    Because.DATE: Cause.OWN_DATE,
    Because.RECURRING: Cause.RECURRING,
    Because.MAKEUP: Cause.MAKEUP,
    Because.WEEK: Cause.HOURS,
}
_CLOSED = {
    Because.DATE: Cause.OWN_CLOSED,
    Because.HOLIDAY: Cause.HOLIDAY,
    Because.RECURRING: Cause.RECURRING_CLOSED,
}
"""What gives a day its hours, and what a stretch of it is called."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, and how much of it the clock counted: all or nothing.

    `working` is the opening hours in it, counted or not. `name` is how the calendar calls the day; `pause` is there
    where the clock stood still.
    """

    begin: datetime
    end: datetime
    counted: timedelta
    working: timedelta
    because: Cause
    name: Words = _UNNAMED
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """One clock explained as of `at`.

    `stretches` run from its start to `at`, or to its end if that came before, and are cut at the due time; `to_come`
    from there to when it will be due, empty where it is over or late. Of a clock that stands still `to_come` tells what
    follows if it goes on at `goes_on_at`, and `due_then` when it is due then; of any other that is its due time.

    Always: `counted` = spent + what the stretches count, less `paused_for` of records of old, but never less than
    spent. And with what is `to_come` that is the target.
    """

    clock: Clock
    at: datetime
    target: timedelta
    counted: timedelta
    stretches: tuple[Stretch, ...]
    to_come: tuple[Stretch, ...]
    due_then: datetime
    goes_on_at: datetime | None
    zone: str
    always: bool

    @property
    def left(self) -> timedelta:
        """The working time that is left of the target; negative when more was counted."""
        return self.target - self.counted

    @property
    def ended_at(self) -> datetime | None:
        """When it was reached or cancelled, if that is not after `at`."""
        ended = min(filter(None, (self.clock.reached_at, self.clock.cancelled_at)), default=None)
        return ended if ended is not None and ended <= self.at else None

    @property
    def late_by(self) -> timedelta:
        """How long after its due time it ended, or stands now, on the wall clock; negative before."""
        stands = self.clock.paused_at if self.ended_at is None else None
        return min(filter(None, (self.ended_at, stands, self.at))) - self.clock.due_at


def explain(clock: Clock, calendar: Calendar, at: datetime) -> Why:
    """Why the clock stands as it does at `at`, on the calendar that it counts by."""
    pauses, due_then, goes_on_at = counting.pauses(clock), clock.due_at, None
    end = min(filter(None, (at, clock.reached_at, clock.cancelled_at)))
    due_at = clock.due_at if clock.over or clock.paused_at is None else min(clock.due_at, clock.paused_at)
    stretches = _counted(calendar, clock.started_at, end, pauses, due_at)
    to_come: tuple[Stretch, ...] = ()
    stands = next((pause for pause in pauses if pause.until is None), None)
    if not clock.over:
        if stands is not None:
            goes_on_at = max(filter(None, (at, stands.since, stands.expected)))
            pauses = tuple(replace(p, until=goes_on_at) if p.until is None else p for p in pauses)
            due_then = _due_at(replace(clock, paused_at=None, pauses=pauses), calendar)
        if due_then > (goes_on_at or at):
            to_come = _counted(calendar, max(at, clock.started_at), due_then, pauses, due_then)
    return Why(
        clock,
        at,
        counting.target(clock, calendar),
        counting.counted(clock, calendar, at),
        stretches,
        to_come,
        due_then,
        goes_on_at,
        calendar.zone.key,
        calendar.is_always,
    )


def _due_at(clock: Clock, calendar: Calendar) -> datetime:
    """When the clock is due; as is on record where the calendar has no more working time."""
    try:
        return counting.due_at(clock, calendar)
    except NeverOpens:
        return clock.due_at


def _counted(
    calendar: Calendar, begin: datetime, end: datetime, pauses: Iterable[Pause], cut_at: datetime
) -> tuple[Stretch, ...]:
    """The stretches from `begin` to `end`, one for each reason; cut at `cut_at`."""
    found: list[Stretch] = []
    for first, last in ((begin, min(end, cut_at)), (max(begin, cut_at), end)):
        found += _joined(_stretches(calendar, first, last, pauses))
    return tuple(found)


def _stretches(calendar: Calendar, begin: datetime, end: datetime, pauses: Iterable[Pause]) -> Iterator[Stretch]:
    for pause in sorted(pauses, key=lambda pause: pause.since):
        since, until = max(begin, min(pause.since, end)), min(pause.until or end, end)
        if since < until:
            yield from _of_calendar(calendar, begin, since)
            working = calendar.between(since, until)
            yield Stretch(since, until, _NOTHING, working, Cause.WAITING, pause=pause)
            begin = until
    yield from _of_calendar(calendar, begin, end)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches, with neighbours that have the same reason as one."""
    before: Stretch | None = None
    for each in stretches:
        if before is not None and _reason(before) == _reason(each):
            counted, working = before.counted + each.counted, before.working + each.working
            before = replace(before, end=each.end, counted=counted, working=working)
            continue
        if before is not None:
            yield before
        before = each
    if before is not None:
        yield before


def _reason(stretch: Stretch) -> tuple[Cause, Words, Pause | None]:
    return stretch.because, stretch.name, stretch.pause


def _of_calendar(calendar: Calendar, begin: datetime, end: datetime) -> Iterator[Stretch]:
    """The opening hours between two instants, and what lies between them."""
    if begin >= end:
        return
    if calendar.is_always:
        yield Stretch(begin, end, end - begin, end - begin, Cause.ALWAYS)
        return
    for opens, closes in calendar.openings(begin, end):
        yield from _closed(calendar, begin, opens)
        yield from _open(calendar, opens, closes)
        begin = closes
    yield from _closed(calendar, begin, end)


def _open(calendar: Calendar, begin: datetime, end: datetime) -> Iterator[Stretch]:
    """Opening hours by the days that they belong to; those over midnight belong to the day on which they begin."""
    first, last = _dates(calendar, begin, end)
    for ordinal in range(first - _overnight(calendar, first - 1), last + 1):
        day = date.fromordinal(ordinal)
        for _, second in calendar.hours(day):
            until = min(end, calendar.instant(day, second)) if ordinal != last or second > DAY_SECONDS else end
            if begin < until:
                found = calendar.days.of(day)
                yield Stretch(begin, until, until - begin, until - begin, _OPEN[found.because], found.name)
                begin = until


def _closed(calendar: Calendar, begin: datetime, end: datetime) -> Iterator[Stretch]:
    """A time in which the desk is closed, by days."""
    if begin >= end:
        return
    first, last = _dates(calendar, begin, end)
    if last == first + 1 and _is_night(calendar, first):
        yield Stretch(begin, end, _NOTHING, _NOTHING, Cause.OUTSIDE)
        return
    for ordinal in range(first, last + 1):
        day = date.fromordinal(ordinal)
        until = min(end, calendar.instant(day, DAY_SECONDS))
        if begin < until:
            yield Stretch(begin, until, _NOTHING, _NOTHING, *_why_closed(calendar, day, begin, until))
            begin = until


def _is_night(calendar: Calendar, ordinal: int) -> bool:
    """Whether a time over the midnight after this date lies outside hours and nothing else: the usual case."""
    opens = (bool(calendar.hours(date.fromordinal(ordinal + later))) for later in (0, 1))
    return all(opens) and not any(_overnight(calendar, ordinal - earlier) for earlier in (0, 1))


def _overnight(calendar: Calendar, ordinal: int) -> bool:
    """Whether the hours of a date go on after its midnight."""
    hours = calendar.hours(date.fromordinal(ordinal))
    return bool(hours) and hours[-1][1] > DAY_SECONDS


def _why_closed(calendar: Calendar, day: date, begin: datetime, end: datetime) -> tuple[Cause, Words]:
    """Why the desk is closed from `begin` to `end` on this day: in a break, before or after hours, or all day."""
    for owner in (day - _DAY, day):  # a break after midnight is one of the day before
        hours = calendar.hours(owner)
        worked_before = any(calendar.instant(owner, last) <= begin for _, last in hours)
        if worked_before and any(calendar.instant(owner, first) >= end for first, _ in hours):
            return Cause.BREAK, _UNNAMED
    found = calendar.day(day)
    return (Cause.OUTSIDE, _UNNAMED) if found.opens else (_CLOSED.get(found.because, Cause.DAY_OFF), found.name)


def _dates(calendar: Calendar, begin: datetime, end: datetime) -> tuple[int, int]:
    """The local dates, by ordinal, in which two instants lie."""
    return begin.astimezone(calendar.zone).toordinal(), end.astimezone(calendar.zone).toordinal()
