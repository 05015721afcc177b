"""Whole calls as they come, through the keyboard to the call log: none of them follows the form (CALL-15, CALL-16)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.conftest import shanghai
from tests.tui.conftest import LOGIN, Scene, drive, until
from tests.tui.typing import Hand
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.asking import AskScreen
from tui_desk.tui.screens.ends import EndsScreen, GoodbyeScreen
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.queue import QueueScreen

MORNING = shanghai("2026-11-20 10:42")
Play = Callable[[Callable[[Hand], Awaitable[None]]], None]


@pytest.fixture
def scene(sqlite_path: Path) -> Scene:
    """The desk's file and clock."""
    return Scene(sqlite_path, at=MORNING)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """东海服务台 with an engineer and one caller it knows, who called before about a printer."""
    desk = Desk(scene.store())
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LOGIN))
    desk.put_officer(Officer("SW003", "陈工", "sw003", frozenset({Role.ENGINEER})), by=lead)
    desk.directory.put_person(Person(0, "刘芳", "LF007", "财务部", ("3114",), "ms"))
    before = {"phone": "3114", "name": "刘芳", "unit": "财务部", "category": "hardware", "scope": "non_core"}
    desk.register(Call("before", "DM001", scene.at, answers={**before, "summary": "三楼打印机卡纸"}), by=lead)
    return desk


@pytest.fixture
def play(desk: Desk, scene: Scene, tmp_path: Path) -> Play:
    """Plays with a hand on the keyboard; whatever the call was, none is left in the journal."""
    i18n.use("zh_CN")
    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    app = DeskApp(
        settings, lambda: Desk(scene.store()), login=LOGIN, journal=Journal(tmp_path / "calls"), clock=scene.now
    )

    def run(script: Callable[[Hand], Awaitable[None]]) -> None:
        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        try:
            drive(app, with_hand)
        finally:
            i18n.use("en")
        assert not list((tmp_path / "calls").glob("*.call")), "every call has its end"
        desk.store.close()

    return run


async def shown(hand: Hand, kind: type[Any]) -> None:
    """Wait until such a screen is on top, and drawn."""
    await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, kind))
    await hand.pilot.pause()


async def registered(hand: Hand, desk: Desk) -> CallRecord:
    """Read back, register, hang up; the record of the call."""
    await hand.press("ctrl+r")
    await hand.read_back()
    await hand.press("a", "enter")
    number = await hand.number()
    await hand.press("enter")
    await until(hand.pilot, lambda: hung_up(desk, number))
    return next(record for record in desk.calls.log(CallFilter(ends=(End.TICKET,))) if record.ticket == number)


def hung_up(desk: Desk, number: str) -> bool:
    """Whether the telephone of this ticket's call is down."""
    return any(r.ticket == number and "hung_up" in r.phases for r in desk.calls.log(CallFilter(ends=(End.TICKET,))))


def test_a_caller_who_jumps_about_and_takes_things_back(desk: Desk, scene: Scene, play: Play) -> None:
    """CALL-1, CALL-7, CALL-12, CALL-15, CALL-16: the wish first, the name last, another category in between."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(wish="下午两点开会要用", affected="12", category="1", error_text="E-1042")
        await hand.press("ctrl+o")
        await hand.type("王总催")
        await hand.answer(address="A座3楼会议室", category="6")
        assert "error_text" not in hand.intake.hand.asked(), "who asks for advice has no error"
        scene.set_clock(MORNING + timedelta(seconds=50))
        await hand.answer(category="3", summary="投影仪连不上无线网", scope="2", promise="派人上门")
        await hand.press("enter")
        await hand.type("13:30")
        await hand.answer(unit="行政部", name="钱进")
        record = await registered(hand, desk)
        assert (record.caller_name, record.caller_unit, record.address) == ("钱进", "行政部", "A座3楼会议室")
        assert set(record.phases) == {"answered", "identified", "classified", "read_back", "registered", "hung_up"}
        assert record.phases["classified"] < record.phases["identified"]
        ticket = desk.ticket(record.ticket).ticket
        kept = {"wish": "下午两点开会要用", "affected": "12", "error_text": "E-1042", "scratch": "王总催"}
        assert {code: ticket.answers[code] for code in kept} == kept
        assert [(p.words, p.due_at) for p in ticket.promises] == [("派人上门", shanghai("2026-11-20 13:30"))]

    play(script)


def test_a_second_line_rings_into_the_call_and_both_come_to_their_end(desk: Desk, scene: Scene, play: Play) -> None:
    """CALL-4, CALL-15: the first waits 70 seconds, is apologised to, and is registered with all that was said."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="周强", title="5", unit="研发部", summary="编译机磁盘满，报错 E-28")
        await hand.press("f4")
        await until(hand.pilot, lambda: hand.intake._open and hand.call.answers == {})
        await hand.answer(summary="怎么开视频会议", handled="发了手册")
        scene.set_clock(MORNING + timedelta(seconds=70))
        await hand.press("f12", "1")
        await shown(hand, GoodbyeScreen)
        await hand.press("enter")
        await shown(hand, QueueScreen)
        await hand.press("z")
        await shown(hand, IntakeScreen)
        await until(hand.pilot, lambda: "对不起，周工程师，让您久等了" in hand.screen)
        await hand.answer(category="1", scope="3")
        first = await registered(hand, desk)
        [second] = desk.calls.log(CallFilter(ends=(End.ANSWERED,)))
        assert (first.held, second.held) == (timedelta(seconds=70), timedelta(0))
        assert (second.problem, second.handled) == ("怎么开视频会议", "发了手册")
        assert first.problem == "编译机磁盘满，报错 E-28"

    play(script)


