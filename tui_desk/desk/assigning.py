"""Tickets assigned as soon as they are registered, by type and skill, where the norm says so (TKT-8: 001, 003)."""

from __future__ import annotations

from tui_desk.desk import offering
from tui_desk.desk.changing import carry_out
from tui_desk.desk.core import Core
from tui_desk.desk.need_of import need_of
from tui_desk.desk.people_now import people_now
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain.candidates import rank
from tui_desk.domain.offers import Given
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb, may


def assigned(core: Core, desk: Writing, ticket: Ticket, by: Officer) -> Ticket:
    """A new ticket offered to the best who has the skill and is there; as it is where there is nobody such.

    The duty manager gets those that are left, and every one under a norm that leaves it to the board.
    """
    norm, _ = core.norm(desk, ticket.norm)
    if not norm.dispatch.at_intake or ticket.assignee or ticket.offers or not may(by, Verb.DISPATCH):
        return ticket
    to = fitting(core, desk, ticket.number)
    if not to:
        return ticket
    decide = offering.dispatch(core, Given(to, by.staff_no), by)
    change_id = f"assign {ticket.draft}"
    return carry_out(desk, ticket.number, Verb.DISPATCH, decide, by=by, seen=None, change_id=change_id)


def fitting(core: Core, desk: Reading, number: str) -> OfficerId:
    """The best ranked who has a level in what the ticket is about and can be sent without a reason; empty for none."""
    now = core.store.now()
    norm, _ = core.norm(desk, core.facts(desk).norm)
    people = people_now(desk, core.store.presences.all(), norm, now)
    for each in rank(need_of(desk, number, now), people, norm, now):
        if not each.asks and any(reason.code == "skill" and reason.points for reason in each.reasons):
            return each.person.officer.staff_no
    return ""
