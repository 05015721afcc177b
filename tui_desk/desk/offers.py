"""Offers 派单 at the desk: those that nobody accepts in time, and tickets that nobody touches (SITE-2, DESK-11).

Whichever process comes first does it, each ticket in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tui_desk.desk import rising
from tui_desk.desk.core import Core
from tui_desk.desk.errors import DamagedTicket
from tui_desk.desk.on_duty import Roster
from tui_desk.desk.ports import Writing
from tui_desk.domain import offers
from tui_desk.domain.candidates import Asks
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Event, EventKind, Ticket

_AT_ONCE = 200
"""How many tickets one look takes; those beyond come with the next."""


class Offers:
    """The offers of tickets, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def asks(self) -> Mapping[OfficerId, Asks]:
        """The officers who are given a ticket for a reason only, and why: off duty, away, the shift ends (DESK-2)."""
        with self._core.store.reading() as desk:
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            roster = Roster.read(desk, self._core.store.now())
            all_ = {each.staff_no: roster.asks(each.staff_no, norm) for each in desk.officers()}
        return {staff_no: asked for staff_no, asked in all_.items() if asked}

    def do_due(self) -> Sequence[str]:
        """Let the offers lapse whose time is over, and the tickets rise that nobody touched; returns their numbers.

        Any process may do it at any time: each is done once. One query when there is nothing to do.
        """
        store = self._core.store
        with store.reading() as reading:
            numbers = reading.offers_due(store.now(), _AT_ONCE)
        return [number for number in numbers if self._is_done(number)]

    def _is_done(self, number: str) -> bool:
        """Do what is due of one ticket, in a transaction of its own; whether there was anything left to do."""
        with self._core.store.writing() as desk:
            try:
                ticket = desk.ticket(number)
            except DamagedTicket:
                return False
            now = desk.now()
            if ticket is None:
                return False
            if offers.has_lapsed(ticket, now):
                _lapse(desk, ticket, now)
                return True
            return _rise(desk, ticket, now)


def _lapse(desk: Writing, ticket: Ticket, now: datetime) -> None:
    """The offer was not accepted: it is made again, or the ticket is nobody's and rises to the managers."""
    assert ticket.offer is not None  # noqa: S101 - it lapsed
    event = Event(
        id=f"lapse {ticket.number} {ticket.offer.id}",
        kind=EventKind.LAPSED,
        happened_at=ticket.offer.until or now,
        noted_at=now,
        by=ticket.offer.by,
        changes=offers.lapse(ticket, now, rising.rules_of(desk, ticket)),
    )
    after = rising.put(desk, ticket, event)
    if after.offer is None:
        after = rising.rise(desk, after, "unaccepted", now)
        desk.rises_at(ticket.number, None)
    rising.tell(desk, ticket, after, now)


def _rise(desk: Writing, ticket: Ticket, now: datetime) -> bool:
    """Nobody touched the ticket: it rises. One that somebody looks after by now is not looked for again."""
    at = desk.rise_at(ticket.number)
    if at is None or at > now:
        return False
    desk.rises_at(ticket.number, None)
    if ticket.risen_at is not None or not offers.is_untouched(ticket):
        return False
    after = rising.rise(desk, ticket, "untouched", now)
    rising.tell(desk, ticket, after, now)
    return True
