"""Everything owed to callers in one list, the line at the bottom of the queue, and promises by key (CALL-7, 11, 12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, settle, until
from tui_desk.desk.desk import Desk
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.call_back import CallBackScreen
from tui_desk.tui.screens.dialogs import FormDialog
from tui_desk.tui.screens.messages import OwedScreen
from tui_desk.tui.screens.ticket import TicketScreen

MINE = "IT-20261120-003"
"""李敏's ticket, with a promise for 11:15."""


@pytest.fixture
def other(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A second session; in the desk a message for 李敏 that is late, one for 陈工, and a missed call."""
    lead = desk.sign_in("limin")
    desk.put_officer(Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR})), by=lead)
    for id_, to, due in (("m1", "DM001", -12), ("m2", "SW003", 20)):
        left = Message(id_, Owed.MESSAGE, AT - timedelta(minutes=40), "OP001", to, f"{id_}：请回电问合同", "赵强")
        due_at = AT + timedelta(minutes=due)
        desk.messages.leave(
            Message(**{field: getattr(left, field) for field in left.__slots__} | {"due_at": due_at}), by=lead
        )
    ring = desk.rings.announce("2210")
    desk.rings.miss(ring.id, at_once=True)
    session = Desk(scene.store())
    yield session
    session.store.close()


async def open_list(pilot: Pilot[Any], app: DeskApp) -> OwedScreen:
    """The list, read."""
    await pilot.press("b")
    await until(pilot, lambda: isinstance(app.screen, OwedScreen) and "赵强" in seen(app))
    await settle(pilot)
    screen = app.screen
    assert isinstance(screen, OwedScreen)
    return screen


def test_the_bottom_line_of_the_queue_tells_what_waits(make_app: MakeApp, other: Desk) -> None:
    """CALL-11, CALL-12: what falls due next and how late it is in words; unread, missed; it follows by itself."""
    app = make_app()

    def bottom() -> str:
        return next((line for line in seen(app).splitlines() if "未接 1" in line), "")

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: bottom().startswith(" 超时12m"))
        assert all(words in bottom() for words in ("赵强", "超时 1", "留言 1 未读"))
        other.messages.answer("m1", "周五寄出", by=other.sign_in("limin"))
        await until(pilot, lambda: bottom().startswith((" 30m", " 29m")))
        assert "未接来电" in bottom()
        assert "未读" not in bottom()

    drive(app, play)


def test_all_that_is_owed_stands_in_the_order_of_its_time(make_app: MakeApp, other: Desk) -> None:
    """CALL-7, CALL-11: mine, everybody's for a manager, what I left, what was answered."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        text = seen(app)
        places = [text.index(word) for word in ("超时12m", "未接来电", "回电告知进度")]
        assert places == sorted(places)
        assert "m2" not in text
        await pilot.press("2")
        await until(pilot, lambda: "m2：" in seen(app))
        await pilot.press("3")
        await until(pilot, lambda: "您没有给同事留言" in seen(app))
        await pilot.press("4")
        await until(pilot, lambda: "还没有已答复的留言" in seen(app))
        other.messages.answer("m2", "寄出了", by=other.sign_in("limin"))
        await until(pilot, lambda: "寄出了" in seen(app))

    drive(app, play)
    operator = make_app(login="wangfang")

    async def look(pilot: Pilot[Any]) -> None:
        await pilot.press("b")
        await until(pilot, lambda: "未接来电" in seen(operator))
        assert "所有人的" not in seen(operator)
        await pilot.press("2", "3")
        await until(pilot, lambda: "m2：" in seen(operator) and "m1：" in seen(operator))

    drive(operator, look)


def test_a_message_is_answered_and_renegotiated_by_key(make_app: MakeApp, other: Desk) -> None:
    """CALL-7, CALL-11: another time with what was agreed; then what the caller was told. A past time is refused."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        await pilot.press("home", "v")
        await until(pilot, lambda: "约定内容" in seen(app))
        await pilot.press(*"9:00", "enter", *"ok", "enter")
        await until(pilot, lambda: "已经过了" in seen(app))
        await pilot.press("backspace", "backspace", "backspace", "backspace", *"14:00", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, OwedScreen))
        await until(pilot, lambda: bool(other.messages.look_at("m1").moves))
        assert other.messages.look_at("m1").moves[0].words == "ok"
        await pilot.press("end", "r")
        await until(pilot, lambda: "答复内容" in seen(app))
        await pilot.press(*"sent", "enter")
        await until(pilot, lambda: other.messages.look_at("m1").done_words == "sent")
        await until(pilot, lambda: "m1：" not in seen(app))

    drive(app, play)


def test_the_reply_of_a_colleague_who_was_quicker_is_shown_and_both_stay(make_app: MakeApp, other: Desk) -> None:
    """CALL-11: two answer at once; the second hears what the caller was told already."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        await pilot.press("home", "r")
        await until(pilot, lambda: "答复内容" in seen(app))
        other.messages.answer("m1", "周五寄出", by=other.sign_in("wangfang"))
        await pilot.press(*"sent", "enter")
        await until(pilot, lambda: len(other.messages.look_at("m1").replies) == 2)
        await until(pilot, lambda: any("王芳 已先答复（周五寄出）" in said.message for said in app._notifications))

    drive(app, play)


def test_a_promise_of_a_ticket_is_kept_moved_opened_and_called_back_from_the_list(
    make_app: MakeApp, other: Desk
) -> None:
    """CALL-7, CALL-18: Enter opens the ticket, c calls out about it, v agrees anew, y keeps it."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        await pilot.press("end", "enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen) and MINE in seen(app))
        await pilot.press("escape", "c")
        await until(pilot, lambda: isinstance(app.screen, CallBackScreen))
        await settle(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, OwedScreen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"14:30", "enter", *"ok", "ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, OwedScreen))
        [promise] = other.ticket(MINE).ticket.promises
        assert (len(promise.moved_from), f"{promise.due_at:%H:%M}") == (1, "06:30")
        await until(pilot, lambda: "3h48" in seen(app))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: other.ticket(MINE).ticket.promises[0].kept_at is not None)
        await until(pilot, lambda: "回电告知进度" not in seen(app))

    drive(app, play)


def test_words_that_begin_with_a_time_say_when_it_is_due(make_app: MakeApp, other: Desk) -> None:
    """CALL-7: "14:00前回电" needs no second answer; which promise is moved is asked where there are several."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("m")
        await until(pilot, lambda: "承诺内容" in seen(app) or isinstance(app.screen, FormDialog))
        await pilot.press(*"14:00前回电")
        await until(pilot, lambda: "2026-11-20 14:00" in seen(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(other.ticket(MINE).ticket.promises) == 2)
        promise = other.ticket(MINE).ticket.promises[-1]
        assert (promise.words, f"{promise.due_at:%H:%M}") == ("14:00前回电", "06:00")
        await settle(pilot)
        await pilot.press("v")
        await until(pilot, lambda: "哪项承诺" in seen(app))
        await pilot.press(*"14", "enter", *"15:00", "enter", *"ok", "ctrl+r")
        await until(pilot, lambda: len(other.ticket(MINE).ticket.promises[-1].moved_from) == 1)

    drive(app, play)
