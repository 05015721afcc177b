"""A warning 预警: a clock came to one of its marks, or an urgent ticket came in, and somebody has to hear of it.

Pure: what is to be raised at an instant, under which id, and whom it concerns (CALL-14, TKT-8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.ticket import Clock, Mark, State, Ticket
from tui_desk.norms.models import AUDIENCES, Milestone

About = Literal[Milestone, "priority", "shift", "offer", "risen"]
"""What a warning is about: a milestone, `PRIORITY`, a shift (`duty_alarm`), an offer or a rise (`offer_alert`)."""

PRIORITY: Literal["priority"] = "priority"
"""What stands for the milestone where no clock warns: the ticket is of a priority that managers hear of (TKT-8)."""

ROLES = {"managers": Role.MANAGER, "operators": Role.OPERATOR}
"""The audiences that are all officers of a role."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning, raised once whoever notices. `share` 1 is the breach; `at` is when it was to be raised.

    `to` are the audiences and contacts that hear of it, as they were then; `assignee` is who had the ticket then, empty
    for nobody. One about the priority itself has the share 0.
    """

    id: str
    ticket: str
    milestone: About
    share: float
    at: datetime
    due_at: datetime
    raised_at: datetime
    to: tuple[str, ...]
    priority: str
    assignee: str = ""
    first_taker: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next warning of a ticket, while nothing happens to it: whose clock, at which share, when, to whom."""

    milestone: Milestone
    share: float
    at: datetime
    to: tuple[str, ...]
    assignee: str
    first_taker: str


def id_of(ticket: str, clock: Clock, mark: Mark) -> str:
    """The id of the alert of a mark: the same in every process that comes to raise it.

    A mark that moves, because the clock stood still or got another target, is another warning.
    """
    share = f"{round(mark.share * 100)}"
    return f"{ticket}/{clock.milestone}/{clock.cycle}.{clock.turn}/{share}@{mark.at:%Y%m%dT%H%M%S}"


def open_marks(ticket: str, clock: Clock, raised: Collection[str]) -> tuple[Mark, ...]:
    """The marks of a running clock that were not raised, the earliest first; none of one that stands still or is over.

    `raised` are the ids of the ticket's alerts.
    """
    if clock.next_mark is None:
        return ()
    left = [mark for mark in clock.marks if id_of(ticket, clock, mark) not in raised]
    return tuple(sorted(left, key=lambda mark: mark.at))


def told_together(clock: Clock, now: datetime) -> Clock:
    """A clock that was just changed: of its marks that lie behind already the gravest stands, for all who hear of them.

    A target that came to be shorter is one piece of news, not one for each share of it.
    """
    behind = sorted((mark for mark in clock.marks if mark.at <= now), key=lambda mark: mark.share)
    if len(behind) <= 1 or clock.next_mark is None:
        return clock
    to = tuple(dict.fromkeys(name for mark in behind for name in mark.to))
    return replace(clock, marks=(replace(behind[-1], to=to), *(mark for mark in clock.marks if mark.at > now)))


def warned(of: Ticket, clock: Clock, raised: Collection[str]) -> tuple[str, ...]:
    """Who heard warnings of a clock that still runs: audiences and contacts, the first taker by staff number."""
    if clock.next_mark is None:
        return ()
    to = [name for mark in clock.marks if id_of(of.number, clock, mark) in raised for name in mark.to]
    return tuple(dict.fromkeys(of.first_taker if name == "first_taker" else name for name in to))


def due(of: Ticket, raised: Collection[str], now: datetime, managers_at: Collection[str]) -> Iterator[Alert]:
    """The alerts that are to be raised now: a mark that passed while nobody looked is raised late, never left out.

    `managers_at` are the priorities that managers hear of.
    """
    if of.state is State.CLOSED:
        return
    for clock in of.clocks:
        for mark in open_marks(of.number, clock, raised):
            if mark.at <= now:
                id_, to = id_of(of.number, clock, mark), hearing(of, mark.to, managers_at)
                yield _alert(of, id_, clock.milestone, mark.share, mark.at, clock.due_at, now, to)


def for_managers(before: Ticket | None, after: Ticket, now: datetime, managers_at: Collection[str]) -> Alert | None:
    """The alert of a ticket that came in urgent, became so, or was opened again so (TKT-8); None for any other."""
    if after.priority not in managers_at:
        return None
    known = before is not None and before.priority in managers_at and before.reopened == after.reopened
    if known:
        return None
    due_at = min((clock.due_at for clock in after.clocks if not clock.over), default=now)
    id_ = f"{after.number}/{PRIORITY}/{after.version}/{after.priority}"
    return _alert(after, id_, PRIORITY, 0.0, now, due_at, now, ("managers",))


def hearing(of: Ticket, to: tuple[str, ...], managers_at: Collection[str]) -> tuple[str, ...]:
    """Who hears of a mark `to` these: managers too of urgent tickets; of one nobody has, operators and managers."""
    names = list(to)
    if "assignee" in names and not of.assignee:
        names += ["operators", "managers"]
    if of.priority in managers_at:
        names.append("managers")
    return tuple(dict.fromkeys(names))


def concerns(alert: Alert, officer: Officer) -> bool:
    """Whether an officer is to hear of it."""
    people = {"assignee": alert.assignee, "first_taker": alert.first_taker}
    return any(
        people.get(name) == officer.staff_no or (name in ROLES and officer.is_any(ROLES[name])) for name in alert.to
    )


def path_of(to: Collection[str]) -> tuple[str, ...]:
    """Those of them that are no audience at the desk: the path upward (CALL-14)."""
    return tuple(name for name in to if name not in AUDIENCES)


def upcoming(of: Ticket, now: datetime, managers_at: Collection[str]) -> Upcoming | None:
    """The next warning of a ticket; None when none is to come."""
    if of.state is State.CLOSED:
        return None
    ahead = [
        (mark.at, -mark.share, clock.milestone, mark)
        for clock in of.clocks
        if clock.next_mark is not None
        for mark in clock.marks
        if mark.at > now
    ]
    if not ahead:
        return None
    at, _, milestone, mark = min(ahead, key=lambda each: each[:3])
    return Upcoming(milestone, mark.share, at, hearing(of, mark.to, managers_at), of.assignee or "", of.first_taker)


def _alert(
    of: Ticket,
    id_: str,
    milestone: Milestone | Literal["priority"],
    share: float,
    at: datetime,
    due_at: datetime,
    now: datetime,
    to: tuple[str, ...],
) -> Alert:
    who: tuple[OfficerId, OfficerId] = (of.assignee or "", of.first_taker)
    return Alert(id_, of.number, milestone, share, at, due_at, now, to, of.priority, *who)
