"""Calls and their ends: each is on record once, whatever is told twice (CALL-1, CALL-7, CALL-11, CALL-13, CALL-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchTicket, NotAllowed, WrongState
from tui_desk.desk.views import Finished, NewFile
from tui_desk.domain.call import Call, End, Entry, Hold, replay
from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Role
from tui_desk.domain.ticket import EventKind

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def ended(
    shift: Shift, end: End, draft: str = "0123456789ab", *, facts: Mapping[str, str] = {}, **answers: str
) -> Call:
    """A call of the operator that ends now, with these answers and facts."""
    return Call(
        draft, shift.operator.staff_no, shift.clock.at, answers=answers, facts=facts, end=end, ended_at=shift.clock.at
    )


def finish(shift: Shift, end: End, draft: str = "0123456789ab", **more: Any) -> Finished:
    """Such a call, finished by the operator."""
    return shift.desk.calls.finish(ended(shift, end, draft, **more), by=shift.operator)


def log(shift: Shift, **wanted: Any) -> list[CallRecord]:
    return list(shift.desk.calls.log(CallFilter(**wanted)))


def owed(shift: Shift) -> list[Message]:
    return list(shift.desk.messages.everybodys())


# Every end


@pytest.mark.parametrize("end", [End.SILENT, End.WRONG_NUMBER, End.NUISANCE, End.HUNG_UP])
def test_a_call_in_which_nothing_was_asked_is_on_record_all_the_same(shift: Shift, end: End) -> None:
    """CALL-3, CALL-15: the call is still on record, with what was typed."""
    done = finish(shift, end, summary="打印机", phone="3114")
    assert done.ticket is None
    (record,) = log(shift)
    assert (record.end, record.problem, record.caller_phone) == (end, "打印机", "3114")
    assert record.answers == {"summary": "打印机", "phone": "3114"}
    assert record.phases["hung_up"] == shift.clock.at


def test_a_ticket_is_the_end_of_a_call_that_says_nothing_else(shift: Shift) -> None:
    """CALL-15: the record names the ticket, the ticket the call."""
    done = shift.desk.calls.finish(shift.call(phone="5678"), by=shift.operator)
    assert done.ticket is not None
    assert (done.record.end, done.record.ticket) == (End.TICKET, done.ticket.number)
    assert (done.record.caller_name, done.record.caller_unit, done.record.problem) == (
        "张三",
        "市场部",
        "无法登录OA系统",
    )
    assert shift.desk.ticket(done.ticket.number).ticket.draft == done.record.id


def test_a_call_answered_at_once_needs_problem_and_handling(shift: Shift) -> None:
    """CALL-15: a short record for first-contact resolution."""
    for answers, code in (({}, "summary"), ({"summary": "怎么设双面打印"}, "handled")):
        with pytest.raises(AnswerMissing) as error:
            finish(shift, End.ANSWERED, **answers)
        assert error.value.facts["code"] == code
    assert log(shift) == []
    done = finish(shift, End.ANSWERED, summary="怎么设双面打印", handled="教用户在首选项里勾选双面")
    assert (done.ticket, done.record.handled) == (None, "教用户在首选项里勾选双面")


def test_a_transfer_needs_to_whom(shift: Shift) -> None:
    """CALL-11."""
    with pytest.raises(AnswerMissing) as error:
        finish(shift, End.TRANSFERRED)
    assert error.value.facts["code"] == "to"
    assert finish(shift, End.TRANSFERRED, facts={"to": "总机 8000"}).record.to == "总机 8000"


def test_one_more_caller_is_added_to_an_open_ticket_once(shift: Shift) -> None:
    """CALL-15: added as the N-th caller, kept for the call-back; what was promised stands on that ticket (CALL-7)."""
    ticket = shift.register()
    call = ended(
        shift, End.ADDED, facts={"ticket": ticket.number.lower()}, name="刘芳", unit="财务部", phone="3114",
        promise="修好后回电", promise_due="+2h",
    )  # fmt: skip
    for _ in range(2):
        done = shift.desk.calls.finish(call, by=shift.operator)
    after = shift.desk.ticket(ticket.number).ticket
    assert [(caller.name, caller.unit, caller.phone) for caller in after.callers] == [("刘芳", "财务部", "3114")]
    assert [(p.words, p.to, p.due_at) for p in after.promises] == [
        ("修好后回电", "刘芳", shift.clock.at + timedelta(hours=2))
    ]
    assert (done.record.end, done.record.ticket) == (End.ADDED, ticket.number)
    assert owed(shift) == []


def test_a_caller_is_added_to_no_ticket_that_is_not_there_or_closed(shift: Shift) -> None:
    """CALL-15."""
    with pytest.raises(AnswerMissing):
        finish(shift, End.ADDED)
    with pytest.raises(NoSuchTicket):
        finish(shift, End.ADDED, facts={"ticket": "IT-20231001-999"})
    ticket = shift.register()
    ticket = shift.desk.resolve(ticket.number, "solved", "重置密码", by=shift.engineer, seen=1)
    ticket = shift.desk.confirm(ticket.number, "confirmed", "", "", by=shift.operator, seen=2)
    shift.desk.close(ticket.number, "", by=shift.operator, seen=3)
    with pytest.raises(WrongState):
        finish(shift, End.ADDED, facts={"ticket": ticket.number})
    assert [record.end for record in log(shift)] == [End.TICKET]


def test_a_message_is_owed_an_answer_by_the_colleague(shift: Shift) -> None:
    """CALL-11: name, phone, message, time, place; the reply is promised."""
    for facts, answers, error in (
        ({}, {}, AnswerMissing),
        ({"to": "NOBODY"}, {"summary": "请回电"}, BadValue),
        ({"to": "SW003"}, {}, AnswerMissing),
        ({"to": "SW003", "due": "某天"}, {"summary": "请回电"}, BadMoment),
    ):
        with pytest.raises(error):
            finish(shift, End.MESSAGE, facts=facts, **answers)
    assert (log(shift), owed(shift)) == ([], [])
    facts = {"to": "SW003", "words": "请回电,报价单的事", "due": "14:00"}
    finish(shift, End.MESSAGE, facts=facts, name="刘芳", phone="3114", address="A座3楼")
    (message,) = shift.desk.messages.inbox(shift.engineer)
    assert (message.kind, message.words, message.caller_name, message.caller_phone, message.place) == (
        Owed.MESSAGE, "请回电,报价单的事", "刘芳", "3114", "A座3楼",
    )  # fmt: skip
    assert (message.due_at, message.left_at) == (shanghai("2023-10-01 14:00"), shift.clock.at)


def test_a_promise_of_a_call_without_a_ticket_is_owed_by_who_made_it(shift: Shift) -> None:
    """CALL-7."""
    finish(shift, End.ANSWERED, summary="a", handled="b", name="刘芳", promise="发说明书", promise_due="14:00")
    (promise,) = shift.desk.messages.inbox(shift.operator)
    assert (promise.kind, promise.words, promise.due_at) == (Owed.PROMISE, "发说明书", shanghai("2023-10-01 14:00"))
    with pytest.raises(BadMoment):
        finish(shift, End.ANSWERED, "other", summary="a", handled="b", promise="x", promise_due="某天")


def test_a_promise_cut_short_by_hanging_up_is_owed_all_the_same(shift: Shift) -> None:
    """CALL-7: nobody can ask any more when it is due; the norm's time to reply counts."""
    finish(shift, End.HUNG_UP, promise="查了再回", promise_due="下")
    (promise,) = owed(shift)
    assert promise.due_at == shift.clock.at + shift.desk.norm().call.reply_within


