"""Filled forms 单据: made, written, given out, entered when they come back, filed (SITE, REC)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Papers:
    """The papers of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
