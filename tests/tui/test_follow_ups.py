"""The work list of follow-ups: calls, marks, complaints, live (DESK-6, TKT-17, CALL-18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, Scene, drive, seen, settle, until
from tui_desk.desk.desk import Desk
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.domain.officer import Officer, Role
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.asking import AskScreen
from tui_desk.tui.screens.call_back import CallBackScreen
from tui_desk.tui.screens.follow_ups import FollowUpsScreen

MINE = "IT-20261120-003"
"""李敏's ticket."""


@pytest.fixture
def other(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A second session; 陈工 solved 李敏's ticket, which is to be confirmed."""
    lead = desk.sign_in("limin")
    desk.put_officer(Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR})), by=lead)
    ticket = desk.ticket(MINE).ticket
    ticket = desk.dispatch(MINE, "SW003", "请处理", by=lead, seen=ticket.version, reason="换人")
    desk.resolve(MINE, "solved", "重置密码", by=engineer(desk), seen=ticket.version, late_reason="忙")
    session = Desk(scene.store())
    yield session
    session.store.close()


def engineer(desk: Desk) -> Officer:
    return next(each for each in desk.officers() if each.staff_no == "SW003")


async def open_list(pilot: Pilot[Any], app: DeskApp) -> FollowUpsScreen:
    """The list, read."""
    await pilot.press("9")
    await until(pilot, lambda: isinstance(app.screen, FollowUpsScreen) and "确认" in seen(app))
    screen = app.screen
    assert isinstance(screen, FollowUpsScreen)
    (mine,) = (row.of.id for row in screen.work.rows if row.of.ticket == MINE)
    screen.work.move_to(mine)
    await settle(pilot)
    return screen


def ids(desk: Desk, kind: FollowUpKind) -> list[str]:
    return [view.of.id for view in desk.follow_ups.open(desk.sign_in("limin"), kind)]


def test_a_user_is_called_and_a_bad_mark_shows_the_improvement(make_app: MakeApp, other: Desk) -> None:
    """CALL-18, DESK-6, TKT-17: Enter calls, the end of the call asks for marks, a 2 stands under “to improve”."""
    app = make_app(login="wangfang")

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        assert "陈工" in seen(app)  # who may not call
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallBackScreen) and "确认" in seen(app))
        await settle(pilot)
        await pilot.press(*"8003", "enter", "enter", "ctrl+r")
        for _ in range(3):  # whatever the notes still miss
            await settle(pilot)
            if "拨打号码" not in seen(app):
                break
            await pilot.press("x", "enter")
        await until(pilot, lambda: str(getattr(app.screen, "stage", "")) == "dial")
        await pilot.press("y", *"ok", "ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await settle(pilot)
        await pilot.press("2", *"slow", "ctrl+s", "enter")
        await until(pilot, lambda: isinstance(app.screen, FollowUpsScreen))
        await until(pilot, lambda: "待改进 1" in seen(app))

    drive(app, play)
    (confirm,) = other.follow_ups.of_ticket(MINE, other.sign_in("limin"))[:1]
    assert [attempt.reached for attempt in confirm.of.attempts] == [True]
    assert confirm.of.scores == {"service": 2}
    assert [call.about for call in other.calls.attempts(confirm.of.id)] == []


def test_who_did_the_work_sees_it_and_has_no_key_for_it(make_app: MakeApp, other: Desk) -> None:
    """DESK-6: the line says “须他人拨”, and neither the bottom line nor the key does anything."""
    login = engineer(other).login
    app = make_app(login=login)

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        assert "须他人拨" in seen(app)
        assert "联系用户" not in seen(app).splitlines()[-1]
        await pilot.press("enter", "x", "s")
        await settle(pilot)
        assert isinstance(app.screen, FollowUpsScreen)

    drive(app, play)


def test_what_the_desk_objects_to_is_said_in_the_dialog_and_nothing_typed_is_lost(make_app: MakeApp) -> None:
    """TKT-17: a complaint of nobody, and one about a ticket that there is not, stay where they were typed."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("9")
        await until(pilot, lambda: isinstance(app.screen, FollowUpsScreen))
        await settle(pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await settle(pilot)
        await pilot.press(*"slow", "down", "1", "down", "down", "down", "down", "enter")
        await until(pilot, lambda: "还缺“投诉人”" in seen(app))
        assert isinstance(app.screen, AskScreen)
        assert app.screen.answers["words"] == "slow"

    drive(app, play)


def test_a_complaint_is_taken_by_key_and_another_sessions_answer_appears(make_app: MakeApp, other: Desk) -> None:
    """DESK-6: c takes it; what a colleague does with it stands there by itself."""
    app = make_app(login="wangfang")

    async def play(pilot: Pilot[Any]) -> None:
        await open_list(pilot, app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await settle(pilot)
        await pilot.press(*"rude", "enter", "2", "enter", *"liu", "enter", *"3114", "enter", "1")
        await settle(pilot)
        await until(pilot, lambda: isinstance(app.screen, FollowUpsScreen) and "rude" in seen(app))
        (id_,) = ids(other, FollowUpKind.COMPLAINT)
        lead = other.sign_in("limin")
        other.follow_ups.answer(id_, "已道谢", by=lead)
        await until(pilot, lambda: "已道谢" in seen(app))
        assert "已答复" in seen(app)

    drive(app, play)
