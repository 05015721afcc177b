"""A shared account in real terminals: the PIN is asked unseen, and stands nowhere afterwards (CALL-2, DESK-12)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.tui.terminal import Terminal, python
from tui_desk import host
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.store import open_store

READY = 20.0
LEAD_PIN, FANG_PIN, YANG_PIN = "482719305", "915360274", "730264918"
"""Long enough to stand nowhere by chance."""


@pytest.fixture
def seat(shell: Shell, desk_file: Path) -> Shell:
    """林海 and 王芳 share the account of this user."""
    desk = Desk(open_store(str(desk_file)))
    lead = desk.officers()[0]
    desk.seats.set_pin("DM001", LEAD_PIN, by=lead)
    desk.put_officer(Officer("OP001", "王芳", host.login(), frozenset({Role.OPERATOR})), by=lead, pin=FANG_PIN)
    desk.store.close()
    return replace(shell, variables={"TUI_DESK_DATABASE": str(desk_file)})


def at(shell: Shell, *arguments: str) -> Terminal:
    """tui-desk in a terminal of its own."""
    return Terminal(python("tui_desk", *arguments), environment=shell.environment)


def pin_file(shell: Shell, pin: str, mode: int = 0o600) -> Path:
    """A file that holds a PIN."""
    file = shell.home / "pin"
    file.touch(mode)
    file.chmod(mode)
    file.write_text(f"{pin}\n")
    return file


def traces(folder: Path, *pins: str) -> list[str]:
    """The files below a folder that hold one of the PINs."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return [str(file) for file in files if any(pin.encode() in file.read_bytes() for pin in pins)]


def test_officers_get_pins_and_share_an_account(shell: Shell, desk_file: Path, tmp_path: Path) -> None:
    """CALL-2: from the first PIN to two officers at one account, each typed unseen and twice."""
    shell.variables["TUI_DESK_DATABASE"] = str(desk_file)
    refused = shell.run("officer", "add", host.login(), "--staff-no", "OP001", "--name", "王芳")
    assert refused.returncode == 36
    assert "林海 (DM001), 王芳 (OP001)" in refused.stderr
    assert "tui-desk officer pin" in refused.stderr
    with at(shell, "officer", "pin") as terminal:
        terminal.until("New PIN of 林海", READY)
        terminal.press("1234\r")
        terminal.until("once more")
        terminal.press("1234\r")
        terminal.until("others would try it first", READY)
    with at(shell, "officer", "pin") as terminal:
        terminal.until("New PIN of 林海", READY)
        terminal.press(f"{LEAD_PIN}\r")
        terminal.until("once more")
        terminal.press(f"{LEAD_PIN}\r")
        terminal.until("林海 .DM001. has a new PIN", READY)
        assert LEAD_PIN.encode() not in terminal.sent
    with at(shell, "officer", "add", host.login(), "--staff-no", "OP001", "--name", "王芳", "--pin") as terminal:
        for prompt in ("New PIN of 王芳", "once more"):
            terminal.until(prompt, READY)
            terminal.press(f"{FANG_PIN}\r")
        terminal.until("王芳 .OP001. is now an officer", READY)
        assert FANG_PIN.encode() not in terminal.sent
    assert not traces(tmp_path, LEAD_PIN, FANG_PIN)


def test_the_shell_asks_who_one_is_and_for_the_pin(seat: Shell) -> None:
    """DESK-12; a script reads it from a file that nobody else may read."""
    alone = seat.run("ticket", "list")
    assert alone.returncode == 34
    assert "DM001 林海, OP001 王芳" in alone.stderr
    assert "--as STAFF_NO" in alone.stderr
    assert seat.run("--as", "OP009", "ticket", "list").returncode == 35
    assert seat.run("--as", "OP001", "ticket", "list").returncode == 40, "there is no terminal to ask on"
    with at(seat, "--as", "OP001", "officer", "list") as terminal:
        terminal.until("PIN of 王芳", READY)
        terminal.press(f"{FANG_PIN}\r")
        terminal.until("staff number", READY)
        assert FANG_PIN.encode() not in terminal.sent
    file = pin_file(seat, FANG_PIN)
    assert "No ticket is open" in seat.good("--as", "OP001", "--pin-file", str(file), "ticket", "list")
    seat.variables |= {"TUI_DESK_AS": "OP001", "TUI_DESK_PIN_FILE": str(file)}
    file.chmod(0o640)
    open_to_others = seat.run("ticket", "list")
    assert open_to_others.returncode == 39
    assert "0600" in open_to_others.stderr
    file.chmod(0o600)
    link = seat.home / "link"
    link.symlink_to(file)
    assert seat.run("--pin-file", str(link), "ticket", "list").returncode == 39
    file.write_text("000000\n")
    wrong = seat.run("ticket", "list")
    assert wrong.returncode == 37
    assert "000000" not in wrong.stderr


