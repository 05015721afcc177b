"""Waits that end by themselves at the time they were expected to, whichever process notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from tui_desk.desk import rising
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.ticket import Event, EventKind, Pause, State, Ticket, apply

_BY_ITSELF = "resume "
"""How the id of the event begins with which a ticket went on by itself."""

WAIT_OVER = {"state": State.OPEN, "waiting_for": "", "waiting_kind": "", "resume_at": None}
"""The fields of a ticket that waits no longer, its clocks apart."""


def by_itself(event: Event) -> bool:
    """Whether the ticket went on because its wait was over, and nobody had to say so."""
    return event.kind is EventKind.RESUMED and event.id.startswith(_BY_ITSELF)


def is_over(ticket: Ticket, now: datetime) -> bool:
    """Whether the ticket waits though its wait was to end before now."""
    return ticket.state is State.WAITING and ticket.resume_at is not None and ticket.resume_at <= now


def resumed(desk: Writing, ticket: Ticket, now: datetime, levels: Levels | None = None) -> Ticket:
    """The ticket after its wait, if that is over: one more event as of that instant, by whoever set the wait.

    `ticket` was read in this transaction. The event's id follows from the ticket and the instant, so that several
    processes put it on record once.
    """
    if ticket.resume_at is None or not is_over(ticket, now):
        return ticket
    at = ticket.resume_at
    levels = levels or Levels(desk.norm(ticket.counts_by))
    clocks: Clocks = levels.resume(ticket.clocks, at)
    event = Event(
        id=f"{_BY_ITSELF}{ticket.number} {at.isoformat()}",
        kind=EventKind.RESUMED,
        happened_at=at,
        noted_at=now,
        by=_who_waits(desk, ticket),
        changes={**WAIT_OVER, "clocks": clocks},
    )
    changed = apply(ticket, event)
    desk.save_ticket(changed, event)
    rising.touched(desk, changed, at, rising.rules_of(desk, changed), levels)
    return changed


def waits(events: Iterable[Event]) -> tuple[Pause, ...]:
    """The waits of a ticket by its history, oldest first; one under way has no end yet."""
    found: list[Pause] = []
    for event in events:
        if event.changes.get("state") is State.WAITING:
            because, kind = event.changes.get("waiting_for", ""), event.changes.get("waiting_kind", "")
            found.append(Pause(event.happened_at, None, because, kind, event.changes.get("resume_at")))
        elif found and found[-1].until is None and "state" in event.changes:
            found[-1] = replace(found[-1], until=event.happened_at)
    return tuple(found)


def waits_of(desk: Reading, number: str) -> Iterator[Pause]:
    """The waits of a ticket, oldest first; its history is read when the first is asked for."""
    yield from waits(desk.events(number))


def _who_waits(desk: Writing, ticket: Ticket) -> OfficerId:
    """Who set the wait under way."""
    waits = (event.by for event in reversed(desk.events(ticket.number)) if event.kind is EventKind.WAITING)
    return next(waits, ticket.assignee or ticket.first_taker)
