"""The form of each verb on a ticket: what it asks, what it shows before it is sent (TKT-7 … TKT-13, SITE-2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadMoment
from tui_desk.desk.terms import MILESTONES
from tui_desk.desk.views import OfficerLoad, TicketView
from tui_desk.domain.sla import Levels, late
from tui_desk.domain.ticket import FILLABLE, Clock, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Choice
from tui_desk.tui.form import Answers, Attempt, Form, Item, Kind, when
from tui_desk.tui.presenting import (
    choices_of,
    clock_rows,
    label,
    officer,
    priority_label,
    short_moment,
    words,
)
from tui_desk.tui.promise_forms import keep_promise, move_promise, promise
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry

EDITABLE = (
    "summary",
    "requester_name",
    "requester_title",
    "requester_staff_no",
    "requester_unit",
    "requester_phone",
    "channel",
    "category",
    "subcategory",
    "claimed_priority",
    "remark",
)
"""What `edit` offers, in the order of the record."""
assert frozenset(EDITABLE) == FILLABLE  # noqa: S101 - a field added to one is missing in the other

SHOWN = 300
"""How many characters of a value are shown beside its field."""
MakeForm = Callable[[TicketView, Session], Form]


def respond(view: TicketView, session: Session) -> Form:
    """First response: when it really happened (TKT-9), and the reason if that was late (TKT-10)."""
    ticket = view.ticket

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return desk.respond(
            ticket.number,
            when(answers["at"], session, desk.now()),
            by=session.officer,
            seen=attempt.seen,
            late_reason=answers["late_reason"],
            words=answers["words"],
            change_id=attempt.change_id,
        )

    return Form(
        code=Verb.RESPOND,
        title=tr("First response"),
        lead=(view.norm.response_means.in_(language()), *_clocks(ticket, session)),
        items=(
            _moment(tr("When")),
            _late_reason(view, session),
            Item("words", tr("What was said"), "text", said_to_caller=True),
        ),
        perform=perform,
    )


def work(view: TicketView, session: Session) -> Form:
    """What was done, or told to the user (TKT-18), and when."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        at = when(answers["at"], session, desk.now())
        number, said = view.ticket.number, answers["words"]
        return desk.work(number, said, by=session.officer, at=at, change_id=attempt.change_id)

    items = (Item("words", tr("What was done"), "long", required=True), _moment(tr("When")))
    return Form(code=Verb.WORK, appends=True, title=tr("Work done"), items=items, perform=perform)


def wait(view: TicketView, session: Session) -> Form:
    """For whom or what is waited; the clocks stand still if the norm says so."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        number, by = view.ticket.number, session.officer
        return desk.wait(number, answers["reason"], by=by, seen=attempt.seen, change_id=attempt.change_id)

    pauses = view.norm.pauses_while_waiting
    return Form(
        code=Verb.WAIT,
        title=tr("Wait"),
        lead=(tr("The clocks stand still meanwhile.") if pauses else tr("The clocks run on meanwhile."),),
        items=(Item("reason", tr("For whom or what"), required=True, field="waiting_for"),),
        perform=perform,
    )


def reprioritise(view: TicketView, session: Session) -> Form:
    """Another priority with its reason; old and new due times are shown before it is saved (TKT-7)."""
    ticket, norm = view.ticket, view.norm

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        priority, reason = answers["priority"], answers["reason"]
        seen, change_id = attempt.seen, attempt.change_id
        return desk.reprioritise(ticket.number, priority, reason, by=session.officer, seen=seen, change_id=change_id)

    def preview(answers: Answers) -> str:
        levels = Levels(norm)
        facts = levels.facts(replace(ticket, priority=answers["priority"]))
        new = levels.retarget(ticket.clocks, facts, session.now())
        return _old_and_new(view, answers["priority"], new, session)

    return Form(
        code=Verb.REPRIORITISE,
        title=tr("Priority"),
        items=(
            _priority(view),
            Item("reason", tr("Reason"), required=True, field="priority_reason"),
        ),
        perform=perform,
        preview=preview,
    )


def resolve(view: TicketView, session: Session) -> Form:
    """Result 已解决, 待跟进 or 转交外部, and the solution (TKT-11)."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return desk.resolve(
            view.ticket.number,
            answers["result"],
            answers["solution"],
            by=session.officer,
            seen=attempt.seen,
            at=when(answers["at"], session, desk.now()),
            late_reason=answers["late_reason"],
            change_id=attempt.change_id,
        )

    results = view.norm.results
    return Form(
        code=Verb.RESOLVE,
        title=tr("Resolve"),
        lead=_clocks(view.ticket, session),
        items=(
            Item("result", label("result"), "choice", _first(results), required=True, choices=results),
            Item("solution", label("solution"), "long", view.ticket.solution, required=True),
            _moment(tr("When")),
            _late_reason(view, session),
        ),
        perform=perform,
    )


