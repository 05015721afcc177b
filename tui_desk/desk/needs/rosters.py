"""What the roster needs of a store (DESK-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import HandOver, Shift


class RosterReading(Protocol):
    """Queries of shifts and hand-overs."""

    def shift(self, id_: str) -> Shift | None:
        """The shift with this id."""

    def shifts(self, since: datetime, until: datetime, *, officer: OfficerId = "") -> Sequence[Shift]:
        """The shifts that lie in a span of time, or reach into it, by their beginning; cancelled ones too."""

    def on_duty(self) -> Sequence[Shift]:
        """The shifts whose officers signed on and not off, though they may be over."""

    def shifts_to_alarm(self, at: datetime) -> Sequence[Shift]:
        """The shifts whose alarm has come by then, the earliest first."""

    def hand_over(self, id_: str) -> HandOver | None:
        """The sheet with this id."""

    def hand_overs(self, limit: int = 100, *, taken: bool | None = None) -> Sequence[HandOver]:
        """The newest sheets, those that were confirmed or not if `taken` says so."""


class RosterWriting(RosterReading, Protocol):
    """Changes of shifts and hand-overs; each is told to the feed as "shift" or "hand_over"."""

    def put_shift(self, of: Shift) -> None:
        """Store a shift, or replace it."""

    def put_hand_over(self, of: HandOver) -> None:
        """Store a sheet, or replace it."""
