"""A norm as it is published: calendars in a real time zone, holidays and make-up workdays 调休 written out.

What was published never changes by itself, so that two hosts can never compute different due times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from tui_desk.norms.models import CalendarRule, Norm, Words

_MOVED_FROM = re.compile(r"from (\d\d)/(\d\d)/(\d{4})\)")
"""How the library ends the name of a day off for which another day is worked."""


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
    closed = {*rule.closed, *country} - set(rule.extra_workdays)
    extra = {*rule.extra_workdays, *makeup_days} - set(rule.closed)
    names = _names(rule.holidays, years, country.supported_languages)
    return replace(
        rule,
        holidays="",
        closed=tuple(sorted(closed)),
        extra_workdays=tuple(sorted(extra)),
        known_until=max(known_until, rule.known_until or known_until),
        names={day: words for day, words in sorted(names.items()) if day in closed | extra} | rule.names,
    )


def _names(country: str, years: range, languages: Iterable[str]) -> dict[date, Words]:
    """What holidays and make-up workdays are called, in the languages that the library has for the country."""
    import holidays

    def called(language: str) -> Mapping[date, str]:
        if language not in languages:
            return {}
        return holidays.country_holidays(country, years=years, language=language)

    zh, en = called("zh_CN"), called("en_US")
    own = holidays.country_holidays(country, years=years) if not (zh or en) else {}
    days: dict[date, Words] = {}
    for day in {*zh, *en, *own}:
        moved = _MOVED_FROM.search(en.get(day, ""))
        if moved is None:
            days[day] = Words(zh.get(day, ""), en.get(day, "") or own.get(day, ""))
            continue
        month, of_month, year = map(int, moved.groups())
        worked = date(year, month, of_month)
        days[day] = Words(f"调休（{worked:%m-%d} 补班）", f"day off for working on {worked:%m-%d}")
        days[worked] = Words(f"补班（{day:%m-%d} 调休）", f"make-up workday for {day:%m-%d}")
    return days
