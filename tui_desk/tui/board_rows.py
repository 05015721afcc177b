"""What burns on the dispatch board 派单板: the tickets in their sections, each ticket in one. Knows no widget."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_desk.desk.board import calls
from tui_desk.desk.views import QueueRow
from tui_desk.domain import ranking
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import State

TEXT_SEARCHED = 500
"""How many characters of a summary a filter looks through."""


class Section(StrEnum):
    """Why a ticket stands on the board, in the order of the board; see `desk.board.calls`."""

    RISEN = "risen"
    """It rose to the duty manager by itself (DESK-11)."""
    UNASSIGNED = "unassigned"
    LATE = "late"
    OFFERED = "offered"
    """Given to somebody who has not accepted it yet."""
    ENDANGERED = "endangered"
    IN_HAND = "in_hand"
    """Somebody works on it, or it waits, and its time is not short."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands above the tickets of a section."""

    section: Section
    count: int


BoardRow = QueueRow | Heading


def section_of(row: QueueRow, now: datetime) -> Section | None:
    """Where a ticket stands at this instant; None for one that is settled."""
    if row.state not in (State.OPEN, State.WAITING):
        return None
    return Section(calls(row, now) or "in_hand")


class BoardRows:
    """The tickets of the board by number."""

    def __init__(self) -> None:
        self._rows: dict[str, QueueRow] = {}
        self.counts: dict[Section, int] = dict.fromkeys(Section, 0)
        """How many tickets each section has, whatever is shown."""
        self.turns_at: datetime | None = None
        """When the next ticket comes into another section by the mere passing of time; None for never."""

    def get(self, number: str) -> QueueRow | None:
        """The row of a ticket, if the board holds it."""
        return self._rows.get(number)

    def replace(self, rows: Iterable[QueueRow]) -> None:
        """Hold these rows and no others."""
        self._rows = {row.number: row for row in rows}

    def merge(self, numbers: Collection[str], rows: Iterable[QueueRow]) -> set[str]:
        """Take in what `numbers` are now; those without a row are gone. Returns the numbers that are different."""
        new = {row.number: row for row in rows}
        different = {number for number in numbers if self._rows.get(number) != new.get(number)}
        for number in different:
            if row := new.get(number):
                self._rows[number] = row
            else:
                self._rows.pop(number, None)
        return different

    def of(self, officer: OfficerId, now: datetime) -> list[QueueRow]:
        """What an officer has in hand or was offered, most urgent first."""
        held = (row for row in self._rows.values() if row.assignee == officer and section_of(row, now))
        return sorted(held, key=ranking.by_priority)

    def shown(
        self, now: datetime, *, all_of_them: bool, officer: OfficerId = "", words: str = ""
    ) -> Sequence[BoardRow]:
        """The sections with their tickets, most urgent first; those in hand only where `all_of_them` are wanted.

        With an `officer` only that one's tickets, with `words` only those that contain each of them; then none is left
        out for being in hand.
        """
        parts: dict[Section, list[QueueRow]] = {section: [] for section in Section}
        for row in self._rows.values():
            if section := section_of(row, now):
                parts[section].append(row)
        self.counts = {section: len(part) for section, part in parts.items()}
        times = (at for row in self._rows.values() for at in (row.near_at, row.due_at) if at is not None and at > now)
        self.turns_at = min(times, default=None)
        wanted = words.casefold().split()
        rows: list[BoardRow] = []
        for section, part in parts.items():
            found = [row for row in part if (not officer or row.assignee == officer) and _has(row, wanted)]
            if not found:
                continue
            rows.append(Heading(section, len(found)))
            if section is not Section.IN_HAND or all_of_them or officer or wanted:
                found.sort(key=ranking.by_priority)
                rows += found
        return rows


def short(number: str, today: str) -> str:
    """What tells a ticket's number from others on the board: the running number, with month and day of another day.

    `today` is the day as numbers write it, "20261121". A number that is built otherwise stays whole.
    """
    built = number.rsplit("-", 2)
    if len(built) != 3 or len(built[1]) != len(today) or not (built[1].isdigit() and built[2].isdigit()):
        return number
    return built[2] if built[1] == today else f"{built[1][4:]}-{built[2]}"


def _has(row: QueueRow, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    who = (row.requester_name, row.requester_unit, row.requester_phone, row.assignee or "")
    text = "\n".join((row.number, row.summary[:TEXT_SEARCHED], *who)).casefold()
    return all(word in text for word in wanted)
