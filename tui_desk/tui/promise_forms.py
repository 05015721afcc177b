"""The forms of a promise on a ticket: made, kept, renegotiated (CALL-7, CALL-12)."""

from __future__ import annotations

from collections.abc import Sequence

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadMoment
from tui_desk.desk.views import TicketView
from tui_desk.domain import moments
from tui_desk.domain.ticket import Promise, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import tr
from tui_desk.tui.form import Answers, Attempt, Form, Item, when
from tui_desk.tui.presenting import moment, promise_words
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry


def promise(view: TicketView, session: Session) -> Form:
    """What was promised, and by when; words that begin with a time answer that too, as at the intake."""

    def due(answers: Answers) -> str:
        return moments.begins_with(answers["words"].strip()) or answers["due_at"]

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        at = when(due(answers), session, desk.now()) or desk.now()
        return desk.promise(view.ticket.number, answers["words"], at, by=session.officer, change_id=attempt.change_id)

    def preview(answers: Answers) -> str:
        if not (told := moments.begins_with(answers["words"].strip())):
            return ""
        try:
            at = when(told, session, session.now())
        except BadMoment:
            return ""
        return tr("By when") + " = " + moment(at, session) if at else ""

    items = (
        Item("words", tr("What was promised"), required=True, said_to_caller=True),
        Item(
            "due_at",
            tr("By when"),
            "moment",
            required=True,
            hint=tr("like 14:00, +2h, 11-22 09:00"),
            asked=lambda answers: not moments.begins_with(answers.get("words", "").strip()),
        ),
    )
    return Form(code=Verb.PROMISE, appends=True, title=tr("Promise"), items=items, perform=perform, preview=preview)


def keep_promise(view: TicketView, session: Session, chosen: str = "") -> Form:
    """Which promise was kept; asked where there are several and none is `chosen`."""
    due = _open(view.ticket, chosen)

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        kept = answers["promise"] or _only(due)
        return desk.keep_promise(view.ticket.number, kept, by=session.officer, change_id=attempt.change_id)

    items = (Item("promise", tr("Which was kept"), "pick", required=True, entries=_entries(due, session)),)
    return Form(code=Verb.KEEP_PROMISE, title=tr("Promise kept"), items=items, perform=perform)


def move_promise(view: TicketView, session: Session, chosen: str = "") -> Form:
    """Another time for a promise, and what was agreed with the caller (CALL-7)."""
    due = _open(view.ticket, chosen)

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        at = when(answers["due_at"], session, desk.now()) or desk.now()
        which, number = answers["promise"] or _only(due), view.ticket.number
        by, change_id = session.officer, attempt.change_id
        return desk.move_promise(number, which, at, answers["words"], by=by, change_id=change_id)

    which = Item(
        "promise",
        tr("Which promise"),
        "pick",
        required=True,
        entries=_entries(due, session),
        asked=lambda _: len(due) != 1,
    )
    items = (
        which,
        Item("due_at", tr("By when"), "moment", required=True, hint=tr("like 14:00, +2h, 11-22 09:00")),
        Item("words", tr("What was agreed"), required=True, said_to_caller=True),
    )
    lead = tuple(promise_words(each, session, session.now()) for each in due) if len(due) == 1 else ()
    return Form(code=Verb.MOVE_PROMISE, appends=True, title=tr("Agree anew"), lead=lead, items=items, perform=perform)


def _open(ticket: Ticket, chosen: str) -> Sequence[Promise]:
    """The open promises, earliest due first; the chosen one alone, while it is open."""
    due = sorted((p for p in ticket.promises if p.kept_at is None), key=lambda p: p.due_at)
    return [p for p in due if p.id == chosen] or due


def _only(due: Sequence[Promise]) -> str:
    return due[0].id if len(due) == 1 else ""


def _entries(due: Sequence[Promise], session: Session) -> tuple[Entry, ...]:
    now = session.now()
    return tuple(Entry(p.id, promise_words(p, session, now)) for p in due)
