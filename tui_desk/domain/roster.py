"""The roster 值班安排 (DESK-2): who has which shift, who is ready, and which shift nobody takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_desk.domain.officer import OfficerId


class Post(StrEnum):
    """What one sits at in a shift 岗位 (DESK-14)."""

    HOTLINE = "hotline"
    MANAGER = "manager"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one officer, from `starts_at` to `ends_at`; with an empty `officer` one that nobody takes yet.

    `kind` is one of the norm's shifts. What is planned or changed after it was fixed is `late`, with its `reason`.
    Ready in time or late: `signed_on_at`, and the codes of what is in order in `ready`. `away_since` while the post is
    left for a while. `hand_over` is the sheet with which it was handed over 交接班.
    """

    id: str
    officer: OfficerId
    post: Post
    kind: str
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    planned_by: OfficerId
    version: int = 1
    late: bool = False
    reason: str = ""
    signed_on_at: datetime | None = None
    ready: tuple[str, ...] = ()
    away_since: datetime | None = None
    away_words: str = ""
    signed_off_at: datetime | None = None
    hand_over: str = ""
    cancelled_at: datetime | None = None

    def covers(self, now: datetime) -> bool:
        """Whether the shift stands and is under way."""
        return self.cancelled_at is None and self.starts_at <= now < self.ends_at

    @property
    def on_duty(self) -> bool:
        """Whether its officer signed on and not off, though the shift may be over by now."""
        return self.cancelled_at is None and self.signed_on_at is not None and self.signed_off_at is None


@dataclass(frozen=True, slots=True)
class HandOverItem:
    """One thing that is handed over: an open call, promise, endangered ticket, message, or what changed.

    `kind` is "call", "promise", "ticket", "message", "paper", "follow_up" or "changed"; `key` names it. The next one
    confirms it, with a remark if there is one.
    """

    kind: str
    key: str
    words: str
    due_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: OfficerId = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The sheet of a hand-over 交接班 (DESK-2): from whom, to whom, what, and free words."""

    id: str
    shift: str
    giver: OfficerId
    made_at: datetime
    items: tuple[HandOverItem, ...] = ()
    words: str = ""
    taker: OfficerId = ""
    taken_at: datetime | None = None
    version: int = 1