# Told again


def test_the_same_call_told_twice_is_one_call(shift: Shift) -> None:
    """CALL-15: whatever its end, a second telling changes nothing."""
    ticket = shift.register("for-added")
    ends: dict[End, dict[str, Any]] = {
        End.ANSWERED: {"summary": "a", "handled": "b", "promise": "c"},
        End.MESSAGE: {"facts": {"to": "SW003", "words": "d"}},
        End.TRANSFERRED: {"facts": {"to": "SW003"}},
        End.ADDED: {"facts": {"ticket": ticket.number}, "name": "刘芳"},
        End.REACHED: {"facts": {"calls_back": ticket.number, "words": "好了"}},
        End.NOT_REACHED: {"facts": {"calls_back": ticket.number, "due": "+1h"}},
        End.SILENT: {},
    }
    calls = [ended(shift, end, f"{end}-draft", **more) for end, more in ends.items()]
    for call in (*calls, shift.call("for-ticket")):
        first = shift.desk.calls.finish(call, by=shift.operator)
        before = (log(shift), owed(shift), shift.desk.ticket(ticket.number))
        shift.clock.forward(MINUTE)
        assert shift.desk.calls.finish(call, by=shift.operator) == first
        assert (log(shift), owed(shift), shift.desk.ticket(ticket.number)) == before
    assert len(log(shift)) == len(ends) + 2


