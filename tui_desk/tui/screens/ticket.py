"""The ticket's own screen: its clocks, its record, its history, and the keys that work on it now (TKT-2, TKT-3)."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.terms import STATES
from tui_desk.desk.views import Look, TicketView
from tui_desk.domain.verbs import Verb, possible
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Changed, Gateway, Line, PresenceChanged
from tui_desk.tui.history import history_rows
from tui_desk.tui.kept_rows import kept_rows
from tui_desk.tui.paint import NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.present import Present
from tui_desk.tui.presenting import Row, clock_rows, officer, priority_label, sheet_rows
from tui_desk.tui.screens.verbs import PAPERS, RECORD, VERB_ACTIONS, WHY, VerbScreen, is_for
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import STYLES, Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine

TWO_COLUMNS_FROM = 110
"""From this width the history stands beside the record."""


class TicketScreen(VerbScreen[None]):
    """One ticket, live: what others do to it appears by itself, and the place where one reads stays."""

    CSS_PATH = "ticket.tcss"
    AUTO_FOCUS = "#record"
    ALERTS = (2, 1)
    NAME = mark("The ticket")
    PURPOSE = mark(
        "Everything about one ticket: the clocks, the record, the promises, and the whole history. The bottom line "
        "shows what you may do with it as it stands now."
    )
    ACTIONS = (
        *VERB_ACTIONS,
        WHY,
        RECORD,
        PAPERS,
        Action(
            "call_back", ("h",), mark("call out"), mark("Call the user: notes, number, and what came of it."), Verb.WORK
        ),
        Action(
            "unseal",
            ("t",),
            mark("originals"),
            mark("Open the originals of masked private text; the reason and the look are on record."),
            Verb.UNSEAL,
        ),
        Action("back", ("escape", "q"), mark("back"), mark("Back to where you came from.")),
        Action("other", ("tab",), mark("other side"), mark("Between the record and the history."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("Read on, by a line."), quiet=True),
        Action("up", ("up",), mark("up"), mark("Read back, by a line."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page."), quiet=True),
        Action("first", ("home",), mark("top"), mark("To the top."), quiet=True),
        Action("last", ("end", "G"), mark("end"), mark("To the end: what happened last."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, number: str) -> None:
        super().__init__(session, gateway)
        self.number = number
        self.view: TicketView | None = None
        self._history: tuple[Row, ...] = ()
        self._kept: tuple[Row, ...] = ()
        self._present = gateway.presence.present
        self._wanted = self._reading = False

    def compose(self) -> ComposeResult:
        """Status, head, the two sheets, keys."""
        yield StatusLine(self.session)
        yield TextLine([(f" {self.number}", STRONG)], id="head")
        yield Rule()
        with Horizontal():
            yield Sheet(id="record", take_key=self._take_key)
            yield Sheet(id="history", take_key=self._take_key)
        yield Rule(id="place")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the ticket, and follow the clock."""
        self.set_interval(1, self.show_ticket)
        self.read()

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        two = event.size.width >= TWO_COLUMNS_FROM
        history = self.query_one("#history", Sheet)
        if history.display != two:
            if history.has_focus:
                self.query_one("#record", Sheet).focus()
            history.display = two
        self.show_ticket()

    def ticket_number(self) -> str:
        """This one."""
        return self.number

    def ticket_open(self) -> str:
        """This one."""
        return self.number

    def ticket_shown(self) -> TicketView | None:
        """As it was read last."""
        return self.view

    def allowed(self, action: Action) -> bool:
        """A verb must be the officer's, and the ticket's state must allow it now."""
        if action.verb is None or self.view is None or action.id == "new_call":
            return super().allowed(action) and (action.verb is None or action.id == "new_call")
        ticket, me = self.view.ticket, self.session.officer.staff_no
        offered, risen = ticket.offer is not None, ticket.risen_at is not None
        if not is_for(me, action.verb, assignee=ticket.assignee, offered=offered, risen=risen):
            return False
        return super().allowed(action) and possible(ticket, action.verb)

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read it again when it was this ticket that changed."""
        if any(change.entity in ("ticket", "look") and change.key == self.number for change in event.changes):
            self.read()

    def on_presence_changed(self, event: PresenceChanged) -> None:
        """Say who else has it open."""
        self._present = Present(event.others)
        if self.is_mounted:
            self.show_ticket()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def read(self) -> None:
        """Read the ticket as it stands."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                view, looks = await self.gateway.ask(self._look_up)
                self.view, self._kept = view, kept_rows(view, looks, self.session)
                self.number = view.ticket.number  # it may have been asked for by its local reference
                self._history = history_rows(view, self.session)
                self.show_ticket()
                self.refresh_keys()
        except DatabaseUnavailable:
            if self.view is None:
                raise
        finally:
            self._reading = False

    def _look_up(self, desk: Desk) -> tuple[TicketView, Sequence[Look]]:
        view = desk.ticket(self.number)
        private = view.ticket.sealed or view.ticket.attachments
        return view, desk.discretion.looks(view.ticket.number) if private else ()

    # What is shown

    def show_ticket(self) -> None:
        """Show the ticket as it was read last; costs nothing where nothing is different."""
        if self.view is None:
            return
        record = (*sheet_rows(self.view, self.session, self.session.now()), *self._kept)
        if self.query_one("#history").display:
            self.query_one("#history", Sheet).show(self._history)
        else:
            record = (*record, *self._history)
        self.query_one("#record", Sheet).show(record)
        self._show_head(self.view)

    def _show_head(self, view: TicketView) -> None:
        ticket = view.ticket
        sign = next((priority.mark for priority in view.norm.priorities if priority.code == ticket.priority), "")
        pieces: list[Piece] = [
            (f" {ticket.number}  ", STRONG),
            (f"{sign} {priority_label(ticket.priority, view.norm)}  ".lstrip(), STRONG),
            (f"{tr(STATES[ticket.state])}  ", PLAIN),
            (officer(ticket.assignee, self.session) if ticket.assignee else tr("nobody yet"), QUIET),
        ]
        if readers := self._present.on(ticket.number):
            names = ", ".join(self.session.officer_name(each) for each in readers)
            pieces.append((f"  {tr('open at: {names}', names=names)}", NEAR))
        clocks: list[Piece] = []
        for row in clock_rows(ticket, self.session, self.session.now()):
            clocks += [(f"{row.label} ", QUIET), (f"{row.text}  ", STYLES[row.tone])]
        self.query_one("#head", TextLine).show(pieces, clocks if self.size.width >= TWO_COLUMNS_FROM else ())

    def on_sheet_moved(self) -> None:
        """Show which lines are seen, where not all are."""
        first, last, lines = self._sheet().place
        self.query_one("#place", Rule).show(
            (), [(f" {first}-{last}/{lines} ", QUIET)] if last - first + 1 < lines else ()
        )

    # What the keys do

    def _take_key(self, key: str) -> bool:
        """What a sheet asks before it takes a key itself: keys work in the order they were typed."""
        action = next((a for a in self.actions() if key in a.all_keys() and self.allowed(a)), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def act_call_back(self) -> None:
        """Call out about this ticket (CALL-18)."""
        from tui_desk.tui.screens.call_back import CallBackScreen

        self.app.push_screen(CallBackScreen(self.session, self.gateway, self.number))

    async def act_unseal(self) -> None:
        """Ask why, and show the originals until they are closed."""
        from tui_desk.tui.screens.unsealing import open_originals

        if self.view is not None:
            await open_originals(self, self.view)

    def act_back(self) -> None:
        """Leave the ticket."""
        self.dismiss(None)

    def act_other(self) -> None:
        """To the other sheet, where there are two."""
        self.focus_next("Sheet")
        self.on_sheet_moved()

    def _sheet(self) -> Sheet:
        return self.focused if isinstance(self.focused, Sheet) else self.query_one("#record", Sheet)

    def act_down(self) -> None:
        """A line on."""
        self._sheet().scroll_down(animate=False)

    def act_up(self) -> None:
        """A line back."""
        self._sheet().scroll_up(animate=False)

    def act_page_down(self) -> None:
        """A page on."""
        self._sheet().scroll_page_down(animate=False)

    def act_page_up(self) -> None:
        """A page back."""
        self._sheet().scroll_page_up(animate=False)

    def act_first(self) -> None:
        """To the top."""
        self._sheet().scroll_home(animate=False)

    def act_last(self) -> None:
        """To the end."""
        self._sheet().scroll_end(animate=False)
