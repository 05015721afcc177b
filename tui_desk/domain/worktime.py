"""Working-time arithmetic over a calendar of opening hours, holidays and make-up workdays (调休).

Pure: aware datetimes in, aware datetimes in UTC out, exact to the microsecond. Knows nothing of tickets or policies.

A calendar is data, `Calendar.from_rule(CalendarRule(weekly={"mon": ("09:00-18:00",)}, zone="Asia/Shanghai"))`; asked
are `add`, `add_workdays`, `between`, `is_open`, `openings`, `day`, the next and previous opening and closing, and with
pauses `counted` and `due`.

Conventions:
    Opening hours are half-open: the desk is open at 09:00 and closed at 18:00.
    A result that lands on closing time stays there; one that lands on it from the right, on opening time.
    Adding nothing gives the same instant inside opening hours, and outside them the next opening.
    `between` of a later and an earlier time is negative.
    A wall-clock time that a time zone skips follows the clock forward (02:30 is 03:30 on that day); one that comes
    twice is the first of the two. A date that a zone leaves out altogether has no hours and is no workday.
    An interval over midnight belongs to the day on which it begins; breaks are taken out wherever the wall clock shows
    them, in the part after midnight too. Hours that overlap count once, those that touch are one.
    Dates with hours of their own stand above closed days, these above recurring dates, these above make-up workdays,
    these above the week. Of recurring dates the narrower stands above: "05-01", "last mon 05", "01", "last mon".
    So many workdays end at the same time of day on the last of them, or at that day's closing if that is earlier; the
    day of the start is not counted, whatever the hour. Negative ones go back, by the same rule.
    The next opening of an open desk is now; its previous one is when it opened. The next closing lies after the
    instant asked about, the previous one not after it.
    Pauses are half-open too, may overlap and come in any order; one without an end is still open: nothing counts from
    there on, and it moves no due time yet. What lands on the beginning of a pause stays there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from tui_desk.domain.days import Because, Day, Days
from tui_desk.norms.hours import DAY_SECONDS, Hours
from tui_desk.norms.models import CalendarRule

Pauses = Iterable[tuple[datetime, datetime | None]]
"""Times in which a clock stands still: since and until, None while it still does."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_DAY_TICKS = DAY_SECONDS * 1_000_000
_DAYS = range(date.min.toordinal() + 3, date.max.toordinal() - 3)
"""The dates that have an instant in every zone, by ordinal."""
_LONG = 12
"""Years of opening hours without a break after which the desk never closes."""
_YEARS_KEPT = 64
_DAYS_KEPT = 4096


class NeverOpens(ValueError):
    """The calendar has no opening hours after, or before, the time asked about."""