def test_what_was_typed_after_a_lost_answer_is_taken_in(shift: Shift) -> None:
    """CALL-15: the answer got lost on the way, the officer went on typing."""
    finish(shift, End.MESSAGE, facts={"to": "SW003", "words": "请回电"}, name="刘")
    shift.clock.forward(5 * MINUTE)
    finish(shift, End.MESSAGE, facts={"to": "DM001", "words": "请尽快回电"}, name="刘芳")
    (record,) = log(shift)
    (message,) = owed(shift)
    assert (record.caller_name, record.to, message.to, message.words) == ("刘芳", "DM001", "DM001", "请尽快回电")
    assert message.due_at == shanghai("2023-10-01 09:45")  # the promise was made the first time
    assert record.phases["hung_up"] == shanghai("2023-10-01 09:15")


def test_a_call_told_again_with_another_end_leaves_nothing_owed_twice(shift: Shift) -> None:
    """CALL-15: the officer changed their mind after an outage; a promise moves to the ticket (CALL-7)."""
    finish(shift, End.MESSAGE, "draft-1", facts={"to": "SW003", "words": "请回电"}, promise="回电", promise_due="14:00")
    assert len(owed(shift)) == 2
    done = shift.desk.calls.finish(shift.call(promise="回电", promise_due="14:00"), by=shift.operator)
    assert done.ticket is not None
    assert (len(done.ticket.promises), owed(shift)) == (1, [])
    assert [record.end for record in log(shift)] == [End.TICKET]


def test_a_call_that_led_to_a_ticket_keeps_it(shift: Shift) -> None:
    """TKT-1: one draft, one ticket, whatever end a late session tells."""
    first = shift.desk.calls.finish(shift.call(), by=shift.operator)
    again = finish(shift, End.HUNG_UP, "draft-1")
    assert (again.ticket, again.record.end, again.record.ticket) == (first.ticket, End.TICKET, first.record.ticket)


def test_when_the_caller_hung_up_survives_a_second_registration(shift: Shift) -> None:
    """CALL-1: handle time is from the pick-up to hanging up."""
    began = shift.clock.at
    call = replace(shift.call(), phases={"answered": began})
    shift.desk.calls.finish(call, by=shift.operator)
    shift.desk.calls.hang_up("draft-1", began + 3 * MINUTE)
    shift.desk.calls.hang_up("draft-1", began + 9 * MINUTE)
    shift.desk.calls.hang_up("nobody", began)
    shift.clock.forward(5 * MINUTE)
    again = shift.desk.calls.finish(replace(call, scratch="补记"), by=shift.operator).record
    assert (again.handle_time, again.phases["registered"], again.answers["scratch"]) == (3 * MINUTE, began, "补记")


def test_a_number_told_late_is_promised_once(shift: Shift) -> None:
    """CALL-13: the promise to tell the number stands until done, and never keeps the call from being delivered."""
    call = shift.call()
    for _ in range(2):
        done = shift.desk.calls.finish(call, by=shift.operator, late=True)
    assert done.ticket is not None
    (promise,) = done.ticket.promises
    assert done.ticket.number in promise.words
    assert (promise.to, promise.due_at) == ("张三", shift.clock.at + shift.desk.norm().call.reply_within)
    other = shift.call("other")
    ticket = shift.desk.calls.finish(other, by=shift.operator).ticket
    assert ticket is not None
    shift.desk.resolve(ticket.number, "solved", "好了", by=shift.engineer, seen=1)
    shift.desk.confirm(ticket.number, "confirmed", "", "", by=shift.operator, seen=2)
    done_with = shift.desk.close(ticket.number, "", by=shift.operator, seen=3)
    again = shift.desk.calls.finish(other, by=shift.operator, late=True).ticket
    assert again is not None
    assert again.promises == done_with.promises


