"""The papers of a ticket, one a line, with a cursor that stays on its own. Only lines that changed are sent."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.i18n import tr
from tui_desk.tui.paint import NEAR, PLAIN, QUIET, SELECTED, WAITING
from tui_desk.tui.paper_rows import PaperLine
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.sheet import broken
from tui_desk.tui.widgets.text_line import Piece

NUMBER, STATE, WHEN, MISSING = 18, 8, 11, 4


class PaperList(Widget, can_focus=False):
    """The lines; the selected one reversed."""

    class Moved(Message):
        """The cursor is on another paper."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._lines: tuple[PaperLine, ...] = ()
        self._at = self._top = 0
        self._empty = ""

    @property
    def selected(self) -> str:
        """The number of the paper under the cursor; empty where there is none."""
        return self._lines[self._at].number if self._lines else ""

    def headings(self) -> list[Piece]:
        """The line above the list."""
        form = self._form_cells()
        cells = [
            " " + right(tr("lack"), MISSING),
            fit(tr("number"), NUMBER),
            fit(tr("form"), form),
            fit(tr("state"), STATE),
            fit(tr("out at"), WHEN),
            fit(tr("back at"), WHEN),
        ]
        return [(" ".join(cells), QUIET)]

    def show(self, lines: Sequence[PaperLine], empty: str) -> None:
        """Show these; the cursor stays on its paper, or goes to the newest."""
        before, old = self.selected, self._lines
        self._lines, self._empty = tuple(lines), empty
        same = next((n for n, each in enumerate(self._lines) if each.number == before), len(self._lines) - 1)
        moved, self._at = same != self._at or not before, max(0, same)
        if len(old) != len(self._lines) or moved:
            self.move(0)
            self.refresh()
        else:
            for place, (was, now) in enumerate(zip(old, self._lines, strict=True)):
                if was != now:
                    self.refresh(Region(0, place - self._top, self.size.width, 1))
        self.post_message(self.Moved())

    def move(self, by: int) -> None:
        """Move the cursor by so many lines, as far as there are any."""
        self._at = max(0, min(len(self._lines) - 1, self._at + by))
        height = max(1, self.size.height)
        self._top = max(min(self._top, self._at), self._at - height + 1)
        self.refresh()
        if by:
            self.post_message(self.Moved())

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self.move(0)

    def _form_cells(self) -> int:
        return max(8, self.size.width - NUMBER - STATE - 2 * WHEN - MISSING - 7)

    def render_line(self, y: int) -> Strip:
        """One paper; Textual asks for it."""
        width, place = self.size.width, self._top + y
        if not self._lines:
            said = list(broken(self._empty, max(8, width - 4)))
            return Strip([Segment(fit(f"  {said[y - 1]}" if 0 < y <= len(said) else "", width), QUIET)])
        if place >= len(self._lines):
            return Strip.blank(width)
        paper, here = self._lines[place], place == self._at
        missing = str(paper.missing) if paper.missing else "v"
        pieces = [
            ((">" if here else " ") + right(missing, MISSING) + " ", NEAR if paper.missing else PLAIN),
            (fit(paper.number, NUMBER) + " ", PLAIN),
            (fit(paper.form, self._form_cells()) + " ", PLAIN),
            (fit(paper.state, STATE) + " ", WAITING if paper.waits else PLAIN),
            (fit(paper.out, WHEN) + " " + fit(paper.back, WHEN), QUIET),
        ]
        return Strip([Segment(t, s + SELECTED if here else s) for t, s in pieces]).adjust_cell_length(width)
