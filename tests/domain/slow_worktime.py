"""Working time counted the slow way: minute by minute, knowing of a zone only what its clocks show at an instant.

Shares nothing with `tui_desk.domain.worktime` but the conventions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """The first instant at which the clocks show `wall`; where they skip it, as if they had gone on unchanged."""
    skipped = 0
    while True:
        shown = wall - skipped * MINUTE
        guesses = (shown.replace(tzinfo=UTC) - timedelta(minutes=15 * quarter) for quarter in range(60, -61, -1))
        fits = [guess for guess in guesses if guess.astimezone(zone).replace(tzinfo=None, fold=0) == shown]
        if fits:
            return (max(fits) if skipped else min(fits)) + skipped * MINUTE
        skipped += 1


def was_shown(day: date, zone: tzinfo) -> bool:
    """Whether the zone's clocks ever showed this date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    hours = (midnight + timedelta(hours=hour) for hour in range(-16, 40))
    return any(instant.astimezone(zone).date() == day for instant in hours)


def open_minutes(
    hours_of: Callable[[date], Sequence[tuple[int, int]]], zone: tzinfo, first: date, days: int
) -> frozenset[int]:
    """Every minute since the epoch in which the desk works, by the days on which the intervals begin."""
    found: set[int] = set()
    for day in (first + timedelta(days=count) for count in range(days)):
        if not was_shown(day, zone):
            continue
        for begin, end in hours_of(day):
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock
            opens, closes = (instant_of(midnight + minute * MINUTE, zone) for minute in (begin, end))
            found.update(range((opens - EPOCH) // MINUTE, (closes - EPOCH) // MINUTE))
    return frozenset(found)


def add(minutes: frozenset[int], start: int, working: int) -> int:
    """The second at which `working` seconds have passed; by the conventions of the calendar."""
    at, left = start, abs(working)
    while working == 0 and at // 60 not in minutes:
        at = (at // 60 + 1) * 60
    while left and working > 0:
        step = min(left if at // 60 in minutes else 60, (at // 60 + 1) * 60 - at)
        left -= step if at // 60 in minutes else 0
        at += step
    while left and working < 0:
        minute = (at - 1) // 60
        step = min(left if minute in minutes else 60, at - minute * 60)
        left -= step if minute in minutes else 0
        at -= step
    return at


def between(minutes: frozenset[int], start: int, end: int) -> int:
    """The seconds worked from `start` to `end`."""
    if end < start:
        return -between(minutes, end, start)
    return sum(
        min(end, (minute + 1) * 60) - max(start, minute * 60)
        for minute in range(start // 60, -(-end // 60))
        if minute in minutes
    )


def hours_by(
    week: Mapping[int, Sequence[tuple[int, int]]], dates: Mapping[date, Sequence[tuple[int, int]]]
) -> Callable[[date], Sequence[tuple[int, int]]]:
    """The intervals of a date: its own, or its weekday's."""
    return lambda day: dates.get(day, week.get(day.weekday(), ()))
