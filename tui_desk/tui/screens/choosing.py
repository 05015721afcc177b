"""One of many, on a screen of its own: an end, an officer."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from tui_desk.i18n import mark
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import STRONG
from tui_desk.tui.screens.early_keys import EarlyModal
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.pick_field import Entry, PickField
from tui_desk.tui.widgets.text_line import Rule, TextLine


class ChoosingScreen(EarlyModal[str | None]):
    """Dismissed with the code that was chosen, or None."""

    CSS_PATH = "choosing.tcss"
    NAME = mark("One of many")
    PURPOSE = mark("Type to narrow the list, or press the digit of an entry.")
    ACTIONS = (
        Action("choose", ("enter",), mark("choose"), mark("Choose this one.")),
        Action("back", ("escape",), mark("back"), mark("Back; nothing changes.")),
    )
    COMMON = (HELP,)

    def __init__(
        self, session: Session, gateway: Gateway, title: str, entries: Sequence[Entry], value: str = ""
    ) -> None:
        super().__init__(session, gateway)
        self._title = title
        self._pick = PickField(entries, value, changed=lambda _: None, take_key=self._take_key)

    def compose(self) -> ComposeResult:
        """What is chosen, and the list."""
        yield TextLine([(f" {self._title}", STRONG)])
        yield Rule()
        yield self._pick
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self._pick.typed)
        self.ready()

    def _take_key(self, key: str) -> bool:
        action = next((each for each in self.ACTIONS if key in each.keys), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def act_choose(self) -> None:
        """This one."""
        self.dismiss(self._pick.answer)

    def act_back(self) -> None:
        """None."""
        self.dismiss(None)
