"""What a ticket says, as rows of a label and a text, in the field's own words (TKT-2, TKT-3). Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from tui_desk.desk.terms import CUSTOMERS, FIELDS, STATES
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import Promise, State, Ticket
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Choice, Norm, Question, Words
from tui_desk.tui.clock_texts import clock_rows, earlier_rows, stamps_words
from tui_desk.tui.offer_rows import offer_rows
from tui_desk.tui.rows import Row, Tone, moment, short_moment
from tui_desk.tui.session import Session
from tui_desk.tui.told import answer_told
from tui_desk.tui.warned import next_alert_text


def label(field: str) -> str:
    """What a field of the ticket is called."""
    return tr(FIELDS[field]) if field in FIELDS else field


def priority_label(code: str, norm: Norm) -> str:
    """A priority in the language spoken now; the code where the norm has none such."""
    return next((p.label.in_(language()) for p in norm.priorities if p.code == code), code)


def choices_of(field: str, ticket: Ticket, norm: Norm) -> tuple[Choice, ...]:
    """The values that a field may take under the norm; none when it is free text."""
    match field:
        case "channel":
            return norm.channels
        case "requester_title":
            return norm.titles
        case "category":
            return tuple(Choice(c.code, c.label) for c in norm.categories)
        case "subcategory":
            return next((c.subcategories for c in norm.categories if c.code == ticket.category), ())
        case "priority" | "claimed_priority" | "proposed_priority":
            return tuple(Choice(p.code, p.label) for p in norm.priorities)
        case "result":
            return norm.results
        case "waiting_kind":
            return tuple(Choice(each.code, each.label) for each in norm.waits)
        case "complexity":
            return norm.complexities
        case "customer":
            return tuple(Choice(code, Words(zh=tr(words), en=tr(words))) for code, words in CUSTOMERS.items())
        case "feedback":
            return norm.feedback
        case "confirmed_by":
            return norm.closing.accepts
        case _:
            return ()


def words(field: str, value: Any, view: TicketView, session: Session) -> str:
    """A value of a ticket's field as a person reads it: labels for codes, names for staff numbers, local times."""
    if value is None or value == "":
        return tr("(empty)")
    if isinstance(value, datetime):
        return moment(value, session)
    if field == "state":
        return tr(STATES[State(value)])
    if field in ("assignee", "first_taker", "closed_by"):
        return officer(str(value), session)
    return _labelled(str(value), choices_of(field, view.ticket, view.norm) or _subcategories(field, view.norm))


def officer(staff_no: str, session: Session) -> str:
    """An officer with staff number and name: "SW003 陈工"."""
    name = session.officer_name(staff_no)
    return staff_no if name == staff_no else f"{staff_no} {name}"


def next_warning_rows(ticket: Ticket, session: Session, now: datetime) -> tuple[Row, ...]:
    """The next warning 预警 should nothing happen: at which share, when, and to whom it goes (CALL-14)."""
    words = next_alert_text(ticket, session, now)
    return (Row(words, tr("Next warning"), Tone.QUIET),) if words else ()


def promise_rows(ticket: Ticket, session: Session, now: datetime) -> tuple[Row, ...]:
    """Each promise 承诺: the words and by when, or when it was kept."""
    return tuple(Row(promise_words(p, session, now), tr("Promise"), _promise_tone(p, now)) for p in ticket.promises)


def promise_words(promise: Promise, session: Session, now: datetime) -> str:
    """A promise on one line: "call back (by 14:00)", with "kept 13:50" once it is."""
    due = short_moment(promise.due_at, session, now)
    if promise.kept_at is None:
        if promise.due_at <= now:
            return tr("{words} (by {due}, overdue)", words=promise.words, due=due)
        return tr("{words} (by {due})", words=promise.words, due=due)
    kept = short_moment(promise.kept_at, session, now)
    return tr("{words} (by {due}, kept {kept})", words=promise.words, due=due, kept=kept)


def field_rows(view: TicketView, session: Session, now: datetime) -> tuple[Row, ...]:
    """The fields of the record in the order of the form 001; empty ones are left out, the assignee never is."""
    return tuple(row for row in _fields(view, session, now) if row.text)


def answer_rows(view: TicketView, session: Session) -> tuple[Row, ...]:
    """What the checklist asked and no field holds, by the questions' labels; times past in words and by the clock."""
    questions = {question.code: question for question in view.norm.questions()}
    told_above = (view.norm.code_of("promise"), view.norm.code_of("promise_due")) if view.ticket.promises else ()
    order = {code: place for place, code in enumerate(questions)}
    answers = sorted(view.ticket.answers.items(), key=lambda item: order.get(item[0], len(order)))
    asked = [(code, answer) for code, answer in answers if answer and code not in told_above]
    return tuple(_answer(code, answer, questions.get(code), view, session) for code, answer in asked)


def sheet_rows(view: TicketView, session: Session, now: datetime) -> tuple[Row, ...]:
    """The whole record without its history: clocks, fields, promises, answers of the call."""
    ticket = view.ticket
    answers, earlier = answer_rows(view, session), earlier_rows(ticket, session, now)
    return (
        *clock_rows(ticket, session, now),
        *next_warning_rows(ticket, session, now),
        *offer_rows(ticket, session, now),
        *promise_rows(ticket, session, now),
        *field_rows(view, session, now),
        *((Row(tr("From the call"), tone=Tone.HEADING), *answers) if answers else ()),
        *((Row(tr("Earlier clocks"), tone=Tone.HEADING), *earlier) if earlier else ()),
    )


