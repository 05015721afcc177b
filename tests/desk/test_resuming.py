"""Waits that end by themselves: as of the time they were to end, whoever notices, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.resuming import by_itself
from tui_desk.domain.ticket import EventKind, State, Ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def waiting(shift: Shift) -> Ticket:
    """A ticket that waits for an hour, set by the engineer ten minutes after it was opened."""
    ticket = shift.register()
    shift.clock.forward(HOUR / 6)
    until = shift.clock.at + HOUR
    return shift.desk.wait(ticket.number, "等用户回办公室", by=shift.engineer, seen=1, until=until)


def test_a_wait_that_is_over_goes_on_as_of_the_time_it_was_to_end(shift: Shift, waiting: Ticket) -> None:
    """SITE-4, TKT-9: noticed two hours late, the clock stood still for the hour and no longer."""
    shift.clock.forward(HOUR - timedelta(microseconds=1))
    assert shift.desk.clocks.resume_due() == []
    shift.clock.forward(2 * HOUR)
    assert shift.desk.clocks.resume_due() == [waiting.number]
    view = shift.desk.ticket(waiting.number)
    event = view.events[-1]
    assert by_itself(event)
    assert (event.happened_at, event.by) == (waiting.resume_at, "SW003")
    assert event.noted_at == shift.clock.at
    assert (view.ticket.state, view.ticket.resume_at, view.ticket.waiting_for) == (State.OPEN, None, "")
    assert view.ticket.clocks[0].due_at == waiting.clocks[0].due_at + HOUR
    assert shift.desk.clocks.resume_due() == []


def test_whoever_changes_a_ticket_first_lets_it_go_on_first(shift: Shift, waiting: Ticket) -> None:
    """TKT-9: a response after the end of the wait finds a pause of the hour, though nobody had looked meanwhile."""
    shift.clock.forward(3 * HOUR / 2)
    ticket = shift.desk.respond(waiting.number, by=shift.engineer, seen=waiting.version)
    kinds = [event.kind for event in shift.desk.ticket(waiting.number).events]
    assert kinds[-2:] == [EventKind.RESUMED, EventKind.RESPONDED]
    assert ticket.clocks[0].pauses[0].until == waiting.resume_at
    assert shift.desk.clocks.resume_due() == []


def test_one_whose_officer_left_the_desk_goes_on_all_the_same(shift: Shift, waiting: Ticket) -> None:
    """SITE-4."""
    from dataclasses import replace

    shift.desk.put_officer(replace(shift.engineer, active=False), by=shift.lead)
    shift.clock.forward(HOUR)
    assert shift.desk.clocks.resume_due() == [waiting.number]
