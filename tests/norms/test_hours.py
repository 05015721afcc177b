"""How opening hours are written."""

from __future__ import annotations

import pytest

from tui_desk.norms.hours import minutes


@pytest.mark.parametrize(
    ("interval", "begin_and_end"),
    [
        ("09:00-18:00", (540, 1080)),
        ("9:00 - 18:00", (540, 1080)),
        ("00:00-24:00", (0, 1440)),
        ("22:00-06:00", (1320, 1800)),
        ("18:00-00:00", (1080, 1440)),
        ("00:00-00:01", (0, 1)),
    ],
)
def test_hours_in_minutes_after_midnight(interval: str, begin_and_end: tuple[int, int]) -> None:
    assert minutes(interval) == begin_and_end


@pytest.mark.parametrize(
    "interval",
    ["", "9-18", "09:00", "24:00-24:00", "09:60-10:00", "09:00-25:00", "24:00-06:00", "00:00-24:01", "９:00-10:00"],
)
def test_other_writings_are_refused(interval: str) -> None:
    with pytest.raises(ValueError, match="^" if interval else None):
        minutes(interval)
