"""Nothing private is stored in the clear, whichever door it comes in by; originals are opened on purpose only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.errors import AnswerMissing, FileTooLarge, NoSuchFile, NoSuchTicket, NotAllowed, NothingSealed
from tui_desk.desk.views import NewFile
from tui_desk.domain.call import Call, End
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.privacy import Private, masked
from tui_desk.domain.ticket import EventKind

IDENTITY, CARD, HOME = "330102199003071230", "6222021234567890128", "文三路100号3幢2单元501室"
HOSTILE = f"身份证{IDENTITY}，银行卡6222 0212 3456 7890 128，家住西湖区{HOME}"
TRACES = (IDENTITY, CARD, "6222 0212 3456 7890 128", HOME)
HOUR = timedelta(hours=1)


def stored(address: str) -> Iterator[tuple[str, str]]:
    """Every value of every table with the table and column that hold it."""
    if address.startswith("postgresql"):
        with closing(psycopg.connect(address.replace("+psycopg", ""))) as connection:
            of_tables = "select table_name from information_schema.tables where table_schema = 'public'"
            for (table,) in connection.execute(of_tables).fetchall():
                cursor = connection.execute(f'select * from "{table}"')
                names = [column.name for column in cursor.description or ()]
                yield from (
                    (f"{table}.{n}", str(v)) for row in cursor.fetchall() for n, v in zip(names, row, strict=True)
                )
        return
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as database:
        for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            answer = database.execute(f'select * from "{table}"')
            yield from _cells(table, [column[0] for column in answer.description], answer.fetchall())


def _cells(table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Iterator[tuple[str, str]]:
    return ((f"{table}.{name}", str(value)) for row in rows for name, value in zip(names, row, strict=True))


def places(address: str) -> set[str]:
    """Where an original stands."""
    return {place for place, value in stored(address) for trace in TRACES if trace in value}


def hostile_shift(shift: Shift, insist: str) -> str:
    """Everything an officer can write, full of private data; the number of the ticket it went to."""
    insisted = dict.fromkeys(("name", "summary", "scratch", "promise", "address"), insist) if insist else {}
    call = shift.call(
        summary=HOSTILE, name=f"张三{IDENTITY}", unit=HOSTILE, phone=IDENTITY, staff_no=IDENTITY, promise=HOSTILE,
        promise_due="14:00", address=HOSTILE, remark=HOSTILE, error=HOSTILE, steps=HOSTILE, since=HOSTILE,
    )  # fmt: skip
    call = Call(
        call.draft, call.officer, call.began_at, answers=call.answers, scratch=HOSTILE, insisted=insisted,
        priority="urgent", priority_reason=HOSTILE,
    )  # fmt: skip
    ticket = shift.desk.register(call, by=shift.operator)
    number, desk = ticket.number, shift.desk.insisting(insist)
    desk.dispatch(number, "SW003", HOSTILE, by=shift.operator, seen=desk.ticket(number).ticket.version)
    desk.respond(number, by=shift.engineer, seen=2, words=HOSTILE, late_reason=HOSTILE)
    desk.work(number, HOSTILE, by=shift.engineer)
    desk.edit(number, {"summary": f"改为{HOSTILE}"}, by=shift.engineer, seen=4)
    desk.reprioritise(number, "low", HOSTILE, by=shift.engineer, seen=5)
    desk.wait(number, HOSTILE, by=shift.engineer, seen=6)
    desk.go_on(number, by=shift.engineer, seen=7)
    promised = desk.promise(number, HOSTILE, shift.clock.at + HOUR, by=shift.engineer).promises[-1]
    desk.move_promise(number, promised.id, shift.clock.at + 2 * HOUR, HOSTILE, by=shift.engineer)
    desk.discretion.attach(number, NewFile("", f"{IDENTITY}.png", b"png"), by=shift.engineer)
    seen = desk.ticket(number).ticket.version
    desk.resolve(number, "solved", HOSTILE, by=shift.engineer, seen=seen)
    desk.confirm(number, "confirmed", "satisfied", HOSTILE, by=shift.operator, seen=seen + 1)
    desk.close(number, HOSTILE, by=shift.operator, seen=seen + 2)
    desk.reopen(number, HOSTILE, "high", by=shift.operator, seen=seen + 3)
    for end in (End.ANSWERED, End.HUNG_UP, End.ADDED, End.MESSAGE, End.TRANSFERRED, End.NUISANCE):
        to = HOSTILE if end is End.TRANSFERRED else "SW003"
        facts = {"ticket": number if end is End.ADDED else HOSTILE, "to": to, "words": HOSTILE, "line": HOSTILE}
        answers = {"summary": HOSTILE, "handled": HOSTILE, "name": f"李四{IDENTITY}", "address": HOSTILE}
        other = Call(f"call-{end}", "OP001", shift.clock.at, answers=answers, scratch=HOSTILE, facts=facts, end=end)
        desk.calls.finish(other, by=shift.operator)
    message = Message("m1", Owed.MESSAGE, shift.clock.at, "OP001", to="SW003", words=HOSTILE, caller_name=HOSTILE)
    desk.messages.leave(message, by=shift.operator)
    desk.messages.answer("m1", HOSTILE, by=shift.engineer)
    return number


def test_without_insisting_no_original_is_stored_anywhere(shift: Shift, address: str) -> None:
    """TKT-15: register, every verb, the call log, messages, the directory."""
    number = hostile_shift(shift, "")
    assert places(address) == set()
    assert shift.desk.ticket(number).ticket.sealed == ()


def test_with_insisting_originals_stand_apart_and_nowhere_else(shift: Shift, address: str) -> None:
    """TKT-15."""
    number = hostile_shift(shift, f"社保局要核对{IDENTITY}")
    assert places(address) == {"secret.original"}
    sealed = shift.desk.ticket(number).ticket.sealed
    assert {seal.kind for seal in sealed} == set(Private)
    assert {seal.reason for seal in sealed} == {masked(f"社保局要核对{IDENTITY}")}
    originals = shift.desk.discretion.originals(number, "回访", by=shift.operator)
    assert set(originals) == {seal.id for seal in sealed}
    assert {IDENTITY, "6222 0212 3456 7890 128", HOME} <= set(originals.values())
    assert [finding.what for finding in shift.desk.examine() if not finding.good] == []


def test_what_was_insisted_on_is_one_field_of_the_call_and_no_other(shift: Shift) -> None:
    """TKT-15: not kept unless an officer insists with a reason."""
    call = shift.call(summary=f"身份证{IDENTITY}", name="张三")
    call = Call(
        call.draft, call.officer, call.began_at, answers=call.answers, scratch=f"卡{CARD}", insisted={"summary": "核对"}
    )
    ticket = shift.desk.register(call, by=shift.operator)
    (seal,) = ticket.sealed
    assert (seal.field, seal.kind, seal.masked, seal.reason) == (
        "summary", Private.IDENTITY, "3301**********1230", "核对"
    )  # fmt: skip
    assert ticket.summary == "身份证3301**********1230"
    assert ticket.answers["scratch"] == "卡6222***********0128"


def test_told_again_the_call_keeps_its_originals_once(shift: Shift) -> None:
    """TKT-1, TKT-15: one draft, one ticket, one original; what is insisted on since is kept too."""
    call = shift.call(summary=f"身份证{IDENTITY}")
    once = Call(call.draft, call.officer, call.began_at, answers=call.answers, insisted={"summary": "核对"})
    first = shift.desk.register(once, by=shift.operator)
    again = shift.desk.register(once, by=shift.operator)
    assert again.sealed == first.sealed
    since = Call(call.draft, call.officer, call.began_at, once.answers, scratch=f"卡{CARD}", insisted={
        "summary": "核对", "scratch": "报销"
    })  # fmt: skip
    more = shift.desk.register(since, by=shift.operator)
    assert [seal.field for seal in more.sealed] == ["summary", "scratch"]
    assert set(shift.desk.discretion.originals(more.number, "核对", by=shift.operator).values()) == {IDENTITY, CARD}


def test_every_look_is_on_record_and_asks_for_a_reason(shift: Shift) -> None:
    """DESK-12: every look leaves a trace."""
    number = hostile_shift(shift, "核对")
    with pytest.raises(AnswerMissing) as error:
        shift.desk.discretion.originals(number, " ", by=shift.operator)
    assert error.value.facts["code"] == "reason"
    assert shift.desk.discretion.looks(number) == []
    shift.desk.discretion.originals(number, f"回访{IDENTITY}", by=shift.engineer)
    (look,) = shift.desk.discretion.looks(number)
    assert (look.by, look.at, look.reason) == ("SW003", shift.clock.at, "回访3301**********1230")


def test_originals_are_not_for_those_who_do_not_work_at_the_desk(shift: Shift) -> None:
    """DESK-12: seen only by those who work on it."""
    number = hostile_shift(shift, "核对")
    clerk = Officer("AD001", "管理员", "admin", frozenset({Role.ADMINISTRATOR}))
    shift.desk.put_officer(clerk, by=shift.lead)
    with pytest.raises(NotAllowed):
        shift.desk.discretion.originals(number, "看看", by=clerk)
    assert shift.desk.discretion.looks(number) == []


def test_where_nothing_was_kept_that_is_said(shift: Shift) -> None:
    """TKT-15."""
    ticket = shift.register(summary=f"身份证{IDENTITY}")
    with pytest.raises(NothingSealed):
        shift.desk.discretion.originals(ticket.number, "核对", by=shift.operator)
    with pytest.raises(NoSuchTicket):
        shift.desk.discretion.originals("IT-19990101-001", "核对", by=shift.operator)


def test_a_file_is_kept_with_a_ticket_once_and_each_look_at_it_is_on_record(shift: Shift) -> None:
    """TKT-3 附截图/日志; DESK-12."""
    ticket = shift.register()
    for _ in range(2):
        ticket = shift.desk.discretion.attach(ticket.number, NewFile("", "屏幕.png", b"png"), by=shift.engineer)
    (kept,) = ticket.attachments
    assert shift.desk.ticket(ticket.number).events[-1].kind is EventKind.ATTACHED
    assert shift.desk.discretion.attachment(ticket.number, kept.id, by=shift.operator) == b"png"
    assert [look.by for look in shift.desk.discretion.looks(ticket.number)] == ["OP001"]
    with pytest.raises(NoSuchFile):
        shift.desk.discretion.attachment(ticket.number, "none", by=shift.operator)
    limit = shift.desk.norm().call.attachment_bytes
    with pytest.raises(FileTooLarge):
        shift.desk.discretion.attach(ticket.number, NewFile("", "a.log", b"0" * (limit + 1)), by=shift.engineer)


def test_the_files_of_sqlite_hold_no_original_either(shift: Shift, address: str) -> None:
    """TKT-15: neither the database nor its log beside it, while nobody insists."""
    hostile_shift(shift, "")
    if not address.startswith("postgresql"):
        written = b"".join(path.read_bytes() for path in Path(address).parent.glob(f"{Path(address).name}*"))
        assert not [trace for trace in TRACES if trace.encode() in written]
