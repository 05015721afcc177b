"""Vague words are found, clear ones are left alone, script lines read well whatever is known."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import published
from tui_desk.domain.wording import say, unclear, vague
from tui_desk.norms.models import SCRIPTS, Words

NORM = published("it-team")


def found(text: str) -> list[str]:
    return [each.word for each in vague(text, NORM)]


@pytest.mark.parametrize("word", ["不好用", "很慢", "有问题", "电脑坏了"])
def test_the_words_of_the_norm_are_flagged_with_the_question_to_ask(word: str) -> None:
    """CALL-9; 001: 避免“电脑坏了”等模糊表述."""
    (flag,) = vague(f"今天OA{word}。", NORM)
    assert (flag.start, flag.end, flag.word) == (4, 4 + len(word), word)
    assert flag.ask.zh.endswith("？")
    assert flag.ask.en.endswith("?")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is slow and doesn't work", ["slow", "doesn't work"]),
        ("The printer is BROKEN", ["BROKEN"]),
        ("very slow", ["very slow"]),
        ("Slowly rotating, unbroken, deadline, a shadow", []),
        ("很慢slow慢", ["很慢", "slow"]),
        ("电脑坏了", ["电脑坏了"]),
        ("ſlow weİrd", []),
    ],
)
def test_the_longest_word_at_each_place(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "提示“系统有问题”",
        '提示"系统有问题"',
        "提示「系统很慢」",
        "提示『系统很慢』",
        "提示‘系统很慢’",
        "提示“系统有问题",
        "没有问题",
        "错误码 E-1042",
        "",
    ],
)
def test_what_is_quoted_or_clear_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "差不多先生绘本馆的收银机", "差不多先生绘本馆", "经常咖啡馆", "按钮上写着“不能用”", "按钮《不能用》",
        "点'打不开'按钮", "【系统很慢】弹窗", "很慢性的病", "没有问题单", "有没有问题", "没有时间",
        "能不能用", "没网线", "困难用户名单",
        "导出问题清单", "卡通图标很卡通", "悬挂了一个横幅", "没有无线网卡", "有时间段限制", "所有时段",
    ],
)  # fmt: skip
def test_parts_of_words_names_and_quotes_are_left_alone(text: str) -> None:
    """CALL-9: not on word parts; a name is a name, a button is a quote."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OA打不开", ["打不开"]),
        ("OA打不开，提示404", []),
        ("OA打不开，显示“服务不可用”", []),
        ("报表系统打不开", ["打不开"]),
        ("显示器没反应", ["没反应"]),
        ("电脑坏了，错误代码0x7B", []),
        ("登录很慢", ["很慢"]),
        ("登录很慢，要等30秒", []),
        ("登录很慢，要半分钟", []),
        ("经常掉线", ["经常"]),
        ("经常掉线，一天五次", []),
        ("断网了", ["断网了"]),
        ("全公司断网了", []),
        ("I get an error message", ["an error message"]),
        ("It is slow, 20 seconds", []),
        ("often, twice a day", []),
    ],
)
def test_a_question_that_the_text_answers_is_not_asked(text: str, words: list[str]) -> None:
    """CALL-9: the flag asks for what is missing, and is quiet once it is there."""
    assert found(text) == words


@pytest.mark.parametrize("word", ["好像是", "不太清楚", "不清楚", "不知道", "不行"])
def test_words_that_leave_a_caller_in_doubt_say_what_to_say_instead(word: str) -> None:
    """CALL-10; 004 服务话术."""
    (flag,) = unclear(f"这个{word}。", NORM)
    assert flag.word == word
    assert flag.ask.zh
    assert flag.ask.en


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("您看行不行？", []),
        ("可行不行", []),
        ("银行不行", ["不行"]),
        ("银行卡可以", []),
        ("您那边听不清楚吗", []),
        ("不知道您方便吗", []),
        ("他说“不知道”", []),
        ("I don't know, maybe", ["don't know", "maybe"]),
        ("what kind of printer", []),
        ("", []),
    ],
)
def test_unclear_words_are_whole_words_of_ones_own(text: str, words: list[str]) -> None:
    """CALL-10: not on word parts."""
    assert [flag.word for flag in unclear(text, NORM)] == words


@pytest.mark.parametrize("norm", ["it-team", "support-guide"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_script_line_of_a_shipped_norm_is_unclear(norm: str, language: str) -> None:
    """CALL-10: scripts never say 好像, 不知道 or 不行."""
    shipped = published(norm)
    lines = [*shipped.scripts.values(), *(step.say for step in shipped.steps)]
    assert [line for line in lines if unclear(getattr(line, language), shipped)] == []


def test_what_follows_a_quotation_is_looked_at_again() -> None:
    assert found("提示“用不了”，很慢") == ["很慢"]


def test_inch_marks_and_apostrophes_quote_nothing() -> None:
    assert found('24" 显示器很慢') == ["很慢"]
    assert found("it’s slow, isn’t it") == ["slow"]


def test_a_megabyte_does_not_hold_up_the_next_key() -> None:
    vague("", NORM)
    for text in ("很慢" * 500_000, '"' * 1_000_000, "“" * 1_000_000, "a " * 500_000):
        began = process_time()
        vague(text, NORM)
        assert process_time() - began < 0.1


@given(st.text("很慢坏了“”\"'abc slow\n"))
def test_positions_point_at_the_words(text: str) -> None:
    for flag in vague(text, NORM):
        assert text[flag.start : flag.end] == flag.word


def test_a_script_line_is_filled_in() -> None:
    """CALL-2: 您好,(单位)(姓名)为您服务."""
    assert (
        say(NORM.scripts["greeting"], "zh_CN", desk="东海服务台", operator="李敏") == "您好，东海服务台李敏为您服务。"
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_line_reads_well_without_a_callers_name(script: str, language: str) -> None:
    """CALL-6: a form of address where one is known."""
    text = say(NORM.scripts[script], language, desk="D", operator="O", number="IT-1", due="14:00", caller="")
    assert not text.startswith(("，", ",", " "))
    for ugly in ("，，", "，。", ", .", ", ?", " .", " ?", "  ", "{", "}"):
        assert ugly not in text


def test_facts_are_put_in_as_they_are() -> None:
    assert say(Words(en="For {caller}"), "en", caller="{desk} [/b]") == "For {desk} [/b]"
