"""The queries of a desk (port `Reading`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    or_,
    select,
    true,
    union,
)

from tui_desk.desk.errors import DamagedTicket
from tui_desk.desk.views import OfficerLoad, QueueRow
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import Event, State, Ticket
from tui_desk.store import codec, rows
from tui_desk.store.schema import event, fact, norm, officer, person, person_phone, ticket

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm

_MANY = 500
"""How many values one IN list holds; SQLite takes at most 32,766 parameters, older ones 999."""

_QUEUE_ORDER = (ticket.c.priority_rank, ticket.c.urgent_at, ticket.c.opened_at, ticket.c.number)


class ReadingUnit:
    """Queries over one connection in one transaction. `norms` keeps published norms, which never change."""

    def __init__(self, connection: Connection, norms: dict[int, Norm]) -> None:
        self.connection = connection
        self._norms = norms

    def facts(self) -> Mapping[str, str]:
        """The facts of the desk by name."""
        return dict(self.connection.execute(select(fact.c.name, fact.c.value)).all())

    def norm(self, version: int) -> Norm:
        """A published norm. Raises KeyError when there is no such version."""
        if version not in self._norms:
            text = self.connection.scalar(select(norm.c.content).where(norm.c.version == version))
            if text is None:
                raise KeyError(version)
            self._norms[version] = codec.norm_of(text)
        return self._norms[version]

    def norm_versions(self) -> Sequence[tuple[int, str, datetime, OfficerId]]:
        """Every published version, oldest first."""
        query = select(norm.c.version, norm.c.code, norm.c.published_at, norm.c.by).order_by(norm.c.version)
        return [(row[0], row[1], codec.instant(row[2]), row[3]) for row in self.connection.execute(query)]

    def ticket(self, number: str) -> Ticket | None:
        """The ticket with this number. Raises DamagedTicket when the row holds something else."""
        return self._ticket(ticket.c.number == codec.storable(number))

    def ticket_of_draft(self, draft: str) -> Ticket | None:
        """The ticket that was registered from this call."""
        return self._ticket(ticket.c.draft == codec.storable(draft))

    def _ticket(self, condition: ColumnElement[bool], *, lock: bool = False) -> Ticket | None:
        query = select(ticket.c.number, ticket.c.record).where(condition)
        row = self.connection.execute(query.with_for_update() if lock else query).first()
        if row is None:
            return None
        try:
            return codec.ticket_of(row.record)
        except ValueError as error:
            raise DamagedTicket(number=row.number) from error

    def events(self, number: str) -> Sequence[Event]:
        """The history of a ticket, oldest first. Raises DamagedTicket when an event cannot be read."""
        query = select(event).where(event.c.ticket == codec.storable(number)).order_by(event.c.seq)
        try:
            return [rows.event_of(row) for row in self.connection.execute(query)]
        except ValueError as error:
            raise DamagedTicket(number=number) from error

    def has_event(self, event_id: str) -> bool:
        """Whether this change was carried out already."""
        return self.connection.scalar(select(event.c.seq).where(event.c.id == event_id)) is not None

    def numbers(self) -> Iterable[str]:
        """The numbers of all tickets, in the order they were given."""
        return self.connection.scalars(select(ticket.c.number).order_by(ticket.c.id)).all()

    def queue(self, *, closed_since: datetime, limit: int | None = None) -> Sequence[QueueRow]:
        """All tickets not closed, and those closed since, in the order of the queue."""
        query = select(*rows.QUEUE_COLUMNS).order_by(*_QUEUE_ORDER).limit(limit)
        is_open = ticket.c.closed == false()
        # not `closed = true`: that would walk every ticket ever closed, this only those of the day
        closed_lately = and_(ticket.c.state == str(State.CLOSED), ticket.c.closed_at >= codec.micros(closed_since))
        unclosed = self.connection.execute(query.where(is_open)).all()
        closed = self.connection.execute(query.where(closed_lately)).all()
        found = sorted([*unclosed, *closed], key=rows.queue_order) if closed else unclosed
        return rows.queue_rows(found[:limit])

    def queue_rows(self, numbers: Collection[str]) -> Sequence[QueueRow]:
        """The rows of these tickets, closed or not."""
        wanted = [codec.storable(number) for number in numbers]
        found: list[QueueRow] = []
        for start in range(0, len(wanted), _MANY):
            some = ticket.c.number.in_(wanted[start : start + _MANY])
            query = select(*rows.QUEUE_COLUMNS).where(some)
            found += rows.queue_rows(self.connection.execute(query))
        return found

    def tickets_of(self, person: Person, limit: int) -> Sequence[QueueRow]:
        """The newest tickets of a caller: same staff number, or same name and one of the phones."""
        same: list[ColumnElement[bool]] = []
        if person.staff_no:
            same.append(ticket.c.requester_staff_no == rows.short(person.staff_no))
        phones = [codec.digits(phone) for phone in person.phones]
        if person.name and any(phones):
            is_phone = ticket.c.requester_digits.in_([phone for phone in phones if phone])
            same.append(and_(ticket.c.requester_name == rows.short(person.name), is_phone))
        if not same:
            return []
        query = select(*rows.QUEUE_COLUMNS).where(or_(*same)).order_by(ticket.c.opened_at.desc(), ticket.c.id.desc())
        return rows.queue_rows(self.connection.execute(query.limit(limit)))

    def people_like(self, text: str, limit: int) -> Sequence[Person]:
        """People whose phone or staff number begins with or equals, or whose name begins with `text`; by name."""
        key = codec.storable(text).strip().casefold()
        if not key:
            return []
        found = [
            select(person.c.id).where(_begins(person.c.name_key, key)),
            select(person.c.id).where(_begins(person.c.staff_key, key)),
        ]
        phone = codec.digits(key)
        if phone and not any(letter.isalpha() for letter in key):  # SW003 is a staff number, not a telephone
            found.append(select(person_phone.c.person).where(_begins(person_phone.c.digits, phone)))
        ids = union(*found).subquery()
        query = select(person).where(person.c.id.in_(select(ids.c[0]))).order_by(person.c.name_key, person.c.id)
        people = self.connection.execute(query.limit(limit)).all()
        phones = self._phones([row.id for row in people])
        return [
            Person(row.id, row.name, row.staff_no, row.unit, tuple(phones.get(row.id, ())), row.title) for row in people
        ]

    def _phones(self, people: Sequence[int]) -> dict[int, list[str]]:
        phones: dict[int, list[str]] = {}
        query = select(person_phone.c.person, person_phone.c.phone).where(person_phone.c.person.in_(people))
        for owner, phone in self.connection.execute(query.order_by(person_phone.c.place)) if people else ():
            phones.setdefault(owner, []).append(phone)
        return phones

    def officers(self) -> Sequence[Officer]:
        """All officers, by staff number."""
        return [rows.officer_of(row) for row in self.connection.execute(select(officer).order_by(officer.c.staff_no))]

    def loads(self) -> Sequence[OfficerLoad]:
        """Each active officer with the number of open tickets (not resolved, not closed) assigned, by staff number."""
        unsettled = ticket.c.state.in_([str(State.OPEN), str(State.WAITING)])
        mine = (
            select(ticket.c.assignee, func.count().label("n")).where(unsettled).group_by(ticket.c.assignee).subquery()
        )
        query = (
            select(officer.c.staff_no, officer.c.name, func.coalesce(mine.c.n, 0))
            .outerjoin(mine, mine.c.assignee == officer.c.staff_no)
            .where(officer.c.active == true())
            .order_by(officer.c.staff_no)
        )
        return [OfficerLoad(*row) for row in self.connection.execute(query)]


def _begins(column: Column[str], prefix: str) -> ColumnElement[bool]:
    """Whether a column compared by code point begins with `prefix`; an index answers it, LIKE would need luck."""
    return and_(column >= prefix, column < prefix + "\U0010ffff")