def test_who_calls_again_about_the_same_is_added_to_the_ticket(desk: Desk, play: Play) -> None:
    """CALL-5, CALL-15: known by the number; the open ticket is seen beside the call, and one key joins it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("enter")
        await hand.type("3114")
        await hand.caller_found()
        await until(hand.pilot, lambda: "IT-20261120-001" in hand.screen or "打印机卡纸" in hand.screen)
        await hand.press("enter")
        await hand.type("还是卡纸")
        await hand.press("alt+j")
        number = await hand.number()
        await hand.press("enter")
        await shown(hand, QueueScreen)
        [record] = desk.calls.log(CallFilter(ends=(End.ADDED,)))
        assert (record.ticket, record.caller_name, record.problem) == (number, "刘芳", "还是卡纸")
        assert [caller.phone for caller in desk.ticket(number).ticket.callers] == ["3114"]
        assert len(desk.calls.log(CallFilter(ends=(End.TICKET,)))) == 1, "no second ticket of one fault"

    play(script)


def test_a_silent_line_and_a_wrong_number_stand_in_the_log(desk: Desk, scene: Scene, play: Play) -> None:
    """CALL-3, CALL-15: four keys for the one, two for the other; both are counted."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        scene.set_clock(MORNING + timedelta(seconds=15))
        await hand.press("alt+g", "alt+g", "alt+g", "alt+g")
        await shown(hand, QueueScreen)
        await hand.new_call()
        await hand.press("f12")
        await shown(hand, EndsScreen)
        await hand.press("w")
        await shown(hand, GoodbyeScreen)
        await hand.press("enter")
        await shown(hand, QueueScreen)
        [silent] = desk.calls.log(CallFilter(ends=(End.SILENT,)))
        assert (silent.unheard, silent.phases["hung_up"] - silent.phases["answered"]) == (3, timedelta(seconds=15))
        assert len(desk.calls.log(CallFilter(ends=(End.WRONG_NUMBER,)))) == 1
        assert desk.calls.figures(CallFilter()).ends["silent"] == 1

    play(script)


def test_a_message_for_a_colleague_who_is_away_carries_everything(desk: Desk, play: Play) -> None:
    """CALL-11: name, phone, what, by when, where; asked first, promised, delivered, and marked when read."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(phone="13800138000", name="孙丽", title="2", unit="研发部", address="B座2楼")
        await hand.answer(summary="报价单请今天发")
        await hand.press("f12", "4")
        await shown(hand, AskScreen)
        await hand.type("陈")
        await hand.press("enter")
        await until(hand.pilot, lambda: "孙女士，您的留言我马上转给陈工，11:12之前给您回复" in hand.screen)
        await hand.press("enter", "enter")
        await shown(hand, GoodbyeScreen)
        await hand.press("enter")
        await shown(hand, QueueScreen)
        engineer = desk.sign_in("sw003")
        [message] = desk.messages.inbox(engineer)
        assert (message.caller_name, message.caller_phone, message.place) == ("孙丽", "13800138000", "B座2楼")
        assert (message.words, message.due_at) == ("报价单请今天发", shanghai("2026-11-20 11:12"))
        assert message.read_at is None
        desk.messages.read(message.id, by=engineer)
        assert desk.messages.look_at(message.id).read_at == MORNING
        [record] = desk.calls.log(CallFilter(ends=(End.MESSAGE,)))
        assert (record.to, record.caller_unit) == ("SW003", "研发部")

    play(script)
