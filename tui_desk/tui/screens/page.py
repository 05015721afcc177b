"""A page of the manual: plain text, line by line as it was written, to be read and copied."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui_desk.i18n import mark
from tui_desk.manual import page
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import block
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule


class PageScreen(ActionModal[None]):
    """One page."""

    CSS_PATH = "page.tcss"
    AUTO_FOCUS = "VerticalScroll"
    NAME = mark("Manual")
    COMMON = ()
    ACTIONS = (
        Action("back", ("escape", "q"), mark("back"), mark("Back to the screen.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on.")),
        Action("up", ("up", "k"), mark("up"), mark("Read back.")),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page.")),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page.")),
    )

    def __init__(self, session: Session, gateway: Gateway, name: str) -> None:
        super().__init__(session, gateway)
        self._page = page(name)

    def compose(self) -> ComposeResult:
        """The text, and the keys."""
        with VerticalScroll():
            yield Static(block(self._page), markup=False)
        yield Rule()
        yield KeyBar()

    def act_back(self) -> None:
        """Close the page."""
        self.dismiss(None)

    def act_down(self) -> None:
        """A line on."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def act_up(self) -> None:
        """A line back."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def act_page_down(self) -> None:
        """A page on."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def act_page_up(self) -> None:
        """A page back."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)
