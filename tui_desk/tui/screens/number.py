"""The ticket's number 单号, large, with what to say before hanging up, and the text to send (CALL-13, CALL-19)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_desk.domain.call import Call, End
from tui_desk.domain.spoken import ticket_number
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Words
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.screens.base import ActionScreen, NewCall
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.big_number import BigNumber
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine


class NumberScreen(ActionScreen[None]):
    """Tell the caller the number, ask whether there is anything else, say goodbye. Dismissed as the telephone is down.

    What goes on is another call: with the next matter, the same caller is filled in already.
    """

    CSS_PATH = "number.tcss"
    NAME = mark("Ticket number")
    PURPOSE = mark(
        "Tell the caller the number. It was copied to the clipboard of your terminal, if that allows it; the text "
        "message below can be copied too, or selected with the mouse."
    )
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action("leave", ("enter", "escape", "q"), mark("hang up"), mark("The call is over: back to the queue.")),
        Action(
            "another",
            ("y",),
            mark("another matter"),
            mark("The caller has another matter: a new call with the same caller filled in."),
            Verb.REGISTER,
        ),
        Action("copy_text", ("t",), mark("copy the text"), mark("Copy the text message to your terminal's clipboard.")),
        Action("copy", ("c",), mark("copy the number"), mark("Copy the number to your terminal's clipboard again.")),
    )

    def __init__(self, session: Session, gateway: Gateway, ticket: Ticket, call: Call) -> None:
        super().__init__(session, gateway)
        self.ticket, self._call = ticket, call

    def compose(self) -> ComposeResult:
        """The number, the sentences to say, and the text to send."""
        yield TextLine(id="head")
        yield Rule()
        with Vertical(id="number"):
            yield BigNumber(self.ticket.number)
            yield Static(line(self.ticket.number), id="plain", markup=False)
            number = ticket_number(self.ticket.number)
            yield Static(block(self._quoted("number", number=number)), classes="say loud", markup=False)
            yield TextLine(self._dues(), id="dues")
            yield Static(block(f"{tr('Text message')}  {self.text_message()}"), id="text", markup=False)
            yield Static(block(self._quoted("anything_else")), classes="say", markup=False)
            yield Static(block(self._quoted("goodbye")), classes="say", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Copy the number."""
        self.act_copy()

    def text_message(self) -> str:
        """The SMS or IM that tells the number, and by when the caller hears from the desk."""
        due = self._answered_by()
        return self._script("message_text" if due else "number", number=self.ticket.number, due=due)

    def _answered_by(self) -> str:
        """The first promise that is open, or else the time to respond by; empty when neither is owed."""
        ticket = self.ticket
        open_promises = [promise.due_at for promise in ticket.promises if promise.kept_at is None]
        clocks = [clock.due_at for clock in ticket.clocks if clock.milestone == "respond" and clock.reached_at is None]
        dues = open_promises or clocks or [clock.due_at for clock in ticket.clocks if clock.reached_at is None]
        return call_texts.clock_time(min(dues), self.session.now(), self.session) if dues else ""

    def _script(self, name: str, **facts: str) -> str:
        return call_texts.script(self.session.norm.scripts.get(name, Words()), self.session, self._call, **facts)

    def _quoted(self, name: str, **facts: str) -> str:
        said = self._script(name, **facts)
        return f"“{said}”" if said else ""

    def _dues(self) -> call_texts.Pieces:
        label = self.session.priority_label(self.ticket.priority)
        dues = call_texts.clock_dues(self.ticket, self.session)
        return [(f"{label}  ", STRONG), *dues]

    def _say_copied(self, what: str) -> None:
        title = tr("Added to a ticket") if self._call.end is End.ADDED else tr("The call is registered")
        self.query_one("#head", TextLine).show(
            [(f" {title}  ", STRONG), (call_texts.who(self._call, self.session.norm), QUIET)], [(f"{what} ", QUIET)]
        )

    def act_copy(self) -> None:
        """Copy the number through the terminal (OSC 52)."""
        self.app.copy_to_clipboard(self.ticket.number)
        self._say_copied(tr("number copied to the clipboard"))

    def act_copy_text(self) -> None:
        """Copy the text message through the terminal (OSC 52)."""
        self.app.copy_to_clipboard(self.text_message())
        self._say_copied(tr("text copied to the clipboard"))

    def act_another(self) -> None:
        """End this call, and open a new one with the same caller."""
        known = {
            question.code: self._call.answer(question.code)
            for question in self.session.norm.questions()
            if question.fills.startswith("requester_") and self._call.answer(question.code)
        }
        self.app.post_message(NewCall(answers=known))
        self.dismiss(None)

    def act_leave(self) -> None:
        """The telephone is down."""
        self.dismiss(None)
