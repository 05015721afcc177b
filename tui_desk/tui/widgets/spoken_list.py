"""The items of a read-back, one under the other: what was confirmed and when, what is read now, what comes (CALL-12).

The item to read now is always in sight, however long the others are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.spoken import sentences
from tui_desk.tui.paint import ACCENT, NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.widgets.sheet import broken

LONGEST = 1_000
"""How many characters of an item are shown; nobody reads out more."""
SIGN_CELLS = 10


@dataclass(frozen=True, slots=True)
class Spoken:
    """One item: the question's code, the words to read aloud, when the caller confirmed them, a note beside them."""

    code: str
    text: str
    right_at: str = ""
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether the caller confirmed it."""
        return bool(self.right_at)


class SpokenList(Widget, can_focus=False):
    """The sentences to read aloud, one breath a line. The item to read now is loud."""

    DEFAULT_CSS = "SpokenList { height: 1fr; width: 1fr; }"

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self._nothing = nothing
        self._items: tuple[Spoken, ...] = ()
        self._at = 0
        self._lines: list[list[Segment]] = []
        self._top = 0

    def show(self, items: Sequence[Spoken]) -> None:
        """Show the items."""
        self._items = tuple(items)
        self._at = min(self._at, max(0, len(self._items) - 1))
        self._lay_out()

    @property
    def all_right(self) -> bool:
        """Whether every item is confirmed."""
        return all(item.right for item in self._items)

    @property
    def current(self) -> Spoken | None:
        """The item to read now."""
        return self._items[self._at] if self._items else None

    def go_to_open(self) -> None:
        """Go to the first item from here on that is not confirmed, or the first of all."""
        order = [*range(self._at, len(self._items)), *range(self._at)]
        self._at = next((place for place in order if not self._items[place].right), self._at)
        self._lay_out()

    def move(self, by: int) -> None:
        """Go to another item."""
        self._at = max(0, min(len(self._items) - 1, self._at + by))
        self._lay_out()

    def on_resize(self, _event: Resize) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.size
        if not width:
            return
        self._lines, here = [], range(0)
        for place, item in enumerate(self._items):
            begins = len(self._lines)
            self._lines += self._item_lines(item, place == self._at, width)
            if place == self._at:
                here = range(begins, len(self._lines))
        if here:
            last = max(0, len(self._lines) - height)
            self._top = min(max(self._top, here.stop - height), here.start, last)
        self.refresh()

    def _item_lines(self, item: Spoken, here: bool, width: int) -> Iterator[list[Segment]]:
        loud = STRONG + ACCENT
        style = loud if here else QUIET if item.right else PLAIN
        sign = f"{'>' if here else ' '} {'v' if item.right else ' '} {item.right_at:<5} "
        for breath in sentences(item.text[:LONGEST]) or ("",):
            for text in broken(breath, max(8, width - SIGN_CELLS)):
                yield [Segment(sign, loud if here else QUIET), Segment(text, style)]
                sign = " " * len(sign)
        if item.note:
            yield [Segment(sign, QUIET), Segment(item.note, NEAR)]

    def render_line(self, y: int) -> Strip:
        """One line; Textual asks for it."""
        width, place = self.size.width, self._top + y
        if not self._items:
            return Strip([Segment(f"  {self._nothing}" if y == 0 else "", Style(dim=True))]).adjust_cell_length(width)
        if place >= len(self._lines):
            return Strip.blank(width)
        return Strip(self._lines[place]).adjust_cell_length(width)
