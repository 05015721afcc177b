"""The month grid of the roster: officers by days, with a cursor on one cell; only what changed is sent."""

from __future__ import annotations

from datetime import date

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.desk import duty_words
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import Shift
from tui_desk.domain.roster_grid import Grid
from tui_desk.i18n import tr
from tui_desk.tui import roster_rows
from tui_desk.tui.paint import ACCENT, OVERDUE, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.text_line import Piece

_DAYS = 31
_NAME_LEAST = 14
_SATURDAY = 5


def _told(count: int, cells: int) -> str:
    """A number with a space beside it: two digits in two cells would read as one number with the next day's."""
    return f"{count:>2}" if cells > 2 or count < 10 else " +"


class RosterGrid(ScrollView, can_focus=False):
    """A month. The cursor stays on its officer and day, whatever arrives."""

    DEFAULT_CSS = "RosterGrid { height: auto; width: 1fr; scrollbar-size: 0 0; }"

    class Moved(Message):
        """The cursor is on another cell, or other shifts stand there."""

    def __init__(self, session: Session, day: date) -> None:
        super().__init__()
        self.session = session
        self.day = day
        """The day under the cursor."""
        self._grid = Grid((), (), ())
        self._row = 0
        self._marked = ""
        self._seats = 0
        self._drawn: dict[int, tuple[Piece, ...]] = {}

    # What the screen asks

    @property
    def officer(self) -> OfficerId:
        """Whose row the cursor is on; empty for nobody's."""
        return self._grid.rows[self._row].officer if self._grid.rows else ""

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts under the cursor."""
        if not self._grid.rows or self.day not in self._grid.days:
            return ()
        return self._grid.rows[self._row].cells[self._grid.days.index(self.day)]

    def headings(self) -> tuple[list[Piece], list[Piece]]:
        """The two lines above the grid: days of the week, and days of the month; today stands out."""
        width, blank = self._cell, " " * self._name_cells
        today = self.session.local(self.session.now()).date()
        above: list[Piece] = [(blank, PLAIN)]
        below: list[Piece] = [(blank, PLAIN)]
        for day in self._grid.days:
            style = STRONG + SELECTED if day == today else ACCENT if day.weekday() >= _SATURDAY else QUIET
            above.append((fit(roster_rows.short_weekday(day, width), width), style))
            below.append((fit(f"{day.day:>2}", width), style))
        return above, below

    def cover(self, kind: str) -> list[Piece]:
        """How many have a kind of shift, day by day; a gap from today on is red, as is one below the seats needed."""
        line = next((each for each in self._grid.cover if each.kind == kind), None)
        if line is None:
            return []
        today = self.session.local(self.session.now()).date()
        label = duty_words.letters(self.session.norm.duty).get(kind, kind)
        pieces: list[Piece] = [(" ", PLAIN), (fit(f"{label} {tr('on it')}", self._name_cells - 1), QUIET)]
        last = self._grid.last
        for day, count in zip(self._grid.days, line.counts, strict=True):
            short = last is not None and today <= day <= last and count < max(1, self._seats)
            style = OVERDUE + SELECTED if short and not count else OVERDUE if short else QUIET
            pieces.append((fit(_told(count, self._cell), self._cell), style))
        return pieces

    def show(self, grid: Grid, seats: int = 0) -> None:
        """Show this month."""
        officer = self.officer
        self._grid, self._seats = grid, seats
        places = [place for place, row in enumerate(grid.rows) if row.officer == officer]
        self._row = places[0] if places else min(self._row, max(0, len(grid.rows) - 1))
        self.virtual_size = Size(self.size.width, max(1, len(grid.rows)))
        self._bring_into_view()
        self.tick()
        self.post_message(self.Moved())

    def go_to(self, day: date, officer: OfficerId | None = None) -> None:
        """Put the cursor on a day, and on an officer's row if one is named."""
        self.day = day
        places = [place for place, row in enumerate(self._grid.rows) if row.officer == officer]
        self._row = places[0] if places else self._row
        self._bring_into_view()
        self.tick()
        self.post_message(self.Moved())

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows, or as far as there are any."""
        place = max(0, min(self._row + rows, len(self._grid.rows) - 1))
        if place != self._row:
            self._row = place
            self._bring_into_view()
            self.tick()
            self.post_message(self.Moved())

    def mark(self, shift: str) -> None:
        """Let a shift stand out: it is to be swapped with another; empty for none."""
        self._marked = shift
        self.tick()

    def tick(self) -> None:
        """Ask for the visible lines that look different now, from the first cell that does."""
        for y in range(self.size.height):
            old, new = self._drawn.get(y, ()), self._line(y)
            if old == new:
                continue
            left = 0
            for before, after in zip(old, new, strict=False):
                if before != after:
                    break
                left += self._name_cells if not left else self._cell
            self.refresh(Region(left, y, max(1, self.size.width - left), 1))

    # How it is drawn

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self.virtual_size = Size(self.size.width, max(1, len(self._grid.rows)))
        self._bring_into_view()
        self._drawn.clear()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that was clicked."""
        row, place = event.y + self.scroll_offset.y, (event.x - self._name_cells) // self._cell
        if row < len(self._grid.rows) and 0 <= place < len(self._grid.days):
            self._row = row
            self.go_to(self._grid.days[place])

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        self._drawn[y] = line = self._line(y)
        return Strip([Segment(text, style) for text, style in line]).adjust_cell_length(self.size.width)

    @property
    def _cell(self) -> int:
        return 3 if self.size.width - _NAME_LEAST >= 3 * _DAYS else 2

    @property
    def _name_cells(self) -> int:
        return max(_NAME_LEAST, min(28, self.size.width - self._cell * _DAYS - 1))

    def _line(self, y: int) -> tuple[Piece, ...]:
        place = y + self.scroll_offset.y
        if place >= len(self._grid.rows):
            return ()
        row, here = self._grid.rows[place], place == self._row
        name = roster_rows.name_of(row.officer, self.session)
        gap = not row.officer and any(row.cells)
        head = (">" if here else " ") + fit(name, self._name_cells - 2) + " "
        line: list[Piece] = [(head, OVERDUE if gap else STRONG if here else PLAIN if row.officer else QUIET)]
        signs, now = duty_words.letters(self.session.norm.duty), self.session.now()
        for day, shifts in zip(self._grid.days, row.cells, strict=True):
            style = roster_rows.ink(shifts[0], self.session, now) if shifts else QUIET
            if any(shift.id == self._marked for shift in shifts):
                style += ACCENT + SELECTED
            text = roster_rows.cell(shifts, signs, self._cell)
            line.append((text, STRONG + SELECTED if here and day == self.day else style))
        return tuple(line)

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._row < top or self._row >= top + height:
            self.scroll_to(y=self._row if self._row < top else self._row - height + 1, animate=False, force=True)
