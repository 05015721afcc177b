"""Several calls at one seat: held, taken in turn, gone back to, each with its own answers, timers and journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, until
from tests.tui.directory import put_callers
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.message import Ring
from tui_desk.journal import Journal
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import NewCall
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.widgets.line_strip import OnLine, composed

Play = Callable[..., None]


@pytest.fixture
def play(desk: Desk, make_app: MakeApp) -> Play:
    """Plays with a hand on the keyboard: `play(script)`."""
    put_callers(desk)

    def run(script: Callable[[Hand], Any], size: tuple[int, int] = (80, 24)) -> None:
        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        drive(make_app(), with_hand, size)

    return run


def app_of(hand: Hand) -> DeskApp:
    app = hand.pilot.app
    assert isinstance(app, DeskApp)
    return app


def in_hand(hand: Hand) -> list[Call]:
    return [screen.hand.call for screen in app_of(hand).lines.screens]


async def another(hand: Hand, key: str = "f4") -> None:
    """Hold this call and take the next."""
    before = len(app_of(hand).lines)
    await hand.press(key)
    await until(hand.pilot, lambda: len(app_of(hand).lines) > before and hand.intake._open)
    await hand.pilot.pause()


async def queue(hand: Hand) -> None:
    await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, QueueScreen))
    await hand.pilot.pause(0.05)


def test_two_calls_at_once_keep_their_own_answers_cursor_and_hold_time(scene: Scene, play: Play) -> None:
    """CALL-4: hold this one, take the next, go back by one key; each keeps its own state."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="刘芳", title="2", unit="财务部", summary="打印机卡")
        scene.set_clock(AT + timedelta(seconds=20))
        await another(hand)
        assert "保持 1 刘芳 财务部 00:00" in hand.screen
        await hand.answer(name="王工")
        scene.set_clock(AT + timedelta(seconds=100))
        await until(hand.pilot, lambda: "1 刘芳 财务部 01:20!" in hand.screen)
        await hand.press("f3")
        await hand.pilot.pause(0.1)
        assert hand.question == "summary"
        assert "对不起，刘女士，让您久等了" in hand.screen, "an apology after a long wait"
        assert "保持 2 王工 00:00" in hand.screen
        await hand.type("纸")
        assert hand.call.answer("summary") == "打印机卡纸"
        first, second = in_hand(hand)
        assert first.held(scene.at) == timedelta(seconds=80)
        assert (first.on_hold, second.on_hold) == (False, True)
        assert second.answer("name") == "王工"

    play(script)


def test_nine_calls_are_in_hand_and_the_tenth_says_so(play: Play) -> None:
    """CALL-4: second, third … ninth line; every one can be gone back to in turn."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="甲")
        for name in "乙丙丁戊己庚辛壬":
            await another(hand)
            await hand.answer(name=name)
        await hand.press("f4")
        assert "已有九个来电在手" in hand.notices
        assert len(in_hand(hand)) == 9
        names = []
        for _ in range(9):
            await hand.press("alt+c")
            await hand.pilot.pause()
            names.append(hand.call.answer("name"))
        assert names == list("甲乙丙丁戊己庚辛壬")
        assert [call.on_hold for call in in_hand(hand)] == [True] * 8 + [False]

    play(script)


def test_the_queue_shows_who_waits_and_goes_back_to_the_call_one_was_in(scene: Scene, play: Play) -> None:
    """CALL-4: the strip ticks on the queue; z is back in the call with its cursor."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="刘芳", unit="财务部")
        await another(hand)
        await hand.answer(name="王工")
        await hand.press("escape")
        await queue(hand)
        scene.set_clock(AT + timedelta(seconds=12))
        await until(hand.pilot, lambda: "保持 1 刘芳 财务部 00:12  2 王工 00:12" in hand.screen)
        await hand.press("z")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, IntakeScreen))
        assert hand.call.answer("name") == "王工"
        assert not hand.call.on_hold

    play(script)


