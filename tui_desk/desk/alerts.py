"""Warnings 预警 that are raised once, seen by every session, and sent on (CALL-14)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Alerts:
    """The alerts of a desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
