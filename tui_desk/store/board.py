"""Who is at what now, for the dispatch board (TKT-8, DESK-3, DESK-4). One statement for each question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, exists, false, func, or_, select, true

from tui_desk.desk.needs.board import Duty, Served, Trip, Work
from tui_desk.domain.roster import Shift
from tui_desk.domain.ticket import State
from tui_desk.store import codec, rows
from tui_desk.store.schema import call, person, shift, ticket

_UNSETTLED = (str(State.OPEN), str(State.WAITING))
_SETTLED = (str(State.RESOLVED), str(State.CLOSED))


class BoardReads:
    """Queries of who is at what."""

    connection: Connection

    def work(self) -> Sequence[Work]:
        """The tickets not settled that somebody has, counted by officer, priority and state."""
        by = (ticket.c.assignee, ticket.c.priority, ticket.c.state, ticket.c.offered)
        query = select(*by, func.count()).where(ticket.c.state.in_(_UNSETTLED), ticket.c.assignee.is_not(None))
        return [
            Work(officer, priority, state == str(State.WAITING), bool(offered), count)
            for officer, priority, state, offered, count in self.connection.execute(query.group_by(*by).order_by(*by))
        ]

    def trips(self) -> Sequence[Trip]:
        """Who is on site or on the way there, by officer; the latest first."""
        columns = (ticket.c.assignee, ticket.c.number, ticket.c.way, ticket.c.way_at, ticket.c.requester_unit)
        query = select(*columns).where(
            ticket.c.closed == false(),
            ticket.c.way != "",
            ticket.c.way_at.is_not(None),
            ticket.c.assignee.is_not(None),
        )
        query = query.order_by(ticket.c.assignee, ticket.c.way_at.desc(), ticket.c.number)
        return [
            Trip(officer, number, "arrive" if way == "arrive" else "depart", codec.instant(at), unit)
            for officer, number, way, at, unit in self.connection.execute(query)
        ]

    def shifts_at(self, now: datetime) -> Sequence[Shift]:
        """The shifts that stand and are under way, and those signed on to and not off; by their beginning."""
        at = codec.micros(now)
        under_way = and_(shift.c.cancelled == false(), shift.c.starts_at <= at, shift.c.ends_at > at)
        query = select(shift.c.record).where(or_(under_way, shift.c.on_duty == true()))
        return list(codec.sound(Shift, self.connection.scalars(query.order_by(shift.c.starts_at, shift.c.id))))

    def duties(self, since: datetime, until: datetime) -> Sequence[Duty]:
        """The shifts that stand and begin in a span of time, by their beginning."""
        query = select(shift.c.officer, shift.c.starts_at, shift.c.ends_at).where(
            shift.c.cancelled == false(),
            shift.c.officer != "",
            shift.c.starts_at > codec.micros(since),
            shift.c.starts_at < codec.micros(until),
        )
        return [
            Duty(officer, codec.instant(starts_at), codec.instant(ends_at))
            for officer, starts_at, ends_at in self.connection.execute(query.order_by(shift.c.starts_at, shift.c.id))
        ]

    def keeps_roster(self, since: datetime, until: datetime) -> bool:
        """Whether any shift that somebody has lies in a span of time, or reaches into it."""
        within = and_(shift.c.starts_at < codec.micros(until), shift.c.ends_at > codec.micros(since))
        query = select(exists().where(within, shift.c.cancelled == false(), shift.c.officer != ""))
        return bool(self.connection.scalar(query))

    def served(self, unit: str, requester: str, staff_no: str, since: datetime) -> Sequence[Served]:
        """Who solved something for a unit or a requester that was opened since then.

        The requester is who has the staff number or, where that is empty, the name in the unit.
        """
        of_unit = and_(ticket.c.requester_unit == rows.short(unit), ticket.c.requester_unit != "")
        if staff_no:
            of_requester = ticket.c.requester_staff_no == rows.short(staff_no)
        else:
            of_requester = and_(
                of_unit, ticket.c.requester_name == rows.short(requester), ticket.c.requester_name != ""
            )
        by = (
            ticket.c.assignee,
            case((of_unit, 1), else_=0).label("of_unit"),
            case((of_requester, 1), else_=0).label("of_requester"),
        )
        query = (
            select(*by, func.max(ticket.c.opened_at))
            .where(
                or_(of_unit, of_requester),
                ticket.c.opened_at >= codec.micros(since),
                ticket.c.state.in_(_SETTLED),
                ticket.c.assignee.is_not(None),
            )
            .group_by("assignee", "of_unit", "of_requester")
            .order_by("assignee", "of_unit", "of_requester")
        )
        return [
            Served(officer, codec.instant(at), bool(of_the_unit), bool(of_them))
            for officer, of_the_unit, of_them, at in self.connection.execute(query)
        ]

    def people_count(self) -> int:
        """How many people are in the directory."""
        return self.connection.scalar(select(func.count()).select_from(person)) or 0

    def calls_taken(self, since: datetime) -> Sequence[tuple[datetime, timedelta]]:
        """The calls that came in since then: when each began, and how long it kept its officer."""
        query = select(call.c.began_at, call.c.handled).where(
            call.c.began_at >= codec.micros(since), call.c.outgoing == false(), call.c.handled.is_not(None)
        )
        found = self.connection.execute(query.order_by(call.c.began_at))
        return [(codec.instant(began_at), timedelta(microseconds=handled)) for began_at, handled in found]
