"""The bottom line: the keys that work now, in the order of use."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len

from tui_desk.i18n import tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.paint import ACCENT, PLAIN
from tui_desk.tui.widgets.text_line import Piece, TextLine

WAY_OUT = "escape"


class KeyBar(TextLine):
    """The allowed actions, as many as fit; the way out (Esc) and the way to all others ("?") always do."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._actions: tuple[Action, ...] = ()

    def show(self, actions: Iterable[Action]) -> None:  # type: ignore[override] # this line shows actions, not pieces
        """Show these actions."""
        self._actions = tuple(actions)
        self._draw()

    def on_resize(self) -> None:
        """Fit the actions into another width."""
        self._draw()

    def _draw(self) -> None:
        always = [action for action in self._actions if action.id == HELP.id or action.keys[0] == WAY_OUT]
        room = self.size.width - sum(width(pieces(action)) for action in always)
        shown: list[Action] = []
        for action in self._actions:
            if action not in always:
                room -= width(pieces(action))
                if room < 0:
                    break
                shown.append(action)
        kept = {action.id for action in (*shown, *always)}
        super().show([piece for action in self._actions if action.id in kept for piece in pieces(action)])


def pieces(action: Action) -> list[Piece]:
    """An action on the bottom line: its key, and its label behind it."""
    return [(f" {action.key} ", ACCENT), (f"{tr(action.label)} ", PLAIN)]


def width(part: list[Piece]) -> int:
    """The room that the pieces take, in cells."""
    return sum(cell_len(text) for text, _ in part)
