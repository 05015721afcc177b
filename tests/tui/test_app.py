"""The app: opening, leaving, a database that goes away, and the doors that stay shut."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.postgres import PostgresServer
from tests.tui.conftest import AT, LOGIN, MakeApp, Scene, drive, seen, settle, until
from tests.tui.terminal import Terminal, python
from tui_desk import host
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.errors import DatabaseUnavailable, DeskError, UnknownOfficer
from tui_desk.domain.call import Call, Entry
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp
from tui_desk.tui.queue_rows import QueueRows
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.leaving import LeavingScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.widgets.field import Field


def set_up(address: str, login: str) -> None:
    """A desk without tickets, whose officer logs in by this name."""
    store = open_store(address)
    Desk(store).set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", login))
    store.close()


def test_an_error_at_the_start_ends_the_app_and_is_its_result(make_app: MakeApp) -> None:
    app = make_app(login="stranger")

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: app.return_value is not None)

    drive(app, play)
    assert isinstance(app.return_value, UnknownOfficer)


def test_a_database_that_cannot_be_opened_is_the_result() -> None:
    def connect() -> Desk:
        raise DatabaseUnavailable(why="no route to host")

    app = DeskApp(Settings(database="nowhere"), connect, login="limin")

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: app.return_value is not None)

    drive(app, play)
    assert isinstance(app.return_value, DeskError)


def test_what_is_typed_before_the_desk_is_open_is_for_the_desk(scene: Scene, desk: Desk, tmp_path: Path) -> None:
    """A key pressed while the database is being opened is not lost: who calls is not kept waiting (CALL-2)."""
    del desk
    gate = threading.Event()

    def connect() -> Desk:
        gate.wait(5)
        return Desk(scene.store())

    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    app = DeskApp(settings, connect, login=LOGIN, journal=Journal(tmp_path / "calls"), clock=scene.now)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("slash", "E", "R")
            await pilot.press("P")
            gate.set()
            await until(pilot, lambda: isinstance(app.screen, QueueScreen) and "ERP" in seen(app))
            assert isinstance(app.focused, Field)

    asyncio.run(run())


def test_q_leaves_at_once_when_every_call_is_registered(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("q")
        await until(pilot, lambda: app._exit)

    drive(app, play)
    assert app.return_value is None


def test_q_asks_first_when_a_call_is_not_registered_yet(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        await pilot.press(*"3", "tab", *"5678")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, LeavingScreen))
        assert "尚未登记的来电：1" in seen(app)
        await pilot.press("escape")
        assert isinstance(app.screen, IntakeScreen)

    drive(app, play)


def test_a_call_left_by_a_session_that_died_is_offered_at_the_start(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    journal = Journal(tmp_path / "calls")
    with open_store(app.settings.database) as store:
        file = journal.begin(Call("draft-lost", "DM001", AT), desk=store.address, norm=1)
    file.note(Entry(AT, "answer", "周敏", "name"))
    file.release()

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "周敏" in seen(app))

    drive(app, play)


def test_ctrl_c_and_ctrl_z_harm_nothing(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+c", "ctrl+z", "ctrl+p", "ctrl+backslash")
        await settle(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert not app._exit

    drive(app, play)


def test_textuals_doors_to_the_server_are_shut(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda *_: pytest.fail("a browser was started"))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        before = set(tmp_path.rglob("*.svg"))
        app.open_url("https://example.org")
        app.action_screenshot()
        app.deliver_screenshot()
        await pilot.pause()
        assert set(tmp_path.rglob("*.svg")) == before
        assert not app.use_command_palette

    drive(app, play)


def test_a_fault_of_ours_prints_one_sentence_and_no_ticket_text(
    make_app: MakeApp,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make_app()

    def fail(_self: QueueRows, _now: object) -> None:
        secret = "刘芳的电话"
        raise ZeroDivisionError(len(secret) // 1)

    async def play(pilot: Pilot[Any]) -> None:
        monkeypatch.setattr(QueueRows, "due", fail)
        await pilot.pause(1.5)

    monkeypatch.setattr(logging.getLogger("tui_desk"), "propagate", True)  # a command run before may have kept a log
    with pytest.raises(ZeroDivisionError), caplog.at_level(logging.CRITICAL):
        drive(app, play)
    printed = "".join(capsys.readouterr())
    assert "Traceback" not in printed
    assert "刘芳的电话" not in printed
    assert app.return_code == 1
    assert "ZeroDivisionError" in caplog.text


def test_the_line_goes_down_is_marked_and_comes_back_while_the_keyboard_goes_on(own_postgres: PostgresServer) -> None:
    address = own_postgres.url("postgres")
    set_up(address, "limin")

    def connect() -> Desk:
        return Desk(open_store(address))

    app = DeskApp(Settings(database=address, shared=True, language="zh_CN"), connect, login="limin")

    async def play(pilot: Pilot[Any]) -> None:
        assert "在线" in seen(app)
        own_postgres.stop()
        await until(pilot, lambda: "数据库无响应" in seen(app))
        await pilot.press("4")
        await until(pilot, lambda: "没有等待用户的工单" in seen(app))
        own_postgres.start()
        await until(pilot, lambda: "在线" in seen(app), seconds=15)

    drive(app, play)


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}], ids=["colours", "no colours"])
def test_colours_are_the_terminals_own_sixteen_or_none(
    sqlite_path: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    set_up(str(sqlite_path), host.login())
    environment = {"HOME": str(tmp_path), "TUI_DESK_LANG": "zh_CN", "PYTHONPATH": str(Path.cwd()), **variables}
    with Terminal(python("tui_desk", "--database", str(sqlite_path)), environment=environment) as terminal:
        terminal.until("全部 0")
        terminal.read_until_still()
        assert b"\x1b[38;" not in terminal.sent
        assert b";38;" not in terminal.sent
        assert (b"\x1b[36m" in terminal.sent) is not bool(variables)
        terminal.press("q")
        assert terminal.wait_status(5) == 0
