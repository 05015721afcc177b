"""Raising warnings 预警 in one transaction: on record, told to the feed, and in the outbox, or none of it (CALL-14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tui_desk.desk.errors import DamagedTicket
from tui_desk.desk.ports import Writing
from tui_desk.domain import alert as rules
from tui_desk.domain.alert import Alert
from tui_desk.domain.ticket import State, Ticket


def raise_due(desk: Writing, number: str, now: datetime) -> Sequence[Alert]:
    """Raise what is due of one ticket; returns what was not raised before.

    One that is closed or cannot be read has none, and is not looked for again.
    """
    try:
        ticket = desk.ticket(number)
    except DamagedTicket:
        ticket = None
    raised: list[Alert] = []
    if ticket is not None:
        due = rules.due(ticket, desk.raised(number), now, managers_at(desk, ticket))
        raised = [alert for alert in due if put(desk, alert)]
    desk.warnings_told(number, None if ticket is None or ticket.state is State.CLOSED else ticket)
    return raised


def tell_managers(desk: Writing, before: Ticket | None, after: Ticket, now: datetime) -> None:
    """紧急 also alerts the duty manager at once (TKT-8): when a ticket comes in, and when it becomes urgent."""
    alert = rules.for_managers(before, after, now, managers_at(desk, after))
    if alert is not None:
        put(desk, alert)


def managers_at(desk: Writing, ticket: Ticket) -> tuple[str, ...]:
    """The priorities that managers hear of, by the norm that a ticket was opened under."""
    try:
        return desk.norm(ticket.norm).alert_manager_at
    except (KeyError, ValueError):
        return ()


def put(desk: Writing, alert: Alert) -> bool:
    """Raise one within a transaction; False, and nothing done, for one that was raised before."""
    from tui_desk.desk import posts  # it stands on the core, and that on those who raise

    if not desk.add_alert(alert):
        return False
    posts.queue(desk, alert)
    return True
