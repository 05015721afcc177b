"""`tui-desk calendar`: when the desk works, as it comes and as a picture; and days on which the desk decides itself.

What the desk says of a day takes effect only after the tickets that it moves were shown.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from tui_desk import bootstrap
from tui_desk.cli import month, moves, terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.config import Settings
from tui_desk.desk.calendars import CalendarChange
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.own_days import Kind, OwnDay
from tui_desk.domain.days import Day
from tui_desk.domain.worktime import Calendar, NeverCloses, NeverOpens
from tui_desk.i18n import mark, tr
from tui_desk.norms.hours import written

NEXT = 10
LONGEST = 366
"""How many days one command may speak of."""

Interval = tuple[datetime, datetime | None]
"""A working interval; without an end where the desk never closes."""


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_calendars = family(commands, "calendar", tr("show the opening hours, and set days of the desk's own"))
    shown = add(of_calendars, "show", tr("show the next working intervals, and a month as a picture"), show)
    shown.add_argument("name", nargs="?", default="", metavar=tr("CALENDAR"), help=tr("which calendar of the norm"))
    shown.add_argument("--from", dest="since", metavar=tr("DATE"), help=tr("from this day on instead of now"))
    shown.add_argument("--next", type=int, default=NEXT, metavar=tr("COUNT"), help=tr("how many intervals"))
    shown.add_argument("--month", metavar=tr("MONTH"), help=tr("another month, such as 2026-02"))
    shown.add_argument("--json", action="store_true", help=tr("write JSON"))
    close = add(of_calendars, "close", tr("close the desk on a day, or from one to another"), close_days)
    _of_days(close)
    close.add_argument("--name", required=True, metavar=tr("TEXT"), help=tr("what the day is called"))
    opened = add(of_calendars, "open", tr("give a day opening hours of its own"), open_days)
    _of_days(opened)
    opened.add_argument("hours", nargs="+", metavar=tr("HOURS"), help=tr("such as 09:00-12:00, several if need be"))
    opened.add_argument("--name", default="", metavar=tr("TEXT"), help=tr("what the day is called"))
    worked = add(of_calendars, "workday", tr("make a day a workday, like a make-up workday"), work_days)
    _of_days(worked)
    worked.add_argument("--name", default="", metavar=tr("TEXT"), help=tr("what the day is called"))
    _of_days(add(of_calendars, "forget", tr("say nothing more of a day: the norm's word holds again"), forget_days))


def _of_days(parser: Parser) -> None:
    parser.add_argument("days", metavar=tr("DATE[..DATE]"), help=tr("a day, or the first and the last of several"))
    parser.add_argument("--calendar", default="", metavar=tr("CALENDAR"), help=tr("which calendar of the norm"))
    parser.add_argument("--yes", action="store_true", help=tr("do it without asking"))


# Showing


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write when the desk works."""
    with bootstrap.desk_of(settings) as (desk, _):
        name, calendar = desk.calendars.calendar(arguments.name)
        now, known_until = desk.now(), desk.norm().calendars[name].known_until
    today = now.astimezone(calendar.zone).date()
    begin = now
    if arguments.since:
        today = _day(arguments.since)
        begin = datetime.combine(today, time(), calendar.zone)
    shown = _month(arguments.month) if arguments.month else today
    intervals = list(islice(_intervals(calendar, begin), min(max(arguments.next, 0), LONGEST)))
    days = month.days_of(calendar, shown)
    if arguments.json:
        terminal.say_json(
            {
                "calendar": name,
                "zone": calendar.zone.key,
                "known_until": known_until.isoformat() if known_until else None,
                "open": calendar.is_open(now),
                "intervals": [_interval_json(each, calendar) for each in intervals],
                "days": [_day_json(day) for day in days],
            }
        )
        return 0
    terminal.say(f"{name}  {calendar.zone.key}  {_state(calendar, now)}")
    if known_until:
        terminal.say(tr("Holidays are known until {date}.", date=known_until.isoformat()))
    if intervals:
        terminal.say("")
        terminal.say_table(
            (tr("day"), "", tr("from"), tr("to"), tr("length"), ""), [_row(each, calendar) for each in intervals]
        )
    terminal.say("")
    terminal.say(f"{shown:%Y-%m}")
    for line in month.picture(days, now.astimezone(calendar.zone).date()):
        terminal.say(line)
    return 0


