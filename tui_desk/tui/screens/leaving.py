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

    def __init__(self, session: Session, gateway: Gateway, calls: int) -> None:
        super().__init__(session, gateway)
        self._calls = calls

    def compose(self) -> ComposeResult:
        """One sentence and two keys."""
        with Vertical(id="dialog"):
            yield Static(line(tr("Calls that are not registered yet: {count}.", count=self._calls)), id="question")
            yield Static(line(tr(self.PURPOSE)))
            yield KeyBar()

    def act_leave(self) -> None:
        """Leave."""
        self.dismiss(True)

    def act_stay(self) -> None:
        """Stay."""
        self.dismiss(False)
