"""A call on the real screens and a real desk: from the ring to the number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, Scene, drive, until
from tests.tui.directory import put_callers
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.loader import load_shipped
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.read_back import ReadBackScreen

HOSTILE = "[/closed][@click=app.quit]x[/] \x1b]52;c;SGFjaw==\x07\x1b[31m\u202e[B-201]\x00"
OA = "无法登录OA系统,提示“用户名或密码错误”"


@pytest.fixture
def play(desk: Desk, make_app: MakeApp) -> Callable[..., None]:
    """Plays a call: `play(script)` with a coroutine function that is given a hand on the keyboard."""
    put_callers(desk)

    def run(script: Callable[[Hand], Any], size: tuple[int, int] = (80, 24)) -> None:
        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        drive(make_app(), with_hand, size)

    return run


def ticket(desk: Desk, number: str) -> Ticket:
    return desk.ticket(number).ticket


def test_a_known_caller_is_registered_with_few_keys(desk: Desk, play: Callable[..., None]) -> None:
    """CALL-5, CALL-6: one key fills in name, form of address, staff number and department."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("enter")
        await hand.type("6678")
        await hand.caller_found()
        await hand.press("enter")
        before = hand.keys
        await hand.type(OA)
        summary = hand.keys - before
        await hand.press("enter", "2", "ctrl+r", "2", "ctrl+r")
        await hand.read_back()
        await hand.press("a", "enter")
        number = await hand.number()
        await hand.press("enter")
        assert hand.keys - summary == 15, "beside the description"
        made = ticket(desk, number)
        assert (made.requester_name, made.requester_title, made.requester_staff_no) == ("张明", "mr", "ZM001")
        assert (made.requester_unit, made.requester_phone, made.category) == ("市场部", "6678", "software")
        assert made.summary == OA

    play(script)


def test_the_checklist_leads_from_question_to_question(play: Callable[..., None]) -> None:
    """CALL-2, CALL-5, CALL-6: the greeting first; Enter asks for the next answer, and the title is used at once."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        assert "您好，东海服务台李敏为您服务。" in hand.screen
        asked = []
        for answer in ("2", "5678x", "王五", "", "W5", "研发部"):
            asked.append(hand.question)
            await hand.type(answer)
            await hand.press("enter")
        assert asked == ["rings", "phone", "name", "title", "staff_no", "unit"]
        assert hand.question == "summary"
        await hand.press("pagedown", "pagedown", "alt+2")
        assert hand.question == "phone"
        await hand.press("tab", "tab", "1")
        assert hand.call.answer("title") == "mr"
        assert "王先生" in hand.intake.query_one("#head").text  # type: ignore[attr-defined] # a TextLine

    play(script)


def test_a_call_in_scrambled_order_loses_nothing(desk: Desk, play: Callable[..., None]) -> None:
    """CALL-7, CALL-16: callers do not follow the form's order."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(promise="下午回电", summary=OA, scope="3", unit="市场部")
        await hand.press("ctrl+o")
        await hand.type("下午两点前要用")
        await hand.press("enter")
        await hand.answer(category="2", promise_due="14:00", name="张三")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        made = ticket(desk, await hand.number())
        assert (made.priority, made.proposed_priority) == ("medium", "medium")
        assert made.promises[0].words == "下午回电"
        assert made.answers["scratch"] == "下午两点前要用"

    play(script)


def test_a_promised_time_is_fixed_as_its_question_is_left(play: Callable[..., None]) -> None:
    """CALL-7: "+2h" means two hours from when it was said, not from when the call is registered."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(promise="回电", promise_due="+2h")
        await hand.press("tab")
        assert hand.call.answer("promise_due") == "12:42"
        await hand.answer(promise_due="x")
        await hand.press("tab")
        assert hand.call.answer("promise_due") == "12:42x", "what was typed stays"
        assert any("不是时间" in said.message for said in hand.pilot.app._notifications)

    play(script)


def test_a_promise_that_names_its_time_is_asked_for_it_only_once(play: Callable[..., None]) -> None:
    """CALL-7: "14:00前回电" says by when; a time that is past, or none at all, is asked for."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(promise="9:00前回电")
        await hand.press("enter")
        assert hand.call.answer("promise_due") == ""
        await hand.answer(promise="")
        await hand.press("ctrl+u")
        await hand.answer(promise="14:00前回电")
        await hand.press("enter")
        assert hand.call.answer("promise_due") == "14:00"

    play(script)


