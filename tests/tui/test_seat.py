"""A hotline seat that officers share: nobody before a PIN, one key to change over, a lock (CALL-2, DESK-12)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.conftest import LANGUAGES, LOGIN, SIZES, MakeApp, Scene, drive, seen, settle, until
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, NotAtSeat
from tui_desk.desk.ports import Writing
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.officer import Officer, Role
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.change_over import ChangeOverScreen
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.leaving import LeavingScreen
from tui_desk.tui.screens.palette import PaletteScreen
from tui_desk.tui.screens.queue import QueueScreen

PINS = {"DM001": "4827", "OP001": "9153"}
HOSTILE = "[/closed]刘洋[@click=app.quit]x[/] \u202egnp 这是一个很长很长的名字"


@pytest.fixture
def seat(desk: Desk) -> Desk:
    """李敏 and 王芳 share the account."""
    lead = desk.sign_in(LOGIN)
    desk.seats.set_pin("DM001", PINS["DM001"], by=lead)
    desk.put_officer(Officer("OP001", "王芳", LOGIN, frozenset({Role.OPERATOR})), by=lead, pin=PINS["OP001"])
    return desk


def front(app: DeskApp, kind: type[Screen[Any]]) -> bool:
    """Whether a screen of this kind is in front."""
    return isinstance(app.screen, kind)


async def asked(pilot: Pilot[Any]) -> None:
    """Wait until a PIN is asked."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ChangeOverScreen) and bool(pilot.app.screen.query("#pin")))
    await pilot.pause()


async def sit_down(pilot: Pilot[Any], staff_no: str, pin: str = "") -> None:
    """Choose oneself, and type the PIN."""
    await asked(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, ChangeOverScreen)
    place = [officer.staff_no for officer in screen._officers].index(staff_no)
    await pilot.press("home", *["down"] * place, *(pin or PINS[staff_no]), "enter")
    await until(pilot, lambda: pilot.app.screen is not screen)
    await until(pilot, lambda: not isinstance(pilot.app.screen, ChangeOverScreen) and len(pilot.app.screen_stack) > 1)
    await settle(pilot)


def test_nothing_of_the_desk_is_shown_before_a_pin(seat: Desk, make_app: MakeApp) -> None:
    """CALL-2, DESK-12."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await asked(pilot)
        assert app.session is None
        shown = seen(app)
        assert "李敏" in shown
        assert "王芳" in shown
        assert not any(word in shown for word in ("IT-2026", "东海", "陈工", "全公司"))
        await pilot.press("n", "colon", "question_mark", "escape", "f2")
        assert front(app, ChangeOverScreen)
        await sit_down(pilot, "OP001")
        assert "王芳 话务员" in seen(app)
        assert "IT-20261120-001" in seen(app)

    drive(app, play)
    assert next((each.officer, each.event) for each in seat.seats.log(by=seat.officers()[0])) == ("OP001", "taken")


@pytest.mark.usefixtures("seat")
def test_a_wrong_pin_is_said_and_the_right_one_still_opens(make_app: MakeApp) -> None:
    """DESK-12; the digits are never drawn, pasted or full-width ones count too."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await asked(pilot)
        await pilot.press("enter")
        assert "请先输入 PIN" in seen(app)
        await pilot.press(*"0630", "enter")
        await until(pilot, lambda: "还可再试 2 次" in seen(app))
        assert "0630" not in seen(app)
        await pilot.press(*"12", "escape")
        assert "PIN 码  _" in seen(app)
        app.screen.post_message(events.Paste("no pin"))
        await until(pilot, lambda: "PIN 只有数字" in seen(app))
        app.screen.post_message(events.Paste(" 48\n"))
        app.screen.post_message(events.Key("２", "２"))
        await pilot.press("7")
        await until(pilot, lambda: "PIN 码  ****_" in seen(app))
        await pilot.press("enter")
        await until(pilot, lambda: front(app, QueueScreen))

    drive(app, play)


