"""The watch and the contacts in a shell, over real receivers; two watches that are killed in turn (CALL-14)."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests import watch_chaos
from tests.cli.conftest import Here
from tests.postgres import PostgresServer
from tests.receivers import mail_server, web_hook
from tests.tui.terminal import python
from tui_desk.cli import FAMILIES, parser
from tui_desk.cli.desk import open_the_desk
from tui_desk.manual import __file__ as manual

KILLS, TICKETS, WITHIN = 2, 12, timedelta(seconds=2)
ANSWERS = ("name=保密人", "unit=市场部", "category=software", "scope=core")
"""Those of an urgent ticket, which the managers hear of at once (TKT-8)."""


@pytest.fixture
def at_desk(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


def test_two_watches_killed_in_turn_lose_no_alert(address: str, tmp_path: Path) -> None:
    """CALL-14: 48 alerts, each arrives, at most one twice for each kill; on either database."""
    outcome = watch_chaos.run(
        address, tmp_path, seed=4, tickets=TICKETS, kills=KILLS, within=WITHIN, slowness_seconds=0.1
    )
    assert (outcome.alerts, outcome.lost, outcome.unfinished) == (TICKETS * len(watch_chaos.SHARES), [], [])
    assert outcome.kills == KILLS
    assert outcome.twice <= KILLS


def test_an_urgent_ticket_is_sent_to_chat_and_mail_without_its_text(at_desk: Here) -> None:
    """CALL-14, TKT-8, TKT-15: by the watch of cron; nothing is sent again, nothing said of the ticket."""
    with web_hook() as hook, mail_server() as mail:
        at_desk.good("contact", "add", "night", hook.address, mail.address, "--for", "managers", "--language", "zh")
        number = at_desk.good("ticket", "new", "summary=绝密摘要", *ANSWERS).strip()
        said = at_desk.good("watch", "--once")
        assert at_desk.good("watch", "--once") == ""
    assert len(hook.messages) == len(mail.messages) == 1
    assert number in hook.messages[0]["title"]
    assert said.count(hook.alerts[0]) == 2
    written = said + json.dumps(hook.messages, ensure_ascii=False)
    assert "绝密" not in written
    assert "保密人" not in written
    assert "token-of-the-hook" not in said


def test_what_was_not_sent_is_said_with_the_reason_and_status_42(at_desk: Here) -> None:
    """CALL-14: the list shows what waits, and why."""
    with web_hook() as hook:
        hook.behaviour = lambda _n: 500
        at_desk.good("contact", "add", "night", hook.address, "--for", "managers")
        at_desk.good("ticket", "new", "summary=x", *ANSWERS)
        done = at_desk.run("watch", "--once")
        assert done.returncode == 42
        assert "HTTP 500; again at" in done.stdout
        [listed] = json.loads(at_desk.good("contact", "list", "--json"))
        assert [post["error"] for post in listed["waiting"]] == ["HTTP 500"]
        tested = at_desk.run("contact", "test", "night")
    assert tested.returncode == 42
    assert "token-of-the-hook" not in tested.stderr + tested.stdout + json.dumps(listed)


def test_a_contact_is_tried_changed_and_removed(at_desk: Here) -> None:
    """CALL-14, DESK-12: what is not named stays; an address may come from standard input."""
    with web_hook() as hook:
        at_desk.good("contact", "add", "night", "-", "--for", "managers", typed=f"{hook.address}\n")
        at_desk.good("contact", "add", "night", "--priority", "紧急", "--off")
        assert "sent to json://127.0.0.1" in at_desk.good("contact", "test", "night")
    assert len(hook.messages) == 1
    [listed] = json.loads(at_desk.good("contact", "list", "--json"))
    assert (listed["stands_for"], listed["priorities"], listed["active"]) == (["managers"], ["urgent"], False)
    assert "say what a ticket is about" in at_desk.good("contact", "text", "on")
    at_desk.good("contact", "remove", "night")
    assert at_desk.run("contact", "remove", "night").returncode == 41


def test_a_wrong_address_is_answered_with_the_forms_and_never_shown(at_desk: Here) -> None:
    """CALL-14, DESK-12."""
    done = at_desk.run("contact", "add", "night", "wecom://hidden-token")
    assert done.returncode == 2
    for form in ("wecombot://KEY", "dingtalk://TOKEN", "feishu://TOKEN", "mailtos://", "jsons://HOST/PATH"):
        assert form in done.stderr
    assert "hidden-token" not in done.stderr
    assert at_desk.run("contact", "add", "night", "lark://a", "--for", "nobody").returncode == 2


def watching(environment: dict[str, str], home: Path) -> subprocess.Popen[str]:
    """A watch with shorter times, whose words are read."""
    return subprocess.Popen(
        python("tests.watcher", "3.5", "2", "0.4", "watch"),
        env={**os.environ, **environment, "HOME": str(home), "TUI_DESK_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_watch_ends_between_two_messages_when_it_is_told_to(at_desk: Here, desk_file: Path) -> None:
    """CALL-14: the message under way is sent and noted."""
    with web_hook(slowness_seconds=0.5) as hook:
        at_desk.good("contact", "add", "night", hook.address, "--for", "managers")
        at_desk.good("ticket", "new", "summary=绝密摘要", *ANSWERS)
        watch = watching({"TUI_DESK_DATABASE": str(desk_file)}, at_desk.home)
        end = time.monotonic() + 30
        while not hook.tried and time.monotonic() < end:
            time.sleep(0.01)
        watch.terminate()
        said, _ = watch.communicate(timeout=30)
    assert watch.returncode == 0
    log = at_desk.home / ".local/state/tui-desk/tui-desk.log"
    assert "绝密" not in said + (log.read_text("utf-8") if log.exists() else "")
    lines = [line.partition(":")[0] for line in said.splitlines()]
    assert lines == ["The watch runs", "sent to night", "The watch ended."]
    with closing(sqlite3.connect(desk_file)) as desk:
        assert desk.execute("SELECT count(*) FROM post WHERE done").fetchone() == (1,)


def test_a_watch_outlives_its_database(own_postgres: PostgresServer, tmp_path: Path) -> None:
    """CALL-14: it says so once, and sends what came after."""
    with web_hook() as hook:
        trial = watch_chaos.Trial(own_postgres.url("postgres"), tmp_path, 1, hook)
        desk, lead = trial.set_up(timedelta(seconds=1))
        with closing(desk.store):
            watch = watching({"TUI_DESK_DATABASE": own_postgres.url("postgres")}, tmp_path)
            assert watch.stdout is not None
            assert watch.stdout.readline().startswith("The watch runs")
            own_postgres.stop()
            assert "does not answer" in watch.stdout.readline()
            own_postgres.start()
            watch_chaos.register(desk, lead, 1)
            lines = [watch.stdout.readline() for _ in range(1 + len(watch_chaos.SHARES))]
        watch.terminate()
        watch.communicate(timeout=30)
    assert lines[0] == "The database answers again.\n"
    assert all(line.startswith("sent to managers: ") for line in lines[1:])
    assert len(set(hook.alerts)) == len(hook.alerts) == len(watch_chaos.SHARES)


def test_the_manual_tells_the_same_commands_in_both_languages_and_all_are_known() -> None:
    """CALL-14: what is copied from the page is read by the program."""
    pages = [Path(manual).with_name(f"watch.{language}.txt").read_text("utf-8") for language in ("en", "zh_CN")]
    english, chinese = (re.findall(r"^    (?:tui-desk|systemctl|\w+=|\[).*$", page, re.MULTILINE) for page in pages)
    assert english == chinese
    commands = [shlex.split(line)[1:] for line in english if line.startswith("    tui-desk ")]
    assert len(commands) >= 9
    grammar = parser.build([family.declare for family in FAMILIES], open_the_desk)
    for command in commands:
        assert grammar.parse_args(command).run
