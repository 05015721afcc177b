"""What the verbs of a ticket check alike: words that must be said, times that may be, codes that the norm has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, Term
from tui_desk.desk.ports import Reading
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import EventKind, Ticket
from tui_desk.i18n import mark
from tui_desk.norms.models import Choice, Norm

NormOf = Callable[[Reading, int], tuple[Norm, Levels]]
"""Finds the published norm of a version, with its clocks."""


def said(words: str, field: str, code: str) -> str:
    """The words without the blanks around them. Raises AnswerMissing when there are none."""
    if not words.strip():
        raise AnswerMissing(field=Term(field), code=code)
    return words.strip()


def past(ticket: Ticket, at: datetime | None, now: datetime) -> datetime:
    """`at`, or now. Raises BadMoment when it is in the future or before the ticket was opened."""
    if at is None:
        return now
    if at > now:
        raise bad_moment(at, mark("it is still to come"))
    if at < ticket.opened_at.replace(second=0, microsecond=0):
        raise bad_moment(at, mark("the ticket was opened later"))
    return at


def since_reopened(desk: Reading, ticket: Ticket, at: datetime | None, now: datetime) -> datetime:
    """`at`, or now, as `past` has it. Raises BadMoment, too, when the ticket was reopened later: its clocks are new."""
    happened_at = past(ticket, at, now)
    if at is not None and ticket.reopened:
        again = [event.happened_at for event in desk.events(ticket.number) if event.kind is EventKind.REOPENED]
        if again and at < again[-1].replace(second=0, microsecond=0):
            raise bad_moment(at, mark("the ticket was reopened later"))
    return happened_at


def to_come(at: datetime, now: datetime, code: str = "") -> datetime:
    """`at`, the answer `code`. Raises BadMoment when it is past."""
    if at < now:
        raise bad_moment(at, mark("it is past already"), code)
    return at


def bad_moment(at: datetime, why: str, code: str = "") -> BadMoment:
    """The error that a time cannot be, and why; `code` is the answer it was."""
    return BadMoment(value=f"{at:%Y-%m-%d %H:%M} UTC", why=Term(why), code=code)


def one_of(choices: tuple[Choice, ...], code: str, field: str) -> None:
    """Raises BadValue when no choice has the code."""
    if code not in {choice.code for choice in choices}:
        raise BadValue(field=Term(field), value=code, allowed=tuple(choice.code for choice in choices))


def ranked(norm: Norm, code: str) -> dict[str, Any]:
    """The fields of a ticket that has this priority. Raises BadValue when the norm has none such."""
    for priority in norm.priorities:
        if priority.code == code:
            return {"priority": code, "priority_rank": priority.rank}
    known = tuple(priority.code for priority in norm.priorities)
    raise BadValue(field=Term(mark("the priority")), value=code, allowed=known)
