"""A month of a calendar as a picture in plain text: a cell for each day, and below what is special about which.

Signs are plain ASCII beside the field's own words, and cells are measured, so that Chinese stands in line.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from tui_desk.cli.terminal import cells
from tui_desk.domain.days import Because, Day
from tui_desk.domain.worktime import Calendar
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.hours import written

WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
BECAUSE = {
    Because.SKIPPED: mark("the clocks leave this date out"),
    Because.DATE: mark("the desk's own day"),
    Because.HOLIDAY: mark("public holiday"),
    Because.RECURRING: mark("recurring date"),
    Because.MAKEUP: mark("make-up workday"),
    Because.WEEK: mark("opening hours"),
}
_WIDTH = 8


def days_of(calendar: Calendar, month: date) -> Sequence[Day]:
    """The days of the month in which a date lies."""
    return [calendar.day(month.replace(day=number + 1)) for number in range(monthrange(month.year, month.month)[1])]


def picture(days: Sequence[Day], today: date) -> Iterator[str]:
    """The month in lines: weeks from Monday, then what the signs in it mean, then its special days."""
    yield "".join(_padded(f" {tr(name)}") for name in WEEKDAYS).rstrip()
    for start in range(-days[0].date.weekday(), len(days), 7):
        week = [days[index] if 0 <= index < len(days) else None for index in range(start, start + 7)]
        yield "".join(_padded(_cell(day, today) if day else "") for day in week).rstrip()
    meanings = {_sign(day): _meaning(day) for day in days if _sign(day)}
    yield ""
    yield "   ".join(f"{sign} {meaning}" for sign, meaning in sorted(meanings.items()))
    for day in days:
        if special(day):
            weekday = tr(WEEKDAYS[day.date.weekday()])
            yield f"{day.date:%m-%d} {weekday}  {_padded(_sign(day), 5)}{_padded(told(day), 34)} {hours(day)}".rstrip()


def special(day: Day) -> bool:
    """Whether it is other than its weekday, or has a name."""
    return day.because is not Because.WEEK or bool(day.name.in_(language()))


def told(day: Day) -> str:
    """What a day is called, or else what kind of day it is."""
    return day.name.in_(language()) or tr(BECAUSE[day.because])


def hours(day: Day) -> str:
    """The hours of a day as an author writes them; nothing where it has none."""
    return " ".join(map(written, day.hours))


def _cell(day: Day, today: date) -> str:
    left, right = ("[", "]") if day.date == today else (" ", "")
    return f"{left}{day.date.day:>2}{_sign(day)}{right}"


def _sign(day: Day) -> str:
    if day.moved:
        return f"+{tr('on')}" if day.opens else f"-{tr('off')}"
    if not day.opens:
        return "."
    return "" if day.hours == day.usual else "*"


def _meaning(day: Day) -> str:
    if day.moved:
        return tr("open on a day off") if day.opens else tr("closed on a workday")
    return tr("other hours than usual") if day.opens else tr("day off")


def _padded(text: str, width: int = _WIDTH) -> str:
    return text + " " * (width - cells(text))
