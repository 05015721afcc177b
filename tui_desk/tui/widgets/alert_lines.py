"""Lines over a screen that tell what cannot wait: a telephone rings, a message came (CALL-5, CALL-11).

They lie on a layer of their own: nothing below moves, and no focus goes.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.tui.widgets.text_line import Piece, cut, segments

COUNTED_CELLS = 6
"""What counts up stands in these first cells, so that a second costs a few bytes."""


class AlertLines(Widget, can_focus=False):
    """At most `most` lines at row `row` of the screen; hidden while there is nothing to tell."""

    DEFAULT_CSS = "AlertLines { layer: alert; dock: top; height: 1; width: 100%; display: none; }"

    def __init__(self, row: int, most: int) -> None:
        super().__init__()
        self.most = most
        self.styles.margin = (row, 0, 0, 0)
        self._lines: tuple[tuple[Piece, ...], ...] = ()

    @property
    def text(self) -> str:
        """What stands on the lines."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def show(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these lines; only what is different is sent."""
        old, self._lines = self._lines, tuple(tuple(line) for line in lines[: self.most])
        if len(old) != len(self._lines):
            self.styles.height = max(1, len(self._lines))
            self.display = bool(self._lines)
            self.refresh(layout=True)
            return
        for y, (before, after) in enumerate(zip(old, self._lines, strict=True)):
            if before != after:
                width = COUNTED_CELLS if before[1:] == after[1:] else self.size.width
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """A line; Textual asks for it."""
        width = self.size.width
        return cut(segments(self._lines[y]), width) if y < len(self._lines) else Strip.blank(width)
