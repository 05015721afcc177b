"""The calendars that the desk works by, and what another one would move."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Calendars:
    """The calendars of the norm in force, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core
