"""What dispatching, taking, accepting, sending back and lapsing make of a ticket's offers 派单 改派 接单 退回 (SITE-2).

Pure: each returns the fields of the ticket that change. Who may do it, and when somebody is asked for a reason, is the
desk's. What an offer's time is, and after how many of them the managers hear of it, the norm's `dispatch` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.ticket import EventKind, Offer, State, Ticket
from tui_desk.norms.models import DispatchRules

Rise = Literal["passed_on", "untouched", "unaccepted"]
"""Why a ticket rises to the managers by itself (DESK-11)."""

NOT_RISEN: Mapping[str, Any] = {"risen_at": None, "risen_because": ""}
"""The fields of a ticket that a manager has looked into."""

TRIP = frozenset({"depart", "arrive", "visit_ended"})
"""What only the officer who has the ticket can have done, whoever notes it."""


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a ticket is given, by whom, with which advice 处置建议, and the reason if one was asked for."""

    to: OfficerId
    by: OfficerId
    advice: str = ""
    reason: str = ""


def give(ticket: Ticket, given: Given, now: datetime, rules: DispatchRules) -> dict[str, Any]:
    """The ticket offered to an officer (SITE-2): what is open is withdrawn, and the new offer has its own time.

    Who gives it to themselves accepts at once; an offer to them that is open is accepted by that.
    """
    taken = given.to == given.by
    open_ = ticket.offer
    if taken and open_ is not None and open_.to == given.to:
        return {"assignee": given.to, "offers": _answered(ticket, replace(open_, reason=given.reason), "accepted", now)}
    offer = Offer(
        id=str(len(ticket.offers) + 1),
        to=given.to,
        by=given.by,
        at=now,
        until=None if taken else _until(ticket.priority, now, rules),
        advice=given.advice,
        reason=given.reason,
        answer="accepted" if taken else "",
        answered_at=now if taken else None,
    )
    before = _answered(ticket, open_, "withdrawn", now) if open_ is not None else ticket.offers
    return {"assignee": given.to, "offers": (*before, offer)}


def accept(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """The open offer accepted 接单 at `at`; nothing where none is open."""
    open_ = ticket.offer
    return {} if open_ is None else {"offers": _answered(ticket, open_, "accepted", at)}


def offered_since(ticket: Ticket) -> datetime | None:
    """When the ticket was first offered to whom it is offered now, in the first round; None for no offer."""
    open_ = ticket.offer
    return None if open_ is None else ticket.offers[-min(open_.round, len(ticket.offers))].at


def decline(ticket: Ticket, words: str, at: datetime) -> dict[str, Any]:
    """The open offer sent back 退回 with words: the ticket is nobody's again, and its offers tell who declined."""
    open_ = ticket.offer
    if open_ is None:
        return {}
    return {"assignee": None, "offers": _answered(ticket, open_, "declined", at, words)}


def withdraw(ticket: Ticket, at: datetime) -> dict[str, Any]:
    """The open offer withdrawn: there is nothing left to accept."""
    open_ = ticket.offer
    return {} if open_ is None else {"offers": _answered(ticket, open_, "withdrawn", at)}


def hurried(ticket: Ticket, priority: str, now: datetime, rules: DispatchRules) -> dict[str, Any]:
    """The open offer of a ticket that comes to have this priority: its time is never longer for it (TKT-7)."""
    open_, until = ticket.offer, _until(priority, now, rules)
    if open_ is None or until is None or (open_.until is not None and open_.until <= until):
        return {}
    return {"offers": (*ticket.offers[:-1], replace(open_, until=until))}


def has_lapsed(ticket: Ticket, now: datetime) -> bool:
    """Whether the time of the open offer is over."""
    open_ = ticket.offer
    is_unsettled = ticket.state in (State.OPEN, State.WAITING)
    return is_unsettled and open_ is not None and open_.until is not None and open_.until <= now


def lapse(ticket: Ticket, now: datetime, rules: DispatchRules) -> dict[str, Any]:
    """The open offer not accepted in time: offered to the same officer again, or after the last round nobody's."""
    open_ = ticket.offer
    if open_ is None:
        return {}
    offers = _answered(ticket, open_, "lapsed", open_.until or now)
    if open_.round >= rules.rounds:
        return {"assignee": None, "offers": offers}
    again = replace(
        open_,
        id=str(len(offers) + 1),
        at=now,
        until=_until(ticket.priority, now, rules),
        round=open_.round + 1,
    )
    return {"offers": (*offers, again)}


def declined_by(ticket: Ticket) -> frozenset[OfficerId]:
    """Who sent the ticket back."""
    return frozenset(offer.to for offer in ticket.offers if offer.answer == "declined")


def passed_on(ticket: Ticket) -> int:
    """How often the ticket was passed on 推诿 (DESK-11): sent back, or given to another while somebody had it.

    Who takes it over by their own will passes nothing on.
    """
    sent_back = sum(offer.answer == "declined" for offer in ticket.offers)
    given_on = sum(
        before.answer != "declined" and before.to != after.to and after.by != after.to
        for before, after in pairwise(ticket.offers)
    )
    return sent_back + given_on


def rises(before: Ticket, after: Ticket, rules: DispatchRules) -> bool:
    """Whether a ticket was passed on once too often with what was just done to it (DESK-11)."""
    return passed_on(after) > max(rules.passed_on, passed_on(before))


def risen(because: Rise, now: datetime) -> dict[str, Any]:
    """The fields of a ticket that rises now."""
    return {"risen_at": now, "risen_because": because}


def is_untouched(ticket: Ticket) -> bool:
    """Whether nobody looks after an open ticket: it is nobody's, or was not accepted (DESK-11).

    The last offer is withdrawn of one that was solved by somebody else, and opened again.
    """
    is_accepted = not ticket.offers or ticket.offers[-1].answer == "accepted"
    return ticket.state is State.OPEN and not (ticket.assignee and is_accepted)


def is_accepted_by(ticket: Ticket, kind: EventKind, noted: Mapping[str, Any], by: Officer) -> bool:
    """Whether an act shows that the open offer was accepted, though nobody said so.

    Who responds to a ticket that is offered to them, works on it, waits, solves it, or sets out for the user has
    accepted it with that. A departure or an arrival is theirs too when an operator or a manager notes it for them.
    """
    open_ = ticket.offer
    if open_ is None:
        return False
    stamped = {what for what, at in noted.get("stamps", {}).items() if ticket.stamps.get(what) != at}
    if kind is EventKind.STAMPED and stamped & TRIP:
        return by.staff_no == open_.to or by.is_any(Role.OPERATOR, Role.MANAGER)
    return by.staff_no == open_.to and kind in _SHOW_IT


_SHOW_IT = frozenset({EventKind.RESPONDED, EventKind.WORKED, EventKind.WAITING, EventKind.STAMPED, EventKind.RESOLVED})


def _until(priority: str, now: datetime, rules: DispatchRules) -> datetime | None:
    within = rules.accept_within.get(priority)
    return None if within is None else now + within


def _answered(
    ticket: Ticket,
    offer: Offer,
    answer: Literal["accepted", "declined", "lapsed", "withdrawn"],
    at: datetime,
    words: str = "",
) -> tuple[Offer, ...]:
    """The offers of a ticket with the last one, given as `offer`, answered."""
    return (*ticket.offers[:-1], replace(offer, answer=answer, answered_at=max(at, offer.at), words=words))
