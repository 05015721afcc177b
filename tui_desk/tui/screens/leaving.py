"""Leaving while calls are not registered: asked once, so that none is forgotten."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.key_bar import KeyBar


class LeavingScreen(ActionModal[bool]):
    """Dismissed with whether to leave."""

    CSS_PATH = "leaving.tcss"
    NAME = mark("Leave?")
    PURPOSE = mark("Some calls are not registered yet. They are kept, and offered again at the next start.")
    ACTIONS = (
        Action("leave", ("enter", "q"), mark("leave"), mark("Leave; the calls are kept.")),
        Action("stay", ("escape", "n"), mark("stay"), mark("Back to the desk.")),
    )

    def __init__(self, session: Session, gateway: Gateway, parked: int, in_hand: int) -> None:
        super().__init__(session, gateway)
        self._parked, self._in_hand = parked, in_hand

    def compose(self) -> ComposeResult:
        """One sentence and two keys."""
        with Vertical(id="dialog"):
            count = self._parked + self._in_hand
            yield Static(line(tr("Calls that are not registered yet: {count}.", count=count)), id="question")
            yield Static(line(self._details()))
            yield Static(line(tr(self.PURPOSE)))
            yield KeyBar()

    def _details(self) -> str:
        """How many of each kind there are."""
        kinds = (
            (mark("In hand: {count}."), self._in_hand),
            (mark("Parked: {count}."), self._parked),
            (mark("To be numbered: {count}."), self.gateway.waiting_calls),
        )
        return " ".join(tr(sentence, count=count) for sentence, count in kinds if count)

    def act_leave(self) -> None:
        """Leave."""
        self.dismiss(True)

    def act_stay(self) -> None:
        """Stay."""
        self.dismiss(False)
