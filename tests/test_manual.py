"""What the manual tells to copy works: the web hook as it stands there, and every command (CALL-4, CALL-5)."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tui_desk import host
from tui_desk.cli import FAMILIES, parser
from tui_desk.cli.desk import open_the_desk
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

PAGES = Path(__file__).parent.parent / "tui_desk/manual"


def script(page: str) -> str:
    """The web hook of a page."""
    text = (PAGES / page).read_text(encoding="utf-8")
    found = re.search(r"    #!/usr/bin/python3\n.*?serve_forever\(\)\n", text, re.DOTALL)
    assert found
    return textwrap.dedent(found[0])


def test_both_languages_tell_the_same_commands() -> None:
    """CALL-4: nobody is told less."""
    assert script("exchange.en.txt") == script("exchange.zh_CN.txt")
    english, chinese = (
        re.findall(r"^ +(?:tui-desk|exten|same).*$", (PAGES / page).read_text(encoding="utf-8"), re.MULTILINE)
        for page in ("exchange.en.txt", "exchange.zh_CN.txt")
    )
    assert english == chinese


def test_every_command_of_the_manual_is_known_to_the_shell() -> None:
    """CALL-4: what is copied from the page is read by the program."""
    text = (PAGES / "exchange.en.txt").read_text(encoding="utf-8")
    commands = re.findall(r"^    tui-desk (.*)$", text, re.MULTILINE)
    assert len(commands) >= 8
    grammar = parser.build([family.declare for family in FAMILIES], open_the_desk)
    for command in commands:
        assert grammar.parse_args(shlex.split(command)).run


def test_the_web_hook_rings_and_starts_no_shell(sqlite_path: Path, tmp_path: Path) -> None:
    """CALL-4, CALL-5: hostile caller ids included; without the secret nothing rings."""
    with closing(open_store(str(sqlite_path))) as store:
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", host.login())
        Desk(store).set_up(plan)
    program, command = tmp_path / "hook.py", tmp_path / "tui-desk"
    program.write_text(script("exchange.en.txt"), encoding="utf-8")
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tui_desk "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"TUI_DESK": str(command), "TUI_DESK_DATABASE": str(sqlite_path), "DESK_SECRET": "open-sesame"}
    environment = {
        **os.environ,
        **settings,
        "PORT": str(port),
        "HOME": str(tmp_path),
        "PYTHONPATH": str(PAGES.parents[1]),
    }
    hook = subprocess.Popen([sys.executable, str(program)], env=environment, stderr=subprocess.DEVNULL)
    try:
        number = "'; touch pwned; $(reboot) --wait"
        query = urllib.parse.urlencode({"from": number, "id": "42", "wait": "1"})
        assert post(port, f"/ring?{query}", "open-sesame") == 200
        assert post(port, "/ring?from=1&id=43", "wrong密") == 403
        with closing(open_store(str(sqlite_path))) as store:
            [view] = Desk(store).rings.ringing()
            assert (view.ring.number, view.ring.id) == (number, "42")
            assert post(port, "/end?id=42&answered=", "open-sesame") == 200
            assert Desk(store).rings.look_at("42").missed_at is None
            assert Desk(store).rings.look_at("42").hung_up_at
    finally:
        hook.terminate()
        hook.wait(10)


def post(port: int, path: str, secret: str) -> int:
    """The status of a request; waits for the hook to listen."""
    url = f"http://127.0.0.1:{port}{path}"
    request = urllib.request.Request(url, method="POST", headers={"X-Desk": secret.encode().decode("latin-1")})
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            time.sleep(0.1)
    pytest.fail("the hook never listened")