def test_times_typed_are_those_of_the_call_however_late_the_desk_hears_of_it(shift: Shift) -> None:
    """CALL-7, CALL-11: two hours from the call, not from the end of an outage."""
    call = ended(shift, End.MESSAGE, facts={"to": "SW003", "words": "请回电", "due": "+2h"})
    shift.clock.forward(timedelta(hours=5))
    shift.desk.calls.finish(call, by=shift.operator)
    assert owed(shift)[0].due_at == shanghai("2023-10-01 11:15")
    ticket_call = replace(
        shift.call(promise="回电", promise_due="+2h"), end=End.TICKET, ended_at=shanghai("2023-10-01 09:15")
    )
    for _ in range(2):
        done = shift.desk.calls.finish(ticket_call, by=shift.operator)
        shift.clock.forward(MINUTE)
    assert done.ticket is not None
    assert [promise.due_at for promise in done.ticket.promises] == [shanghai("2023-10-01 11:15")]


# Files, norms, officers


def test_files_go_to_the_ticket_once_and_those_added_since_as_well(shift: Shift) -> None:
    """TKT-3: 附截图/日志."""
    call, shot, other = shift.call(), NewFile("file", "截图.png", b"png"), NewFile("file", "app.log", b"log")
    shift.desk.calls.finish(call, by=shift.operator, files=[shot])
    done = shift.desk.calls.finish(call, by=shift.operator, files=[other, shot])
    assert done.ticket is not None
    assert [each.name for each in done.ticket.attachments] == ["截图.png", "app.log"]
    with shift.clock.reading() as reading:
        assert [reading.attachment(each.id) for each in done.ticket.attachments] == [b"png", b"log"]
    added = ended(shift, End.ADDED, facts={"ticket": done.ticket.number}, name="刘芳")
    for _ in range(2):
        done = shift.desk.calls.finish(added, by=shift.operator, files=[NewFile("file", "又一张.png", b"2")])
    assert done.ticket is not None
    assert [each.name for each in done.ticket.attachments] == ["截图.png", "app.log", "又一张.png"]
    kinds = [event.kind for event in shift.desk.ticket(done.ticket.number).events]
    assert kinds.count(EventKind.ATTACHED) == 2


def test_the_norm_whose_checklist_led_the_call_decides(shift: Shift) -> None:
    """CALL-16: a norm published in mid-call changes nothing for this call."""
    version = shift.desk.facts().norm
    norm = shift.desk.norm()
    shift.desk.publish_norm(replace(norm, number_prefix="XX"), by=shift.lead)
    done = shift.desk.calls.finish(shift.call(), by=shift.operator, norm=version)
    assert done.ticket is not None
    assert (done.ticket.norm, done.ticket.number) == (version, "IT-20231001-001")


def test_an_officer_who_takes_calls_no_more_finishes_none_but_hears_of_those_on_record(shift: Shift) -> None:
    """CALL-14, DESK-12: roles count as they stand; a call that is on record needs nobody's right."""
    call = shift.call()
    shift.desk.calls.finish(call, by=shift.operator)
    shift.desk.put_officer(replace(shift.operator, roles=frozenset({Role.ENGINEER})), by=shift.lead)
    assert shift.desk.calls.finish(call, by=shift.operator).ticket is not None
    with pytest.raises(NotAllowed):
        finish(shift, End.SILENT)
    finish(shift, End.NOT_REACHED, facts={"calls_back": "x"})  # calling back is everybody's
    silent = ended(shift, End.SILENT, "taken-before")
    record = shift.desk.calls.finish(silent, by=shift.lead).record
    assert record.officer == shift.operator.staff_no  # who took it, not who tells of it


def test_hostile_and_endless_text_is_kept_harmless(shift: Shift) -> None:
    """CALL-15: a megabyte, control characters, markup, digits without end, lone surrogates."""
    hostile = "[/b]\x1b]52;c;aGk=\x07\u202e\ud800" + "长" * 300_000
    answers = {
        "summary": hostile,
        "name": "9" * 100_000,
        "phone": "1" * 100_000,
        "rings": "9" * 10_000,
        "unit": "'; --%_",
    }
    facts = {"to": hostile, "line": hostile, "ticket": "x" * 100_000}
    record = finish(shift, End.TRANSFERRED, facts=facts, **answers).record
    (kept,) = log(shift, words="长长长")
    assert kept == record
    assert kept.problem.startswith("[/b]长")
    assert "\x1b" not in kept.problem + kept.to + kept.line
    assert not kept.late
    assert log(shift, words="%_") == [kept]
    assert log(shift, words="%x") == []


