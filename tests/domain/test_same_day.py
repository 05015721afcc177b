"""What came in before 17:00 should be closed the same day, on the desk's wall clock (TKT-14)."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from tests.desk.conftest import SHANGHAI, shanghai
from tests.store.examples import norm
from tui_desk.domain.same_day import SameDay, same_day

RULED = replace(norm(), same_day_before="17:00")


def rule_at(at: str) -> SameDay:
    found = same_day(RULED, shanghai(at), SHANGHAI)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("opened", "holds"),
    [
        ("2026-11-20 00:00", True),
        ("2026-11-20 16:59", True),
        ("2026-11-20 17:00", False),
        ("2026-11-19 23:59", False),
        ("2026-11-21 00:00", False),
    ],
)
def test_what_came_in_today_before_the_hour_is_to_be_closed_today(opened: str, holds: bool) -> None:
    """TKT-14: up to 17:00 and not at it; a closed one is done."""
    rule = rule_at("2026-11-20 20:00")
    assert rule.holds(shanghai(opened), closed=False) == holds
    assert not rule.holds(shanghai(opened), closed=True)


def test_it_is_shown_from_its_own_hour_and_not_without_a_rule() -> None:
    """TKT-14: from 15:00; a norm without the rule never shows it."""
    assert not rule_at("2026-11-20 14:59").is_shown(shanghai("2026-11-20 14:59"))
    assert rule_at("2026-11-20 15:00").is_shown(shanghai("2026-11-20 15:00"))
    assert same_day(norm(), shanghai("2026-11-20 16:00"), SHANGHAI) is None


def test_the_day_is_that_of_the_desk() -> None:
    """TKT-14: 23:30 in Shanghai is another day in Berlin."""
    at = shanghai("2026-11-20 05:30")
    here = same_day(RULED, at, ZoneInfo("Europe/Berlin"))
    assert here is not None
    assert here.begin == shanghai("2026-11-19 07:00")
