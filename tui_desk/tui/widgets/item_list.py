"""The items of a read-back, one under the other: what is right, what is read now, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_desk.i18n import tr
from tui_desk.tui.paint import ACCENT, STRONG
from tui_desk.tui.text import block, line

LONGEST = 400
"""How many characters of an item are shown; nobody reads out more."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One item: the question's code, the sentence to read aloud, whether the caller confirmed it."""

    code: str
    text: str
    right: bool


class ItemList(VerticalScroll, can_focus=False):
    """The sentences to read aloud. The one to read now is loud."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[Spoken, ...] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """What stands here while there is nothing to read."""
        yield Static(line(tr("Nothing to read back yet. Esc goes back to the questions.")), markup=False)

    def show(self, items: Sequence[Spoken]) -> None:
        """Show the items."""
        self._items = tuple(items)
        self._draw()

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
        self._draw()

    def move(self, by: int) -> None:
        """Go to another item."""
        self._at = max(0, min(len(self._items) - 1, self._at + by))
        self._draw()

    def _draw(self) -> None:
        if not self._items:
            return
        lines = []
        for place, item in enumerate(self._items):
            sign = "v" if item.right else " "
            here = ">" if place == self._at else " "
            style = str(STRONG + ACCENT) if place == self._at else "dim" if item.right else ""
            lines.append(Content(f"{here}{sign} ") + block(item.text, LONGEST).stylize(style))
        self.query_one(Static).update(Content("\n").join(lines))
