"""The roster 值班安排 (DESK-2): who has which shift, who is ready, and which shift nobody takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from tui_desk.domain.officer import OfficerId
from tui_desk.norms.hours import DAY_SECONDS, seconds
from tui_desk.norms.models import DutyRules, ShiftKind

EARLY = timedelta(hours=2)
"""How long before a shift begins one may sign on for it (ours)."""


class Post(StrEnum):
    """What one sits at in a shift 岗位 (DESK-14)."""

    HOTLINE = "hotline"
    MANAGER = "manager"
    ENGINEER = "engineer"


class Standing(StrEnum):
    """How a shift stands at an instant."""

    OPEN = "open"
    PLANNED = "planned"
    DUE = "due"
    LATE = "late"
    UNREADY = "unready"
    ON_DUTY = "on_duty"
    AWAY = "away"
    OVERDUE = "overdue"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Absence:
    """A while in which the post was left 离岗, and why."""

    since: datetime
    until: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one officer, from `starts_at` to `ends_at`; with an empty `officer` one that nobody takes yet.

    `kind` is one of the norm's shifts. What is planned or changed after it was fixed is `late`, with its `reason`.
    Ready in time or late: `signed_on_at`, and the codes of what is in order in `ready`. `away_since` while the post is
    left for a while. `hand_over` is the sheet with which it was handed over 交接班.

    `ready_at` is when everything was in order; `signed_on_by` who signed on in the officer's stead; `off_words` why one
    signed off long before the end. `alarm_at` is when managers hear next that nobody takes it, or nobody is there.
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
    ready_at: datetime | None = None
    signed_on_by: OfficerId = ""
    on_words: str = ""
    off_words: str = ""
    absences: tuple[Absence, ...] = ()
    alarm_at: datetime | None = None

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


# Hours


def hours_of(kind: ShiftKind, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants in UTC at which such a shift of a day begins and ends; one over midnight ends on the day after.

    The wall clock counts: a night in which the clock is put forward is an hour shorter. A time that a zone skips
    follows the clock forward, one that comes twice is the first of the two.
    """
    begin, end = seconds(kind.hours)
    return _at(day, begin, zone), _at(day, end, zone)


def day_span(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants in UTC at which a day begins and ends: 23, 24 or 25 hours apart."""
    return _at(day, 0, zone), _at(day, DAY_SECONDS, zone)


def month_span(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """The instants in UTC at which the month of a day begins and ends."""
    first = day.replace(day=1)
    return _at(first, 0, zone), _at(next_month(first), 0, zone)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def kind_of(rules: DutyRules, code: str) -> ShiftKind | None:
    """The norm's shift with this code."""
    return next((kind for kind in rules.shifts if kind.code == code), None)


def _at(day: date, second: int, zone: tzinfo) -> datetime:
    days, rest = divmod(second, DAY_SECONDS)
    wall = datetime.combine(day + timedelta(days=days), time(), zone) + timedelta(seconds=rest)
    return wall.astimezone(UTC)


# Planning


def clash(shift: Shift, others: Iterable[Shift]) -> Shift | None:
    """The first of the others that the same officer would have at the same time; None where there is none.

    Shifts that touch do not overlap; one that nobody takes overlaps none.
    """
    if not shift.officer or shift.cancelled_at is not None:
        return None
    return next((other for other in others if other.id != shift.id and overlap(shift, other)), None)


def overlap(one: Shift, other: Shift) -> bool:
    """Whether two standing shifts are the same officer's and share some time."""
    standing = one.cancelled_at is None and other.cancelled_at is None
    same = one.officer == other.officer != ""
    return standing and same and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def same_plan(one: Shift, other: Shift) -> bool:
    """Whether two shifts say the same of who sits where and when."""
    return _plan(one) == _plan(other) and (one.cancelled_at is None) == (other.cancelled_at is None)


def fixed_at(shift: Shift, rules: DutyRules) -> datetime:
    """When the shift is fixed (DESK-2): what is planned, changed or cancelled from then on is late."""
    return shift.starts_at - rules.fixed_before


def is_fixed(shifts: Iterable[Shift], rules: DutyRules, now: datetime) -> bool:
    """Whether one of these is fixed already: before and after a change, say."""
    return any(now >= fixed_at(shift, rules) for shift in shifts)


def _plan(shift: Shift) -> tuple[object, ...]:
    return shift.officer, shift.post, shift.kind, shift.starts_at, shift.ends_at


# At work


def standing(shift: Shift, rules: DutyRules, now: datetime) -> Standing:
    """How the shift stands now (DESK-2).

    One that nobody takes is open until it is over. Due is one that began, or is about to, while its officer may still
    be ready in time; late is one whose officer is not there by then; unready one who is there, and not everything is in
    order; overdue one that is over and not signed off.
    """
    if shift.cancelled_at is not None:
        return Standing.CANCELLED
    if shift.signed_off_at is not None:
        return Standing.DONE
    if shift.signed_on_at is not None:
        if shift.away_since is not None:
            return Standing.AWAY
        if now >= shift.ends_at:
            return Standing.OVERDUE
        return Standing.ON_DUTY if shift.ready_at is not None else Standing.UNREADY
    if now >= shift.ends_at:
        return Standing.MISSED
    if not shift.officer:
        return Standing.OPEN
    if now >= late_from(shift, rules):
        return Standing.LATE
    return Standing.DUE if now >= shift.starts_at else Standing.PLANNED


def late_from(shift: Shift, rules: DutyRules) -> datetime:
    """From when on whoever is not ready is late (DESK-2)."""
    return shift.starts_at + rules.ready_within


def came_late(shift: Shift, rules: DutyRules) -> bool:
    """Whether its officer signed on, or was ready, too late."""
    came = shift.ready_at or shift.signed_on_at
    return came is not None and came > late_from(shift, rules)


def missing(ready: Collection[str], rules: DutyRules) -> tuple[str, ...]:
    """The codes of what is not in order yet, in the norm's order."""
    return tuple(choice.code for choice in rules.ready if choice.code not in ready)


def to_sign_on(shifts: Iterable[Shift], officer: OfficerId, now: datetime) -> Shift | None:
    """The shift that an officer signs on for now: one under way, else one that is about to begin; None for none.

    One that the officer signed on for already is found too, one signed off is not.
    """
    mine = [each for each in shifts if each.officer == officer and each.cancelled_at is None]
    open_ = [each for each in mine if each.signed_off_at is None and each.starts_at - EARLY <= now < each.ends_at]
    return min(open_, key=lambda each: (not each.covers(now), each.starts_at, each.id), default=None)


def on_duty_of(shifts: Iterable[Shift], officer: OfficerId) -> Shift | None:
    """The shift that an officer signed on for and not off, the earliest; one handed over already comes first."""
    mine = [each for each in shifts if each.officer == officer and each.on_duty]
    return min(mine, key=lambda each: (not each.hand_over, each.starts_at, each.id), default=None)


def back(shift: Shift, now: datetime) -> Shift:
    """The shift with its officer back at the post; its absence is on record."""
    if shift.away_since is None:
        return shift
    gone = Absence(shift.away_since, max(now, shift.away_since), shift.away_words)
    return replace(shift, away_since=None, away_words="", absences=(*shift.absences, gone))
