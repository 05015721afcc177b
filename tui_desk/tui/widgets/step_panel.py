"""The steps of the call beside the form: done, current, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.tui.paint import PLAIN, QUIET, STRONG
from tui_desk.tui.text import fit


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the panel shows it. `missing` counts the required answers that it still wants."""

    label: str
    missing: int
    current: bool
    done: bool


class StepPanel(Widget, can_focus=False):
    """One line a step; only lines that changed are drawn again."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._lines: tuple[StepLine, ...] = ()

    def show(self, lines: Sequence[StepLine]) -> None:
        """Show the steps."""
        before, self._lines = self._lines, tuple(lines)
        for y, now in enumerate(self._lines):
            if y >= len(before) or before[y] != now:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One step; Textual asks for it."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width)
        step = self._lines[y]
        sign = ">" if step.current else "v" if step.done else "."
        count = str(step.missing) if step.missing else ""
        style = STRONG if step.current else QUIET if step.done else PLAIN
        text = fit(f"{sign} {y + 1} {step.label}", max(0, width - 4))
        return Strip([Segment(f" {text}{count:>2} ", style)]).adjust_cell_length(width)
