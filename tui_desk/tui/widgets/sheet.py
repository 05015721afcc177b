"""A sheet of rows, label beside text, scrolled by lines: holds a megabyte, and repaints only lines that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.domain.text import clean
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.presenting import Row, Tone
from tui_desk.tui.text import fit

LABEL_CELLS = 16
"""The widest that labels may push the text to the right."""

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


class Sheet(ScrollView, can_focus=True):
    """Shows rows; the place in them stays when they change."""

    DEFAULT_CSS = "Sheet { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._lines: list[Line] = []
        self._label_cells = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows from now on, at the place where the reader is."""
        if (rows := tuple(rows)) != self._rows:
            self._rows = rows
            self._lay_out()

    def on_resize(self, _event: events.Resize) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        label_cells = label_width(self._rows)
        old, same_shape = self._lines, label_cells == self._label_cells
        self._lines, self._label_cells = list(lay_out(self._rows, width, label_cells)), label_cells
        if same_shape and len(old) == len(self._lines):
            for y, (was, line) in enumerate(zip(old, self._lines, strict=True)):
                if was != line:
                    self.refresh_line(y)
            return
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One painted line."""
        width, place = self.size.width, self.scroll_offset.y + y
        if place >= len(self._lines):
            return Strip.blank(width)
        line = self._lines[place]
        segments = [Segment(line.text, STYLES[line.tone])]
        if line.tone is not Tone.HEADING:
            segments.insert(0, Segment(fit(line.label, self._label_cells), QUIET))
        return Strip(segments).adjust_cell_length(width)


def label_width(rows: Sequence[Row]) -> int:
    """The width of the labels' column in cells, the blank after them included; 0 when no row has a label."""
    widest = max((cell_len(row.label) for row in rows if row.label), default=-2)
    return min(widest + 2, LABEL_CELLS)


def lay_out(rows: Sequence[Row], width: int, label_cells: int) -> Iterator[Line]:
    """The lines of rows on a sheet of `width` cells: labels left, texts broken beside them, headings after a gap."""
    for place, row in enumerate(rows):
        if row.tone is Tone.HEADING:
            if place:
                yield Line("", "", Tone.HEADING)
            yield Line("", fit(row.text, width).rstrip(), Tone.HEADING)
            continue
        label = row.label
        for text in broken(row.text, max(8, width - label_cells)):
            yield Line(label, text, row.tone)
            label = ""


def broken(text: str, width: int) -> Iterator[str]:
    """Harmless lines of at most `width` cells: broken at line ends, then at blanks, then anywhere."""
    for paragraph in clean(text).text.expandtabs(4).split("\n"):
        start = 0
        while True:
            piece = paragraph[start : start + width + 1]
            cut = _cut(piece, width)
            yield piece[:cut].rstrip(" ")
            start += cut
            if start >= len(paragraph):
                break


def _cut(piece: str, width: int) -> int:
    """How many characters of `piece` go on one line."""
    if piece.isascii():
        fitting = width
    else:
        fitting = used = 0
        for character in piece:
            used += cell_len(character)
            if used > width:
                break
            fitting += 1
    if fitting >= len(piece):
        return len(piece)
    at_blank = piece.rfind(" ", width // 2, fitting + 1) + 1
    splits_a_word = piece[fitting - 1 : fitting + 1].isascii() and " " not in piece[fitting - 1 : fitting + 1]
    return at_blank if splits_a_word and at_blank else max(1, fitting)
