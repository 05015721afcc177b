"""Working-time arithmetic over a calendar of opening hours, holidays and make-up workdays (调休).

Pure: aware datetimes in, aware datetimes in UTC out, exact to the microsecond. Knows nothing of tickets or policies.

Conventions:
    Opening hours are half-open: the desk is open at 09:00 and closed at 18:00.
    A result that lands on closing time stays there; one that lands on it from the right, on opening time.
    Adding nothing gives the same instant inside opening hours, and outside them the next opening.
    `between` of a later and an earlier time is negative.
    A wall-clock time that a time zone skips follows the clock forward (02:30 is 03:30 on that day); one that comes
    twice is the first of the two.
    An interval over midnight belongs to the day on which it begins. Single dates with hours of their own stand above
    closed days, these above make-up workdays, these above the week.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from tui_desk.norms.hours import WEEKDAYS, minutes
from tui_desk.norms.models import CalendarRule

Hours = tuple[tuple[int, int], ...]
"""The intervals of a day in minutes after midnight; past 1440 is the day after."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_FAR = 3660
"""Days after which no more workday is looked for."""


class NeverOpens(ValueError):
    """The calendar has no opening hours after the time asked about."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The stretches of opening hours of one year of UTC, in microseconds: begins, ends, and the work before each."""

    begins: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def worked(self, at: int) -> int:
        """How much of the year's working time lies before `at`."""
        index = bisect_right(self.begins, at) - 1
        return self.before[index] + min(at, self.ends[index]) - self.begins[index] if index >= 0 else 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the desk works. Cheap to ask: a year's opening hours are worked out once, when they are first needed."""

    zone: ZoneInfo
    week: tuple[Hours, ...]
    dates: Mapping[date, Hours]
    _years: dict[int, _Year] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rule(cls, rule: CalendarRule) -> Calendar:
        """The calendar of a published rule.

        Raises:
            ValueError: an interval cannot be read.
            zoneinfo.ZoneInfoNotFoundError: the zone is unknown, or still "desk".
        """
        week = tuple(_hours(rule.weekly.get(day, ())) for day in WEEKDAYS)
        makeup = _hours(rule.extra_hours) or next(filter(None, week), ())
        return cls(
            ZoneInfo(rule.zone),
            week,
            dict.fromkeys(rule.extra_workdays, makeup)
            | dict.fromkeys(rule.closed, ())
            | {day: _hours(intervals) for day, intervals in rule.dates.items()},
        )

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The instant at which `working` time has passed since `start`; a negative one lies before it.

        Raises NeverOpens when the calendar has not that much working time.
        """
        at = _ticks(start)
        wanted = working // _MICROSECOND
        if wanted > 0:
            return self._ahead(start.astimezone(UTC).year, at, wanted)
        if wanted < 0:
            return self._back(start.astimezone(UTC).year, at, wanted)
        return self.next_opening(start)

    def add_workdays(self, start: datetime, days: int) -> datetime:
        """The same time of day on the `days`-th workday after, or that day's closing if that comes earlier.

        A workday is a day on which the desk opens; days before where `days` is negative. None at all is like adding
        nothing. Raises NeverOpens.
        """
        if not days:
            return self.next_opening(start)
        local = start.astimezone(self.zone)
        step, day = (1 if days > 0 else -1), local.date()
        limit = day.toordinal() + step * _FAR
        for _ in range(abs(days)):
            day += step * _DAY
            while not self.hours(day):
                day += step * _DAY
                if day.toordinal() == limit:
                    raise NeverOpens(day.year)
        wall = _ticks(datetime.combine(day, local.time(), self.zone))
        return _moment(min(wall, max(self._instant(day, end) for _, end in self.hours(day))))

    def hours(self, day: date) -> Hours:
        """The opening hours that begin on a local date; none on a day on which the desk does not open."""
        return self.dates.get(day, self.week[day.weekday()])

    def openings(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of opening hours between two instants, cut at both; those that touch are one."""
        first, last = _ticks(begin), _ticks(end)
        for number in range(begin.astimezone(UTC).year, end.astimezone(UTC).year + 1):
            year = self._year(number)
            for index in range(bisect_right(year.ends, first), len(year.begins)):
                if year.begins[index] >= last:
                    return
                yield _moment(max(first, year.begins[index])), _moment(min(last, year.ends[index]))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` is the earlier."""
        begin, finish = _ticks(start), _ticks(end)
        if finish < begin:
            return -self.between(end, start)
        first, last = start.astimezone(UTC).year, end.astimezone(UTC).year
        whole_years = sum(self._year(number).total for number in range(first, last))
        return (whole_years + self._year(last).worked(finish) - self._year(first).worked(begin)) * _MICROSECOND

    def is_open(self, at: datetime) -> bool:
        """Whether the desk works at this instant."""
        year, ticks = self._year(at.astimezone(UTC).year), _ticks(at)
        index = bisect_right(year.begins, ticks) - 1
        return index >= 0 and ticks < year.ends[index]

    def next_opening(self, at: datetime) -> datetime:
        """This instant while the desk works, otherwise the next at which it opens. Raises NeverOpens."""
        ticks, number = _ticks(at), at.astimezone(UTC).year
        while True:
            year = self._year(number)
            index = bisect_right(year.ends, ticks)
            if index < len(year.begins):
                return _moment(max(ticks, year.begins[index]))
            number += 1
            self._check_opens(number, ahead=True)

    def _ahead(self, number: int, at: int, wanted: int) -> datetime:
        year = self._year(number)
        wanted += year.worked(at)
        while wanted > year.total:
            wanted -= year.total
            number += 1
            self._check_opens(number, ahead=True)
            year = self._year(number)
        index = bisect_left(year.before, wanted) - 1
        return _moment(year.begins[index] + wanted - year.before[index])

    def _back(self, number: int, at: int, wanted: int) -> datetime:
        year = self._year(number)
        wanted += year.worked(at)
        while wanted < 0:
            number -= 1
            self._check_opens(number, ahead=False)
            year = self._year(number)
            wanted += year.total
        index = bisect_right(year.before, wanted) - 1
        return _moment(year.begins[index] + wanted - year.before[index])

    def _check_opens(self, number: int, *, ahead: bool) -> None:
        """Raises NeverOpens when no year from this one on can have opening hours."""
        if MINYEAR < number < MAXYEAR and any(self.week):
            return
        years = [day.year for day, hours in self.dates.items() if hours]
        if not years or (number > max(years) + 1 if ahead else number < min(years) - 1):
            raise NeverOpens(number)

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = _year(self._stretches(number))
        return self._years[number]

    def _stretches(self, number: int) -> Iterator[tuple[int, int]]:
        """The opening hours of a year of UTC, cut at its ends. Local dates around it may reach into it."""
        first, last = _ticks(datetime(number, 1, 1, tzinfo=UTC)), _ticks(datetime(number + 1, 1, 1, tzinfo=UTC))
        for ordinal in range(date(number, 1, 1).toordinal() - 2, date(number, 12, 31).toordinal() + 3):
            day = date.fromordinal(ordinal)
            for begin, end in self.hours(day):
                stretch = max(self._instant(day, begin), first), min(self._instant(day, end), last)
                if stretch[0] < stretch[1]:
                    yield stretch

    def _instant(self, day: date, minute: int) -> int:
        hour, minute = divmod(minute, 60)
        overnight, hour = divmod(hour, 24)
        wall = datetime.combine(day, time(hour, minute)) + overnight * _DAY
        return _ticks(wall.replace(tzinfo=self.zone))


def _year(stretches: Iterable[tuple[int, int]]) -> _Year:
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in sorted(stretches):
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    lengths = [end - begin for begin, end in zip(begins, ends, strict=True)]
    before = list(accumulate(lengths, initial=0))
    return _Year(begins, ends, before[:-1], before[-1])


def _hours(intervals: Iterable[str]) -> Hours:
    return tuple(minutes(interval) for interval in intervals)


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(ticks: int) -> datetime:
    return _EPOCH + ticks * _MICROSECOND
