"""Offers while colleagues do something else to the ticket, on both databases (SITE-2, DESK-11, TKT-7, TKT-12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.errors import StaleTicket
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import State, Ticket

MINUTE = timedelta(minutes=1)
NETWORK = Officer("NT002", "王工", "wanggong", frozenset({Role.ENGINEER}))


@pytest.fixture
def ticket(shift: Shift) -> Ticket:
    """A ticket of the priority 高, just offered to 陈工; the operator has it on the screen so."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    ticket = shift.register()
    return shift.desk.dispatch(ticket.number, "SW003", "", by=shift.operator, seen=ticket.version)


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_what_one_officer_says_on_the_telephone_is_not_noted_for_another(
    shift: Shift, ticket: Ticket, answer: str
) -> None:
    """SITE-2: 改派 by the manager meanwhile; who is on the telephone is still the first one."""
    shift.desk.dispatch(ticket.number, "NT002", "", by=shift.lead, seen=ticket.version)
    deeds: dict[str, Callable[..., Ticket]]
    deeds = {"accept": shift.desk.accept, "decline": partial(shift.desk.decline, words="忙")}
    with pytest.raises(StaleTicket):
        deeds[answer](ticket.number, by=shift.operator, seen=ticket.version)
    offer = shift.desk.ticket(ticket.number).ticket.offer
    assert offer is not None
    assert offer.to == "NT002"
    assert shift.desk.accept(ticket.number, by=NETWORK, seen=ticket.version).offer is None, "whose own it is, says so"


def test_an_offer_of_another_round_is_still_theirs(shift: Shift, ticket: Ticket) -> None:
    """SITE-2: offered again meanwhile, to the same officer."""
    shift.clock.forward(15 * MINUTE)
    assert shift.desk.offers.do_due() == [ticket.number]
    assert shift.desk.accept(ticket.number, by=shift.operator, seen=ticket.version).offer is None


def test_a_ticket_that_somebody_else_solved_is_untouched_when_it_is_opened_again(shift: Shift, ticket: Ticket) -> None:
    """DESK-11, TKT-12: nobody ever accepted it, so it rises when nobody looks after it."""
    ticket = shift.desk.resolve(ticket.number, "solved", "重置", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.reopen(ticket.number, "还是不行", "", by=shift.operator, seen=ticket.version)
    assert ticket.state is State.OPEN
    shift.clock.forward(60 * MINUTE)
    assert ticket.number in shift.desk.offers.do_due()
    assert shift.desk.ticket(ticket.number).ticket.risen_because == "untouched"


def test_an_offer_of_a_ticket_that_came_to_be_urgent_has_the_shorter_time(shift: Shift, ticket: Ticket) -> None:
    """TKT-7: 紧急 is to be accepted within 5 minutes, from now on; never later than before."""
    shift.clock.forward(MINUTE)
    ticket = shift.desk.reprioritise(ticket.number, "urgent", "全公司", by=shift.operator, seen=ticket.version)
    assert ticket.offer is not None
    assert ticket.offer.until == shift.clock.at + 5 * MINUTE
    until = ticket.offer.until
    ticket = shift.desk.reprioritise(ticket.number, "low", "只有一台", by=shift.operator, seen=ticket.version)
    assert ticket.offer is not None
    assert ticket.offer.until == until


def test_a_warning_of_an_offer_stands_for_whom_it_is_offered_to_now(shift: Shift, ticket: Ticket) -> None:
    """SITE-2: 改派."""
    shift.desk.dispatch(ticket.number, "NT002", "", by=shift.lead, seen=ticket.version)
    with shift.clock.reading() as desk:
        told = {
            view.alert.assignee: view.stands
            for view in desk.alerts_of(ticket.number)
            if view.alert.milestone == "offer"
        }
    assert told == {"SW003": False, "NT002": True}