def test_the_example_of_001_word_for_word(desk: Desk, scene: Scene, play: Callable[..., None]) -> None:
    """TKT-6: the officer's word above the computed one, with its reason (norms §7)."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(staff_no="ZS001", name="张三", unit="市场部", category="2", scope="3")
        await hand.answer(summary=OA)
        await hand.press("alt+u", "2")
        await hand.type("001 的表中为“2小时内”")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        made = ticket(desk, await hand.number())
        assert made.number == "IT-20261120-007"
        assert (made.requester_staff_no, made.requester_unit, made.summary) == ("ZS001", "市场部", OA)
        assert (made.priority, made.proposed_priority) == ("high", "medium"), "the officer's word above the proposal"
        assert made.priority_reason == "001 的表中为“2小时内”"
        assert (made.clocks[0].due_at - scene.at).total_seconds() == 2 * 3600

    play(script)


def test_the_example_of_003_word_for_word(desk: Desk, scene: Scene, play: Callable[..., None]) -> None:
    """TKT-5, TKT-6: 高 by the function lost (norms §7)."""

    lead = desk.sign_in("limin")
    desk.publish_norm(load_shipped("support-guide"), by=lead)

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张*", phone="5678", unit="销售部", summary="CRM系统无法新建客户,报错“权限不足”")
        await hand.answer(category="2")
        while missing := hand.intake.hand.missing():
            options = [choice.code for choice in hand.intake.hand.choices(missing[0])]
            main = next((place for place, code in enumerate(options, 1) if "main" in code), 2)
            await hand.answer(**{missing[0].code: str(main) if options else "x"})
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        made = ticket(desk, await hand.number())
        assert made.number == "TS-20261120-001"
        assert (made.requester_name, made.requester_phone, made.requester_unit) == ("张*", "5678", "销售部")
        assert made.priority == "high"

    del scene
    play(script)


def test_a_missing_answer_is_named_and_gone_to(play: Callable[..., None]) -> None:
    """CALL-16: the checklist shows what is still missing."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", summary=OA)
        await hand.press("ctrl+r")
        await hand.pilot.pause(0.1)
        assert hand.question == "unit"
        assert "还缺：部门 问题类型 影响范围" in hand.notices

    play(script)


def test_another_priority_than_proposed_wants_a_reason(play: Callable[..., None]) -> None:
    """TKT-6: both are kept, and why."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary=OA, category="2", scope="3")
        await hand.press("alt+u", "1", "ctrl+r")
        assert hand.question == "priority_reason"

    play(script)


def test_answers_of_a_branch_that_was_left_come_back_with_it(desk: Desk, play: Callable[..., None]) -> None:
    """CALL-16: nothing is lost by changing the category in mid-call."""

    desk.publish_norm(load_shipped("support-guide"), by=desk.sign_in("limin"))

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(category="1", subcategory="1")
        chosen = hand.call.answer("subcategory")
        assert chosen
        await hand.answer(category="2")
        assert hand.intake.hand.call.answers["subcategory"] == chosen, "kept, though it does not count"
        await hand.answer(category="1")
        assert chosen in {choice.code for choice in hand.intake.hand.choices(hand.intake.hand.question("subcategory"))}
        assert hand.call.answer("subcategory") == chosen

    play(script)


def test_vague_words_are_flagged_while_typing_with_the_question_to_ask(play: Callable[..., None]) -> None:
    """CALL-9."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(summary="OA很慢")
        await until(hand.pilot, lambda: "“很慢” -> 要等多少秒" in hand.screen)

    play(script)


def test_what_was_typed_differently_from_the_directory_stays(play: Callable[..., None]) -> None:
    """CALL-5: and is told."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(unit="销售部", phone="667")
        await hand.caller_found()
        await hand.type("8")
        await hand.pilot.pause(0.3)
        await hand.press("enter")
        assert hand.call.answer("unit") == "销售部"
        assert (hand.call.answer("name"), hand.call.answer("staff_no")) == ("张明", "ZM001")
        await hand.pilot.pause(0.1)
        assert "通讯录为：部门 市场部" in hand.notices

    play(script)


def test_escape_holds_the_call_and_z_comes_back_to_the_same_question(play: Callable[..., None]) -> None:
    """CALL-4, CALL-16: the call stays in hand with its cursor; coming back, one speaks to the caller again."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="欧阳娜", title="2", summary="打印机缺墨")
        await hand.press("escape")
        assert not isinstance(hand.pilot.app.screen, IntakeScreen)
        await until(hand.pilot, lambda: "保持 1 欧阳娜 00:00" in hand.screen)
        await hand.press("z")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, IntakeScreen))
        await hand.pilot.pause(0.1)
        assert "让您久等了欧阳女士，谢谢您的耐心。" in hand.screen
        assert hand.question == "summary"
        await hand.type("了")
        assert hand.call.answers == {"name": "欧阳娜", "title": "ms", "summary": "打印机缺墨了"}
        assert [hold.until is not None for hold in hand.call.holds] == [True]

    play(script)


