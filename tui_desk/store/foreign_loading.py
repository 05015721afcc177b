"""Many tickets of another tool at once: laid out beforehand, put in one short transaction each batch (TKT-1, TKT-16).

Numbers are given in that transaction, so a batch that is not stored uses none up.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, text

from tui_desk.desk.ports import NewTicket, Stored
from tui_desk.domain.ticket import State
from tui_desk.norms.models import Norm
from tui_desk.store import rows
from tui_desk.store.database import Database
from tui_desk.store.schema import clock, event, promise, ticket
from tui_desk.store.writing import WritingUnit

_COUNT = text(
    "INSERT INTO counter (prefix, day, n) VALUES (:prefix, :day, :count)"
    " ON CONFLICT (prefix, day) DO UPDATE SET n = counter.n + :count RETURNING n"
)
_UNNUMBERED = '{"number":""'
"""How the record of a ticket begins that has no number yet."""


class _Laid:
    """One ticket as rows without its number."""

    __slots__ = ("clocks", "events", "new", "promises", "ticket")

    def __init__(self, new: NewTicket) -> None:
        self.new = new
        self.ticket = rows.ticket_values(new.ticket)
        self.events = [rows.event_values(each, "", seq) for seq, each in enumerate(new.events, 1)]
        self.clocks = rows.clock_values(new.ticket)
        self.promises = rows.promise_values(new.ticket)

    def numbered(self, number: str) -> None:
        """Put the number everywhere."""
        self.ticket["number"] = number
        self.ticket["record"] = f'{{"number":"{number}"{self.ticket["record"][len(_UNNUMBERED) :]}'
        for row in (*self.events, *self.clocks, *self.promises):
            row["ticket"] = number


def put_tickets(
    database: Database, norms: dict[int, Norm], prefix: str, tickets: Sequence[NewTicket], shown_since: datetime
) -> Stored:
    """Put those tickets of which none was made yet, all in one transaction; says how long it kept others from writing.

    The feed is told of those that the queue shows: not closed, or closed since then.
    """
    laid = [_Laid(each) for each in tickets]
    with database.transaction(database.writing) as connection:
        began = time.monotonic()
        unit = WritingUnit(connection, norms, database.now())
        unit.reserve("import tickets")  # two imports of one file wait for each other
        known = unit.drafts_among([each.new.ticket.draft for each in laid])
        laid = [each for each in laid if each.new.ticket.draft not in known]
        _number(connection, prefix, laid)
        _fill(connection, ticket, [each.ticket for each in laid])
        _fill(connection, event, [row for each in laid for row in each.events])
        _fill(connection, clock, [row for each in laid for row in each.clocks])
        _fill(connection, promise, [row for each in laid for row in each.promises])
        for each in laid:
            of = each.new.ticket
            if of.state is not State.CLOSED or (of.closed_at or shown_since) >= shown_since:
                unit.tell("ticket", each.ticket["number"])
        unit.tell_feed()
    held = timedelta(seconds=time.monotonic() - began)
    return Stored(tuple((each.new.ticket.draft, each.ticket["number"]) for each in laid), held)


def _number(connection: Connection, prefix: str, laid: Sequence[_Laid]) -> None:
    """Give each ticket the next number of its day; days in order, so that two who number never wait in a circle."""
    days: dict[str, list[_Laid]] = {}
    for each in laid:
        days.setdefault(each.new.day, []).append(each)
    for day in sorted(days):
        of_day = days[day]
        facts = {"prefix": prefix, "day": day, "count": len(of_day)}
        last: int = connection.execute(_COUNT, facts).scalar_one()
        for number, each in enumerate(of_day, last - len(of_day) + 1):
            each.numbered(f"{prefix}-{day}-{number:03d}")


def _fill(connection: Connection, table: Table, lines: Sequence[dict[str, Any]]) -> None:
    """Add rows the fastest way there is: nothing is looked at on the way."""
    if not lines:
        return
    names = tuple(lines[0])
    written = [tuple(line.values()) for line in lines]
    listed = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})', written)  # noqa: S608 - our own names
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
        for line in written:
            copy.write_row(line)
