"""The roster 值班安排: plan, sign on and off, alarm (DESK-2)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Rosters:
    """The roster of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
