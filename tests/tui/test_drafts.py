"""What is typed into a dialog is in the journal with every key, and offered again whatever ended the dialog."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, seen, until
from tests.tui.terminal import Terminal, python
from tests.tui.tickets import paste, press, show
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.call import Call
from tui_desk.domain.ticket import Ticket
from tui_desk.journal import Journal
from tui_desk.store import open_store
from tui_desk.tui.screens.dialogs import FormDialog

FRESH = "IT-20261120-002"
AGAIN = "上次输入的内容还在这里"
LONG = "1.联系用户确认输入无误\n2.核对HR系统员工信息\n"


def kept(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted((folder / "calls").glob("*.note")))


@pytest.mark.parametrize("key", ["i", "s", "o", "w", "p", "m", "c", "f"])
def test_every_dialog_with_words_to_type_keeps_each_of_them(
    desk: Desk, make_app: MakeApp, tmp_path: Path, key: str
) -> None:
    """CALL-16: also those of one line."""
    number = {"o": "IT-20261120-006", "c": "IT-20261120-005", "f": "IT-20261120-005"}.get(key, FRESH)
    if key == "c":
        version = desk.ticket(number).ticket.version
        desk.confirm(number, "confirmed", "satisfied", "", by=desk.sign_in("limin"), seen=version)

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, number)
        await press(pilot, key)
        dialog = pilot.app.screen
        assert isinstance(dialog, FormDialog)
        code = next(item.code for item in dialog.form.items if item.kind in ("text", "long"))
        dialog._go_to(next(item for item in dialog.form.items if item.code == code))
        for character in "重启后":
            before = kept(tmp_path)
            await paste(pilot, character)
            assert character in kept(tmp_path).removeprefix(before)

    drive(make_app(), play)


def test_a_text_is_offered_again_by_the_next_program_and_forgotten_once_it_is_saved(
    desk: Desk, make_app: MakeApp, tmp_path: Path
) -> None:
    """CALL-16: the program ended with the dialog open."""

    async def ends(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, LONG)

    async def goes_on(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        told = seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        assert AGAIN in told
        assert "2.核对HR系统员工信息" in told
        await press(pilot, "ctrl+r")
        await press(pilot, "i")
        assert AGAIN not in seen(pilot.app)  # type: ignore[arg-type] # likewise

    drive(make_app(), ends)
    drive(make_app(), goes_on)
    assert [event.note for event in desk.ticket(FRESH).events[1:]] == [LONG.strip()]
    assert kept(tmp_path) == ""


def test_nothing_is_left_of_a_dialog_in_which_nothing_was_typed(make_app: MakeApp, tmp_path: Path) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i", "x", "backspace", "escape")
        await press(pilot, "s", "escape")

    drive(make_app(), play)
    assert kept(tmp_path) == ""


def test_a_second_terminal_gets_a_fresh_dialog_and_leaves_the_first_alone(
    desk: Desk, make_app: MakeApp, tmp_path: Path
) -> None:
    """CALL-16: one dialog of one ticket at a time for each OS user."""
    address = desk.store.address
    first = Journal(tmp_path / "calls").note_file(f"DM001 work {FRESH}", address)
    first.put("words", "第一个终端")

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        assert "第一个终端" not in seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await paste(pilot, "第二个终端")
        await press(pilot, "ctrl+r")

    drive(make_app(), play)
    first.put("words", "第一个终端还在写")
    first.release()
    again = Journal(tmp_path / "calls").note_file(f"DM001 work {FRESH}", address)
    assert again.texts == {"words": "第一个终端还在写"}
    again.done()


def test_a_text_that_was_saved_before_the_program_died_is_not_saved_twice(
    desk: Desk, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-16: the answer of the database never came; the text stands there again and is saved again."""
    work = Desk.work

    def commits_and_breaks(self: Desk, *arguments: Any, **named: Any) -> Ticket:
        work(self, *arguments, **named)
        raise DatabaseUnavailable(why="gone")

    async def loses_the_answer(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, "已远程重置密码")
        with monkeypatch.context() as breaking:
            breaking.setattr(Desk, "work", commits_and_breaks)
            await press(pilot, "ctrl+r")

    async def saves_again(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        assert "已远程重置密码" in seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await press(pilot, "ctrl+r")

    drive(make_app(), loses_the_answer)
    drive(make_app(), saves_again)
    assert [event.note for event in desk.ticket(FRESH).events[1:]] == ["已远程重置密码"]


@pytest.mark.parametrize(("key", "left"), [("i", "，并通知用户"), ("e", "OA登录页报500，并通知用户")])
def test_keys_typed_while_a_dialog_is_saved_are_not_lost(
    desk: Desk, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, key: str, left: str
) -> None:
    """CALL-16: what adds to the ticket goes on with the new words alone, what replaces with all of them."""
    go_on = threading.Event()

    def slowly(real: Any) -> Any:
        def wait(*arguments: Any, **named: Any) -> Ticket:
            go_on.wait(5)
            done: Ticket = real(*arguments, **named)
            return done

        return wait

    monkeypatch.setattr(Desk, "work", slowly(Desk.work))
    monkeypatch.setattr(Desk, "edit", slowly(Desk.edit))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, key)
        if key == "e":
            await press(pilot, "1", "ctrl+u")
        await paste(pilot, "OA登录页报500")
        await pilot.press("ctrl+r")
        await paste(pilot, "，并通知用户")
        go_on.set()
        await until(pilot, lambda: "保存期间" in seen(app))
        assert isinstance(app.screen, FormDialog)
        assert next(iter(app.screen.answers().values())) == left
        await press(pilot, "ctrl+r")
        assert not isinstance(app.screen, FormDialog)

    drive(app, play)
    view = desk.ticket(FRESH)
    if key == "i":
        assert [event.note for event in view.events[1:]] == ["OA登录页报500", "，并通知用户"]
    else:
        assert view.ticket.summary == "OA登录页报500，并通知用户"


def test_a_dialog_survives_kill_minus_nine_with_every_processed_key(tmp_path: Path) -> None:
    """CALL-16: the real program in a real terminal."""
    command = python("tests.tui.calling", str(tmp_path))
    with Terminal(command) as terminal:
        terminal.until("n 来电")
    desk = Desk(open_store(str(tmp_path / "desk.db")))
    answers = {"name": "张三", "unit": "市场部", "summary": "无法登录OA系统", "category": "software", "scope": "core"}
    lead = desk.sign_in("limin")
    number = desk.register(Call("d1", lead.staff_no, desk.now(), answers=answers), by=lead).number
    desk.store.close()
    with Terminal(command) as terminal:
        terminal.until(number)
        terminal.press("\r")
        terminal.until("首响|响应")
        terminal.read_until_still(0.3)
        terminal.press("i")
        terminal.until("处理过程|做了什么|处理记录")
        for character in "重启了服务":
            terminal.press(character)
        terminal.until("重启了服务")
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal(command) as terminal:
        terminal.until(number)
        terminal.press("\r")
        terminal.read_until_still(0.3)
        terminal.press("i")
        terminal.until(AGAIN)
        assert "重启了服务" in terminal.text
