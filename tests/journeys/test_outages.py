"""The database goes away, or hangs, and comes back: typing goes on, nothing is lost, nothing is there twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.conftest import (
    PATIENCE,
    Office,
    at_the_queue,
    known_caller,
    number_shown,
    pick_up,
)
from tests.postgres import PostgresServer
from tests.tui.terminal import Terminal

SILENT = "数据库没有应答；您输入的内容已保存"
"""On the top line of the intake."""
SILENT_SINCE = r"数据库无响应，\d\d:\d\d 起"
"""On the status line of the queue."""
KEPT = "受理编号"
"""What the caller is told instead of the number."""


def answer_the_rest(terminal: Terminal, summary: str) -> None:
    """From the symptoms to the read-back, all of it confirmed."""
    terminal.press(summary)
    terminal.until(f"现象 +{summary}", PATIENCE)
    terminal.press("\r2\x12")
    terminal.until("还缺：影响范围", PATIENCE)
    terminal.press("2")
    terminal.until(">本人报", PATIENCE)
    terminal.press("\x12")
    terminal.until("a 全对", PATIENCE)
    terminal.press("a")
    terminal.until("按 Enter 登记", PATIENCE)


@pytest.mark.parametrize(("away", "back"), [("kill", "start"), ("freeze", "thaw")])
def test_a_call_is_taken_while_postgres_is_away_and_registered_once_when_it_is_back(
    office: Callable[[str], Office], own_postgres: PostgresServer, away: str, back: str
) -> None:
    at = office(own_postgres.url(own_postgres.new_database()))
    with at.sit_down() as terminal, at.sit_down(columns=80, lines=24) as colleague:
        at_the_queue(colleague)
        pick_up(terminal)
        known_caller(terminal)
        getattr(own_postgres, away)()
        terminal.until(SILENT, PATIENCE)
        colleague.until(SILENT_SINCE, PATIENCE)
        answer_the_rest(terminal, "断电后服务器没有起来")
        terminal.press("enter")
        terminal.until(KEPT, PATIENCE)
        assert len(at.calls) == 1
        getattr(own_postgres, back)()
        colleague.until("在线", PATIENCE)
        terminal.press("r")
        number = number_shown(terminal)
        assert SILENT not in terminal.text
        terminal.press("enter")
        for each in (terminal, colleague):
            each.until(number, PATIENCE)
            each.until("在线", PATIENCE)
        other = at.shell(
            "ticket", "new", "summary=打印机", "name=李四", "unit=财务部", "category=hardware", "scope=advice"
        )
        for each in (terminal, colleague):
            each.until(other.stdout.strip(), PATIENCE)
    assert [ticket["summary"] for ticket in at.tickets()] == ["断电后服务器没有起来", "打印机"]
    assert not at.calls
    at.examine()


def test_a_call_is_registered_once_after_another_program_held_the_sqlite_file(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    at = office(str(sqlite_path))
    with at.sit_down() as terminal:
        pick_up(terminal)
        known_caller(terminal)
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as greedy:
            greedy.execute("BEGIN EXCLUSIVE")
            answer_the_rest(terminal, "打不开共享文件夹报拒绝访问")
            terminal.press("enter")
            terminal.until(KEPT, PATIENCE)
            greedy.execute("ROLLBACK")
        terminal.press("r")
        number = number_shown(terminal)
        terminal.press("enter")
        terminal.until(rf"{number}.*未派", PATIENCE)
        at_the_queue(terminal)
    [ticket] = at.tickets()
    assert ticket["number"] == number
    assert not at.calls
    at.examine()


def test_leaving_does_not_wait_for_a_database_that_hangs(
    office: Callable[[str], Office], own_postgres: PostgresServer
) -> None:
    at = office(own_postgres.url(own_postgres.new_database()))
    with at.sit_down(columns=80, lines=24) as terminal:
        at_the_queue(terminal)
        own_postgres.freeze()
        terminal.until(SILENT_SINCE, PATIENCE)
        terminal.press("q")
        assert terminal.wait_status(3.0) == 0
        own_postgres.thaw()
