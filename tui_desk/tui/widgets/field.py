"""A one-line field: compact, still, and harmless at the entrance."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from tui_desk.domain.text import clean


class Field(Input):
    """An Input without frame and blink. A paste of several lines becomes one; controls are taken out with a notice."""

    class Cleaned(Message):
        """Control characters were taken out of what was pasted."""

        def __init__(self, field: Field, removed: int) -> None:
            super().__init__()
            self.field, self.removed = field, removed

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        cleaned = clean(event.text)
        if cleaned.removed:
            self.post_message(self.Cleaned(self, cleaned.removed))
        self.insert_text_at_cursor(" ".join(cleaned.text.split("\n")))
        event.stop()
        event.prevent_default()
