"""A field of several lines, with the manners of `Field`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from tui_desk.domain.text import clean
from tui_desk.tui.widgets.field import Cleaned, Kept
from tui_desk.tui.widgets.in_order import InOrder, TakeKey

SHOWN = 4_000
"""How many characters of an answer it shows and lets one edit; what comes after them is kept as it is."""


class LongField(InOrder, TextArea):
    """A TextArea without frame and blink, in which Enter goes on; ctrl+j or alt+Enter begins a new line.

    `changed` is called with the whole answer before the next key is read.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j,alt+enter,shift+enter", "new_line", show=False)]

    def __init__(self, value: str = "", *, changed: Callable[[str], None], take_key: TakeKey | None = None) -> None:
        self._changed, self._rest, self.take_key = changed, value[SHOWN:], take_key
        super().__init__(
            value[:SHOWN], compact=True, highlight_cursor_line=False, show_line_numbers=False, tab_behavior="focus"
        )
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    @property
    def answer(self) -> str:
        """The whole of what was entered, what is too long to show included."""
        return self.text + self._rest

    @answer.setter
    def answer(self, text: str) -> None:
        self._rest = text[SHOWN:]
        self.load_text(text[:SHOWN])
        self.move_cursor(self.document.end)

    def edit(self, edit: Edit) -> EditResult:
        """Carry out an edit and tell the new answer at once."""
        result = super().edit(edit)
        self._tell()
        return result

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        super()._undo_batch(edits)
        self._tell()

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        super()._redo_batch(edits)
        self._tell()

    def _tell(self) -> None:
        if not self.text:
            self._rest = ""
        self._changed(self.answer)

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def at_edge(self, key: str) -> bool:
        """Whether up or down would leave the text."""
        row = self.cursor_location[0]
        return row == 0 if key == "up" else row == self.document.line_count - 1

    def keeps(self, key: str) -> bool:
        """Up and down stay in the text while there is a line to go to."""
        return key in ("up", "down") and not self.at_edge(key)

    async def _on_key(self, event: events.Key) -> None:
        if event.key != "enter":  # the form goes on
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        cleaned = clean(event.text)
        if cleaned.removed:
            self.post_message(Cleaned(cleaned.removed))
        text = cleaned.text.expandtabs(4)
        room = max(0, SHOWN - len(self.text))
        if len(text) > room:
            self._rest = text[room:] + self._rest
            self.post_message(Kept(len(self._rest)))
        self._replace_via_keyboard(text[:room], *self.selection)