def _fields(view: TicketView, session: Session, now: datetime) -> Iterator[Row]:
    ticket = view.ticket

    def plain(field: str) -> Row:
        value = getattr(ticket, field)
        return Row("" if value in (None, "") else words(field, value, view, session), label(field))

    yield Row(ticket.summary, label("summary"), Tone.LOUD)
    yield plain("opened_at")
    yield Row(_together([_requester(view), ticket.requester_staff_no]), label("requester_name"))
    for field in ("requester_unit", "requester_phone", "channel"):
        yield plain(field)
    types = [words(f, getattr(ticket, f), view, session) for f in ("category", "subcategory") if getattr(ticket, f)]
    yield Row(_together(types, " / "), label("category"))
    yield Row(_priority(view), label("priority"))
    if ticket.customer != view.norm.default_customer:
        yield plain("customer")
    for field in ("agreement", "complexity"):
        yield plain(field)
    yield plain("assignee") if ticket.assignee else Row(tr("nobody yet"), label("assignee"))
    if ticket.first_taker != ticket.assignee:
        yield plain("first_taker")
    for field in ("advice", "responded_at", "late_reason"):
        yield plain(field)
    yield Row(stamps_words(ticket, session, now), label("stamps"))
    if ticket.state is State.WAITING:
        yield Row(_waiting(view, session, now), label("waiting_for"))
    for field in ("result", "solution", "resolved_at"):
        yield plain(field)
    feedback = words("feedback", ticket.feedback, view, session) if ticket.feedback else ""
    yield Row(_together([feedback, ticket.feedback_words], ": "), label("feedback"))
    for field in ("confirmed_by", "confirmed_at", "closed_at", "remark", "lesson"):
        yield plain(field)
    if ticket.reopened:
        yield Row(str(ticket.reopened), label("reopened"))
    yield plain("foreign")


def _waiting(view: TicketView, session: Session, now: datetime) -> str:
    """For whom or what the ticket waits, and until when (SITE-4)."""
    ticket = view.ticket
    kind = words("waiting_kind", ticket.waiting_kind, view, session) if ticket.waiting_kind else ""
    until = ""
    if ticket.resume_at is not None:
        until = tr("until {until}, then it goes on by itself", until=short_moment(ticket.resume_at, session, now))
    return _together([f"{kind}:" if kind else "", _together([ticket.waiting_for, until], "; ")])


def _requester(view: TicketView) -> str:
    title = _labelled(view.ticket.requester_title, view.norm.titles)
    return _together([view.ticket.requester_name, f"({title})" if title else ""])


def _priority(view: TicketView) -> str:
    """The priority with what stands behind it: the officer's reason, the proposal, the caller's claim (TKT-6)."""
    ticket, norm = view.ticket, view.norm
    behind = [ticket.priority_reason]
    if ticket.proposed_priority and (ticket.proposed_priority != ticket.priority or ticket.proposed_because):
        proposed = priority_label(ticket.proposed_priority, norm)
        if ticket.proposed_because:
            proposed = f"{proposed}: {_because(ticket.proposed_because, norm)}"
        behind.append(tr("proposed {priority}", priority=proposed))
    if ticket.claimed_priority and ticket.claimed_priority != ticket.priority:
        behind.append(tr("claimed {priority}", priority=priority_label(ticket.claimed_priority, norm)))
    reasons = _together(behind, "; ")
    return _together([priority_label(ticket.priority, norm), f"({reasons})" if reasons else ""])


def _because(rule: str, norm: Norm) -> str:
    """Why a rule gives its priority; the code of a rule that the norm does not know."""
    return next((known.because.in_(language()) for known in norm.priority_rules if known.code == rule), rule)


def _answer(code: str, answer: str, question: Question | None, view: TicketView, session: Session) -> Row:
    if question is None:
        return Row(answer, code)
    if question.kind == "yes_no":
        answer = {"yes": tr("yes"), "no": tr("no")}.get(answer, answer)
    elif question.kind == "past":
        registered = view.ticket.phases.get("registered", view.ticket.opened_at)
        answer = answer_told(question, answer, view.ticket.opened_at, registered, session)
    elif question.source == "priorities":
        answer = priority_label(answer, view.norm)
    else:
        answer = _labelled(answer, question.choices)
    return Row(answer, question.label.in_(language()))


def _promise_tone(promise: Promise, now: datetime) -> Tone:
    if promise.kept_at is not None:
        return Tone.QUIET
    return Tone.BREACHED if promise.due_at <= now else Tone.PLAIN


def _labelled(code: str, choices: Iterable[Choice]) -> str:
    return next((choice.label.in_(language()) for choice in choices if choice.code == code), code)


def _subcategories(field: str, norm: Norm) -> tuple[Choice, ...]:
    """The subcategories of all categories: a history may name one of a category that was left."""
    return tuple(s for c in norm.categories for s in c.subcategories) if field == "subcategory" else ()


def _together(parts: Sequence[str], between: str = " ") -> str:
    return between.join(part for part in parts if part)


__all__ = [
    "Row",
    "Tone",
    "answer_rows",
    "choices_of",
    "clock_rows",
    "field_rows",
    "label",
    "moment",
    "officer",
    "priority_label",
    "promise_rows",
    "promise_words",
    "sheet_rows",
    "short_moment",
    "words",
]
