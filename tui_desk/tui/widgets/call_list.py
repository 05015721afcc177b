"""The lines of the call log: only what is visible is drawn, and only lines that changed are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.desk.terms import ENDS
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.i18n import tr
from tui_desk.tui.call_rows import span, when
from tui_desk.tui.paint import NEAR, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

WIDE_FROM = 110
"""From this width there are columns for the phone, the wait and the hold."""
_INKS: dict[End, Style] = {End.MISSED: NEAR, End.NOT_REACHED: NEAR}
_QUIET_ENDS = frozenset({End.SILENT, End.WRONG_NUMBER, End.NUISANCE})


@dataclass(frozen=True, slots=True)
class CallColumns:
    """How many cells each column takes; 0: there is none."""

    end: int
    caller: int
    unit: int
    phone: int
    problem: int
    officer: int
    span: int
    wide: bool

    WHEN = 11

    @classmethod
    def of(cls, width: int) -> CallColumns:
        """The columns of a list of this width."""
        wide = width >= WIDE_FROM
        end, caller, unit, phone, officer = (16, 10, 10, 11, 10) if wide else (9, 8, 8, 0, 8)
        spans = 3 * 7 if wide else 7
        taken = 2 + cls.WHEN + 1 + 1 + 1 + end + 1 + caller + 1 + unit + 1 + officer + 1 + spans
        taken += phone + 1 if phone else 0
        return cls(end, caller, unit, phone, max(8, width - taken - 1), officer, 6, wide)

    def headings(self) -> list[Piece]:
        """The line above the list."""
        cells = [
            "  " + fit(tr("time"), self.WHEN) + "  ",
            fit(tr("how it ended"), self.end),
            fit(tr("caller"), self.caller),
            fit(tr("department"), self.unit),
            *([fit(tr("phone"), self.phone)] if self.phone else []),
            fit(tr("problem"), self.problem),
            fit(tr("officer"), self.officer),
            *([right(tr("waited"), self.span)] if self.wide else []),
            right(tr("talked"), self.span),
            *([right(tr("held"), self.span)] if self.wide else []),
        ]
        return [(" ".join(cells), QUIET)]


class CallList(ScrollView, can_focus=False):
    """Calls with a cursor that stays on its call, whatever arrives."""

    DEFAULT_CSS = "CallList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Moved(Message):
        """The cursor is on another call, or there are other calls."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._calls: Sequence[CallRecord] = ()
        self._empty = ""
        self._at = 0
        self._drawn: dict[int, tuple[CallRecord | None, bool]] = {}
        self._columns = CallColumns.of(80)

    @property
    def selected(self) -> CallRecord | None:
        """The call under the cursor."""
        return self._calls[self._at] if self._calls else None

    @property
    def place(self) -> int:
        """Where the cursor is, counted from 1; 0 in an empty list."""
        return self._at + 1 if self._calls else 0

    @property
    def columns(self) -> CallColumns:
        """The columns as they are drawn."""
        return self._columns

    @property
    def near_end(self) -> bool:
        """Whether the end of the list is less than two screens away."""
        return self._at + 2 * self.size.height >= len(self._calls)

    def show(self, calls: Sequence[CallRecord], *, empty: str = "", keep: bool = True) -> None:
        """Show these calls. The cursor stays on its call if `keep`, or goes to the top."""
        before = self.selected
        offset = self._at - self.scroll_offset.y
        if not calls or not self._calls:
            self.refresh()
            self._drawn.clear()
        self._calls, self._empty = calls, empty
        place = next((n for n, call in enumerate(calls) if before and call.id == before.id), None) if keep else 0
        self._at = max(0, min(self._at if place is None else place, len(calls) - 1))
        self.virtual_size = Size(self.size.width, max(1, len(calls)))
        if self._at and self.scroll_offset.y:
            self._scroll(self._at - offset)
        self._bring_into_view()
        self._repaint()
        self.post_message(self.Moved())

    def move(self, lines: int) -> None:
        """Move the cursor by so many calls, or as far as there are any."""
        place = max(0, min(self._at + lines, len(self._calls) - 1))
        if self._calls and place != self._at:
            self._at = place
            self._bring_into_view()
            self._repaint()
            self.post_message(self.Moved())

    def redraw(self) -> None:
        """Draw every line anew."""
        self._drawn.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self._columns = CallColumns.of(self.size.width)
        self.virtual_size = Size(self.size.width, max(1, len(self._calls)))
        self._bring_into_view()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the call that was clicked."""
        self.move(event.y + self.scroll_offset.y - self._at)

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        width = self.size.width
        call, selected = self._drawn[y] = self._line(y)
        if call is not None:
            return self._strip(call, selected).adjust_cell_length(width)
        said = list(broken(self._empty, max(8, width - 4))) if self._empty and not self._calls else []
        text = said[y - 1] if 0 < y <= len(said) else ""
        return Strip([Segment("  " + text, QUIET)]).adjust_cell_length(width) if text else Strip.blank(width)

    def _line(self, y: int) -> tuple[CallRecord | None, bool]:
        place = y + self.scroll_offset.y
        return (self._calls[place], place == self._at) if place < len(self._calls) else (None, False)

    def _repaint(self) -> None:
        for y in range(self.size.height):
            if self._drawn.get(y) != self._line(y):
                self.refresh(Region(0, y, self.size.width, 1))

    def _strip(self, call: CallRecord, selected: bool) -> Strip:
        columns, session = self._columns, self.session
        ink = QUIET if call.end in _QUIET_ENDS else PLAIN
        name = session.officer_name(call.officer) or "-"
        cells = [
            fit(call.caller_name or call.caller_phone or "-", columns.caller),
            fit(call.caller_unit, columns.unit),
            *([fit(call.caller_phone, columns.phone)] if columns.phone else []),
            fit(call.problem or call.handled, columns.problem),
            fit(name, columns.officer),
            *([right(span(call.waited), columns.span)] if columns.wide else []),
            right(span(call.handle_time), columns.span),
            *([right(span(call.held) if call.hold_count else "", columns.span)] if columns.wide else []),
        ]
        pieces = [
            ("> " if selected else "  ", ink),
            (fit(when(call, session, session.now()), columns.WHEN), ink),
            (" ! " if call.late else "   ", NEAR if call.late else ink),
            (fit(tr(ENDS[call.end]), columns.end) + " ", _INKS.get(call.end, STRONG if call.ticket else ink)),
            (" ".join(cells), ink),
        ]
        return Strip([Segment(text, style + SELECTED if selected else style) for text, style in pieces])

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._at < top:
            self._scroll(self._at)
        elif self._at >= top + height:
            self._scroll(self._at - height + 1)

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)
