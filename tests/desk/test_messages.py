"""Messages 留言, what is owed to callers, and what became of promises, on both databases (CALL-7, CALL-11, CALL-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import Shift, shanghai
from tests.desk.test_rings import at_once
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchMessage, NotAllowed
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

HALF_AN_HOUR = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(shift: Shift, address: str) -> Iterator[Desk]:
    """A second session on the desk of `shift`, at its time."""
    store = open_store(address)
    yield Desk(ClockedStore(store, shift.clock.at))
    store.close()


def message(shift: Shift, id_: str = "m1", **said: object) -> Message:
    """A message of 王芳 for 陈工, left now."""
    given: dict[str, object] = {"words": "请回电", "caller_name": "张三", "caller_phone": "5678", **said}
    return Message(id_, Owed.MESSAGE, shift.clock.at, "OP001", **{"to": "SW003", **given})  # type: ignore[arg-type] # fields of a message


def test_a_message_is_left_read_and_answered(shift: Shift) -> None:
    """CALL-11: for whom, by when the caller is answered, when it was read, what the caller was told."""
    messages = shift.desk.messages
    left = messages.leave(message(shift), by=shift.operator)
    assert left.due_at == shift.clock.at + HALF_AN_HOUR
    assert messages.leave(message(shift, words="另一条"), by=shift.operator) == left
    assert list(messages.inbox(shift.engineer)) == [left] == list(messages.sent(shift.operator))
    assert list(messages.inbox(shift.operator)) == []
    shift.clock.forward(MINUTE)
    assert messages.read("m1", by=shift.lead).read_at is None
    read = messages.read("m1", by=shift.engineer)
    assert (read.read_at, read.read_by) == (shift.clock.at, "SW003")
    shift.clock.forward(MINUTE)
    assert messages.read("m1", by=shift.engineer) == read
    answered = messages.answer("m1", "驱动装好了", by=shift.engineer)
    assert (answered.done_by, answered.done_words, answered.done_at) == ("SW003", "驱动装好了", shift.clock.at)
    assert list(messages.inbox(shift.engineer)) == []
    assert list(messages.everybodys(done=True)) == [answered]
    assert list(messages.sent(shift.operator)) == [answered]


def test_private_text_and_control_characters_never_reach_the_record(shift: Shift) -> None:
    """TKT-15, CALL-11: masked at the door, in the message, in what was told, and in what was agreed."""
    card = "身份证11010519491231002X"
    messages = shift.desk.messages
    left = messages.leave(message(shift, words=f"{card}\x1b[31m", caller_name="张\x00三\n李"), by=shift.operator)
    moved = messages.move("m1", shift.clock.at + HALF_AN_HOUR, card, by=shift.engineer)
    answered = messages.answer("m1", card, by=shift.engineer)
    for words in (left.words, moved.moves[0].words, answered.done_words, answered.replies[0].words):
        assert "19491231" not in words
        assert words.startswith("身份证")
    assert left.caller_name == "张三 李"


def test_two_sessions_answer_at_once_and_both_replies_are_on_record(shift: Shift, other: Desk) -> None:
    """CALL-11: the first answers it; what the second told the caller is not lost; told again, nothing changes."""
    shift.desk.messages.leave(message(shift), by=shift.operator)
    outcomes = at_once(
        [
            lambda: shift.desk.messages.answer("m1", "周五寄出", by=shift.engineer),
            lambda: other.messages.answer("m1", "周六寄出", by=shift.lead),
        ]
    )
    assert all(isinstance(each, Message) for each in outcomes)
    now = shift.desk.messages.answer("m1", "周五寄出", by=shift.engineer)
    assert {(reply.by, reply.words) for reply in now.replies} == {("SW003", "周五寄出"), ("DM001", "周六寄出")}
    assert (now.done_by, now.done_words) == (now.replies[0].by, now.replies[0].words)


def test_a_missed_call_is_read_by_the_first_of_two_sessions(shift: Shift, other: Desk) -> None:
    """CALL-11: what is for everybody has one read mark."""
    ring = shift.desk.rings.announce("8003")
    shift.desk.rings.miss(ring.id, at_once=True)
    id_ = f"missed-{ring.id}"
    at_once(
        [
            lambda: shift.desk.messages.read(id_, by=shift.engineer),
            lambda: other.messages.read(id_, by=shift.operator),
        ]
    )
    first = shift.desk.messages.look_at(id_)
    assert first.read_by in {"SW003", "OP001"}
    assert shift.desk.messages.read(id_, by=shift.lead) == first


def test_what_cannot_be_is_refused(shift: Shift) -> None:
    """CALL-11, DESK-12: no words, nobody, somebody unknown, a role that does not work here, a past time."""
    messages = shift.desk.messages
    for wrong, error in (({"words": " "}, AnswerMissing), ({"to": ""}, AnswerMissing), ({"to": "XX"}, BadValue)):
        with pytest.raises(error):
            messages.leave(message(shift, **wrong), by=shift.operator)
    admin = Officer("AD001", "管理", "admin", frozenset({Role.ADMINISTRATOR}))
    shift.desk.put_officer(admin, by=shift.lead)
    messages.leave(message(shift), by=shift.operator)
    with pytest.raises(NotAllowed):
        messages.answer("m1", "好", by=admin)
    with pytest.raises(AnswerMissing):
        messages.answer("m1", "\x1b[31m ", by=shift.engineer)
    with pytest.raises(BadMoment):
        messages.move("m1", shift.clock.at - MINUTE, "改天", by=shift.engineer)
    with pytest.raises(NoSuchMessage):
        messages.read("no", by=shift.lead)
    with pytest.raises(NoSuchMessage):
        messages.look_at("no")


def test_a_reply_is_renegotiated_and_what_was_agreed_is_kept(shift: Shift) -> None:
    """CALL-7: another time with the caller's word; the same again, or after the answer, changes nothing."""
    messages = shift.desk.messages
    left = messages.leave(message(shift), by=shift.operator)
    new = shift.clock.at + 4 * HALF_AN_HOUR
    moved = messages.move("m1", new, "用户同意下午", by=shift.engineer)
    assert (moved.due_at, moved.moves[0].before, moved.moves[0].words) == (new, left.due_at, "用户同意下午")
    assert messages.move("m1", new, "用户同意下午", by=shift.engineer) == moved
    answered = messages.answer("m1", "好了", by=shift.engineer)
    assert messages.move("m1", new + HALF_AN_HOUR, "再晚", by=shift.engineer) == answered


