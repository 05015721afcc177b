"""The call log and a call's own record on the screen (CALL-1, CALL-15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, until
from tests.tui.tickets import HOSTILE, bottom, press
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End, Hold
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import NewCall
from tui_desk.tui.screens.call_log import PAGE, CallLogScreen
from tui_desk.tui.screens.call_record import CallRecordScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.call_list import CallList

SECOND = timedelta(seconds=1)


def call(session: Session, draft: str, end: End, ago: int = 0, **answers: str) -> Call:
    began = AT - timedelta(minutes=ago)
    return Call(
        draft, session.officer.staff_no, began, answers=answers, end=end, ended_at=began + 90 * SECOND,
        phases={"rang": began - 20 * SECOND, "answered": began}, holds=(Hold(began, began + 30 * SECOND),),
    )  # fmt: skip


def lines(pilot: Pilot[Any]) -> list[str]:
    return seen(pilot.app).splitlines()  # type: ignore[arg-type] # the app of `drive`


def test_every_call_stands_there_with_its_end_and_the_totals(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """CALL-1, CALL-15: newest first, late ones marked; ASA, handle time, hold time, silent calls in one line."""
    officer = session.officer
    desk.calls.finish(
        call(session, "aaaaaaa1", End.HUNG_UP, 5, name="秦悦", unit="客服部", summary="打印机"), by=officer
    )
    desk.calls.finish(call(session, "aaaaaaa2", End.SILENT, 1), by=officer)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l")
        shown = lines(pilot)
        assert all(word in shown[1] for word in ("8", "0:20", "1:30", "0:30"))
        assert "!" in shown[4] and "无声电话" in shown[4] and "10:41" in shown[4]  # noqa: PT018 - one line
        assert "秦悦" in shown[5] and "客服部" in shown[5] and "提前挂机" in shown[5] and "1:30" in shown[5]  # noqa: PT018

    drive(make_app(), play)


def test_a_log_without_calls_says_what_would_be_there(make_app: MakeApp) -> None:
    """CALL-15."""

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l", *"/没有这样的", "enter")
        assert "没有符合" in "".join(lines(pilot))
        await press(pilot, "x")
        assert "没有符合" not in "".join(lines(pilot))
        assert "Esc" in bottom(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CallLogScreen)

    drive(make_app(), play)


def test_what_a_colleague_finishes_appears_and_the_cursor_stays(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    """CALL-15: live; a call that no longer fits the filter goes."""

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l", "j", "j")
        log = pilot.app.screen.query_one(CallList)
        before = log.selected
        desk.calls.finish(call(session, "new", End.NUISANCE), by=session.officer)
        await until(pilot, lambda: log.place == 4)
        assert log.selected == before
        await press(pilot, "e", *"骚扰", "enter")
        assert log.selected is not None
        assert log.selected.id == "new"
        desk.calls.finish(replace(call(session, "new", End.WRONG_NUMBER)), by=session.officer)
        await until(pilot, lambda: log.selected is None)

    drive(make_app(), play)


def test_filters_by_key_go_together(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """CALL-15: by day, direction, officer and words."""
    desk.calls.finish(call(session, "old", End.HUNG_UP, 3 * 1440, name="昨日客"), by=session.officer)
    desk.calls.finish(call(session, "out", End.NOT_REACHED, 5, name="未接客"), by=session.officer)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l", "d")
        assert "昨日客" not in "".join(lines(pilot))
        await press(pilot, "d", "r", "r")
        assert "1/1" in "".join(lines(pilot))
        assert "未接客" in lines(pilot)[4]
        await press(pilot, "x", "o", *"陈工", "enter")
        assert "0/0" in "".join(lines(pilot))

    drive(make_app(), play)


def test_a_long_log_is_read_a_page_at_a_time(desk: Desk, session: Session, scene: Scene, make_app: MakeApp) -> None:
    """CALL-15: what is further down is read when one comes near it."""
    one = desk.calls.finish(call(session, "0", End.SILENT), by=session.officer).record
    with scene.stores[0].writing() as writing:
        for number in range(PAGE + 30):
            writing.put_call(replace(one, id=f"{number:08}", began_at=AT - timedelta(minutes=number)))

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l")
        screen = pilot.app.screen
        assert isinstance(screen, CallLogScreen)
        assert len(screen._calls) == PAGE
        for _ in range(12):
            await pilot.press("pagedown")
        await until(pilot, lambda: len(screen._calls) > PAGE)

    drive(make_app(), play)


def test_the_record_of_a_call_tells_everything_and_is_taken_up_again(
    desk: Desk, session: Session, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-15: what was typed before the caller hung up stays, and leads to a new call."""
    asked: list[NewCall] = []
    desk.calls.finish(
        replace(call(session, "7f3a2c1e", End.HUNG_UP, name="秦悦", phone="9055", summary="报表"), scratch="下午再打"),
        by=session.officer,
    )
    monkeypatch.setattr(DeskApp, "on_new_call", lambda _app, event: asked.append(event))

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l", "enter")
        shown = "\n".join(lines(pilot))
        for words in ("秦悦", "9055", "报表", "D7F3A2C1", "10:41:40", "0:30"):
            assert words in shown
        await press(pilot, "end", "pagedown")
        assert "下午再打" in "\n".join(lines(pilot))
        await press(pilot, "a")

    drive(make_app(), play)
    assert asked[0].answers == {"name": "秦悦", "phone": "9055", "summary": "报表"}


def test_a_call_leads_to_its_ticket(make_app: MakeApp) -> None:
    """CALL-15."""

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l", "enter", "enter")
        assert "IT-20261120-003" in lines(pilot)[1]

    drive(make_app(), play)


def test_hostile_words_of_a_call_are_shown_harmlessly(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """CALL-15."""
    answers = dict.fromkeys(("name", "unit", "phone", "summary", "handled", "address"), HOSTILE)
    facts = {"to": HOSTILE, "line": HOSTILE, "words": HOSTILE}
    hostile = replace(call(session, "hostile", End.TRANSFERRED), answers=answers, facts=facts)
    desk.calls.finish(hostile, by=session.officer)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "l")
        assert "[/closed]" in lines(pilot)[4]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CallRecordScreen)
        assert "[@click=app.quit]退出[/]" in "".join(lines(pilot))

    drive(make_app(), play, (120, 40))
