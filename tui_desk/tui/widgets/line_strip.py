"""The calls in hand on one line 保持: who waits, and for how long (CALL-4). Ticks as cheaply as it can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.text import one_line
from tui_desk.i18n import tr
from tui_desk.tui.call_texts import clock
from tui_desk.tui.paint import ACCENT, NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.widgets.text_line import Piece, cut, segments

NAME_SHOWN = 40


@dataclass(frozen=True, slots=True)
class OnLine:
    """A call in hand: its place at this seat (1 to 9), who calls, how long they have been waiting.

    `waiting` is None while the officer speaks to them, `long` a wait that calls for an apology; `here` is the call
    on the screen.
    """

    place: int
    name: str
    unit: str
    waiting: timedelta | None
    long: bool = False
    here: bool = False


class LineStrip(Widget, can_focus=False):
    """One line; hidden while there is nothing to tell. Only what is written is sent again, not the blank behind it."""

    DEFAULT_CSS = "LineStrip { height: 1; width: 1fr; display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self._calls: tuple[OnLine, ...] = ()
        self._pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """What stands on the line."""
        return "".join(text for text, _ in self._pieces)

    def show(self, calls: Sequence[OnLine]) -> None:
        """Show these calls; nothing is sent when the labels are the same."""
        self._calls = tuple(calls)
        if self.display != bool(calls):
            self.display = bool(calls)
        self._draw()

    def on_resize(self) -> None:
        """Fit the calls into another width."""
        self._draw()

    def _draw(self) -> None:
        pieces = tuple(composed(self._calls, self.size.width))
        if pieces != self._pieces:
            before, self._pieces = self.text, pieces
            self.refresh(Region(0, 0, min(self.size.width, max(cell_len(before), cell_len(self.text))), 1))

    def render_line(self, y: int) -> Strip:
        """The line; Textual asks for it."""
        return cut(segments(self._pieces), self.size.width) if y == 0 else Strip.blank(self.size.width)


def composed(calls: Sequence[OnLine], width: int) -> list[Piece]:
    """The calls with as much of each as fits: name and unit, the name alone, at last only place and time."""
    pieces: list[Piece] = []
    for detail in (2, 1, 0):
        pieces = _pieces(calls, detail)
        if sum(cell_len(text) for text, _ in pieces) <= width:
            break
    return pieces


def _pieces(calls: Sequence[OnLine], detail: int) -> list[Piece]:
    waiting = [call for call in calls if call.waiting is not None]
    longest = max((call.waiting for call in waiting if call.waiting is not None), default=None)
    pieces: list[Piece] = []
    for call in calls:
        if call.waiting is None:
            pieces += [(f" {call.place} ", ACCENT), (f"{tr('speaking')} ", STRONG), *_who(call, detail)]
    if waiting:
        pieces.append((f" {tr('on hold')} ", QUIET))
    for call in waiting:
        stands_out = call.long or (len(waiting) > 1 and call.waiting == longest)
        ink = NEAR if stands_out else PLAIN
        sign = "!" if call.long else ""
        place = STRONG + ACCENT if call.here else ACCENT
        pieces += [(f"{call.place} ", place), *_who(call, detail)]
        pieces.append((f"{clock(call.waiting or timedelta(0))}{sign}  ", ink + STRONG if stands_out else ink))
    return pieces


def _who(call: OnLine, detail: int) -> list[Piece]:
    words = (call.name, call.unit)[:detail]
    return [(f"{one_line(word[:NAME_SHOWN])} ", PLAIN) for word in words if word]