def test_one_list_holds_everything_owed_and_what_falls_due_first_stands_first(shift: Shift) -> None:
    """CALL-7, CALL-11, CALL-12: messages, missed calls, promises of tickets; mine, or everybody's."""
    desk, now = shift.desk, shift.clock.at
    ticket = shift.register()
    desk.promise(ticket.number, "回电", now + 3 * MINUTE, by=shift.operator)
    desk.messages.leave(message(shift, due_at=now + 2 * MINUTE), by=shift.operator)
    ring = desk.rings.announce("8003")
    desk.rings.miss(ring.id, at_once=True)
    desk.messages.leave(message(shift, "m2", to="OP001", due_at=now + MINUTE), by=shift.lead)

    def kinds(owed: object) -> list[tuple[str, str]]:
        return [(each.kind, each.owes) for each in owed]  # type: ignore[attr-defined] # a list of what is owed

    mine = kinds(desk.promises.owed(shift.operator))
    assert mine == [("message", "OP001"), ("promise", "OP001"), ("missed", "")]
    everybodys = [("message", "OP001"), ("message", "SW003"), ("promise", "OP001"), ("missed", "")]
    assert kinds(desk.promises.everybodys()) == everybodys
    taken = desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=2)
    assert ("promise", "SW003") in kinds(desk.promises.owed(shift.engineer))
    assert ("promise", "SW003") in kinds(desk.promises.owed(shift.operator))
    desk.keep_promise(ticket.number, taken.promises[0].id, by=shift.engineer)
    assert kinds(desk.promises.owed(shift.engineer)) == [("message", "SW003"), ("missed", "")]


