"""Closing the loop 回访 投诉 改进 (DESK-6, TKT-13, TKT-17)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class FollowUps:
    """The follow-ups of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
