"""The day line of the roster: a bar of 24 hours for each officer, and the hour it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.domain.candidates import PersonNow
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import Shift, day_span
from tui_desk.domain.roster_grid import Bar
from tui_desk.i18n import tr
from tui_desk.tui import roster_rows
from tui_desk.tui.paint import ACCENT, OVERDUE, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.roster_grid import RosterGrid
from tui_desk.tui.widgets.text_line import Piece

_STATE = 14
_EMPTY, _PLANNED, _WORKED, _GONE = ".", "=", "#", "-"
"""What an hour looks like: nothing, planned, worked, away from the post."""


class DayLine(ScrollView, can_focus=False):
    """A day, officer by officer. The cursor stays on its own."""

    DEFAULT_CSS = "DayLine { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    def __init__(self, session: Session, day: date) -> None:
        super().__init__()
        self.session, self.day = session, day
        self._bars: Sequence[Bar] = ()
        self._people: Sequence[PersonNow] = ()
        self._row = 0
        self._drawn: dict[int, tuple[Piece, ...]] = {}

    @property
    def officer(self) -> OfficerId:
        """Whose bar the cursor is on; empty for nobody's."""
        return self._bars[self._row].officer if self._bars else ""

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts of the bar under the cursor."""
        return self._bars[self._row].shifts if self._bars else ()

    def headings(self) -> list[Piece]:
        """The hours above the bars: every third."""
        since, until = day_span(self.day, self.session.zone)
        text, hour = "", since
        while hour < until:
            local = self.session.local(hour)
            if local.hour % 3 == 0 and local.minute == 0:
                text = text.ljust(self._place(hour, since, until)) + f"{local.hour:02}"
            hour += timedelta(minutes=30)
        return [(fit("", self._name_cells + _STATE), PLAIN), (text, QUIET)]

    def show(self, day: date, bars: Sequence[Bar], people: Sequence[PersonNow]) -> None:
        """Show these bars of a day."""
        officer = self.officer
        self.day, self._bars, self._people = day, bars, people
        places = [place for place, bar in enumerate(bars) if bar.officer == officer]
        self._row = places[0] if places else min(self._row, max(0, len(bars) - 1))
        self.virtual_size = Size(self.size.width, max(1, len(bars)))
        self.tick()
        self.post_message(RosterGrid.Moved())

    def move(self, rows: int) -> None:
        """Move the cursor by so many rows, or as far as there are any."""
        place = max(0, min(self._row + rows, len(self._bars) - 1))
        if place != self._row:
            self._row = place
            top, height = self.scroll_offset.y, max(1, self.size.height)
            if not top <= place < top + height:
                self.scroll_to(y=place if place < top else place - height + 1, animate=False, force=True)
            self.tick()
            self.post_message(RosterGrid.Moved())

    def tick(self) -> None:
        """Ask for the visible lines that look different now."""
        for y in range(self.size.height):
            if self._drawn.get(y, ()) != self._line(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self.virtual_size = Size(self.size.width, max(1, len(self._bars)))
        self._drawn.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        self._drawn[y] = line = self._line(y)
        return Strip([Segment(text, style) for text, style in line]).adjust_cell_length(self.size.width)

    @property
    def _cells(self) -> int:
        """How many cells a bar has: two or four an hour."""
        return 96 if self.size.width >= 96 + _STATE + 20 else 48

    @property
    def _name_cells(self) -> int:
        return max(12, min(28, self.size.width - _STATE - self._cells - 1))

    def _line(self, y: int) -> tuple[Piece, ...]:
        place = y + self.scroll_offset.y
        if place >= len(self._bars):
            if self._bars or y != 1:
                return ()
            return ((f"  {tr('Nobody is on the roster on this day.')}", QUIET),)
        bar, here, now = self._bars[place], place == self._row, self.session.now()
        name = roster_rows.name_of(bar.officer, self.session)
        head = (">" if here else " ") + fit(name, self._name_cells - 2) + " "
        told = self._now_first(bar.shifts, now)
        said, ink = roster_rows.state(told, self.session, now, self._people)
        named = OVERDUE if not bar.officer else STRONG + SELECTED if here else PLAIN
        return ((head, named), (fit(said, _STATE - 1) + " ", ink), *self._bar(bar, now))

    def _now_first(self, shifts: Sequence[Shift], now: datetime) -> Shift:
        """The shift that matters now: the one under way, else the next, else the last."""
        on = [each for each in shifts if each.on_duty or each.covers(now)]
        return next(iter(on), None) or next((each for each in shifts if each.starts_at > now), shifts[-1])

    def _bar(self, bar: Bar, now: datetime) -> list[Piece]:
        since, until = day_span(self.day, self.session.zone)
        step = (until - since) / self._cells
        line: list[Piece] = []
        for place in range(self._cells):
            start = since + place * step
            shift = next((each for each in bar.shifts if each.starts_at <= start < each.ends_at), None)
            sign, ink = _EMPTY, QUIET
            if shift is not None:
                sign, ink = _sign(shift, start, now), roster_rows.ink(shift, self.session, now)
            if start <= now < start + step:
                sign, ink = "|", ACCENT + Style(bold=True)
            if line and line[-1][1] == ink:
                line[-1] = (line[-1][0] + sign, ink)
            else:
                line.append((sign, ink))
        return line

    def _place(self, at: datetime, since: datetime, until: datetime) -> int:
        return round((at - since) / (until - since) * self._cells)


def _sign(shift: Shift, at: datetime, now: datetime) -> str:
    """How a moment of a shift looks: worked as far as it is over, planned ahead, away from the post."""
    if shift.signed_on_at is None or at >= now or at < shift.signed_on_at:
        return _PLANNED
    gone = [(each.since, each.until) for each in shift.absences]
    if shift.away_since is not None:
        gone.append((shift.away_since, now))
    if any(since <= at < until for since, until in gone):
        return _GONE
    return _WORKED if shift.signed_off_at is None or at < shift.signed_off_at else _PLANNED
