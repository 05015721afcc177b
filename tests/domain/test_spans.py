"""Lengths of time, numbers of people and Chinese numerals as callers say them (CALL-8, CALL-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_desk.domain.headcount import People, headcount
from tui_desk.domain.numerals import arabic
from tui_desk.domain.spans import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20分钟", 1200), ("20分", 1200), ("90s", 90), ("九十秒", 90), ("1h30", 5400), ("1h30m", 5400), ("1.5h", 5400),
        ("一个半小时", 5400), ("两个小时", 7200), ("２．５小时", 9000), ("半小时", 1800), ("半个多小时", 1800),
        ("一刻钟", 900), ("一小时二十分三十秒", 4830), ("大约20分钟左右", 1200), ("要等30秒", 30),
        ("等了十分钟了", 600),
        ("两天", 172_800), ("一天半", 129_600), ("1 day 2 hours", 93_600), ("three", None), ("an hour", 3600),
        ("half an hour", 1800), ("an hour and a half", 5400), ("5 mins", 300), ("3 weeks", 1_814_400),
        ("20", None), ("半天", None), ("三四天", None), ("十几分钟", None), ("1:30", None), ("2天2天", None),
        ("h", None), ("9999999999天", None), ("", None), ("很久", None), ("分" * 1000, None),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_or_left_alone(text: str, seconds: int | None) -> None:
    """CALL-9: how many minutes? "很久" and "半天" are no answer to that."""
    assert duration(text) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("3", 3, 3), ("三个人", 3, 3), ("5 people", 5, 5), ("约50人", 50, 50), ("about 20", 20, 20), ("３位", 3, 3),
        ("就我一个", 1, 1), ("just me", 1, 1), ("我和两个同事", 3, 3), ("十几人", 11, 19), ("二十多人", 21, 29),
        ("一百多号人", 101, 199), ("几个人", 3, 9), ("几十人", 20, 99), ("三四个", 3, 4), ("十七八个人", 17, 18),
        ("3-5人", 3, 5), ("50人以上", 50, None), ("至少5人", 5, None), ("50+", 50, None), ("上百人", 100, None),
        ("不到10人", 1, 10),
    ],
)  # fmt: skip
def test_a_number_of_people_is_read(text: str, least: int, most: int | None) -> None:
    """CALL-8: how many people."""
    assert headcount(text) == People(least, most)


@pytest.mark.parametrize(
    "text",
    [
        "全部门",
        "整层",
        "全公司",
        "整个三楼",
        "所有人",
        "大家",
        "我们部门",
        "部门所有人",
        "everyone",
        "the whole department",
    ],
)
def test_a_whole_unit_is_a_number_too(text: str) -> None:
    """CALL-8: the caller does not count the department."""
    assert headcount(text) == People(0, None, whole=True)


@pytest.mark.parametrize("text", ["", "不少", "两个科室", "x", "12345678901234", "人" * 1000])
def test_what_tells_no_number_of_people_stays_words(text: str) -> None:
    assert headcount(text) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("二十", "20"), ("十五分", "15分"), ("一百二十", "120"), ("三千五", "3500"), ("两万", "20000"),
        ("一千零五", "1005"),
        ("二零二六", "2026"), ("十点零五", "10点05"), ("三四天", "三四天"), ("十七八", "十七八"), ("上百", "上百"),
        ("几十", "几十"), ("万一", "万一"),
    ],
)  # fmt: skip
def test_numerals_that_mean_about_so_many_are_left_alone(text: str, digits: str) -> None:
    assert arabic(text) == digits


@given(
    st.text(max_size=40)
    | st.text("0123456789.零一二三十百千万两几半个多小时分钟秒天周月人上下不到至少全部门我和hms -~+<>", max_size=24)
)
@example("9" * 60 + "年")
@example("半小时 and a half")
def test_any_text_is_read_or_left_alone(text: str) -> None:
    """Total: no text ends the program."""
    length, people = duration(text), headcount(text)
    assert length is None or timedelta(0) <= length < timedelta(days=4000)
    assert people is None or people.most is None or people.least <= people.most
