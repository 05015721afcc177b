"""How opening hours are written."""

from __future__ import annotations

import pytest

from tui_desk.norms.hours import hours, seconds, written


@pytest.mark.parametrize(
    ("interval", "begin_and_end"),
    [
        ("09:00-18:00", (32400, 64800)),
        ("9:00 - 18:00", (32400, 64800)),
        ("00:00-24:00", (0, 86400)),
        ("22:00-06:00", (79200, 108000)),
        ("18:00-00:00", (64800, 86400)),
        ("00:00-00:01", (0, 60)),
        ("08:30:15-12:00", (30615, 43200)),
        ("23:59:59-24:00:00", (86399, 86400)),
    ],
)
def test_hours_in_seconds_after_midnight(interval: str, begin_and_end: tuple[int, int]) -> None:
    assert seconds(interval) == begin_and_end


@pytest.mark.parametrize(
    "interval",
    [
        "",
        "9-18",
        "09:00",
        "24:00-24:00",
        "09:60-10:00",
        "09:00-25:00",
        "24:00-06:00",
        "00:00-24:01",
        "09:00:60-10:00",
        "00:00-24:00:01",
        "９:00-10:00",
    ],
)
def test_other_writings_are_refused(interval: str) -> None:
    with pytest.raises(ValueError, match="^" if interval else None):
        seconds(interval)


def test_hours_of_a_day_are_in_order_and_touching_ones_are_one() -> None:
    """SLA-2: however they are written."""
    assert hours(["13:00-18:00", "09:00-12:00", "12:00-13:00"]) == ((32400, 64800),)
    assert hours(["22:00-06:00"], breaks=hours(["02:00-03:00"])) == ((79200, 93600), (97200, 108000))
    assert hours(["09:00-10:00"], breaks=hours(["08:00-11:00"])) == ()


@pytest.mark.parametrize("interval", ["09:00-18:00", "00:00-24:00", "22:00-06:00", "08:30:15-12:00"])
def test_what_is_written_reads_the_same(interval: str) -> None:
    """SLA-2."""
    assert written(seconds(interval)) == interval
