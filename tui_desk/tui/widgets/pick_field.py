"""One of many: type to narrow the list, arrows to move in it, a digit to pick at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.text import one_line
from tui_desk.i18n import tr
from tui_desk.tui.paint import PLAIN, QUIET, SELECTED
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.in_order import TakeKey

LINES = 11
"""How many entries are seen at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list; `detail` stands beside the label; typing finds it too, and `also`, which is not shown."""

    code: str
    label: str
    detail: str = ""
    also: str = ""


class PickField(Vertical):
    """A field, `typed`, over a list. Digits pick while nothing is typed, unless a label begins with one."""

    DEFAULT_CSS = "PickField { height: auto; }"

    def __init__(
        self, entries: Sequence[Entry], value: str = "", *, changed: Callable[[str], None], take_key: TakeKey
    ) -> None:
        super().__init__()
        self._go_on = take_key
        self._entries, self._changed = tuple(entries), changed
        self._digits = not any(entry.label[:1].isdecimal() for entry in entries)
        hint = tr("type to narrow the list, or the digit") if self._digits else tr("type to narrow the list")
        self.typed = Field(placeholder=hint, changed=self._narrow, take_key=self._take_key)
        self._list = _List(self._entries, value, self._digits)

    @property
    def answer(self) -> str:
        """The code under the cursor; empty when nothing matches what was typed."""
        return self._list.code

    def compose(self) -> ComposeResult:
        """The field, and the list below it."""
        yield self.typed
        yield self._list

    def _take_key(self, key: str) -> bool:
        if key not in ("up", "down"):
            return self._go_on(key)
        self._list.move(1 if key == "down" else -1)
        self._changed(self.answer)
        return True

    def _narrow(self, typed: str) -> None:
        digit = normalize("NFKC", typed)
        if self._digits and len(digit) == 1 and digit.isdecimal() and 0 < int(digit) <= len(self._entries):
            self._list.narrow("")
            self._list.move_to(int(digit) - 1)
            self.typed.clear()
            self._changed(self.answer)
            self._go_on("enter")
        else:
            self._list.narrow(typed)
            self._changed(self.answer)


class _List(Widget):
    """The entries that match, the chosen one reversed."""

    def __init__(self, entries: Sequence[Entry], code: str, digits: bool) -> None:
        super().__init__()
        self._entries, self._digits = tuple(entries), digits
        self._found = self._entries
        self._place = next((place for place, entry in enumerate(entries) if entry.code == code), 0)
        self._label_cells = min(40, max((cell_len(one_line(entry.label)) for entry in entries), default=0)) + 2
        self.styles.height = max(1, min(LINES, len(entries)))

    @property
    def code(self) -> str:
        """The code of the chosen entry; empty when none matches."""
        return self._found[self._place].code if self._found else ""

    def narrow(self, typed: str) -> None:
        """Show only the entries that hold what was typed; the chosen one stays chosen if it is among them."""
        chosen, wanted = self.code, normalize("NFKC", typed).casefold().strip()
        self._found = tuple(e for e in self._entries if wanted in f"{e.label} {e.detail} {e.also}".casefold())
        self.move_to(next((place for place, entry in enumerate(self._found) if entry.code == chosen), 0))

    def move(self, by: int) -> None:
        """Choose the next entry, or the one before."""
        self.move_to(self._place + by)

    def move_to(self, place: int) -> None:
        """Choose the entry at this place, or the nearest there is."""
        self._place = max(0, min(place, len(self._found) - 1))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One entry; Textual asks for it."""
        width = self.size.width
        if not self._found:
            return Strip([Segment(fit(tr("nothing matches") if y == 0 else "", width), QUIET)])
        place = y + max(0, min(self._place - LINES // 2, len(self._found) - self.size.height))
        if place >= len(self._found):
            return Strip.blank(width)
        entry = self._found[place]
        digit = f"{place + 1} " if self._digits and place < 9 and len(self._found) == len(self._entries) else "  "
        label, detail = fit(digit + one_line(entry.label), self._label_cells + 2), one_line(entry.detail)
        chosen = place == self._place
        strip = Strip([Segment(label, SELECTED if chosen else PLAIN), Segment(detail, SELECTED if chosen else QUIET)])
        return strip.adjust_cell_length(width, SELECTED if chosen else None)
