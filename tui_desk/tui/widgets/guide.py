"""What to say and to ask now, and what helps with the answer: the loudest place of the intake."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.tui.paint import ACCENT, PLAIN, STRONG
from tui_desk.tui.text import fit, line
from tui_desk.tui.widgets.text_line import Piece, segments

Item = Sequence[Piece]
"""A choice, a known caller, a vague word with its question: it is never broken over two lines."""
_GAP = 2


class Guide(Widget, can_focus=False):
    """The script line of the step, the question to ask, and below them the items that help to answer.

    Only lines that changed are drawn again. Items share lines where all fit so; otherwise each has its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._say, self._ask, self._below = "", "", tuple[Item, ...]()
        self._say_now = False
        self._lines: tuple[tuple[Piece, ...], ...] = ()

    def show(self, say: str, ask: str, below: Sequence[Item] = (), *, say_now: bool = False) -> None:
        """Show these; costs nothing when they stand there already. What is to `say_now` is the loud one."""
        self._say, self._ask, self._below, self._say_now = say, ask, tuple(below), say_now
        self._draw()

    @property
    def text(self) -> str:
        """What stands here."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    def on_resize(self) -> None:
        """Fit everything into another width."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        before = self._lines
        self._lines = tuple(self._composed(width, height))
        for y in range(height):
            if before[y : y + 1] != self._lines[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    def _composed(self, width: int, height: int) -> list[tuple[Piece, ...]]:
        loud, other = STRONG + ACCENT, PLAIN
        say = [((part, loud if self._say_now else other),) for part in _wrapped(self._say, width)]
        ask = [((part, other if self._say_now else loud),) for part in _wrapped(self._ask, width)]
        taken = len(ask) + (len(say) if self._say_now else 0)
        below = _flowed(self._below, width, max(0, height - taken))
        room = height - len(ask) - len(below)
        return [*(say if len(say) <= room else say[: max(0, room)]), *ask, *below]

    def render_line(self, y: int) -> Strip:
        """One line; Textual asks for it."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width)
        return Strip(segments(self._lines[y])).adjust_cell_length(width)


def _wrapped(text: str, width: int) -> list[str]:
    return [part.plain for part in line(text).wrap(max(1, width))] if text else []


def _flowed(items: Sequence[Item], width: int, height: int) -> list[tuple[Piece, ...]]:
    """The items on as few lines as keep each whole; where they are too many for the room, in two columns, cut."""
    if len(items) == 1 and _cells(items[0]) > width:
        parts = _wrapped("".join(text for text, _ in items[0]), width)
        return [((part, items[0][-1][1]),) for part in parts[:height]]
    lines = _lines(items, width)
    if len(lines) > height:
        lines = _lines([_cut(item, (width - _GAP) // 2) for item in items], width)
    return [tuple(_cut(line, width)) for line in lines[:height]]


def _lines(items: Sequence[Item], width: int) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    for item in items:
        if lines and _cells(lines[-1]) + _GAP + _cells(item) <= width:
            lines[-1] += [(" " * _GAP, PLAIN), *item]
        else:
            lines.append(list(item))
    return lines


def _cells(item: Item) -> int:
    return sum(cell_len(text) for text, _ in item)


def _cut(line: Sequence[Piece], width: int) -> list[Piece]:
    """The pieces, the one that passes the edge cut short."""
    kept: list[Piece] = []
    for text, style in line:
        cells = cell_len(text)
        kept.append((text if cells <= width else fit(text, width), style))
        width -= cells
        if width <= 0:
            break
    return kept
