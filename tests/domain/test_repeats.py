"""Whether a caller calls again about the same (CALL-5)."""

from __future__ import annotations

import pytest

from tui_desk.domain.repeats import same_words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("VPN 连不上，提示错误 691", "又连不上 VPN 了，还是 691", True),
        ("登录时提示“用户名或密码错误”", "OA 报“用户名或密码错误”，登不进去", True),
        ("三楼财务部打印机卡纸无法打印", "财务部三楼打印机卡纸，无法打印了", True),
        ("打印机卡纸", "OA系统打不开，页面空白", False),
        ("无法登录", "无法打印", False),
        ("", "", False),
    ],
)
def test_the_same_words_are_told_from_others(one: str, other: str, same: bool) -> None:
    """CALL-5: the same message or code, or largely the same text."""
    assert same_words(one, other) is same_words(other, one) is same
