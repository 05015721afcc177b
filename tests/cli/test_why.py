"""`tui-desk ticket why`: what a printer gets, in both languages, and what a program reads."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tests.clock import ClockedStore
from tests.desk.conftest import shanghai
from tui_desk import host
from tui_desk.cli.terminal import cells
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

NUMBER = "TS-20260930-001"
HOSTILE = "等用户回办公室重启电脑,\x1b[2J\x1b]0;x\x07[/b]\u202e" + "很长的原因" * 20
AT = "2026-10-10 10:00"


@pytest.fixture(scope="session")
def _why_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ticket of the evening before National Day 2026, waited for over the first of October, and not solved yet."""
    path = tmp_path_factory.mktemp("why") / "desk.sqlite"
    with open_store(str(path)) as opened:
        store = ClockedStore(opened, shanghai("2026-09-30 17:12:33"))
        desk = Desk(store)
        norm = load_shipped("support-guide")
        lead = desk.set_up(SetUp("东海服务台", "en", "Asia/Shanghai", norm, "林海", "DM001", host.login()))
        answers = {
            "name": "张三",
            "unit": "市场部",
            "category": "software",
            "function_lost": "minor",
            "summary": HOSTILE,
        }
        ticket = desk.register(Call("draft", lead.staff_no, store.at, answers=answers), by=lead)
        store.at = shanghai("2026-09-30 17:30")
        ticket = desk.wait(ticket.number, HOSTILE, by=lead, seen=ticket.version)
        store.at = shanghai("2026-10-01 10:00")
        ticket = desk.go_on(ticket.number, by=lead, seen=ticket.version)
        assert ticket.number == NUMBER
    return path


@pytest.fixture
def paper(here: Here, tmp_path: Path, _why_template: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(shutil.copy(_why_template, tmp_path / "desk.sqlite"))
    return here


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("解决: 14:42到期, 还剩4小时42分工作时间", "low: 优先级 低", "节假日: 国庆节", "补班（10-07 调休）")),
        (
            "en",
            ("Resolve: due 14:42, 4 h 42 min of working time left", "low: Priority Low", "public holiday: Nat"),
        ),
    ],
)
def test_the_reasons_fit_eighty_columns_and_hold_no_control_character(
    paper: Here, language: str, told: tuple[str, ...]
) -> None:
    """SLA-2: as a printer gets it, whatever was typed as the reason of waiting."""
    paper.language = language
    text = paper.good("ticket", "why", NUMBER, "--at", AT)
    assert all(cells(line) <= 80 for line in text.splitlines())
    assert all(character.isprintable() or character == "\n" for character in text)
    for words in told:
        assert words in text
    assert "很长的原因很长的原因" in text


def test_a_program_reads_instants_and_seconds_that_add_up(paper: Here) -> None:
    """SLA-2: each stretch side by side, the counts of all as the target; one milestone alone if asked for."""
    found = json.loads(paper.good("ticket", "why", "20260930-001", "--at", AT, "--json", "--milestone", "resolve"))
    [clock] = found["clocks"]
    assert (found["ticket"], clock["milestone"], clock["rule"], clock["conditions"]) == (
        NUMBER,
        "resolve",
        "low",
        {"priority": ["low"]},
    )
    stretches = [*clock["stretches"], *clock["to_come"]]
    assert [each["begin"] for each in stretches[1:]] == [each["end"] for each in stretches[:-1]]
    assert sum(each["counted_seconds"] for each in clock["stretches"]) == clock["counted_seconds"]
    assert sum(each["counted_seconds"] for each in stretches) == clock["target_seconds"] == 24 * 3600
    waited = next(each for each in stretches if each["because"] == "waiting")
    assert datetime.fromisoformat(waited["end"]) - datetime.fromisoformat(waited["begin"]) == timedelta(hours=16.5)
    assert waited["working_seconds"] == 1800
    assert waited["waiting"]["words"].startswith("等用户")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [((NUMBER, "--at", "bald"), 2), (("TS-19990101-001",), 3)],
)
def test_a_time_or_number_that_is_none_ends_with_its_status(
    paper: Here, arguments: tuple[str, ...], status: int
) -> None:
    """TKT-1: one sentence, no traceback."""
    done = paper.run("ticket", "why", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (status, 1)
