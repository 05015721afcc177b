"""What to say and to ask now, and what helps with the answer: the loudest place of the intake."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.content import Content
from textual.widgets import Static

from tui_desk.tui.paint import ACCENT, QUIET, STRONG
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.text_line import Piece


class Guide(Static):
    """The script line of the step, the question to ask, and below them choices, known callers, or vague words."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: tuple[str, str, tuple[Piece, ...]] = ("", "", ())

    def show(self, say: str, ask: str, below: Sequence[Piece]) -> None:
        """Show these; costs nothing when they stand there already."""
        shown = (say, ask, tuple(below))
        if shown == self._shown:
            return
        self._shown = shown
        lines = [line(f"“{say}”").stylize(_style(QUIET if ask else STRONG))] if say else []
        if ask:
            lines.append(line(f"“{ask}”").stylize(_style(STRONG + ACCENT)))
        if below:
            lines.append(Content("").join(_piece(*piece) for piece in below))
        self.update(Content("\n").join(lines), layout=False)

    @property
    def asked(self) -> str:
        """The question to ask now."""
        return self._shown[1]

    @property
    def below(self) -> str:
        """What stands under the question."""
        return "".join(text for text, _ in self._shown[2])


def _piece(text: str, style: Style) -> Content:
    return block(text).stylize(_style(style)) if cell_len(text) else Content("")


def _style(style: Style) -> str:
    return str(style) if style else ""
