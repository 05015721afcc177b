"""What a hand-over needs of a store besides the rest: what happened in a shift (DESK-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tui_desk.domain.ticket import EventKind


class ChangeReading(Protocol):
    """Queries of what happened."""

    def happened_since(self, since: datetime) -> Sequence[tuple[EventKind, str]]:
        """What was noted since then on tickets that are open or were closed since: kind and number, once each.

        In the order in which each was noted first.
        """
