"""Lines of pieces, scrolled by lines: only those that are seen are drawn, and only those that changed are sent."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_desk.tui.widgets.text_line import Piece, cut, segments

Line = tuple[Piece, ...]


class PieceSheet(ScrollView, can_focus=False):
    """Shows lines; the place in them stays when they change. Whoever shows them lays them out for its width."""

    class Moved(Message):
        """Other lines are seen now, or there are more or fewer."""

    class Resized(Message):
        """It has another width: the lines are to be laid out anew."""

    DEFAULT_CSS = "PieceSheet { height: 1fr; scrollbar-size: 0 0; overflow-x: hidden; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()

    @property
    def place(self) -> tuple[int, int, int]:
        """The first and the last line seen, counted from 1, and how many there are."""
        first = round(self.scroll_y)
        return first + 1, min(first + self.size.height, len(self._lines)), len(self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines from now on, at the place where the reader is."""
        before, self._lines = self._lines, tuple(lines)
        if len(before) == len(self._lines):
            for y, (was, line) in enumerate(zip(before, self._lines, strict=True)):
                if was != line:
                    self.refresh_line(y)
            return
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()
        self.post_message(self.Moved())

    def bring_into_view(self, place: int) -> None:
        """Scroll so that this line, counted from 0, is seen, with a third of the height below it."""
        top = max(0, min(place - self.size.height * 2 // 3, len(self._lines) - self.size.height))
        self.scroll_to(y=top, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scroll, and tell it."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Ask for other lines."""
        self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        """One painted line."""
        width, place = self.size.width, self.scroll_offset.y + y
        return cut(segments(self._lines[place]), width) if place < len(self._lines) else Strip.blank(width)
