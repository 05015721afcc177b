"""The selected ticket beside the list: what one wants to know before opening it."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui_desk.desk.errors import DatabaseUnavailable, NoSuchTicket
from tui_desk.desk.views import TicketView
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.session import Session
from tui_desk.tui.text import block

REST_SECONDS = 0.15
"""How long the cursor must rest before the pane follows it."""
SHOWN_CHARACTERS = 400
"""How much of one text the pane shows; the ticket's own screen shows more."""


class TicketPane(Static, can_focus=False):
    """Follows the cursor of the list once it rests."""

    DEFAULT_CSS = "TicketPane { width: 36%; min-width: 40; max-width: 60; height: 1fr; padding: 0 1 0 2; }"

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__("", markup=False)
        self.session, self.gateway = session, gateway
        self._number: str | None = None
        self._rest: Timer | None = None

    def follow(self, number: str | None) -> None:
        """Show this ticket once the cursor has rested on it; None shows nothing."""
        self._number = number
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self.read)

    def read(self) -> None:
        """Read the ticket again and show it as it stands."""
        self.run_worker(self._read(self._number), group="pane", exclusive=True, exit_on_error=False)

    async def _read(self, number: str | None) -> None:
        if number is None or not self.display:
            self.update("")
            return
        try:
            view = await self.gateway.ask(lambda desk: desk.ticket(number))
        except (NoSuchTicket, DatabaseUnavailable):
            self.update("")
            return
        if number == self._number:
            self.update(self._sheet(view))

    def _sheet(self, view: TicketView) -> Content:
        from tui_desk.tui.history import history_rows
        from tui_desk.tui.presenting import Row, Tone, sheet_rows

        styles = {
            Tone.PLAIN: "",
            Tone.QUIET: "dim",
            Tone.LOUD: "bold",
            Tone.HEADING: "bold",
            Tone.BREACHED: "$overdue bold",
            Tone.NEAR: "$near",
        }

        def piece(row: Row) -> Content:
            label = Content.styled(f"{row.label}  ", "dim") if row.label else Content("")
            return label + Content.styled(block(row.text, SHOWN_CHARACTERS).plain, styles[row.tone])

        rows = [*sheet_rows(view, self.session, self.session.now()), *history_rows(view, self.session)[-4:]]
        return Content("\n").join([Content.styled(view.ticket.number, "bold"), *map(piece, rows)])
