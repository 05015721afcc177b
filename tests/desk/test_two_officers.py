"""Two officers on one ticket: nobody's change is lost, and nobody overwrites unknowingly."""

from __future__ import annotations

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.errors import StaleTicket


def test_changes_of_different_fields_both_survive(shift: Shift) -> None:
    ticket = shift.register()
    shift.desk.edit(ticket.number, {"requester_phone": "3114"}, by=shift.operator, seen=ticket.version)
    shift.desk.dispatch(ticket.number, "SW003", "先查账号", by=shift.lead, seen=ticket.version)
    after = shift.desk.ticket(ticket.number).ticket
    assert (after.requester_phone, after.assignee, after.advice) == ("3114", "SW003", "先查账号")


def test_the_same_field_shows_both_values_and_the_second_look_may_overwrite(shift: Shift) -> None:
    ticket = shift.register()
    shift.desk.edit(ticket.number, {"summary": "OA打不开"}, by=shift.operator, seen=ticket.version)
    with pytest.raises(StaleTicket) as error:
        shift.desk.edit(ticket.number, {"summary": "OA登录报错"}, by=shift.lead, seen=ticket.version)
    assert error.value.conflicts == {"summary": ("OA打不开", "OA登录报错")}
    after = shift.desk.edit(ticket.number, {"summary": "OA登录报错"}, by=shift.lead, seen=error.value.version)
    assert after.summary == "OA登录报错"


def test_the_same_value_is_no_conflict(shift: Shift) -> None:
    ticket = shift.register()
    for officer in (shift.operator, shift.lead):
        shift.desk.edit(ticket.number, {"summary": "OA打不开"}, by=officer, seen=ticket.version)
    assert shift.desk.ticket(ticket.number).ticket.summary == "OA打不开"


def test_what_was_done_is_appended_without_a_version(shift: Shift) -> None:
    ticket = shift.register()
    shift.desk.work(ticket.number, "查日志", by=shift.engineer)
    shift.desk.work(ticket.number, "问用户", by=shift.operator)
    assert [event.note for event in shift.desk.ticket(ticket.number).events[1:]] == ["查日志", "问用户"]
