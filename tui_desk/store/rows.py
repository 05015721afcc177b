"""Between table rows and what the desk knows: tickets, events, officers, people, rows of the queue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Row, cast

from tui_desk.desk.views import QueueRow
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Event, EventKind, State, Ticket, next_due, on_the_way
from tui_desk.store import codec
from tui_desk.store.alerts import warning_values
from tui_desk.store.schema import END_OF_TIME, ticket

_STATES = {str(state): state for state in State}
_ROLES = {str(role): role for role in Role}
_KINDS = {str(kind): kind for kind in EventKind}
_LONGEST = 1000
"""Characters of a text that a list column keeps; the record keeps all."""

QUEUE_COLUMNS = tuple(
    cast(column, column.type).label(column.name)  # SQLite keeps a planted value of any type
    for column in (
        ticket.c.number,
        ticket.c.version,
        ticket.c.norm,
        ticket.c.state,
        ticket.c.priority,
        ticket.c.priority_rank,
        ticket.c.summary,
        ticket.c.requester_name,
        ticket.c.requester_unit,
        ticket.c.requester_phone,
        ticket.c.assignee,
        ticket.c.opened_at,
        ticket.c.closed_at,
        ticket.c.due_at,
        ticket.c.near_at,
        ticket.c.due_what,
        ticket.c.category,
        ticket.c.subcategory,
        ticket.c.offered,
        ticket.c.risen,
        ticket.c.offer_until,
        ticket.c.lapsed,
    )
)
"""The columns of a `QueueRow`, in its order."""


def queue_order(row: Row[*tuple[Any, ...]]) -> tuple[int, int, int, str]:
    """By what rows of `QUEUE_COLUMNS` are sorted: rank, due time (none last), age."""
    return row.priority_rank, END_OF_TIME if row.due_at is None else row.due_at, row.opened_at, row.number


def queue_rows(rows: Iterable[Sequence[Any]]) -> list[QueueRow]:
    """Rows of `QUEUE_COLUMNS` as the desk reads them. A state that is none counts as open."""
    instant, maybe = codec.instant, codec.instant_or_none
    return [
        QueueRow(
            number,
            version,
            norm,
            _STATES.get(state, State.OPEN),
            priority,
            rank,
            summary,
            name,
            unit,
            phone,
            assignee,
            instant(opened_at),
            maybe(closed_at),
            maybe(due_at),
            maybe(near_at),
            due_what,
            category,
            subcategory,
            bool(offered),
            risen,
            maybe(offer_until),
            lapsed,
        )
        for (
            number,
            version,
            norm,
            state,
            priority,
            rank,
            summary,
            name,
            unit,
            phone,
            assignee,
            opened_at,
            closed_at,
            due_at,
            near_at,
            due_what,
            category,
            subcategory,
            offered,
            risen,
            offer_until,
            lapsed,
        ) in rows
    ]


def short(text: str) -> str:
    """A text as a list column keeps it."""
    return codec.storable(text[:_LONGEST])


def ticket_values(of: Ticket) -> dict[str, Any]:
    """The row of a ticket."""
    due = next_due(of)
    due_at = codec.micros(due.at) if due else None
    way = on_the_way(of)
    return {
        "number": of.number,
        "version": of.version,
        "draft": of.draft,
        "norm": of.norm,
        "state": str(of.state),
        "closed": of.state is State.CLOSED,
        "priority": short(of.priority),
        "priority_rank": of.priority_rank,
        "summary": short(of.summary),
        "requester_name": short(of.requester_name),
        "requester_staff_no": short(of.requester_staff_no),
        "requester_unit": short(of.requester_unit),
        "requester_phone": short(of.requester_phone),
        "requester_digits": codec.digits(short(of.requester_phone)),
        "category": short(of.category),
        "assignee": of.assignee,
        "opened_at": codec.micros(of.opened_at),
        "closed_at": codec.micros_or_none(of.closed_at),
        "due_at": due_at,
        "near_at": codec.micros(due.near_at) if due else None,
        "due_what": due.what if due else "",
        "urgent_at": END_OF_TIME if due_at is None else due_at,
        "resume_at": codec.micros_or_none(of.resume_at),
        "foreign_number": short(of.foreign),
        "subcategory": short(of.subcategory),
        "offered": of.offer is not None,
        "offer_until": codec.micros_or_none(of.offer.until if of.offer else None),
        "lapsed": of.lapsed,
        "risen": of.risen_because if of.risen_at else "",
        "way": way.what if way else "",
        "way_at": codec.micros(way.at) if way else None,
        "record": codec.ticket_text(of),
    }


def event_values(of: Event, number: str, seq: int) -> dict[str, Any]:
    """The row of the `seq`-th event of a ticket."""
    return {
        "id": of.id,
        "ticket": number,
        "seq": seq,
        "kind": str(of.kind),
        "happened_at": codec.micros(of.happened_at),
        "noted_at": codec.micros(of.noted_at),
        "by": of.by,
        "changes": codec.changes_text(of.changes),
        "note": codec.storable(of.note),
    }


def event_of(row: Row[*tuple[Any, ...]]) -> Event:
    """The event of a row."""
    return Event(
        row.id,
        _KINDS.get(row.kind, EventKind.EDITED),
        codec.instant(row.happened_at),
        codec.instant(row.noted_at),
        row.by,
        codec.changes_of(row.changes),
        row.note,
    )


def clock_values(of: Ticket, raised: Collection[str] = ()) -> list[dict[str, Any]]:
    """The rows of a ticket's clocks. `raised` are the ids of the alerts that it had already."""
    return [
        {
            "ticket": of.number,
            "milestone": clock.milestone,
            "cycle": clock.cycle,
            "turn": clock.turn,
            "due_at": codec.micros(clock.due_at),
            "near_at": codec.micros(clock.near_at),
            "paused_at": codec.micros_or_none(clock.paused_at),
            "reached_at": codec.micros_or_none(clock.reached_at),
            "cancelled_at": codec.micros_or_none(clock.cancelled_at),
            **warning_values(of, clock, raised),
        }
        for clock in of.clocks
    ]


def promise_values(of: Ticket) -> list[dict[str, Any]]:
    """The rows of a ticket's promises."""
    return [
        {
            "ticket": of.number,
            "id": promise.id,
            "due_at": codec.micros(promise.due_at),
            "made_at": codec.micros(promise.made_at),
            "by": promise.by,
            "kept_at": codec.micros_or_none(promise.kept_at),
            "record": codec.record_text(promise),
        }
        for promise in of.promises
    ]


def officer_values(of: Officer) -> dict[str, Any]:
    """The row of an officer."""
    values = {"staff_no": of.staff_no, "name": of.name, "login": of.login, "phone": of.phone}
    roles = ",".join(sorted(of.roles))
    return {name: codec.storable(text) for name, text in values.items()} | {"roles": roles, "active": of.active}


def officer_of(row: Row[*tuple[Any, ...]]) -> Officer:
    """The officer of a row; a role that is none is left out."""
    roles = frozenset(_ROLES[role] for role in row.roles.split(",") if role in _ROLES)
    return Officer(row.staff_no, row.name, row.login, roles, row.phone, bool(row.active))
