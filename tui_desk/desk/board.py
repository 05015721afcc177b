"""The dispatch board 派单板: who is on duty and free, and to whom a ticket is best given (TKT-8, DESK-3, DESK-4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from tui_desk.desk.core import Core
from tui_desk.desk.need_of import need_of
from tui_desk.desk.on_duty import Roster
from tui_desk.desk.people_now import people_now
from tui_desk.desk.ports import Reading
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import Need, PersonNow, Ranked, rank
from tui_desk.domain.hotline_load import HotlineLoad, hotline_load
from tui_desk.domain.roster import Post
from tui_desk.domain.ticket import State
from tui_desk.norms.models import Norm

_NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""No ticket was closed since then."""

Calls = Literal["", "risen", "unassigned", "late", "offered", "endangered"]
"""Why a ticket stands on the board: it rose to the manager, nobody has it, it is late, nobody accepted it yet, or it is
near a due time; empty for one that needs nobody's hand."""


@dataclass(frozen=True, slots=True)
class Seats:
    """How many hotline seats so many users need, and how many officers sit at the hotline, or are on duty at all.

    Where no roster is kept, nobody knows who is on duty: None.
    """

    users: int
    needed: int
    at_hotline: int | None
    on_duty: int | None


class Board:
    """The board of the duty manager, over the store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def people(self) -> tuple[PersonNow, ...]:
        """Everybody who works at the desk as they are now, by staff number."""
        present = self._core.store.presences.all()
        with self._core.store.reading() as desk:
            return people_now(desk, present, self._norm(desk), self._core.store.now())

    def need(self, number: str) -> Need:
        """What a ticket asks of whoever gets it. Raises NoSuchTicket."""
        with self._core.store.reading() as desk:
            return need_of(desk, number, self._core.store.now())

    def ranked(self, number: str, people: Sequence[PersonNow] | None = None) -> tuple[Ranked, ...]:
        """Everybody who may be given the ticket, the best first, with reasons; of `people` if they were asked before.

        Raises NoSuchTicket.
        """
        present = self._core.store.presences.all() if people is None else ()
        with self._core.store.reading() as desk:
            norm, now = self._norm(desk), self._core.store.now()
            need = need_of(desk, number, now)
            return rank(need, people_now(desk, present, norm, now) if people is None else people, norm, now)

    def tickets(self) -> tuple[QueueRow, ...]:
        """The tickets that call for a hand, in the order of the queue; `calls` says why."""
        now = self._core.store.now()
        with self._core.store.reading() as desk:
            return tuple(row for row in desk.queue(closed_since=_NEVER) if calls(row, now))

    def seats(self) -> Seats:
        """How many hotline seats the users in the directory need, against who is on duty now (DESK-3)."""
        now = self._core.store.now()
        with self._core.store.reading() as desk:
            users, per_thousand = desk.people_count(), self._norm(desk).duty.seats_per_thousand
            needed = math.ceil(round(users * per_thousand / 1000, 6))
            roster = Roster.read(desk, now)
        if not roster.kept:
            return Seats(users, needed, None, None)
        here = roster.here()
        at_hotline = {shift.officer for shift in here if shift.post is Post.HOTLINE}
        return Seats(users, needed, len(at_hotline), len({shift.officer for shift in here}))

    def hotline_load(self, days: int) -> HotlineLoad:
        """How many calls were under way at once in the last days, against which the seats are checked (DESK-3)."""
        with self._core.store.reading() as desk:
            return hotline_load(desk.calls_taken(self._core.store.now() - timedelta(days=days)))

    def _norm(self, desk: Reading) -> Norm:
        return self._core.norm(desk, self._core.facts(desk).norm)[0]


def calls(row: QueueRow, now: datetime) -> Calls:
    """Why a ticket stands on the board, the weightiest reason (DESK-11, TKT-8, CALL-14)."""
    if row.state not in (State.OPEN, State.WAITING):
        return ""
    if row.risen:
        return "risen"
    if row.assignee is None:
        return "unassigned"
    if row.due_at is not None and row.due_at < now:
        return "late"
    if row.offered:
        return "offered"
    if row.near_at is not None and row.near_at <= now:
        return "endangered"
    return ""
