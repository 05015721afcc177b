"""Complaints 投诉: taken, given to an owner, answered, called back, never by the one complained about (DESK-6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from tui_desk.desk.deciding import one_of, said
from tui_desk.desk.errors import AnswerMissing, BadValue, NoSuchTicket, NotAllowed, Term
from tui_desk.desk.follow_up_errors import DidTheWork
from tui_desk.desk.following import for_caller, harmless, put, workdays_after, workers
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain.follow_up import FollowUp, FollowUpKind
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.i18n import mark
from tui_desk.norms.models import Norm


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody complains about, as it is taken.

    With a `ticket`, or without; whoever is not named there is the ticket's requester. `cause` is one of the norm's.
    `against` are the officers complained about. `request` names the taking: the same one again changes nothing.
    """

    words: str
    ticket: str = ""
    cause: str = ""
    person: str = ""
    unit: str = ""
    phone: str = ""
    against: tuple[OfficerId, ...] = ()
    request: str = ""


def taken(desk: Writing, complaint: Complaint, norm: Norm, by: Officer) -> FollowUp:
    """The complaint on record, due by when the norm has complaints answered.

    Raises AnswerMissing, BadValue, NoSuchTicket.
    """
    words = harmless(said(complaint.words, mark("the complaint"), "words"))
    number, request = complaint.ticket.strip().upper(), complaint.request or uuid4().hex[:8]
    id_ = f"{number}/{FollowUpKind.COMPLAINT}/{request}" if number else f"{FollowUpKind.COMPLAINT}-{request}"
    desk.reserve(f"follow-up {id_}")
    if (known := desk.follow_up(id_)) is not None:
        return known
    ticket = desk.ticket(number) if number else None
    if number and ticket is None:
        raise NoSuchTicket(number=number)
    if complaint.cause:
        one_of(norm.follow_up.causes, complaint.cause, mark("the cause"))
    for each in complaint.against:
        _known(desk, each)
    now = desk.now()
    made = FollowUp(
        id=id_,
        kind=FollowUpKind.COMPLAINT,
        ticket=number,
        made_at=now,
        made_by=by.staff_no,
        from_at=now,
        due_at=workdays_after(norm, now, norm.follow_up.answer_complaint_within),
        cause=complaint.cause,
        words=words,
        not_by=tuple(dict.fromkeys((*complaint.against, *(workers(desk, ticket) if ticket is not None else ())))),
    )
    made = for_caller(made, ticket) if ticket is not None else made
    made = replace(
        made,
        person=harmless(complaint.person, line=True) or made.person,
        unit=harmless(complaint.unit, line=True) or made.unit,
        phone=harmless(complaint.phone, line=True) or made.phone,
    )
    if not made.person and not made.phone:
        raise AnswerMissing(field=Term(mark("who complains")), code="person")
    put(desk, made)
    return made


def owned(desk: Writing, of: FollowUp, owner: OfficerId, words: str, by: Officer) -> FollowUp:
    """It has an owner: whom a manager names, or whoever takes what nobody has. Raises NotAllowed, BadValue."""
    mine = owner == by.staff_no and of.owner in ("", owner)
    if not mine and Role.MANAGER not in by.roles:
        raise not_allowed(desk, by)
    named = _known(desk, owner)
    if of.is_call and owner in of.not_by:
        raise DidTheWork(name=named.name)
    return replace(of, owner=owner, because="; ".join(filter(None, (of.because, words))))


def answered(desk: Writing, of: FollowUp, words: str, by: Officer, now: datetime) -> FollowUp:
    """The complaint has its answer, from its owner or a manager. Raises BadValue, NotAllowed, AnswerMissing."""
    if of.kind is not FollowUpKind.COMPLAINT:
        raise BadValue(field=Term(mark("the complaint")), value=of.id, allowed=())
    must_own(desk, of, by)
    if by.staff_no in of.not_by:
        raise DidTheWork(name=by.name)
    answer = harmless(said(words, mark("the answer"), "words"))
    return replace(of, answer=answer, answered_at=now, answered_by=by.staff_no, owner=of.owner or by.staff_no)


def must_own(desk: Reading, of: FollowUp, by: Officer) -> None:
    """Raises NotAllowed unless it is the officer's own, or nobody's, or the officer a manager."""
    if of.owner not in ("", by.staff_no) and Role.MANAGER not in by.roles:
        raise not_allowed(desk, by, of.owner)


def not_allowed(desk: Reading, by: Officer, owner: OfficerId = "") -> NotAllowed:
    """The error that it is another's: managers may, and its owner."""
    may = (each for each in desk.officers() if each.active)
    whom = tuple(each.name for each in may if Role.MANAGER in each.roles or each.staff_no == owner)
    return NotAllowed(roles=tuple(by.roles), whom=whom)


def _known(desk: Reading, staff_no: OfficerId) -> Officer:
    officers = [each for each in desk.officers() if each.active]
    for each in officers:
        if each.staff_no == staff_no:
            return each
    raise BadValue(field=Term(mark("the officer")), value=staff_no, allowed=tuple(each.staff_no for each in officers))
