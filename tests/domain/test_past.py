"""When something began, as callers say it (CALL-8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.domain.samples import SHANGHAI, shanghai
from tui_desk.domain.past import past

SATURDAY = shanghai("2026-11-21 10:42")


def heard(text: str, at: datetime = SATURDAY, until: datetime | None = None) -> str | None:
    """What was understood, on the wall clock of Shanghai."""
    found = past(text, at, SHANGHAI, until)
    if found is None:
        return None
    form = {"minute": "%Y-%m-%d %H:%M", "part": "%Y-%m-%d from %H", "day": "%Y-%m-%d", "month": "%Y-%m"}
    return found.at.astimezone(SHANGHAI).strftime(form.get(found.grain, "week of %Y-%m-%d"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # counted back from the call
        ("-20m", "2026-11-21 10:22"),
        ("－1h30", "2026-11-21 09:12"),
        ("刚才", "2026-11-21 10:42"),
        ("20分钟前", "2026-11-21 10:22"),
        ("半小时前", "2026-11-21 10:12"),
        ("两个半小时前", "2026-11-21 08:12"),
        ("5分钟前开始的", "2026-11-21 10:37"),
        ("24小时前", "2026-11-20 10:42"),
        ("2 hours ago", "2026-11-21 08:42"),
        ("half an hour ago", "2026-11-21 10:12"),
        ("三天前", "2026-11-18"),
        ("两周前", "2026-11-07"),
        ("一个月前", "2026-10"),
        # today and the days before
        ("9:15", "2026-11-21 09:15"),
        ("0915", "2026-11-21 09:15"),
        ("今早9点", "2026-11-21 09:00"),
        ("从今早9点开始", "2026-11-21 09:00"),
        ("9点到现在", "2026-11-21 09:00"),
        ("今天上午九点半左右", "2026-11-21 09:30"),
        ("早上八点多", "2026-11-21 08:00"),
        ("早上一上班", "2026-11-21 from 06"),
        ("凌晨两点", "2026-11-21 02:00"),
        ("十点一刻", "2026-11-21 10:15"),
        ("昨天下午三点", "2026-11-20 15:00"),
        ("昨天", "2026-11-20"),
        ("昨晚", "2026-11-20 from 18"),
        ("昨晚12点", "2026-11-21 00:00"),
        ("昨晚1点", "2026-11-21 01:00"),
        ("前天", "2026-11-19"),
        ("大前天", "2026-11-18"),
        ("yesterday 3pm", "2026-11-20 15:00"),
        ("3pm yesterday", "2026-11-20 15:00"),
        ("last night", "2026-11-20 from 18"),
        ("this morning", "2026-11-21 from 06"),
        # weekdays: the last one that began
        ("周一上午10点", "2026-11-16 10:00"),
        ("since Monday", "2026-11-16"),
        ("9:15 on Monday", "2026-11-16 09:15"),
        ("周六", "2026-11-21"),
        ("周六下午", "2026-11-14 from 13"),
        ("星期天", "2026-11-15"),
        ("上周五", "2026-11-13"),
        ("上上周五", "2026-11-06"),
        ("上周末", "2026-11-14"),
        ("last Friday", "2026-11-20"),
        ("last Saturday", "2026-11-14"),
        ("这周三", "2026-11-18"),
        ("上周三下午", "2026-11-11 from 13"),
        ("上周", "week of 2026-11-09"),
        # dates
        ("11月20日", "2026-11-20"),
        ("十一月二十日上午十点半", "2026-11-20 10:30"),
        ("11月20号下午", "2026-11-20 from 13"),
        ("20号", "2026-11-20"),
        ("25号", "2026-10-25"),
        ("上个月15号", "2026-10-15"),
        ("上个月", "2026-10"),
        ("3月份", "2026-03"),
        ("去年11月", "2025-11"),
        ("12-25", "2025-12-25"),
        ("2月29日", "2024-02-29"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20 15:00", "2026-11-20 15:00"),
        ("2026年11月20日 9点", "2026-11-20 09:00"),
        ("2026-11-20T07:00:00Z", "2026-11-20 15:00"),
        ("November 20th 3pm", "2026-11-20 15:00"),
        ("20 Nov 2025", "2025-11-20"),
    ],
)
def test_what_callers_say_is_understood(text: str, meant: str) -> None:
    """CALL-8: when it began."""
    assert heard(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "9", "很久了", "一直这样", "装了系统以后", "几天前", "两三天前", "25:00", "9:60", "2月30日", "周八"),
        *("明天", "今晚8点", "今天14:00", "本周日", "2027-01-01", "下周一", "x" * 1000),
    ],
)
def test_words_that_are_no_time_or_lie_ahead_stay_words(text: str) -> None:
    """CALL-8: nothing is made up, and nothing began in the future."""
    assert heard(text) is None


@pytest.mark.parametrize(
    ("text", "now", "meant"),
    [
        ("14:00", "2026-11-21 10:42", "2026-11-20 14:00"),
        ("3点", "2026-11-21 16:00", "2026-11-21 15:00"),
        ("3点", "2026-11-21 10:42", "2026-11-21 03:00"),
        ("九点", "2026-11-21 16:00", "2026-11-21 09:00"),
        ("昨天3点", "2026-11-21 10:42", "2026-11-20 15:00"),
        ("昨天3时", "2026-11-21 10:42", "2026-11-20 03:00"),
        ("昨天9点", "2026-11-21 10:42", "2026-11-20 09:00"),
        ("晚上", "2026-11-21 10:42", "2026-11-20 from 18"),
        ("1月2日", "2027-01-01 09:00", "2026-01-02"),
    ],
)
def test_of_what_comes_again_the_last_one_is_meant(text: str, now: str, meant: str) -> None:
    assert heard(text, shanghai(now)) == meant


def test_what_happened_during_the_call_is_not_taken_for_yesterday() -> None:
    """A call of ten minutes: "20分钟前" counts from its beginning, "10:45" may be later than that."""
    later = shanghai("2026-11-21 10:52")
    assert heard("10:45", until=later) == "2026-11-21 10:45"
    assert heard("20分钟前", until=later) == "2026-11-21 10:22"


def test_the_desks_own_zone_counts() -> None:
    in_paris = past("9:15", SATURDAY, ZoneInfo("Europe/Paris"))
    assert in_paris is not None
    assert in_paris.at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)


@given(
    st.text(max_size=40)
    | st.text(
        "0123456789:+-hmapd 点半刻今昨前天早晚上下午周星期日月号年个小时分钟零一二三十两几从起开始ago./", max_size=24
    )
    | st.lists(
        st.sampled_from(
            ["从", "昨天", "上周五", "周日", "11月", "20号", "早上", "晚上", "12点", "半", "3", ":", "前", "-"]
        ),
        max_size=6,
    ).map("".join),
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - hypothesis wants them naive
)
@example("2月29日", datetime(1973, 3, 1))  # noqa: DTZ001 - likewise
@example("²:15", datetime(2026, 1, 1))  # noqa: DTZ001 - likewise
def test_any_text_is_a_time_that_is_over_or_none(text: str, when: datetime) -> None:
    """Total, in UTC, and never in the future."""
    at = when.replace(tzinfo=UTC)
    found = past(text, at, SHANGHAI, at + timedelta(minutes=5))
    if found is not None:
        assert found.at.tzinfo is UTC
        assert found.at <= at + timedelta(minutes=5)
