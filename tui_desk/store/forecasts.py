"""What the forecast and the what-if ask of the tickets: clocks that run out, waits that end, past stories (DESK-8)."""

from __future__ import annotations

import functools
import json
import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select

from tui_desk.desk.views import BreachRow, Resuming, Story
from tui_desk.domain.replay import STORY, TELLING
from tui_desk.domain.ticket import Clock, Event, EventKind, Promise, State, Ticket
from tui_desk.store import codec
from tui_desk.store.plain import Reader, reader
from tui_desk.store.schema import clock, event, promise, ticket

_STATES = {str(state): state for state in State}
_KINDS = {str(kind): kind for kind in EventKind}
_TELLING = tuple(sorted(map(str, TELLING)))
_COLUMNS = (
    ticket.c.number,
    ticket.c.state,
    ticket.c.priority,
    ticket.c.norm,
    ticket.c.summary,
    ticket.c.requester_name,
    ticket.c.requester_unit,
    ticket.c.assignee,
)


class ForecastReads:
    """Queries of what will breach, and of what tickets went through."""

    connection: Connection

    def breaching(self, until: datetime, limit: int) -> Sequence[BreachRow]:
        """The running clocks of tickets not closed that are due before `until`, the earliest first.

        Found by the index of the queue: a ticket is urgent no later than its earliest clock. Clocks of old, of which
        there are many more, are not looked at (hence the + 0: it keeps the index of their due times away).
        """
        soon = and_(ticket.c.closed == false(), ticket.c.urgent_at < codec.micros(until))
        runs = and_(clock.c.reached_at.is_(None), clock.c.cancelled_at.is_(None), clock.c.paused_at.is_(None))
        query = (
            select(*_COLUMNS, clock.c.milestone.label("what"), clock.c.due_at)
            .join_from(ticket, clock, clock.c.ticket == ticket.c.number)
            .where(soon, runs, clock.c.due_at + 0 < codec.micros(until))
            .order_by(clock.c.due_at, ticket.c.number, clock.c.milestone)
        )
        return self._breaches(query.limit(limit))

    def promises_due(self, until: datetime, limit: int) -> Sequence[BreachRow]:
        """The open promises of tickets not closed that are due before `until`, the earliest first (CALL-7)."""
        query = (
            select(*_COLUMNS, promise.c.due_at, promise.c.record)
            .join_from(promise, ticket, promise.c.ticket == ticket.c.number)
            .where(promise.c.kept_at.is_(None), promise.c.due_at < codec.micros(until), ticket.c.closed == false())
            .order_by(promise.c.due_at, ticket.c.number, promise.c.id)
        )
        return self._breaches(query.limit(limit))

    def resuming(self, until: datetime, limit: int) -> Sequence[Resuming]:
        """The waiting tickets that go on by themselves before `until`, the earliest first; no damaged ones."""
        query = (
            select(ticket.c.record)
            .where(ticket.c.resume_at < codec.micros(until), ticket.c.state == str(State.WAITING))
            .order_by(ticket.c.resume_at, ticket.c.number)
        )
        found = []
        for record in self.connection.scalars(query.limit(limit)).all():
            try:
                waiting = codec.ticket_of(record)
            except ValueError:
                continue
            if waiting.resume_at is not None:
                found.append(Resuming(waiting, waiting.resume_at))
        return found

    def _breaches(self, query: Select[Any]) -> list[BreachRow]:
        found = []
        for row in self.connection.execute(query):
            told = row._mapping
            made = codec.record_or_none(Promise, told["record"]) if "record" in told else None
            found.append(
                BreachRow(
                    row.number,
                    told.get("what", "promise"),
                    codec.instant(row.due_at),
                    _STATES.get(row.state, State.OPEN),
                    row.priority,
                    row.norm,
                    row.summary,
                    row.requester_name,
                    row.requester_unit,
                    row.assignee,
                    words=made.words if made else "",
                )
            )
        return found

    def opened_count(self, since: datetime, until: datetime) -> int:
        """How many tickets were opened in a span of time."""
        return self.connection.scalar(select(func.count()).where(_opened(since, until))) or 0

    def stories(
        self, since: datetime, until: datetime, *, after: int, limit: int, retold: bool, recorded: bool
    ) -> Sequence[Story]:
        """The next tickets opened in a span of time, in the order they were stored: those whose id is above `after`.

        With `retold` they have the events that can move a clock, without the clocks that these moved; with `recorded`
        the clocks that they have, without their warnings.
        """
        columns = ticket.c.id, ticket.c.number, ticket.c.priority, ticket.c.norm
        query = select(*columns, *([ticket.c.record] if recorded else []))
        query = query.where(ticket.c.id > after, _opened(since, until)).order_by(ticket.c.id).limit(limit)
        rows = self.connection.execute(query).all()
        events = self._histories([row.number for row in rows]) if retold else {}
        return [_story(row, events.get(row.number, ()) if retold else (), recorded) for row in rows]

    def _histories(self, numbers: Sequence[str]) -> Mapping[str, Sequence[Event] | None]:
        """The events of some tickets that can move a clock; None for a ticket of which one cannot be read."""
        found: dict[str, list[Event] | None] = {}
        if not numbers:
            return found
        columns = event.c.ticket, event.c.kind, event.c.happened_at, event.c.changes
        telling = or_(event.c.kind.in_(_TELLING), event.c.seq == 1)
        query = select(*columns).where(event.c.ticket.in_(numbers), telling).order_by(event.c.ticket, event.c.seq)
        for number, kind, happened_at, changes in self.connection.execute(query):
            told = found.setdefault(number, [])
            if told is None:
                continue
            try:
                at = codec.instant(happened_at)
                told.append(Event("", _KINDS.get(kind, EventKind.EDITED), at, at, "", _told(changes)))
            except (ValueError, TypeError, AttributeError):
                found[number] = None
        return found


def _opened(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(ticket.c.opened_at >= codec.micros(since), ticket.c.opened_at < codec.micros(until))


def _story(row: Any, events: Sequence[Event] | None, recorded: bool) -> Story:
    clocks: tuple[Clock, ...] = ()
    counts_by = row.norm
    try:
        if recorded:
            record = _read(row.record)
            counts_by = record.get("levels_norm") or row.norm
            for each in record["clocks"]:
                each["marks"] = []
            clocks = _readers()["clocks"](record["clocks"])
    except (ValueError, TypeError, KeyError, AttributeError):
        events = None
    return Story(row.id, row.number, row.priority, counts_by, clocks, tuple(events or ()), damaged=events is None)


def _told(changes: str) -> dict[str, Any]:
    """The changed fields that a story is made of. Raises ValueError, TypeError when they cannot be read."""
    readers = _readers()
    return {name: readers[name](value) for name, value in _read(changes).items() if name in STORY}


def _read(text: str) -> Any:
    """JSON as Python values; what no text of ours holds is a mistake."""
    if "\\ud" in text.lower():
        raise ValueError("a lone surrogate")
    return json.loads(text)


@functools.cache
def _readers() -> Mapping[str, Reader]:
    hints = typing.get_type_hints(Ticket)
    return {name: reader(hints[name]) for name in (*STORY, "clocks")}
