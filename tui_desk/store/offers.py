"""Offers that lapse, and tickets that nobody touches (SITE-2, DESK-11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from tui_desk.store import codec
from tui_desk.store.schema import ticket


class OfferReads:
    """Queries of what falls due by itself."""

    connection: Connection

    def offers_due(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of the tickets whose offer was to be accepted by then, or that nobody touched until then."""
        instant = codec.micros(at)
        query = select(ticket.c.number).where(or_(ticket.c.offer_until <= instant, ticket.c.rise_at <= instant))
        return self.connection.scalars(query.order_by(ticket.c.number).limit(limit)).all()

    def rise_at(self, number: str) -> datetime | None:
        """When a ticket rises if nobody touches it; None for never."""
        same = ticket.c.number == codec.storable(number)
        return codec.instant_or_none(self.connection.scalar(select(ticket.c.rise_at).where(same)))


class OfferWrites(OfferReads):
    """Changes of them."""

    def rises_at(self, number: str, at: datetime | None) -> None:
        """Note when a ticket rises if nobody touches it; None for never. No event, and no news for the feed."""
        same = ticket.c.number == codec.storable(number)
        self.connection.execute(update(ticket).where(same).values(rise_at=codec.micros_or_none(at)))
