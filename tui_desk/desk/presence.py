"""Who is where now: which ticket or call each session has in hand."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Presence:
    """Presence at the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
