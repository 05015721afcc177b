"""Hotline seats that several officers share under one OS account: changing over with a PIN."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Seats:
    """Who sits at which seat."""

    def __init__(self, core: Core) -> None:
        self._core = core
