"""Giving a ticket to an officer 派单 改派, and what the officer makes of it 接单 退回 (SITE-2, TKT-8).

Decisions on the ticket as it stands, for `changing.change` to carry out.
"""

from __future__ import annotations

from datetime import datetime

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.clock_verbs import handed_over
from tui_desk.desk.core import Core
from tui_desk.desk.deciding import NormOf, bad_moment, past, said
from tui_desk.desk.errors import AnswerMissing, BadValue, NotAllowed, StaleTicket, Term, WrongState
from tui_desk.desk.on_duty import Roster
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import offers
from tui_desk.domain.offers import Given
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import EventKind, Ticket
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import mark

_ASKED = {
    "off_duty": mark("why somebody who is off duty"),
    "away": mark("why somebody who is away from the desk"),
    "shift_ends": mark("why somebody whose shift is about to end"),
}


def take(norm_of: NormOf, by: Officer, reason: str) -> Decide:
    """Assigned to the one who takes it; with that it is handed over by whoever took the call (CALL-14).

    From somebody else who has accepted it only for a reason, once the norm's grace is over since it was given.
    """

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        rules = norm_of(desk, ticket.norm)[0].dispatch
        last = ticket.offers[-1] if ticket.offers else None
        is_anothers = ticket.assignee not in (None, "", by.staff_no) and last is not None and last.to == ticket.assignee
        if is_anothers and last is not None and last.answer == "accepted" and now > last.at + rules.grace:
            said(reason, mark("why you take it over"), "reason")
        changes = offers.give(ticket, Given(by.staff_no, by.staff_no, reason=reason.strip()), now, rules)
        changes |= handed_over(ticket, norm_of(desk, ticket.counts_by)[1], by.staff_no, now)
        return Decision(EventKind.TAKEN, changes | _seen(ticket, by), reason.strip())

    return decide


def dispatch(core: Core, given: Given, by: Officer) -> Decide:
    """Offered to another, with advice and a time of its own; handed over by whoever took the call (CALL-14).

    To somebody off duty, away, or whose shift is about to end, only for a reason; by the roster as it is now.
    """

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        known = [officer.staff_no for officer in desk.officers() if may(officer, Verb.ACCEPT)]
        if given.to not in known:
            raise BadValue(field=Term(mark("the officer")), value=given.to, allowed=tuple(known))
        if not given.reason and given.to != by.staff_no:
            norm, _ = core.norm(desk, core.facts(desk).norm)
            if asked := Roster.read(desk, now).asks(given.to, norm):
                raise AnswerMissing(field=Term(_ASKED[asked]), code="reason")
        changes = offers.give(ticket, given, now, core.norm(desk, ticket.norm)[0].dispatch) | {"advice": given.advice}
        changes |= handed_over(ticket, core.norm(desk, ticket.counts_by)[1], given.to, now)
        return Decision(EventKind.DISPATCHED, changes | _seen(ticket, by), given.advice)

    return decide


def accept(by: Officer, at: datetime | None, seen: int | None) -> Decide:
    """Accepted 接单 by whom it is offered to, or noted for them by an operator or a manager, as of when it happened."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        _must_be_theirs(desk, ticket, by, seen)
        happened_at = past(ticket, at, now)
        since = offers.offered_since(ticket)
        if at is not None and since is not None and at < since.replace(second=0, microsecond=0):
            raise bad_moment(at, mark("it was offered later"))
        return Decision(EventKind.ACCEPTED, offers.accept(ticket, happened_at), "", happened_at)

    return decide


def decline(by: Officer, words: str, seen: int | None) -> Decide:
    """Sent back 退回 with words: nobody has it now."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        _must_be_theirs(desk, ticket, by, seen)
        why = said(words, mark("why it is sent back"), "words")
        return Decision(EventKind.DECLINED, offers.decline(ticket, why, now), why)

    return decide


def see(words: str) -> Decide:
    """A manager has looked into a ticket that rose: it is marked no longer (DESK-11)."""

    def decide(_ticket: Ticket, _now: datetime, _desk: Writing) -> Decision:
        return Decision(EventKind.ROSE, offers.NOT_RISEN, words.strip())

    return decide


def _must_be_theirs(desk: Reading, ticket: Ticket, by: Officer, seen: int | None) -> None:
    """Raises NotAllowed unless the open offer is the officer's, or they note what others say on the telephone.

    Raises StaleTicket where it was another's in the version that who notes it has seen.
    """
    if ticket.offer is None:
        raise WrongState(number=ticket.number, state=ticket.state)
    to = ticket.offer.to
    if by.staff_no == to:
        return
    if not by.is_any(Role.OPERATOR, Role.MANAGER):
        whom = tuple(each.name for each in desk.officers() if each.staff_no == to)
        raise NotAllowed(roles=tuple(by.roles), whom=whom)
    if seen is not None and seen < ticket.version:
        known = [each.changes["assignee"] for each in desk.events(ticket.number)[:seen] if "assignee" in each.changes]
        if known[-1:] != [to]:
            raise StaleTicket(ticket.number, ticket.version, {"assignee": (to, known[-1] if known else None)})


def _seen(ticket: Ticket, by: Officer) -> dict[str, object]:
    """A manager who gives the ticket to somebody has looked into it (DESK-11)."""
    return dict(offers.NOT_RISEN) if ticket.risen_at is not None and by.is_any(Role.MANAGER) else {}
