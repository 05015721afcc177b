"""The dispatch board 派单板: who is on duty and free, and to whom a ticket is best given (TKT-8, DESK-4)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Board:
    """The board of the duty manager, over the store."""

    def __init__(self, core: Core) -> None:
        self._core = core
