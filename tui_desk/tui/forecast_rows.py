"""The lines of the forecast: what breaches by the hour of the desk's wall clock, and a bar for each hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tui_desk.desk.views import BreachRow
from tui_desk.i18n import tr
from tui_desk.tui.paint import OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.text_line import Piece

COLUMNS = 10
"""What is overdue, the hour that runs, and those that follow."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands above the breaches of an hour; `begins` is None for those that are overdue."""

    begins: datetime | None
    count: int


Line = Heading | BreachRow


def hour_of(row: BreachRow, now: datetime, session: Session) -> datetime | None:
    """The hour in which it breaches, by its beginning on the wall clock; None when it has already."""
    if row.due_at <= now:
        return None
    local = session.local(row.due_at)
    return local.replace(minute=0, second=0, microsecond=0)


def lines(rows: Sequence[BreachRow], now: datetime, session: Session) -> list[Line]:
    """The rows in their order, each hour under a heading."""
    hours = [hour_of(row, now, session) for row in rows]
    found: list[Line] = []
    for n, (row, hour) in enumerate(zip(rows, hours, strict=True)):
        if not n or hour != hours[n - 1]:
            found.append(Heading(hour, hours.count(hour)))
        found.append(row)
    return found


def said(heading: Heading, session: Session, now: datetime) -> str:
    """The words of a heading."""
    if heading.begins is None:
        return tr("overdue: {count}", count=heading.count)
    begin, end = f"{heading.begins:%H:%M}", f"{heading.begins + _HOUR:%H:%M}"
    day = "" if heading.begins.date() == session.local(now).date() else f"{heading.begins:%m-%d} "
    return tr("{day}{begin}-{end}: {count}", day=day, begin=begin, end=end, count=heading.count)


def bars(rows: Sequence[BreachRow], now: datetime, session: Session, width: int) -> tuple[list[Piece], list[Piece]]:
    """The hours, and under each a bar as long as there are breaches in it, with their number."""
    first = session.local(now).replace(minute=0, second=0, microsecond=0)
    hours: list[datetime | None] = [None, *(first + n * _HOUR for n in range(COLUMNS - 1))]
    among = [hour_of(row, now, session) for row in rows]
    counts = [among.count(hour) for hour in hours]
    whole, most = max(7, (width - 3) // COLUMNS), max([1, *counts])
    above: list[Piece] = [(" ", PLAIN)]
    below: list[Piece] = [(" ", PLAIN)]
    for hour, count in zip(hours, counts, strict=True):
        ink = QUIET if not count else OVERDUE if hour is None else STRONG
        label = tr("overdue") if hour is None else f"{hour:%H:%M}"
        cells = whole + 2 if hour is None else whole
        above.append((fit(label, cells - 1) + " ", ink))
        room = cells - 2 - len(str(count))
        bar = "#" * -(-count * room // most)
        below.append((fit(f"{bar}{' ' if bar else ''}{count or '-'}", cells), ink))
    return above, below


def breaches(shown: Sequence[Line]) -> Iterator[tuple[int, BreachRow]]:
    """The places of the lines that the cursor can be on."""
    return ((n, line) for n, line in enumerate(shown) if isinstance(line, BreachRow))
