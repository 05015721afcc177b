"""Every end of a call by its key: what it asks, what stays on record, and a database that does not answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import LOGIN, MakeApp, Scene, drive, seen, until
from tests.tui.directory import put_callers
from tests.tui.test_read_back import FlakyStore
from tests.tui.typing import Hand
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.journal import Journal
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.asking import AskScreen
from tui_desk.tui.screens.ends import EndsScreen, GoodbyeScreen, UnansweredScreen
from tui_desk.tui.screens.queue import QueueScreen

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


async def shown(hand: Hand, kind: type[Any]) -> None:
    await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, kind))
    await hand.pilot.pause(0.05)


def last(desk: Desk, *ends: End) -> CallRecord:
    """The newest call of the log with one of these ends."""
    return desk.calls.log(CallFilter(ends=ends))[0]


@pytest.mark.parametrize(
    ("key", "end", "said"),
    [
        ("5", End.SILENT, ""),
        ("w", End.WRONG_NUMBER, "您可能拨错了号码"),
        ("alt+x", End.NUISANCE, ""),
        ("8", End.HUNG_UP, ""),
    ],
)
def test_ends_that_ask_nothing_are_one_key_and_on_record(
    key: str, end: End, said: str, desk: Desk, tmp_path: Path, play: Play
) -> None:
    """CALL-15: F12 and one key; what was typed stays with the record."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(phone="99")
        await hand.press("f12")
        await shown(hand, EndsScreen)
        await hand.press(key)
        if said:
            await shown(hand, GoodbyeScreen)
            assert said in hand.screen
            await hand.press("enter")
        await shown(hand, QueueScreen)
        record = last(desk, end)
        assert (record.end, record.caller_phone) == (end, "99")
        assert "hung_up" in record.phases
        assert record.reference in hand.notices
        assert not list((tmp_path / "calls").glob("*.call")), "on record, and no longer in the journal"

    play(script)


def test_a_caller_who_says_nothing_is_asked_three_times_and_ends_as_a_silent_call(desk: Desk, play: Play) -> None:
    """CALL-3: one key counts the tries, shows the closing line after the third, and ends the call."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        for count in (1, 2, 3):
            await hand.press("alt+g")
            await hand.pilot.pause(0.1)
            assert "“您好，能听见吗？”" in hand.screen
            assert f"第{count}次，共3次" in hand.screen
            assert ("请重新拨" in hand.screen) == (count == 3)
        await hand.press("f11")
        await shown(hand, QueueScreen)
        record = last(desk, End.SILENT)
        assert (record.end, record.unheard) == (End.SILENT, 3)

    play(script)


def test_a_call_answered_at_once_needs_problem_and_handling(desk: Desk, play: Play) -> None:
    """CALL-15, CALL-19: a short record of what and how; then the last question and the goodbye are said."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张明", title="1")
        await hand.press("f12", "1")
        await hand.pilot.pause(0.1)
        assert hand.question == "summary", "it goes where something is missing"
        await hand.type("怎么合并单元格")
        await hand.answer(handled="演示了合并居中")
        await hand.press("f12", "1")
        await shown(hand, GoodbyeScreen)
        assert "“张先生，请问您还有其他需求吗？”" in hand.screen
        await hand.press("enter")
        await shown(hand, QueueScreen)
        record = last(desk, End.ANSWERED)
        assert (record.problem, record.handled) == ("怎么合并单元格", "演示了合并居中")

    play(script)


