"""What officers are able to do 能力 (DESK-4)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Skills:
    """The skills of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
