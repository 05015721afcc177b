"""What happened in a time, over all tickets that matter still (DESK-2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, and_, false, func, select

from tui_desk.domain.ticket import EventKind, State
from tui_desk.store import codec
from tui_desk.store.schema import event, ticket


class ChangeReads:
    """Queries of what happened."""

    connection: Connection

    def happened_since(self, since: datetime) -> Sequence[tuple[EventKind, str]]:
        """What was noted since then on tickets that are open or were closed since: kind and number, once each."""
        at = codec.micros(since)
        first = func.min(event.c.noted_at)
        columns = select(event.c.kind, event.c.ticket, first).join(ticket, ticket.c.number == event.c.ticket)
        query = columns.where(event.c.noted_at >= at).group_by(event.c.kind, event.c.ticket)
        is_open = ticket.c.closed == false()
        closed = and_(ticket.c.state == str(State.CLOSED), ticket.c.closed_at >= at)
        rows = [row for those in (is_open, closed) for row in self.connection.execute(query.where(those))]
        found = []
        for kind, number, noted_at in sorted(rows, key=lambda row: (row[2], row[1], row[0])):
            with suppress(ValueError):  # of a newer program
                found.append((EventKind(kind), number, noted_at))
        return [(kind, number) for kind, number, _ in found]
