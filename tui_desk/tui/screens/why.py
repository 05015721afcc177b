"""Why a ticket's clocks stand where they do: the answer in one sentence, the rule, and every stretch of time."""

from __future__ import annotations

from textual.app import ComposeResult

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.why_table import table
from tui_desk.desk.why_words import Teller, answer, facts, in_short
from tui_desk.desk.whys import ClockWhy, TicketWhys
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import PLAIN, QUIET, STRONG
from tui_desk.tui.presenting import priority_label
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.why_lines import fact_lines, now_at, table_lines, tabs
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.piece_sheet import PieceSheet
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

ANSWER_LINES = 3
"""How many lines the answer takes at most."""


class WhyScreen(ActionScreen[None]):
    """One ticket's clocks explained, live."""

    CSS_PATH = "why.tcss"
    AUTO_FOCUS = ""
    ALERTS = (3, 1)
    NAME = mark("Why")
    PURPOSE = mark(
        "Why a clock stands where it does: the service level and the rule that chose it, and every stretch of time "
        "from its start to when it is due, with what it counted and because of what. What counted stands out; what "
        "did not says why. The shell prints the same: tui-desk ticket why NUMBER."
    )
    ACTIONS = (
        Action("next", ("tab", "right"), mark("next clock"), mark("The next clock of the ticket.")),
        Action("previous", ("shift+tab", "left"), mark("clock before"), mark("The clock before."), quiet=True),
        Action("back", ("escape", "q", "k"), mark("back"), mark("Back to where you came from.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on, by a line.")),
        Action("up", ("up",), mark("up"), mark("Read back, by a line.")),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page.")),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page."), quiet=True),
        Action("first", ("home", "g"), mark("top"), mark("To the top: the rule that chose the clock."), quiet=True),
        Action("last", ("end", "G"), mark("end"), mark("To the end: when it is due."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, number: str) -> None:
        super().__init__(session, gateway)
        self.number = number
        self.whys: TicketWhys | None = None
        self._at = 0
        self._place_wanted = True

    def compose(self) -> ComposeResult:
        """Status, the ticket with its clocks, the answer, the table, keys."""
        yield StatusLine(self.session)
        yield TextLine([(f" {self.number}", STRONG)], id="head")
        yield TextLine(id="clocks")
        yield Rule()
        yield PieceSheet(id="answer")
        yield TextLine(id="short")
        yield Rule()
        yield PieceSheet(id="table")
        yield Rule(id="place")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the ticket, and follow the clock."""
        self.set_interval(1, self.show_why)
        self.start(self._read())

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read it again when it was this ticket that changed."""
        if any(change.entity == "ticket" and change.key == self.number for change in event.changes):
            self.start(self._read())

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.start(self._read())

    async def _read(self) -> None:
        chosen = self._chosen()
        try:
            self.whys = await self.gateway.ask(lambda desk: desk.whys.of(self.number))
        except DatabaseUnavailable:
            if self.whys is None:
                raise
            return
        keys = [(each.clock.milestone, each.clock.cycle, each.clock.turn) for each in self.whys.clocks]
        if chosen is not None:
            clock = chosen.clock
            key = clock.milestone, clock.cycle, clock.turn
            self._at = keys.index(key) if key in keys else 0
        self.show_why()
        self.refresh_keys()

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now; names may be others."""
        super().renew(session)
        self.show_why()

    # What is shown

    def _chosen(self) -> ClockWhy | None:
        clocks = self.whys.clocks if self.whys else ()
        return clocks[min(self._at, len(clocks) - 1)] if clocks else None

    def show_why(self) -> None:
        """Show the chosen clock as it stands now; costs nothing where nothing is different."""
        whys, chosen, now = self.whys, self._chosen(), self.session.now()
        if whys is None:
            return
        ticket = whys.ticket
        self.query_one("#head", TextLine).show(
            [
                (f" {ticket.number}  ", STRONG),
                (f"{priority_label(ticket.priority, whys.norm)}  ", STRONG),
                (one_line(ticket.summary), PLAIN),
            ]
        )
        self.query_one("#clocks", TextLine).show(tabs(whys.clocks, self._at, now, self.size.width))
        if chosen is None:
            self._show_answer(tr("No clock counts here: no service level has such a target for the ticket."))
            return
        told, teller = chosen.by_the_second(now), self._teller()
        self._show_answer(answer(told, teller, now))
        self.query_one("#short", TextLine).show([(f" {one_line(in_short(told, whys))}", QUIET)])
        sheet = self.query_one("#table", PieceSheet)
        width = sheet.scrollable_content_region.width
        if not width:
            return
        rows = table(told, teller)
        led = tuple(fact_lines(tuple(facts(told, whys, teller, now)), width))
        lines = (*led, (("", PLAIN),), *table_lines(rows, width))
        sheet.show(lines)
        if self._place_wanted:
            self._place_wanted = False
            sheet.bring_into_view(now_at(lines, rows))

    def _show_answer(self, sentence: str) -> None:
        shown = self.query_one("#answer", PieceSheet)
        width = shown.scrollable_content_region.width
        lines = list(broken(one_line(sentence), max(8, width)))[:ANSWER_LINES]
        if shown.size.height != len(lines):
            shown.styles.height = len(lines)
        shown.show([((line, STRONG),) for line in lines])

    def _teller(self) -> Teller:
        names = {staff_no: each.name for staff_no, each in self.session.officers.items()}
        return Teller(self.session.zone, names)

    def on_piece_sheet_resized(self) -> None:
        """Lay the lines out for another width."""
        self._place_wanted = True
        self.show_why()

    def on_piece_sheet_moved(self) -> None:
        """Show which lines are seen, where not all are."""
        first, last, lines = self.query_one("#table", PieceSheet).place
        self.query_one("#place", Rule).show(
            (), [(f" {first}-{last}/{lines} ", QUIET)] if last - first + 1 < lines else ()
        )

    # What the keys do

    def allowed(self, action: Action) -> bool:
        """Another clock is offered where there is one."""
        if action.id in ("next", "previous"):
            return self.whys is not None and len(self.whys.clocks) > 1
        return super().allowed(action)

    def _choose(self, by: int) -> None:
        if self.whys is not None and self.whys.clocks:
            self._at = (self._at + by) % len(self.whys.clocks)
            self._place_wanted = True
            self.show_why()

    def act_next(self) -> None:
        """The next clock."""
        self._choose(1)

    def act_previous(self) -> None:
        """The clock before."""
        self._choose(-1)

    def act_back(self) -> None:
        """Back to where the officer came from."""
        self.dismiss(None)

    def act_down(self) -> None:
        """A line on."""
        self.query_one("#table", PieceSheet).scroll_down(animate=False)

    def act_up(self) -> None:
        """A line back."""
        self.query_one("#table", PieceSheet).scroll_up(animate=False)

    def act_page_down(self) -> None:
        """A page on."""
        self.query_one("#table", PieceSheet).scroll_page_down(animate=False)

    def act_page_up(self) -> None:
        """A page back."""
        self.query_one("#table", PieceSheet).scroll_page_up(animate=False)

    def act_first(self) -> None:
        """To the top."""
        self.query_one("#table", PieceSheet).scroll_home(animate=False)

    def act_last(self) -> None:
        """To the end."""
        self.query_one("#table", PieceSheet).scroll_end(animate=False)