class NeverCloses(ValueError):
    """The calendar's opening hours go on and on from the time asked about."""


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
    days: Days
    _years: dict[int, _Year] = field(default_factory=dict, compare=False, repr=False)
    _totals: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    _workdays: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)
    _hours: dict[date, Hours] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def from_rule(cls, rule: CalendarRule) -> Calendar:
        """The calendar of a published rule.

        Raises:
            ValueError: an interval or a recurring date cannot be read.
            zoneinfo.ZoneInfoNotFoundError: the zone is unknown, or still "desk".
        """
        return cls(ZoneInfo(rule.zone), Days.from_rule(rule))

    # Arithmetic

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
        local = _utc(start).astimezone(self.zone)
        day = date.fromordinal(self._workday(local.year, local.toordinal(), days))
        wall = _ticks(datetime.combine(day, local.time().replace(fold=0), self.zone))
        return _moment(min(wall, max(self._ticks_of(day, end) for _, end in self.hours(day))))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` is the earlier."""
        begin, finish = _ticks(start), _ticks(end)
        if finish < begin:
            return -self.between(end, start)
        first, last = start.astimezone(UTC).year, end.astimezone(UTC).year
        whole_years = sum(self._total(number) for number in range(first, last))
        return (whole_years + self._year(last).worked(finish) - self._year(first).worked(begin)) * _MICROSECOND

    # When it is open

    def is_open(self, at: datetime) -> bool:
        """Whether the desk works at this instant."""
        year, ticks = self._year(at.astimezone(UTC).year), _ticks(at)
        index = bisect_right(year.begins, ticks) - 1
        return index >= 0 and ticks < year.ends[index]

    def next_opening(self, at: datetime) -> datetime:
        """This instant while the desk works, otherwise the next at which it opens. Raises NeverOpens."""
        number, index = self._next(at)
        return _moment(max(_ticks(at), self._year(number).begins[index]))

    def next_closing(self, at: datetime) -> datetime:
        """The first instant after `at` at which the desk closes. Raises NeverOpens, NeverCloses."""
        number, index = self._next(at)
        for _ in range(_LONG):
            end = self._year(number).ends[index]
            if end != _first(number + 1) or number == MAXYEAR or self._year(number + 1).begins[:1] != [end]:
                return _moment(end)
            number, index = number + 1, 0
        raise NeverCloses(at.year)

    def previous_opening(self, at: datetime) -> datetime:
        """The last instant at which the desk opened, `at` included. Raises NeverOpens, NeverCloses."""
        ticks, number = _ticks(at), at.astimezone(UTC).year
        while (index := bisect_right(self._year(number).begins, ticks) - 1) < 0:
            number -= 1
            self._check_opens(number, ahead=False)
        for _ in range(_LONG):
            begin = self._year(number).begins[index]
            if begin != _first(number) or number == MINYEAR or self._year(number - 1).ends[-1:] != [begin]:
                return _moment(begin)
            number, index = number - 1, len(self._year(number - 1).begins) - 1
        raise NeverCloses(at.year)

    def previous_closing(self, at: datetime) -> datetime:
        """The last instant at which the desk closed, `at` included. Raises NeverOpens, NeverCloses."""
        ticks, number = _ticks(at), at.astimezone(UTC).year
        if self.is_open(at):
            opened = self.previous_opening(at)
            ticks, number = _ticks(opened), opened.year
        while (index := bisect_right(self._year(number).ends, ticks) - 1) < 0:
            number -= 1
            self._check_opens(number, ahead=False)
        return _moment(self._year(number).ends[index])

    def openings(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of opening hours between two instants, cut at both; those that touch are one."""
        first, last = _ticks(begin), _ticks(end)
        held: tuple[int, int] | None = None
        for number in range(begin.astimezone(UTC).year, end.astimezone(UTC).year + 1):
            year = self._year(number)
            for index in range(bisect_right(year.ends, first), bisect_left(year.begins, last)):
                opens, closes = max(first, year.begins[index]), min(last, year.ends[index])
                if held is not None and held[1] == opens:
                    opens = held[0]
                elif held is not None:
                    yield _moment(held[0]), _moment(held[1])
                held = opens, closes
        if held is not None:
            yield _moment(held[0]), _moment(held[1])

    # Days

    def day(self, day: date) -> Day:
        """What a local date is: its hours, because of what, how it is called."""
        found = self.days.of(day)
        return replace(found, hours=(), because=Because.SKIPPED) if self._is_skipped(day) else found

    def hours(self, day: date) -> Hours:
        """The opening hours that begin on a local date, in seconds; none on a day on which the desk does not open."""
        found = self._hours.get(day)
        if found is None:
            if len(self._hours) >= _DAYS_KEPT:
                self._hours.clear()
            found = self._hours[day] = self.day(day).hours
        return found

    def instant(self, day: date, second: int) -> datetime:
        """The instant, in UTC, at which the wall clock shows so many seconds after a date's midnight."""
        return _moment(self._ticks_of(day, second))

    @property
    def is_always(self) -> bool:
        """Whether the desk never closes (24×7)."""
        return self.days.is_always

    # Underneath

    def _ahead(self, number: int, at: int, wanted: int) -> datetime:
        wanted += self._year(number).worked(at)
        while wanted > (total := self._total(number)):
            wanted -= total
            number += 1
            self._check_opens(number, ahead=True)
        year = self._year(number)
        index = bisect_left(year.before, wanted) - 1
        return _moment(year.begins[index] + wanted - year.before[index])

    def _back(self, number: int, at: int, wanted: int) -> datetime:
        wanted += self._year(number).worked(at)
        while wanted < 0:
            number -= 1
            self._check_opens(number, ahead=False)
            wanted += self._total(number)
        year = self._year(number)
        index = bisect_right(year.before, wanted) - 1
        return _moment(year.begins[index] + wanted - year.before[index])

    def _next(self, at: datetime) -> tuple[int, int]:
        """Year and index of the stretch at an instant, or the next one. Raises NeverOpens."""
        ticks, number = _ticks(at), at.astimezone(UTC).year
        while (index := bisect_right(self._year(number).ends, ticks)) == len(self._year(number).ends):
            number += 1
            self._check_opens(number, ahead=True)
        return number, index

    def _workday(self, number: int, ordinal: int, days: int) -> int:
        """The workday so many after a date of a year, or before it, by ordinal. Raises NeverOpens."""
        workdays = self._workdays_of(number)
        index = (bisect_right(workdays, ordinal) - 1 if days > 0 else bisect_left(workdays, ordinal)) + days
        while index >= len(workdays):
            index -= len(workdays)
            number += 1
            self._check_opens(number, ahead=True)
            workdays = self._workdays_of(number)
        while index < 0:
            number -= 1
            self._check_opens(number, ahead=False)
            workdays = self._workdays_of(number)
            index += len(workdays)
        return workdays[index]

    def _workdays_of(self, number: int) -> list[int]:
        """The workdays of a year by ordinal."""
        found = self._workdays.get(number)
        if found is None:
            if len(self._workdays) >= _YEARS_KEPT:
                self._workdays.clear()
            days = range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1)
            found = [each for each in days if each in _DAYS and self.day(date.fromordinal(each)).opens]
            self._workdays[number] = found
        return found

    def _check_opens(self, number: int, *, ahead: bool) -> None:
        """Raises NeverOpens when no year from this one on can have opening hours."""
        if MINYEAR < number < MAXYEAR and self.days.regular:
            return
        years = [day.year for day in self.days.single()]
        if not MINYEAR < number < MAXYEAR or not years:
            raise NeverOpens(number)
        if number > max(years) + 1 if ahead else number < min(years) - 1:
            raise NeverOpens(number)

    def _year(self, number: int) -> _Year:
        found = self._years.get(number)
        if found is None:
            if len(self._years) >= _YEARS_KEPT:
                self._years.clear()
            found = self._years[number] = _year(self._stretches(number))
            self._totals[number] = found.total
        return found

    def _total(self, number: int) -> int:
        total = self._totals.get(number)
        return self._year(number).total if total is None else total

    def _stretches(self, number: int) -> Iterator[tuple[int, int]]:
        """The opening hours of a year of UTC, cut at its ends. Local dates around it may reach into it."""
        first, last = _first(number), _first(number + 1)
        for ordinal in range(first // _DAY_TICKS + _EPOCH_DAY - 3, last // _DAY_TICKS + _EPOCH_DAY + 3):
            if ordinal not in _DAYS:
                continue
            day = date.fromordinal(ordinal)
            for begin, end in self.days.of(day).hours:
                stretch = max(self._ticks_of(day, begin), first), min(self._ticks_of(day, end), last)
                if stretch[0] < stretch[1] and not self._is_skipped(day):
                    yield stretch

    def _ticks_of(self, day: date, second: int) -> int:
        days, second = divmod(second, DAY_SECONDS)
        hour, second = divmod(second, 3600)
        day = date.fromordinal(day.toordinal() + days) if days else day
        return _ticks(datetime.combine(day, time(hour, *divmod(second, 60)), self.zone))

    def _is_skipped(self, day: date) -> bool:
        """Whether the zone's clocks never showed this date."""
        midnight = datetime.combine(day, time(), self.zone)
        if midnight.utcoffset() == midnight.replace(fold=1).utcoffset():
            return False  # the clocks did show its midnight, and may have shown it twice
        return midnight.astimezone(UTC).astimezone(self.zone).date() != day


def counted(calendar: Calendar, begin: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
    """The working time from `begin` to `end` that lies in no pause; negative when `end` is the earlier."""
    begin, end = _utc(begin), _utc(end)
    if end < begin:
        return -counted(calendar, end, begin, pauses)
    stood = (
        calendar.between(max(begin, since), min(end, until))
        for since, until in _merged((since, end if until is None else until) for since, until in pauses)
        if since < end and begin < until
    )
    return calendar.between(begin, end) - sum(stood, timedelta(0))


def due(calendar: Calendar, start: datetime, target: timedelta, pauses: Pauses = ()) -> datetime:
    """The instant at which `target` has been counted from `start`, what lies in a pause left out.

    Raises NeverOpens when the calendar has not that much working time.
    """
    left, start = target, _utc(start)
    for since, until in _merged((since, until) for since, until in pauses if until is not None):
        if until <= start:
            continue
        run = calendar.between(start, max(start, since))
        if left <= run:
            break
        left, start = left - run, until
    return calendar.add(start, left)


def _merged(pauses: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    """The pauses in order; those that overlap or touch as one, those that end before they begin left out."""
    held: tuple[datetime, datetime] | None = None
    for since, until in sorted((_utc(since), _utc(until)) for since, until in pauses):
        if until <= since:
            continue
        if held is not None and since <= held[1]:
            held = held[0], max(held[1], until)
            continue
        if held is not None:
            yield held
        held = since, until
    if held is not None:
        yield held


def _utc(at: datetime) -> datetime:
    return _moment(_ticks(at))  # times of one zone are else compared by what its clocks show


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


def _first(number: int) -> int:
    """The first instant of a year of UTC."""
    before = date(number - 1, 12, 31).toordinal() if number > MINYEAR else 0
    return (before + 1 - _EPOCH_DAY) * _DAY_TICKS


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(ticks: int) -> datetime:
    return _EPOCH + ticks * _MICROSECOND
