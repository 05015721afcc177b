"""Tickets that are assigned as soon as they are registered, where the norm says so (TKT-8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.desk.conftest import Shift
from tests.desk.test_board import on_duty
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import EventKind
from tui_desk.store.desk_store import DeskStore


@pytest.fixture
def store(sqlite_store: DeskStore) -> DeskStore:
    """Nothing here is about the database."""
    return sqlite_store


@pytest.fixture
def at_intake(shift: Shift) -> Shift:
    """A desk whose norm assigns at intake, with an engineer for software and one for networks."""
    norm = shift.desk.norm()
    shift.desk.publish_norm(replace(norm, dispatch=replace(norm.dispatch, at_intake=True)), by=shift.lead)
    shift.desk.put_officer(Officer("NT002", "王工", "wang", frozenset({Role.ENGINEER})), by=shift.lead)
    shift.desk.skills.put("SW003", "category", "software", 35, by=shift.lead)
    shift.desk.skills.put("NT002", "category", "network", 35, by=shift.lead)
    return shift


def test_a_new_ticket_is_offered_to_the_one_with_the_skill(at_intake: Shift) -> None:
    """TKT-8: by type and skill (network problems to NT002); it still has to be accepted."""
    ticket = at_intake.register(category="network")
    assert (ticket.assignee, ticket.offer is not None and ticket.offer.to) == ("NT002", "NT002")
    view = at_intake.desk.ticket(ticket.number)
    assert [event.kind for event in view.events] == [EventKind.REGISTERED, EventKind.DISPATCHED]


def test_the_same_call_told_twice_is_assigned_once(at_intake: Shift) -> None:
    """TKT-1, TKT-8: nor is one that was sent back meanwhile assigned again by it."""
    ticket = at_intake.register(category="network")
    at_intake.desk.decline(ticket.number, "在外地", by=at_intake.desk.sign_in("wang"), seen=ticket.version)
    again = at_intake.register(category="network")
    assert (again.number, again.assignee, len(again.offers)) == (ticket.number, None, 1)


def test_without_anybody_who_has_the_skill_it_is_left_to_the_duty_manager(at_intake: Shift) -> None:
    """TKT-8."""
    assert at_intake.register(category="hardware").assignee is None


def test_nobody_is_sent_a_ticket_off_duty_without_anybody_saying_why(at_intake: Shift) -> None:
    """TKT-8, DESK-2."""
    on_duty(at_intake, "SW003")
    assert at_intake.register(category="network").assignee is None


def test_under_a_norm_that_leaves_it_to_the_manager_nothing_is_assigned(shift: Shift) -> None:
    """TKT-8: the norm says which."""
    shift.desk.skills.put("SW003", "category", "software", 35, by=shift.lead)
    assert shift.register().assignee is None
