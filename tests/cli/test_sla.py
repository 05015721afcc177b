"""Forecast, compliance and what-if in a shell (DESK-8)."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tests.norms.writing import HEAD, write
from tui_desk import host
from tui_desk.cli.terminal import cells
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.store import open_store

LEVELS = """
title = { zh = "一小时解决", en = "An hour" }
levels = [{ priority = "high", targets = { resolve = { within = "1h", calendar = "always" } } }]
"""


@pytest.fixture(autouse=True)
def _desk_of_tickets(desk_file: Path, here: Here) -> None:
    """A desk with a ticket that is solved after two hours, and one that is open and soon due."""
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    now = datetime.now(UTC)
    with closing(open_store(str(desk_file))) as store:
        desk = Desk(store)
        officer = desk.sign_in(host.login())
        answers = {"name": "张三", "unit": "市场部", "summary": "断网", "category": "network", "scope": "department"}
        done = desk.register(Call("a", officer.staff_no, now - timedelta(hours=2), answers=answers), by=officer)
        desk.resolve(done.number, "solved", "换线", late_reason="忙", by=officer, seen=done.version)
        desk.register(Call("b", officer.staff_no, now - timedelta(minutes=90), answers=answers), by=officer)


def test_what_will_be_late_is_listed(here: Here) -> None:
    """SLA-1: 高 is to be answered within two hours; CALL-12: the news is owed."""
    (news, soon) = json.loads(here.good("sla", "forecast", "--json"))["rows"]
    assert {news["milestone"], soon["milestone"]} == {"promise", "respond"}
    assert "断网" in here.good("sla", "forecast", "--hours", "1")
    assert "Nothing" in here.good("sla", "forecast", "--hours", "0.01")


def test_compliance_stands_side_by_side_in_80_cells(here: Here, tmp_path: Path) -> None:
    """DESK-8: in both languages; nothing was published."""
    file = write(tmp_path, HEAD + LEVELS)
    asked = ("sla", "simulate", "--norm", str(file), "--from", "yesterday")
    for language in ("en", "zh"):
        here.language = language
        said = here.good(*asked)
        assert max(map(cells, said.splitlines())) <= 80
        assert "0.0%" in said
        assert ("An hour" if language == "en" else "一小时解决") in said
    told = json.loads(here.good(*asked, "--json"))
    (solved,) = [row for row in told["under"] if row["milestone"] == "resolve"]
    assert (solved["met"], solved["late"], solved["cancelled"]) == (0, 2, 0)
    assert (told["tickets"], told["counted"], told["skipped"]) == (2, 2, {})
    report = json.loads(here.good("sla", "report", "--from", "yesterday", "--json"))
    assert [row["milestone"] for row in report["figures"]] == ["respond"]
    assert here.good("norm", "list").count("ours") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "--from", "2020-01-02", "--to", "2020-01-01"), "no time"),
        (("report", "--from", "soon"), "no day"),
        (("simulate", "--norm", "nowhere", "--from", "today"), "nowhere"),
        (("simulate", "--calendar", "always=nights", "--from", "today"), "nights"),
        (("simulate", "--from", "today"), "--norm"),
        (("forecast", "--hours", "x"), "x"),
    ],
)
def test_what_cannot_be_asked_is_said(here: Here, arguments: tuple[str, ...], said: str) -> None:
    """DESK-8."""
    done = here.run("sla", *arguments)
    assert done.returncode != 0
    assert said in done.stderr


def test_no_ticket_at_all_is_said(here: Here) -> None:
    """DESK-8."""
    assert "No ticket" in here.good("sla", "report", "--from", "2020-01-01", "--to", "2020-01-02")
