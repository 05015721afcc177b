"""A desk as its people meet it: terminals with real processes, each person with a home, one database for all.

office     makes an `Office`: 东海服务台 in a database of either kind, with an operator, an engineer and a known caller
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tui.directory import ZHANG
from tests.tui.terminal import Terminal, python
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.officer import Officer, Role
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds that anything may take on a machine that is busy with other tests."""
LEAD, ENGINEER = "limin", "sw003"
NUMBER = r"IT-\d{8}-\d{3}"
QUEUE = r"n 来电"
"""The key bar of an operator's queue: the desk is open."""
FIRST_QUESTION = "铃响次数"


@dataclass
class Office:
    """Where the people of one desk sit. `environment` is what their programs find."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        """Chinese, and nothing of who runs the tests."""
        ours = {name: "" for name in os.environ if name.startswith(("XDG_", "TUI_DESK_"))}
        return {**ours, "HOME": str(self.home), "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT)}

    def command(self, login: str, *arguments: str) -> list[str]:
        """How `login` starts tui-desk."""
        return python("tests.journeys.seat", login, "--database", self.database, *arguments)

    def sit_down(self, login: str = LEAD, columns: int = 120, lines: int = 40) -> Terminal:
        """A terminal in which `login` has started the desk."""
        return Terminal(self.command(login), columns, lines, self.environment)

    def shell(self, *arguments: str, login: str = LEAD) -> subprocess.CompletedProcess[str]:
        """tui-desk without a screen."""
        return subprocess.run(
            self.command(login, *arguments),
            env={**os.environ, **self.environment},
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def tickets(self) -> list[dict[str, Any]]:
        """Every ticket of the queue, with its history."""
        listed = json.loads(self.shell("ticket", "list", "--json").stdout)
        return [json.loads(self.shell("ticket", "show", row["number"], "--json").stdout) for row in listed]

    def examine(self) -> None:
        """The doctor finds nothing; it says so."""
        said = self.shell("doctor")
        assert said.returncode == 0, said.stdout + said.stderr

    @property
    def calls(self) -> list[Path]:
        """The files of calls that led to no ticket yet."""
        return list(self.home.glob(".local/state/tui-desk/calls/*.call"))


@pytest.fixture
def office(tmp_path: Path) -> Callable[[str], Office]:
    """Sets a desk up in a database."""

    def set_up(database: str) -> Office:
        with closing(open_store(database)) as store:
            desk = Desk(store)
            plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LEAD)
            lead = desk.set_up(plan)
            engineer = Officer("SW003", "陈工", ENGINEER, frozenset({Role.ENGINEER}), phone="8003")
            desk.put_officer(engineer, by=lead)
            desk.directory.put_person(ZHANG)
        home = tmp_path / "home"
        home.mkdir()
        return Office(home, database)

    return set_up


def at_the_queue(terminal: Terminal) -> None:
    """Wait for the desk to be open."""
    terminal.until(QUEUE, PATIENCE)
    terminal.read_until_still(0.2)


def pick_up(terminal: Terminal) -> None:
    """Take a new call."""
    at_the_queue(terminal)
    terminal.press("n")
    terminal.until(FIRST_QUESTION, PATIENCE)


def known_caller(terminal: Terminal) -> None:
    """Answer nothing but the telephone, and let the directory do the rest."""
    terminal.press("enter", "6678")
    terminal.until("Enter +张明", PATIENCE)
    terminal.press("enter")
    terminal.until(r">\*?现象", PATIENCE)


def read_back_and_register(terminal: Terminal) -> str:
    """From the questions to the number."""
    terminal.press("\x12")
    terminal.until("a 全对", PATIENCE)
    terminal.press("a")
    terminal.until("按 Enter 登记", PATIENCE)
    terminal.press("enter")
    return number_shown(terminal)


def number_shown(terminal: Terminal) -> str:
    """The number on the screen that tells it."""
    terminal.until("请记一下", PATIENCE)
    found = re.search(NUMBER, terminal.text)
    assert found
    return found[0]
