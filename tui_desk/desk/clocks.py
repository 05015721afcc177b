"""The clocks at the desk: waits that end by themselves, and what a change would move, before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from tui_desk.desk import resuming
from tui_desk.desk.core import Core
from tui_desk.desk.errors import DamagedTicket

_AT_ONCE = 200
"""How many tickets one look lets go on; those beyond go on with the next."""


class Clocks:
    """The clocks of tickets, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def resume_due(self) -> Sequence[str]:
        """Let the tickets go on whose wait is over, as of the time it was to end; returns those that went on here.

        Any process may do it at any time: each ticket goes on once, in a transaction of its own. One query when there
        is nothing to do.
        """
        store = self._core.store
        with store.reading() as reading:
            numbers = reading.waits_over(store.now(), _AT_ONCE)
        return [number for number in numbers if self._resumed(number)]

    def _resumed(self, number: str) -> bool:
        with self._core.store.writing() as desk:
            try:
                ticket = desk.ticket(number)
            except DamagedTicket:
                return False
            if ticket is None or not resuming.is_over(ticket, desk.now()):
                return False
            resuming.resumed(desk, ticket, desk.now(), self._core.norm(desk, ticket.counts_by)[1])
            return True
