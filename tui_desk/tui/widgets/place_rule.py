"""The rule below the list: when the selected ticket warns next, and to whom; at its right end the place (CALL-14)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.timer import Timer

from tui_desk.desk.errors import DeskError
from tui_desk.domain.alert import Upcoming
from tui_desk.i18n import tr
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET
from tui_desk.tui.session import Session
from tui_desk.tui.warned import next_words
from tui_desk.tui.widgets.text_line import Piece, Rule

REST_SECONDS = 0.25
"""How long the cursor must rest before the rule follows it."""


class PlaceRule(Rule):
    """Follows the cursor of the list once it rests; says nothing of a ticket that warns nobody."""

    DEFAULT_CSS = "PlaceRule { height: 1; width: 1fr; }"

    def __init__(self, session: Session, gateway: Gateway, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.session, self.gateway = session, gateway
        self._place: Sequence[Piece] = ()
        self._number: str | None = None
        self._upcoming: Upcoming | None = None
        self._rest: Timer | None = None

    def show_place(self, pieces: Sequence[Piece]) -> None:
        """Show these pieces at the right end."""
        self._place = pieces
        self._draw()

    def follow(self, number: str | None) -> None:
        """Tell of this ticket once the cursor has rested on it; what was told of another goes."""
        if number != self._number:
            self._upcoming = None
        self._number = number
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self.read)

    def tick(self) -> None:
        """A second passed: a warning that has come is the next one no more."""
        if self._upcoming is not None and self._upcoming.at <= self.session.now():
            self._upcoming = None
            self.read()

    def read(self) -> None:
        """Ask again when the ticket warns next."""
        asked = partial(self._read, self._number)  # made when the worker begins: one that never does leaves nothing
        self.run_worker(asked, group="next", exclusive=True, exit_on_error=False)  # type: ignore[arg-type] # Textual's union

    async def _read(self, number: str | None) -> None:
        upcoming: Upcoming | None = None
        try:
            if number is not None:
                upcoming = await self.gateway.ask(lambda desk: desk.alerts.next_of(number))
        except DeskError:
            upcoming = None
        if number == self._number:
            self._upcoming = upcoming
            self._draw()

    def _draw(self) -> None:
        words = next_words(self._upcoming, self.session) if self._upcoming is not None else ""
        self.show([(f" {tr('Next warning')} {words} ", QUIET)] if words else [], self._place)
