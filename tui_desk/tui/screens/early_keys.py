"""Keys that were typed before their screen was ready, or that a field of the screen below passed on, are not lost."""

from __future__ import annotations

from typing import Any, TypeVar

from textual import events
from textual.screen import ModalScreen

from tui_desk.tui.screens.base import ActionScreen

T = TypeVar("T")


class EarlyKeys(ActionScreen[T]):
    """A screen that keeps keys until `ready` is called, and then takes them in their order."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._early: list[events.Event] = []
        self._is_ready = False

    def ready(self) -> None:
        """From now on keys have somewhere to go."""
        self._is_ready = True
        early, self._early = self._early, []
        for event in early:  # to the field itself: a screen keeps keys that are forwarded to it
            (self.focused or self)._forward_event(event)

    def _forward_event(self, event: events.Event) -> None:
        if not self._is_ready and isinstance(event, events.Key | events.Paste):
            self._early.append(event)
        else:
            super()._forward_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Keys that were passed on are for the field that has the focus here, or for the screen's own bindings."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            (self.focused if self._is_ready and self.focused else self)._forward_event(event)
        else:
            await super().on_event(event)


class EarlyModal(EarlyKeys[T], ModalScreen[T]):
    """A dialog over the screen it came from, with the same patience."""
