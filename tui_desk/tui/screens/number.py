"""The ticket's number 单号, large, with what to say before hanging up (CALL-13, CALL-19)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_desk.domain.call import Call
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Words
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.big_number import BigNumber
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine


class NumberScreen(ActionScreen[None]):
    """Tell the caller the number, ask whether there is anything else, say goodbye."""

    CSS_PATH = "number.tcss"
    NAME = mark("Ticket number")
    PURPOSE = mark("Tell the caller the number. It was copied to the clipboard of your terminal, if that allows it.")
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action(
            "leave", ("enter", "escape", "q"), mark("back to the queue"), mark("The call is over: back to the queue.")
        ),
        Action("copy", ("c",), mark("copy again"), mark("Copy the number to the clipboard of your terminal again.")),
    )

    def __init__(self, session: Session, gateway: Gateway, ticket: Ticket, call: Call) -> None:
        super().__init__(session, gateway)
        self.ticket, self._call = ticket, call

    def compose(self) -> ComposeResult:
        """The number, and the sentences to say."""
        yield TextLine([(f" {tr('Registered')}", STRONG)], [(f"{tr('copied to the clipboard')} ", QUIET)])
        yield Rule()
        with Vertical(id="number"):
            yield BigNumber(self.ticket.number)
            yield Static(line(self.ticket.number), id="plain", markup=False)
            yield Static(line(self._script("number")), classes="say loud", markup=False)
            yield TextLine(self._dues(), id="dues")
            yield Static(line(self._script("anything_else")), classes="say", markup=False)
            yield Static(line(self._script("goodbye")), classes="say", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Copy the number."""
        self.act_copy()

    def _script(self, name: str) -> str:
        words = self.session.norm.scripts.get(name, Words())
        said = call_texts.script(words, self.session, self._call, number=self.ticket.number)
        return f"“{said}”" if said else ""

    def _dues(self) -> call_texts.Pieces:
        label = self.session.priority_label(self.ticket.priority)
        dues = call_texts.clock_dues(self.ticket, self.session)
        return [(f"{label}  ", STRONG), *dues]

    def act_copy(self) -> None:
        """Copy the number through the terminal (OSC 52)."""
        self.app.copy_to_clipboard(self.ticket.number)

    def act_leave(self) -> None:
        """Back to the queue."""
        self.dismiss(None)
