"""Hostile text in every row of the database: shown harmlessly on every screen, in columns that hold still.

Every byte that the program sends to the terminal is read by a parser that knows what it may send.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.journeys.conftest import (
    ENGINEER,
    LEAD,
    PATIENCE,
    Office,
    at_the_queue,
    pick_up,
    read_back_and_register,
)
from tests.journeys.strict import strangers
from tests.tui.terminal import Terminal

CONTROLS = (
    "\x1b[38;5;201m\x1b[99;99H\x1b[2J\x1b]52;c;SGFjaw==\x07\x1b]0;owned\x1b\\\x1b]8;;http://x\x07\x9b5m\x90q\x9c\x9d0;y\x9c"
    "\x00\x07\x08\x0e\r\x85\u202e\u2066\u200f\u061c\ufeff\u2028\x1b"
)
HOSTILE = f"坏[/closed][@click=app.quit]x[/][B-201]{CONTROLS}שלום e\u0301 한국"
PASTED = re.sub("[\x1b\r\x85\u2028]", "", HOSTILE)
"""Without ESC, at which Textual's parser ends a paste, and on one line."""
BACK = "剩余 +级 +单号"
"""The head of the list: the queue is on top again."""
CODES = {"id", "kind", "number", "draft", "norm", "state", "milestone", "calendar", "by", "norm_code", "assignee"}
"""What in a record names something else; all other words of it are anybody's text."""


