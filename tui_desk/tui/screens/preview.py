"""A paper as it is printed, in plain text, and where its Word file was written (SITE-9)."""

from __future__ import annotations

from textual.app import ComposeResult

from tui_desk.desk.papers import PaperView
from tui_desk.domain.text import clean
from tui_desk.i18n import language, mark
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.printing import Printer
from tui_desk.tui.rows import Row
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.text_line import Rule, TextLine


class PreviewScreen(ActionModal[bool]):
    """The paper as text. Dismissed with whether it is to be printed."""

    CSS_PATH = "papers.tcss"
    AUTO_FOCUS = "Sheet"
    NAME = mark("Print")
    PURPOSE = mark("The paper as it will be printed. p writes the Word file and notes that it was given out.")
    COMMON = ()
    ACTIONS = (
        Action("go", ("p", "enter"), mark("Word file"), mark("Write the Word file; the paper is given out then.")),
        Action("back", ("escape", "q"), mark("back"), mark("Back; nothing is printed.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on."), quiet=True),
        Action("up", ("up", "k"), mark("up"), mark("Read back."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page.")),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, view: PaperView, printer: Printer) -> None:
        super().__init__(session, gateway)
        self._view, self._printer = view, printer

    def compose(self) -> ComposeResult:
        """The paper, line by line."""
        title = self._view.form.title.in_(language())
        yield TextLine([(f" {title}  ", STRONG), (self._view.paper.number, QUIET)])
        yield Rule()
        yield Sheet()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Lay it out for this width."""
        self.on_resize()

    def on_resize(self) -> None:
        """Lay it out for another width."""
        width = max(40, self.size.width - 2)
        text = clean(self._printer.text(self._view, self.session.desk, width)).text
        self.query_one(Sheet).show([Row(line) for line in text.split("\n")])

    def act_go(self) -> None:
        """Print it."""
        self.dismiss(True)

    def act_back(self) -> None:
        """Do not."""
        self.dismiss(False)

    def act_down(self) -> None:
        """A line on."""
        self.query_one(Sheet).scroll_down(animate=False)

    def act_up(self) -> None:
        """A line back."""
        self.query_one(Sheet).scroll_up(animate=False)

    def act_page_down(self) -> None:
        """A page on."""
        self.query_one(Sheet).scroll_page_down(animate=False)

    def act_page_up(self) -> None:
        """A page back."""
        self.query_one(Sheet).scroll_page_up(animate=False)
