"""Which tickets the queue holds, in which order, and how many of each kind. Knows no widget."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tui_desk.desk.views import QueueRow
from tui_desk.domain import ranking
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.same_day import SameDay
from tui_desk.domain.ticket import State

TEXT_SEARCHED = 500
"""How many characters of a summary a filter looks through."""


class View(StrEnum):
    """What part of the queue is looked at."""

    ALL = "all"
    UNASSIGNED = "unassigned"
    MINE = "mine"
    WAITING = "waiting"
    CLOSED = "closed"
    TODAY = "today"
    """What should be closed today still (TKT-14)."""


class Sort(StrEnum):
    """What the queue is sorted by: priority and then due time, or due time alone."""

    PRIORITY = "priority"
    DUE = "due"


_KEYS = {Sort.PRIORITY: ranking.by_priority, Sort.DUE: ranking.by_due}
_APART = {State.OPEN: 0, State.RESOLVED: 1, State.WAITING: 2, State.CLOSED: 3}
"""Tickets on which nobody is to act now stand below the others."""


@dataclass(frozen=True, slots=True)
class Due:
    """How many tickets are past their time, and how many near it."""

    breached: int
    near: int


class QueueRows:
    """The rows of the queue by ticket number, sorted once and kept so as they change."""

    def __init__(self, me: OfficerId) -> None:
        self._me = me
        self._same_day: SameDay | None = None
        self._rows: dict[str, QueueRow] = {}
        self._sort = Sort.PRIORITY
        self._keys: dict[str, tuple[Any, ...]] = {}
        self._order: list[str] = []
        self._due_at: list[datetime] = []
        self._near_at: list[datetime] = []
        self.counts = dict.fromkeys(View, 0)
        """How many tickets each view shows."""
        self.promises: Sequence[QueueRow] = ()
        """The tickets whose next due is a promise to the caller, earliest first."""
        self._last: tuple[View, str, list[QueueRow] | None] = (View.ALL, "", None)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def sort(self) -> Sort:
        """What the queue is sorted by."""
        return self._sort

    def all(self) -> tuple[QueueRow, ...]:
        """Every row that the queue holds."""
        return tuple(self._rows.values())

    def get(self, number: str) -> QueueRow | None:
        """The row of a ticket, if the queue holds it."""
        return self._rows.get(number)

    def replace(self, rows: Iterable[QueueRow]) -> None:
        """Hold these rows and no others."""
        self._rows = {row.number: row for row in rows}
        self._rank()

    def serve(self, me: OfficerId) -> None:
        """Another officer looks at the queue."""
        if me != self._me:
            self._me = me
            self._settle()

    def close_today(self, same_day: SameDay | None) -> None:
        """Which tickets should be closed today: another day, another norm, or no such rule."""
        if same_day != self._same_day:
            self._same_day = same_day
            self._settle()

    def sort_by(self, sort: Sort) -> None:
        """Sort by something else."""
        self._sort = sort
        self._rank()

    def merge(self, numbers: Collection[str], rows: Iterable[QueueRow]) -> set[str]:
        """Take in what `numbers` are now; those without a row are gone. Returns the numbers that are different."""
        new = {row.number: row for row in rows}
        different = {number for number in numbers if self._rows.get(number) != new.get(number)}
        for number in different:
            if row := new.get(number):
                if number not in self._rows:
                    self._order.append(number)
                self._rows[number] = row
                self._keys[number] = self._key(row)
            else:
                self._rows.pop(number, None)
        if different:
            self._order = [number for number in self._order if number in self._rows]
            self._settle()
        return different

    def drop_closed_before(self, instant: datetime) -> None:
        """Let go of the tickets that were closed before an instant."""
        old = [row.number for row in self._rows.values() if row.closed_at and row.closed_at < instant]
        self.merge(old, ())

    def view(self, view: View, words: str = "") -> list[QueueRow]:
        """The sorted rows of a view; with `words`, only those that contain each of them somewhere."""
        seen, typed, rows = self._last
        if rows is None or seen is not view or not words.startswith(typed):
            rows = [row for number in self._order if self._is_in(row := self._rows[number], view)]
        if wanted := words.casefold().split():
            rows = [row for row in rows if _has(row, wanted)]
        self._last = view, words, rows
        return rows

    def due(self, now: datetime) -> Due:
        """How many open tickets are breached and near at this instant."""
        breached = bisect_right(self._due_at, now)
        return Due(breached, bisect_right(self._near_at, now) - breached)

    def _is_in(self, row: QueueRow, view: View) -> bool:
        if view is View.TODAY:
            rule = self._same_day
            return rule is not None and rule.holds(row.opened_at, closed=row.state is State.CLOSED)
        return self._shows(view, row.state, row.assignee)

    def _shows(self, view: View, state: State, assignee: OfficerId | None) -> bool:
        match view:
            case View.CLOSED:
                return state is State.CLOSED
            case View.ALL:
                return state is not State.CLOSED
            case View.UNASSIGNED:
                return state in (State.OPEN, State.WAITING) and not assignee
            case View.MINE:
                return state is not State.CLOSED and assignee == self._me
            case View.WAITING:
                return state is State.WAITING
            case View.TODAY:  # the time decides, see `_is_in`
                return False

    def _key(self, row: QueueRow) -> tuple[Any, ...]:
        return (_APART[row.state], _KEYS[self._sort](row))

    def _rank(self) -> None:
        self._keys = {number: self._key(row) for number, row in self._rows.items()}
        self._order = list(self._rows)
        self._settle()

    def _settle(self) -> None:
        self._order.sort(key=self._keys.__getitem__)
        self._last = (View.ALL, "", None)
        kinds = Counter((row.state, row.assignee) for row in self._rows.values())
        self.counts = {
            view: sum(n for (state, assignee), n in kinds.items() if self._shows(view, state, assignee))
            for view in View
        }
        if self._same_day is not None:
            self.counts[View.TODAY] = sum(self._is_in(row, View.TODAY) for row in self._rows.values())
        ticking = [row for row in self._rows.values() if row.due_at and row.near_at and row.state is not State.CLOSED]
        self._due_at = sorted(row.due_at for row in ticking if row.due_at)
        self._near_at = sorted(min(row.near_at, row.due_at) for row in ticking if row.near_at and row.due_at)
        promised = [row for row in ticking if row.due_what == "promise"]
        self.promises = sorted(promised, key=lambda row: row.due_at or row.opened_at)


def _has(row: QueueRow, wanted: Sequence[str]) -> bool:
    who = (row.requester_name, row.requester_unit, row.requester_phone, row.assignee or "")
    text = "\n".join((row.number, row.summary[:TEXT_SEARCHED], *who)).casefold()
    return all(word in text for word in wanted)
