"""One line of text that costs bytes only when it changes."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.text import clean
from tui_desk.tui.paint import QUIET

_CUT = ".. "
"""What ends a text that goes on; the blank keeps it apart from what stands at the right end."""
Piece = tuple[str, Style]
"""A text and how it looks (see `tui.paint`)."""


class TextLine(Widget, can_focus=False):
    """One line: pieces from the left, pieces at the right end. The left gives way where both do not fit."""

    DEFAULT_CSS = "TextLine { height: 1; width: 1fr; }"

    def __init__(self, left: Iterable[Piece] = (), right: Iterable[Piece] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._left, self._right = tuple(left), tuple(right)

    def show(self, left: Iterable[Piece], right: Iterable[Piece] = ()) -> None:
        """Show other pieces; nothing is sent when they are the same."""
        new = tuple(left), tuple(right)
        if new != (self._left, self._right):
            self._left, self._right = new
            self.refresh()

    @property
    def text(self) -> str:
        """What stands on the line, without the room between left and right."""
        return " ".join("".join(text for text, _ in pieces) for pieces in (self._left, self._right)).strip()

    def render_line(self, y: int) -> Strip:
        """The line; Textual asks for it."""
        width = self.size.width
        if y:
            return Strip.blank(width)
        right = segments(self._right)
        left = cut(segments(self._left), max(0, width - sum(cell_len(s.text) for s in right)))
        return Strip([*left, *right]).adjust_cell_length(width)


class Rule(TextLine):
    """A line that separates; pieces may stand at both ends. Dashes: drawn lines are of ambiguous width."""

    DEFAULT_CSS = "Rule { height: 1; width: 1fr; }"

    def render_line(self, y: int) -> Strip:
        """The line; Textual asks for it."""
        if y:
            return super().render_line(y)
        right = segments(self._right)
        room = max(0, self.size.width - sum(cell_len(segment.text) for segment in right))
        left = segments(self._left)
        taken = sum(cell_len(segment.text) for segment in left)
        line = [*left, Segment("-" * (room - taken), QUIET)] if taken < room else cut(left, room)
        return Strip([*line, *right]).adjust_cell_length(self.size.width)


def segments(pieces: Iterable[Piece]) -> list[Segment]:
    """The pieces as Textual draws them; blanks at their ends are kept."""
    return [Segment(_harmless(text), style) for text, style in pieces if text]


def cut(parts: list[Segment], width: int) -> Strip:
    """The segments in exactly `width` cells: padded, or cut with ".." at the end."""
    strip = Strip(parts)
    if strip.cell_length <= width or width < len(_CUT):
        return strip.adjust_cell_length(width)
    kept = list(strip.crop(0, width - len(_CUT)))
    return Strip([*kept, Segment(_CUT, kept[-1].style if kept else None)]).adjust_cell_length(width)


def _harmless(text: str) -> str:
    """Harmless text on one line. Blanks stay as they are: they hold columns."""
    return text if text.isprintable() else clean(text).text.replace("\n", " ").replace("\t", " ")
