"""待编号: the database does not answer; the caller is told the call's own reference, and the number later (CALL-13)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_desk.i18n import mark, tr
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway, Line
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, STRONG
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.big_number import BigNumber
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine

LEAVE, RETRY = "leave", "retry"


class PendingScreen(ActionModal[str | None]):
    """Dismissed with LEAVE to have the call delivered later, RETRY to ask once more, None to go on with the call."""

    CSS_PATH = "number.tcss"
    NAME = mark("Number to come")
    PURPOSE = mark(
        "The database does not answer. The call is safe on this host and keeps its reference for ever; its number "
        "follows by itself, and telling the caller is then a promise of the desk."
    )
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action("leave", ("enter",), mark("told; hang up"), mark("The caller knows; the number follows by itself.")),
        Action("retry", ("r",), mark("try again"), mark("Ask the database for the number once more.")),
        Action("copy", ("c",), mark("copy"), mark("Copy the reference to the clipboard of your terminal.")),
        Action("back", ("escape",), mark("go on"), mark("Back to the read-back: go on with the call.")),
    )

    def __init__(self, session: Session, gateway: Gateway, hand: CallInHand) -> None:
        super().__init__(session, gateway)
        self.hand = hand

    def compose(self) -> ComposeResult:
        """The reference, and the sentences to say."""
        reference = self.hand.call.reference
        caller = call_texts.form_of_address(self.hand.call, self.hand.norm)
        facts = {"reference": reference, "caller": caller}
        if caller:
            say = tr("{caller}, everything is noted under {reference}.", **facts)
        else:
            say = tr("Everything is noted under {reference}.", **facts)
        yield TextLine(id="head")
        yield Rule()
        with Vertical(id="number"):
            yield BigNumber(reference)
            yield Static(line(reference), id="plain", markup=False)
            yield Static(block(f"“{say}”"), classes="say loud", markup=False)
            yield Static(block(f"“{tr('You will get the ticket number by text message in a moment.')}”"), classes="say")
            yield TextLine(id="line")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Say how it stands."""
        self.query_one("#head", TextLine).show(
            [(f" {tr('Number to come')}  ", STRONG), (call_texts.who(self.hand.call, self.hand.norm), PLAIN)]
        )
        self._tell(up=False)
        self.refresh_keys()

    def on_line(self, event: Line) -> None:
        """The database answers again: then the caller may hear the number now."""
        super().on_line(event)
        self._tell(up=event.up)

    def _tell(self, *, up: bool) -> None:
        if up:
            told = (tr("The database answers again: r gets the number now."), NEAR)
        else:
            told = (tr("The database does not answer. The call is safe on this host."), OVERDUE)
        self.query_one("#line", TextLine).show([told])

    def act_leave(self) -> None:
        """The caller was told; the number follows."""
        self.dismiss(LEAVE)

    def act_retry(self) -> None:
        """Ask once more."""
        self.dismiss(RETRY)

    def act_copy(self) -> None:
        """Copy the reference through the terminal (OSC 52)."""
        self.app.copy_to_clipboard(self.hand.call.reference)

    def act_back(self) -> None:
        """Go on with the call."""
        self.dismiss(None)
