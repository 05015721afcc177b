"""`tui-desk` in a real terminal: the first run, the demo, and what keeps a desk from opening."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Shell, set_up
from tests.tui.terminal import Terminal, python
from tui_desk import bootstrap, host
from tui_desk.domain.officer import Role

READY = 20.0
"""Seconds that a program may take to draw, on a machine that is busy with other tests."""


def at(shell: Shell, *arguments: str, columns: int = 80) -> Terminal:
    """tui-desk in a terminal of its own, with the shell's home and language."""
    size = {"COLUMNS": str(columns), "LINES": "24"}
    return Terminal(python("tui_desk", *arguments), columns=columns, environment=shell.environment | size)


def test_enter_through_the_first_run_and_you_are_in(shell: Shell) -> None:
    with at(shell) as terminal:
        terminal.until("Staff number", READY)
        for _ in range(6):
            terminal.press("enter")
            terminal.read_until_still()
        terminal.until("IT duty desk.*online", READY)
        terminal.press("\x11")
        assert terminal.wait_status(READY) == 0
    [officer] = json.loads(shell.good("officer", "list", "--json"))
    assert officer["login"] == host.login()
    assert set(officer["roles"]) == set(Role)
    assert 'language = "en"' in shell.config.read_text()


def test_the_first_run_speaks_the_language_just_chosen_and_so_does_the_desk(shell: Shell) -> None:
    with at(shell) as terminal:
        terminal.until("Staff number", READY)
        terminal.press("1")
        terminal.until("值班台名称 +IT 值班台")
        terminal.press("\x12")
        terminal.until("IT 值班台.*全部角色", READY)
    shell.language = ""
    assert "没有未关闭的工单" in shell.good("ticket", "list")


def test_what_is_typed_takes_the_place_of_what_was_only_suggested(shell: Shell) -> None:
    with at(shell) as terminal:
        terminal.until("Staff number", READY)
        terminal.press("down", "Blue Sails", "down")
        terminal.until("Desk name +Blue Sails")
        terminal.press("up", " 2")
        terminal.until("Desk name +Blue Sails 2")


def test_a_time_zone_that_does_not_exist_is_said_where_it_is_typed(shell: Shell) -> None:
    with at(shell) as terminal:
        terminal.until("Staff number", READY)
        terminal.press("down", "down", "Nowhere", "enter")
        terminal.until("Nowhere” is no time zone")
        assert "Staff number" in terminal.text


def test_leaving_the_first_run_makes_no_desk(shell: Shell) -> None:
    with at(shell) as terminal:
        terminal.until("Staff number", READY)
        terminal.press("escape")
        assert terminal.wait_status(READY) == 0
    assert shell.run("ticket", "list").returncode == 26


def test_what_keeps_the_desk_from_opening_ends_on_the_shell(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("bread, milk\n" * 100)
    strange = set_up(tmp_path / "shared.sqlite", login="somebody-else")
    for place, status, words in ((tmp_path / "notes.txt", 23, "another program"), (strange, 27, "officer add")):
        with at(shell, "--database", str(place), columns=200) as terminal:
            assert terminal.wait_status(READY) == status
            assert words in terminal.text
            assert "Traceback" not in terminal.text


def test_the_demo_shows_every_state_and_a_second_terminal_opens_the_same_desk(shell: Shell, tmp_path: Path) -> None:
    shell.language = "zh"
    place = str(tmp_path / "demo.sqlite")
    with at(shell, "demo", "--database", place, columns=120) as first:
        first.until("超时 [1-9]", READY)
        assert re.search(r"-\d+m !! 紧急", first.text)
        with at(shell, "--database", place, columns=120) as second:
            second.until("超时 [1-9]", READY)
            number = shell.good("--database", place, "ticket", "new", *NEWS).strip()
            for terminal in (first, second):
                terminal.until(number)
    states = {row["state"] for row in json.loads(shell.good("--database", place, "ticket", "list", "--json"))}
    assert states == {"open", "waiting", "resolved", "closed"}


NEWS = ("summary=机房空调停了", "name=褚健", "unit=行政部", "category=hardware", "scope=core")


@pytest.mark.parametrize("ending", ["ctrl+q", "hung up", "terminated"])
def test_the_demos_own_place_is_gone_afterwards(shell: Shell, tmp_path: Path, ending: str) -> None:
    shell.variables["TMPDIR"] = str(tmp_path)
    with at(shell, "demo") as terminal:
        terminal.until("Donghai", READY)
        assert list(tmp_path.glob("tui-desk-demo-*"))
        if ending == "ctrl+q":
            terminal.press("\x11")
        else:
            os.kill(terminal.pid, signal.SIGHUP if ending == "hung up" else signal.SIGTERM)
        assert terminal.wait_status(READY) == 0
    assert not list(tmp_path.glob("tui-desk-demo-*"))


def test_the_demo_does_not_write_into_a_real_desk(shell: Shell, desk_file: Path) -> None:
    with at(shell, "demo", "--database", str(desk_file), columns=200) as terminal:
        assert terminal.wait_status(READY) == 23
        assert "real desk" in terminal.text
    with sqlite3.connect(desk_file) as database:
        assert database.execute("SELECT count(*) FROM ticket").fetchone() == (0,)


@pytest.mark.parametrize("name", ["TEXTUAL_DRIVER", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT_LOCATION", "BROWSER"])
def test_the_doors_of_a_locked_down_session_are_shut(name: str) -> None:
    environment = {name: "/tmp/door", "TERM": "xterm"}
    bootstrap.close_doors(environment)
    assert environment == {"TERM": "xterm"}
