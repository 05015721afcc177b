"""The selected ticket beside the list: what one wants to know before opening it."""

from __future__ import annotations

from dataclasses import replace

from textual.timer import Timer

from tui_desk.desk.errors import DatabaseUnavailable, NoSuchTicket
from tui_desk.desk.views import TicketView
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.history import history_rows
from tui_desk.tui.presenting import Row, Tone, sheet_rows
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.sheet import Sheet

REST_SECONDS = 0.15
"""How long the cursor must rest before the pane follows it."""
SHOWN_CHARACTERS = 400
"""How much of one text the pane shows; the ticket's own screen shows more."""
SHOWN_HISTORY = 8


class TicketPane(Sheet, can_focus=False):
    """Follows the cursor of the list once it rests."""

    DEFAULT_CSS = """
    TicketPane { width: 36%; min-width: 40; max-width: 60; height: 1fr; margin: 0 1 0 2; scrollbar-size: 0 0; }
    """

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__()
        self.session, self.gateway = session, gateway
        self._number: str | None = None
        self._rest: Timer | None = None

    def follow(self, number: str | None) -> None:
        """Show this ticket once the cursor has rested on it; None shows nothing."""
        self._number = number
        if self._rest:
            self._rest.stop()
        if self.display:
            self._rest = self.set_timer(REST_SECONDS, self.read)

    def read(self) -> None:
        """Read the ticket again and show it as it stands."""
        self.run_worker(self._read(self._number), group="pane", exclusive=True, exit_on_error=False)

    async def _read(self, number: str | None) -> None:
        rows: tuple[Row, ...] = ()
        try:
            if number is not None:
                rows = self._excerpt(await self.gateway.ask(lambda desk: desk.ticket(number)))
        except (NoSuchTicket, DatabaseUnavailable):
            rows = ()
        if number == self._number:
            self.scroll_to(y=0, animate=False)
            self.show(rows)

    def _excerpt(self, view: TicketView) -> tuple[Row, ...]:
        head = Row(view.ticket.number, tone=Tone.HEADING)
        rows = sheet_rows(view, self.session, self.session.now())
        heading, *history = history_rows(view, self.session)
        shown = (head, *rows, heading, *history[-SHOWN_HISTORY:])
        return tuple(replace(row, text=row.text[:SHOWN_CHARACTERS]) for row in shown)
