"""What is understood stands beside the caller's words, and files are kept with the call (CALL-8, TKT-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, until
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.domain.past import past
from tui_desk.norms.loader import load_shipped
from tui_desk.tui.session import Session
from tui_desk.tui.told import answer_told, past_told
from tui_desk.tui.widgets.choice_field import in_room
from tui_desk.tui.widgets.question_form import QuestionRow

SLOW = "登录OA要等很久，很慢"


@pytest.fixture
def play(make_app: MakeApp) -> Callable[..., None]:
    def run(script: Callable[[Hand], Any], size: tuple[int, int] = (80, 24)) -> None:
        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        drive(make_app(), with_hand, size)

    return run


def put(hand: Hand, **answers: str) -> None:
    """Give answers without a key for each character."""
    for code, answer in answers.items():
        hand.intake._go_to(code)
        hand.intake.put(code, answer)


def row(hand: Hand, code: str) -> QuestionRow:
    return hand.intake._form(hand.intake.hand.step_of(code)).rows[code]


async def beside(hand: Hand, code: str, text: str) -> None:
    """Wait until this stands beside a question."""
    await until(hand.pilot, lambda: row(hand, code)._understood.text == text)


def test_times_lengths_and_numbers_are_shown_as_understood(play: Callable[..., None]) -> None:
    """CALL-8: by the desk's clock, and the words stay; what is no time stays without a word beside it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        put(hand, summary=SLOW, since="昨天下午", takes="一个半小时", affected="十几人")
        await hand.answer(since="三点")
        await beside(hand, "since", "= 昨天 15:00")
        await beside(hand, "takes", "= 1小时 30分")
        await beside(hand, "affected", "= 11-19 人")
        put(hand, since="昨天下午三点吧", takes="x", affected="全部门")
        assert hand.call.answer("since") == "昨天下午三点吧"
        await beside(hand, "takes", "")
        await beside(hand, "affected", "= 全体")
        assert row(hand, "since")._understood.text == "= 昨天 15:00"
        put(hand, promise="回电", promise_due="+2h")
        await beside(hand, "promise_due", "= 今天 12:42")

    play(script)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("上周五", "11-13 周五"),
        ("昨晚", "昨天 晚上"),
        ("上周", "11-09 那一周"),
        ("去年11月", "2025-11"),
        ("周一上午10点", "11-16 10:00"),
        ("今天", "今天 周五"),
    ],
)
def test_a_time_is_shown_as_exactly_as_it_was_told(typed: str, shown: str, session: Session) -> None:
    """CALL-8: a day is not made into a minute."""
    found = past(typed, session.now(), session.zone)
    assert found is not None
    assert past_told(found, session) == shown


def test_shorthand_becomes_the_time_it_was_and_words_stay(play: Callable[..., None]) -> None:
    """CALL-8: "-20m" is the officer's, "20分钟前" the caller's."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(since="-20m")
        await hand.press("tab")
        assert hand.call.answer("since") == "10:22"
        await hand.press("shift+tab", "ctrl+u")
        await hand.type("20分钟前")
        await hand.press("tab")
        assert hand.call.answer("since") == "20分钟前"

    play(script)


def test_a_ticket_shows_the_words_and_the_clock(session: Session) -> None:
    """CALL-8: read days later, "今早9点" still says which morning."""
    since = next(question for question in load_shipped("it-team").questions() if question.code == "since")
    at = session.now()
    told = [answer_told(since, words, at, at, session) for words in ("今早9点", "上周五", "好久了", "2026-11-20 09:00")]
    assert told == ["今早9点 (2026-11-20 09:00)", "上周五 (2026-11-13)", "好久了", "2026-11-20 09:00"]
    later = answer_told(since, "10:45", at, at + timedelta(minutes=10), session)
    assert later == "10:45 (2026-11-20 10:45)"


def test_a_branch_opens_and_closes_as_the_answer_above_it_changes(play: Callable[..., None]) -> None:
    """CALL-8, CALL-16: what changed lately only if it used to work; what was answered comes back."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        put(hand, category="software", worked_before="yes", changes="换过密码")
        await until(hand.pilot, lambda: row(hand, "changes").display)
        put(hand, category="consulting")
        await until(hand.pilot, lambda: not row(hand, "changes").display and not row(hand, "error_text").display)
        assert hand.call.answer("changes") == "换过密码"
        await until(hand.pilot, lambda: "另存: 以前正常 近期变更" in hand.screen)
        put(hand, category="software")
        await until(hand.pilot, lambda: row(hand, "changes").display)
        assert row(hand, "changes").control.answer == "换过密码"

    play(script)


def test_a_screenshot_is_kept_with_the_call_and_stored_with_the_ticket(
    desk: Desk, tmp_path: Path, play: Callable[..., None]
) -> None:
    """TKT-3: 问题描述(附截图/日志); the copy stays when the file goes, and one that is named no more is let go."""
    picture, log = tmp_path / "错误.png", tmp_path / "oa.log"
    picture.write_bytes(b"picture")
    log.write_bytes(b"log")

    async def script(hand: Hand) -> None:
        await hand.new_call()
        put(hand, name="张三", unit="市场部", category="software", scope="non_core", summary="OA登录报错")
        hand.intake._go_to("screenshot")
        await hand.paste(f"{log}\n{picture}")
        await beside(hand, "screenshot", "已保存 2 个，10 B")
        picture.unlink()
        await hand.type("x")
        await beside(hand, "screenshot", "找不到文件 错误.pngx。")
        await hand.press("backspace")
        await beside(hand, "screenshot", "已保存 2 个，10 B")
        hand.intake.put("screenshot", str(picture))
        await beside(hand, "screenshot", "已保存 1 个，7 B")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("a", "enter")
        view = desk.ticket(await hand.number())
        assert {(each.name, each.size) for each in view.ticket.attachments} == {("错误.png", 7)}

    play(script, (120, 40))


def test_a_long_choice_gives_up_its_examples_first() -> None:
    assert in_room("核心业务（全公司断网、核心系统宕机）", 36) == "核心业务（全公司断网、核心系统宕机）"
    assert in_room("核心业务（全公司断网、核心系统宕机）", 20) == "核心业务"
    assert in_room("Advice (how to) or more", 5) == "Advice (how to) or more"
