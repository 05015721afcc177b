"""Queries of tickets that came from another tool (TKT-1, TKT-16)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from tui_desk.store import codec
from tui_desk.store.schema import ticket

_MANY = 500
"""How many values one IN list holds."""


class ForeignReads:
    """Queries of tickets that came from another tool."""

    connection: Connection

    def drafts_among(self, drafts: Collection[str]) -> set[str]:
        """Those of these drafts that a ticket was made of."""
        wanted = list(drafts)
        found: set[str] = set()
        for start in range(0, len(wanted), _MANY):
            some = ticket.c.draft.in_(wanted[start : start + _MANY])
            found.update(self.connection.scalars(select(ticket.c.draft).where(some)))
        return found

    def ticket_of_foreign(self, numbers: Sequence[str]) -> str | None:
        """The number of the newest ticket that had one of these numbers in another tool."""
        wanted = [codec.storable(number) for number in numbers if number]
        query = select(ticket.c.number).where(ticket.c.foreign_number.in_(wanted)).order_by(ticket.c.id.desc())
        found: str | None = self.connection.scalar(query.limit(1))
        return found