def confirm(view: TicketView, session: Session) -> Form:
    """How the user confirmed, and how satisfied (TKT-13, TKT-17)."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return desk.confirm(
            view.ticket.number,
            answers["accepted"],
            answers["feedback"],
            answers["words"],
            by=session.officer,
            seen=attempt.seen,
            change_id=attempt.change_id,
        )

    accepts, marks = view.norm.closing.accepts, view.norm.feedback
    return Form(
        code=Verb.CONFIRM,
        title=tr("Confirmed by the user"),
        items=(
            Item(
                "accepted",
                label("confirmed_by"),
                "choice",
                _first(accepts),
                required=True,
                field="confirmed_by",
                choices=accepts,
            ),
            Item("feedback", label("feedback"), "choice", choices=marks),
            Item("words", label("feedback_words"), field="feedback_words"),
        ),
        perform=perform,
    )


def close(view: TicketView, session: Session) -> Form:
    """Close, with the lesson 经验 (TKT-13)."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        number, by = view.ticket.number, session.officer
        return desk.close(number, answers["lesson"], by=by, seen=attempt.seen, change_id=attempt.change_id)

    lead = (tr("What should be done differently next time? Empty is fine."),) if view.norm.closing.lesson_asked else ()
    return Form(
        code=Verb.CLOSE,
        title=tr("Close"),
        lead=lead,
        items=(Item("lesson", label("lesson"), "long", view.ticket.lesson),),
        perform=perform,
    )


