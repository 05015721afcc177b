"""What is still to be done once a ticket is solved 闭环: confirm, call back, improve, answer a complaint (DESK-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tui_desk.domain.officer import OfficerId


class FollowUpKind(StrEnum):
    """What kind of work it is: 确认 回访 改进 投诉."""

    CONFIRM = "confirm"
    CALL_BACK = "call_back"
    IMPROVE = "improve"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call that was tried: whether somebody was reached, and what they said."""

    at: datetime
    by: OfficerId
    reached: bool
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One piece of that work, for a ticket (or, for a complaint, perhaps none), open while `done_at` is None.

    To be begun `from_at`, done by `due_at`, by its `owner` or whoever is free, never by one of `not_by`: those who did
    the work (DESK-6). A complaint is taken, given to an owner, `answer`ed, and called back. `scores` are the user's
    marks by the norm's scales; `because` is what an improvement comes of: the ticket's, paper's or follow-up's own
    words.
    """

    id: str
    kind: FollowUpKind
    ticket: str
    made_at: datetime
    made_by: OfficerId
    from_at: datetime
    due_at: datetime
    version: int = 1
    paper: str = ""
    cause: str = ""
    because: str = ""
    words: str = ""
    owner: OfficerId = ""
    not_by: tuple[OfficerId, ...] = ()
    person: str = ""
    unit: str = ""
    phone: str = ""
    attempts: tuple[Attempt, ...] = ()
    scores: Mapping[str, int] = field(default_factory=dict)
    feedback: str = ""
    opinion: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: OfficerId = ""
    done_at: datetime | None = None
    done_by: OfficerId = ""
    outcome: str = ""
