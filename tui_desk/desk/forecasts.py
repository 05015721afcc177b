"""What will breach, and what another norm would have made of past tickets."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Forecasts:
    """Looks ahead and back at the service levels, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core
