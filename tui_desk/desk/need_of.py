"""What a ticket asks of whoever gets it: what it is about, for whom, and who had to do with it (TKT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tui_desk.desk.errors import NoSuchTicket
from tui_desk.desk.ports import Reading
from tui_desk.domain.candidates import Need
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Event, Ticket

SERVED_WITHIN = timedelta(days=180)
"""How long it counts that somebody solved something for a unit or a requester."""


def need_of(desk: Reading, number: str, now: datetime) -> Need:
    """What the ticket asks. Raises NoSuchTicket."""
    ticket = desk.ticket(number)
    if ticket is None:
        raise NoSuchTicket(number=number)
    served = desk.served(ticket.requester_unit, ticket.requester_name, ticket.requester_staff_no, now - SERVED_WITHIN)
    unit: dict[OfficerId, datetime] = {}
    requester: dict[OfficerId, datetime] = {}
    for each in served:
        for found, counts in ((unit, each.of_unit), (requester, each.of_requester)):
            if counts:
                found[each.officer] = max(each.at, found.get(each.officer, each.at))
    refused = {offer.to: offer.answered_at or offer.at for offer in ticket.offers if offer.answer == "declined"}
    lapsed = {offer.to: offer.answered_at or offer.at for offer in ticket.offers if offer.answer == "lapsed"}
    return Need(
        number=ticket.number,
        category=ticket.category,
        subcategory=ticket.subcategory,
        priority=ticket.priority,
        words="\n".join((ticket.summary, ticket.remark, *ticket.answers.values())),
        unit=ticket.requester_unit,
        requester=ticket.requester_name,
        assignee=ticket.assignee or "",
        did=_who_did(ticket, desk.events(number)) - {ticket.assignee or ""},
        declined=refused,
        lapsed=lapsed,
        served_unit=unit,
        served_requester=requester,
    )


def _who_did(ticket: Ticket, events: Sequence[Event]) -> frozenset[OfficerId]:
    """Who had the ticket: whoever accepted an offer of it, and whom it was assigned to before there were offers."""
    offered = {offer.to for offer in ticket.offers}
    had = {str(event.changes["assignee"]) for event in events if event.changes.get("assignee")} - offered
    return frozenset(had | {offer.to for offer in ticket.offers if offer.answer == "accepted"})
