"""The manual behind `?`: what this screen is for, and each of its keys in a sentence."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.screens.base import ActionModal, ActionScreen
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule

KEY_CELLS = 12


class HelpScreen(ActionModal[None]):
    """The keys of the screen below it. What does not work now is quiet."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "VerticalScroll"
    ALERTS = (0, 1)
    COMMON = ()
    ACTIONS = (
        Action("back", ("escape", "q", "question_mark", "f1"), mark("back"), mark("Back to the screen.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on.")),
        Action("up", ("up", "k"), mark("up"), mark("Read back.")),
        Action("exchange", ("m",), mark("exchange"), mark("How a telephone exchange tells the desk who rings.")),
    )

    def __init__(self, of: ActionScreen[Any]) -> None:
        super().__init__(of.session, of.gateway)
        self._of = of

    def compose(self) -> ComposeResult:
        """A paragraph, and a line for each key."""
        with VerticalScroll():
            yield Static(Content.styled(tr(self._of.NAME), "bold"), markup=False)
            yield Static(tr(self._of.PURPOSE), markup=False, id="purpose")
            for action in self._of.actions():
                if action.id in self._of.TOLD_BY_ANOTHER:
                    continue
                yield Static(key_line(action, works=self._of.allowed(action)), markup=False, classes="key")
            yield Static(tr(TWINS), markup=False, id="twins")
        yield Rule()
        yield KeyBar()

    def act_back(self) -> None:
        """Close the help."""
        self.dismiss()

    def act_exchange(self) -> None:
        """Show how to connect a telephone exchange."""
        from tui_desk.tui.screens.page import PageScreen

        self.app.push_screen(PageScreen(self.session, self.gateway, "exchange"))

    def act_down(self) -> None:
        """Scroll down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def act_up(self) -> None:
        """Scroll up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)


TWINS = mark(
    "A Chinese input method may stay on: alt with a letter does the same as the letter, and the full-width "
    "forms of ? : / are understood."
)


def key_line(action: Action, *, works: bool) -> Content:
    """An action's keys and its sentence; quiet when it does not work now."""
    keys = fit("  ".join(action.shown_keys()), KEY_CELLS)
    style = "" if works else "dim"
    return Content.styled(keys + " ", "$accent" if works else "dim") + Content.styled(tr(action.help), style)