def _intervals(calendar: Calendar, at: datetime) -> Iterator[Interval]:
    """The working intervals from an instant on; the first one may be under way."""
    while True:
        try:
            opens = calendar.next_opening(at)
        except NeverOpens:
            return
        try:
            at = calendar.next_closing(opens)
        except NeverCloses:
            yield opens, None
            return
        yield opens, at


def _row(interval: Interval, calendar: Calendar) -> tuple[str, ...]:
    opens, closes = (each.astimezone(calendar.zone) if each else None for each in interval)
    assert opens is not None  # noqa: S101 - every interval begins
    day = calendar.day(opens.date())
    told = month.told(day) if month.special(day) else ""
    begin = f"{opens:%Y-%m-%d}", tr(month.WEEKDAYS[opens.weekday()]), _clock(opens)
    if closes is None:
        return *begin, tr("never"), "", told
    end = _clock(closes) if closes.date() == opens.date() else f"{closes:%m-%d} {_clock(closes)}"
    return *begin, end, _length(interval[1], interval[0]), told


def _length(end: datetime | None, begin: datetime) -> str:
    seconds = int((end - begin).total_seconds()) if end else 0
    return f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _state(calendar: Calendar, now: datetime) -> str:
    try:
        if calendar.is_open(now):
            return tr("open until {at}", at=f"{calendar.next_closing(now).astimezone(calendar.zone):%m-%d %H:%M}")
        return tr("closed, opens {at}", at=f"{calendar.next_opening(now).astimezone(calendar.zone):%m-%d %H:%M}")
    except NeverCloses:
        return tr("open around the clock")
    except NeverOpens:
        return tr("opens no more")


def _interval_json(interval: Interval, calendar: Calendar) -> dict[str, Any]:
    opens, closes = interval
    return {
        "from": opens.astimezone(calendar.zone).isoformat(),
        "to": closes.astimezone(calendar.zone).isoformat() if closes else None,
        "seconds": (closes - opens).total_seconds() if closes else None,
    }


def _day_json(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "hours": [written(each) for each in day.hours],
        "because": str(day.because),
        "moved": day.moved,
        "name": {"zh": day.name.zh, "en": day.name.en},
    }


# The desk's own days


def close_days(arguments: argparse.Namespace, settings: Settings) -> int:
    """Close on these days."""
    return _change(arguments, settings, "closed", (), arguments.name)


def open_days(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open at other hours on these days."""
    return _change(arguments, settings, "hours", tuple(arguments.hours), arguments.name)


def work_days(arguments: argparse.Namespace, settings: Settings) -> int:
    """Work on these days."""
    return _change(arguments, settings, "workday", (), arguments.name)


def forget_days(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say nothing more of these days."""
    return _change(arguments, settings, None, (), "")


def _change(
    arguments: argparse.Namespace, settings: Settings, kind: Kind | None, hours: tuple[str, ...], name: str
) -> int:
    """Show what would move, ask, and do it."""
    days = _days(arguments.days)
    with bootstrap.desk_of(settings) as (desk, by):
        of, calendar = desk.calendars.calendar(arguments.calendar, sure=True)
        if kind is None:
            change = CalendarChange(forget=tuple((of, day) for day in days))
        else:
            change = CalendarChange(tuple(OwnDay(of, day, kind, hours, name) for day in days))
        moves.show(desk.calendars.preview(change), calendar.zone)
        if not moves.confirmed(tr("Change the calendar {name}?", name=of), yes=arguments.yes):
            terminal.say(tr("Nothing was changed."))
            return 0
        done = moves.apply(desk, change, by)
    terminal.say(
        tr(
            "The calendar {name} is changed: version {version} of the norm, {count} open tickets recounted.",
            name=of,
            version=done.version,
            count=done.recounted,
        )
    )
    return 0


def _days(text: str) -> list[date]:
    """The days from one to another. Raises BadValue."""
    first, _, last = text.partition("..")
    begin, end = _day(first), _day(last or first)
    if not 0 <= (end - begin).days < LONGEST:
        raise BadValue(field=Term(mark("the day")), value=text, allowed=Term(mark("the first and the last of a year")))
    return [begin + timedelta(days=count) for count in range((end - begin).days + 1)]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if not 1900 < day.year < 9000:
        raise BadValue(field=Term(mark("the day")), value=text, allowed="2026-10-01, 2026-10-01..2026-10-07")
    return day


def _month(text: str) -> date:
    try:
        return _day(f"{text.strip()}-01")
    except BadValue:
        raise BadValue(field=Term(mark("the month")), value=text, allowed="2026-02") from None
