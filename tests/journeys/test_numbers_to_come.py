"""待编号: calls ended while the database is away get their number by themselves, by whichever start comes first."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.conftest import LEAD, NUMBER, PATIENCE, Office, at_the_queue, known_caller, pick_up
from tests.postgres import PostgresServer
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End, Entry
from tui_desk.journal import Journal
from tui_desk.store import open_store

DRAFT = "7f3a2c1900000000"
REFERENCE = "D7F3A2C1"


def put_off(office: Office, draft: str = DRAFT, **answers: str) -> None:
    """A call that an officer ended while the database was away."""
    store = open_store(office.database)
    desk = Desk(store)
    lead = desk.sign_in(LEAD)
    said = {"name": "张三", "unit": "市场部", "summary": "打印机卡纸", "category": "hardware", "scope": "department"}
    call = Call(draft, lead.staff_no, desk.now())
    journal = Journal(office.home / ".local/state/tui-desk/calls")
    file = journal.begin(call, desk=store.address, norm=desk.facts().norm)
    for code, answer in {**said, **answers}.items():
        file.note(Entry(call.began_at, "answer", answer, code))
    file.note(Entry(call.began_at, "end", End.TICKET))
    file.release()
    store.close()


def owed(ticket: dict[str, Any]) -> str:
    return str(ticket["promises"])


def test_a_shell_command_of_the_same_user_delivers_and_says_so(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    """CALL-13, CALL-15."""
    at = office(str(sqlite_path))
    put_off(at)
    done = at.shell("ticket", "list")
    said = re.search(rf"{REFERENCE} 现在的单号是 ({NUMBER})", done.stderr)
    assert said, done.stderr
    assert said[1] in done.stdout
    [ticket] = at.tickets()
    assert said[1] in owed(ticket)
    assert not at.calls


def test_the_desk_delivers_at_its_start_and_tells_the_number(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    """CALL-13: and what cannot be delivered is offered again with the reason."""
    at = office(str(sqlite_path))
    put_off(at)
    put_off(at, "8f3a2c1900000000", summary="", name="李四")
    with at.sit_down() as terminal:
        terminal.until(rf"{REFERENCE} 现在的单号是 {NUMBER}", PATIENCE)
        terminal.until("D8F3A2C1 无法登记", PATIENCE)
        at_the_queue(terminal)
        terminal.press("z")
        terminal.until("李四", PATIENCE)
        terminal.until("已退回", PATIENCE)
    assert len(at.tickets()) == 1
    assert len(at.calls) == 1


def test_a_call_ended_while_postgres_hangs_gets_its_number_when_it_is_back(
    office: Callable[[str], Office], own_postgres: PostgresServer
) -> None:
    """CALL-13, CALL-15: nobody presses a key for it, and it is there once."""
    at = office(own_postgres.url(own_postgres.new_database()))
    with at.sit_down() as terminal:
        pick_up(terminal)
        known_caller(terminal)
        terminal.press("断电后服务器没有起来")
        terminal.until("断电后服务器没有起来", PATIENCE)
        terminal.press("\r2\x12")
        terminal.until("还缺：影响范围", PATIENCE)
        own_postgres.freeze()
        terminal.press("2")
        terminal.press("\x12")
        terminal.until("a 全对", PATIENCE)
        terminal.press("a")
        terminal.until("按 Enter 登记", PATIENCE)
        terminal.press("enter")
        terminal.until("r 再试|r 重试", PATIENCE)
        terminal.press("enter")
        terminal.until("待编号 1", PATIENCE)
        own_postgres.thaw()
        terminal.until(rf"现在的单号是 {NUMBER}", PATIENCE)
        terminal.until("在线", PATIENCE)
        assert "待编号 1" not in terminal.text
    [ticket] = at.tickets()
    assert ticket["number"] in owed(ticket)
    assert not at.calls


def test_a_call_left_by_one_terminal_is_taken_over_by_another_and_a_living_one_is_not(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    """CALL-14: the same officer at another terminal of the host."""
    at = office(str(sqlite_path))
    with at.sit_down() as first:
        pick_up(first)
        known_caller(first)
        first.press("投影仪没有信号")
        first.until("投影仪没有信号", PATIENCE)
        journal = Journal(at.home / ".local/state/tui-desk/calls")
        other = journal.begin(Call("1f3a2c19", "DM001", _now(at)), desk=_address(at), norm=1)
        other.note(Entry(_now(at), "answer", "王芳", "name"))
        other.release()
        with at.sit_down() as second:
            second.until("王芳", PATIENCE)
            second.until("在其他终端", PATIENCE)
            second.until("投影仪没有信号", PATIENCE)
            os.kill(first.pid, signal.SIGKILL)
            second.read(2.5)
            assert "在其他终端" not in second.text
            second.press("up", "enter")
            second.until("现象 +投影仪没有信号", PATIENCE)


def _now(office: Office) -> Any:
    store = open_store(office.database)
    try:
        return store.now()
    finally:
        store.close()


def _address(office: Office) -> str:
    store = open_store(office.database)
    try:
        return store.address
    finally:
        store.close()
