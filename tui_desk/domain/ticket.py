"""What a ticket 工单 is, and how its events make it.

A ticket is its events: each carries the new values of the fields that it changed, due times included, so folding
needs no norm and gives the same ticket ten years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.privacy import Sealed
from tui_desk.norms.models import Milestone, TicketField


class State(StrEnum):
    """Where a ticket stands. Whether it is dispatched or responded to, its fields say."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class EventKind(StrEnum):
    """What happened to a ticket."""

    REGISTERED = "registered"
    TAKEN = "taken"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ROSE = "rose"
    LINKED = "linked"
    PAPER = "paper"
    RESPONDED = "responded"
    WORKED = "worked"
    WAITING = "waiting"
    RESUMED = "resumed"
    STAMPED = "stamped"
    RECOUNTED = "recounted"
    REPRIORITISED = "reprioritised"
    EDITED = "edited"
    PROMISED = "promised"
    PROMISE_KEPT = "promise_kept"
    PROMISE_MOVED = "promise_moved"
    CALLER_ADDED = "caller_added"
    ATTACHED = "attached"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stood still, open while `until` is None: because of what, and until when one expects."""

    since: datetime
    until: datetime | None = None
    because: str = ""
    kind: str = ""
    expected: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The instant at which a share of the target is used up, and who then hears of it (CALL-14)."""

    share: float
    at: datetime
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """One service-level clock: `within` working time of `calendar` from `started_at`, or so many whole `workdays`.

    What lies in `pauses` is not counted, nor `paused_for` (which records of old have instead of pauses); `spent` was
    counted before it started, under another target. Running while `reached_at`, `paused_at` and `cancelled_at` are
    None. `near_at` is the instant at which the norm's share of the target is used up, `marks` those of its warnings.
    `level_set` and `rule` say which service level chose it, `met_by` which other milestone reaches it too.

    A reopened ticket starts a new `cycle`; a target that is reset or carried forward a new `turn` of its cycle. The old
    clock stays as it ended.
    """

    milestone: Milestone
    calendar: str
    within: timedelta
    started_at: datetime
    due_at: datetime
    near_at: datetime
    cycle: int = 1
    paused_for: timedelta = timedelta(0)
    paused_at: datetime | None = None
    reached_at: datetime | None = None
    workdays: int = 0
    turn: int = 1
    spent: timedelta = timedelta(0)
    pauses: tuple[Pause, ...] = ()
    marks: tuple[Mark, ...] = ()
    level_set: str = ""
    rule: str = ""
    met_by: Milestone | None = None
    cancelled_at: datetime | None = None
    cancelled_because: str = ""
    late_reason: str = ""

    @property
    def over(self) -> bool:
        """Whether it ended: reached or cancelled."""
        return self.reached_at is not None or self.cancelled_at is not None

    @property
    def next_mark(self) -> datetime | None:
        """The first instant of its warnings while it runs; None for one that stands still, or is over."""
        if self.over or self.paused_at is not None:
            return None
        return min((mark.at for mark in self.marks), default=None)


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised 承诺, to whom, and by when (CALL-7, CALL-12).

    `moved_from` are the times it was promised for before it was renegotiated with the caller, the first one first.
    """

    id: str
    words: str
    due_at: datetime
    made_at: datetime
    by: OfficerId
    kept_at: datetime | None = None
    to: str = ""
    moved_from: tuple[datetime, ...] = ()

    def broken(self, now: datetime) -> bool:
        """Whether it was not kept in time, or is not kept yet though its time is over."""
        return (self.kept_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class Offer:
    """A ticket given to an officer 派单 改派 (SITE-2): by whom, with which advice, to be accepted `until` when.

    `reason` is why somebody who is off duty, or soon will be, or why it was given to another. It stands open while it
    has no `answer`. Who takes a ticket offers it to themselves and accepts at once.
    """

    id: str
    to: OfficerId
    by: OfficerId
    at: datetime
    until: datetime | None = None
    advice: str = ""
    reason: str = ""
    round: int = 1
    answer: Literal["", "accepted", "declined", "lapsed", "withdrawn"] = ""
    answered_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Another ticket that belongs to this one: what was `left_over` here is done there, and the way back `from`."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class FurtherCaller:
    """One more caller with the same problem, kept for the call-back (CALL-15). `call` is the draft of that call."""

    call: str
    at: datetime
    name: str
    unit: str = ""
    phone: str = ""
    staff_no: str = ""
    title: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with the ticket: a screenshot 截图, a log 日志 (TKT-3). `question` is the code it answers."""

    id: str
    name: str
    size: int
    digest: str
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as it stands now. Times are aware and in UTC; `answers` holds what no field of its own takes.

    `norm` is the published version it was opened under, `draft` the call it was registered from (one draft, one
    ticket), `version` the number of its events: whoever changes a ticket says which version they saw. Its clocks follow
    the service levels and calendars of `levels_norm`; 0 is `norm`. `stamps` is when milestones and other things on the
    way happened (`depart`, `remote_failed` …). `foreign` is the number it had in another tool.
    """

    number: str
    version: int = 1
    draft: str
    norm: int
    opened_at: datetime
    first_taker: OfficerId
    channel: str = ""
    requester_name: str = ""
    requester_staff_no: str = ""
    requester_unit: str = ""
    requester_phone: str = ""
    requester_title: str = ""
    category: str = ""
    subcategory: str = ""
    summary: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, datetime] = field(default_factory=dict)
    claimed_priority: str = ""
    proposed_priority: str = ""
    proposed_because: str = ""
    priority: str = ""
    priority_rank: int = 99
    priority_reason: str = ""
    state: State = State.OPEN
    assignee: OfficerId | None = None
    advice: str = ""
    clocks: tuple[Clock, ...] = ()
    promises: tuple[Promise, ...] = ()
    responded_at: datetime | None = None
    late_reason: str = ""
    waiting_for: str = ""
    result: str = ""
    solution: str = ""
    resolved_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    feedback: str = ""
    feedback_words: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    lesson: str = ""
    remark: str = ""
    reopened: int = 0
    callers: tuple[FurtherCaller, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    customer: str = ""
    agreement: str = ""
    complexity: str = ""
    levels_norm: int = 0
    stamps: Mapping[str, datetime] = field(default_factory=dict)
    waiting_kind: str = ""
    resume_at: datetime | None = None
    foreign: str = ""
    offers: tuple[Offer, ...] = ()
    links: tuple[Link, ...] = ()
    risen_at: datetime | None = None
    risen_because: str = ""

    @property
    def offer(self) -> Offer | None:
        """The offer that waits for its answer; None for none."""
        return self.offers[-1] if self.offers and not self.offers[-1].answer else None

    @property
    def lapsed(self) -> int:
        """How many offers in a row lapsed without an answer, up to the last one that is not open."""
        answers = [offer.answer for offer in self.offers if offer.answer]
        return next((n for n, answer in enumerate(reversed(answers)) if answer != "lapsed"), len(answers))

    @property
    def counts_by(self) -> int:
        """The published norm whose service levels and calendars its clocks follow."""
        return self.levels_norm or self.norm


FILLABLE: frozenset[str] = frozenset(get_args(TicketField)) - {""}
"""The ticket fields that a question of the checklist may fill, and that `edit` may change."""

LEVELLED = frozenset({"customer", "agreement", "complexity"})
"""What else `edit` may change: by these a service level is chosen."""

STAMPS = ("handover", "assess", "remote_failed", "depart", "arrive", "workaround", "visit_ended", "form")
"""What is noted on the way, at the time it happened, besides the first response and the solution (SITE-4)."""

TICKET_FIELDS = frozenset(f.name for f in fields(Ticket))


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a ticket: who, when it happened, when it was noted (TKT-9), and the fields' new values.

    `id` is given by whoever asks for the change, so that the same request sent twice is carried out once. `note`
    is what the officer said to it: the advice, the reason, the work done.
    """

    id: str
    kind: EventKind
    happened_at: datetime
    noted_at: datetime
    by: OfficerId
    changes: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def apply(ticket: Ticket, event: Event) -> Ticket:
    """The ticket after `event`: its fields replaced, its version one higher."""
    return replace(ticket, **event.changes, version=ticket.version + 1)


