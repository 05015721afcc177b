"""`tui-desk ticket dispatch|accept|decline|take|seen` and `tui-desk said`, from the shell (SITE-2, SITE-4)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Here
from tests.cli.test_commands import ANSWERS, SUMMARY


@pytest.fixture
def at_desk(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    here.good("officer", "add", "chen", "--name", "陈工", "--staff-no", "SW003", "--role", "engineer")
    return here


def shown(at_desk: Here, number: str) -> dict[str, Any]:
    ticket: dict[str, Any] = json.loads(at_desk.good("ticket", "show", number, "--json"))
    return ticket


def test_tickets_are_offered_together_accepted_and_sent_back(at_desk: Here) -> None:
    """SITE-2: one command for several; what an engineer says on the telephone is noted as of when it was said."""
    first = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    second = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    told = at_desk.good("ticket", "dispatch", "1", "2", "--to", "SW003", "--advice", "先查账号")
    assert "offered to 陈工, to be accepted by" in told
    at_desk.good("ticket", "accept", "1", "--at", "-0m")
    at_desk.good("ticket", "decline", "2", "--reason", "手上有紧急单")
    offers = [shown(at_desk, number)["offers"][-1] for number in (first, second)]
    assert [(offer["answer"], offer["advice"]) for offer in offers] == [
        ("accepted", "先查账号"), ("declined", "先查账号"),
    ]  # fmt: skip
    assert shown(at_desk, second)["assignee"] is None
    at_desk.good("ticket", "take", "2")
    assert shown(at_desk, second)["offers"][-1]["answer"] == "accepted"


def test_a_line_is_noted_or_what_is_missing_is_said(at_desk: Here) -> None:
    """SITE-4: the same words as in the palette; nothing is noted with --dry-run."""
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    at_desk.good("ticket", "dispatch", "1", "--to", "SW003")
    assert number in at_desk.good("said", "--dry-run", "陈工 到场 1")
    assert shown(at_desk, number)["stamps"].keys() <= {"handover"}
    assert "Noted: 陈工" in at_desk.good("said", "chengong", "出发", number, "-0m")
    assert "depart" in shown(at_desk, number)["stamps"]
    for line, told in (
        ("陈工 001", "no deed in it"),
        ("SW003 到场 77", "no ticket 77"),
        ("SW003 接单 1", "not offered"),
    ):
        refused = at_desk.run("said", line)
        assert (refused.returncode, told in refused.stderr) == (2, True), refused.stderr
    assert at_desk.run("ticket", "accept", "1").returncode == 5
    assert at_desk.run("ticket", "seen", "1").returncode == 5
