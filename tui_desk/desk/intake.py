"""From a call to a ticket (CALL-12, 13, 15; TKT-1, 6, 8)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk.desk import raising, rising
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, Term
from tui_desk.desk.ports import Reading, Writing
from tui_desk.desk.previewing import customer_of
from tui_desk.desk.sealing import WORDS, Sealer
from tui_desk.desk.views import DeskFacts, NewFile
from tui_desk.domain import checklist, moments, phones
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.person import Person
from tui_desk.domain.priority import propose
from tui_desk.domain.privacy import masked
from tui_desk.domain.sla import Levels
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import FILLABLE, LEVELLED, Attachment, Event, EventKind, Promise, Ticket, apply
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.norms.models import Norm

_RANKED = frozenset({"priority", "priority_rank", "priority_reason", "proposed_priority", "proposed_because", "clocks"})
"""Fields that change together."""


def register(
    desk: Writing,
    call: Call,
    facts: DeskFacts,
    norm: Norm,
    levels: Levels,
    by: Officer,
    *,
    files: Sequence[NewFile] = (),
    taker: OfficerId = "",
) -> Ticket:
    """The ticket of a call, stored with its number; the one it already has if it was registered before.

    `taker` picked the telephone up, if that was not `by`: the first taker keeps the responsibility (CALL-14).
    Its clocks start when the call began: the caller's time counts, not the form's. What the call says otherwise than
    when it was registered (the answer may have been lost on the way, and the officer gone on typing) is an edit.
    """
    must_be_allowed(desk, by, Verb.REGISTER)
    now = desk.now()
    sealer = Sealer(lambda field: _reason_to_keep(call, norm, field))
    if (already := desk.ticket_of_draft(call.draft)) is not None:
        told = _ticket(desk, call, facts, norm, levels, by, now, sealer, number=already.number)
        return _told_again(desk, already.number, told, levels, sealer, by)
    if open_questions := checklist.missing(call, norm):
        first = open_questions[0].question
        if first.kind == "moment" and (said := call.answer(first.code)):
            raise BadMoment(value=said, why=Term(mark("it cannot be read")))
        raise AnswerMissing(field=first.label, code=first.code)
    ticket = _ticket(desk, call, facts, norm, levels, by, now, sealer, number=next_number(desk, norm, facts, now))
    attachments = tuple(_attachment(call.draft, place, file) for place, file in enumerate(files))
    ticket = replace(ticket, attachments=attachments, first_taker=taker or by.staff_no)
    everything = {f.name: getattr(ticket, f.name) for f in fields(ticket) if f.name not in {"number", "version"}}
    event = Event(uuid4().hex, EventKind.REGISTERED, ticket.opened_at, now, by.staff_no, everything)
    desk.add_ticket(ticket, event)
    raising.tell_managers(desk, None, ticket, now)
    rising.touched(desk, ticket, now, norm.dispatch, levels)
    for kept, file in zip(ticket.attachments, files, strict=True):
        desk.add_attachment(kept.id, ticket.number, file.content)
    sealer.store(desk, ticket.number, ticket.sealed)
    return ticket


def _reason_to_keep(call: Call, norm: Norm, field: str) -> str:
    """Why the officer keeps private text of a ticket field or an answer; empty where it is not kept (TKT-15)."""
    codes = (field, *(question.code for question in norm.questions() if question.fills == field))
    return next((reason for code in codes if (reason := call.insisted.get(code, "").strip())), "")


def _told_again(desk: Writing, number: str, told: Ticket, levels: Levels, sealer: Sealer, by: Officer) -> Ticket:
    """The ticket with what `told` says otherwise, save for what was changed at the desk in the meantime."""
    ticket = desk.ticket(number)
    if ticket is None or ticket.norm != told.norm:
        return ticket or told
    made = {(promise.words, promise.due_at): promise for promise in ticket.promises}
    same_level = levels.chosen(levels.facts(told)) == levels.chosen(levels.facts(ticket))
    told = replace(
        told,
        promises=tuple(made.get((promise.words, promise.due_at), promise) for promise in told.promises),
        clocks=ticket.clocks if told.priority == ticket.priority and same_level else told.clocks,
    )
    touched = {name for event in desk.events(number)[1:] for name in event.changes}
    if touched & _RANKED:
        touched |= _RANKED
    known = {(seal.field, seal.masked) for seal in ticket.sealed}
    more = tuple(seal for seal in told.sealed if (seal.field, seal.masked) not in known)
    told = replace(told, sealed=(*ticket.sealed, *more))
    names = (FILLABLE | LEVELLED | _RANKED | {"answers", "promises"}) - touched | {"sealed"}
    changes = {name: getattr(told, name) for name in names if getattr(told, name) != getattr(ticket, name)}
    if not changes:
        return ticket
    now = desk.now()
    event = Event(uuid4().hex, EventKind.EDITED, now, now, by.staff_no, changes)
    changed = apply(ticket, event)
    desk.save_ticket(changed, event)
    raising.tell_managers(desk, ticket, changed, now)
    rising.touched(desk, changed, now, rising.rules_of(desk, changed))
    sealer.store(desk, number, changed.sealed)
    return changed


def _ticket(
    desk: Reading,
    call: Call,
    facts: DeskFacts,
    norm: Norm,
    levels: Levels,
    by: Officer,
    now: datetime,
    sealer: Sealer,
    *,
    number: str,
) -> Ticket:
    """The ticket that a call makes, everything private in it masked."""
    proposal = propose(call.answers, norm)
    priority = call.priority or proposal.priority
    if priority != proposal.priority and not call.priority_reason.strip():
        raise AnswerMissing(field=Term(mark("reason for the priority")), code="priority_reason")
    ranks = {p.code: p.rank for p in norm.priorities}
    if priority not in ranks:
        raise BadValue(field=Term(mark("the priority")), value=priority, allowed=tuple(ranks))
    opened_at = min(call.began_at, now)
    answers = {code: clean(words).text for code, words in checklist.loose_answers(call, norm).items()}
    if call.scratch.strip():
        answers["scratch"] = clean(call.scratch).text.strip()
    ticket = Ticket(
        number=number,
        draft=call.draft,
        norm=facts.norm,
        opened_at=opened_at,
        first_taker=by.staff_no,
        answers=answers,
        phases={**call.phases, "registered": now},
        proposed_priority=proposal.priority,
        proposed_because=proposal.rule,
        priority=priority,
        priority_rank=ranks[priority],
        priority_reason=clean(call.priority_reason).text.strip(),
        promises=_promises(call, norm, by, now, ZoneInfo(facts.zone)),
        **{name: clean(words).text for name, words in checklist.ticket_fields(call, norm).items()},  # type: ignore[arg-type] # the norm's check admits FILLABLE only
    )
    unit = desk.unit_named(ticket.requester_unit) if ticket.requester_unit else None
    ticket = replace(ticket, **customer_of(unit, norm, now.astimezone(ZoneInfo(facts.zone)).date()))
    ticket = replace(ticket, clocks=levels.start(levels.facts(ticket), opened_at))
    words = sealer.changes({name: getattr(ticket, name) for name in (*WORDS, "answers", "promises")})
    return replace(ticket, **words, sealed=tuple(sealer.sealed))


def _promises(call: Call, norm: Norm, by: Officer, now: datetime, zone: ZoneInfo) -> tuple[Promise, ...]:
    """The promise made in the call (CALL-7), due as it was said then, however late the desk hears of it."""
    words = clean(checklist.answer_of(call, norm, "promise")).text
    if not words:
        return ()
    code = norm.code_of("promise_due")
    due = call.answer(code)
    if not due:
        raise AnswerMissing(field=Term(mark("when the promise is due")), code=code)
    try:
        due_at = moments.parse(due, call.ended_at or now, zone)
    except ValueError:
        raise BadMoment(value=due, why=Term(mark("it cannot be read"))) from None
    return (
        Promise(
            uuid4().hex, words, due_at, now, by.staff_no, to=clean(call.answer(norm.code_of("requester_name"))).text
        ),
    )


def next_number(desk: Writing, norm: Norm, facts: DeskFacts, now: datetime) -> str:
    """The next number of the day: prefix, local date, running number of three digits or more (TKT-1)."""
    day = f"{now.astimezone(ZoneInfo(facts.zone)):%Y%m%d}"
    return f"{norm.number_prefix}-{day}-{desk.next_number(norm.number_prefix, day):03d}"


def _attachment(draft: str, place: int, file: NewFile) -> Attachment:
    digest = hashlib.sha256(file.content).hexdigest()
    return Attachment(f"{draft}-{place}", masked(one_line(file.name)), len(file.content), digest, file.question)


def remember_caller(desk: Writing, fields: Mapping[str, str]) -> None:
    """An unknown caller who can be found again becomes an entry of the directory (CALL-5).

    Words without a digit in the place of the number are none: nobody can be called back at them.
    """
    said = {field: one_line(words) for field, words in fields.items()}
    said = {field: words for field, words in said.items() if masked(words) == words}
    name, phone = said.get("requester_name", ""), said.get("requester_phone", "")
    staff_no, unit = said.get("requester_staff_no", ""), said.get("requester_unit", "")
    if not phones.read(phone).digits:
        phone = ""
    if not name or not (phone or staff_no):
        return
    desk.reserve(f"caller {phone or staff_no}")  # of two who register the first call of one caller, one waits
    known = [p for key in (staff_no, phone) if key for p in desk.people_like(key, 20)]
    if any(p.name == name for p in known):
        return
    numbers = (phone,) if phone else ()
    desk.put_person(Person(0, name, staff_no, unit, numbers, said.get("requester_title", "")))
