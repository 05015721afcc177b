"""What is read back before hanging up (CALL-12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.samples import call_with, published, shanghai
from tui_desk.domain.call import Entry, note
from tui_desk.domain.readback import items, said, unconfirmed
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


def with_spoken(code: str, sentence: str) -> Norm:
    """The norm with another question that is read back."""

    def spoken(question: Question) -> Question:
        return replace(question, spoken=Words(sentence)) if question.code == code else question

    return replace(NORM, steps=tuple(replace(s, questions=tuple(map(spoken, s.questions))) for s in NORM.steps))


def test_choices_are_read_by_name() -> None:
    assert texts(with_spoken("category", "问题类型：{answer}。"), category="network") == ["问题类型：网络异常。"]


def test_what_is_taken_for_granted_is_confirmed_like_any_answer() -> None:
    """CALL-12: the channel is the phone until somebody says otherwise, and nobody has confirmed that."""
    norm, call = with_spoken("channel", "来源是{answer}。"), call_with()
    assert [item.text for item in unconfirmed(call, norm, "zh_CN")] == ["来源是电话。"]
    confirmed = note(call, Entry(shanghai("2023-10-25 09:20"), "read_back", said(call, norm, "channel"), "channel"))
    assert unconfirmed(confirmed, norm, "zh_CN") == ()


@pytest.mark.parametrize(
    ("code", "answer", "sentence"),
    [
        ("since", "从昨天下午三点开始", "开始的时间是从昨天下午三点开始。"),
        ("affected", "十几人", "受影响的人数：十几人。"),
        ("takes", "2分钟", "一次要等2分钟。"),
    ],
)
def test_times_and_numbers_are_read_in_the_callers_words(code: str, answer: str, sentence: str) -> None:
    """CALL-8, CALL-12."""
    assert sentence in texts(NORM, summary="登录很慢", **{code: answer})


def test_what_was_confirmed_is_not_asked_again_until_it_changes() -> None:
    at = shanghai("2023-10-25 09:20")
    assert unconfirmed(CALL, NORM, "zh_CN") == items(CALL, NORM, "zh_CN")
    confirmed = CALL
    for item in items(CALL, NORM, "zh_CN"):
        confirmed = note(confirmed, Entry(at, "read_back", CALL.answers[item.code], item.code))
    assert unconfirmed(confirmed, NORM, "zh_CN") == ()
    changed = note(confirmed, Entry(at, "answer", "8004", "phone"))
    assert [item.code for item in unconfirmed(changed, NORM, "zh_CN")] == ["phone"]
