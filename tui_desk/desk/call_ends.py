"""What each end of a call asks for, and what it leaves at the desk (CALL-7, CALL-11, CALL-13, CALL-15, CALL-18).

Each of them may be told again: the answer of the database may have been lost on the way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tui_desk.desk import attempting, calling_out, handling, intake, promising
from tui_desk.desk.call_records import fields_of, said
from tui_desk.desk.changing import Decide, Decision, carry_out
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchTicket, Term
from tui_desk.desk.ports import Writing
from tui_desk.desk.views import DeskFacts, NewFile
from tui_desk.domain import checklist, moments
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.message import Message, Move, Owed, Reply
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.privacy import masked
from tui_desk.domain.sla import Levels
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Attachment, EventKind, FurtherCaller, Promise, Ticket
from tui_desk.domain.verbs import Verb, possible
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Norm

_NO_PROMISE = frozenset({End.TICKET, End.ADDED, End.SILENT, End.WRONG_NUMBER, End.NUISANCE})
"""Ends that leave no promise of the call alone: it stands on the ticket, or nobody was there to make it to."""
_CUT_SHORT = frozenset({End.HUNG_UP, End.NOT_REACHED})
"""Ends at which nothing more can be asked: what was typed half stands as it is."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A call that ends: where, under which norm, told by whom, taken by whom, and how it stands on record so far."""

    desk: Writing
    call: Call
    facts: DeskFacts
    norm: Norm
    levels: Levels
    by: Officer
    taker: OfficerId
    known: CallRecord | None = None
    files: tuple[NewFile, ...] = ()
    late: bool = False

    @property
    def end(self) -> End:
        """How it ends."""
        return self.call.end or End.TICKET

    @property
    def at(self) -> datetime:
        """When it ended; times like "+2h" were said then, however late the desk hears of it."""
        return self.call.ended_at or self.desk.now()

    def moment(self, typed: str) -> datetime:
        """A time that was typed. Raises BadMoment."""
        try:
            return moments.parse(typed, self.at, ZoneInfo(self.facts.zone))
        except ValueError:
            raise BadMoment(value=typed, why=Term(mark("it cannot be read"))) from None

    def change(self, ticket: Ticket, verb: Verb, decide: Decide, change_id: str) -> Ticket:
        """The ticket after a verb, carried out once; as it is where its state does not allow the verb any more."""
        if not possible(ticket, verb):
            return ticket
        return carry_out(self.desk, ticket.number, verb, decide, by=self.by, seen=None, change_id=change_id)


def ended(ending: Ending) -> Ticket | None:
    """Carry out what the end of the call means; the ticket that it made, was added to, or was about."""
    ticket = _ENDS.get(ending.end, _nothing)(ending)
    _settle_promise(ending)
    if ending.end is not End.MESSAGE:
        _withdraw(ending, Owed.MESSAGE)
    return ticket


def _nothing(_: Ending) -> Ticket | None:
    return None


def _registered(ending: Ending) -> Ticket:
    ticket = intake.register(
        ending.desk,
        ending.call,
        ending.facts,
        ending.norm,
        ending.levels,
        ending.by,
        files=ending.files,
        taker=ending.taker,
    )
    ticket = _attached(ending, ticket)
    return _owing_the_number(ending, ticket) if ending.late else ticket


def _attached(ending: Ending, ticket: Ticket) -> Ticket:
    """The ticket with those files of the call that it does not hold yet."""
    new: dict[str, tuple[Attachment, bytes]] = {}
    held = {(each.digest, each.name) for each in ticket.attachments}
    for file in ending.files:
        digest, name = hashlib.sha256(file.content).hexdigest(), masked(one_line(file.name))
        if (digest, name) not in held:
            id_ = f"{ending.call.draft}-{digest[:16]}-{len(ticket.attachments) + len(new)}"
            new[id_] = Attachment(id_, name, len(file.content), digest, file.question), file.content
    if not new:
        return ticket
    for id_, (_, content) in new.items():
        ending.desk.add_attachment(id_, ticket.number, content)
    kept = tuple(attachment for attachment, _ in new.values())
    decision = Decision(
        EventKind.ATTACHED, {"attachments": (*ticket.attachments, *kept)}, ", ".join(each.name for each in kept)
    )
    return ending.change(ticket, Verb.ATTACH, lambda *_: decision, "")


def _owing_the_number(ending: Ending, ticket: Ticket) -> Ticket:
    """The ticket with the promise to tell the caller its number (CALL-13)."""
    now, change_id = ending.desk.now(), f"number-{ticket.draft}"
    words = tr("Tell the caller the number {number}", number=ticket.number)
    due_at = now + ending.norm.call.reply_within
    made = Promise(change_id, words, due_at, now, ending.taker, to=ticket.requester_name)
    return ending.change(ticket, Verb.PROMISE, _promised(made), change_id)


