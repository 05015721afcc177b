"""A desk that an older program made is taken over whole, on both databases (DESK-12, TKT-16)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import MetaData, make_url

from tests.clock import ClockedStore
from tests.postgres import PostgresServer
from tui_desk.desk.desk import Desk
from tui_desk.desk.paper_errors import NoSuchForm, NoSuchPaper, WrongCheckDigit
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.officer import Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.norms.loader import load_shipped
from tui_desk.store import migrations
from tui_desk.store.opening import open_store
from tui_desk.store.postgres import postgres_database
from tui_desk.store.schema import APPLICATION_ID
from tui_desk.store.sqlite import sqlite_database

OLD = json.loads(Path(__file__).with_name("desk_0001.json").read_text(encoding="utf-8"))
"""The tables of a desk of the first schema: two officers, two people, a ticket with a promise, one that is closed."""
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a desk of the first schema."""
    if request.param == "sqlite":
        path = tmp_path / "old.sqlite"
        fill(str(path))
        yield str(path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database()
    fill(server.url(name))
    yield server.url(name)
    server.drop(name)


def fill(address: str) -> None:
    """Make the first schema there, and put the old desk into it."""
    if "://" in address:
        url = make_url(address).set(drivername="postgresql+psycopg")
        database = postgres_database(url, address, None)
    else:
        database = sqlite_database(Path(address), None)
    with closing(database), database.transaction(database.writing) as connection:
        if database.kind == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        command.upgrade(migrations.config(connection), "0001")
        old = MetaData()
        old.reflect(connection)
        for name, rows in OLD.items():
            table = old.tables[name]
            flags = {column.name for column in table.columns if column.type.python_type is bool}
            connection.execute(
                table.insert(), [{key: bool(row[key]) if key in flags else row[key] for key in row} for row in rows]
            )
            if database.kind == "postgresql" and table.autoincrement_column is not None:
                serial = f"pg_get_serial_sequence('{name}', 'id')"
                connection.exec_driver_sql(f"SELECT setval({serial}, max(id)) FROM {name}")


def test_a_desk_of_the_first_schema_goes_on_under_the_new_one(old_desk: str) -> None:
    """TKT-16, CALL-5, CALL-7: its tickets, people, promises and norm are there, and the next call is taken as ever."""
    with closing(open_store(old_desk)) as opened:
        desk = Desk(ClockedStore(opened, AT))
        findings = list(desk.examine())
        assert [finding for finding in findings if not finding.good] == []
        lead, engineer = desk.officers()
        assert (lead.name, engineer.name) == ("李敏", "陈工")
        assert not desk.seats.has_pin(lead.staff_no)

        rows = desk.queue()
        assert [row.summary for row in rows] == ["无法登录OA系统", "打印机卡纸"]
        first, second = (desk.ticket(row.number) for row in rows)
        assert [event.kind for event in second.events][-1] == "closed"
        assert first.ticket.answers["error_text"] == "用户名或密码错误"

        for typed in ("ZS001", "zhangs", "13800138000", "张"):
            [found] = desk.directory.callers(typed)
            assert (found.person.name, found.person.unit, found.person.phones[0]) == ("张三", "市场部", "5678")
            assert {row.number for row in found.open_tickets} == {first.ticket.number}

        [owed] = desk.promises.owed(lead)
        assert (owed.words, owed.ticket, owed.caller_phone) == ("回电", first.ticket.number, "5678")
        desk.keep_promise(first.ticket.number, owed.id, by=lead)
        assert desk.promises.owed(lead) == []

        answers = {**first.ticket.answers, "name": "李四", "phone": "6001", "unit": "财务部", "summary": "断网"}
        answers |= {"category": "network", "scope": "core", "promise": "回电", "promise_due": "+2h"}
        call = Call("draft-3", lead.staff_no, AT - timedelta(minutes=3), answers=answers)
        finished = desk.calls.finish(call, by=lead)
        assert finished.ticket is not None
        assert finished.ticket.number == "IT-20261120-003"
        silent = Call("draft-4", lead.staff_no, AT - timedelta(minutes=1), end=End.SILENT)
        desk.calls.finish(silent, by=lead)
        assert [record.id for record in desk.calls.log(CallFilter())] == ["draft-4", "draft-3"]
        assert [finding for finding in desk.examine() if not finding.good] == []
        assert {person.id for person in (view.person for view in desk.directory.callers("李四"))} == {3}


def test_the_managers_desk_stands_over_an_old_desks_tickets_and_norm(old_desk: str) -> None:
    """DESK-2, DESK-11, SITE-1, SITE-2: without forms and rules at first, with them once the norm is published anew."""
    with closing(open_store(old_desk)) as opened:
        clock = ClockedStore(opened, AT)
        desk = Desk(clock)
        lead, engineer = desk.officers()
        desk.put_officer(replace(lead, roles=frozenset(Role)), by=lead)
        (row,) = desk.board.tickets()
        assert {each.person.officer.staff_no for each in desk.board.ranked(row.number)} == {"DM001", engineer.staff_no}
        ticket = desk.dispatch(row.number, engineer.staff_no, "先查账号", by=lead, seen=row.version)
        assert ticket.offer is not None
        assert ticket.offer.until is None, "the old norm knows no time for it"
        assert desk.accept(row.number, by=engineer, seen=ticket.version).offer is None
        assert desk.offers.do_due() == []

        turn = Shift("a", lead.staff_no, Post.MANAGER, "", AT, AT + timedelta(hours=8), AT, "", reason="生病")
        desk.rosters.plan(turn, by=lead)
        assert desk.rosters.sign_on(lead).ready_at == AT
        desk.hand_overs.give(desk.hand_overs.collect(lead), lead)
        desk.rosters.sign_off(lead, words="下班")

        assert desk.papers.forms() == ()
        with pytest.raises(NoSuchForm):
            desk.papers.start(row.number, by=lead)
        for typed in ("XQ-20231001-001-7", "XQ-20231001-001-0", "001-7", "7"):
            with pytest.raises((NoSuchPaper, WrongCheckDigit)):
                desk.papers.find(typed)
        desk.publish_norm(load_shipped("it-team"), by=lead)
        paper = desk.papers.out(desk.papers.start(row.number, "site-request", by=lead).number, lead)
        assert desk.papers.find(paper.number) == paper
