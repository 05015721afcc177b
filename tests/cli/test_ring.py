"""`tui-desk ring` and `promises` as processes: what an exchange may rely on (CALL-1, CALL-4, CALL-7, CALL-15)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.journeys.conftest import Office, office
from tui_desk import bootstrap, host
from tui_desk.cli import main
from tui_desk.desk.desk import Desk
from tui_desk.domain.message import Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.store import open_store

__all__ = ["office"]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(desk_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command line in this process: its exit status, what it wrote, and what it complained about."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(bootstrap, "keep_log", lambda: None)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["--lang", "en", "--database", str(desk_file), *arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return run


def test_a_call_is_announced_ended_and_owed(shell: Shell, desk_file: Path, run: Run) -> None:
    """CALL-15: its id at once; the caller hangs up; a call-back is owed, to whoever is free."""
    id_ = shell.good("ring", "--from", "13800138000", "--line", "2", "--database", str(desk_file)).strip()
    assert run("ring", "--from", "x", "--id", id_) == (0, f"{id_}\n", "")
    status, written, _ = run("ring", "end", "--id", id_, "--json")
    told = json.loads(written)
    assert (status, told["number"], told["line"], told["taken_at"]) == (10, "13800138000", "2", None)
    assert told["missed_at"]
    [owed] = json.loads(run("message", "list", "--json")[1])
    assert (owed["kind"], owed["owes"], owed["caller_phone"]) == ("missed", "", "13800138000")
    assert "13800138000" in run("message", "list", "--all")[1]


def test_what_an_exchange_does_wrong_has_a_status_and_a_sentence(run: Run) -> None:
    """CALL-4: no number, an unknown officer or ring, a time that is none, no database: never a traceback."""
    for arguments, expected in (
        (("ring",), 2),
        (("ring", "--from", "1", "--to", "nobody"), 2),
        (("ring", "--from", "1", "--for", "0"), 2),
        (("ring", "end", "--id", "never"), 8),
        (("ring", "--from", "1", "--database", "postgresql://nobody@127.0.0.1:1/x"), 20),
        (("promises", "--since", "soon"), 2),
        (("message", "leave", "nobody", "x"), 2),
    ):
        status, written, complaint = run(*arguments)
        assert (status, written) == (expected, ""), arguments
        assert complaint.startswith(("tui-desk: ", "tui-desk ring: "))


def test_a_hostile_caller_id_is_a_caller_id(run: Run, desk_file: Path) -> None:
    """CALL-1: quotes, options, control characters and a megabyte come from whoever calls."""
    for number in ("-rf /", "--id=1", "$(reboot)`x`", "\x1b]0;x\x07'\"", "9" * 1_000_000, ""):
        assert run("ring", f"--from={number}")[0] == 0
    with closing(open_store(str(desk_file))) as store:
        numbers = [view.ring.number for view in Desk(store).rings.ringing()]
    assert sorted(numbers) == sorted(["-rf /", "--id=1", "$(reboot)`x`", "'\"", "9" * 64, ""])


def start(at: Office, *arguments: str, login: str = "limin") -> subprocess.Popen[str]:
    """tui-desk as a process that goes on."""
    command = [sys.executable, "-m", "tests.journeys.seat", login, "--database", at.database, *arguments]
    environment = {**os.environ, **at.environment}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def rung(desk: Desk, count: int = 1) -> list[str]:
    """The ids of the telephones that ring, once so many do."""
    for _ in range(400):
        if len(rings := desk.rings.ringing()) >= count:
            return [view.ring.id for view in rings]
        time.sleep(0.05)
    raise AssertionError("nothing rings")


def test_a_process_that_waits_hears_who_took_it_or_that_nobody_did(
    office: Callable[[str], Office], address: str
) -> None:
    """CALL-4, CALL-15: on both databases: taken by a session; timed out; ended by the exchange. Missed once each."""
    at = office(address)
    with closing(open_store(address)) as store:
        desk = Desk(store)
        lead = desk.sign_in("limin")
        taken = start(at, "ring", "--from", "8003", "--wait", "--id", "a")
        late = start(at, "ring", "--from", "8004", "--wait", "--for", "1", "--id", "b")
        gone = start(at, "ring", "--from", "8005", "--wait", "--id", "c")
        ids = rung(desk, 3) if late.poll() is None else []
        assert set(ids) <= {"a", "b", "c"}
        desk.rings.take("a", by=lead)
        gone.send_signal(signal.SIGHUP)
        said = {process: process.communicate(timeout=30)[0] for process in (taken, late, gone)}
        assert [process.returncode for process in (taken, late, gone)] == [0, 10, 10]
        assert "DM001 李敏" in said[taken]
        missed = [each for each in desk.messages.everybodys() if each.kind is Owed.MISSED]
        assert sorted(each.caller_phone for each in missed) == ["8004", "8005"]


def test_two_processes_race_for_one_call(office: Callable[[str], Office], address: str) -> None:
    """CALL-4: whatever the moment, one officer has the call, and the exchange is told who."""
    at = office(address)
    with closing(open_store(address)) as store:
        desk = Desk(store)
        wang = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))
        desk.put_officer(wang, by=desk.sign_in("limin"))
        waiting = start(at, "ring", "--from", "8003", "--wait", "--id", "race")
        rung(desk)
        takers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.cli.taker", address, login, "race"],
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
            for login in ("limin", "wangfang")
        ]
        outcomes = [taker.communicate(timeout=30)[0].split() for taker in takers]
        assert sorted(each[0] for each in outcomes) == ["lost", "won"]
        winner = next(each[1] for each in outcomes if each[0] == "won")
        assert winner in waiting.communicate(timeout=30)[0]
        assert desk.rings.look_at("race").taken_by == winner


def test_the_exchange_is_admitted_by_an_administrator(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """DESK-12: an OS user who is no officer may ring once admitted, and nothing else."""
    assert run("ring", "allow", "asterisk")[0] == 0
    assert run("ring", "allow") == (0, "asterisk\n", "")
    with monkeypatch.context() as patch:
        patch.setattr(host, "login", lambda: "asterisk")
        assert run("ring", "--from", "8003")[0] == 0
        assert run("ticket", "list")[0] == 27
    assert run("ring", "deny", "asterisk")[0] == 0
    monkeypatch.setattr(host, "login", lambda: "asterisk")
    status, written, complaint = run("ring", "--from", "8003")
    assert (status, written) == (11, "")
    assert "tui-desk ring allow asterisk" in complaint


def test_promises_are_reported(run: Run) -> None:
    """CALL-7: counts and each of them, in words and as JSON."""
    id_ = run("message", "leave", "DM001", "call back", "--name", "Zhang", "--due", "+2h")[1].strip()
    assert "1 promises made" in run("promises")[1]
    assert run("message", "answer", id_, "told")[0] == 0
    report = json.loads(run("promises", "--json")[1])
    assert (report["made"], report["kept"], report["broken"], report["open"]) == (1, 1, 0, 0)
    assert report["promises"][0]["caller_name"] == "Zhang"
    assert json.loads(run("promises", "--until", "2020-01-01", "--json")[1])["made"] == 0
