"""What one must know before the desk calls out (CALL-18): whom, about what, what was said before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui_desk.desk.errors import NoSuchMessage
from tui_desk.desk.ports import Reading
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.domain.follow_up import FollowUp
from tui_desk.domain.message import Message
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import Promise, State, Ticket

_CONTACTS = 5
_ATTEMPTS = 100
_PHONE_SEARCHED = 4
"""How many characters a number must have to be looked for in the call log."""


@dataclass(frozen=True, slots=True)
class CallOut:
    """A call that the desk is to make. `about` names it on record; `callees` are those who wait for it, one at least.

    `promises` are the open ones of the ticket, the next due first; `contacts` the last calls with these people, the
    newest first; `attempts` how often they were called in vain about this. For a `follow_up` only its user is called
    (DESK-6).
    """

    about: str
    callees: tuple[Person, ...]
    ticket: Ticket | None = None
    message: Message | None = None
    promises: tuple[Promise, ...] = ()
    contacts: tuple[CallRecord, ...] = ()
    attempts: int = 0
    follow_up: FollowUp | None = None


def prepare(desk: Reading, about: str) -> CallOut:
    """The call out about a ticket, by its number, or about a message or follow-up, by its id. Raises NoSuchMessage."""
    follow_up = desk.follow_up(about)
    ticket, message = desk.ticket(follow_up.ticket if follow_up else about), desk.message(about)
    if ticket is None and message is None and follow_up is None:
        raise NoSuchMessage(id=about)
    callees = (_user(follow_up, ticket),) if follow_up is not None else tuple(_callees(ticket, message))
    wanted = [about, *(p.phones[0] for p in callees[:2] if p.phones and len(p.phones[0]) >= _PHONE_SEARCHED)]
    calls = {call.id: call for words in wanted for call in desk.calls(CallFilter(words=words), _CONTACTS)}
    contacts = sorted(calls.values(), key=lambda call: call.began_at, reverse=True)[:_CONTACTS]
    promises = () if ticket is None or follow_up or ticket.state is State.CLOSED else ticket.promises
    return CallOut(
        about,
        callees,
        ticket,
        message,
        tuple(sorted((p for p in promises if p.kept_at is None), key=lambda p: p.due_at)),
        tuple(contacts),
        len(attempts(desk, about)),
        follow_up,
    )


def attempts(desk: Reading, about: str) -> Sequence[CallRecord]:
    """The calls out about something that reached nobody, the newest first."""
    tried = desk.calls(CallFilter(ends=(End.NOT_REACHED,), direction="out", words=about), _ATTEMPTS)
    return [each for each in tried if about in (each.about, each.ticket)]


def _user(of: FollowUp, ticket: Ticket | None) -> Person:
    """Whom a follow-up asks."""
    title = ticket.requester_title if ticket is not None and ticket.requester_name == of.person else ""
    return Person(0, of.person, "", of.unit, (of.phone,) if of.phone else (), title)


def _callees(ticket: Ticket | None, message: Message | None) -> Iterator[Person]:
    if ticket is not None:
        phones = (ticket.requester_phone,) if ticket.requester_phone else ()
        yield Person(
            0, ticket.requester_name, ticket.requester_staff_no, ticket.requester_unit, phones, ticket.requester_title
        )
        for each in ticket.callers:
            yield Person(0, each.name, each.staff_no, each.unit, (each.phone,) if each.phone else (), each.title)
    elif message is not None:
        phones = (message.caller_phone,) if message.caller_phone else ()
        yield Person(0, message.caller_name, "", message.caller_unit, phones)
