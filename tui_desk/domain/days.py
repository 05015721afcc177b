"""What a day of a calendar is: its hours, and because of what (week, holiday, make-up workday 调休, a date of its own).

Pure. Knows wall-clock days only; what the zone's clocks do to them is `worktime`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tui_desk.norms.hours import DAY_SECONDS, WEEKDAYS, Hours, hours
from tui_desk.norms.models import CalendarRule, Words
from tui_desk.norms.recurring import Recurrence, recurrence

_UNNAMED = Words()
_LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=count) for count in range(366)]


class Because(StrEnum):
    """What gives a day its hours, the highest first; of these the first that speaks of a day decides."""

    SKIPPED = "skipped"
    """The zone left the whole date out (Pacific/Apia, 30 December 2011): it has no hours."""
    DATE = "date"
    """A date with hours of its own, or none: the desk's own word."""
    HOLIDAY = "holiday"
    """A closed day 节假日, called by its name where it has one."""
    RECURRING = "recurring"
    """A date that comes again; `Day.pattern` tells which."""
    MAKEUP = "makeup"
    """A make-up workday 调休 补班."""
    WEEK = "week"
    """Nothing but the weekday."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the calendar has it: its hours in seconds after midnight, breaks taken out, and what they come from.

    `usual` are the hours of its weekday, `breaks` the times taken out of its own, `pattern` the recurring date that it
    is, `name` what it is called; empty where it has no name.
    """

    date: date
    hours: Hours
    because: Because
    name: Words = _UNNAMED
    usual: Hours = ()
    breaks: Hours = ()
    pattern: str = ""

    @property
    def opens(self) -> bool:
        """Whether it is a workday: the desk opens on it."""
        return bool(self.hours)

    @property
    def moved(self) -> bool:
        """Whether it is open where its weekday is not, or closed where that is open (班, 休)."""
        return bool(self.hours) != bool(self.usual)


@dataclass(frozen=True, slots=True)
class Days:
    """The rules for the days of a calendar; hours are without the breaks already."""

    week: tuple[Hours, ...]
    dates: Mapping[date, Hours]
    closed: frozenset[date]
    recurring: tuple[tuple[Recurrence, Hours], ...]
    extra: frozenset[date]
    extra_hours: Hours
    breaks: Hours
    names: Mapping[date, Words]

    @classmethod
    def from_rule(cls, rule: CalendarRule) -> Days:
        """The days of a published rule. Raises ValueError when hours or a recurring date cannot be read."""
        breaks = hours(rule.breaks)

        def open_(intervals: Iterable[str]) -> Hours:
            return hours(intervals, breaks)

        week = tuple(open_(rule.weekly.get(day, ())) for day in WEEKDAYS)
        again = [(recurrence(pattern), open_(intervals)) for pattern, intervals in rule.recurring.items()]
        return cls(
            week,
            {day: open_(intervals) for day, intervals in rule.dates.items()},
            frozenset(rule.closed),
            tuple(sorted(again, key=lambda each: (each[0].breadth, each[0].pattern))),
            frozenset(rule.extra_workdays),
            open_(rule.extra_hours) if rule.extra_hours else next(filter(None, week), ()),
            breaks,
            rule.names,
        )

    @property
    def regular(self) -> bool:
        """Whether hours come again and again; otherwise only single dates have any."""
        if not self.recurring:
            return any(self.week)
        return any(self._again(day, self.week[day.weekday()])[0] for day in _LEAP_YEAR)

    @property
    def is_always(self) -> bool:
        """Whether no day has an hour in which the desk is closed (24×7)."""
        extra = (self.extra_hours,) if self.extra else ()
        every = (*self.week, *self.dates.values(), *(found for _, found in self.recurring), *extra)
        return not self.closed and all(found == ((0, DAY_SECONDS),) for found in every)

    def single(self) -> Iterable[date]:
        """The single dates on which the desk opens."""
        return (*(day for day, found in self.dates.items() if found), *(self.extra if self.extra_hours else ()))

    def of(self, day: date) -> Day:
        """What a date is."""
        usual = self.week[day.weekday()]
        found, because, pattern = self._ruled(day, usual)
        return Day(day, found, because, self.names.get(day, _UNNAMED), usual, self.breaks, pattern)

    def _ruled(self, day: date, usual: Hours) -> tuple[Hours, Because, str]:
        if (own := self.dates.get(day)) is not None:
            return own, Because.DATE, ""
        if day in self.closed:
            return (), Because.HOLIDAY, ""
        again = self._again(day, usual)
        if again[1] is Because.WEEK and day in self.extra:
            return self.extra_hours, Because.MAKEUP, ""
        return again

    def _again(self, day: date, usual: Hours) -> tuple[Hours, Because, str]:
        for again, found in self.recurring:
            if again.holds(day):
                return found, Because.RECURRING, again.pattern
        return usual, Because.WEEK, ""
