"""Text made to be spoken: numbers in groups, short sentences (CALL-12, CALL-13)."""

from __future__ import annotations

import pytest

from tui_desk.domain.spoken import aloud, grouped, sentences, ticket_number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("13800138000", "138 0013 8000"),
        ("138-0013-8000", "138 0013 8000"),
        ("+86 13800138000", "+86 138 0013 8000"),
        ("008613800138000", "+86 138 0013 8000"),
        ("057188886666", "0571 8888 6666"),
        ("010-62345678", "010 6234 5678"),
        ("+86 571 88886666", "+86 571 8888 6666"),
        ("(0571)8888-6666转8003", "0571 8888 6666 转 8003"),
        ("0571-88886666-8003", "0571 8888 6666 转 8003"),
        ("4008001234", "400 800 1234"),
        ("8003", "8003"),
        ("61203", "61 203"),
        ("0012", "0012"),
        ("张三", "张三"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_said_in_groups(number: str, said: str) -> None:
    """CALL-12: read back so that the caller can follow: 3-4-4, area code and extension apart."""
    assert grouped(number) == said


def test_an_extension_is_called_so_in_english() -> None:
    """CALL-12."""
    assert grouped("0571-88886666转8003", "en") == "0571 8888 6666 extension 8003"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("IT-20231001-001", "IT 2023 1001 001"),
        ("TS-20231025-1042", "TS 2023 1025 1042"),
        ("D7F3A2C1", "D7F3A2C1"),
    ],
)
def test_a_ticket_number_is_told_in_groups(number: str, said: str) -> None:
    """CALL-13: the caller writes it down while listening."""
    assert ticket_number(number) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您的电话是 13800138000。", "您的电话是 138 0013 8000。"),
        ("电话13800138000或0571-88886666", "电话138 0013 8000或0571 8888 6666"),
        ("您的单号是 IT-20231001-001。", "您的单号是 IT 2023 1001 001。"),
    ],
)
def test_numbers_in_a_sentence_are_said_in_groups(text: str, said: str) -> None:
    """CALL-12, CALL-13."""
    assert aloud(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "错误码 E-1042，0x80070005，KB5031356",
        "2026-11-21 09:15 开始，20231001 也是",
        "地址 192.168.1.100:8080，版本 10.0.19045",
        "1,234,567.00元",
        "证件 3301**********1234",
        "无法登录OA系统，提示“用户名或密码错误”",
    ],
)
def test_what_is_no_telephone_is_said_word_for_word(text: str) -> None:
    """CALL-12: the read-back changes nothing that was written."""
    assert aloud(text) == text


def test_a_long_text_is_said_in_short_sentences() -> None:
    """CALL-12, with the handling of the example in 001."""
    text = (
        "1.联系用户确认输入无误，尝试找回密码提示“手机号未绑定”;2.核对HR系统员工信息，发觉用户入职时登记手机号有误；"
        "3.协调HR部门更新手机号后，用户通过“忘记密码”重置成功。"
    )
    said = sentences(text)
    assert "".join(said) == text, "every word, in order"
    assert max(map(len, said)) <= 24
    assert len(said) == 6


def test_english_sentences_keep_their_blanks() -> None:
    """CALL-12."""
    text = "Your phone is 123. It started: at nine, after the update, on every computer of the department."
    assert sentences(text) == (
        "Your phone is 123.",
        "It started: at nine, after the update,",
        "on every computer of the department.",
    )


def test_a_megabyte_without_a_comma_is_one_sentence() -> None:
    """CALL-12: whatever was pasted, the read-back opens."""
    assert sentences("1" * 1_000_000) == ("1" * 1_000_000,)
    assert len(aloud("9 " * 500_000)) > 0
