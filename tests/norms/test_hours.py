"""How opening hours are written."""

from __future__ import annotations

import pytest

from tui_desk.norms.hours import seconds


@pytest.mark.parametrize(
    ("interval", "begin_and_end"),
    [
        ("09:00-18:00", (32400, 64800)),
        ("9:00 - 18:00", (32400, 64800)),
        ("00:00-24:00", (0, 86400)),
        ("22:00-06:00", (79200, 108000)),
        ("18:00-00:00", (64800, 86400)),
        ("00:00-00:01", (0, 60)),
    ],
)
def test_hours_in_seconds_after_midnight(interval: str, begin_and_end: tuple[int, int]) -> None:
    assert seconds(interval) == begin_and_end


@pytest.mark.parametrize(
    "interval",
    ["", "9-18", "09:00", "24:00-24:00", "09:60-10:00", "09:00-25:00", "24:00-06:00", "00:00-24:01", "９:00-10:00"],
)
def test_other_writings_are_refused(interval: str) -> None:
    with pytest.raises(ValueError, match="^" if interval else None):
        seconds(interval)
