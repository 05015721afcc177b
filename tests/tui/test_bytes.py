"""What the queue costs on the line, in a real terminal: bytes a key, bytes a second, and that every row is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.tui.terminal import Terminal, python
from tui_desk import host
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

TICKETS = 60
COUNTED = 34
"""How many of them are in their last minutes: a screenful of countdowns that move every second."""


@pytest.fixture
def queue(sqlite_path: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The queue of a busy desk on a wide terminal."""
    with open_store(str(sqlite_path)) as store:
        desk = Desk(store)
        lead = desk.set_up(
            SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", host.login())
        )
        now = datetime.now(UTC)
        for number in range(TICKETS):
            answers = {
                "name": f"张{number}",
                "unit": "市场部",
                "category": "network",
                "scope": "core",
                "summary": f"断网{number}",
            }
            ticket = desk.register(Call(f"draft-{number}", lead.staff_no, now, answers=answers), by=lead)
            if number < COUNTED:
                desk.promise(ticket.number, "回电", now + timedelta(minutes=4, seconds=number), by=lead)
    environment = {"HOME": str(tmp_path), "TUI_DESK_LANG": "zh_CN", "PYTHONPATH": str(Path.cwd())}
    command = python("tui_desk", "--database", str(sqlite_path))
    with Terminal(command, columns=120, lines=40, environment=environment) as terminal:
        terminal.until(f"1/{TICKETS}")
        terminal.read(1.5)
        yield terminal


def test_a_screenful_of_countdowns_costs_at_most_a_kilobyte_a_second(queue: Terminal) -> None:
    assert sum(":" in line[:8] for line in queue.text.splitlines()) >= COUNTED - 2
    sent = queue.read(4)
    assert len(sent) / 4 <= 1000


def test_a_telephone_that_rings_and_what_is_owed_stay_within_a_kilobyte_a_second(
    queue: Terminal, sqlite_path: Path
) -> None:
    """CALL-5, CALL-11: two alerts that count and a line that counts down cost little more than the queue alone."""
    with open_store(str(sqlite_path)) as store:
        desk = Desk(store)
        for number in ("8003", "8004"):
            desk.rings.announce(number, lasts=timedelta(minutes=5))
        queue.until("8004")
        queue.read(1.5)
        assert len(queue.read(4)) / 4 <= 1000


def test_an_arrow_key_costs_at_most_fifteen_hundred_bytes_and_the_pane_six_thousand(queue: Terminal) -> None:
    keys, panes = [], []
    for _ in range(8):
        queue.press("down")
        keys.append(len(queue.read(0.1)))
        panes.append(len(queue.read(0.6)))
    assert median(keys) <= 1500
    assert max(panes) <= 6000


def test_every_row_is_right_after_scrolling_up_and_down(queue: Terminal) -> None:
    before = [line[10:60] for line in queue.text.splitlines()]
    queue.press("end")
    queue.until(f"{TICKETS}/{TICKETS}")
    queue.press("home")
    queue.until(f"1/{TICKETS}")
    queue.read_until_still(0.3)
    assert [line[10:60] for line in queue.text.splitlines()] == before
