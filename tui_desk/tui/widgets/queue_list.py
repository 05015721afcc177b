"""The list of tickets: only what is visible is drawn, and only lines that changed are sent.

The countdown stands first: a repaint is cut at its right end only, so that a second costs some thirty bytes a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.desk.views import QueueRow
from tui_desk.domain import ranking
from tui_desk.domain.ticket import State
from tui_desk.i18n import language, tr
from tui_desk.tui.paint import MINE, NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED, WAITING
from tui_desk.tui.present import Present
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken

FLASH_SECONDS = 2.0
UNIT_FROM_WIDTH = 78
"""How wide the list must be for the requester's unit to have a column."""
_BODIES_KEPT = 400
_SIGNS = {"breached": "!!", "near": "! "}
_INKS: dict[str, Style] = {"breached": OVERDUE, "near": NEAR, "paused": WAITING}


@dataclass(frozen=True, slots=True)
class Columns:
    """How many cells each column takes. `unit` 0: there is none."""

    priority: int
    number: int
    summary: int
    unit: int
    assignee: int

    COUNTDOWN = 6
    LEFT = 1 + COUNTDOWN + 1 + 2 + 1  # cursor, countdown, blank, sign, blank

    @classmethod
    def of(cls, width: int, priority: int, number: int) -> Columns:
        """The columns of a list of this width."""
        unit = 8 if width >= UNIT_FROM_WIDTH else 0
        assignee = 12 if width < 100 else 16
        taken = cls.LEFT + priority + 2 + number + 2 + 1 + (unit + 1 if unit else 0) + assignee + 1
        return cls(priority, number, max(4, width - taken), unit, assignee)


@dataclass(frozen=True, slots=True)
class _Line:
    """All that decides how a line looks. Equal lines look the same."""

    row: QueueRow
    label: str
    urgency: str
    selected: bool
    flash: bool