def test_a_call_in_which_nothing_was_typed_is_not_offered_again(play: Callable[..., None]) -> None:
    async def script(hand: Hand) -> None:
        for _ in range(2):
            await hand.new_call()
            await hand.press("escape")

    play(script)


def test_full_width_digits_first_letters_and_arrows_choose(play: Callable[..., None]) -> None:
    async def script(hand: Hand) -> None:
        await hand.new_call()
        chosen = []
        for key in ("２", "n", "账", "软"):
            hand.intake._go_to("category")
            await hand.type(key)
            chosen.append(hand.call.answer("category"))
        assert chosen == ["software", "network", "account", "software"]
        hand.intake._go_to("category")
        await hand.press("right")
        assert hand.call.answer("category") == "network"
        await hand.press("backspace")
        assert hand.call.answer("category") == ""
        await hand.answer(reproducible="y")
        assert (hand.call.answer("reproducible"), hand.question) == ("yes", "wish")

    play(script)


@pytest.mark.parametrize("code", ["name", "summary", "error_text"])
def test_hostile_text_is_cleaned_at_the_entrance_with_a_notice(code: str, play: Callable[..., None]) -> None:
    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to(code)
        await hand.paste(HOSTILE)
        await hand.pilot.pause(0.1)
        assert hand.call.answer(code) == "[/closed][@click=app.quit]x[/] [B-201]"
        assert "控制字符" in hand.notices

    play(script)


@pytest.mark.parametrize("code", ["summary", "error_text"])
def test_a_megabyte_is_pasted_stored_and_typing_goes_on(code: str, desk: Desk, play: Callable[..., None]) -> None:
    megabyte = "日志" * 500_000

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", category="2", scope="3", summary="见日志")
        hand.intake._go_to(code)
        typed = hand.call.answers.get(code, "")
        await hand.paste(megabyte)
        await hand.type("完")
        assert len(hand.call.answers[code]) == len(typed) + len(megabyte) + 1
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        made = ticket(desk, await hand.number())
        assert len(made.summary if code == "summary" else made.answers[code]) > 1_000_000

    play(script)


def test_phases_of_the_call_are_stamped(desk: Desk, play: Callable[..., None]) -> None:
    """CALL-1: without a key of their own."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary=OA, category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("a", "enter")
        made = ticket(desk, await hand.number())
        assert set(made.phases) == {"answered", "identified", "classified", "read_back", "registered"}

    play(script)


def test_an_answer_changed_after_the_read_back_is_confirmed_again(play: Callable[..., None]) -> None:
    """CALL-12: per item, and again after it was changed."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary=OA, category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("a", "up", "up", "e")
        assert hand.question == "name"
        await hand.type("丰")
        await hand.press("ctrl+r")
        await hand.read_back()
        assert "还有 1 项未核对" in hand.screen
        assert any(line.strip().startswith(">") and "张三丰。" in line for line in hand.screen.splitlines())
        assert isinstance(hand.pilot.app.screen, ReadBackScreen)

    play(script)


def test_of_several_callers_down_picks_and_enter_fills_in(play: Callable[..., None]) -> None:
    """CALL-5."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张")
        await hand.caller_found()
        first = hand.intake._callers.found[0].person
        await hand.press("down", "down", "up")
        await hand.press("enter")
        assert (hand.call.answer("name"), hand.call.answer("staff_no")) == (first.name, first.staff_no)

    play(script)


def test_words_typed_over_a_choice_go_into_the_note(play: Callable[..., None]) -> None:
    """CALL-16: the caller talks on while a choice is asked; no word is lost, and nothing is chosen by its beginning."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("alt+3", "enter")
        assert hand.question == "category"
        await hand.type("网络断了，3楼")
        assert (hand.call.answer("category"), hand.call.scratch, hand.question) == ("", "网络断了，3楼", "")
        await hand.press("enter")
        await hand.type("软")
        assert (hand.call.answer("category"), hand.question) == ("software", "category")
        await hand.type("管")
        assert (hand.call.answer("category"), hand.call.scratch) == ("", "网络断了，3楼 软管")

    play(script)


def test_what_was_missing_is_no_longer_said_once_it_is_answered(play: Callable[..., None]) -> None:
    """CALL-16: “still missing” goes with the first answer after it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("ctrl+r")
        assert "missing" in hand.notices or "还缺" in hand.notices
        await hand.type("张")
        assert hand.notices == ""

    play(script)