def spoil(value: Any, name: str = "") -> Any:
    """The same record with hostile text in every word of it that is not a key or an instant."""
    if isinstance(value, dict):
        return {key: spoil(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [spoil(each, name) for each in value]
    is_text = isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value)
    return f"{value}{HOSTILE}" if is_text and name not in CODES else value


def spoil_labels(value: Any, name: str = "") -> Any:
    """The same norm with hostile text in everything that it says to a person."""
    if isinstance(value, dict):
        return {key: spoil_labels(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [spoil_labels(each, name) for each in value]
    return f"{value}{HOSTILE}" if isinstance(value, str) and name in {"zh", "en"} and value else value


def plant(path: Path, *, megabyte_in: str) -> None:
    """Write hostile text into every table, behind the desk's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        run = connection.execute
        run("UPDATE fact SET value = value || ? WHERE name = 'name'", (HOSTILE,))
        run("UPDATE officer SET name = name || ?, phone = ?", (HOSTILE, HOSTILE))
        columns = "staff_no, name, login, roles, phone, active"
        run(f"INSERT INTO officer ({columns}) VALUES (?, ?, ?, 'engineer', ?, 1)", (HOSTILE,) * 4)
        run("UPDATE person SET name = name || ?, unit = unit || ?", (HOSTILE, HOSTILE))
        for table in ("person", "unit", "call", "message", "ring", "promise"):
            for row, record in run(f'SELECT rowid, record FROM "{table}"').fetchall():
                run(f'UPDATE "{table}" SET record = ? WHERE rowid = ?', (json.dumps(spoil(json.loads(record))), row))
        for version, content in run("SELECT version, content FROM norm").fetchall():
            spoilt = json.dumps(spoil_labels(json.loads(content)))
            run("UPDATE norm SET content = ? WHERE version = ?", (spoilt, version))
        for number, record in run("SELECT number, record FROM ticket").fetchall():
            run("UPDATE ticket SET record = ? WHERE number = ?", (json.dumps(spoil(json.loads(record))), number))
        for event, changes in run("SELECT id, changes FROM event").fetchall():
            spoilt = json.dumps(spoil(json.loads(changes)))
            run("UPDATE event SET changes = ?, note = ? WHERE id = ?", (spoilt, HOSTILE, event))
        for column in ("summary", "requester_name", "requester_unit", "requester_phone", "requester_staff_no"):
            run(f"UPDATE ticket SET {column} = {column} || ?", (HOSTILE,))
        run("UPDATE ticket SET summary = summary || ? WHERE number = ?", ("长" * 1_000_000, megabyte_in))
        run("UPDATE ticket SET assignee = ? WHERE number = ?", (HOSTILE, megabyte_in))


def paste(terminal: Terminal, text: str) -> None:
    """Paste a text as a terminal does."""
    terminal.press(f"\x1b[200~{text}\x1b[201~")


def look_everywhere(terminal: Terminal) -> None:
    """Open every screen that shows rows, and leave it."""
    for keys, seen in (
        (("down",), "未派"),
        (("enter",), "Esc 返回"),
        (("end",), "登记 +DM001|DM001"),
        (("escape",), BACK),
        (("d",), "派给谁"),
        (("escape",), BACK),
        (("r",), "沟通内容"),
        (("escape",), BACK),
        (("p",), "原因"),
        (("escape",), BACK),
        (("e",), "哪个字段|修改"),
        (("escape",), BACK),
        (("?",), "工单列表"),
        (("escape",), BACK),
        ((":",), "一个词找操作"),
        (("escape",), BACK),
        (("/", "closed"), "closed"),
        (("escape",), BACK),
        (("l",), "张明坏"),
        (("enter",), "Esc 返回"),
        (("escape", "escape"), BACK),
        (("b",), "要回话坏"),
        (("enter",), "Esc"),
        (("escape", "escape"), BACK),
        (("u", "6678"), "张明坏"),
        (("escape", "escape"), BACK),
    ):
        terminal.press(*keys)
        terminal.until(seen, PATIENCE)
        terminal.read_until_still(0.2)


def test_planted_rows_send_no_byte_of_theirs_and_move_no_column(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    at = office(str(sqlite_path))
    numbers = []
    for summary in ("断网", "打印机", "密码"):
        answers = ("name=张明", "phone=6678", "staff_no=ZM001", "unit=市场部", "category=network", "scope=core")
        numbers.append(at.shell("ticket", "new", f"summary={summary}", *answers).stdout.strip())
    assert at.shell("message", "leave", "DM001", "要回话", "--name", "张明", "--phone", "6678").returncode == 0
    assert at.shell("unit", "add", "市场部", "--phone", "6000").returncode == 0
    plant(sqlite_path, megabyte_in=numbers[0])
    for columns, lines in ((120, 40), (80, 24)):
        with at.sit_down(columns=columns, lines=lines) as terminal:
            at_the_queue(terminal)
            rows = [terminal.cells(line) for line, text in enumerate(terminal.text.splitlines()) if "IT-" in text[:40]]
            assert len(rows) >= 3
            assert len({row.index("I") for row in rows}) == 1, "one column of numbers"
            look_everywhere(terminal)
            pick_up(terminal)
            terminal.press("enter", "6678")
            terminal.until("6678 *坏|Enter +张明", PATIENCE)
            terminal.press("\x06")
            terminal.read_until_still(0.5)
            assert "张明坏[/closed][@click=app.quit]x[/][B-201]" in terminal.text
            terminal.press("escape")
            terminal.until(BACK, PATIENCE)
            terminal.read_until_still(0.5)
            assert strangers(terminal.sent, columns, lines) == []
        for call in at.calls:
            call.unlink()
    for login in (LEAD, ENGINEER):
        for command in (
            ("ticket", "list"),
            ("ticket", "show", numbers[0]),
            ("officer", "list"),
            ("calls", "list"),
            ("message", "list"),
            ("promises",),
            ("doctor",),
        ):
            said = at.shell(*command, login=login)
            assert strangers(said.stdout.encode().replace(b"\n", b" "), 80, 24) == []
            assert "Traceback" not in said.stderr


def test_hostile_text_pasted_into_a_call_or_typed_in_the_shell_is_stored_harmless(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    at = office(str(sqlite_path))
    with at.sit_down() as terminal:
        pick_up(terminal)
        terminal.press("\r")
        for question in ("姓名", "称谓", "工号", "部门", "现象"):
            if question != "工号":  # a title is chosen, not typed
                paste(terminal, PASTED)
            terminal.press("\r")
            terminal.until(f">{question}", PATIENCE)
        paste(terminal, PASTED + "长" * 300_000)
        terminal.until("个字符已保存，不显示", PATIENCE)
        terminal.press("\r", "1")
        terminal.until(">错误码和提示", PATIENCE)
        paste(terminal, HOSTILE)
        terminal.read_until_still(0.5)
        terminal.press("\x12")
        terminal.until("还缺：影响范围", PATIENCE)
        terminal.press("1")
        terminal.until(">本人报", PATIENCE)
        number = read_back_and_register(terminal)
        terminal.press("enter")
        terminal.until(number, PATIENCE)
        at_the_queue(terminal)
        terminal.press("enter")
        terminal.until("处理过程", PATIENCE)
        terminal.read_until_still(0.5)
        copied = (base64.b64encode(number.encode()),)
        assert strangers(terminal.sent, 120, 40, copied) == []
    answers = [f"{code}={HOSTILE}".replace("\0", "") for code in ("summary", "name", "unit", "phone", "remark")]
    assert at.shell("ticket", "new", *answers, "category=network", "scope=core").returncode == 0
    tickets = {ticket["number"]: ticket for ticket in at.tickets()}
    assert len(tickets[number]["summary"]) > 300_000
    for ticket in tickets.values():
        assert strangers(json.dumps(ticket, ensure_ascii=False).encode(), 80, 24) == []
        for field in ("summary", "requester_name", "requester_unit"):
            assert "坏[/closed][@click=app.quit]x[/][B-201]" in ticket[field]
    at.examine()
