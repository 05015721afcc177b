"""One change of a ticket: read it, decide on what stands now, keep what others did, store it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from tui_desk.desk import following, raising, rising
from tui_desk.desk.errors import NoSuchTicket, NotAllowed, StaleTicket, WrongState
from tui_desk.desk.ports import Reading, Store, Writing
from tui_desk.desk.resuming import resumed
from tui_desk.desk.sealing import Sealer
from tui_desk.domain.alert import told_together
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import Event, EventKind, Ticket, apply
from tui_desk.domain.verbs import Verb, may, possible

DERIVED = frozenset(
    {
        "clocks",
        "stamps",
        "waiting_kind",
        "resume_at",
        "levels_norm",
        "promises",
        "state",
        "waiting_for",
        "priority_rank",
        "answers",
        "phases",
        "reopened",
        "callers",
        "attachments",
        "sealed",
        "offers",
        "links",
        "risen_at",
        "risen_because",
    }
)
"""Fields decided anew on the ticket as it stands, so that two changes of them never disagree."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a verb makes of a ticket. `happened_at` None means now."""

    kind: EventKind
    changes: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    happened_at: datetime | None = None


Decide = Callable[[Ticket, datetime, Writing], Decision]


def must_be_allowed(desk: Reading, officer: Officer, verb: Verb) -> None:
    """Raises NotAllowed, naming who may, unless the officer's roles as they stand now include the verb.

    A session may not have heard yet that its officer's roles are others.
    """
    officers = desk.officers()
    now = next((each for each in officers if each.staff_no == officer.staff_no), None)
    if now is None or not may(now, verb):
        whom = tuple(other.name for other in officers if may(other, verb))
        raise NotAllowed(roles=tuple(now.roles) if now else (), whom=whom)


def change(
    store: Store,
    number: str,
    verb: Verb,
    decide: Decide,
    *,
    by: Officer,
    seen: int | None,
    change_id: str = "",
    insist: str = "",
) -> Ticket:
    """Carry out a verb on a ticket and return the ticket after it.

    `decide` sees the ticket as it stands in this transaction. What somebody else changed since version `seen` survives
    by itself when it was other fields; `seen` None is for changes that only append. A `change_id` that was carried out
    already changes nothing. Private text is masked; `insist` is the reason for which its originals are kept apart
    (TKT-15).

    Raises:
        NoSuchTicket, NotAllowed, WrongState: as they say.
        StaleTicket: the same field was changed to another value since `seen`.
    """
    with store.writing() as desk:
        return carry_out(desk, number, verb, decide, by=by, seen=seen, change_id=change_id, insist=insist)


def carry_out(
    desk: Writing,
    number: str,
    verb: Verb,
    decide: Decide,
    *,
    by: Officer,
    seen: int | None,
    change_id: str = "",
    insist: str = "",
) -> Ticket:
    """Like `change`, within a transaction under way."""
    must_be_allowed(desk, by, verb)
    ticket = desk.ticket(number)
    if ticket is None:
        raise NoSuchTicket(number=number)
    if change_id and desk.has_event(change_id):
        return ticket
    now = desk.now()
    if verb is not Verb.GO_ON:  # which may say that it went on before
        ticket = resumed(desk, ticket, now)
    if not possible(ticket, verb):
        raise WrongState(number=number, state=ticket.state)
    event_id, sealer = change_id or uuid4().hex, Sealer(lambda _field: insist)
    decided = _answered(desk, decide(ticket, now, desk), ticket, by, now)
    decision = _masked(_told_together(decided, ticket, now), sealer, event_id, ticket)
    if seen is not None and seen < ticket.version:
        _refuse_conflict(ticket, decision, desk.events(number)[seen:])
    event = Event(
        id=event_id,
        kind=decision.kind,
        happened_at=decision.happened_at or now,
        noted_at=now,
        by=by.staff_no,
        changes=decision.changes,
        note=decision.note,
    )
    changed = apply(ticket, event)
    desk.save_ticket(changed, event)
    raising.tell_managers(desk, ticket, changed, now)
    following.follow(desk, changed, event, now)
    sealer.store(desk, number, changed.sealed)
    return rising.acted(desk, ticket, changed, now, by)


def _answered(desk: Writing, decision: Decision, ticket: Ticket, by: Officer, now: datetime) -> Decision:
    """The decision with what the act makes of an open offer (SITE-2)."""
    at = decision.happened_at or now
    more = rising.shown(desk, decision.kind, decision.changes, ticket, by, at)
    return replace(decision, changes={**decision.changes, **more}) if more else decision


def _told_together(decision: Decision, ticket: Ticket, now: datetime) -> Decision:
    """The decision with clocks that bring one warning each of what lies behind (CALL-14)."""
    if "clocks" not in decision.changes:
        return decision
    clocks = tuple(
        clock if clock in ticket.clocks else told_together(clock, now) for clock in decision.changes["clocks"]
    )
    return replace(decision, changes={**decision.changes, "clocks": clocks})


def _masked(decision: Decision, sealer: Sealer, event_id: str, ticket: Ticket) -> Decision:
    """The decision as it may be stored; what is said to it is named by the event's id."""
    changes = sealer.changes(decision.changes)
    note = sealer.words(event_id, decision.note)
    if sealer.sealed:
        changes["sealed"] = (*ticket.sealed, *sealer.sealed)
    return replace(decision, changes=changes, note=note)


def _refuse_conflict(ticket: Ticket, decision: Decision, since: Sequence[Event]) -> None:
    """Raises StaleTicket where `decision` changes a field that an event since gave another value."""
    touched = {name for event in since for name in event.changes} - DERIVED
    conflicts = {
        name: (getattr(ticket, name), mine)
        for name, mine in decision.changes.items()
        if name in touched and getattr(ticket, name) != mine
    }
    if conflicts:
        raise StaleTicket(ticket.number, ticket.version, conflicts)
