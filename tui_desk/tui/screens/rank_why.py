"""Why the people stand in this order for a ticket: every reason with its points, so that anybody can add them up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult

from tui_desk.desk import rank_words
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import Ranked
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.rows import Row, Tone
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.text_line import Rule, TextLine


class RankWhyScreen(ActionModal[None]):
    """The reasons of a ranking as it stood when it was opened."""

    CSS_PATH = "page.tcss"
    AUTO_FOCUS = "Sheet"
    NAME = mark("Why this order")
    PURPOSE = mark(
        "Everybody who may be given the ticket, the best first: the points, and the reasons that gave them. The same "
        "people and the same ticket at the same instant always give the same order; equals stand by staff number."
    )
    COMMON = (HELP,)
    ACTIONS = (
        Action("back", ("escape", "q", "k"), mark("back"), mark("Back to the board.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on."), quiet=True),
        Action("up", ("up",), mark("up"), mark("Read back."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page.")),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page.")),
    )

    def __init__(self, session: Session, gateway: Gateway, row: QueueRow, ranked: Sequence[Ranked]) -> None:
        super().__init__(session, gateway)
        self._row, self._ranked = row, ranked

    def compose(self) -> ComposeResult:
        """A head, everybody with their reasons, the keys."""
        yield TextLine([(f" {tr('Why this order')}  {self._row.number}  ", STRONG), (self._row.summary[:200], QUIET)])
        yield Rule()
        yield Sheet()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Tell the reasons."""
        self.query_one(Sheet).show(tuple(self._rows()))
        self.refresh_keys()

    def _rows(self) -> Iterator[Row]:
        session = self.session
        for place, each in enumerate(self._ranked, start=1):
            officer = each.person.officer
            yield Row(f"{place} {officer.name} {officer.staff_no} {each.points:+}", tone=Tone.HEADING)
            for told in rank_words.lines(each, session.norm, session.zone, session.now()):
                yield Row(told.words, f"{told.points:+}" if told.points else "0", Tone.QUIET)

    def act_back(self) -> None:
        """Close it."""
        self.dismiss(None)

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
