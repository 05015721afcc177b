"""The warnings of clocks: which are due, which were raised, and whose tickets are in danger (CALL-14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select, text, true, update

from tui_desk.desk.views import AlertView
from tui_desk.domain import alert as rules
from tui_desk.domain import duty_alarm
from tui_desk.domain.alert import Alert
from tui_desk.domain.offer_alert import OFFER, RISEN
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.roster import Shift
from tui_desk.domain.ticket import Clock, Ticket
from tui_desk.store import codec
from tui_desk.store.schema import alert, clock, shift, ticket

_MANY = 500
"""How many values one IN list holds."""
_ADD = text(
    "INSERT INTO alert (id, ticket, raised_at, record) VALUES (:id, :ticket, :raised_at, :record)"
    " ON CONFLICT (id) DO NOTHING"
)
_BETWEEN = ","
"""What stands between, before and after the names in `clock.warned`."""


class AlertReads:
    """Queries of warnings."""

    connection: Connection

    def next_due_work(self) -> datetime | None:
        """The next instant at which something is due by itself; None for none.

        A warning or an alarm is to be raised, a wait or the time of an offer is over, a ticket rises.
        """
        warning = select(func.min(clock.c.alert_at)).scalar_subquery()
        wait = select(func.min(ticket.c.resume_at)).scalar_subquery()
        alarm = select(func.min(shift.c.alarm_at)).scalar_subquery()
        offer = select(func.min(ticket.c.offer_until)).scalar_subquery()
        untouched = select(func.min(ticket.c.rise_at)).scalar_subquery()
        next_each = self.connection.execute(select(warning, wait, alarm, offer, untouched)).one()
        found = [at for at in next_each if at is not None]
        return codec.instant(min(found)) if found else None

    def tickets_to_warn(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of tickets with a mark that has come by then, the earliest first."""
        first = func.min(clock.c.alert_at)
        query = select(clock.c.ticket).where(clock.c.alert_at <= codec.micros(at)).group_by(clock.c.ticket)
        return self.connection.scalars(query.order_by(first, clock.c.ticket).limit(limit)).all()

    def raised(self, number: str) -> frozenset[str]:
        """The ids of the alerts of a ticket."""
        query = select(alert.c.id).where(alert.c.ticket == codec.storable(number))
        return frozenset(self.connection.scalars(query))

    def alerts(self, ids: Collection[str]) -> Sequence[AlertView]:
        """The alerts with these ids, in the order they were raised."""
        wanted = [codec.storable(id_) for id_ in ids]
        found: list[AlertView] = []
        for start in range(0, len(wanted), _MANY):
            found += self._alerts(alert.c.id.in_(wanted[start : start + _MANY]))
        return found

    def alerts_of(self, number: str) -> Sequence[AlertView]:
        """The alerts of a ticket, in the order they were raised."""
        return self._alerts(alert.c.ticket == codec.storable(number))

    def alerts_since(self, since: datetime, limit: int | None = None) -> Sequence[AlertView]:
        """The alerts that were raised since then, in that order."""
        return self._alerts(alert.c.raised_at >= codec.micros(since), limit)

    def _alerts(self, wanted: ColumnElement[bool], limit: int | None = None) -> list[AlertView]:
        of_clock = alert.c.id.startswith(clock.c.ticket + "/" + clock.c.milestone + "/")
        runs = exists().where(clock.c.ticket == alert.c.ticket, clock.c.warned > "", of_clock)
        told_once = alert.c.id.startswith(alert.c.ticket + f"/{rules.PRIORITY}/")
        offered = and_(alert.c.id.startswith(alert.c.ticket + f"/{OFFER}/"), ticket.c.offered == true())
        rose = and_(alert.c.id.startswith(alert.c.ticket + f"/{RISEN}/"), ticket.c.risen > "")
        stands = and_(ticket.c.closed == false(), or_(runs, told_once, offered, rose))
        query = select(alert.c.record, ticket.c.summary, ticket.c.assignee, stands.label("stands")).join_from(
            alert, ticket, alert.c.ticket == ticket.c.number, isouter=True
        )
        rows = self.connection.execute(query.where(wanted).order_by(alert.c.raised_at, alert.c.id).limit(limit))
        found = [
            AlertView(made, row.summary or "", bool(row.stands) and _is_still_theirs(made, row.assignee))
            for row in rows
            if (made := codec.record_or_none(Alert, row.record)) is not None
        ]
        return sorted(self._of_shifts(found), key=lambda view: (view.alert.raised_at, view.alert.at, view.alert.share))

    def _of_shifts(self, views: list[AlertView]) -> list[AlertView]:
        """The same, those about a shift with the shift."""
        wanted = {shift_id for view in views if (shift_id := duty_alarm.shift_of(view.alert.id))}
        if not wanted:
            return views
        query = select(shift.c.record).where(shift.c.id.in_([codec.storable(id_) for id_ in wanted]))
        shifts = {each.id: each for each in codec.sound(Shift, self.connection.scalars(query))}
        of = {view.alert.id: shifts.get(duty_alarm.shift_of(view.alert.id)) for view in views}
        return [
            replace(view, shift=of[view.alert.id], stands=duty_alarm.stands(view.alert, of[view.alert.id]))
            if duty_alarm.shift_of(view.alert.id)
            else view
            for view in views
        ]

    def endangered(
        self, officer: Officer, managers_at: Collection[str], numbers: Collection[str] | None = None
    ) -> frozenset[str]:
        """The tickets with a running clock that has warned, and that are the officer's to look after.

        With `numbers`, those of them. Managers look after the priorities `managers_at` too.
        """
        query = select(clock.c.ticket).join_from(clock, ticket, clock.c.ticket == ticket.c.number)
        query = query.where(clock.c.warned > "", ticket.c.closed == false(), or_(*_theirs(officer, managers_at)))
        if numbers is None:
            return frozenset(self.connection.scalars(query))
        wanted, found = [codec.storable(number) for number in numbers], set[str]()
        for start in range(0, len(wanted), _MANY):
            found.update(self.connection.scalars(query.where(clock.c.ticket.in_(wanted[start : start + _MANY]))))
        return frozenset(found)


