"""From a call to a ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.errors import AnswerMissing, BadMoment, NotAllowed


def test_the_same_call_registered_twice_is_one_ticket(shift: Shift) -> None:
    call = shift.call()
    first = shift.desk.register(call, by=shift.operator)
    assert shift.desk.register(call, by=shift.operator) == first
    assert len(shift.desk.queue()) == 1


def test_what_was_typed_after_a_lost_answer_becomes_an_edit(shift: Shift) -> None:
    """The first registration was committed, its answer never came; the officer corrects and registers again."""
    call = shift.call(promise="回电", promise_due="14:00")
    first = shift.desk.register(call, by=shift.operator)
    corrected = replace(call, answers={**call.answers, "summary": "无法登录OA和邮箱", "scope": "core"})
    again = shift.desk.register(corrected, by=shift.operator)
    assert (again.number, again.summary, again.priority) == (first.number, "无法登录OA和邮箱", "urgent")
    assert again.clocks[0].due_at == shanghai("2023-10-01 09:45")
    assert again.promises == first.promises
    assert [event.kind for event in shift.desk.ticket(first.number).events] == ["registered", "edited"]


def test_a_second_registration_leaves_what_the_desk_changed_meanwhile(shift: Shift) -> None:
    call = shift.call()
    first = shift.desk.register(call, by=shift.operator)
    shift.desk.edit(first.number, {"summary": "OA登录报错"}, by=shift.lead, seen=1)
    corrected = replace(call, answers={**call.answers, "summary": "别的", "phone": "3114"})
    again = shift.desk.register(corrected, by=shift.operator)
    assert (again.summary, again.requester_phone) == ("OA登录报错", "3114")


def test_numbers_run_by_the_day_of_the_desks_wall_clock(shift: Shift) -> None:
    """TKT-1."""
    shift.clock.at = shanghai("2023-10-01 23:59")
    numbers = [shift.register("a").number, shift.register("b").number]
    shift.clock.at = shanghai("2023-10-02 00:00")
    numbers.append(shift.register("c").number)
    assert numbers == ["IT-20231001-001", "IT-20231001-002", "IT-20231002-001"]


def test_a_missing_required_answer_is_named(shift: Shift) -> None:
    with pytest.raises(AnswerMissing) as error:
        shift.register(summary="  ")
    assert error.value.facts["code"] == "summary"


def test_the_officers_own_priority_needs_a_reason(shift: Shift) -> None:
    """TKT-6."""
    with pytest.raises(AnswerMissing) as error:
        shift.desk.register(replace(shift.call(), priority="urgent"), by=shift.operator)
    assert error.value.facts["code"] == "priority_reason"


def test_a_promise_becomes_a_record_with_its_due_time(shift: Shift) -> None:
    """CALL-7."""
    ticket = shift.register(promise="回电", promise_due="14:00")
    assert [(p.words, p.due_at) for p in ticket.promises] == [("回电", shanghai("2023-10-01 14:00"))]
    with pytest.raises(BadMoment):
        shift.register("other", promise="回电", promise_due="某天")


def test_an_unknown_caller_is_known_the_next_time(shift: Shift) -> None:
    """CALL-5."""
    shift.register(phone="3114", staff_no="ZS001")
    shift.register("again", phone="3114", staff_no="ZS001")
    (caller,) = shift.desk.directory.callers("3114")
    assert (caller.person.name, caller.person.unit, len(caller.tickets)) == ("张三", "市场部", 2)


def test_a_name_in_the_place_of_the_number_does_not_get_into_the_directory(shift: Shift) -> None:
    """CALL-5: what was typed to find a caller is no telephone number; one found only by it is not kept."""
    shift.register(name="刘强", phone="刘强", staff_no="LQ001")
    shift.register("other", name="陈晨", phone="陈晨", staff_no="")
    assert [each.person.phones for each in shift.desk.directory.callers("刘强")] == [()]
    assert not shift.desk.directory.callers("陈晨")


def test_the_scratch_line_and_loose_answers_are_kept_with_the_ticket(shift: Shift) -> None:
    ticket = shift.desk.register(replace(shift.call(affected="10"), scratch="下午两点前要用,开会"), by=shift.operator)
    assert ticket.answers["scratch"] == "下午两点前要用,开会"
    assert ticket.answers["affected"] == "10"


def test_control_characters_do_not_get_past_registration(shift: Shift) -> None:
    ticket = shift.register(summary="黑屏\x1b]52;c;aGk=\x07\x00\u202e了[/b]")
    assert ticket.summary == "黑屏了[/b]"


def test_an_engineer_does_not_register(shift: Shift) -> None:
    with pytest.raises(NotAllowed):
        shift.desk.register(shift.call(), by=shift.engineer)
