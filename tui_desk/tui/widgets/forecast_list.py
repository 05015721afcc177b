"""The list of what breaches next: only visible lines are drawn, only what changed is sent; time stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.desk.terms import MILESTONES
from tui_desk.desk.views import BreachRow
from tui_desk.domain import ranking
from tui_desk.i18n import tr
from tui_desk.tui import forecast_rows
from tui_desk.tui.forecast_rows import Heading, Line
from tui_desk.tui.paint import ACCENT, MINE, OVERDUE, PLAIN, QUIET, SELECTED, WAITING
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

WIDE_FROM = 100
LEFT, AT = 8, 5


@dataclass(frozen=True, slots=True)
class _Line:
    """What a visible line looks like; two equal ones need no repaint."""

    line: Line
    left: str
    selected: bool


class ForecastList(ScrollView, can_focus=False):
    """Breaches by the hour, with a cursor that stays on its own, whatever arrives."""

    DEFAULT_CSS = "ForecastList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Moved(Message):
        """The cursor is on something else, or there are other lines."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._rows: Sequence[BreachRow] = ()
        self._lines: Sequence[Line] = ()
        self._empty = ""
        self._at = 0
        self._drawn: dict[int, _Line | None] = {}

    @property
    def selected(self) -> BreachRow | None:
        """What the cursor is on."""
        return self._rows[self._at] if self._rows else None

    @property
    def place(self) -> tuple[int, int]:
        """Where the cursor is, counted from 1, and how many breaches there are."""
        return (self._at + 1 if self._rows else 0), len(self._rows)

    def headings(self) -> list[Piece]:
        """The line above the list."""
        number, milestone, priority, officer = self._columns()
        cells = [
            " " + right(tr("left"), LEFT),
            fit(tr("due"), AT),
            *(fit(tr("number"), number), fit(tr("milestone"), milestone), fit(tr("priority"), priority)),
            *(fit(tr("assignee"), officer), tr("problem")),
        ]
        return [(" ".join(cells), QUIET)]

    def show(self, rows: Sequence[BreachRow], *, empty: str) -> None:
        """Show these; the cursor stays on its own."""
        before = self.selected
        self._rows, self._empty = rows, empty
        same = (n for n, row in enumerate(rows) if before and _key(row) == _key(before))
        self._at = max(0, min(next(same, self._at), len(rows) - 1))
        self._lay_out()
        self.post_message(self.Moved())

    def move(self, lines: int) -> None:
        """Move the cursor by so many breaches, or as far as there are any."""
        place = max(0, min(self._at + lines, len(self._rows) - 1))
        if self._rows and place != self._at:
            self._at = place
            self._bring_into_view()
            self._repaint()
            self.post_message(self.Moved())

    def tick(self) -> None:
        """A second passed: countdowns are others, and what breached now stands under another heading."""
        shown = forecast_rows.lines(self._rows, self.session.now(), self.session)
        if shown != self._lines:
            self._lay_out()
        else:
            self._repaint()

    def redraw(self) -> None:
        """Draw every line anew."""
        self._lay_out()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line that was clicked."""
        clicked = event.y + self.scroll_offset.y
        for n, (place, _row) in enumerate(forecast_rows.breaches(self._lines)):
            if place == clicked:
                self.move(n - self._at)

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        width = self.size.width
        line = self._drawn[y] = self._line(y)
        if line is not None:
            return self._strip(line).adjust_cell_length(width)
        told = list(broken(self._empty, max(8, width - 4))) if self._empty and not self._rows else []
        text = told[y - 1] if 0 < y <= len(told) else ""
        return Strip([Segment("  " + text, QUIET)]).adjust_cell_length(width) if text else Strip.blank(width)

    def _lay_out(self) -> None:
        self._lines = forecast_rows.lines(self._rows, self.session.now(), self.session)
        self.virtual_size = Size(self.size.width, max(1, len(self._lines)))
        self._bring_into_view()
        self._drawn.clear()
        self.refresh()

    def _repaint(self) -> None:
        """Ask for the visible lines that look different; where only the time does, for that alone."""
        for y in range(self.size.height):
            old, new = self._drawn.get(y), self._line(y)
            if old != new:
                only_time = old and new and old == replace(new, left=old.left)
                self.refresh(Region(0, y, LEFT + 2 if only_time else self.size.width, 1))

    def _line(self, y: int) -> _Line | None:
        place = y + self.scroll_offset.y
        if place >= len(self._lines):
            return None
        line = self._lines[place]
        if isinstance(line, Heading):
            return _Line(line, "", selected=False)
        label = ranking.countdown(line.due_at, self.session.now())
        return _Line(line, label, line is self.selected)

    def _columns(self) -> tuple[int, int, int, int]:
        """The cells of number, milestone, priority and assignee."""
        return (18, 14, 8, 12) if self.size.width >= WIDE_FROM else (15, 10, 6, 8)

    def _strip(self, line: _Line) -> Strip:
        row, session = line.line, self.session
        if isinstance(row, Heading):
            return Strip([Segment(" " + forecast_rows.said(row, session, session.now()), ACCENT)])
        number, milestone, priority, officer = self._columns()
        late, waits = row.due_at <= session.now(), row.resumes_at is not None
        ink = WAITING if waits else PLAIN
        until = tr("waits until {at}:", at=f"{session.local(row.resumes_at):%H:%M}") + " " if row.resumes_at else ""
        name = session.officer_name(row.assignee)
        pieces = [
            ((">" if line.selected else " ") + right(line.left, LEFT) + " ", OVERDUE if late else ink),
            (f"{session.local(row.due_at):%H:%M} ", ink),
            (fit(row.number, number) + " ", ink),
            (fit(tr(MILESTONES.get(row.what, row.what)), milestone) + " ", ink),
            (fit(session.priority_label(row.priority), priority) + " ", ink),
            (fit(name or tr("untaken"), officer) + " ", MINE if row.assignee == session.officer.staff_no else ink),
            (fit(until + (row.words or row.summary), max(8, self.size.width)), ink),
        ]
        return Strip([Segment(text, style + SELECTED if line.selected else style) for text, style in pieces])

    def _bring_into_view(self) -> None:
        places = [place for place, _row in forecast_rows.breaches(self._lines)]
        at = places[self._at] if self._at < len(places) else 0
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if at <= top:
            self._scroll(at - 1 if at and isinstance(self._lines[at - 1], Heading) else at)
        elif at >= top + height:
            self._scroll(at - height + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)


def _key(row: BreachRow) -> tuple[str, str, str]:
    return row.number, row.what, row.words
