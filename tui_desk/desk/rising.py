"""What follows from an act on a ticket: when it rises if nobody touches it, and whether it rises now (DESK-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tui_desk.desk import raising
from tui_desk.desk.ports import Writing
from tui_desk.domain import offer_alert, offers
from tui_desk.domain.offers import Rise
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Event, EventKind, State, Ticket, apply
from tui_desk.domain.worktime import NeverOpens
from tui_desk.norms.models import DispatchRules


def rules_of(desk: Writing, ticket: Ticket) -> DispatchRules:
    """How work is given out, by the norm that a ticket was opened under; by none where that cannot be read."""
    try:
        return desk.norm(ticket.norm).dispatch
    except (KeyError, ValueError):
        return DispatchRules()


def acted(desk: Writing, before: Ticket | None, after: Ticket, now: datetime, by: Officer) -> Ticket:
    """A person did something to a ticket: it is touched, its officer hears of an offer, and it may rise.

    A manager who passes it on knows of it. Returns the ticket, with one more event if it rises.
    """
    rules = rules_of(desk, after)
    if (
        before is not None
        and after.state in (State.OPEN, State.WAITING)
        and not by.is_any(Role.MANAGER)
        and offers.rises(before, after, rules)
    ):
        after = rise(desk, after, "passed_on", now)
    touched(desk, after, now, rules)
    tell(desk, before, after, now)
    return after


def touched(desk: Writing, ticket: Ticket, at: datetime, rules: DispatchRules, levels: Levels | None = None) -> None:
    """Note when a ticket rises that was touched `at`, should nobody touch it again."""
    desk.rises_at(ticket.number, rises_at(desk, ticket, at, rules, levels))


def rises_at(
    desk: Writing, ticket: Ticket, at: datetime, rules: DispatchRules, levels: Levels | None = None
) -> datetime | None:
    """When a ticket that was touched `at` rises, in the working time of its own calendar; None for never."""
    within = rules.untouched_after.get(ticket.priority)
    if within is None or ticket.risen_at is not None or not offers.is_untouched(ticket):
        return None
    running = [clock.calendar for clock in ticket.clocks if not clock.over]
    name = next(iter(running or [clock.calendar for clock in ticket.clocks]), "")
    try:
        levels = levels or Levels(desk.norm(ticket.counts_by))
        return levels.calendar(name).add(at, within) if name and levels.knows(name) else at + within
    except (KeyError, ValueError, NeverOpens):
        return None


def rise(desk: Writing, ticket: Ticket, because: Rise, now: datetime, at: datetime | None = None) -> Ticket:
    """The ticket after it rose to the managers by itself, once however often it is tried."""
    event = Event(
        id=f"rise {ticket.number} {ticket.version}",
        kind=EventKind.ROSE,
        happened_at=at or now,
        noted_at=now,
        by=ticket.assignee or ticket.first_taker,
        changes=offers.risen(because, at or now),
    )
    return put(desk, ticket, event)


def put(desk: Writing, ticket: Ticket, event: Event) -> Ticket:
    """Store a ticket after an event; returns it."""
    after = apply(ticket, event)
    desk.save_ticket(after, event)
    return after


def tell(desk: Writing, before: Ticket | None, after: Ticket, now: datetime) -> None:
    """Let the officer hear of an offer, and the managers of a ticket that rose."""
    for alert in (offer_alert.of_offer(before, after, now), offer_alert.of_rise(before, after, now)):
        if alert is not None:
            raising.put(desk, alert)


def shown(
    desk: Writing, kind: EventKind, changes: Mapping[str, Any], ticket: Ticket, by: Officer, at: datetime
) -> dict[str, Any]:
    """What an act makes of an open offer that it says nothing of: accepted by what its officer does, or withdrawn.

    Another priority may leave less time for it (TKT-7). Once a ticket is solved there is nothing to accept, and nothing
    for a manager to look into.
    """
    more: dict[str, Any] = {}
    if "offers" not in changes:
        if offers.is_accepted_by(ticket, kind, changes, by):
            more |= offers.accept(ticket, at)
        elif kind is EventKind.RESOLVED:
            more |= offers.withdraw(ticket, at)
        elif ticket.offer is not None and "priority" in changes:
            more |= offers.hurried(ticket, changes["priority"], at, rules_of(desk, ticket))
    if kind is EventKind.RESOLVED and ticket.risen_at is not None:
        more |= offers.NOT_RISEN
    return more
