"""A sheet of rows, label beside text, scrolled by lines: holds a megabyte, and repaints only lines that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.domain.text import clean
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.presenting import Row, Tone
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.in_order import InOrder, TakeKey

STYLES = {
    Tone.PLAIN: PLAIN,
    Tone.QUIET: QUIET,
    Tone.LOUD: STRONG,
    Tone.HEADING: STRONG,
    Tone.BREACHED: OVERDUE,
    Tone.NEAR: NEAR,
}


class Line(NamedTuple):
    """One line of a sheet as it is painted."""

    label: str
    text: str
    tone: Tone


class Sheet(InOrder, ScrollView, can_focus=True):
    """Shows rows; the place in them stays when they change. Without a scroll bar: `place` is for the screen to tell."""

    class Moved(Message):
        """Other lines are seen now, or there are more or fewer."""

    DEFAULT_CSS = "Sheet { height: 1fr; scrollbar-size: 0 0; overflow-x: hidden; }"

    def __init__(self, *, id: str | None = None, take_key: TakeKey | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.take_key = take_key
        self._rows: tuple[Row, ...] = ()
        self._lines: list[Line] = []
        self._label_cells = 0
        self._broken: dict[tuple[str, int], list[str]] = {}

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on, at the place where the reader is."""
        if (rows := tuple(rows)) != self._rows:
            self._rows = rows
            self._lay_out()

    @property
    def place(self) -> tuple[int, int, int]:
        """The first and the last line seen, counted from 1, and how many there are."""
        first = round(self.scroll_y)
        return first + 1, min(first + self.size.height, len(self._lines)), len(self._lines)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll, and tell it."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self, _event: events.Resize) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        label_cells = label_width(self._rows, width)
        old, same_shape = self._lines, label_cells == self._label_cells
        self._label_cells = label_cells
        self._lines = list(self._laid_out(width))
        if same_shape and len(old) == len(self._lines):
            for y, (was, line) in enumerate(zip(old, self._lines, strict=True)):
                if was != line:
                    self.refresh_line(y)
            return
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()
        self.post_message(self.Moved())

    def _laid_out(self, width: int) -> Iterator[Line]:
        """The lines: labels left, texts broken beside them, headings after a gap. Texts broken before stay so."""
        room = max(8, width - self._label_cells)
        known, self._broken = self._broken, {}
        for place, row in enumerate(self._rows):
            if row.tone is Tone.HEADING:
                if place:
                    yield Line("", "", Tone.HEADING)
                yield Line("", fit(row.text, width).rstrip(), Tone.HEADING)
                continue
            key = row.text, room
            self._broken[key] = lines = known.get(key) or list(broken(row.text, room))
            yield from (Line("" if nth else row.label, text, row.tone) for nth, text in enumerate(lines))

    def render_line(self, y: int) -> Strip:
        """One painted line."""
        width, place = self.size.width, self.scroll_offset.y + y
        if place >= len(self._lines):
            return Strip.blank(width)
        line = self._lines[place]
        segments = [Segment(line.text, STYLES[line.tone])]
        if self._label_cells and line.tone is not Tone.HEADING:
            segments.insert(0, Segment(fit(line.label, self._label_cells - 1) + " ", QUIET))
        return Strip(segments).adjust_cell_length(width)


def label_width(rows: Sequence[Row], width: int) -> int:
    """The cells of the labels' column, the blank behind them included: a third of `width` at most, 0 without labels."""
    widest = max((cell_len(row.label) for row in rows if row.label), default=-2)
    return min(widest + 2, width // 3)


def broken(text: str, width: int) -> Iterator[str]:
    """Harmless lines of at most `width` cells: broken at line ends, then at blanks, then anywhere."""
    for paragraph in clean(text).text.expandtabs(4).split("\n"):
        start = 0
        while True:
            piece = paragraph[start : start + width + 1]
            cut = _cut(piece, width)
            yield piece[:cut].rstrip(" ")
            start += cut
            start += paragraph[start : start + 1] == " "
            if start >= len(paragraph):
                break


_cells = lru_cache(maxsize=8192)(cell_len)


def _cut(piece: str, width: int) -> int:
    """How many characters of `piece` go on one line."""
    if piece.isascii():
        fitting = width
    else:
        fitting = used = 0
        for character in piece:
            used += _cells(character)
            if used > width:
                break
            fitting += 1
    if fitting >= len(piece):
        return len(piece)
    at_blank = piece.rfind(" ", width // 2, fitting + 1) + 1
    splits_a_word = piece[fitting - 1 : fitting + 1].isascii() and " " not in piece[fitting - 1 : fitting + 1]
    return at_blank if splits_a_word and at_blank else max(1, fitting)
