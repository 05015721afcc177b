"""Who is where, as the queue and the ticket show it; what a session tells of itself (DESK-12)."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import closing
from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, until
from tests.tui.terminal import python
from tests.tui.tickets import HOSTILE, show
from tui_desk.desk.desk import Desk
from tui_desk.domain.presence import Presence
from tui_desk.tui.app import DeskApp
from tui_desk.tui.present import Present

CORE, FRESH, MINE = (f"IT-20261120-00{n}" for n in range(1, 4))


def line_of(app: DeskApp, number: str) -> str:
    """The line of a ticket in the queue; empty for none."""
    return next((line for line in seen(app).splitlines() if number in line and "级" not in line), "")


def test_the_queue_shows_who_has_a_ticket_open_until_they_are_killed(make_app: MakeApp, scene: Scene) -> None:
    """Another terminal, another process: seen within two seconds, gone with kill -9."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        command = python("tests.store.present", str(scene.path), "other", FRESH)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            await until(pilot, lambda: "未派 @陈工" in line_of(app, FRESH), 20)
            os.kill(process.pid, signal.SIGKILL)
            await until(pilot, lambda: "@陈工" not in seen(app), 30)

    drive(app, play)


def test_the_queue_shows_who_is_on_a_call(make_app: MakeApp, desk: Desk, scene: Scene) -> None:
    desk.accept(CORE, by=desk.sign_in("nt002"), seen=desk.ticket(CORE).ticket.version)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        with closing(scene.store()) as other:
            other.presences.put(Presence("o-call", "NT002", "call", "draft", AT, HOSTILE))
            await until(pilot, lambda: "王工 通话中" in line_of(app, CORE))
        await until(pilot, lambda: "NT002 王工" in line_of(app, CORE))

    drive(app, play)


def test_the_ticket_shows_who_else_has_it_open(make_app: MakeApp, scene: Scene) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        with closing(scene.store()) as other:
            other.presences.put(Presence("o", "SW003", "ticket", FRESH, AT))
            await until(pilot, lambda: "陈工正在看" in seen(app))
        await until(pilot, lambda: "正在看" not in seen(app))

    drive(app, play)


def test_a_session_tells_what_it_has_in_hand_and_leaves_with_it(make_app: MakeApp, scene: Scene) -> None:
    """The ticket on the screen; and, beside it, the call with its caller."""
    app = make_app()
    store = scene.store()

    def said() -> list[tuple[str, str, str]]:
        return [(each.officer, each.what, each.key or each.words) for each in store.presences.all()]

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: said() == [("DM001", "desk", "")])
        await show(pilot, MINE)
        await until(pilot, lambda: said() == [("DM001", "ticket", MINE)])
        await pilot.press("n")
        await until(pilot, lambda: [each[1] for each in said()] == ["ticket", "call"])
        await asyncio.sleep(0)

    drive(app, play)
    for _ in range(100):
        if not said():
            break
        asyncio.run(asyncio.sleep(0.02))
    assert said() == []


def test_what_stands_beside_the_assignee() -> None:
    def here(officer: str, what: str = "ticket") -> Presence:
        return Presence(officer, officer, "call" if what == "call" else "ticket", FRESH, AT)

    def words(*others: Presence) -> str:
        return Present(others).words(FRESH, "SW003", {"SW003": "陈工", "NT002": "王工", "DM001": "李敏"}.__getitem__)

    assert words() == ""
    assert words(here("SW003")) == "在看"
    assert words(here("SW003", "call")) == "通话中"
    assert words(here("SW003"), here("NT002")) == "@王工"
    assert words(here("NT002"), here("DM001")) == "@王工…"
