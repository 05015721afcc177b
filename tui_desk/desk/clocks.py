"""The clocks at the desk: what a change would move, why a clock stands where it does, waits that end by themselves."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Clocks:
    """The clocks of tickets, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core
