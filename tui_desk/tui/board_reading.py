"""What the dispatch board asks of the desk at once: tickets that changed, the people, their ranks for one ticket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import NoSuchTicket
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import PersonNow, Ranked


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets are read again, or all of them, and for which ticket people are ranked; empty for none."""

    numbers: Collection[str] = ()
    all_rows: bool = False
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What was read. `rows` is None where none were asked for; `advice` is what the ticket's last advice was."""

    people: tuple[PersonNow, ...]
    ticket: str = ""
    ranked: tuple[Ranked, ...] = ()
    advice: str = ""
    rows: Sequence[QueueRow] | None = None


def read(desk: Desk, wanted: Wanted) -> News:
    """Read it all, in the desk's thread. A ticket that is gone has nobody ranked."""
    rows: Sequence[QueueRow] | None = None
    if wanted.all_rows:
        rows = desk.queue()
    elif wanted.numbers:
        rows = desk.queue_rows(wanted.numbers)
    people = desk.board.people()
    if not wanted.ticket:
        return News(people, rows=rows)
    try:
        ranked, advice = desk.board.ranked(wanted.ticket, people), desk.ticket(wanted.ticket).ticket.advice
    except NoSuchTicket:
        return News(people, wanted.ticket, rows=rows)
    return News(people, wanted.ticket, ranked, advice, rows)
