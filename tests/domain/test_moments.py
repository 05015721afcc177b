"""Points in time as people at a desk type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.domain.samples import SHANGHAI, shanghai
from tui_desk.domain import moments

NOW = shanghai("2026-11-21 10:42:30")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", "2026-11-21 10:42:30"),
        ("now", "2026-11-21 10:42:30"),
        ("刚才", "2026-11-21 10:42:30"),
        ("9:15", "2026-11-21 09:15"),
        ("９：１５", "2026-11-21 09:15"),
        ("09:15:20", "2026-11-21 09:15:20"),
        ("0915", "2026-11-21 09:15"),
        ("9am", "2026-11-21 09:00"),
        ("12am", "2026-11-21 00:00"),
        ("2:30 pm", "2026-11-21 14:30"),
        ("24:00", "2026-11-22 00:00"),
        ("-20m", "2026-11-21 10:22:30"),
        ("+2h", "2026-11-21 12:42:30"),
        ("＋2h", "2026-11-21 12:42:30"),
        ("+1h30", "2026-11-21 12:12:30"),
        ("+1h30m", "2026-11-21 12:12:30"),
        ("-1d", "2026-11-20 10:42:30"),
        ("20分钟前", "2026-11-21 10:22:30"),
        ("两小时后", "2026-11-21 12:42:30"),
        ("半小时后", "2026-11-21 11:12:30"),
        ("2小时内", "2026-11-21 12:42:30"),
        ("一个半小时之后", "2026-11-21 12:12:30"),
        ("三天后", "2026-11-24 10:42:30"),
        ("2026-11-21 09:15", "2026-11-21 09:15"),
        ("2026-11-21T09:15", "2026-11-21 09:15"),
        ("2026/1/2 9:05", "2026-01-02 09:05"),
        ("2026年11月21日 9点", "2026-11-21 09:00"),
        ("2026-11-21T06:00:00+00:00", "2026-11-21 14:00"),
        ("2026-11-21T06:00:00Z", "2026-11-21 14:00"),
        ("11-21 09:15", "2026-11-21 09:15"),
        ("11月21日9点", "2026-11-21 09:00"),
        ("1-2 0:30", "2027-01-02 00:30"),
        ("今天14:00", "2026-11-21 14:00"),
        ("明天9点", "2026-11-22 09:00"),
        ("明天9点半", "2026-11-22 09:30"),
        ("明天上午九点一刻", "2026-11-22 09:15"),
        ("昨天下午3点", "2026-11-20 15:00"),
        ("今早8点", "2026-11-21 08:00"),
        ("今晚8点20分", "2026-11-21 20:20"),
        ("昨晚11:30", "2026-11-20 23:30"),
        ("今晚12点", "2026-11-22 00:00"),
        ("凌晨12点", "2026-11-21 00:00"),
        ("中午12点", "2026-11-21 12:00"),
        ("中午1点", "2026-11-21 13:00"),
        ("下午14:00", "2026-11-21 14:00"),
        ("二十三点十五分", "2026-11-21 23:15"),
        ("二十点", "2026-11-21 20:00"),
        ("二十分钟前", "2026-11-21 10:22:30"),
        ("十点零五", "2026-11-21 10:05"),
        ("后天 10:00", "2026-11-23 10:00"),
        ("前天10:00", "2026-11-19 10:00"),
        ("tomorrow 9:00", "2026-11-22 09:00"),
        ("Yesterday 14:00", "2026-11-20 14:00"),
    ],
)
def test_what_people_type_is_understood(text: str, meant: str) -> None:
    assert moments.parse(text, NOW, "Asia/Shanghai") == shanghai(meant)


@pytest.mark.parametrize(
    "text",
    [
        "9",
        "+20",
        "+",
        "-",
        "25:00",
        "24:01",
        "9:60",
        "明天",
        "2026-11-21",
        "2-30 9:00",
        "2026-13-01 9:00",
        "soon",
        "9:15 9:15",
        "+99999999999d",
        "9999-12-31 24:00",
        "0001-01-01 00:00",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the promise is a ValueError, whatever it says
        moments.parse(text, NOW, "Asia/Shanghai")


@pytest.mark.parametrize("character", ["x", "9", "-", "九"])
def test_a_megabyte_is_refused_at_once(character: str) -> None:
    began = perf_counter()
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        moments.parse(character * 1_000_000, NOW, "Asia/Shanghai")
    assert perf_counter() - began < 0.1


def test_the_29th_of_february_is_that_of_the_nearest_leap_year() -> None:
    assert moments.parse("2-29 9:00", shanghai("2027-12-01 09:00"), "Asia/Shanghai") == shanghai("2028-02-29 09:00")


def test_a_shift_counts_instants_where_the_clocks_turn() -> None:
    before = datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    assert moments.parse("+2h", before, "America/New_York") == before.astimezone(UTC) + timedelta(hours=2)


@given(st.text(max_size=40) | st.text("0123456789:+-hm点半今明下午分前后 日月年./T", max_size=20))
@example("²:15")
@example("-1h99999m")
def test_any_text_is_a_time_in_utc_or_a_value_error(text: str) -> None:
    try:
        found = moments.parse(text, NOW, SHANGHAI)
    except ValueError:
        return
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("14:00前回电", "14:00"),
        ("明天9点半之前修好", "明天9点半"),
        ("两小时后回电", "两小时后"),
        ("现在就办", ""),
        ("回电", ""),
        ("", ""),
    ],
)
def test_the_time_with_which_a_sentence_begins_is_found(sentence: str, told: str) -> None:
    assert moments.begins_with(sentence) == told
