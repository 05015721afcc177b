"""The list of what is owed to callers: only visible lines are drawn, only what changed is sent; time stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.desk.views import OwedView
from tui_desk.domain.message import Owed
from tui_desk.i18n import tr
from tui_desk.tui import owed_rows
from tui_desk.tui.paint import NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

WIDE_FROM = 100
"""From this width the telephone has a column of its own."""
LEFT, KIND = 10, 12


@dataclass(frozen=True, slots=True)
class _Line:
    """What a visible line looks like; two equal ones need no repaint."""

    owed: OwedView
    left: str
    selected: bool


class OwedList(ScrollView, can_focus=False):
    """Things owed, with a cursor that stays on its own, whatever arrives."""

    DEFAULT_CSS = "OwedList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    class Moved(Message):
        """The cursor is on something else, or there are other things."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._owed: Sequence[OwedView] = ()
        self._empty = ""
        self._at = 0
        self._drawn: dict[int, _Line | None] = {}

    @property
    def selected(self) -> OwedView | None:
        """What the cursor is on."""
        return self._owed[self._at] if self._owed else None

    @property
    def place(self) -> tuple[int, int]:
        """Where the cursor is, counted from 1, and how many there are."""
        return (self._at + 1 if self._owed else 0), len(self._owed)

    def headings(self) -> list[Piece]:
        """The line above the list."""
        name, phone, officer = self._columns()
        cells = [
            " " + right(tr("left"), LEFT - 1),
            fit(tr("what"), KIND),
            fit(tr("caller"), name),
            *([fit(tr("phone"), phone)] if phone else []),
            fit(tr("owed by"), officer),
            tr("words"),
        ]
        return [(" ".join(cells), QUIET)]

    def show(self, owed: Sequence[OwedView], *, empty: str = "", keep: bool = True) -> None:
        """Show these. The cursor stays on its own if `keep`, or goes to the top."""
        before = self.selected
        if not owed or not self._owed:
            self._drawn.clear()
            self.refresh()
        self._owed, self._empty = owed, empty
        same = (n for n, each in enumerate(owed) if before and (each.kind, each.id) == (before.kind, before.id))
        place = next(same, None) if keep else 0
        self._at = max(0, min(self._at if place is None else place, len(owed) - 1))
        self.virtual_size = Size(self.size.width, max(1, len(owed)))
        self._bring_into_view()
        self.tick()
        self.post_message(self.Moved())

    def move(self, lines: int) -> None:
        """Move the cursor by so many lines, or as far as there are any."""
        place = max(0, min(self._at + lines, len(self._owed) - 1))
        if self._owed and place != self._at:
            self._at = place
            self._bring_into_view()
            self.tick()
            self.post_message(self.Moved())

    def tick(self) -> None:
        """Ask for the visible lines that look different now; where only the time does, for that alone."""
        for y in range(self.size.height):
            old, new = self._drawn.get(y), self._line(y)
            if old != new:
                only_time = old and new and old == replace(new, left=old.left)
                self.refresh(Region(0, y, LEFT if only_time else self.size.width, 1))

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self.virtual_size = Size(self.size.width, max(1, len(self._owed)))
        self._bring_into_view()
        self._drawn.clear()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line that was clicked."""
        self.move(event.y + self.scroll_offset.y - self._at)

    def render_line(self, y: int) -> Strip:
        """A visible line; Textual asks for it."""
        width = self.size.width
        line = self._drawn[y] = self._line(y)
        if line is not None:
            return self._strip(line).adjust_cell_length(width)
        said = list(broken(self._empty, max(8, width - 4))) if self._empty and not self._owed else []
        text = said[y - 1] if 0 < y <= len(said) else ""
        return Strip([Segment("  " + text, QUIET)]).adjust_cell_length(width) if text else Strip.blank(width)

    def _line(self, y: int) -> _Line | None:
        place = y + self.scroll_offset.y
        if place >= len(self._owed):
            return None
        owed = self._owed[place]
        if owed.done_at is not None:
            local = self.session.local(owed.done_at)
            return _Line(owed, f"{local:%m-%d %H:%M}"[-LEFT + 1 :], place == self._at)
        return _Line(owed, owed_rows.left(owed, self.session.now()), place == self._at)

    def _columns(self) -> tuple[int, int, int]:
        """The cells of the caller's name, of the telephone (0: none), and of whose it is."""
        wide = self.size.width >= WIDE_FROM
        return (22, 14, 12) if wide else (16, 0, 8)

    def _strip(self, line: _Line) -> Strip:
        owed, now = line.owed, self.session.now()
        name, phone, officer = self._columns()
        late = owed.done_at is None and owed.due_at is not None and owed.due_at < now
        unread = owed.kind is Owed.MESSAGE and owed.message is not None and owed.message.read_at is None
        ink = QUIET if owed.done_at is not None else PLAIN
        cells = [
            fit(owed_rows.who(owed), name),
            *([fit(owed.caller_phone, phone)] if phone else []),
            fit(owed_rows.owes(owed, self.session), officer),
            fit(owed_rows.about(owed), max(8, self.size.width)),
        ]
        pieces = [
            ((">" if line.selected else " ") + right(line.left, LEFT - 1) + " ", OVERDUE if late else ink),
            (fit(owed_rows.kind(owed), KIND) + " ", NEW if unread else NEAR if owed.kind is Owed.MISSED else ink),
            (" ".join(cells), ink),
        ]
        return Strip([Segment(text, style + SELECTED if line.selected else style) for text, style in pieces])

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self._at < top or self._at >= top + height:
            y = self._at if self._at < top else self._at - height + 1
            self.scroll_to(y=y, animate=False, force=True)
