"""Visits and intervals: each by itself, over midnight, never backwards; hours, impact follow (SITE-10, 14, REC-4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tui_desk.domain import visits
from tui_desk.domain.visits import Span
from tui_desk.norms.models import Box, Words

TABLE = Box(
    "visits",
    Words("上门", "Visits"),
    "table",
    role="visits",
    columns=(
        Box("departed", Words("出发", ""), "moment", role="departed"),
        Box("arrived", Words("到达", ""), "moment", role="arrived"),
        Box("left", Words("离开", ""), "moment", role="left"),
    ),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-10-{text}").replace(tzinfo=UTC)


def row(**times: str) -> dict[str, str]:
    return {code: at(text).isoformat() for code, text in times.items()}


def span(began: str, ended: str) -> Span:
    return Span(began=at(began), ended=at(ended))


def test_a_visit_over_midnight_is_one_interval() -> None:
    """REC-4: 跨日."""
    found = visits.spans([row(arrived="01 22:30", left="02 01:15")], TABLE.columns)
    assert found == (span("01 22:30", "02 01:15"),)
    assert visits.hours(found) == timedelta(hours=2, minutes=45)


@pytest.mark.parametrize(
    "backwards",
    [
        row(arrived="01 10:00", left="01 09:59"),
        row(departed="01 10:00", arrived="01 09:00"),
        row(departed="01 10:00", left="01 09:00"),
        {"arrived": at("01 10:00").isoformat(), "left": (at("01 10:00") + timedelta(days=40)).isoformat()},
    ],
)
def test_a_visit_never_ends_before_it_begins_nor_lasts_for_months(backwards: dict[str, str]) -> None:
    """SITE-4, SITE-10: the row is named."""
    with pytest.raises(visits.Backwards) as caught:
        visits.check(TABLE, [row(arrived="01 08:00", left="01 09:00"), backwards])
    assert caught.value.row == 2


def test_times_that_nobody_knows_are_in_order() -> None:
    """The worked example of 004 has no visit on record."""
    visits.check(TABLE, [row(left="01 09:00"), row(departed="01 09:00"), {}])
    assert visits.hours(visits.spans([row(left="01 09:00")], TABLE.columns)) is None


def test_visits_that_overlap_are_marked_and_their_time_counts_once() -> None:
    """SITE-10."""
    found = (span("01 10:00", "01 12:00"), span("01 14:00", "01 15:00"), span("01 11:00", "01 11:30"))
    assert visits.overlapping(found) == (3,)
    assert visits.hours(found) == timedelta(hours=3)
    assert visits.overlapping(found[:2]) == ()


@pytest.mark.parametrize(("minutes", "hours"), [(0, "0"), (90, "1.5"), (100, "1.67"), (600, "10")])
def test_hours_are_told_as_a_box_keeps_them(minutes: int, hours: str) -> None:
    """SITE-15: 实际使用工时."""
    assert visits.hours_text(timedelta(minutes=minutes)) == hours


@pytest.mark.parametrize(
    ("hours", "impact"), [(0.5, "slight"), (1.99, "slight"), (2, "ordinary"), (3.99, "ordinary"), (4, "severe")]
)
def test_the_impact_is_proposed_from_the_hours_on_site(hours: float, impact: str) -> None:
    """SITE-14: 4小时以上严重, 2~4小时普通, 小于2小时轻微."""
    assert visits.impact(timedelta(hours=hours)) == impact
