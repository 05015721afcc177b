"""The form of each verb on a ticket: what it asks, what it shows before it is sent (TKT-7 … TKT-13, SITE-2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_desk.desk.desk import Desk
from tui_desk.desk.handling import reached_by_solution
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import FILLABLE, LEVELLED, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Choice
from tui_desk.tui.clock_forms import SHOWN, go_on, late_reason_item, moment_item, on_the_way, reopen, reprioritise, wait
from tui_desk.tui.form import Answers, Attempt, Form, Item, when
from tui_desk.tui.offer_forms import decline
from tui_desk.tui.presenting import clock_rows, label, words
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
    "customer",
    "agreement",
    "complexity",
    "remark",
)
"""What `edit` offers, in the order of the record."""
assert frozenset(EDITABLE) == FILLABLE | LEVELLED  # noqa: S101 - a field added to one is missing in the other

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
            moment_item(tr("When")),
            late_reason_item(view, session, lambda _answers: ("respond",)),
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

    items = (Item("words", tr("What was done"), "long", required=True), moment_item(tr("When")))
    return Form(code=Verb.WORK, appends=True, title=tr("Work done"), items=items, perform=perform)


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
            moment_item(tr("When")),
            late_reason_item(view, session, lambda _answers: reached_by_solution(view.ticket)),
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

    lead = [tr("What should be done differently next time? Empty is fine.")] if view.norm.closing.lesson_asked else []
    if any(not clock.over for clock in view.ticket.clocks):
        lead.append(tr("Its form is still to be entered; that can be noted after it is closed too."))
    return Form(
        code=Verb.CLOSE,
        title=tr("Close"),
        lead=tuple(lead),
        items=(Item("lesson", label("lesson"), "long", view.ticket.lesson),),
        perform=perform,
    )


def which_field(view: TicketView, session: Session) -> tuple[Entry, ...]:
    """The fields that can be edited, each with its value; a complexity only where the norm knows any."""
    return tuple(
        Entry(field, label(field), words(field, getattr(view.ticket, field)[:SHOWN], view, session))
        for field in EDITABLE
        if field != "complexity" or view.norm.complexities
    )


FORMS: dict[Verb, MakeForm] = {
    Verb.DECLINE: decline,
    Verb.RESPOND: respond,
    Verb.WORK: work,
    Verb.WAIT: wait,
    Verb.GO_ON: go_on,
    Verb.STAMP: on_the_way,
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


def _clocks(ticket: Ticket, session: Session) -> tuple[str, ...]:
    told = "   ".join(f"{row.label} {row.text}" for row in clock_rows(ticket, session, session.now()))
    return (told,) if told else ()


def _first(choices: Sequence[Choice]) -> str:
    return choices[0].code if choices else ""