def test_an_officer_is_taken_off_the_desk_and_put_back(seat: Shell) -> None:
    """DESK-14: the history stays; who changed over and every wrong PIN is on record (DESK-12)."""
    lead = ("--as", "DM001", "--pin-file", str(pin_file(seat, LEAD_PIN)))
    assert "off the desk" in seat.good(*lead, "officer", "deactivate", "OP001")
    listed = json.loads(seat.good("officer", "list", "--json"))
    assert {each["staff_no"]: each["active"] for each in listed} == {"DM001": True, "OP001": False}
    assert "at the desk again" in seat.good("officer", "activate", "OP001")
    file = pin_file(seat, "000000")
    assert seat.run("--as", "OP001", "--pin-file", str(file), "officer", "list").returncode == 37
    pin_file(seat, LEAD_PIN)
    log = json.loads(seat.good(*lead, "officer", "seats", "--json"))
    assert [(each["officer"], each["event"]) for each in log[:3]] == [
        ("DM001", "taken"),
        ("OP001", "refused"),
        ("DM001", "taken"),
    ]
    assert log[0]["place"]
    shown = seat.good(*lead, "officer", "seats")
    assert "wrong PIN" in shown
    assert LEAD_PIN not in shown
    ambiguous = seat.run(*lead, "officer", "role", host.login(), "--role", "operator")
    assert ambiguous.returncode == 2, "the login is not one officer's"
    assert "DM001, OP001" in ambiguous.stderr


def test_the_pin_stands_nowhere_after_a_day_at_the_seat(seat: Shell, desk_file: Path, tmp_path: Path) -> None:
    """DESK-12: not on the terminal, in the journal, the log or the database; a wrong one and a lock on the way."""
    with at(seat) as terminal:
        terminal.until("Who sits here", READY)
        terminal.press("up", YANG_PIN, "enter")
        terminal.until("not the PIN of", READY)
        terminal.press(LEAD_PIN, "enter")
        terminal.until("online", READY)
        terminal.press("n")
        terminal.until("Rings", READY)
        terminal.press("2\r", "\x0c")
        terminal.until("Calls in hand, kept as they are: 1", READY)
        terminal.press(LEAD_PIN, "enter")
        terminal.until("read back", READY)
        terminal.read_until_still(0.5)
        terminal.press("escape")
        terminal.until("on hold 1", READY)
        terminal.press("x", FANG_PIN, "enter")
        terminal.until("王芳 operator", READY)
        for pin in (LEAD_PIN, FANG_PIN, YANG_PIN):
            assert pin.encode() not in terminal.sent
        assert not traces(tmp_path, LEAD_PIN, FANG_PIN, YANG_PIN), "while it runs"
    assert not traces(tmp_path, LEAD_PIN, FANG_PIN, YANG_PIN)
    assert traces(tmp_path, "OP001"), "the scan finds what is there"
    desk = Desk(open_store(str(desk_file)))
    places = {entry.place for entry in desk.seats.log(by=desk.officers()[0]) if entry.place}
    desk.store.close()
    assert all("pts/" in place for place in places)


def test_two_officers_work_side_by_side_under_one_account(seat: Shell) -> None:
    """CALL-2, DESK-12: two terminals of one OS user, two officers."""
    with at(seat, "--as", "DM001") as one, at(seat, "--as", "OP001") as other:
        for terminal, pin in ((one, LEAD_PIN), (other, FANG_PIN)):
            terminal.until("Who sits here", READY)
            terminal.press(pin, "enter")
        one.until("林海 all roles", READY)
        other.until("王芳 operator", READY)
