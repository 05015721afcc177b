"""How dates are written that come again."""

from __future__ import annotations

import pytest

from tui_desk.norms.recurring import recurrence


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "13-01",
        "02-30",
        "00-05",
        "00",
        "32",
        "5",
        "fri",
        "last",
        "6th mon",
        "1st monday",
        "last mon 13",
        "1st mon 00",
    ],
)
def test_other_writings_are_refused(pattern: str) -> None:
    """SLA-2."""
    with pytest.raises(ValueError):  # noqa: PT011 - each reason is Python's own
        recurrence(pattern)


def test_a_leap_day_comes_again_every_fourth_year() -> None:
    """SLA-2."""
    assert recurrence("02-29").day == 29