def test_hold_and_back_say_their_lines_and_are_timed(scene: Scene, play: Play) -> None:
    """CALL-4: F5 holds and F5 is back; the lines name the caller, the time waited is kept."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张明", title="1")
        await hand.press("f5")
        await hand.pilot.pause(0.1)
        assert "“好的张先生，请您稍等，不要挂机。”" in hand.screen
        scene.set_clock(AT + timedelta(seconds=15))
        await until(hand.pilot, lambda: "保持 00:15" in hand.screen)
        await hand.press("f5")
        await hand.pilot.pause(0.1)
        assert "“让您久等了张先生，谢谢您的耐心。”" in hand.screen
        assert "共保持00:15" in hand.screen
        await hand.press("enter")
        await hand.pilot.pause(0.1)
        assert "让您久等了" not in hand.screen, "a line that was said gives way as one goes on"
        assert hand.call.held(scene.at) == timedelta(seconds=15)

    play(script)


def test_a_call_taken_from_a_ring_knows_since_when_and_who(desk: Desk, scene: Scene, play: Play) -> None:
    """CALL-1, CALL-5: rang and answered are stamped, a late pick-up is marked, the caller is looked up."""
    ring = Ring("r1", "6678", AT - timedelta(seconds=21), AT + timedelta(minutes=1), line="2")

    async def script(hand: Hand) -> None:
        app_of(hand).post_message(NewCall(ring))
        await until(hand.pilot, lambda: bool(in_hand(hand)) and hand.intake._open)
        await hand.caller_found()
        call = hand.call
        assert call.phases["answered"] - call.phases["rang"] == timedelta(seconds=21)
        assert (call.fact("ring"), call.fact("line")) == ("r1", "2")
        assert (call.answer("phone"), call.answer("rings")) == ("6678", "5")
        assert "迟接" in hand.screen
        assert hand.question == "name"
        await hand.press("ctrl+f")
        assert hand.call.answer("name") == "张明"
        await hand.press("f12", "8")
        await queue(hand)
        [record] = desk.calls.log(CallFilter(ends=(End.HUNG_UP,)))
        assert (record.late, record.line, record.waited) == (True, "2", timedelta(seconds=21))
        assert record.caller_name == "张明"

    del scene
    play(script)


def test_a_second_ring_holds_the_call_that_is_read_back(play: Play) -> None:
    """CALL-4: a call taken while another is read back holds that one; it is there again, nothing lost."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042", category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        app_of(hand).post_message(NewCall())
        await until(hand.pilot, lambda: len(in_hand(hand)) == 2)
        await hand.pilot.pause(0.1)
        assert hand.call.answers == {}
        await hand.press("f3")
        await hand.pilot.pause(0.1)
        assert hand.call.answer("name") == "张三"
        assert [hold.until is not None for hold in hand.call.holds] == [True]

    play(script)


def test_leaving_the_desk_keeps_every_call_in_hand(tmp_path: Path, scene: Scene, play: Play) -> None:
    """CALL-4, CALL-16: calls in hand at the end are offered again by any later start, none is lost."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="刘芳")
        await another(hand)
        await hand.answer(name="王工")
        await another(hand)
        await hand.press("ctrl+q")
        await hand.pilot.pause(0.1)
        assert "3" in hand.screen, "it is said how many are not finished"
        await hand.press("enter")

    play(script)
    journal = Journal(tmp_path / "calls")
    names = [orphan.call.answer("name") for orphan in journal.orphans(str(scene.path))]
    assert sorted(names) == ["刘芳", "王工"], "the empty one was opened by mistake"


def test_a_parked_call_is_taken_up_as_a_call_in_hand(play: Play, tmp_path: Path, scene: Scene) -> None:
    """CALL-16: what an earlier session left is offered at the start, and goes on where it lacks an answer."""

    async def leave(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="欧阳娜", title="2", summary="打印机缺墨")
        app_of(hand).exit()

    play(leave)

    async def go_on(hand: Hand) -> None:
        await hand.press("enter")
        await until(hand.pilot, lambda: bool(in_hand(hand)) and hand.intake._open)
        assert hand.call.answer("name") == "欧阳娜"
        assert hand.question == "unit", "the first answer that is missing"

    play(go_on)
    del tmp_path, scene


def test_a_call_opened_by_mistake_is_forgotten(tmp_path: Path, play: Play) -> None:
    """CALL-15: Esc in an empty intake leaves no call behind; once something was said it is in hand."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("escape")
        await queue(hand)
        assert not in_hand(hand)
        assert not list((tmp_path / "calls").glob("*.call"))
        await hand.new_call()
        await another(hand)
        assert len(in_hand(hand)) == 2, "the caller of an empty intake waits too"

    play(script)


def test_keys_typed_before_the_intake_is_drawn_are_its_own(play: Play) -> None:
    """CALL-16: the telephone rings, and one types at once: no key goes to the queue below."""

    async def script(hand: Hand) -> None:
        app = app_of(hand)
        for key in ("n", "3", "\r", "6", "6"):
            from textual import events

            app.post_message(events.Key("enter" if key == "\r" else key, None if key == "\r" else key))
        await until(hand.pilot, lambda: bool(in_hand(hand)) and hand.call.answer("phone") == "66")
        assert hand.call.answer("rings") == "3"

    play(script)


def test_the_strip_shows_what_fits() -> None:
    """CALL-4: with many calls first the units go, then the names; place and time always stay."""

    def text(calls: list[OnLine], width: int) -> str:
        return "".join(words for words, _ in composed(calls, width))

    calls = [OnLine(n, "欧阳娜", "行政与后勤保障部", timedelta(seconds=n)) for n in range(1, 10)]
    assert "行政与后勤保障部" in text(calls[:2], 80)
    assert "欧阳娜" in text(calls[:4], 80)
    assert "行政" not in text(calls[:4], 80)
    assert "9 00:09" in text(calls, 80)
