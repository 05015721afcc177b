"""Why a clock stands where it does, as lines of the screen: the tabs of a ticket's clocks, the rule, the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from rich.cells import cell_len
from rich.style import Style

from tui_desk.desk.terms import MILESTONES
from tui_desk.desk.why_table import Kind, TableRow, headings
from tui_desk.desk.whys import ClockWhy
from tui_desk.domain.ranking import countdown
from tui_desk.domain.sla import late
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Clock
from tui_desk.i18n import tr
from tui_desk.tui.paint import ACCENT, NEAR, OVERDUE, PLAIN, QUIET, STRONG, WAITING
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

Line = tuple[Piece, ...]
_Styles = tuple[Style, Style, Style]
_NARROWEST = 12


def tabs(clocks: Sequence[ClockWhy], at: int, now: datetime, width: int) -> list[Piece]:
    """The clocks side by side with their countdowns, the chosen one marked; those before it give way."""
    told = [_tab(each, place == at, now) for place, each in enumerate(clocks)]
    first = 0
    while first < at and sum(_width(each) for each in told[first : at + 1]) > width:
        first += 1
    return [piece for each in told[first:] for piece in each]


def _tab(told: ClockWhy, chosen: bool, now: datetime) -> Line:
    clock = told.clock
    number = "".join(f" {n}" for n in (clock.cycle, clock.turn)[: 2 if clock.turn > 1 else 1] if n > 1)
    text, style = standing(clock, now)
    ink = style if told.current else QUIET
    sign = ">" if chosen else " "
    name = f"{sign}{tr(MILESTONES[clock.milestone])}{number} "
    return (name, STRONG if chosen else ink), (f"{text}  ", style + STRONG if chosen else ink)


def standing(clock: Clock, now: datetime) -> tuple[str, Style]:
    """How a clock stands in a word: its countdown as the queue shows it, or how it ended."""
    if clock.cancelled_at is not None:
        return tr("ended"), QUIET
    if clock.reached_at is not None:
        return (tr("reached late"), OVERDUE) if late(clock, clock.reached_at) else (tr("met"), QUIET)
    if clock.paused_at is not None:
        return tr("paused"), WAITING
    style = OVERDUE if now > clock.due_at else NEAR if now >= clock.near_at else PLAIN
    return countdown(clock.due_at, now), style


def fact_lines(facts: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """Labels and texts side by side, long texts on several lines."""
    room = min(max((cell_len(one_line(label)) for label, _ in facts), default=0) + 2, width // 3)
    for label, text in facts:
        before = fit(label, room - 1) + " "
        for piece in broken(one_line(text), max(_NARROWEST, width - room)):
            yield (before, QUIET), (piece, PLAIN)
            before = " " * room


def table_lines(rows: Sequence[TableRow], width: int) -> Iterator[Line]:
    """The table under its headings: what counted stands out, what did not is dim and says why."""
    if not rows:
        return
    heads = headings()
    cells = [heads, *((row.begin, row.end, row.counted, "") for row in rows)]
    begin, end, counted = (max(cell_len(row[place]) for row in cells) for place in range(3))
    room = max(_NARROWEST, width - begin - end - counted - 6)

    widths = begin, end, counted, room
    yield from _laid(heads, widths, (QUIET, QUIET, QUIET))
    for row in rows:
        yield from _laid((row.begin, row.end, row.counted, row.because), widths, _styles(row))


@lru_cache(maxsize=4096)
def _laid(row: tuple[str, str, str, str], widths: tuple[int, int, int, int], styles: _Styles) -> tuple[Line, ...]:
    """The lines of a row: a reason that is too long goes on below itself. Kept: with each second but a few change."""
    begin, end, counted, room = widths
    first = (f"{fit(row[0], begin)}  {fit(row[1], end)}  ", styles[0]), (f"{right(row[2], counted)}  ", styles[1])
    blank = (" " * (begin + end + 4), styles[0]), (" " * (counted + 2), styles[1])
    texts = broken(one_line(row[3]), room)
    return tuple((*(blank if nth else first), (text, styles[2])) for nth, text in enumerate(texts))


def now_at(lines: Sequence[Line], rows: Sequence[TableRow]) -> int:
    """The line on which the table comes to now, or to the clock's end; -1 without a table."""
    shown = next((row.begin for row in rows if row.kind is Kind.NOW), None)
    last = max((place for place, line in enumerate(lines) if shown and line[0][0].startswith(shown)), default=-1)
    return last if last >= 0 else len(lines) - 1


def _styles(row: TableRow) -> _Styles:
    """How times, length and words of a row look."""
    match row.kind:
        case Kind.COUNTED:
            return (PLAIN, PLAIN, PLAIN) if row.to_come else (STRONG, STRONG, STRONG)
        case Kind.STOOD:
            return QUIET, QUIET, QUIET
        case Kind.WAITED:
            return QUIET, QUIET, WAITING
        case Kind.SUM:
            return PLAIN, ACCENT, ACCENT
        case Kind.DUE:
            return NEAR, NEAR, NEAR
        case Kind.WAS_DUE:
            return OVERDUE, OVERDUE, OVERDUE
        case Kind.NOW:
            return ACCENT, ACCENT, ACCENT


def _width(pieces: Sequence[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)
