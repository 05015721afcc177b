"""The dispatch board in a shell: people, what calls for a hand, and the ranking with its reasons (TKT-8, DESK-4)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tui_desk import host
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.store import open_store

NAMES = ("赵工", "欧阳工程师")


@pytest.fixture
def at(here: Here, desk_file: Path) -> Here:
    """A shell at a desk with a ticket and two engineers: one on duty with a skill, one off duty."""
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    with open_store(str(desk_file)) as store:
        desk = Desk(store)
        lead, now = desk.sign_in(host.login()), desk.now()
        for number, name in zip(("HW005", "HW006"), NAMES, strict=True):
            desk.put_officer(Officer(number, name, number.lower(), frozenset({Role.ENGINEER})), by=lead)
        until = now + timedelta(hours=3)
        with store.writing() as unit:
            unit.put_shift(Shift("1", "HW005", Post.ENGINEER, "day", now, until, now, "DM001", signed_on_at=now))
        desk.skills.put("HW005", "category", "hardware", 45, by=lead)
        answers = {
            "name": "张三",
            "unit": "财务部",
            "summary": "打印机\x1b[31m不响应",
            "category": "hardware",
            "scope": "department",
        }
        desk.register(Call("d1", "DM001", now, answers=answers), by=lead)
    return here


def test_the_board_is_told_in_columns_of_cells(at: Here) -> None:
    """TKT-8, DESK-3: seats, people, tickets; Chinese names take two cells a character."""
    seats, _, heads, *rest = at.good("board").splitlines()
    assert seats == "0 users need 0 hotline seats; 0 at the hotline, 1 on duty."
    assert heads.split() == ["officer", "does", "since", "until", "load", "unsettled", "where", "skills"]
    on_duty, *off, _, tickets, ticket = rest
    assert on_duty.split()[:3] == ["HW005", "赵工", "free"]
    assert on_duty.endswith("Hardware L5")
    assert [line.split()[0] for line in off] == ["DM001", "HW006"]
    (wide,) = (line for line in off if "欧阳工程师" in line)
    assert heads.index("does") == on_duty.index("free") + 2 == wide.index("off duty") + 5
    assert tickets.split()[:2] == ["calls", "because"]
    assert ticket.split()[0] == "unassigned"
    assert "\x1b" not in ticket


def test_the_ranking_is_told_with_reasons_and_their_points(at: Here) -> None:
    """TKT-8, DESK-4: "Hardware L5, free, until 18:00"; a reason asked is told."""
    told = at.good("board", "rank", "001")
    assert "  1. HW005 赵工  50  Hardware L5, free, until" in told
    assert "\n       +40  Hardware L5\n" in told
    assert "\n      -100  off duty\n" in told
    assert "?  欧阳工程师 is off duty. Why all the same?" in told


def test_a_script_gets_people_tickets_and_ranks_as_json(at: Here) -> None:
    """TKT-8: fields that stay as they are."""
    board = json.loads(at.good("board", "--json"))
    assert [(each["staff_no"], each["doing"], each["on_duty"]) for each in board["people"]] == [
        ("DM001", "off", False),
        ("HW005", "free", True),
        ("HW006", "off", False),
    ]
    assert board["people"][1]["skills"] == [{"subject": "category", "name": "hardware", "score": 45}]
    assert [each["calls"] for each in board["tickets"]] == ["unassigned"]
    assert board["hotline"]["calls"] == 0
    assert board["seats"] == {"users": 0, "needed": 0, "at_hotline": 0, "on_duty": 1}
    ranked = json.loads(at.good("board", "rank", board["tickets"][0]["number"], "--json"))["ranked"]
    assert [(each["staff_no"], each["asks"]) for each in ranked] == [
        ("HW005", ""),
        ("DM001", "off_duty"),
        ("HW006", "off_duty"),
    ]
    for each in ranked:
        assert each["points"] == sum(reason["points"] for reason in each["reasons"])
        assert all(reason["words"] for reason in each["reasons"])


def test_a_ticket_that_is_not_there_is_said(at: Here) -> None:
    """TKT-8."""
    assert at.run("board", "rank", "IT-9").returncode == 3
