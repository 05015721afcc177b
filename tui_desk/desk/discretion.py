"""Private text: masked at the door, kept apart when an officer insists, opened on purpose (TKT-15, DESK-12)."""

from __future__ import annotations

from tui_desk.desk.core import Core


class Discretion:
    """Originals of private text, attachments, and who looked."""

    def __init__(self, core: Core) -> None:
        self._core = core
