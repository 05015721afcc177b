"""Working time counted the slow way: second by second, knowing of a zone only what its clocks show at an instant.

Shares nothing with `tui_desk.domain.worktime` but the conventions. What lies outside of its weeks is None.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400
HOUR = 3_600

Hours = Sequence[tuple[int, int]]
HoursOf = Callable[[date], Hours]


@cache
def offsets(zone: tzinfo, first: date, days: int) -> frozenset[timedelta]:
    """What the clocks differ from UTC in some days, as they show it every hour."""
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    shown = ((begin + timedelta(hours=hour)).astimezone(zone) for hour in range(-96, (days + 4) * 24))
    return frozenset(each.utcoffset() or timedelta(0) for each in shown)


def instant_of(wall: datetime, zone: tzinfo, shifts: Collection[timedelta]) -> datetime:
    """The first instant at which the clocks show `wall`; where they skip it, as if they had gone on unchanged."""
    skipped = 0
    while True:
        shown = wall - skipped * MINUTE
        guesses = [shown.replace(tzinfo=UTC) - shift for shift in shifts]
        fits = [guess for guess in guesses if guess.astimezone(zone).replace(tzinfo=None, fold=0) == shown]
        if fits:
            return (max(fits) if skipped else min(fits)) + skipped * MINUTE
        skipped += 1


@cache
def was_shown(day: date, zone: tzinfo) -> bool:
    """Whether the zone's clocks ever showed this date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    hours = (midnight + timedelta(hours=hour) for hour in range(-16, 40))
    return any(instant.astimezone(zone).date() == day for instant in hours)


@dataclass
class Weeks:
    """Some weeks of a calendar, a byte for each second in which the desk works or not. Times are seconds since 1970."""

    hours_of: HoursOf
    breaks: Hours
    zone: tzinfo
    first: date
    days: int
    begin: int = 0
    bytes: bytearray = field(default_factory=bytearray)
    worked: dict[date, list[tuple[int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin = _seconds(datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC))
        self.bytes = bytearray(self.days * DAY)
        for count in range(-2, self.days + 2):
            self._mark(self.first + timedelta(days=count))

    def _mark(self, day: date) -> None:
        if not was_shown(day, self.zone):
            return
        for opens, closes in self.worked_on(day):
            begin, end = (self._instant(day, second) - self.begin for second in (opens, closes))
            begin, end = max(begin, 0), min(end, len(self.bytes))
            if begin < end:
                self.bytes[begin:end] = b"\1" * (end - begin)

    def worked_on(self, day: date) -> list[tuple[int, int]]:
        """The stretches of wall-clock time that a day works, breaks left out."""
        if day not in self.worked:
            wall = bytearray(4 * DAY)  # from the day before to the second after
            for begin, end in self.hours_of(day):
                wall[DAY + begin : DAY + end] = b"\1" * (end - begin)
            for begin, end in self.breaks:
                for midnight in (0, DAY, 2 * DAY):
                    wall[midnight + begin : midnight + end] = bytes(end - begin)
            self.worked[day] = [(begin - DAY, end - DAY) for begin, end in _runs(wall)]
        return self.worked[day]

    def _instant(self, day: date, second: int) -> int:
        wall = datetime(day.year, day.month, day.day) + timedelta(seconds=second)  # noqa: DTZ001 - a wall clock
        return _seconds(instant_of(wall, self.zone, self._shifts()))

    def _shifts(self) -> Collection[timedelta]:
        return offsets(self.zone, self.first, self.days)

    @contextmanager
    def without(self, pauses: Sequence[tuple[int, int]]) -> Iterator[None]:
        """These weeks while nothing is worked in the pauses."""
        kept = []
        for since, until in pauses:
            begin, end = max(since - self.begin, 0), min(until - self.begin, len(self.bytes))
            if begin < end:
                kept.append((begin, end, self.bytes[begin:end]))
                self.bytes[begin:end] = bytes(end - begin)
        yield
        for begin, end, before in reversed(kept):
            self.bytes[begin:end] = before

    def is_open(self, at: int) -> bool:
        """Whether the second that begins here is worked."""
        return self.bytes[at - self.begin] == 1

    def between(self, start: int, end: int) -> int:
        """The seconds worked from `start` to `end`."""
        if end < start:
            return -self.between(end, start)
        return self.bytes.count(1, start - self.begin, end - self.begin)

    def add(self, start: int, working: int) -> int | None:
        """The second at which `working` seconds have passed."""
        if not working:
            return self.next_opening(start)
        step = 1 if working > 0 else -1
        at, left = start - self.begin, abs(working)
        while left:
            if not 0 <= at + step * HOUR <= len(self.bytes):
                return None
            worked = self.bytes.count(1, min(at, at + step * HOUR), max(at, at + step * HOUR))
            if worked < left:
                at, left = at + step * HOUR, left - worked
                continue
            while left and (worked := self.bytes.count(1, min(at, at + 60 * step), max(at, at + 60 * step))) < left:
                at, left = at + 60 * step, left - worked
            while left:
                left -= self.bytes[at if step > 0 else at - 1]
                at += step
        return at + self.begin

    def add_workdays(self, start: int, days: int) -> int | None:
        """The same time of day on the `days`-th day with working time after, or that day's closing if earlier."""
        if not days:
            return self.next_opening(start)
        local = (EPOCH + timedelta(seconds=start)).astimezone(self.zone).replace(tzinfo=None, fold=0)
        day, left = local.date(), abs(days)
        while left:
            day += timedelta(days=1 if days > 0 else -1)
            if not abs((day - self.first).days) < self.days:
                return None
            left -= bool(self.worked_on(day)) and was_shown(day, self.zone)
        wall = _seconds(instant_of(datetime.combine(day, local.time()), self.zone, self._shifts()))
        return min(wall, max(self._instant(day, end) for _, end in self.worked_on(day)))

    def next_opening(self, at: int) -> int | None:
        """This second if it is worked, or the next that is."""
        return self._found(self.bytes.find(1, at - self.begin))

    def next_closing(self, at: int) -> int | None:
        """The next second that is not worked, after one that is."""
        opens = self.bytes.find(1, at - self.begin)
        return None if opens < 0 else self._found(self.bytes.find(0, opens))

    def previous_opening(self, at: int) -> int | None:
        """The last second up to this one that is worked, after one that is not."""
        found = self.bytes.rfind(b"\0\1", 0, at - self.begin + 1)
        return None if found < 0 else found + 1 + self.begin

    def previous_closing(self, at: int) -> int | None:
        """The last second up to this one that is not worked, after one that is."""
        found = self.bytes.rfind(b"\1\0", 0, at - self.begin + 1)
        return None if found < 0 else found + 1 + self.begin

    def openings(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The stretches worked between two seconds."""
        part = self.bytes[begin - self.begin : end - self.begin]
        return [(opens + begin, closes + begin) for opens, closes in _runs(part)]

    def _found(self, index: int) -> int | None:
        return None if index < 0 else index + self.begin


def _runs(marks: bytearray) -> Iterator[tuple[int, int]]:
    begin = marks.find(1)
    while begin >= 0:
        end = marks.find(0, begin)
        yield begin, end if end >= 0 else len(marks)
        begin = marks.find(1, end) if end >= 0 else -1


def _seconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(seconds=1)
