"""A one-line field: compact, still, and harmless at the entrance."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from tui_desk.domain.text import clean
from tui_desk.tui.widgets.in_order import InOrder, TakeKey

SHOWN = 2_000
"""How many characters of an answer a line shows and lets one edit; what comes after them is kept as it is."""


class Cleaned(Message):
    """Control characters were taken out of what was pasted."""

    def __init__(self, removed: int) -> None:
        super().__init__()
        self.removed = removed


class Kept(Message):
    """A paste was too long to show: `hidden` characters are kept, and go with the answer."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden


class Field(InOrder, Input):
    """An Input without frame and blink. A paste of several lines becomes one; controls are taken out with a notice.

    `changed` is called with the whole answer before the next key is read.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    """Textual's own, which would lay the whole screen out again with every character."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
        changed: Callable[[str], None] | None = None,
        take_key: TakeKey | None = None,
    ) -> None:
        self._changed, self._rest, self.take_key = changed, value[SHOWN:], take_key
        super().__init__(
            value[:SHOWN], placeholder=placeholder, id=id, compact=True, select_on_focus=False, validate_on=()
        )
        self.cursor_blink = False

    @property
    def answer(self) -> str:
        """The whole of what was entered, what is too long to show included."""
        return self.value + self._rest

    @answer.setter
    def answer(self, text: str) -> None:
        self._rest = text[SHOWN:]
        self.value = text[:SHOWN]
        self.cursor_position = len(self.value)

    def watch_value(self, value: str) -> None:
        """Tell the new answer at once; emptying the field empties what was hidden too."""
        if not value:
            self._rest = ""
        if self._changed is not None and self.is_mounted:
            self._changed(self.answer)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        cleaned = clean(event.text)
        if cleaned.removed:
            self.post_message(Cleaned(cleaned.removed))
        text = " ".join(cleaned.text.split("\n")).strip()
        room = max(0, SHOWN - len(self.value))
        if len(text) > room:
            self._rest = text[room:] + self._rest
            self.post_message(Kept(len(self._rest)))
        self.replace(text[:room], *self.selection)
