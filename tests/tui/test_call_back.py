"""Calling out, and going to a number (CALL-13, CALL-18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.conftest import shanghai
from tests.tui.conftest import MakeApp, Scene, drive, seen, settle
from tests.tui.tickets import press, show
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End
from tui_desk.domain.calling_hours import next_opening, open_until
from tui_desk.domain.message import Message
from tui_desk.domain.ticket import EventKind
from tui_desk.norms.models import CallRules
from tui_desk.tui.screens.call_back import CallBackScreen, Stage
from tui_desk.tui.screens.call_record import CallRecordScreen
from tui_desk.tui.screens.ticket import TicketScreen
from tui_desk.tui.session import Session

MINE, CLOSED = "IT-20261120-003", "IT-20261120-006"
HOURS = CallRules().call_out_hours


@pytest.mark.parametrize(
    ("at", "until", "then"),
    [
        ("09:00", "10:00", "14:00"),
        ("09:59", "10:00", "14:00"),
        ("10:00", None, "14:00"),
        ("15:00", "16:00", "09:00"),
        ("16:00", None, "09:00"),
        ("08:59", None, "09:00"),
    ],
)
def test_the_desk_calls_out_between_nine_and_ten_and_two_and_four(at: str, until: str | None, then: str) -> None:
    """CALL-18."""
    here = shanghai(f"2026-11-20 {at}").astimezone(tz=shanghai("2026-11-20 00:00").tzinfo)
    here = here + timedelta(hours=8)  # the wall clock's figures are what counts
    end, begin = open_until(HOURS, here), next_opening(HOURS, here)
    assert (end and f"{end:%H:%M}") == until
    assert begin is not None
    assert f"{begin:%H:%M}" == then


def typed(words: str) -> list[str]:
    return list(words)


def on_top(pilot: Pilot[Any], kind: type[object]) -> bool:
    return isinstance(pilot.app.screen, kind)


def stage(pilot: Pilot[Any]) -> str:
    return str(getattr(pilot.app.screen, "stage", ""))


def whole(pilot: Pilot[Any]) -> str:
    return seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`


def test_notes_come_before_the_number_and_what_was_said_keeps_the_promise(desk: Desk, make_app: MakeApp) -> None:
    """CALL-12, CALL-18: reason, points and likely questions; the line asks whether it suits; one go for the rest."""

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, MINE)
        await press(pilot, "h")
        assert "14:00" in whole(pilot)  # 10:42 is no time to call; the next hours are told
        await press(pilot, "ctrl+r")
        assert stage(pilot) == Stage.NOTES  # something is missing
        await press(pilot, *typed("已修复"), "enter", *typed("数据丢了吗"), "enter")
        assert stage(pilot) == Stage.DIAL
        assert "现在方便吗" in whole(pilot)
        assert "数据丢了吗" in whole(pilot)
        await press(pilot, "y", *typed("请重新登录"), "enter", "enter")
        assert on_top(pilot, TicketScreen)

    drive(make_app(), play)
    view = desk.ticket(MINE)
    assert view.ticket.promises[0].kept_at is not None
    assert [e.kind for e in view.events[-2:]] == [EventKind.WORKED, EventKind.PROMISE_KEPT]
    record = desk.calls.attempts(MINE)
    assert record == []


def test_who_is_not_reached_is_tried_again_in_the_next_hours(desk: Desk, make_app: MakeApp) -> None:
    """CALL-18."""

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, MINE)
        await press(pilot, "h", "a", "enter", "b", "enter", "x", *typed("占线"), "enter", "enter")

    drive(make_app(), play)
    (promise,) = desk.ticket(MINE).ticket.promises
    assert promise.due_at == shanghai("2026-11-20 14:00")
    (tried,) = desk.calls.attempts(MINE)
    assert (tried.end, tried.outgoing, tried.answers["points"]) == (End.NOT_REACHED, True, "a")


def test_a_message_is_answered_by_calling_back(desk: Desk, session: Session, scene: Scene, make_app: MakeApp) -> None:
    """CALL-11, CALL-18: from the list of what is owed; notes that were left are there again."""
    officer = session.officer
    facts = {"to": officer.staff_no, "words": "请回电,报价单"}
    answers = {"name": "刘芳", "phone": "13800138000"}
    desk.calls.finish(Call("m1", officer.staff_no, scene.at, answers=answers, facts=facts, end=End.MESSAGE), by=officer)
    (message,) = desk.messages.inbox(officer)

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        for _ in range(2):
            assert isinstance(message, Message)
            app.push_screen(CallBackScreen(app.session, app.gateway, about=message.id))  # type: ignore[attr-defined]
            await settle(pilot)
            if "要点甲" not in whole(pilot):
                await press(pilot, *typed("要点甲"), "escape")
        assert "请回电,报价单" in whole(pilot)
        await press(pilot, *typed("乙"), "enter")
        assert "138 0013 8000" not in whole(pilot)  # it is drawn, not written
        await press(pilot, "y", *typed("已发邮件"), "enter")

    drive(make_app(), play)
    (answered,) = desk.messages.everybodys(done=True)
    assert answered.done_words == "已发邮件"


def test_a_number_or_reference_is_gone_to_from_the_queue(
    desk: Desk, session: Session, scene: Scene, make_app: MakeApp
) -> None:
    """CALL-13: by key, and by a filter that fits nothing."""
    desk.calls.finish(
        Call("7f3a2c1e", session.officer.staff_no, scene.at, end=End.HUNG_UP, answers={"name": "秦悦"}),
        by=session.officer,
    )

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "number_sign", "6", "enter")
        assert on_top(pilot, TicketScreen)
        assert CLOSED in whole(pilot)
        await press(pilot, "escape", "number_sign", *typed("d7f3a2c1"), "enter")
        assert on_top(pilot, CallRecordScreen)
        await press(pilot, "escape", "slash", *typed("d7f3a2c1"), "enter")
        assert on_top(pilot, CallRecordScreen)
        await press(pilot, "escape", "escape", "number_sign", *typed("x9"), "enter")
        assert "没有编号为 x9" in whole(pilot)

    drive(make_app(), play)
