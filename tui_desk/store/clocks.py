"""What the service levels ask of the tickets: whose wait is over, which of a unit are open (TKT-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, false, select

from tui_desk.domain.ticket import State, Ticket
from tui_desk.store import codec
from tui_desk.store.rows import short
from tui_desk.store.schema import ticket


class ClockReads:
    """Queries of tickets by their waits, and by the unit whose agreement they fall under."""

    connection: Connection

    def waits_over(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of the tickets whose wait was to end by then, the earliest first."""
        over = ticket.c.resume_at <= codec.micros(at)
        query = select(ticket.c.number).where(over).order_by(ticket.c.resume_at, ticket.c.number)
        return self.connection.scalars(query.limit(limit)).all()

    def unsettled_of(self, unit_names: Collection[str]) -> Iterator[Ticket]:
        """The tickets in progress or waiting whose department has one of these names; a damaged one is left out."""
        unsettled = ticket.c.state.in_([str(State.OPEN), str(State.WAITING)])
        mine = ticket.c.requester_unit.in_([short(name) for name in unit_names])
        query = select(ticket.c.record).where(ticket.c.closed == false(), unsettled, mine).order_by(ticket.c.id)
        for record in self.connection.scalars(query).all():
            try:
                yield codec.ticket_of(record)
            except ValueError:
                continue
