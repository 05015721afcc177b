"""Times typed into rows go forward, over midnight too (REC-4, SITE-10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui_desk.domain.row_times import hours, times_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=ZONE)


def told(typed: list[str], before: str = "", *, over: bool = True) -> list[str]:
    """The times as a clock with a day shows them."""
    last = datetime.fromisoformat(before).replace(tzinfo=ZONE) if before else None
    found = times_of(typed, NOW, ZONE, last, over=over)
    return [f"{at.astimezone(ZONE):%d %H:%M}" if at else "" for at in found]


@pytest.mark.parametrize(
    ("typed", "before", "expected"),
    [
        (["9:15", "10:30"], "", ["20 09:15", "20 10:30"]),
        (["22:30", "1:15"], "", ["19 22:30", "20 01:15"]),
        (["昨天 22:30", "1:15"], "", ["19 22:30", "20 01:15"]),
        (["2026-11-17 9:00", "17:30"], "", ["17 09:00", "17 17:30"]),
        (["13:00", "14:30"], "2026-11-17 11:00", ["17 13:00", "17 14:30"]),
        (["8:00", "9:00"], "2026-11-17 23:00", ["18 08:00", "18 09:00"]),
        (["-1h", "-20m"], "", ["20 09:42", "20 10:22"]),
        (["9:15", ""], "", ["20 09:15", ""]),
        (["", "10:00"], "", ["", "20 10:00"]),
        (["9:15", "坏了"], "", ["20 09:15", ""]),
    ],
)
def test_what_is_typed_goes_forward(typed: list[str], before: str, expected: list[str]) -> None:
    """REC-4: several intervals, each on its own, over midnight too."""
    assert told(typed, before) == expected


def test_a_plan_may_lie_ahead() -> None:
    """SITE-17: times of a plan are still to come."""
    assert told(["22:30", "1:15"], over=False) == ["20 22:30", "21 01:15"]


def test_working_time_is_the_sum_of_the_intervals() -> None:
    """SITE-4: hours used."""
    first = times_of(["9:15", "10:30"], NOW, ZONE, over=True)
    second = times_of(["22:30", "1:15"], NOW, ZONE, over=True)
    assert hours([first, second, (None, None), (NOW,)]) == timedelta(hours=4)
