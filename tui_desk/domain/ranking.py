"""In which order tickets stand in the queue, how loud each is, and its countdown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Protocol

from tui_desk.domain.ticket import State

Urgency = Literal["breached", "near", "calm", "paused", "none"]
Key = tuple[int | bool | str | datetime, ...]


class Row(Protocol):
    """What a row of the queue must say to be ranked."""

    @property
    def number(self) -> str:
        """The ticket's number."""

    @property
    def state(self) -> State:
        """Where the ticket stands."""

    @property
    def priority_rank(self) -> int:
        """1 is the most urgent."""

    @property
    def opened_at(self) -> datetime:
        """When it came in."""

    @property
    def due_at(self) -> datetime | None:
        """When the next thing is due, if anything is."""

    @property
    def near_at(self) -> datetime | None:
        """From when on that is near."""


_APART = {State.WAITING: 1, State.CLOSED: 2}


def by_priority(row: Row) -> Key:
    """Most urgent priority first, then what is due next, then the oldest; waiting and closed tickets apart, below."""
    return (
        _APART.get(row.state, 0),
        row.priority_rank,
        row.due_at is None,
        row.due_at or row.opened_at,
        row.opened_at,
        row.number,
    )


def by_due(row: Row) -> Key:
    """What is due next first, whatever its priority; then the oldest. Closed tickets below."""
    return (
        row.state is State.CLOSED,
        row.due_at is None,
        row.due_at or row.opened_at,
        row.priority_rank,
        row.opened_at,
        row.number,
    )


def urgency(row: Row, now: datetime) -> Urgency:
    """How loud the row is: "none" when nothing is due, "paused" when that is because it waits."""
    if row.state is State.CLOSED:
        return "none"
    if row.due_at is None:
        return "paused" if row.state is State.WAITING else "none"
    if now > row.due_at:
        return "breached"
    return "near" if row.near_at is not None and now >= row.near_at else "calm"


def countdown(due_at: datetime, now: datetime) -> str:
    """The time left, at most five cells wide: "4:31", "17m", "1h05", "6h", "2d"; overdue "-12m"."""
    left = due_at - now
    if left < timedelta(0):
        return f"-{coarse(max(-left, timedelta(minutes=1)))}"
    seconds = int(left.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}" if seconds < 600 else coarse(left)


def coarse(span: timedelta) -> str:
    """A length of time, at most four cells wide, of minutes or more: "17m", "1h05", "6h", "2d"."""
    minutes = span // timedelta(minutes=1)
    if minutes < 60:
        return f"{minutes}m"
    if minutes < 360:
        return f"{minutes // 60}h{minutes % 60:02}"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"
