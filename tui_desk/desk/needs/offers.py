"""What offers of tickets need of a store (SITE-2, DESK-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class OfferReading(Protocol):
    """Queries of what falls due by itself."""

    def offers_due(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of the tickets whose offer was to be accepted by then, or that nobody touched until then."""

    def rise_at(self, number: str) -> datetime | None:
        """When a ticket rises if nobody touches it; None for never."""


class OfferWriting(OfferReading, Protocol):
    """Changes of them."""

    def rises_at(self, number: str, at: datetime | None) -> None:
        """Note when a ticket rises if nobody touches it; None for never. No event, and no news for the feed."""
