"""Whether the calendars of a norm can be worked by: hours, breaks, dates, zone, country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tui_desk.i18n import tr
from tui_desk.norms.codes import Found
from tui_desk.norms.hours import WEEKDAYS, hours, seconds, without
from tui_desk.norms.merging import Place
from tui_desk.norms.models import CalendarRule, Norm
from tui_desk.norms.recurring import recurrence

_LEAP_YEAR = [date(2024, 1, 1) + timedelta(days=count) for count in range(366)]


def calendars(norm: Norm) -> Found:
    """Every mistake in the calendars of a norm."""
    for name, rule in norm.calendars.items():
        place: Place = ("calendars", name)
        found = [*_hours(place, rule), *_recurring(place, rule)]
        yield from found
        if not found:
            yield from _opens(place, rule)
        yield from _dates(place, rule)
        if rule.zone != "desk" and not _is_zone(rule.zone):
            yield (*place, "zone"), tr("there is no time zone “{code}”", code=rule.zone)
        if rule.holidays and not _is_country(rule.holidays):
            yield (*place, "holidays"), tr("no holidays are known for the country “{code}”", code=rule.holidays)


def _hours(place: Place, rule: CalendarRule) -> Found:
    for day, intervals in rule.weekly.items():
        if day not in WEEKDAYS:
            yield (*place, "weekly", day), tr("must be one of: {values}", values=", ".join(WEEKDAYS))
        yield from _are_intervals((*place, "weekly", day), intervals)
    yield from _are_intervals((*place, "extra_hours"), rule.extra_hours)
    yield from _are_intervals((*place, "breaks"), rule.breaks)
    for own, intervals in rule.dates.items():
        yield from _are_intervals((*place, "dates", own.isoformat()), intervals)


def _recurring(place: Place, rule: CalendarRule) -> Found:
    for pattern, intervals in rule.recurring.items():
        here: Place = (*place, "recurring", pattern)
        yield from _are_intervals(here, intervals)
        try:
            recurrence(pattern)
        except ValueError:
            yield here, tr("“{value}” must look like 12-24, 05, last fri, 1st mon or last mon 05", value=pattern)


def _opens(place: Place, rule: CalendarRule) -> Found:
    """That the desk opens at all, and no break goes without effect."""
    breaks = hours(rule.breaks)
    if not any(rule.weekly.values()):
        yield (*place, "weekly"), tr("must be open on one day at least")
    elif not any(hours(intervals, breaks) for intervals in rule.weekly.values()):
        yield (*place, "breaks"), tr("the breaks leave nothing of the opening hours")
    elif not any(_is_open(rule, day) for day in _LEAP_YEAR):
        yield (*place, "recurring"), tr("the recurring dates leave no day on which the desk opens")
    written = (*rule.weekly.values(), *rule.dates.values(), *rule.recurring.values(), rule.extra_hours)
    every = [hours(intervals) for intervals in written]
    for each in rule.breaks:
        if all(without(found, hours([each])) == found for found in every):
            yield (*place, "breaks"), tr("“{value}” lies in no opening hours", value=each)


def _is_open(rule: CalendarRule, day: date) -> bool:
    again = [intervals for pattern, intervals in rule.recurring.items() if recurrence(pattern).holds(day)]
    return any(again) if again else bool(rule.weekly.get(WEEKDAYS[day.weekday()]))


def _dates(place: Place, rule: CalendarRule) -> Found:
    for index, day in enumerate(rule.extra_workdays):
        if day in rule.closed:
            yield (
                (*place, "extra_workdays", index),
                tr("{date} is among the closed days too; it can be only one of the two", date=day.isoformat()),
            )


def _are_intervals(place: Place, intervals: Iterable[str]) -> Found:
    for interval in intervals:
        try:
            seconds(interval)
        except ValueError:
            yield place, tr("“{value}” must look like 09:00-18:00", value=interval)


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _is_country(code: str) -> bool:
    import holidays

    return code in holidays.list_supported_countries()
