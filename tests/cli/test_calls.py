"""The call log in a shell (CALL-1, CALL-13, CALL-15, TKT-15)."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tui_desk import host
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End, Hold
from tui_desk.store import open_store

NOW = datetime.now(UTC)
IDENTITY = "11010519491231002X"


@pytest.fixture
def desk_of_calls(desk_file: Path) -> Path:
    """A desk with a call that was answered late and hung up, an older silent one, and a ticket."""
    with closing(open_store(str(desk_file))) as store:
        desk = Desk(store)
        officer = desk.sign_in(host.login())
        desk.calls.finish(
            Call(
                "7f3a2c1e", officer.staff_no, NOW, answers={"name": "秦悦", "summary": f"身份证{IDENTITY}查不到"},
                phases={"rang": NOW - timedelta(seconds=20), "answered": NOW},
                holds=(Hold(NOW, NOW + timedelta(seconds=30)),), end=End.HUNG_UP, ended_at=NOW + timedelta(seconds=90),
            ),
            by=officer,
        )  # fmt: skip
        old = NOW - timedelta(days=3)
        desk.calls.finish(Call("aaaaaaa1", officer.staff_no, old, end=End.SILENT, ended_at=old), by=officer)
        answers = {"name": "张三", "unit": "市场部", "summary": "断网", "category": "network", "scope": "core"}
        desk.register(Call("bbbbbbb1", officer.staff_no, NOW - timedelta(days=2), answers=answers), by=officer)
    return desk_file


def test_calls_are_listed_shown_and_added_up(desk_of_calls: Path, shell: Shell) -> None:
    """CALL-1, CALL-15: filters; figures in seconds; nothing private leaves the desk (TKT-15)."""
    database = ("--database", str(desk_of_calls))
    listed = json.loads(shell.good("calls", "list", "--since", "yesterday", "--json", *database))
    assert [(call["reference"], call["end"], call["late"]) for call in listed] == [("D7F3A2C1", "hung_up", True)]
    assert (listed[0]["waited"], listed[0]["handle_time"], listed[0]["held"]) == (20.0, 90.0, 30.0)
    shown = shell.good("calls", "show", "d7f3a2c1", *database)
    assert "hung up early" in shown
    assert IDENTITY not in shown + json.dumps(listed)
    figures = json.loads(shell.good("calls", "figures", "--end", "silent", "--end", "hung_up", "--json", *database))
    assert (figures["calls"], figures["late"], figures["answer_speed"]) == (2, 1, 20.0)
    report = json.loads(shell.good("calls", "report", "--json", *database))
    assert (report["total"]["calls"], report["officers"]["DM001"]["late"]) == (1, 1)


def test_a_ticket_is_shown_by_its_reference_and_a_call_without_one_too(desk_of_calls: Path, shell: Shell) -> None:
    """CALL-13: 待编号 stays searchable for ever."""
    database = ("--database", str(desk_of_calls))
    assert json.loads(shell.good("ticket", "show", "dbbbbbbb", "--json", *database))["summary"] == "断网"
    assert "秦悦" in shell.good("ticket", "show", "D7F3A2C1", *database)
    gone = shell.run("calls", "show", "D0000000", *database)
    assert (gone.returncode, "D0000000" in gone.stderr) == (16, True)
    assert shell.run("calls", "list", "--end", "gone", *database).returncode == 2
