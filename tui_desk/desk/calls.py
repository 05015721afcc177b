"""The calls of the desk: each gets an end, and stays on record (CALL-1, CALL-11, CALL-15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk import handling, intake
from tui_desk.desk.changing import Decision, carry_out, must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchTicket, Term
from tui_desk.desk.ports import Writing
from tui_desk.desk.views import DeskFacts, Finished, NewFile
from tui_desk.domain import checklist, moments, privacy
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import clean
from tui_desk.domain.ticket import EventKind, FurtherCaller, Promise, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import CallRules, Norm


class Calls:
    """Ends of calls, and the call log."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def finish(
        self, call: Call, *, by: Officer, norm: int | None = None, files: Sequence[NewFile] = (), late: bool = False
    ) -> Finished:
        """Give a call its end, and put it on record; the same call again changes nothing but what was said since.

        `call.end` says which; None is a ticket. `norm` is the version whose checklist led the call. `late` says that
        the caller could not be told the number: the ticket then holds a promise to tell it (CALL-13).

        Raises:
            AnswerMissing: what the end needs: the checklist's answers for a ticket, problem and handling for a call
                answered at once, whom a message or transfer goes to.
            NoSuchTicket, WrongState: the ticket it should be added to.
            BadMoment: a promised time cannot be read.
            BadValue: no such officer.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.REGISTER)
            desk.reserve(f"draft {call.draft}")
            facts = self._core.facts(desk)
            if norm is not None:
                facts = replace(facts, norm=norm)
            published, levels = self._core.norm(desk, facts.norm)
            ticket: Ticket | None = None
            if call.end in (None, End.TICKET):
                ticket = intake.register(desk, call, facts, published, levels, by, files=files)
                if late:
                    ticket = _owe_the_number(desk, ticket, published.call, by)
            elif (known := desk.call(call.draft)) is not None:
                return Finished(known, desk.ticket(known.ticket) if known.ticket else None)
            elif call.end is End.ADDED:
                ticket = self._add(desk, call, published, by)
            elif call.end is End.MESSAGE:
                _leave_message(desk, call, facts, published, by)
            elif call.end is End.TRANSFERRED and not call.fact("to"):
                raise AnswerMissing(field=Term(mark("whom it was transferred to")), code="to")
            elif call.end is End.ANSWERED:
                _needs(call, published, "summary", "handled")
            if ticket is None:
                _keep_promise_of(desk, call, facts, published, by)
            record = record_of(call, published, by, desk.now(), ticket)
            desk.put_call(record)
            intake.remember_caller(desk, checklist.ticket_fields(call, published))
            return Finished(record, ticket)

    def _add(self, desk: Writing, call: Call, norm: Norm, by: Officer) -> Ticket:
        number = call.fact("ticket")
        if not number:
            raise AnswerMissing(field=Term(mark("the ticket")), code="ticket")
        if desk.ticket(number) is None:
            raise NoSuchTicket(number=number)
        fields = {name: privacy.masked(words) for name, words in checklist.ticket_fields(call, norm).items()}
        caller = FurtherCaller(
            call=call.draft,
            at=call.began_at,
            name=fields.get("requester_name", ""),
            unit=fields.get("requester_unit", ""),
            phone=fields.get("requester_phone", ""),
            staff_no=fields.get("requester_staff_no", ""),
            title=fields.get("requester_title", ""),
            words=privacy.masked(clean(call.fact("words") or fields.get("summary", "") or call.scratch).text.strip()),
        )
        return carry_out(desk, number, Verb.ADD_CALLER, handling.add_caller(caller), by=by, seen=None)

    def hang_up(self, call: str, at: datetime) -> None:
        """Note when the caller hung up, the first time it is told; a call that is not on record stays so."""
        with self._core.store.writing() as desk:
            record = desk.call(call)
            if record is not None and "hung_up" not in record.phases:
                desk.put_call(replace(record, phases={**record.phases, "hung_up": at}))

    def log(self, wanted: CallFilter, limit: int | None = 500) -> Sequence[CallRecord]:
        """The calls that a filter lets through, newest first (CALL-15)."""
        with self._core.store.reading() as desk:
            return desk.calls(wanted, limit)

    def find(self, reference: str) -> CallRecord | None:
        """The call with a local reference 待编号, however long ago; None when there is none."""
        with self._core.store.reading() as desk:
            return desk.call_of_reference(reference)

    def figures(self, wanted: CallFilter) -> CallFigures:
        """What the calls of a filter amount to: ASA, handle time, hold time, silent and late ones (CALL-1)."""
        with self._core.store.reading() as desk:
            return figures(desk.calls(wanted))


def record_of(call: Call, norm: Norm, by: Officer, now: datetime, ticket: Ticket | None) -> CallRecord:
    """What stays of a call in the log; private text stands masked."""
    fields = checklist.ticket_fields(call, norm)

    def said(words: str) -> str:
        return privacy.masked(clean(words).text.strip())

    phases = dict(call.phases)
    if ticket is not None:
        phases.setdefault("registered", now)
    elif call.ended_at is not None:
        phases.setdefault("hung_up", call.ended_at)
    answers = {code: said(words) for code, words in call.answers.items() if words.strip()}
    if call.scratch.strip():
        answers["scratch"] = said(call.scratch)
    return CallRecord(
        id=call.draft,
        officer=by.staff_no,
        began_at=call.began_at,
        end=call.end or End.TICKET,
        outgoing=bool(call.fact("calls_back")),
        line=call.fact("line"),
        phases=phases,
        held=call.held(call.ended_at or now),
        hold_count=len(call.holds),
        unheard=call.unheard,
        late=picked_up_late(call, norm.call),
        ticket=ticket.number if ticket else call.fact("ticket"),
        to=call.fact("to"),
        caller_name=said(fields.get("requester_name", "")),
        caller_title=fields.get("requester_title", ""),
        caller_unit=said(fields.get("requester_unit", "")),
        caller_phone=said(fields.get("requester_phone", "")),
        caller_staff_no=said(fields.get("requester_staff_no", "")),
        address=said(call.answer("address")),
        problem=said(fields.get("summary", "") or call.fact("words") or call.scratch),
        handled=said(call.answer("handled")),
        answers=answers,
    )


def picked_up_late(call: Call, rules: CallRules) -> bool:
    """Whether the call was taken after more rings than the norm allows (CALL-1): counted, or by the clock."""
    rings = call.answer("rings")
    if rings.isdecimal():
        return int(rings) > rules.rings
    rang, answered = call.phases.get("rang"), call.phases.get("answered")
    return bool(rang and answered and answered - rang > rules.rings * rules.ring_lasts)


def figures(calls: Iterable[CallRecord]) -> CallFigures:
    """The figures of some calls; an average over none is None."""
    calls = list(calls)
    ends: dict[str, int] = {}
    for each in calls:
        ends[each.end] = ends.get(each.end, 0) + 1
    held = [each.held for each in calls if each.hold_count]
    return CallFigures(
        calls=len(calls),
        ends=ends,
        late=sum(each.late for each in calls),
        answer_speed=_average([each.waited for each in calls if each.waited is not None]),
        handle_time=_average([each.handle_time for each in calls if each.handle_time is not None]),
        hold_time=_average(held),
        held=len(held),
    )


def _average(spans: Sequence[timedelta]) -> timedelta | None:
    return sum(spans, timedelta(0)) / len(spans) if spans else None


def _needs(call: Call, norm: Norm, *codes: str) -> None:
    labels = {question.code: question.label for question in norm.questions()}
    for code in codes:
        if code in labels and not call.answer(code):
            raise AnswerMissing(field=labels[code], code=code)


def _owe_the_number(desk: Writing, ticket: Ticket, rules: CallRules, by: Officer) -> Ticket:
    """The ticket with the promise to tell the caller its number (CALL-13), made once."""
    change_id = f"number-{ticket.draft}"
    if desk.has_event(change_id):
        return ticket
    now = desk.now()
    words = tr("Tell the caller the number {number}", number=ticket.number)
    made = Promise(change_id, words, now + rules.reply_within, now, by.staff_no, to=ticket.requester_name)
    owed = Decision(EventKind.PROMISED, {"promises": (*ticket.promises, made)}, words)
    return carry_out(desk, ticket.number, Verb.PROMISE, lambda *_: owed, by=by, seen=None, change_id=change_id)


def _leave_message(desk: Writing, call: Call, facts: DeskFacts, norm: Norm, by: Officer) -> None:
    """The message 留言 for a colleague, with the promise of the reply (CALL-11)."""
    to = call.fact("to")
    known = [officer.staff_no for officer in desk.officers() if officer.active]
    if not to:
        raise AnswerMissing(field=Term(mark("whom the message is for")), code="to")
    if to not in known:
        raise BadValue(field=Term(mark("the officer")), value=to, allowed=tuple(known))
    words = call.fact("words") or checklist.ticket_fields(call, norm).get("summary", "")
    if not words:
        raise AnswerMissing(field=Term(mark("the message")), code="words")
    now = desk.now()
    due = call.fact("due")
    due_at = _moment(due, now, facts) if due else now + norm.call.reply_within
    desk.put_message(_owed(call, norm, by, Owed.MESSAGE, now, to=to, words=words, due_at=due_at))


def _keep_promise_of(desk: Writing, call: Call, facts: DeskFacts, norm: Norm, by: Officer) -> None:
    """A promise made in a call without a ticket is owed by the officer who made it (CALL-7)."""
    words, due = call.answer("promise"), call.answer("promise_due")
    if not words or "promise" not in checklist.given(call.answers, norm):
        return
    now = desk.now()
    due_at = _moment(due, now, facts) if moments.is_moment(due) and due else now + norm.call.reply_within
    desk.put_message(_owed(call, norm, by, Owed.PROMISE, now, to=by.staff_no, words=words, due_at=due_at))


def _owed(
    call: Call, norm: Norm, by: Officer, kind: Owed, now: datetime, *, to: str, words: str, due_at: datetime
) -> Message:
    fields = {name: privacy.masked(clean(said).text) for name, said in checklist.ticket_fields(call, norm).items()}
    return Message(
        id=f"{kind}-{call.draft}",
        kind=kind,
        left_at=now,
        by=by.staff_no,
        to=to,
        words=privacy.masked(clean(words).text.strip()),
        caller_name=fields.get("requester_name", ""),
        caller_unit=fields.get("requester_unit", ""),
        caller_phone=fields.get("requester_phone", ""),
        place=privacy.masked(clean(call.answer("address")).text),
        call=call.draft,
        due_at=due_at,
    )


def _moment(text: str, now: datetime, facts: DeskFacts) -> datetime:
    try:
        return moments.parse(text, now, ZoneInfo(facts.zone))
    except ValueError:
        raise BadMoment(value=text, why=Term(mark("it cannot be read"))) from None
