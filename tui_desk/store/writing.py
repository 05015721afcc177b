"""One write transaction of a desk (port `Writing`)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update

from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.ticket import Event, Ticket
from tui_desk.store import codec, rows
from tui_desk.store.alerts import AlertWrites
from tui_desk.store.calls import CallWrites
from tui_desk.store.follow_ups import FollowUpWrites
from tui_desk.store.offers import OfferWrites
from tui_desk.store.papers import PaperWrites
from tui_desk.store.people import PeopleWrites
from tui_desk.store.posts import PostWrites
from tui_desk.store.private import PrivateWrites
from tui_desk.store.reading import ReadingUnit
from tui_desk.store.rosters import RosterWrites
from tui_desk.store.schema import CHANNEL, change, clock, event, norm, officer, promise, ticket
from tui_desk.store.seats import SeatWrites
from tui_desk.store.skills import SkillWrites
from tui_desk.store.templates import TemplateWrites

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm

_FEED_LOCK = 0x54444B31
"""Held on Postgres from the first entry of the feed to the commit, so that ids are given in commit order."""

_COUNT = text(
    "INSERT INTO counter (prefix, day, n) VALUES (:prefix, :day, 1)"
    " ON CONFLICT (prefix, day) DO UPDATE SET n = counter.n + 1 RETURNING n"
)
_PUT_FACT = text(
    "INSERT INTO fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class VersionMismatch(RuntimeError):
    """A ticket was stored over a version that its writer had not read in the same transaction: a mistake of ours."""


class WritingUnit(
    PeopleWrites,
    CallWrites,
    PrivateWrites,
    SeatWrites,
    PostWrites,
    AlertWrites,
    RosterWrites,
    SkillWrites,
    PaperWrites,
    FollowUpWrites,
    TemplateWrites,
    OfferWrites,
    ReadingUnit,
):
    """Reads and writes over one connection in one transaction; `tell_feed` is its last act."""

    def __init__(self, connection: Connection, norms: dict[int, Norm], now: datetime) -> None:
        super().__init__(connection, norms)
        self._now = now
        self._shared = connection.dialect.name == "postgresql"
        self._changed: dict[tuple[str, str], None] = {}

    def now(self) -> datetime:
        """The instant of this transaction, in UTC."""
        return self._now

    def ticket(self, number: str) -> Ticket | None:
        """The ticket with this number, which nobody else changes until this transaction ends."""
        return self._ticket(ticket.c.number == codec.storable(number), lock=True)

    def ticket_of_draft(self, draft: str) -> Ticket | None:
        """The ticket that was registered from this call; nobody else registers it until this transaction ends."""
        self.reserve(f"draft {draft}")
        return super().ticket_of_draft(draft)

    def has_event(self, event_id: str) -> bool:
        """Whether this change was carried out already; nobody else does until this transaction ends."""
        self.reserve(f"event {event_id}")
        return super().has_event(event_id)

    def put_fact(self, name: str, value: str) -> None:
        """Set a fact of the desk."""
        self.connection.execute(_PUT_FACT, {"name": name, "value": codec.storable(value)})
        self._note("fact", name)

    def add_norm(self, norm_: Norm, by: OfficerId) -> int:
        """Publish a norm; returns its version, which equal content shares."""
        self.reserve("norm")
        content = codec.norm_text(norm_)
        digest = hashlib.sha256(content.encode()).hexdigest()
        known: int | None = self.connection.scalar(select(norm.c.version).where(norm.c.digest == digest))
        if known is not None:
            return known
        version: int = self.connection.scalar(select(func.coalesce(func.max(norm.c.version), 0) + 1)) or 1
        self._insert(
            norm,
            {
                "version": version,
                "code": norm_.code,
                "digest": digest,
                "published_at": codec.micros(self._now),
                "by": by,
                "content": content,
            },
        )
        self._note("norm", str(version))
        return version

    def put_officer(self, officer_: Officer) -> None:
        """Add an officer, or replace the one with this staff number."""
        values = rows.officer_values(officer_)
        same = officer.c.staff_no == values["staff_no"]
        if not self.connection.execute(update(officer).where(same).values(values)).rowcount:
            self._insert(officer, values)
        self._note("officer", officer_.staff_no)

    def next_number(self, prefix: str, day: str) -> int:
        """The next running number of a day (1, 2, …), given once over all sessions (TKT-1)."""
        number: int = self.connection.execute(_COUNT, {"prefix": prefix, "day": day}).scalar_one()
        return number

    def add_ticket(self, ticket_: Ticket, event_: Event) -> None:
        """Store a new ticket with its first event, its clocks and promises."""
        self._insert(ticket, rows.ticket_values(ticket_))
        self._insert(event, rows.event_values(event_, ticket_.number, ticket_.version))
        self._insert(clock, *rows.clock_values(ticket_))
        self._insert(promise, *rows.promise_values(ticket_))
        self._note("ticket", ticket_.number)

    def save_ticket(self, ticket_: Ticket, event_: Event) -> None:
        """Store a changed ticket with one more event.

        Raises:
            VersionMismatch: the stored version is not the one before `ticket_.version`.
        """
        stored = (ticket.c.number == ticket_.number) & (ticket.c.version == ticket_.version - 1)
        if not self.connection.execute(update(ticket).where(stored).values(rows.ticket_values(ticket_))).rowcount:
            raise VersionMismatch(f"{ticket_.number}: version {ticket_.version - 1} is not the stored one")
        self._insert(event, rows.event_values(event_, ticket_.number, ticket_.version))
        if "clocks" in event_.changes:
            self._replace(clock, ticket_.number, rows.clock_values(ticket_, self._raised(ticket_, event_.noted_at)))
        if "promises" in event_.changes:
            self._replace(promise, ticket_.number, rows.promise_values(ticket_))
        self._note("ticket", ticket_.number)

    def _raised(self, of: Ticket, now: datetime) -> frozenset[str]:
        """The ids of the ticket's alerts; none is asked for before the first of its marks has come."""
        come = any(mark.at <= now for each in of.clocks if each.next_mark is not None for mark in each.marks)
        return self.raised(of.number) if come else frozenset()

    def tell_feed(self) -> None:
        """Write what this transaction changed into the feed. The last thing before the commit.

        Sequences give ids before the commit; under the lock nobody commits a smaller id after a larger one was read.
        """
        if not self._changed:
            return
        if self._shared:
            self.connection.execute(select(func.pg_advisory_xact_lock(_FEED_LOCK), func.pg_notify(CHANNEL, "")))
        self._insert(change, *({"entity": entity, "key": key} for entity, key in self._changed))

    def tell(self, entity: str, key: str) -> None:
        """Let the feed say at the end that this changed."""
        self._changed[entity, key] = None

    _note = tell

    def reserve(self, name: str) -> None:
        """Make other sessions that mean to do the same wait. On SQLite they wait already, for any writer."""
        if self._shared:
            self.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    def _insert(self, table: Table, *values: dict[str, Any]) -> None:
        if values:
            self.connection.execute(insert(table), list(values))

    def _replace(self, table: Table, number: str, values: list[dict[str, Any]]) -> None:
        self.connection.execute(delete(table).where(table.c.ticket == number))
        self._insert(table, *values)