def test_one_key_and_a_pin_change_over_and_everything_after_is_theirs(seat: Desk, make_app: MakeApp) -> None:
    """CALL-2, CALL-14: title, "mine", verbs, new calls; a call in hand keeps its first taker and every answer."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "DM001")
        assert "3 我的 1" in seen(app)
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042")
        await hand.press("escape")
        await until(pilot, lambda: front(app, QueueScreen))
        for key in ("x", *PINS["OP001"], "\r"):  # all at once, as after a jump host
            target = app.screen.focused or app.screen
            target._forward_event(events.Key("enter" if key == "\r" else key, key))
        await until(pilot, lambda: app.session is not None and app.session.officer.staff_no == "OP001")
        await until(pilot, lambda: front(app, QueueScreen))
        await settle(pilot)
        assert "王芳 话务员" in seen(app)
        assert "3 我的 0" in seen(app)
        await pilot.press("f3")
        await until(pilot, lambda: front(app, IntakeScreen))
        assert hand.call.officer == "DM001"
        assert hand.call.answer("summary") == "OA报错E-1042"
        await hand.answer(category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        number = await hand.number()
        event = seat.ticket(number).events[0]
        assert (event.by, seat.ticket(number).ticket.first_taker) == ("OP001", "DM001")
        await hand.press("y")
        await until(pilot, lambda: front(app, IntakeScreen))
        assert hand.call.officer == "OP001"

    drive(app, play)
    [record, *_] = seat.calls.log(CallFilter(words="E-1042"))
    assert record.officer == "DM001"


@pytest.mark.usefixtures("seat")
def test_a_locked_desk_shows_nothing_and_keeps_every_call(make_app: MakeApp) -> None:
    """DESK-12, CALL-16: what was typed stands there when the PIN has opened it."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", summary="OA报错E-1042")
        await hand.press("ctrl+l")
        await asked(pilot)
        app.notify("李四的工单有新进展", markup=False)
        await pilot.pause(0.1)
        assert not any(word in seen(app) for word in ("张三", "E-1042", "李四", "东海"))
        assert "在手来电 1 个" in seen(app)
        await pilot.press("escape", "n", "f2", "ctrl+r")
        assert front(app, ChangeOverScreen)
        await sit_down(pilot, "OP001")
        assert front(app, IntakeScreen)
        assert "OA报错E-1042" in seen(app)
        assert not hand.call.on_hold

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_whoever_locked_the_desk_opens_it_while_the_database_is_away(make_app: MakeApp, scene: Scene) -> None:
    """CALL-16, DESK-12: a caller may be waiting behind the lock; but nobody changes over then."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        await pilot.press("ctrl+l")
        await asked(pilot)

        def away() -> AbstractContextManager[Writing]:
            raise DatabaseUnavailable(why="test")

        for store in scene.stores:
            store.writing = away  # type: ignore[method-assign, assignment] # the database is away
        await pilot.press("home", *PINS["DM001"], "enter")
        await until(pilot, lambda: "数据库没有应答" in seen(app))
        await pilot.press("down", *"0630", "enter")
        await until(pilot, lambda: "还可再试 2 次" in seen(app))
        await pilot.press(*PINS["OP001"], "enter")
        await until(pilot, lambda: front(app, QueueScreen))

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_a_dialog_ends_when_another_officer_opens_the_lock(make_app: MakeApp) -> None:
    """DESK-12: nothing that one officer began is done in the name of another."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "DM001")
        await pilot.press("p")
        await until(pilot, lambda: not front(app, QueueScreen))
        dialog = app.screen
        await pilot.press("ctrl+l")
        await sit_down(pilot, "DM001")
        assert app.screen is dialog, "it was theirs"
        await pilot.press("ctrl+l")
        await asked(pilot)
        await pilot.press("home", "down", *PINS["OP001"], "enter")
        await until(pilot, lambda: front(app, QueueScreen))
        assert dialog not in app.screen_stack

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_nothing_opens_above_a_lock_but_the_question_whether_to_leave(make_app: MakeApp, scene: Scene) -> None:
    """DESK-12: neither who rings is told there, nor does the key that takes a call go round the PIN."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三")
        await hand.press("escape", "ctrl+l")
        await asked(pilot)
        Desk(scene.store()).rings.announce("13800138000")
        await until(pilot, lambda: app.alerts.ringing is not None)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: front(app, LeavingScreen))
        await pilot.pause(1.1)
        assert "13800138000" not in seen(app)
        await pilot.press("f4")
        await pilot.pause(0.1)
        assert front(app, LeavingScreen)
        assert len(app.lines) == 1
        await pilot.press("escape")
        assert front(app, ChangeOverScreen)

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_an_answer_of_the_database_does_not_open_the_lock(make_app: MakeApp) -> None:
    """DESK-12, CALL-13: the desk is locked only when nothing is on its way that would open a screen above the lock."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042", category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        answers = threading.Event()
        asked_ = asyncio.ensure_future(app.gateway.ask(lambda _: answers.wait(3)))
        await hand.press("ctrl+r", "ctrl+l")
        await pilot.pause(0.1)
        assert not front(app, ChangeOverScreen)
        answers.set()
        await asked_
        await hand.number()
        await hand.press("ctrl+l")
        await asked(pilot)

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_a_shared_seat_locks_by_itself_but_not_in_the_middle_of_a_call(make_app: MakeApp, scene: Scene) -> None:
    """DESK-12, CALL-2."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        scene.set_clock(scene.at + timedelta(minutes=14))
        app.seat.look(app.session, app.settings.lock_minutes)
        assert front(app, QueueScreen)
        await Hand(pilot).new_call()
        scene.set_clock(scene.at + timedelta(minutes=20))
        app.seat.look(app.session, app.settings.lock_minutes)
        assert front(app, IntakeScreen), "a caller is on the line"
        await pilot.press("escape")
        await until(pilot, lambda: front(app, QueueScreen))
        scene.set_clock(scene.at + timedelta(minutes=16))
        app.seat.look(app.session, 0)
        assert front(app, QueueScreen), "0 is never"
        app.seat.look(app.session, app.settings.lock_minutes)
        await asked(pilot)

    drive(app, play)


def test_the_officer_stays_when_others_of_the_account_change(seat: Desk, make_app: MakeApp) -> None:
    """DESK-12: signing in again, after any change of the desk, is not signing somebody else in."""
    app = make_app()
    lead = seat.officers()[0]

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "OP001")
        seat.put_officer(Officer("OP000", "刘洋", LOGIN, frozenset({Role.OPERATOR})), by=lead, pin="7302")
        await until(pilot, lambda: app.session is not None and len(app.session.at_seat) == 3)
        assert app.session is not None
        assert app.session.officer.staff_no == "OP001"
        seat.put_officer(Officer("OP001", "王芳", LOGIN, frozenset({Role.OPERATOR}), active=False), by=lead)
        await until(pilot, lambda: app.return_value is not None)
        assert isinstance(app.return_value, NotAtSeat)

    drive(app, play)


def test_an_account_of_ones_own_asks_no_pin_and_offers_no_change_over(make_app: MakeApp) -> None:
    """CALL-2: only seats that are shared."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert front(app, QueueScreen)
        await pilot.press("x", "ctrl+l")
        await pilot.pause()
        assert front(app, QueueScreen)
        assert "换人" not in seen(app)

    drive(app, play)


