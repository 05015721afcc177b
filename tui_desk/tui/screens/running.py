"""How a verb is run on a ticket: ask what it needs to know, carry it out, say the outcome.

Loaded with the first verb, not with the queue: the dialogs are not needed to see what runs out next.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, WrongState
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb, possible
from tui_desk.i18n import mark, tr
from tui_desk.tui.clock_forms import edit
from tui_desk.tui.form import Answers, Attempt, Done, Form, Item, Perform
from tui_desk.tui.offer_forms import dispatch, take_over
from tui_desk.tui.presenting import officer
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.conflict import Plan, carry_out
from tui_desk.tui.screens.dialogs import FormDialog
from tui_desk.tui.session import Session
from tui_desk.tui.verb_forms import FORMS, which_field

_OUTCOMES = {
    Verb.TAKE: mark("{number} is yours."),
    Verb.ACCEPT: mark("{number}: accepted."),
    Verb.DECLINE: mark("{number}: sent back; nobody has it now."),
    Verb.SEE_RISEN: mark("{number}: seen."),
    Verb.DISPATCH: mark("{number} sent to {assignee}."),
    Verb.RESPOND: mark("{number}: first response noted at {responded}."),
    Verb.WORK: mark("{number}: written down."),
    Verb.WAIT: mark("{number} waits."),
    Verb.GO_ON: mark("{number} goes on; its clocks run again."),
    Verb.STAMP: mark("{number}: noted."),
    Verb.REPRIORITISE: mark("{number}: priority is now {priority}."),
    Verb.EDIT: mark("{number}: corrected."),
    Verb.PROMISE: mark("{number}: promise noted."),
    Verb.KEEP_PROMISE: mark("{number}: promise kept."),
    Verb.MOVE_PROMISE: mark("{number}: agreed anew."),
    Verb.RESOLVE: mark("{number} resolved; the user has to confirm."),
    Verb.CONFIRM: mark("{number}: confirmed; it can be closed."),
    Verb.CLOSE: mark("{number} closed."),
    Verb.REOPEN: mark("{number} is open again."),
}


def open_dialog(screen: ActionScreen[Any], verb: Verb, shown: TicketView) -> bool:
    """Open the verb's dialog at once, so that keys typed ahead are its own; False where the desk is asked first."""
    if verb not in FORMS or not possible(shown.ticket, verb):
        return False

    def ended(done: Done | None) -> None:
        if done and done.ticket:
            screen.say(_outcome(verb, done.ticket, screen.session))

    dialog = FormDialog(screen.session, screen.gateway, shown, FORMS[verb](shown, screen.session))
    screen.app.push_screen(dialog, ended)
    return True


async def run_verb(screen: ActionScreen[Any], verb: Verb, number: str, shown: TicketView | None = None) -> None:
    """Run a verb on a ticket: ask what it needs to know, carry it out on the version shown, say the outcome.

    Without `shown` the ticket is read first, and that is the version.

    Raises:
        WrongState: the ticket's state does not allow it now.
        DeskError: the desk refused where no dialog was open to say so.
    """
    view = shown if shown is not None else await _read(screen, number)
    if not possible(view.ticket, verb):
        raise WrongState(number=number, state=view.ticket.state)
    ticket = await _asked(screen, verb, view)
    if ticket is not None:
        screen.say(_outcome(verb, ticket, screen.session))


async def _read(screen: ActionScreen[Any], number: str) -> TicketView:
    return await screen.gateway.ask(lambda desk: desk.ticket(number))


async def _asked(screen: ActionScreen[Any], verb: Verb, view: TicketView) -> Ticket | None:
    """The ticket after the verb; None when the officer left the dialog."""
    session = screen.session
    match verb:
        case Verb.TAKE:
            return await _take(screen, view)
        case Verb.DISPATCH:
            loads, asks = await screen.gateway.ask(lambda desk: (desk.loads(), desk.offers.asks()))
            form = dispatch(view, session, loads, asks)
        case Verb.ACCEPT | Verb.SEE_RISEN:
            return await _said(screen, verb, view)
        case Verb.EDIT:
            field = await _which_field(screen, view)
            if field is None:
                return None
            form = edit(field, view, session)
        case _:
            form = FORMS[verb](view, session)
    done = await screen.app.push_screen_wait(FormDialog(session, screen.gateway, view, form))
    return done.ticket if done else None


async def _take(screen: ActionScreen[Any], view: TicketView) -> Ticket | None:
    """Taking asks nothing, but for the reason where somebody else accepted the ticket a while ago."""
    number, officer_ = view.ticket.number, screen.session.officer

    def perform(desk: Desk, _answers: Answers, attempt: Attempt) -> Ticket:
        return desk.take(number, by=officer_, seen=attempt.seen, change_id=attempt.change_id)

    try:
        return await _unasked(screen, view, perform)
    except AnswerMissing as error:
        if error.facts.get("code") != "reason":
            raise
    done = await screen.app.push_screen_wait(
        FormDialog(screen.session, screen.gateway, view, take_over(view, screen.session))
    )
    return done.ticket if done else None


async def _said(screen: ActionScreen[Any], verb: Verb, view: TicketView) -> Ticket | None:
    """Accepting and having seen are said with the key alone."""
    number, officer_ = view.ticket.number, screen.session.officer

    def perform(desk: Desk, _answers: Answers, attempt: Attempt) -> Ticket:
        if verb is Verb.ACCEPT:
            return desk.accept(number, by=officer_, seen=attempt.seen, change_id=attempt.change_id)
        return desk.see_risen(number, by=officer_, seen=attempt.seen, change_id=attempt.change_id)

    return await _unasked(screen, view, perform)


async def _unasked(screen: ActionScreen[Any], view: TicketView, perform: Perform) -> Ticket | None:
    """Carry out what needs no answers."""
    plan, change_id = Plan(perform, {}, {}, {}), uuid4().hex
    return await carry_out(screen, view.ticket.number, plan, view.ticket.version, lambda _answers: change_id)


async def _which_field(screen: ActionScreen[Any], view: TicketView) -> str | None:
    item = Item("field", tr("Which field"), "pick", required=True, entries=which_field(view, screen.session))
    form = Form(title=tr("Edit"), items=(item,))
    done = await screen.app.push_screen_wait(FormDialog(screen.session, screen.gateway, view, form))
    return done.answers["field"] if done else None


def _outcome(verb: Verb, ticket: Ticket, session: Session) -> str:
    responded = session.local(ticket.responded_at).strftime("%H:%M") if ticket.responded_at else ""
    return tr(
        _OUTCOMES[verb],
        number=ticket.number,
        assignee=officer(ticket.assignee or "", session),
        responded=responded,
        priority=session.priority_label(ticket.priority),
    )
