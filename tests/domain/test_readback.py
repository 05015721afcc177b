"""What is read back before hanging up (CALL-12)."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.samples import call_with, published, shanghai
from tui_desk.domain.call import Entry, note
from tui_desk.domain.readback import items, unconfirmed
from tui_desk.norms.models import Norm, Question, Words

NORM = published("it-team")
CALL = call_with(
    name="张三",
    unit="市场部",
    phone="8003",
    summary="无法登录OA系统,提示“用户名或密码错误”",
    promise="回电",
    promise_due="14:00",
)


def texts(norm: Norm, language: str = "zh_CN", **answers: str) -> list[str]:
    return [item.text for item in items(call_with(**answers), norm, language)]


def test_it_is_read_item_by_item_in_checklist_order() -> None:
    assert [item.text for item in items(CALL, NORM, "zh_CN")] == [
        "您的电话是 8003。",
        "您是张三。",
        "您的部门是市场部。",
        "您反映的情况是：无法登录OA系统,提示“用户名或密码错误”。",
        "我们答应您：回电。",
        "最迟 14:00。",
    ]


def test_it_is_read_in_the_desks_language() -> None:
    assert texts(NORM, "en", name="Zhang San") == ["Your name is Zhang San."]


def test_several_lines_are_read_as_one_and_braces_stay() -> None:
    assert texts(NORM, summary="a\n {answer}\tb") == ["您反映的情况是：a {answer} b。"]


def test_choices_are_read_by_name() -> None:
    def spoken(question: Question) -> Question:
        return replace(question, spoken=Words("问题类型：{answer}。")) if question.code == "category" else question

    steps = tuple(replace(step, questions=tuple(map(spoken, step.questions))) for step in NORM.steps)
    assert texts(replace(NORM, steps=steps), category="network") == ["问题类型：网络异常。"]


def test_what_was_confirmed_is_not_asked_again_until_it_changes() -> None:
    at = shanghai("2023-10-25 09:20")
    assert unconfirmed(CALL, NORM, "zh_CN") == items(CALL, NORM, "zh_CN")
    confirmed = CALL
    for item in items(CALL, NORM, "zh_CN"):
        confirmed = note(confirmed, Entry(at, "read_back", CALL.answers[item.code], item.code))
    assert unconfirmed(confirmed, NORM, "zh_CN") == ()
    changed = note(confirmed, Entry(at, "answer", "8004", "phone"))
    assert [item.code for item in unconfirmed(changed, NORM, "zh_CN")] == ["phone"]
