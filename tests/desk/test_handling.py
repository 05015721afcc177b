"""The verbs of a ticket: what they ask for, what they leave on record, who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchTicket, NotAllowed, WrongState
from tui_desk.domain.officer import Role
from tui_desk.domain.ticket import State, Ticket, next_due

MINUTE = timedelta(minutes=1)


def solved(shift: Shift) -> Ticket:
    """A ticket of today, answered and solved."""
    ticket = shift.register()
    return shift.desk.resolve(ticket.number, "solved", "重置密码", by=shift.engineer, seen=ticket.version)


def test_a_response_is_noted_when_it_happened_not_when_it_was_typed(shift: Shift) -> None:
    """TKT-9."""
    ticket = shift.register()
    shift.clock.forward(30 * MINUTE)
    ticket = shift.desk.respond(ticket.number, ticket.opened_at + 5 * MINUTE, by=shift.engineer, seen=ticket.version)
    event = shift.desk.ticket(ticket.number).events[-1]
    assert ticket.responded_at == event.happened_at == ticket.opened_at + 5 * MINUTE
    assert event.noted_at == ticket.opened_at + 30 * MINUTE


def test_a_late_response_asks_for_its_reason(shift: Shift) -> None:
    """TKT-10."""
    ticket = shift.register()
    shift.clock.forward(121 * MINUTE)
    with pytest.raises(AnswerMissing) as error:
        shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    assert error.value.facts["code"] == "late_reason"
    ticket = shift.desk.respond(
        ticket.number, by=shift.engineer, seen=ticket.version, late_reason="外出培训暂时无法处理"
    )
    assert ticket.late_reason == "外出培训暂时无法处理"


@pytest.mark.parametrize("offset", [-2 * MINUTE, timedelta(hours=1)])
def test_a_response_before_the_ticket_or_in_the_future_is_refused(shift: Shift, offset: timedelta) -> None:
    ticket = shift.register()
    with pytest.raises(BadMoment):
        shift.desk.respond(ticket.number, ticket.opened_at + offset, by=shift.engineer, seen=ticket.version)


def test_waiting_stops_the_clock_and_going_on_moves_the_due_time(shift: Shift) -> None:
    ticket = shift.register()
    due_at = ticket.clocks[0].due_at
    shift.clock.forward(10 * MINUTE)
    ticket = shift.desk.wait(ticket.number, "等用户回办公室", by=shift.engineer, seen=ticket.version)
    assert ticket.state is State.WAITING
    assert next_due(ticket) is None
    shift.clock.forward(60 * MINUTE)
    ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    assert ticket.clocks[0].due_at == due_at + 60 * MINUTE


def test_a_wider_scope_raises_the_priority_with_a_reason_and_recomputes_the_clock(shift: Shift) -> None:
    """TKT-7: one PC becomes the department's switch."""
    ticket = shift.register(scope="non_core")
    with pytest.raises(AnswerMissing):
        shift.desk.reprioritise(ticket.number, "urgent", " ", by=shift.engineer, seen=ticket.version)
    ticket = shift.desk.reprioritise(ticket.number, "urgent", "部门交换机故障", by=shift.engineer, seen=ticket.version)
    assert ticket.clocks[0].due_at == ticket.opened_at + 30 * MINUTE
    assert ticket.priority_rank == 1
    assert shift.desk.ticket(ticket.number).events[-1].note == "部门交换机故障"


def test_solved_without_a_noted_response_counts_as_the_response(shift: Shift) -> None:
    ticket = solved(shift)
    assert ticket.responded_at == ticket.resolved_at
    assert all(clock.reached_at for clock in ticket.clocks)


def test_a_ticket_closes_only_after_the_user_confirmed(shift: Shift) -> None:
    """TKT-13."""
    ticket = solved(shift)
    with pytest.raises(WrongState):
        shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    assert shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version).state is State.CLOSED


def test_reopening_starts_a_new_cycle_and_keeps_the_old_clock(shift: Shift) -> None:
    """TKT-12."""
    ticket = solved(shift)
    shift.clock.forward(60 * MINUTE)
    ticket = shift.desk.reopen(ticket.number, "用户反馈未解决", "urgent", by=shift.operator, seen=ticket.version)
    old, new = ticket.clocks
    assert old.reached_at is not None
    assert (new.cycle, new.reached_at, new.due_at) == (2, None, shift.clock.at + 30 * MINUTE)
    assert (ticket.state, ticket.priority, ticket.reopened) == (State.OPEN, "urgent", 1)


def test_after_the_response_a_ticket_of_001_is_due_at_its_earliest_promise(shift: Shift) -> None:
    ticket = shift.register()
    ticket = shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    assert next_due(ticket) is None
    late, early = shanghai("2023-10-01 16:00"), shanghai("2023-10-01 14:00")
    shift.desk.promise(ticket.number, "给出方案", late, by=shift.operator)
    ticket = shift.desk.promise(ticket.number, "回电", early, by=shift.operator)
    due = next_due(ticket)
    assert due is not None
    assert (due.at, due.what) == (early, "promise")
    kept = next(p for p in ticket.promises if p.due_at == early)
    due = next_due(shift.desk.keep_promise(ticket.number, kept.id, by=shift.operator))
    assert due is not None
    assert due.at == late


def test_the_same_change_sent_twice_is_carried_out_once(shift: Shift) -> None:
    ticket = shift.register()
    for _ in range(2):
        shift.desk.work(ticket.number, "重启了服务", by=shift.engineer, change_id="one-and-the-same")
    assert len(shift.desk.ticket(ticket.number).events) == 2


def test_a_role_that_may_not_is_told_who_may(shift: Shift) -> None:
    ticket = shift.register()
    with pytest.raises(NotAllowed) as error:
        shift.desk.dispatch(ticket.number, "SW003", "", by=shift.engineer, seen=ticket.version)
    assert "李敏" in error.value.facts["whom"]


def test_a_role_taken_away_counts_at_once_whatever_the_session_still_believes(shift: Shift) -> None:
    ticket = shift.register()
    shift.desk.put_officer(replace(shift.engineer, roles=frozenset({Role.OPERATOR})), by=shift.lead)
    shift.desk.put_officer(replace(shift.operator, active=False), by=shift.lead)
    assert shift.desk.take(ticket.number, by=shift.engineer, seen=1).assignee == "SW003"
    with pytest.raises(NotAllowed):
        shift.desk.work(ticket.number, "查日志", by=shift.operator)


def test_dispatch_to_nobody_the_desk_knows_is_refused(shift: Shift) -> None:
    ticket = shift.register()
    with pytest.raises(BadValue):
        shift.desk.dispatch(ticket.number, "HW999", "", by=shift.lead, seen=ticket.version)


def test_a_number_that_does_not_exist_is_said(shift: Shift) -> None:
    with pytest.raises(NoSuchTicket):
        shift.desk.ticket("IT-19990101-001")


def test_changing_the_category_empties_the_subcategory_and_keeps_the_norms_codes(shift: Shift) -> None:
    ticket = shift.register()
    ticket = shift.desk.edit(ticket.number, {"category": "network"}, by=shift.operator, seen=ticket.version)
    assert (ticket.category, ticket.subcategory) == ("network", "")
    with pytest.raises(BadValue):
        shift.desk.edit(ticket.number, {"category": "weather"}, by=shift.operator, seen=ticket.version)
    with pytest.raises(BadValue):
        shift.desk.edit(ticket.number, {"number": "IT-1"}, by=shift.operator, seen=ticket.version)