def test_one_key_adds_the_caller_to_their_own_open_ticket(desk: Desk, play: Play) -> None:
    """CALL-15: known caller, one open ticket, alt+j: the N-th caller of it, kept for the call-back."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("enter")
        await hand.type("3114")
        await hand.caller_found()
        await hand.press("enter", "alt+j")
        number = await hand.number()
        ticket = desk.ticket(number).ticket
        assert ticket.summary.startswith("ERP登录报500")
        assert [(caller.name, caller.phone) for caller in ticket.callers] == [("刘芳", "3114")]
        await hand.press("enter")
        await shown(hand, QueueScreen)
        await until(hand.pilot, lambda: "hung_up" in last(desk, End.ADDED).phases)
        assert last(desk, End.ADDED).ticket == number

    play(script)


def test_a_caller_is_added_to_any_open_ticket_found_by_its_words(desk: Desk, play: Play) -> None:
    """CALL-15: the unit's open tickets come first; words of the problem find any other."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="钱进", unit="财务部")
        await hand.press("f12", "j")
        await shown(hand, AskScreen)
        lines = [line for line in hand.screen.splitlines() if "IT-2026" in line and "ctrl+g" not in line]
        assert "ERP" in lines[0], "the same unit's first"
        await hand.type("断网")
        await hand.press("enter")
        ticket = desk.ticket(await hand.number()).ticket
        assert "断网" in ticket.summary
        assert [caller.name for caller in ticket.callers] == ["钱进"]

    play(script)


def test_a_call_is_put_through_to_a_colleague_found_by_pinyin(desk: Desk, play: Play) -> None:
    """CALL-11: asked first whether another may take it; whom it went to stays on record."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张明", title="1", summary="交换机告警")
        await hand.press("f12", "3")
        await shown(hand, AskScreen)
        await hand.type("wg")
        await hand.pilot.pause(0.05)
        assert "张先生，这件事由王工处理更合适" in hand.screen
        await hand.press("enter")
        await shown(hand, GoodbyeScreen)
        await hand.press("enter")
        await shown(hand, QueueScreen)
        assert last(desk, End.TRANSFERRED).to == "NT002"

    play(script)


def test_a_colleague_who_is_away_gets_a_message_with_a_time_to_answer(desk: Desk, scene: Scene, play: Play) -> None:
    """CALL-11: from the transfer by one key; words prefilled, the reply promised, delivered to that colleague."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(phone="6678", name="张明", title="1", summary="VPN连不上")
        await hand.press("f12", "t")
        await shown(hand, AskScreen)
        await hand.type("陈")
        await hand.press("f12")
        await until(hand.pilot, lambda: "“张先生，您的留言我马上转给陈工，11:12之前给您回复。”" in hand.screen)
        await hand.type("，请回电")
        await hand.press("enter")
        await hand.press("ctrl+u", "enter")
        assert "此项必填" in hand.screen
        await hand.type("14:00")
        await hand.press("enter")
        await shown(hand, GoodbyeScreen)
        assert "14:00之前给您回复" in hand.screen
        await hand.press("enter")
        await shown(hand, QueueScreen)
        [message] = desk.messages.inbox(next(o for o in desk.officers() if o.staff_no == "SW003"))
        words = getattr(message, "message", message).words
        assert words == "VPN连不上，请回电"
        assert getattr(message, "message", message).due_at == scene.at.replace(hour=6, minute=0)

    play(script)


def test_a_call_without_an_answer_from_the_database_is_left_to_be_delivered(
    desk: Desk, scene: Scene, tmp_path: Path
) -> None:
    """CALL-15: the end is on the disk before the desk is asked; it is delivered later, exactly once."""
    store = FlakyStore(open_store(str(scene.path)), scene.at)
    journal = Journal(tmp_path / "calls")
    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    app = DeskApp(settings, lambda: Desk(store), login=LOGIN, journal=journal, clock=scene.now)

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三")
        store.away = True
        await hand.press("f12", "8")
        await shown(hand, UnansweredScreen)
        await hand.press("escape")
        await hand.pilot.pause(0.05)
        assert hand.call.end is None, "one may go on with the call"
        await hand.press("f12", "8")
        await shown(hand, UnansweredScreen)
        reference = hand.call.reference
        assert reference in seen(app)
        await hand.press("enter")
        await shown(hand, QueueScreen)
        assert [call.call.end for call in journal.pending(str(scene.path))] == [End.HUNG_UP]
        store.away = False
        await until(pilot, lambda: desk.calls.find(reference) is not None, 12)

    drive(app, play)
    [record] = desk.calls.log(CallFilter(ends=(End.HUNG_UP,)))
    assert record.caller_name == "张三"


