"""What closing the loop needs of a store (DESK-6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tui_desk.domain.follow_up import FollowUp, FollowUpKind


class FollowUpReading(Protocol):
    """Queries of follow-ups."""

    def follow_up(self, id_: str) -> FollowUp | None:
        """The follow-up with this id; within a write transaction nobody else changes it until that ends."""

    def follow_ups(
        self, *, done: bool = False, kind: FollowUpKind | None = None, limit: int = 500
    ) -> Sequence[FollowUp]:
        """Follow-ups, open ones by when they are due, those that are done the newest first."""

    def follow_ups_of(self, ticket: str) -> Sequence[FollowUp]:
        """Those of a ticket, in the order they were made."""

    def follow_ups_made(self, since: datetime, until: datetime) -> Sequence[FollowUp]:
        """Those that were made in a span of time, in that order."""


class FollowUpWriting(FollowUpReading, Protocol):
    """Changes of follow-ups; each is told to the feed as "follow_up"."""

    def put_follow_up(self, of: FollowUp) -> None:
        """Store a follow-up, or replace it."""
