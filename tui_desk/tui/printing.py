"""What the screens know of printing: somebody else lays papers out, and writes the Word files (SITE-9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from textual.app import App

from tui_desk.desk.desk import Desk
from tui_desk.desk.papers import PaperView
from tui_desk.desk.views import DeskFacts


class Printer(Protocol):
    """Prints papers; whoever starts the app gives it one."""

    def text(self, view: PaperView, facts: DeskFacts, width: int) -> str:
        """The paper as plain text of so many cells."""

    def word(self, desk: Desk, number: str) -> Path:
        """The Word file of the paper, written where this officer finds it. Raises DeskError."""


@runtime_checkable
class _HasPrinter(Protocol):
    printer: Callable[[], Printer] | None


def can_print(app: App[Any]) -> bool:
    """Whether whoever started the app gave it a printer."""
    return isinstance(app, _HasPrinter) and app.printer is not None


def printer_of(app: App[Any]) -> Printer | None:
    """The printer of the desk's app, made now; None where there is none."""
    return app.printer() if isinstance(app, _HasPrinter) and app.printer is not None else None
