"""The keys of the desk's verbs, and how one is run on a ticket: from the queue or from the ticket's own screen."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import WrongState
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb, possible
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.form import Answers, Attempt, Done, Form, Item
from tui_desk.tui.presenting import officer
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.conflict import Plan, carry_out
from tui_desk.tui.screens.dialogs import FormDialog
from tui_desk.tui.session import Session
from tui_desk.tui.verb_forms import FORMS, dispatch, edit, which_field

T = TypeVar("T")


def _action(verb: Verb, key: str, label: str, help_: str, *, quiet: bool = False) -> Action:
    return Action(verb.value, (key,), label, help_, verb, quiet)


VERB_ACTIONS = (
    _action(Verb.TAKE, "a", mark("take"), mark("Take the ticket: it becomes yours.")),
    _action(Verb.DISPATCH, "d", mark("dispatch"), mark("Send the ticket to an officer, with advice.")),
    _action(Verb.RESPOND, "r", mark("respond"), mark("Note the first response, at the time it happened.")),
    _action(Verb.WORK, "i", mark("write"), mark("Write down what was done, or what the user was told.")),
    _action(Verb.WAIT, "w", mark("wait"), mark("Wait for the user or somebody else; the clocks stand still.")),
    _action(Verb.GO_ON, "w", mark("go on"), mark("Go on after waiting; the clocks run again.")),
    _action(Verb.RESOLVE, "s", mark("resolve"), mark("Note the result and the solution.")),
    _action(Verb.CONFIRM, "f", mark("confirm"), mark("Note that the user confirmed, how, and how satisfied.")),
    _action(Verb.CLOSE, "c", mark("close"), mark("Close the confirmed ticket, with the lesson.")),
    _action(Verb.REOPEN, "o", mark("reopen"), mark("The user says it is not solved: open it again.")),
    _action(Verb.REPRIORITISE, "p", mark("priority"), mark("Change the priority, with the reason.")),
    _action(Verb.PROMISE, "m", mark("promise"), mark("Note what was promised to the user, and by when.")),
    _action(Verb.KEEP_PROMISE, "y", mark("kept"), mark("Note that a promise was kept.")),
    _action(Verb.EDIT, "e", mark("edit"), mark("Correct a field of the record.")),
)
"""One action a verb; its id is the verb's name. `wait` and `go on` share a key: a ticket allows one of them."""
_VERBS = {action.id: action.verb for action in VERB_ACTIONS}

_OUTCOMES = {
    Verb.TAKE: mark("{number} is yours."),
    Verb.DISPATCH: mark("{number} sent to {assignee}."),
    Verb.RESPOND: mark("{number}: first response noted at {responded}."),
    Verb.WORK: mark("{number}: written down."),
    Verb.WAIT: mark("{number} waits."),
    Verb.GO_ON: mark("{number} goes on; its clocks run again."),
    Verb.REPRIORITISE: mark("{number}: priority is now {priority}."),
    Verb.EDIT: mark("{number}: corrected."),
    Verb.PROMISE: mark("{number}: promise noted."),
    Verb.KEEP_PROMISE: mark("{number}: promise kept."),
    Verb.RESOLVE: mark("{number} resolved; the user has to confirm."),
    Verb.CONFIRM: mark("{number}: confirmed; it can be closed."),
    Verb.CLOSE: mark("{number} closed."),
    Verb.REOPEN: mark("{number} is open again."),
}


class VerbScreen(ActionScreen[T]):
    """A screen with `VERB_ACTIONS` among its actions: their keys work on the ticket it points at."""

    def ticket_number(self) -> str | None:
        """The ticket that a verb's key works on; None for none."""
        raise NotImplementedError

    def ticket_shown(self) -> TicketView | None:
        """The ticket as the officer sees it now; None where that is less than the whole."""
        return None

    def action_act(self, action_id: str) -> None:
        """Run a verb on the ticket, or the method of any other action."""
        verb = _VERBS.get(action_id)
        if verb is None:
            super().action_act(action_id)
        elif (shown := self.ticket_shown()) and verb in FORMS and possible(shown.ticket, verb):
            self._open(verb, shown)
        elif number := self.ticket_number():
            self.start(run_verb(self, verb, number, shown))

    def _open(self, verb: Verb, shown: TicketView) -> None:
        """Open the dialog at once: keys that were typed ahead are its own."""

        def ended(done: Done | None) -> None:
            if done and done.ticket:
                self.say(_outcome(verb, done.ticket, self.session))

        dialog = FormDialog(self.session, self.gateway, shown, FORMS[verb](shown, self.session))
        self.app.push_screen(dialog, ended)


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
        case Verb.TAKE | Verb.GO_ON:
            return await _at_once(screen, verb, view)
        case Verb.DISPATCH:
            form = dispatch(view, session, await screen.gateway.ask(lambda desk: desk.loads()))
        case Verb.EDIT:
            field = await _which_field(screen, view)
            if field is None:
                return None
            form = edit(field, view, session)
        case _:
            form = FORMS[verb](view, session)
    done = await screen.app.push_screen_wait(FormDialog(session, screen.gateway, view, form))
    return done.ticket if done else None


async def _at_once(screen: ActionScreen[Any], verb: Verb, view: TicketView) -> Ticket | None:
    """Taking and going on ask nothing."""
    number, officer_, change_id = view.ticket.number, screen.session.officer, uuid4().hex

    def perform(desk: Desk, _answers: Answers, attempt: Attempt) -> Ticket:
        deed = desk.take if verb is Verb.TAKE else desk.go_on
        return deed(number, by=officer_, seen=attempt.seen, change_id=attempt.change_id)

    return await carry_out(screen, number, Plan(perform, {}, {}), view.ticket.version, lambda _answers: change_id)


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