def test_a_closed_ticket_owes_nothing_more(shift: Shift) -> None:
    """CALL-7, CALL-12: its open promises stay in the report and leave the list; the news was told."""
    desk, ticket = shift.desk, shift.register()
    desk.promise(ticket.number, "回电", shift.clock.at + MINUTE, by=shift.operator)
    ticket = desk.resolve(ticket.number, "solved", "好了", by=shift.operator, seen=2)
    ticket = desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    assert desk.promises.everybodys() == []
    report = desk.promises.report(shift.clock.at - MINUTE, shift.clock.at + MINUTE)
    assert [(row.words, row.done_at is not None) for row in report.rows] == [
        ("回电", False),
        ("Tell the caller the result", True),
    ]


def test_the_report_counts_each_promise_once(shift: Shift) -> None:
    """CALL-7: kept in time, kept late, broken and open, still open, renegotiated; by officer and by day."""
    desk, start = shift.desk, shift.clock.at
    ticket = shift.register()
    for minutes in (10, 20, 30, 120):
        ticket = desk.promise(ticket.number, f"{minutes}分钟内回电", start + minutes * MINUTE, by=shift.operator)
    in_time, late, moved, open_ = (promise.id for promise in ticket.promises)
    desk.messages.leave(message(shift, due_at=start + 15 * MINUTE), by=shift.operator)
    ring = desk.rings.announce("8003")
    desk.rings.miss(ring.id, at_once=True)
    shift.clock.forward(5 * MINUTE)
    desk.keep_promise(ticket.number, in_time, by=shift.operator)
    desk.move_promise(ticket.number, moved, start + 40 * MINUTE, "用户同意", by=shift.operator)
    shift.clock.forward(20 * MINUTE)
    desk.keep_promise(ticket.number, late, by=shift.operator)
    shift.clock.forward(20 * MINUTE)
    report = desk.promises.report(start, start + HALF_AN_HOUR)
    assert (report.kept, report.kept_late, report.broken, report.open, report.renegotiated) == (1, 1, 2, 1, 1)
    assert len(report.rows) == 5
    assert {row.id for row in report.rows} == {in_time, late, moved, open_, "m1"}
    [mine] = desk.promises.report(start, start + HALF_AN_HOUR, "SW003").rows
    assert (mine.id, mine.owes) == ("m1", "SW003")
    assert desk.promises.report(start - HALF_AN_HOUR, start).rows == ()


def test_promises_made_before_have_their_words_in_the_list(shift: Shift) -> None:
    """CALL-7: what the list shows is what was promised, to whom, and how to reach them."""
    ticket = shift.register(phone="5678", promise="下午三点前回电", promise_due="15:00")
    [owed] = shift.desk.promises.owed(shift.operator)
    assert (owed.words, owed.ticket, owed.due_at) == ("下午三点前回电", ticket.number, shanghai("2023-10-01 15:00"))
    assert (owed.caller_name, owed.caller_unit, owed.caller_phone) == ("张三", "市场部", "5678")
    assert replace(owed, message=None) == owed


def test_a_damaged_record_hides_nothing_else(shift: Shift, store: DeskStore) -> None:
    """CALL-7, CALL-11: what else is owed to callers is still there."""
    desk, ticket = shift.desk, shift.register()
    for minutes in (1, 2):
        desk.promise(ticket.number, f"{minutes}", shift.clock.at + minutes * MINUTE, by=shift.operator)
        desk.messages.leave(message(shift, f"m{minutes}", to="OP001"), by=shift.operator)
    with store.writing() as unit:
        unit.connection.exec_driver_sql("UPDATE message SET record = '{}' WHERE id = 'm1'")
        unit.connection.exec_driver_sql(
            "UPDATE promise SET record = '[' WHERE due_at = (SELECT min(due_at) FROM promise)"
        )
    assert [each.id for each in desk.promises.owed(shift.operator) if each.message] == ["m2"]
    assert [each.words for each in desk.promises.owed(shift.operator) if not each.message] == ["2"]
