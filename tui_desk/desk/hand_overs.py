"""Hand-overs 交接班: the sheet, item by item (DESK-2)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class HandOvers:
    """The hand-overs of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