def reopen(view: TicketView, session: Session) -> Form:
    """The user says it is not solved: why, and the priority looked at again (TKT-12)."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        reason, priority = answers["reason"], answers["priority"]
        seen, change_id = attempt.seen, attempt.change_id
        return desk.reopen(view.ticket.number, reason, priority, by=session.officer, seen=seen, change_id=change_id)

    def preview(answers: Answers) -> str:
        levels = Levels(view.norm)
        facts = levels.facts(replace(view.ticket, priority=answers["priority"]))
        new = levels.restart(view.ticket.clocks, facts, session.now())
        return _old_and_new(view, answers["priority"], new, session)

    return Form(
        code=Verb.REOPEN,
        title=tr("Reopen"),
        lead=(tr("New clocks start now; look at the priority again."),),
        items=(Item("reason", tr("Reason"), required=True, watch_words=True), _priority(view)),
        perform=perform,
        preview=preview,
    )


def which_field(view: TicketView, session: Session) -> tuple[Entry, ...]:
    """The fields that can be edited, each with its value."""
    return tuple(
        Entry(field, label(field), words(field, getattr(view.ticket, field)[:SHOWN], view, session))
        for field in EDITABLE
    )


def edit(field: str, view: TicketView, session: Session) -> Form:
    """Another value for one field that the call filled."""
    choices = choices_of(field, view.ticket, view.norm)
    value = str(getattr(view.ticket, field))

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        changes = {field: answers[field]}
        number, by = view.ticket.number, session.officer
        return desk.edit(number, changes, by=by, seen=attempt.seen, change_id=attempt.change_id)

    kind: Kind = "choice" if choices else "long" if field in ("summary", "remark") else "text"
    return Form(
        code=f"{Verb.EDIT} {field}",
        title=tr("Edit: {field}", field=label(field)),
        lead=(tr("Now: {value}", value=words(field, value[:SHOWN], view, session)),),
        items=(Item(field, label(field), kind, value, choices=choices, watch_words=field == "summary"),),
        perform=perform,
    )


def dispatch(view: TicketView, session: Session, loads: Sequence[OfficerLoad]) -> Form:
    """To whom 派单, or to whom now 改派, with advice 处置建议 (SITE-2, TKT-8); those with least to do come first."""
    ticket = view.ticket

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        to, advice = answers["to"], answers["advice"]
        seen, change_id = attempt.seen, attempt.change_id
        return desk.dispatch(ticket.number, to, advice, by=session.officer, seen=seen, change_id=change_id)

    lead = [tr("{officer} has it now.", officer=officer(ticket.assignee, session))] if ticket.assignee else []
    lead += [tr("Advice so far: {advice}", advice=ticket.advice)] if ticket.advice else []
    return Form(
        code=Verb.DISPATCH,
        title=tr("Dispatch to another") if ticket.assignee else tr("Dispatch"),
        lead=tuple(lead),
        items=(
            Item("to", tr("To whom"), "pick", required=True, field="assignee", entries=_officers(ticket, loads)),
            Item("advice", label("advice")),
        ),
        perform=perform,
    )


FORMS: dict[Verb, MakeForm] = {
    Verb.RESPOND: respond,
    Verb.WORK: work,
    Verb.WAIT: wait,
    Verb.REPRIORITISE: reprioritise,
    Verb.PROMISE: promise,
    Verb.KEEP_PROMISE: keep_promise,
    Verb.MOVE_PROMISE: move_promise,
    Verb.RESOLVE: resolve,
    Verb.CONFIRM: confirm,
    Verb.CLOSE: close,
    Verb.REOPEN: reopen,
}
"""The verbs whose form needs only the ticket; `dispatch` and `edit` need to know more."""


def _officers(ticket: Ticket, loads: Iterable[OfficerLoad]) -> tuple[Entry, ...]:
    entries = []
    for load in sorted(loads, key=lambda load: (load.staff_no == ticket.assignee, load.open_tickets, load.staff_no)):
        detail = tr("open {count}", count=load.open_tickets)
        if load.staff_no == ticket.assignee:
            detail = tr("{load}, has it now", load=detail)
        entries.append(Entry(load.staff_no, f"{load.staff_no} {load.name}", detail))
    return tuple(entries)


def _moment(title: str) -> Item:
    return Item("at", title, "moment", hint=tr("empty: now; or 9:45, -20m, 11-21 09:45"))


def _priority(view: TicketView) -> Item:
    choices = choices_of("priority", view.ticket, view.norm)
    return Item("priority", label("priority"), "choice", view.ticket.priority, required=True, choices=choices)


def _late_reason(view: TicketView, session: Session) -> Item:
    """Asked when the response clock was overdue at the time typed (TKT-10)."""
    ticket = view.ticket

    def asked(answers: Answers) -> bool:
        now = session.now()
        try:
            at = when(answers.get("at", ""), session, now) or now
        except BadMoment:
            return False
        needed = at <= now and view.norm.late_response_needs_reason and not ticket.late_reason
        return needed and any(c.milestone == "respond" and not c.over and late(c, at) for c in ticket.clocks)

    return Item("late_reason", label("late_reason"), required=True, asked=asked)


def _clocks(ticket: Ticket, session: Session) -> tuple[str, ...]:
    told = "   ".join(f"{row.label} {row.text}" for row in clock_rows(ticket, session, session.now()))
    return (told,) if told else ()


def _old_and_new(view: TicketView, priority: str, clocks: Iterable[Clock], session: Session) -> str:
    """Old and new priority, and the due time of each clock that runs before and after."""
    now = session.now()

    def due(at: datetime | None) -> str:
        return short_moment(at, session, now) if at else tr("none")

    old = {clock.milestone: clock.due_at for clock in view.ticket.clocks if clock.reached_at is None}
    new = {clock.milestone: clock.due_at for clock in clocks if clock.reached_at is None}
    was, will = priority_label(view.ticket.priority, view.norm), priority_label(priority, view.norm)
    lines = [f"{was} -> {will}"]
    for milestone in dict.fromkeys((*old, *new)):
        change = f"{due(old.get(milestone))} -> {due(new.get(milestone))}"
        lines.append(f"{tr(MILESTONES[milestone])}: {change}")
    return "\n".join(lines)


def _first(choices: Sequence[Choice]) -> str:
    return choices[0].code if choices else ""