def _promised(made: Promise) -> Decide:
    return lambda ticket, _now, _desk: Decision(EventKind.PROMISED, {"promises": (*ticket.promises, made)}, made.words)


def _answered(ending: Ending) -> None:
    _needs(ending, ending.norm.code_of("summary"), ending.norm.code_of("handled"))


def _transferred(ending: Ending) -> None:
    if not ending.call.fact("to"):
        raise AnswerMissing(field=Term(mark("whom it was transferred to")), code="to")


def _needs(ending: Ending, *codes: str) -> None:
    labels = {question.code: question.label for question in ending.norm.questions()}
    for code in codes:
        if code in labels and not ending.call.answer(code):
            raise AnswerMissing(field=labels[code], code=code)


def _added(ending: Ending) -> Ticket:
    """The ticket with the caller on it, and what was promised to them."""
    call, number = ending.call, ending.call.fact("ticket").upper()
    if not number:
        raise AnswerMissing(field=Term(mark("the ticket")), code="ticket")
    if (ticket := ending.desk.ticket(number)) is None:
        raise NoSuchTicket(number=number)
    fields = fields_of(call, ending.norm)
    caller = FurtherCaller(
        call=call.draft,
        at=call.began_at,
        name=fields.get("requester_name", ""),
        unit=fields.get("requester_unit", ""),
        phone=fields.get("requester_phone", ""),
        staff_no=fields.get("requester_staff_no", ""),
        title=fields.get("requester_title", ""),
        words=said(call.fact("words") or fields.get("summary", "") or call.scratch),
    )
    if caller not in ticket.callers:
        ticket = carry_out(ending.desk, number, Verb.ADD_CALLER, handling.add_caller(caller), by=ending.by, seen=None)
    if promise := _promise(ending):
        words, due_at = promise
        made = Promise(f"promise-{call.draft}", words, due_at, ending.desk.now(), ending.taker, to=caller.name)
        ticket = ending.change(ticket, Verb.PROMISE, _promised(made), made.id)
    return _attached(ending, ticket)


def _left_a_message(ending: Ending) -> None:
    """The message 留言 for a colleague, with the promise of the reply (CALL-11)."""
    call = ending.call
    to = call.fact("to")
    officers = [officer.staff_no for officer in ending.desk.officers() if officer.active]
    if not to:
        raise AnswerMissing(field=Term(mark("whom the message is for")), code="to")
    if to not in officers:
        raise BadValue(field=Term(mark("the officer")), value=to, allowed=tuple(officers))
    words = call.fact("words") or checklist.ticket_fields(call, ending.norm).get("summary", "")
    if not words.strip():
        raise AnswerMissing(field=Term(mark("the message")), code="words")
    due = call.fact("due")
    due_at = ending.moment(due) if due else ending.at + ending.norm.call.reply_within
    _owe(ending, Owed.MESSAGE, to, words, due_at)


def _settle_promise(ending: Ending) -> None:
    """A promise made in a call without a ticket is owed by the officer who made it (CALL-7)."""
    promise = None if ending.end in _NO_PROMISE else _promise(ending)
    if promise is None:
        _withdraw(ending, Owed.PROMISE)
    else:
        words, due_at = promise
        _owe(ending, Owed.PROMISE, ending.taker, words, due_at)


def _promise(ending: Ending) -> tuple[str, datetime] | None:
    """What was promised in the call and by when; None for nothing. Raises BadMoment."""
    call, norm = ending.call, ending.norm
    words, due = checklist.answer_of(call, norm, "promise"), call.answer(norm.code_of("promise_due"))
    if not words:
        return None
    if not due or (ending.end in _CUT_SHORT and not moments.is_moment(due)):
        return said(words), ending.at + ending.norm.call.reply_within
    return said(words), ending.moment(due)


def _owe(ending: Ending, kind: Owed, to: OfficerId, words: str, due_at: datetime) -> None:
    """Put what is owed to the caller on record; told again, it follows the call until it was answered."""
    fields, call = fields_of(ending.call, ending.norm), ending.call
    owed = Message(
        id=f"{kind}-{call.draft}",
        kind=kind,
        left_at=ending.desk.now(),
        by=ending.taker,
        to=to,
        words=said(words),
        caller_name=fields.get("requester_name", ""),
        caller_unit=fields.get("requester_unit", ""),
        caller_phone=fields.get("requester_phone", ""),
        place=said(call.answer(ending.norm.code_of("address"))),
        call=call.draft,
        due_at=due_at,
    )
    known = _open_message(ending, owed.id)
    if known is None:
        if ending.desk.message(owed.id) is None:
            ending.desk.put_message(owed)
        return
    told = ending.known.answers if ending.known else {}
    code = "due" if kind is Owed.MESSAGE else ending.norm.code_of("promise_due")
    typed = call.fact("due") if kind is Owed.MESSAGE else call.answer(code)
    changed = replace(
        known,
        to=known.to if kind is Owed.PROMISE else to,
        words=owed.words,
        caller_name=owed.caller_name,
        caller_unit=owed.caller_unit,
        caller_phone=owed.caller_phone,
        place=owed.place,
        due_at=known.due_at if told.get(code, "") == typed else due_at,
    )
    if changed.to != known.to:
        changed = replace(changed, read_at=None, read_by="")
    if changed != known:
        ending.desk.put_message(changed)