# Figures


def heard(shift: Shift, draft: str, rang: float, talked: float, held: float = 0, end: End = End.SILENT) -> None:
    """A call that rang, talked and held so many seconds."""
    began = shift.clock.at
    answered = began + rang * SECOND
    hold = (Hold(answered, answered + held * SECOND),) if held else ()
    call = ended(shift, end, draft)
    shift.desk.calls.finish(
        replace(call, phases={"rang": began, "answered": answered}, holds=hold, ended_at=answered + talked * SECOND),
        by=shift.operator,
    )


def test_figures_are_averages_over_the_calls_that_have_them(shift: Shift) -> None:
    """CALL-1: ASA, handle time, hold time, silent and late calls; the norm's three rings last 15 seconds."""
    assert shift.desk.calls.figures(CallFilter()).answer_speed is None
    heard(shift, "a", 5, 60, 30)
    heard(shift, "b", 20, 120)
    finish(shift, End.SILENT, "c", rings="4")
    heard(shift, "d", 1, 30, 10, End.WRONG_NUMBER)
    figures = shift.desk.calls.figures(CallFilter())
    assert (figures.calls, figures.ends) == (4, {"silent": 3, "wrong_number": 1})
    assert (figures.late, figures.held) == (2, 2)
    assert figures.answer_speed is not None
    assert round(figures.answer_speed.total_seconds(), 2) == 8.67
    assert (figures.handle_time, figures.hold_time) == (70 * SECOND, 20 * SECOND)
    assert shift.desk.calls.figures(CallFilter(ends=(End.WRONG_NUMBER,))).calls == 1


def test_clocks_that_disagree_make_no_negative_waits(shift: Shift) -> None:
    """CALL-1."""
    heard(shift, "a", -30, -10)
    figures = shift.desk.calls.figures(CallFilter())
    assert (figures.answer_speed, figures.handle_time) == (timedelta(0), timedelta(0))


def test_phases_and_holds_are_kept_with_their_times(shift: Shift) -> None:
    """CALL-1, CALL-4: stamped while talking; a hold that lasts ends with the call."""
    at = shift.clock.at
    entries = [
        Entry(at, "phase", "", "answered"),
        Entry(at + 5 * SECOND, "hold", ""),
        Entry(at + 15 * SECOND, "resume", ""),
        Entry(at + 20 * SECOND, "unheard", ""),
        Entry(at + 40 * SECOND, "hold", ""),
        Entry(at + 60 * SECOND, "end", "hung_up"),
    ]
    record = shift.desk.calls.finish(replay(Call("d", "OP001", at), entries), by=shift.operator).record
    assert (record.hold_count, record.held, record.unheard) == (2, 30 * SECOND, 1)
    assert record.holds[1] == Hold(at + 40 * SECOND, at + 60 * SECOND)
    assert record.handle_time == 60 * SECOND


# The log


def test_the_log_is_read_by_pages_and_filtered(shift: Shift) -> None:
    """CALL-15."""
    for number in range(5):
        finish(
            shift,
            End.SILENT if number % 2 else End.NUISANCE,
            f"draft{number}",
            name=f"张{number}",
            phone="138-0013-8000",
        )
        if number != 2:
            shift.clock.forward(MINUTE)
    shift.desk.calls.finish(ended(shift, End.NOT_REACHED, "out", facts={"calls_back": "x"}), by=shift.engineer)
    everything = log(shift)
    assert [record.began_at for record in everything] == sorted((r.began_at for r in everything), reverse=True)
    pages: list[CallRecord] = []
    while page := shift.desk.calls.log(CallFilter(), 2, below=pages[-1] if pages else None):
        pages += page
    assert pages == everything
    assert len(log(shift, ends=(End.SILENT,))) == 2
    assert [r.id for r in log(shift, direction="out")] == ["out"]
    assert [r.id for r in log(shift, words="张3 138-0013")] == ["draft3"]
    assert [r.id for r in log(shift, words="13800138000 张3")] == ["draft3"]
    assert [r.id for r in log(shift, words="1380013-8000 张3")] == ["draft3"]
    assert len(log(shift, since=shanghai("2023-10-01 09:17"), until=shanghai("2023-10-01 09:18"))) == 2
    assert len(log(shift, officer="OP001")) == 6
    assert {r.id for r in shift.desk.calls.among(["draft1", "draft2"], CallFilter(ends=(End.SILENT,)))} == {"draft1"}


