"""Tickets of another tool, taken over with their history and their numbers."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Foreign:
    """Tickets from elsewhere, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core
