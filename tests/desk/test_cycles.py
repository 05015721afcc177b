"""What happened before a ticket was reopened meets none of the clocks that run since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.errors import BadMoment
from tui_desk.domain.ticket import Ticket

HOUR = timedelta(hours=1)


def reopened(shift: Shift) -> Ticket:
    """A ticket that was solved an hour after it was opened, and opened again an hour later."""
    ticket = shift.register()
    shift.clock.forward(HOUR)
    ticket = shift.desk.resolve(ticket.number, "solved", "重启", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR)
    return shift.desk.reopen(ticket.number, "又坏了", "urgent", by=shift.operator, seen=ticket.version)


def test_a_response_before_the_reopening_is_none_to_it(shift: Shift) -> None:
    """TKT-9, TKT-12: late by now, it is not in time because somebody was called this morning."""
    ticket = reopened(shift)
    again = shift.clock.at
    shift.clock.forward(HOUR)
    with pytest.raises(BadMoment) as error:
        shift.desk.respond(ticket.number, at=again - HOUR, by=shift.engineer, seen=ticket.version)
    assert "reopened" in str(error.value.facts["why"])
    ticket = shift.desk.respond(ticket.number, at=again + HOUR / 6, by=shift.engineer, seen=ticket.version)
    assert [clock.reached_at for clock in ticket.clocks if clock.cycle == 2] == [again + HOUR / 6]


def test_the_minute_of_the_reopening_is_early_enough(shift: Shift) -> None:
    """TKT-12: what people say of times is no finer."""
    shift.clock.forward(timedelta(seconds=40))
    ticket = reopened(shift)
    again = shift.clock.at
    ticket = shift.desk.respond(ticket.number, at=again.replace(second=0), by=shift.engineer, seen=ticket.version)
    assert ticket.clocks[-1].reached_at == again.replace(second=0)


def test_neither_is_a_solution_or_an_assessment(shift: Shift) -> None:
    """TKT-12: what was done before is said as work, which may be of any time."""
    ticket = reopened(shift)
    before = shift.clock.at - HOUR / 2
    with pytest.raises(BadMoment):
        shift.desk.resolve(ticket.number, "solved", "重启", at=before, by=shift.engineer, seen=ticket.version)
    with pytest.raises(BadMoment):
        shift.desk.stamp(ticket.number, "assess", before, by=shift.engineer, seen=ticket.version)
    shift.desk.work(ticket.number, "电话指导", at=before, by=shift.engineer)


def test_the_end_of_the_first_visit_may_still_be_noted(shift: Shift) -> None:
    """SLA-9: the form of a visit that is over is owed though the ticket was reopened."""
    ticket = reopened(shift)
    before = shift.clock.at - HOUR / 2
    for what in ("visit_ended", "form"):
        ticket = shift.desk.stamp(ticket.number, what, before, by=shift.engineer, seen=ticket.version)
    assert ticket.stamps == {"visit_ended": before, "form": before}