def test_a_call_is_found_by_its_reference_for_ever(shift: Shift) -> None:
    """CALL-13, CALL-15: 待编号, in any case."""
    record = finish(shift, End.HUNG_UP, "7f3a2c1e0000").record
    assert record.reference == "D7F3A2C1"
    shift.clock.forward(timedelta(days=1000))
    assert shift.desk.calls.find(" d7f3a2c1 ") == record
    assert shift.desk.calls.find("D0000000") is None


# Calling out


def test_what_was_said_on_a_call_back_goes_to_the_ticket_and_keeps_the_promise(shift: Shift) -> None:
    """CALL-12, CALL-18: told in one go."""
    ticket = shift.register(promise="回电", promise_due="14:00")
    facts = {"ticket": ticket.number, "calls_back": ticket.promises[0].id}
    with pytest.raises(AnswerMissing):
        finish(shift, End.REACHED, facts=facts, name="张三", phone="5678")
    call = ended(shift, End.REACHED, facts={**facts, "words": "已修复,请重新登录"}, name="张三", phone="5678")
    done = shift.desk.calls.finish(call, by=shift.engineer)
    assert done.ticket is not None
    assert done.ticket.promises[0].kept_at == shift.clock.at
    assert [e.kind for e in shift.desk.ticket(ticket.number).events[1:]] == [EventKind.WORKED, EventKind.PROMISE_KEPT]
    assert (done.record.outgoing, done.record.ticket, done.record.handled) == (True, ticket.number, "已修复,请重新登录")


def test_who_is_not_reached_is_tried_again(shift: Shift) -> None:
    """CALL-18: attempts are counted, the next one is due."""
    ticket = shift.register(promise="回电", promise_due="09:30")
    facts = {"ticket": ticket.number, "calls_back": ticket.promises[0].id, "due": "10:00"}
    for attempt in ("first", "again"):
        done = finish(shift, End.NOT_REACHED, attempt, facts=facts, name="张三", phone="5678")
    assert done.ticket is not None
    (promise,) = done.ticket.promises
    assert (promise.due_at, promise.moved_from[0]) == (shanghai("2023-10-01 10:00"), shanghai("2023-10-01 09:30"))
    assert len(shift.desk.calls.attempts(promise.id)) == 2
    assert "2" in [e.note for e in shift.desk.ticket(ticket.number).events if e.kind is EventKind.WORKED][-1]


def test_a_message_is_answered_by_the_call_back(shift: Shift) -> None:
    """CALL-11, CALL-18: the call and the answer in one go; a later try is due when it is said."""
    finish(shift, End.MESSAGE, facts={"to": "SW003", "words": "请回电"}, name="刘芳")
    (message,) = owed(shift)
    finish(shift, End.NOT_REACHED, "try", facts={"calls_back": message.id, "due": "14:00"})
    assert owed(shift)[0].due_at == shanghai("2023-10-01 14:00")
    facts = {"calls_back": message.id, "words": "报价单已发"}
    shift.desk.calls.finish(ended(shift, End.REACHED, "hit", facts=facts), by=shift.engineer)
    (answered,) = shift.desk.messages.everybodys(done=True)
    assert (answered.done_by, answered.done_words) == ("SW003", "报价单已发")


def test_a_file_whose_name_is_masked_is_kept_once(shift: Shift) -> None:
    """TKT-3, TKT-15: however often the end of the call is told."""
    call, shot = shift.call(), NewFile("file", "身份证 11010519491231002X.png", b"png")
    for _ in range(2):
        done = shift.desk.calls.finish(call, by=shift.operator, files=[shot])
    assert done.ticket is not None
    assert [each.name for each in done.ticket.attachments] == ["身份证 1101**********002X.png"]
