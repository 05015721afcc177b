"""A call's own record: everything that was typed, its phases and holds, and the way to its ticket (CALL-15)."""

from __future__ import annotations

from textual.app import ComposeResult

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.terms import ENDS
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.call_rows import answers_again, record_rows
from tui_desk.tui.gateway import Changed, Gateway
from tui_desk.tui.paint import PLAIN, QUIET, STRONG
from tui_desk.tui.presenting import moment, officer
from tui_desk.tui.screens.base import ActionScreen, NewCall, OpenTicket
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

_CLOSED_CASES = frozenset({End.SILENT, End.WRONG_NUMBER, End.NUISANCE})


class CallRecordScreen(ActionScreen[None]):
    """One call of the log, live."""

    CSS_PATH = "call_record.tcss"
    AUTO_FOCUS = "Sheet"
    NAME = mark("The call")
    PURPOSE = mark(
        "All that stays of one call: how it ended, who called, when each phase was passed, and everything that was "
        "typed. A call that was cut short is taken up again as a new one, with its answers."
    )
    ACTIONS = (
        Action("ticket", ("t", "enter"), mark("ticket"), mark("Open the ticket that the call led to.")),
        Action(
            "again", ("a",), mark("take up again"), mark("Open a new call with the answers of this one."), Verb.REGISTER
        ),
        Action("back", ("escape", "q"), mark("back"), mark("Back to where you came from.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on, by a line."), quiet=True),
        Action("up", ("up", "k"), mark("up"), mark("Read back, by a line."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("Read on, by a page."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back, by a page."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, call: CallRecord) -> None:
        super().__init__(session, gateway)
        self.call = call

    def compose(self) -> ComposeResult:
        """Status, head, the sheet, keys."""
        yield StatusLine(self.session)
        yield TextLine(id="head")
        yield Rule()
        yield Sheet(take_key=self._take_key)
        yield Rule(id="place")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the call as the log has it."""
        self._show()

    def on_changed(self, event: Changed) -> None:
        """Read it again when it was this call that changed."""
        if any(change.entity == "call" and change.key == self.call.id for change in event.changes):
            self.start(self._read())

    async def _read(self) -> None:
        try:
            self.call = await self.gateway.ask(lambda desk: desk.calls.record(self.call.id))
        except DatabaseUnavailable:
            return
        self._show()

    def _show(self) -> None:
        call = self.call
        self.query_one("#head", TextLine).show(
            [
                (f" {moment(call.began_at, self.session)}  ", STRONG),
                (f"{tr(ENDS[call.end])}  ", STRONG),
                (f"{call.ticket}  ", PLAIN),
                (officer(call.officer, self.session) if call.officer else tr("nobody"), QUIET),
            ]
        )
        self.query_one(Sheet).show(record_rows(call, self.session, self.session.norm))
        self.refresh_keys()

    def allowed(self, action: Action) -> bool:
        """A ticket is opened where the call has one; taken up again is a call without, in which somebody spoke."""
        if action.id == "ticket":
            return bool(self.call.ticket)
        if action.id == "again":
            return super().allowed(action) and not self.call.ticket and self.call.end not in _CLOSED_CASES
        return super().allowed(action)

    def on_sheet_moved(self) -> None:
        """Show which lines are seen, where not all are."""
        first, last, lines = self.query_one(Sheet).place
        self.query_one("#place", Rule).show(
            (), [(f" {first}-{last}/{lines} ", QUIET)] if last - first + 1 < lines else ()
        )

    def _take_key(self, key: str) -> bool:
        action = next((each for each in self.actions() if key in each.all_keys() and self.allowed(each)), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def act_ticket(self) -> None:
        """Open its ticket."""
        self.post_message(OpenTicket(self.call.ticket))

    def act_again(self) -> None:
        """A new call with the answers of this one."""
        self.post_message(NewCall(answers=answers_again(self.call)))

    def act_back(self) -> None:
        """Back to the log."""
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