def _withdraw(ending: Ending, kind: Owed) -> None:
    """Nothing of this kind is owed any more: the call was told again with another end."""
    known = _open_message(ending, f"{kind}-{ending.call.draft}")
    if known is not None:
        why = tr("Withdrawn: the call ended otherwise.")
        done = replace(known, done_at=ending.desk.now(), done_by=ending.by.staff_no, done_words=why)
        ending.desk.put_message(done)


def _open_message(ending: Ending, id_: str) -> Message | None:
    """A message that nobody answered yet, which nobody else changes until this transaction ends."""
    ending.desk.reserve(f"message {id_}")
    known = ending.desk.message(id_)
    return None if known is None or known.done_at is not None else known


def _called_out(ending: Ending) -> Ticket | None:
    """A call that the desk made (CALL-18): noted on the ticket, the promise kept, the message answered; once."""
    call = ending.call
    about, reached = call.fact("calls_back"), ending.end is End.REACHED
    words = said(call.fact("words") or call.answer(ending.norm.code_of("handled")))
    if reached and not words:
        raise AnswerMissing(field=Term(mark("what the caller was told")), code="words")
    again_at = ending.moment(call.fact("due")) if call.fact("due") else None
    ticket = ending.desk.ticket(call.fact("ticket") or about)
    if ending.known is not None:
        return ticket
    asked = attempting.called_out(ending.desk, about, reached, words, ending.at, ending.by)
    if (message := _open_message(ending, about)) is not None:
        ending.desk.put_message(_after_call(message, ending, words, again_at))
    if ticket is None:
        return None
    note = _note(ending, about, words)
    ticket = ending.change(ticket, Verb.WORK, handling.work(note, None), f"called-{call.draft}")
    promise = next((each for each in ticket.promises if each.id == about and each.kept_at is None), None)
    if reached and promise is not None:
        return ending.change(ticket, Verb.KEEP_PROMISE, promising.keep_promise(promise.id), f"kept-{call.draft}")
    if reached or asked is not None or again_at is None or again_at < ending.desk.now():
        return ticket  # a follow-up stands until it was tried often enough
    if promise is not None:
        decide = promising.move_promise(promise.id, again_at, note)
        return ending.change(ticket, Verb.MOVE_PROMISE, decide, f"moved-{call.draft}")
    made = Promise(
        f"again-{call.draft}",
        tr("Call again"),
        again_at,
        ending.desk.now(),
        ending.taker,
        to=call.answer(ending.norm.code_of("requester_name")),
    )
    return ending.change(ticket, Verb.PROMISE, _promised(made), made.id)


def _after_call(message: Message, ending: Ending, words: str, again_at: datetime | None) -> Message:
    now, who = ending.desk.now(), ending.by.staff_no
    message = replace(message, read_at=message.read_at or now, read_by=message.read_by or who)
    if ending.end is End.REACHED:
        replies = (*message.replies, Reply(now, who, words))
        return replace(message, done_at=now, done_by=who, done_words=words, replies=replies)
    if again_at is None or again_at == message.due_at:
        return message
    move = Move(now, who, words or tr("not reached"), message.due_at)
    return replace(message, due_at=again_at, moves=(*message.moves, move))


def _note(ending: Ending, about: str, words: str) -> str:
    """What the ticket's history says of a call out."""
    call = ending.call
    fields = fields_of(call, ending.norm)
    facts = {"name": fields.get("requester_name", ""), "phone": fields.get("requester_phone", ""), "words": words}
    if ending.end is End.REACHED:
        return one_line(tr("Called {name} {phone}: {words}", **facts)) if words else ""
    times = 1 + len(calling_out.attempts(ending.desk, about))
    return one_line(tr("Called {name} {phone}, not reached (attempt {times}). {words}", times=times, **facts))


_ENDS: dict[End, Callable[[Ending], Ticket | None]] = {
    End.TICKET: _registered,
    End.ADDED: _added,
    End.MESSAGE: _left_a_message,
    End.TRANSFERRED: _transferred,
    End.ANSWERED: _answered,
    End.REACHED: _called_out,
    End.NOT_REACHED: _called_out,
}
