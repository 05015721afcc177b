"""The desk's own days: what it says itself of single dates of a calendar, above what the norm and its country know.

They are a fact of the desk, laid over each norm that it publishes, so that a norm published again loses none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from tui_desk.desk.errors import DamagedDesk, Term
from tui_desk.i18n import mark
from tui_desk.norms.hours import WEEKDAYS
from tui_desk.norms.models import CalendarRule, Norm, Words
from tui_desk.norms.recurring import recurrence

FACT = "own_days"
BASE = "base_norm"
"""The published version over which the desk's own days are laid."""

Kind = Literal["closed", "hours", "workday"]

_MAKEUP = Words("补班", "make-up workday")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What the desk says of a date of a calendar: closed, open with hours of its own, or a make-up workday 补班."""

    calendar: str
    day: date
    kind: Kind
    hours: tuple[str, ...] = ()
    name: str = ""


def own_days(facts: Mapping[str, str]) -> Sequence[OwnDay]:
    """The desk's own days, by calendar and date. Raises DamagedDesk when they cannot be read."""
    text = facts.get(FACT, "[]")
    try:
        return tuple(_read(each) for each in json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedDesk(fact=Term(mark("the desk's own days")), value=text[:80]) from error


def written(days: Iterable[OwnDay]) -> str:
    """What `own_days` reads."""
    records = [
        {"calendar": d.calendar, "day": d.day.isoformat(), "kind": d.kind, "hours": list(d.hours), "name": d.name}
        for d in sorted(days, key=_key)
    ]
    return json.dumps(records, ensure_ascii=False, separators=(",", ":"))


def changed(days: Iterable[OwnDay], new: Iterable[OwnDay], forget: Iterable[tuple[str, date]] = ()) -> list[OwnDay]:
    """The desk's own days with new ones in the place of those of the same dates, and without those to forget."""
    kept = {_key(each): each for each in days}
    for key in forget:
        kept.pop(key, None)
    return sorted((kept | {_key(each): each for each in new}).values(), key=_key)


def laid_over(norm: Norm, days: Iterable[OwnDay]) -> Norm:
    """The norm with the desk's own days in its calendars; those of a calendar that it has not are left out."""
    calendars = dict(norm.calendars)
    for each in days:
        if each.calendar in calendars:
            calendars[each.calendar] = _with(calendars[each.calendar], each)
    return replace(norm, calendars=calendars)


def _with(rule: CalendarRule, own: OwnDay) -> CalendarRule:
    dates = {day: hours for day, hours in rule.dates.items() if day != own.day}
    names = dict(rule.names)
    if own.name or own.kind == "workday":
        names[own.day] = Words(own.name) if own.name else _MAKEUP
    if own.kind != "workday":
        return replace(rule, dates={**dates, own.day: own.hours}, names=names)
    if any(recurrence(pattern).holds(own.day) for pattern in rule.recurring):  # these stand above make-up workdays
        usual = (rule.weekly.get(weekday, ()) for weekday in WEEKDAYS)
        dates[own.day] = rule.extra_hours or next(filter(None, usual), ())
    return replace(
        rule,
        dates=dates,
        closed=tuple(day for day in rule.closed if day != own.day),
        extra_workdays=tuple(sorted({*rule.extra_workdays, own.day})),
        names=names,
    )


def _key(own: OwnDay) -> tuple[str, date]:
    return own.calendar, own.day


def _read(record: Mapping[str, Any]) -> OwnDay:
    if record["kind"] not in get_args(Kind):
        raise ValueError(record["kind"])
    day = date.fromisoformat(record["day"])
    return OwnDay(str(record["calendar"]), day, record["kind"], tuple(map(str, record["hours"])), str(record["name"]))