class AlertWrites(AlertReads):
    """Raising of warnings."""

    def add_alert(self, of: Alert) -> bool:
        """Put a warning on record and tell the feed; False, and nothing done, for one that was raised before."""
        values = {
            "id": codec.storable(of.id),
            "ticket": codec.storable(of.ticket),
            "raised_at": codec.micros(of.raised_at),
            "record": codec.record_text(of),
        }
        if not self.connection.execute(_ADD, values).rowcount:
            return False
        self._note("alert", of.id)
        return True

    def warnings_told(self, number: str, of: Ticket | None) -> None:
        """Note on the clocks of a ticket which warning comes next; none where it is closed, or cannot be read."""
        mine = clock.c.ticket == codec.storable(number)
        self.connection.execute(update(clock).where(mine).values(alert_at=None, warned=""))
        if of is None:
            return
        raised = self.raised(number)
        for each in of.clocks:
            if each.next_mark is not None:
                same = (clock.c.milestone == each.milestone, clock.c.cycle == each.cycle, clock.c.turn == each.turn)
                self.connection.execute(update(clock).where(mine, *same).values(**warning_values(of, each, raised)))

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def warning_values(of: Ticket, of_clock: Clock, raised: Collection[str]) -> dict[str, object]:
    """The columns of a clock's row that say when it warns next, and who heard its warnings so far."""
    left = rules.open_marks(of.number, of_clock, raised)
    heard = rules.warned(of, of_clock, raised)
    return {
        "alert_at": codec.micros(left[0].at) if left else None,
        "warned": codec.storable(_BETWEEN.join(("", *heard, ""))) if heard else "",
    }


def _is_still_theirs(of: Alert, assignee: OfficerId | None) -> bool:
    """Whether an alert of an offer is about whoever has the ticket now; any other is everybody's it was for."""
    return of.milestone != OFFER or of.assignee == assignee


def _theirs(officer: Officer, managers_at: Collection[str]) -> list[ColumnElement[bool]]:
    """When a warned clock is the officer's concern: by who has the ticket now, and the officer's roles."""
    mine = [and_(_heard("assignee"), ticket.c.assignee == officer.staff_no), _heard(officer.staff_no)]
    nobodys = or_(ticket.c.assignee.is_(None), ticket.c.assignee == "")
    if officer.is_any(Role.OPERATOR, Role.MANAGER):
        mine.append(and_(_heard("assignee"), nobodys))
    if officer.is_any(Role.OPERATOR):
        mine.append(_heard("operators"))
    if officer.is_any(Role.MANAGER):
        mine += [_heard("managers"), ticket.c.priority.in_(list(managers_at))]
    return mine


def _heard(name: str) -> ColumnElement[bool]:
    return clock.c.warned.contains(f"{_BETWEEN}{name}{_BETWEEN}", autoescape=True)
