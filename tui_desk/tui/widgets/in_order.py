"""Keys take effect in the order in which they were typed, however fast they come.

Over a slow line a burst of keys arrives at once. Textual hands all of it to the field that has the focus at that
moment, and carries out bindings later, on the way up: a "backspace" overtakes letters, and what follows an "Enter"
lands in the old field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

_BETWEEN_LINES = ("up", "down")
if TYPE_CHECKING:
    _Base = Widget
else:
    _Base = object  # a Widget before the field's own class would hide its component classes
TakeKey = Callable[[str], bool]
"""Asked for every key before the field itself; whether it took the key."""


class InOrder(_Base):
    """Put before a field's class: passes keys that come after the focus moved on to whoever has it now."""

    take_key: TakeKey | None = None

    async def on_event(self, event: events.Event) -> None:
        """Carry out a key here and now, or pass it on."""
        if isinstance(event, events.Key | events.Paste):
            top = self.app.screen
            if (target := top.focused or top) is not self:
                target.post_message(_again(event))
                return
            if isinstance(event, events.Key) and await self._carried_out(event):
                event.stop()
                return
        await super().on_event(event)

    def keeps(self, key: str) -> bool:  # noqa: ARG002 - for those who keep some
        """Whether the field wants this key for itself."""
        return False

    async def _carried_out(self, event: events.Key) -> bool:
        if self.take_key is not None and not self.keeps(event.key) and self.take_key(event.key):
            return True
        if event.key in _BETWEEN_LINES and not self.keeps(event.key):
            return False
        bindings = self._bindings.key_to_bindings.get(event.key, [])
        for binding in bindings:
            await self.run_action(binding.action)
        return bool(bindings)


def _again(event: events.Key | events.Paste) -> Message:
    """The same event, as if it had just come."""
    return events.Key(event.key, event.character) if isinstance(event, events.Key) else events.Paste(event.text)
