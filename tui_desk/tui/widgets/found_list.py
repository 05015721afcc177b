"""People and units that were found, one a line, with a cursor. Only lines that changed are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.tui.paint import PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.sheet import broken

NAME_CELLS, UNIT_CELLS = 22, 24


@dataclass(frozen=True, slots=True)
class Found:
    """One line: a sign of one cell, a name, what it belongs to, what else is known."""

    sign: str
    name: str
    of: str
    more: str


class FoundList(Widget, can_focus=False):
    """The lines, the chosen one reversed; the cursor stays in sight."""

    DEFAULT_CSS = "FoundList { height: 1fr; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Found, ...] = ()
        self._at = self._top = 0
        self._empty = ""

    @property
    def at(self) -> int:
        """Where the cursor is, counted from 0; -1 where there is nothing."""
        return self._at if self._lines else -1

    def show(self, lines: Sequence[Found], empty: str) -> None:
        """Show other lines, the cursor on the first; `empty` is said where there are none."""
        if (tuple(lines), empty) != (self._lines, self._empty):
            self._lines, self._empty = tuple(lines), empty
            self._at = self._top = 0
            self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor, as far as there are lines."""
        self._at = max(0, min(len(self._lines) - 1, self._at + by))
        height = max(1, self.size.height)
        self._top = max(min(self._top, self._at), self._at - height + 1)
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self.move(0)

    def render_line(self, y: int) -> Strip:
        """One line; Textual asks for it."""
        width, place = self.size.width, self._top + y
        if not self._lines:
            said = list(broken(self._empty, max(8, width - 4)))
            return Strip([Segment(fit(f"  {said[y]}" if y < len(said) else "", width), QUIET)])
        if place >= len(self._lines):
            return Strip.blank(width)
        line, here = self._lines[place], place == self._at
        wide = width >= NAME_CELLS + UNIT_CELLS + 20
        name, unit = (NAME_CELLS, UNIT_CELLS) if wide else (max(8, width // 3), max(8, width // 4))
        more = max(0, width - name - unit - 4)
        pieces = [
            (f"{'>' if here else ' '}{fit(line.sign, 2)}", QUIET),
            (f"{fit(line.name, name - 1)} ", STRONG if here else PLAIN),
            (f"{fit(line.of, unit - 1)} ", PLAIN),
            (fit(line.more, more), QUIET),
        ]
        return Strip([Segment(text, SELECTED if here else style) for text, style in pieces]).adjust_cell_length(width)
