"""The queries of a desk (port `Reading`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    select,
    true,
)

from tui_desk.desk.errors import DamagedTicket
from tui_desk.desk.views import OfficerLoad, QueueRow
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import Event, State, Ticket
from tui_desk.store import codec, rows
from tui_desk.store.alerts import AlertReads
from tui_desk.store.board import BoardReads
from tui_desk.store.callers import CallerReads, same_caller
from tui_desk.store.calls import CallReads
from tui_desk.store.changes import ChangeReads
from tui_desk.store.clocks import ClockReads
from tui_desk.store.follow_ups import FollowUpReads
from tui_desk.store.forecasts import ForecastReads
from tui_desk.store.foreign import ForeignReads
from tui_desk.store.offers import OfferReads
from tui_desk.store.owed import OwedReads
from tui_desk.store.papers import PaperReads
from tui_desk.store.people import PeopleReads
from tui_desk.store.posts import PostReads
from tui_desk.store.private import PrivateReads
from tui_desk.store.rosters import RosterReads
from tui_desk.store.schema import event, fact, norm, officer, ticket
from tui_desk.store.seats import SeatReads
from tui_desk.store.skills import SkillReads
from tui_desk.store.templates import TemplateReads

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm

_MANY = 500
"""How many values one IN list holds; SQLite takes at most 32,766 parameters, older ones 999."""

_QUEUE_ORDER = (ticket.c.priority_rank, ticket.c.urgent_at, ticket.c.opened_at, ticket.c.number)


class ReadingUnit(
    PeopleReads,
    CallerReads,
    CallReads,
    OwedReads,
    PrivateReads,
    SeatReads,
    ClockReads,
    PostReads,
    AlertReads,
    ForeignReads,
    ForecastReads,
    RosterReads,
    SkillReads,
    PaperReads,
    FollowUpReads,
    TemplateReads,
    BoardReads,
    OfferReads,
    ChangeReads,
):
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

    def unclosed_tickets(self) -> Iterator[Ticket]:
        """The tickets that are not closed, in the order of their numbers; one that cannot be read is left out."""
        query = select(ticket.c.record).where(ticket.c.closed == false()).order_by(ticket.c.id)
        for text in self.connection.scalars(query).all():
            with suppress(ValueError):
                yield codec.ticket_of(text)

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
        same = same_caller(person)
        if same is None:
            return []
        query = select(*rows.QUEUE_COLUMNS).where(same).order_by(ticket.c.opened_at.desc(), ticket.c.id.desc())
        return rows.queue_rows(self.connection.execute(query.limit(limit)))

    def categories_of(self, person: Person, since: datetime) -> Mapping[str, int]:
        """How many tickets of a caller since then fall into each category."""
        same = same_caller(person)
        if same is None:
            return {}
        lately = and_(same, ticket.c.opened_at >= codec.micros(since))
        query = select(ticket.c.category, func.count()).where(lately).group_by(ticket.c.category)
        return dict(self.connection.execute(query).all())

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