class QueueList(ScrollView, can_focus=False):
    """Rows of tickets with a cursor that stays on its ticket, whatever arrives."""

    DEFAULT_CSS = "QueueList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Selected(Message):
        """The cursor is on another ticket; None when the list is empty."""

        def __init__(self, number: str | None) -> None:
            super().__init__()
            self.number = number

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._rows: Sequence[QueueRow] = ()
        self._empty = ""
        self._selected: str | None = None
        self._at = 0
        self._flashing: set[str] = set()
        self._drawn: dict[int, _Line | None] = {}
        self._bodies: dict[str, tuple[QueueRow, str, str]] = {}
        self._columns = Columns.of(80, 4, 15)
        self._present = Present()

    @property
    def selected(self) -> QueueRow | None:
        """The row under the cursor."""
        return self._rows[self._at] if self._rows else None

    @property
    def place(self) -> tuple[int, int]:
        """Where the cursor is, counted from 1, and how many rows there are."""
        return (self._at + 1 if self._rows else 0), len(self._rows)

    @property
    def lit(self) -> frozenset[str]:
        """The tickets that stand out now, because they changed."""
        return frozenset(self._flashing)

    @property
    def columns(self) -> Columns:
        """The columns as they are drawn, for a line of headings."""
        return self._columns

    def show(self, rows: Sequence[QueueRow], *, empty: str = "", changed: Iterable[str] = ()) -> None:
        """Show other rows. The cursor stays on its ticket, or where it was when the ticket is gone.

        Rows named in `changed` stand out for a moment. `empty` is said where there are no rows.
        """
        before, offset = self._selected, self._at - self.scroll_offset.y
        if bool(rows) != bool(self._rows) or (not rows and empty != self._empty):
            self.refresh()  # what an empty list says stands on a line without a row
        self._rows, self._empty = rows, empty
        self._at = self._place_of(before)
        self._selected = rows[self._at].number if rows else None
        self._resize_content()
        if self._selected == before and self.scroll_offset.y:
            self._scroll(self._at - offset)
        self._bring_into_view()
        self._flash(changed)
        self._repaint()
        if self._selected != before:
            self.post_message(self.Selected(self._selected))

    def show_present(self, present: Present) -> None:
        """Show who has which ticket open, and who is on a call."""
        before, self._present = self._present, present
        if present.different(before):
            self.redraw()

    def move(self, lines: int) -> None:
        """Move the cursor by so many rows, or as far as there are any."""
        self.move_to(self._at + lines)

    def move_to(self, place: int) -> None:
        """Put the cursor on the row at this place, counted from 0, or on the nearest there is."""
        place = max(0, min(place, len(self._rows) - 1))
        if not self._rows or place == self._at:
            return
        before, self._at, self._selected = self._at, place, self._rows[place].number
        self._bring_into_view()
        self._repaint([line - self.scroll_offset.y for line in (before, place)])
        self.post_message(self.Selected(self._selected))

    def redraw(self) -> None:
        """Draw every line anew: names or labels are others than before."""
        self._bodies.clear()
        self._resize_content()
        self.refresh()

    def tick(self) -> None:
        """Draw the countdowns that read otherwise than a second ago."""
        self._repaint()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self._resize_content()
        self._bring_into_view()
        self._drawn.clear()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked."""
        if (place := event.y + self.scroll_offset.y) < len(self._rows):
            self.move_to(place)

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        line = self._line(y)
        self._drawn[y] = line
        width = self.size.width
        if line is not None:
            return self._strip(line).adjust_cell_length(width)
        said = list(broken(self._empty, max(8, width - 4))) if self._empty and not self._rows else []
        text = said[y - 1] if 0 < y <= len(said) else ""
        return Strip([Segment("  " + text, QUIET)]).adjust_cell_length(width) if text else Strip.blank(width)

    def _line(self, y: int) -> _Line | None:
        place = y + self.scroll_offset.y
        if place >= len(self._rows):
            return None
        row, now = self._rows[place], self.session.now()
        flash = row.number in self._flashing
        return _Line(row, self._label(row, now), ranking.urgency(row, now), place == self._at, flash)

    def _label(self, row: QueueRow, now: datetime) -> str:
        if row.state is State.CLOSED:
            return f"{self.session.local(row.closed_at):%H:%M}" if row.closed_at else ""
        if row.state is State.RESOLVED:
            return tr("solved")
        if row.due_at:
            return ranking.countdown(row.due_at, now)
        return tr("paused") if row.state is State.WAITING else ""

    def _repaint(self, lines: Iterable[int] | None = None) -> None:
        """Ask for the visible lines that look different now; where only the countdown does, for that alone."""
        for y in range(self.size.height) if lines is None else lines:
            if not 0 <= y < self.size.height:
                continue
            old, new = self._drawn.get(y), self._line(y)
            if old == new:
                continue
            only_label = old and new and old == replace(new, label=old.label)
            self.refresh(Region(0, y, 1 + Columns.COUNTDOWN if only_label else self.size.width, 1))

    def _strip(self, line: _Line) -> Strip:
        row, body = line.row, self._body(line.row)
        ink = NEW if line.flash else QUIET if row.state is not State.OPEN else PLAIN
        countdown = _INKS.get(line.urgency, ink)
        is_mine = row.assignee == self.session.officer.staff_no and row.state is State.OPEN
        mine = MINE if is_mine and not line.selected else ink
        pieces = [
            ((">" if line.selected else " ") + right(line.label, Columns.COUNTDOWN), countdown),
            (f" {_SIGNS.get(line.urgency, '  ')} ", countdown),
            (body[0], ink),
            (body[1], mine),
        ]
        if line.selected:
            pieces = [(text, style + SELECTED) for text, style in pieces]
        return Strip([Segment(text, style) for text, style in pieces])

    def _body(self, row: QueueRow) -> tuple[str, str]:
        """What stands on a line behind the sign: all up to the assignee, and the assignee."""
        kept = self._bodies.get(row.number)
        if kept is None or kept[0] is not row:
            if len(self._bodies) >= _BODIES_KEPT:
                self._bodies.clear()
            columns = self._columns
            cells = [
                fit(self.session.priority_label(row.priority), columns.priority) + " ",
                fit(row.number, columns.number) + " ",
                fit(row.summary, columns.summary),
            ]
            if columns.unit:
                cells.append(fit(row.requester_unit, columns.unit))
            kept = row, " ".join(cells) + " ", fit(self._assignee(row), columns.assignee)
            self._bodies[row.number] = kept
        return kept[1], kept[2]

    def _assignee(self, row: QueueRow) -> str:
        """Who has it; where there is news of them, or others read it, that stands in the place of the number.

        Above that stands whether it is still to be accepted 待接单 (SITE-2), or rose to the manager (DESK-11).
        """
        staff_no, here = row.assignee, self._present.words(row.number, row.assignee, self.session.officer_name)
        name = self.session.officer_name(staff_no) if staff_no else tr("unassigned")
        if (row.offered or row.risen) and row.state in (State.OPEN, State.WAITING):
            return tr("risen, {name}", name=name) if row.risen else tr("offered, {name}", name=name)
        return f"{name} {here}" if here else name if not staff_no or name == staff_no else f"{staff_no} {name}"

    def _place_of(self, number: str | None) -> int:
        for place, row in enumerate(self._rows):
            if row.number == number:
                return place
        return max(0, min(self._at, len(self._rows) - 1))

    def _resize_content(self) -> None:
        width = self.size.width
        number = max((cell_len(row.number[:24]) for row in self._rows[:100]), default=15)
        priority = max((cell_len(p.label.in_(language())) for p in self.session.norm.priorities), default=4)
        columns = Columns.of(width, min(priority, 8), number)
        if columns != self._columns:
            self._columns = columns
            self._bodies.clear()
            self._drawn.clear()
            self.refresh()
        self.virtual_size = Size(width, max(1, len(self._rows)))

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._at < top:
            self._scroll(self._at)
        elif self._at >= top + height:
            self._scroll(self._at - height + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _flash(self, numbers: Iterable[str]) -> None:
        if fresh := set(numbers):
            self._flashing |= fresh
            self.set_timer(FLASH_SECONDS, lambda: self._unflash(fresh))

    def _unflash(self, numbers: set[str]) -> None:
        self._flashing -= numbers
        self._repaint()
