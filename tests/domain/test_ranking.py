"""The queue's order, how loud a row is, and its countdown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tui_desk.domain import ranking
from tui_desk.domain.ticket import State

NOW = datetime(2026, 11, 21, 10, 42, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    number: str
    priority_rank: int = 2
    due_at: datetime | None = None
    near_at: datetime | None = None
    state: State = State.OPEN
    opened_at: datetime = NOW - 60 * MINUTE


def due(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


ROWS = [
    Row("urgent, due soon", 1, due(4)),
    Row("urgent, due later", 1, due(30)),
    Row("urgent, nothing due", 1),
    Row("high, overdue", 2, due(-12)),
    Row("high, nothing due, old", 2, opened_at=NOW - 90 * MINUTE),
    Row("high, nothing due, young", 2),
    Row("low", 4, due(1)),
    Row("waiting, urgent", 1, state=State.WAITING),
    Row("waiting, promise due", 2, due(-1), state=State.WAITING),
    Row("closed", 1, state=State.CLOSED),
]


def test_by_priority_then_due_time_then_age_and_waiting_apart() -> None:
    by_number = sorted(ROWS, key=lambda row: row.number)
    assert sorted(by_number, key=ranking.by_priority) == ROWS


def test_by_due_time_alone() -> None:
    order = [row.number for row in sorted(ROWS, key=ranking.by_due)]
    assert order[:3] == ["high, overdue", "waiting, promise due", "low"]
    assert order[-1] == "closed"
    assert order.index("high, nothing due, old") < order.index("urgent, nothing due")


@pytest.mark.parametrize(
    ("row", "urgency"),
    [
        (Row("a", due_at=due(0), near_at=due(-5)), "near"),
        (Row("a", due_at=due(-1 / 60), near_at=due(-5)), "breached"),
        (Row("a", due_at=due(5), near_at=due(0)), "near"),
        (Row("a", due_at=due(5), near_at=due(1)), "calm"),
        (Row("a", due_at=due(5)), "calm"),
        (Row("a"), "none"),
        (Row("a", state=State.WAITING), "paused"),
        (Row("a", due_at=due(-5), state=State.WAITING), "breached"),
        (Row("a", due_at=due(-5), state=State.CLOSED), "none"),
    ],
)
def test_a_row_is_as_loud_as_what_is_due_next(row: Row, urgency: str) -> None:
    assert ranking.urgency(row, NOW) == urgency


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (271, "4:31"),
        (599, "9:59"),
        (600, "10m"),
        (17 * 60 + 59, "17m"),
        (3600, "1h00"),
        (65 * 60, "1h05"),
        (192 * 60, "3h12"),
        (359 * 60, "5h59"),
        (6 * 3600, "6h"),
        (47.9 * 3600, "47h"),
        (48 * 3600, "2d"),
        (-0.5, "-1m"),
        (-59, "-1m"),
        (-12 * 60 - 30, "-12m"),
        (-3 * 3600, "-3h00"),
        (-80 * 3600, "-3d"),
    ],
)
def test_countdown(seconds: float, text: str) -> None:
    assert ranking.countdown(NOW + timedelta(seconds=seconds), NOW) == text
