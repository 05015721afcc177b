"""Closing the loop in a shell (DESK-6, TKT-17)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tui_desk.desk.desk import Desk
from tui_desk.store import open_store


@pytest.fixture
def number(here: Here, desk_file: Path) -> str:
    """A ticket that another officer solved, so that the one who runs the tests may call its user."""
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    answers = (
        "name=张三",
        "unit=市场部",
        "phone=5678",
        "summary=打印机不工作",
        "category=hardware",
        "scope=department",
    )
    return here.good("ticket", "new", *answers).strip()


def open_ones(here: Here, *family: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(here.good(*(family or ("follow-up",)), "list", "--json"))
    return found


def test_a_complaint_goes_its_way_in_a_shell(here: Here, number: str) -> None:
    """DESK-6: taken with its cause, answered, called back, done; once for one id; each refusal has its status."""
    take = ("complaint", "take", "太慢", "--ticket", number, "--cause", "slow", "--id", "c1")
    id_ = here.good(*take).strip()
    assert here.good(*take).strip() == id_ == f"{number}/complaint/c1"
    assert here.run("complaint", "take", "太慢").returncode == 2
    assert here.run("complaint", "take", "太慢", "--name", "x", "--cause", "none").returncode == 2
    (found,) = open_ones(here, "complaint")
    assert (found["person"], found["stage"], found["cause"]) == ("张三", "taken", "slow")
    assert here.run("follow-up", "done", id_).returncode == 56
    here.good("complaint", "assign", id_, "DM001", "请核实")
    here.good("complaint", "answer", id_, "已加派人手")
    assert here.run("follow-up", "done", id_).returncode == 55
    assert here.run("follow-up", "give-up", id_, "不接").returncode == 52
    here.good("follow-up", "attempt", id_, "reached", "接受")
    assert "done" in here.good("follow-up", "done", number, "接受")
    assert here.run("follow-up", "attempt", id_, "missed").returncode == 54
    assert here.run("follow-up", "attempt", "none", "missed").returncode == 50
    assert open_ones(here) == []
    report = json.loads(here.good("follow-up", "report", "--json"))
    assert (report["complaints"], report["done"]) == ({"slow": 1}, 1)
    assert "Slow" in here.good("follow-up", "report")


def test_the_list_names_who_may_not_call(here: Here, number: str, desk_file: Path) -> None:
    """DESK-6: whoever solved it is refused with a status of its own; a mark that is none, too."""
    store = open_store(str(desk_file))
    desk = Desk(store)
    seen = desk.ticket(number).ticket.version
    desk.resolve(number, "solved", "换了硒鼓", by=desk.officers()[0], seen=seen)
    store.close()
    (found,) = open_ones(here)
    assert (found["kind"], found["not_by"]) == ("confirm", ["DM001"])
    assert "not by you" in here.good("follow-up", "list")
    assert here.run("follow-up", "attempt", str(found["id"]), "missed").returncode == 51
    assert here.run("follow-up", "marks", str(found["id"]), "service=x").returncode == 2