def test_a_phrase_of_the_note_goes_to_a_field(play: Play) -> None:
    """CALL-16: jotted down while the caller talks, sorted into fields by a key; nothing is lost."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("ctrl+o")
        await hand.type("财务部，打印机E-21，软件问题")
        await hand.press("alt+s")
        await shown(hand, AskScreen)
        await hand.type("问题类型")
        await hand.press("enter")
        await hand.pilot.pause(0.05)
        assert (hand.call.answer("category"), hand.call.scratch) == ("software", "财务部，打印机E-21")
        await hand.press("alt+s")
        await shown(hand, AskScreen)
        await hand.type("现象")
        await hand.press("enter")
        await hand.pilot.pause(0.05)
        assert (hand.call.answer("summary"), hand.call.scratch) == ("打印机E-21", "财务部")
        hand.intake._go_to("unit")
        await hand.press("alt+s")
        await hand.pilot.pause(0.05)
        assert (hand.call.answer("unit"), hand.call.scratch) == ("财务部", "")
        assert hand.intake._form(hand.intake._step).rows["unit"].control.answer == "财务部"

    play(script)


def test_private_text_is_masked_by_one_key_or_kept_with_a_reason(play: Play) -> None:
    """TKT-15: flagged while typed, masked at once; or the officer insists, and says why."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(summary="身份证11010519491231002X登录失败")
        await until(hand.pilot, lambda: "F9" in hand.screen)
        await hand.press("alt+k")
        await shown(hand, AskScreen)
        await hand.type("公安核对")
        await hand.press("enter")
        await hand.pilot.pause(0.05)
        assert hand.call.insisted == {"summary": "公安核对"}
        await hand.press("f9")
        assert "11010519491231002X" not in hand.call.answer("summary")
        assert hand.call.answer("summary").startswith("身份证")
        assert "登录失败" in hand.call.answer("summary")

    play(script)


def test_the_example_of_001_takes_at_most_twenty_keys_that_are_no_content(desk: Desk, play: Play) -> None:
    """CALL-8, TKT-2: every field of the form that is known at intake, and the number, without a mouse."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        content = 0

        async def say(text: str) -> None:
            nonlocal content
            content += len(text)
            await hand.type(text)

        await hand.press("enter")
        await say("5678")
        await hand.caller_found()
        await hand.press("enter", "1")
        await say("无法登录OA系统,提示“用户名或密码错误”")
        await hand.press("enter", "2", "ctrl+r", "3", "alt+u", "2")
        await say("001的表为2小时")
        before = hand.keys
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("a", "enter")
        number = await hand.number()
        assert hand.keys - before == 3, "from the last answer to the number"
        assert hand.keys - content <= 20
        ticket = desk.ticket(number).ticket
        assert (ticket.requester_staff_no, ticket.requester_unit, ticket.category) == ("ZS001", "市场部", "software")
        assert (ticket.priority, ticket.clocks[0].due_at - ticket.opened_at) == ("high", timedelta(hours=2))

    play(script)


def test_a_kept_call_file_holds_every_hold_and_end(tmp_path: Path, play: Play) -> None:
    """CALL-1, CALL-4: hold, resume and unheard are in the journal as they happen, and survive with it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("alt+g", "f5", "f5", "f5")
        [path] = (tmp_path / "calls").glob("*.call")
        text = path.read_text()
        assert [text.count(f'"{field}"') for field in ("unheard", "hold", "resume")] == [1, 2, 1]
        hand.pilot.app.exit()

    play(script)
