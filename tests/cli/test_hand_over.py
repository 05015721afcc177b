"""Handing a shift over in a shell (DESK-2)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from tests.cli.conftest import Here
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.store import open_store


def on_duty(path: Path) -> None:
    """The one who runs the tests is on duty, and so is 孙悦, until later; a sheet of hers waits."""
    store = open_store(str(path))
    desk, now = Desk(store), store.now()
    lead = desk.officers()[0]
    other = Officer("OP002", "孙悦", "sunyue", frozenset({Role.OPERATOR}))
    desk.put_officer(other, by=lead)
    with store.writing() as writing:
        for staff_no, hours in ((lead.staff_no, 2), (other.staff_no, 1)):
            ends = now + timedelta(hours=hours)
            began = now - timedelta(hours=1)
            turn = Shift(f"s-{staff_no}", staff_no, Post.HOTLINE, "", began, ends, now, "DM001", signed_on_at=began)
            writing.put_shift(turn)
    desk.hand_overs.give(desk.hand_overs.collect(other), other)
    store.close()


def test_a_shift_is_handed_over_and_printed_in_a_shell(here: Here, desk_file: Path) -> None:
    """DESK-2: collected, given, confirmed by place with a remark, printed with every item; each refusal its status."""
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    answers = (
        "name=张三",
        "unit=市场部",
        "phone=5678",
        "summary=打印机不工作",
        "category=hardware",
        "scope=department",
    )
    number = here.good("ticket", "new", *answers).strip()
    assert here.run("hand-over", "give").returncode == 61  # on duty in no shift
    on_duty(desk_file)
    mine = json.loads(here.good("hand-over", "show", "--json"))
    assert [(item["kind"], number in item["words"]) for item in mine["items"]] == [("changed", True)]
    given = here.good("hand-over", "give", "钥匙在抽屉").strip()
    assert here.run("hand-over", "confirm", given).returncode == 58
    assert here.run("hand-over", "confirm", "none").returncode == 57
    (theirs,) = {line.split()[0] for line in here.good("hand-over", "list").splitlines() if line.endswith("*")}
    assert here.run("hand-over", "confirm", theirs, "9").returncode == 57
    here.good("hand-over", "confirm", theirs, "1", "--remark", "已核对")
    assert here.run("hand-over", "confirm", theirs).returncode == 59
    assert "已核对" in here.good("hand-over", "show", theirs)
    text = here.good("hand-over", "print", theirs, "--text")
    assert "已核对" in text
    assert number in text.replace("\n", "")
    here.good("hand-over", "print", given)
    with ZipFile(here.home / f"{given}.docx") as word:
        assert "钥匙在抽屉" in word.read("word/document.xml").decode()
