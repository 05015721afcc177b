"""What is still to be done once a ticket is solved 闭环: confirm, call back, improve, answer a complaint (DESK-6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from tui_desk.domain.calling_hours import next_opening, open_until
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Event, EventKind, Ticket
from tui_desk.norms.models import FollowUpRules


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

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None

    @property
    def is_call(self) -> bool:
        """Whether the user is called for it, which nobody does who did the work (DESK-6)."""
        return self.kind is not FollowUpKind.IMPROVE

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.done_at is not None:
            return Stage.DONE
        if self.answered_at is not None:
            return Stage.ANSWERED
        return Stage.OWNED if self.owner else Stage.TAKEN

    def late(self, now: datetime) -> bool:
        """Whether it was done after its time, or is open past it."""
        return (self.done_at or now) > self.due_at


class Stage(StrEnum):
    """How far a follow-up is. A complaint goes through all of them: taken, given out, answered, called back."""

    TAKEN = "taken"
    OWNED = "owned"
    ANSWERED = "answered"
    DONE = "done"


class Outcome(StrEnum):
    """How a follow-up ended: done, given up after the norm's attempts, or no longer needed."""

    DONE = "done"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


_WORK = frozenset({EventKind.RESPONDED, EventKind.WORKED, EventKind.STAMPED, EventKind.RESOLVED})
_CALLED = "called-"
"""How the id of an event begins that only notes a call (CALL-18): whoever told the user did not do the work."""


def workers(ticket: Ticket, events: Iterable[Event], engineers: Iterable[OfficerId] = ()) -> tuple[OfficerId, ...]:
    """Who did the work on a ticket, and so does not ask the user about it (DESK-6).

    Who has it; who solved it; everybody who did something while having it; the `engineers` of its papers.
    """
    found = dict.fromkeys([ticket.assignee] if ticket.assignee else [])
    had: OfficerId | None = None
    for event in events:
        had = event.changes.get("assignee", had)
        if event.kind is EventKind.STAMPED and had:  # on site, or who was: noted by whoever heard of it
            found[had] = None
        mine = event.by == had and event.kind in _WORK and not event.id.startswith(_CALLED)
        if event.kind is EventKind.RESOLVED or mine:
            found[event.by] = None
    return (*found, *(each for each in dict.fromkeys(engineers) if each and each not in found))


def counted(attempts: Sequence[Attempt], rules: FollowUpRules, zone: tzinfo) -> tuple[Attempt, ...]:
    """The attempts that count as made at different times, oldest first (DESK-6).

    One that reached somebody counts. Another does `rules.apart` after the one before that counted, in another half of
    the day or on another day: three calls in one morning are one attempt.
    """
    found: list[Attempt] = []
    for attempt in attempts:
        if attempt.reached or not found or attempt.at >= _apart(found[-1].at, rules.apart, zone):
            found.append(attempt)
    return tuple(found)


def next_attempt(of: FollowUp, rules: FollowUpRules, hours: Sequence[str], zone: tzinfo, now: datetime) -> datetime:
    """When the next attempt would count, in the hours in which the desk calls out (CALL-18); not before `now`."""
    tried = counted(of.attempts, rules, zone)
    earliest = max(now, of.from_at, *([_apart(tried[-1].at, rules.apart, zone)] if tried else []))
    here = earliest.astimezone(zone)
    if open_until(hours, here) is not None:
        return earliest
    return (next_opening(hours, here) or here).astimezone(earliest.tzinfo)


def may_be_given_up(of: FollowUp, rules: FollowUpRules, zone: tzinfo) -> bool:
    """Whether the user was tried often enough, in vain, at different times (DESK-6)."""
    return len(counted(of.attempts, rules, zone)) >= rules.attempts and not any(each.reached for each in of.attempts)


def bad_marks(scores: Mapping[str, int], feedback: str, rules: FollowUpRules) -> tuple[str, ...]:
    """The scales on which the user's mark is bad, and the feedback if that is (TKT-17: 003 below 3)."""
    bad = [scale for scale, mark in scores.items() if mark < rules.bad_below]
    return (*bad, *([feedback] if feedback in rules.bad_feedback else []))


_NOON = time(12)


def _apart(last: datetime, apart: timedelta, zone: tzinfo) -> datetime:
    """The first instant that is `apart` from the last one and in another half of a day."""
    here = last.astimezone(zone)
    if here.time() < _NOON:
        other_half = datetime.combine(here.date(), _NOON, zone)
    else:
        other_half = datetime.combine(here.date() + timedelta(days=1), time(), zone)
    return max(last + apart, other_half.astimezone(last.tzinfo))
