"""A norm as it is published: calendars in a real time zone, holidays and make-up workdays 调休 written out.

What was published never changes by itself, so that two hosts can never compute different due times.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tui_desk.norms.models import CalendarRule, Norm


def publish(norm: Norm, zone: str, today: date) -> Norm:
    """The norm for a desk in `zone` (an IANA name), its holidays expanded from last year to the year after next."""
    calendars = {name: _expand(rule, zone, today.year) for name, rule in norm.calendars.items()}
    return replace(norm, calendars=calendars)


def _expand(rule: CalendarRule, zone: str, year: int) -> CalendarRule:
    """The rule with its holidays as dates. What the author wrote stands above what the library knows.

    A country that moves workdays announces them year by year; until then its statutory holidays are all that is known.
    """
    rule = replace(rule, zone=zone if rule.zone == "desk" else rule.zone)
    if not rule.holidays:
        return rule
    import holidays

    years = range(year - 1, year + 3)
    country = holidays.country_holidays(rule.holidays, years=years)
    makeup_days = {day for day in country.weekend_workdays if day.year in years}
    announced = country.special_public_holidays if country.has_substituted_holidays else years
    known_until = date(max((each for each in years if each in announced), default=year - 2), 12, 31)
    return replace(
        rule,
        holidays="",
        closed=tuple(sorted({*rule.closed, *country} - set(rule.extra_workdays))),
        extra_workdays=tuple(sorted({*rule.extra_workdays, *makeup_days} - set(rule.closed))),
        known_until=max(known_until, rule.known_until or known_until),
    )
