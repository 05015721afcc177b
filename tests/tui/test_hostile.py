"""No control byte of anybody's text reaches the terminal, whatever shows it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tui.conftest import SIZES, MakeApp, Scene, drive, seen, settle
from tests.tui.leaky import HOSTILE
from tests.tui.terminal import Terminal, python
from tui_desk import host
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

POINTER_SHAPE = re.compile(rb"\x1b\]22;[a-z-]*\x07")  # Textual itself sends it
CONTROLS = re.compile(
    rb"\x1b\[38;5;201m|\x1b\]52|\xc2[\x80-\x9f]|\x00|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\x07|\x1b\[2J\x1b\[H"
)


def controls(sent: bytes) -> list[bytes]:
    """Control sequences that came from a text."""
    return CONTROLS.findall(POINTER_SHAPE.sub(b"", sent))


def plant(path: Path, text: str) -> None:
    """Write a text into every field of the first ticket, behind the desk's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for column in ("summary", "requester_name", "requester_unit", "requester_phone", "assignee"):
            connection.execute(f"UPDATE ticket SET {column} = ? WHERE id = 1", (text.replace("\x00", ""),))


def test_the_guard_at_the_exit_stops_what_no_widget_cleaned() -> None:
    with Terminal(python("tests.tui.leaky"), 100, 40) as terminal:
        terminal.until("ready")
        terminal.read_until_still()
        assert "SGFjaw==" in terminal.text, "the words stay"
        assert controls(terminal.sent) == []


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE + "很长" * 500_000], ids=["hostile", "a megabyte of it"])
def test_rows_planted_in_the_database_are_shown_harmlessly_on_every_screen(
    sqlite_path: Path, tmp_path: Path, text: str
) -> None:
    with open_store(str(sqlite_path)) as store:
        desk = Desk(store)
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", host.login())
        lead = desk.set_up(plan)
        for number in range(3):
            answers = {"name": "张三", "unit": "市场部", "category": "network", "scope": "core", "summary": "断网"}
            desk.register(Call(f"draft-{number}", lead.staff_no, desk.now(), answers=answers), by=lead)
    plant(sqlite_path, text)
    environment = {"HOME": str(tmp_path), "TUI_DESK_LANG": "zh_CN", "PYTHONPATH": str(Path.cwd())}
    command = python("tui_desk", "--database", str(sqlite_path))
    with Terminal(command, 120, 40, environment=environment) as terminal:
        terminal.until("断网")
        for keys in (("down",), ("up",), ("/", *"断网"), ("escape",), ("enter",), ("escape",), ("?",), ("escape",)):
            terminal.press(*keys)
            terminal.read(0.5)
        assert "ab" in terminal.text
        assert controls(terminal.sent) == []
        terminal.press("q")
        assert terminal.wait_status(10) == 0


def test_hostile_words_do_not_move_the_columns(make_app: MakeApp, scene: Scene) -> None:
    app = make_app()
    plant(scene.path, "[/closed][@click=app.quit]退出[/] [B-201] \u202e\x1b[31m中文宽度")

    async def play(_: Any) -> None:
        rows = [line for line in seen(app).splitlines()[4:] if "IT-2026" in line]
        cells = [sum(2 if ord(c) > 0x1100 else 1 for c in row[: row.index("IT-2026")]) for row in rows]
        assert len(set(cells)) == 1
        assert "[/closed][@click" in rows[0]

    drive(app, play)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_hostile_queue_looks_as_before(
    make_app: MakeApp, snap_compare: Any, scene: Scene, size: tuple[int, int]
) -> None:
    app = make_app()
    plant(scene.path, "[/closed][@click=app.quit]退出[/] [B-201] \u202e\x1b[31m中文宽度")
    assert snap_compare(app, terminal_size=size, run_before=settle)
