"""What live lists share: rows with a cursor that stays on its own, whatever arrives; only lines that changed are sent.

Whatever ticks stands first on a line: a repaint is cut at its right end only, so that a second costs some thirty bytes
a row.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.tui.paint import QUIET
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

R = TypeVar("R")
Drawn = tuple[Piece, ...]
FLASH_SECONDS = 2.0


class LiveList(ScrollView, Generic[R], can_focus=False):
    """Rows, each of one line or more, headings among them; the cursor is never on a heading.

    A list says what a row is called (`key`), how it looks (`pieces`), and how many lines it takes (`height`).
    """

    DEFAULT_CSS = "LiveList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Moved(Message):
        """The cursor is on another row, or on none."""

        def __init__(self, of: LiveList[Any]) -> None:
            super().__init__()
            self.of = of

        @property
        def control(self) -> LiveList[Any]:
            """The list."""
            return self.of

    def __init__(self, session: Session, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.session = session
        self._rows: Sequence[R] = ()
        self._lines: Sequence[tuple[int, int]] = ()
        self._empty = ""
        self._at = -1
        self._flashing: set[Hashable] = set()
        self._drawn: dict[int, Drawn] = {}

    # What a list says of its rows

    def key(self, row: R) -> Hashable:
        """What makes the row the same one when it changed."""
        raise NotImplementedError

    def pieces(self, row: R, part: int, *, here: bool, lit: bool) -> Drawn:
        """A line of the row, `part` counted from 0; `here` is the cursor, `lit` a row that just changed."""
        raise NotImplementedError

    def height(self, row: R) -> int:  # noqa: ARG002 - for those whose rows differ
        """How many lines the row takes."""
        return 1

    def is_heading(self, row: R) -> bool:  # noqa: ARG002 - for those that have some
        """Whether the cursor passes over the row."""
        return False

    def fit_columns(self) -> None:
        """The width is another, or the rows are: lay the columns out. Called before lines are drawn."""

    # What a screen asks

    @property
    def rows(self) -> Sequence[R]:
        """The rows as they stand."""
        return self._rows

    @property
    def selected(self) -> R | None:
        """The row under the cursor."""
        return self._rows[self._at] if 0 <= self._at < len(self._rows) else None

    @property
    def place(self) -> tuple[int, int]:
        """Where the cursor is, counted from 1 without headings, and how many rows there are."""
        places = self._places()
        return (places.index(self._at) + 1 if self._at in places else 0), len(places)

    @property
    def lit(self) -> frozenset[Hashable]:
        """The keys of the rows that stand out now, because they changed."""
        return frozenset(self._flashing)

    def show(self, rows: Sequence[R], *, empty: str = "", changed: Iterable[Hashable] = ()) -> None:
        """Show other rows. The cursor stays on its row, and that on its line; or where it was when the row is gone.

        Rows whose keys are in `changed` stand out for a moment. `empty` is said where there are no rows.
        """
        before = self.selected
        name = None if before is None else self.key(before)
        on_screen = self._first_line() - self.scroll_offset.y
        place = self.place[0] - 1
        if bool(rows) != bool(self._rows) or (not rows and empty != self._empty):
            self.refresh()  # what an empty list says stands on lines without a row
        self._rows, self._empty = rows, empty
        same = (n for n, row in enumerate(rows) if name is not None and self.key(row) == name)
        if (at := next((n for n in same if not self.is_heading(rows[n])), None)) is None:
            places = self._places()
            at = places[max(0, min(place, len(places) - 1))] if places else -1
        self._at = at
        self._lay_out()
        after = self.selected
        if after is not None and self.key(after) == name and self.scroll_offset.y:
            self._scroll(self._first_line() - on_screen)
        self._bring_into_view()
        self._flash(changed)
        self._repaint()
        if (None if after is None else self.key(after)) != name:
            self.post_message(self.Moved(self))

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows, or as far as there are any."""
        places = self._places()
        if places:
            at = places.index(self._at) if self._at in places else 0
            self._go(places[max(0, min(at + rows, len(places) - 1))])

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on a row; whether there is one such."""
        place = next((n for n in self._places() if self.key(self._rows[n]) == key), None)
        if place is not None:
            self._go(place)
        return place is not None

    def tick(self) -> None:
        """Draw what reads otherwise than a second ago."""
        self._repaint()

    def redraw(self) -> None:
        """Draw every line anew: names or labels are others than before."""
        self._lay_out()
        self._drawn.clear()
        self.refresh()

    # How it is drawn

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self.redraw()
        self._bring_into_view()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        line = event.y + self.scroll_offset.y
        if line < len(self._lines) and not self.is_heading(self._rows[self._lines[line][0]]):
            self._go(self._lines[line][0])

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        width = self.size.width
        pieces = self._drawn[y] = self._line(y)
        return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(width)

    def _line(self, y: int) -> Drawn:
        line = y + self.scroll_offset.y
        if line < len(self._lines):
            place, part = self._lines[line]
            row = self._rows[place]
            return self.pieces(row, part, here=place == self._at, lit=self.key(row) in self._flashing)
        said = list(broken(self._empty, max(8, self.size.width - 4))) if self._empty and not self._rows else []
        return (("  " + said[y - 1], QUIET),) if 0 < y <= len(said) else ()

    def _repaint(self) -> None:
        """Ask for the visible lines that look different now; where only the first piece does, for that alone."""
        for y in range(self.size.height):
            old, new = self._drawn.get(y), self._line(y)
            if old == new:
                continue
            width = self.size.width
            if old and new and old[1:] == new[1:] and cell_len(old[0][0]) == cell_len(new[0][0]):
                width = cell_len(new[0][0])
            self.refresh(Region(0, y, width, 1))

    def _places(self) -> list[int]:
        return [n for n, row in enumerate(self._rows) if not self.is_heading(row)]

    def _lay_out(self) -> None:
        self.fit_columns()
        self._lines = [(n, part) for n, row in enumerate(self._rows) for part in range(self.height(row))]
        self.virtual_size = Size(self.size.width, max(1, len(self._lines)))

    def _first_line(self) -> int:
        return next((n for n, (place, _) in enumerate(self._lines) if place == self._at), 0)

    def _go(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self._bring_into_view()
            self._repaint()
            self.post_message(self.Moved(self))

    def _bring_into_view(self) -> None:
        if not self._lines or self._at < 0:
            return
        first = self._first_line()
        last = first + self.height(self._rows[self._at]) - 1
        if self._at and self.is_heading(self._rows[self._at - 1]):
            first -= 1
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if first < top:
            self._scroll(first)
        elif last >= top + height:
            self._scroll(last - height + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _flash(self, keys: Iterable[Hashable]) -> None:
        if fresh := set(keys):
            self._flashing |= fresh
            self.set_timer(FLASH_SECONDS, lambda: self._unflash(fresh))

    def _unflash(self, keys: set[Hashable]) -> None:
        self._flashing -= keys
        self._repaint()