def fold(number: str, events: Iterable[Event]) -> Ticket:
    """The ticket that these events make, oldest first. Raises ValueError when there are none."""
    ticket: Ticket | None = None
    for event in events:
        ticket = Ticket(number=number, **event.changes) if ticket is None else apply(ticket, event)
    if ticket is None:
        raise ValueError(number)
    return ticket


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due next on a ticket: a milestone, or "promise"."""

    at: datetime
    near_at: datetime
    what: str


PROMISE_NEAR = timedelta(minutes=15)


def next_due(ticket: Ticket) -> Due | None:
    """The earliest running clock or open promise; None when nothing is owed or the ticket is closed.

    A waiting ticket's paused clocks do not count; its promises do.
    """
    if ticket.state is State.CLOSED:
        return None
    dues = [Due(c.due_at, c.near_at, c.milestone) for c in ticket.clocks if not c.over and not c.paused_at]
    dues += [
        Due(p.due_at, max(p.made_at, p.due_at - PROMISE_NEAR), "promise") for p in ticket.promises if not p.kept_at
    ]
    return min(dues, key=lambda due: due.at, default=None)


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """That the engineer departed for the user ("depart") or arrived there ("arrive"), and when (SITE-4)."""

    what: Literal["depart", "arrive"]
    at: datetime


def on_the_way(ticket: Ticket) -> OnTheWay | None:
    """Whether the ticket's engineer is on site, or on the way there: noted, and no visit ended since."""
    if ticket.state in (State.RESOLVED, State.CLOSED):
        return None
    ended = ticket.stamps.get("visit_ended")
    for what in ("arrive", "depart"):
        at = ticket.stamps.get(what)
        if at is not None and (ended is None or at > ended):
            return OnTheWay("arrive" if what == "arrive" else "depart", at)
    return None
