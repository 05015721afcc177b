"""The keys of the desk's verbs, for the queue and for the ticket's own screen."""

from __future__ import annotations

from typing import TypeVar

from tui_desk.desk.views import TicketView
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.tui.actions import Action
from tui_desk.tui.screens.base import ActionScreen

T = TypeVar("T")


def _action(verb: Verb, key: str, label: str, help_: str, *, quiet: bool = False) -> Action:
    return Action(verb.value, (key,), label, help_, verb, quiet)


VERB_ACTIONS = (
    _action(Verb.TAKE, "a", mark("take"), mark("Take the ticket: it becomes yours.")),
    _action(Verb.ACCEPT, "a", mark("accept"), mark("Accept the ticket that is offered to you.")),
    _action(Verb.DECLINE, "D", mark("send back"), mark("Send the ticket that is offered to you back, and say why.")),
    _action(Verb.SEE_RISEN, "A", mark("seen"), mark("Note that you looked into a ticket that rose to the managers.")),
    _action(Verb.DISPATCH, "d", mark("dispatch"), mark("Send the ticket to an officer, with advice.")),
    _action(Verb.RESPOND, "r", mark("respond"), mark("Note the first response, at the time it happened.")),
    _action(Verb.WORK, "i", mark("write"), mark("Write down what was done, or what the user was told.")),
    _action(Verb.WAIT, "w", mark("wait"), mark("Wait for the user or somebody else, until when.")),
    _action(Verb.GO_ON, "w", mark("go on"), mark("Go on after waiting; the clocks run again.")),
    _action(Verb.STAMP, "g", mark("on the way"), mark("Note what happened on the way: departed, arrived, form …")),
    _action(Verb.RESOLVE, "s", mark("resolve"), mark("Note the result and the solution.")),
    _action(Verb.CONFIRM, "f", mark("confirm"), mark("Note that the user confirmed, how, and how satisfied.")),
    _action(Verb.CLOSE, "c", mark("close"), mark("Close the confirmed ticket, with the lesson.")),
    _action(Verb.REOPEN, "o", mark("reopen"), mark("The user says it is not solved: open it again.")),
    _action(Verb.REPRIORITISE, "p", mark("priority"), mark("Change the priority, with the reason.")),
    _action(Verb.PROMISE, "m", mark("promise"), mark("Note what was promised to the user, and by when.")),
    _action(Verb.KEEP_PROMISE, "y", mark("kept"), mark("Note that a promise was kept.")),
    _action(Verb.MOVE_PROMISE, "v", mark("agree anew"), mark("Agree on another time for a promise, and note what.")),
    _action(Verb.EDIT, "e", mark("edit"), mark("Correct a field of the record.")),
)
"""One action a verb; its id is the verb's name.

`wait` and `go on` share a key, and so do `take` and `accept`: a ticket allows one of them.
"""
_VERBS = {action.id: action.verb for action in VERB_ACTIONS}
WHY = Action(
    "why", ("k",), mark("why"), mark("Why the clocks stand where they do: the rule, and every stretch of time.")
)
RECORD = Action(
    "record",
    ("R",),
    mark("service record"),
    mark("The service record of the ticket: the one being written, or a new one."),
    Verb.WRITE_PAPER,
)
PAPERS = Action(
    "papers",
    ("F",),
    mark("papers"),
    mark("The papers of the ticket: start, print, give out, enter what came back."),
    Verb.WRITE_PAPER,
)


def is_for(officer: OfficerId, verb: Verb | None, *, assignee: OfficerId | None, offered: bool, risen: bool) -> bool:
    """Whether a verb makes sense for an officer, by who has the ticket: nobody takes what they have (SITE-2)."""
    match verb:
        case Verb.TAKE:
            return assignee != officer
        case Verb.ACCEPT | Verb.DECLINE:
            return offered and assignee == officer
        case Verb.SEE_RISEN:
            return risen
        case _:
            return True


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
            return
        from tui_desk.tui.screens.running import open_dialog, run_verb

        shown = self.ticket_shown()
        if shown and open_dialog(self, verb, shown):
            return
        if number := self.ticket_number():
            self.start(run_verb(self, verb, number, shown))

    def act_why(self) -> None:
        """Show why the clocks of the ticket stand where they do."""
        from tui_desk.tui.screens.why import WhyScreen

        if number := self.ticket_number():
            self.app.push_screen(WhyScreen(self.session, self.gateway, number))

    async def act_record(self) -> None:
        """Open the service record of the ticket."""
        from tui_desk.tui.screens.paper import open_record

        if number := self.ticket_number():
            await open_record(self, number)

    def act_papers(self) -> None:
        """Show the papers of the ticket."""
        from tui_desk.tui.screens.papers import PapersScreen

        if number := self.ticket_number():
            self.app.push_screen(PapersScreen(self.session, self.gateway, number))
