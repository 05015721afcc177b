"""The tickets of the dispatch board 派单板, section by section; the time that is left stands first on each line."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.style import Style

from tui_desk.desk.views import QueueRow
from tui_desk.domain import ranking
from tui_desk.domain.ticket import State
from tui_desk.i18n import language, mark, tr
from tui_desk.tui.board_rows import BoardRow, Heading, Section, short
from tui_desk.tui.paint import ACCENT, NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED, STRONG, WAITING
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.live_list import Drawn, LiveList

SECTIONS = {
    Section.RISEN: mark("risen"),
    Section.UNASSIGNED: mark("untaken"),
    Section.LATE: mark("overdue"),
    Section.OFFERED: mark("offered"),
    Section.ENDANGERED: mark("endangered"),
    Section.IN_HAND: mark("in hand"),
}
"""What the sections are called, as msgids."""
LOUD = {Section.RISEN: OVERDUE, Section.UNASSIGNED: NEAR, Section.LATE: OVERDUE, Section.OFFERED: NEW}
_SIGNS = {"breached": "!!", "near": "! "}
_INKS: dict[str, Style] = {"breached": OVERDUE, "near": NEAR, "paused": WAITING}
_COUNTDOWN = 5
_LEFT = 2 + _COUNTDOWN + 1 + 2 + 1 + 1
"""Cursor and mark, countdown, blank, sign, flag, blank."""
_UNIT_FROM, _WIDE_FROM = 64, 96


@dataclass(frozen=True, slots=True)
class _Columns:
    """How many cells each column takes; 0: there is none."""

    priority: int
    number: int
    summary: int
    unit: int
    who: int


class BoardList(LiveList[BoardRow]):
    """Tickets in their sections; `marked` are those that are dispatched together."""

    DEFAULT_CSS = "BoardList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    def __init__(self, session: Session, *, cursor: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(session, id=id)
        self._cursor = cursor
        self._marked: frozenset[str] = frozenset()
        self._columns = _Columns(4, 3, 20, 0, 8)
        self._today = ""
        self._bodies: dict[str, tuple[QueueRow, str, str]] = {}

    @property
    def ticket(self) -> QueueRow | None:
        """The ticket under the cursor."""
        row = self.selected
        return row if isinstance(row, QueueRow) else None

    def mark(self, numbers: Collection[str]) -> None:
        """Show which tickets are marked."""
        self._marked = frozenset(numbers)
        self.tick()

    def next_section(self) -> None:
        """Put the cursor on the first ticket of the next section, after the last one on the first."""
        heads = [n for n, row in enumerate(self._rows[:-1]) if self.is_heading(row) and not self._heads_none(n)]
        if heads:
            self._go(next((n for n in heads if n > self._at), heads[0]) + 1)

    def _heads_none(self, place: int) -> bool:
        return self.is_heading(self._rows[place + 1])

    def key(self, row: BoardRow) -> Hashable:
        """The ticket's number."""
        return row.section if isinstance(row, Heading) else row.number

    def is_heading(self, row: BoardRow) -> bool:
        """Whether the row is the head of a section."""
        return isinstance(row, Heading)

    def redraw(self) -> None:
        """Draw every line anew."""
        self._bodies.clear()
        super().redraw()

    def fit_columns(self) -> None:
        """Lay the columns out; numbers of today are short."""
        width, session = self.size.width, self.session
        self._today = f"{session.local(session.now()):%Y%m%d}"
        tickets = [row for row in self._rows if isinstance(row, QueueRow)][:200]
        number = max((cell_len(self._number(row, width)[:24]) for row in tickets), default=3)
        priority = min(8, max((cell_len(p.label.in_(language())) for p in session.norm.priorities), default=4))
        unit = 0 if width < _UNIT_FROM else 10 if width < _WIDE_FROM else 14
        who = 7 if width < _UNIT_FROM else 9 if width < _WIDE_FROM else 14
        taken = _LEFT + priority + 1 + number + 1 + 1 + who + (unit + 1 if unit else 0)
        columns = _Columns(priority, number, max(6, width - taken), unit, who)
        if columns != self._columns:
            self._columns = columns
            self._bodies.clear()
            self._drawn.clear()
            self.refresh()

    def pieces(self, row: BoardRow, part: int, *, here: bool, lit: bool) -> Drawn:
        """A ticket on one line, or the head of a section."""
        del part
        if isinstance(row, Heading):
            ink = LOUD.get(row.section, ACCENT) + STRONG
            return ((f" {tr(SECTIONS[row.section])} {row.count}", ink),)
        now, here = self.session.now(), here and self._cursor
        urgency = ranking.urgency(row, now)
        ink = NEW if lit else QUIET if row.state is not State.OPEN else PLAIN
        loud = _INKS.get(urgency, ink)
        flag, (body, who) = _flag(row), self._body(row)
        head = (">" if here else " ") + ("*" if row.number in self._marked else " ") + right(_left(row, now), 5)
        drawn = (
            (head, loud),
            (f" {_SIGNS.get(urgency, '  ')}", loud),
            (f"{flag} ", OVERDUE if row.lapsed or row.risen else NEW if flag.strip() else ink),
            (body, ink),
            (who, ink if row.assignee else QUIET),
        )
        return tuple((text, style + SELECTED) for text, style in drawn) if here else drawn

    def _body(self, row: QueueRow) -> tuple[str, str]:
        """What stands behind the flag: all up to whose it is, and whose it is."""
        kept = self._bodies.get(row.number)
        if kept is None or kept[0] is not row:
            if len(self._bodies) > 500:
                self._bodies.clear()
            columns = self._columns
            cells = [
                fit(self.session.priority_label(row.priority), columns.priority),
                fit(self._number(row, self.size.width), columns.number),
                fit(row.summary, columns.summary),
                *([fit(row.requester_unit, columns.unit)] if columns.unit else []),
            ]
            if row.assignee:
                who = self.session.officer_name(row.assignee)
            else:
                who = tr("untaken") if columns.unit else row.requester_unit
            kept = self._bodies[row.number] = row, " ".join(cells) + " ", fit(who, columns.who)
        return kept[1], kept[2]

    def _number(self, row: QueueRow, width: int) -> str:
        return row.number if width >= _WIDE_FROM else short(row.number, self._today)


def _left(row: QueueRow, now: datetime) -> str:
    """The time that is left until the ticket is due, or until its offer lapses, whichever is first."""
    if row.state is State.WAITING and row.due_at is None:
        return tr("paused")[:_COUNTDOWN]
    due = [at for at in (row.due_at, row.offer_until) if at is not None]
    return ranking.countdown(min(due), now) if due else ""


def _flag(row: QueueRow) -> str:
    """One sign: an offer that lapsed, one that is not accepted yet, or a ticket that rose."""
    return "x" if row.lapsed else "?" if row.offered else "^" if row.risen else " "