@pytest.mark.usefixtures("seat")
def test_changing_over_is_found_by_the_palette_of_every_screen(make_app: MakeApp) -> None:
    """CALL-2."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await sit_down(pilot, "DM001")
        hand = Hand(pilot)
        await hand.new_call()
        await pilot.press("f2")
        await until(pilot, lambda: front(app, PaletteScreen))
        await hand.type("换人")
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: front(app, IntakeScreen))

    drive(app, play)


Scenery = Callable[[Pilot[Any]], Awaitable[None]]


async def start(pilot: Pilot[Any]) -> None:
    await asked(pilot)


async def change(pilot: Pilot[Any]) -> None:
    await sit_down(pilot, "DM001")
    await pilot.press("x", *"12")
    await asked(pilot)


async def lock(pilot: Pilot[Any]) -> None:
    await sit_down(pilot, "DM001")
    await Hand(pilot).new_call()
    await pilot.press("ctrl+l")
    await asked(pilot)
    await pilot.press(*"0630", "enter")
    app = pilot.app
    assert isinstance(app, DeskApp)
    await until(pilot, lambda: "2" in seen(app) and "_" in seen(app) and "****" not in seen(app))
    await settle(pilot)


@pytest.mark.parametrize(
    ("scenery", "size", "language"),
    [(start, SIZES[0], "zh_CN"), (change, SIZES[1], "en"), (lock, SIZES[0], "zh_CN"), (lock, SIZES[0], "en")],
)
def test_the_seat_looks_as_it_should(
    seat: Desk, make_app: MakeApp, snap_compare: Any, scenery: Scenery, size: tuple[int, int], language: str
) -> None:
    """CALL-2; a name of any length, and one that would be markup."""
    lead = seat.officers()[0]
    seat.put_officer(Officer("OP009", HOSTILE, LOGIN, frozenset({Role.OPERATOR})), by=lead, pin="7302")
    assert language in LANGUAGES
    assert snap_compare(make_app(language=language), terminal_size=size, run_before=scenery)
