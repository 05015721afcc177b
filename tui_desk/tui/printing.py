"""What the screens know of printing: somebody else lays papers out, and writes the Word files (SITE-9)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from textual.app import App

from tui_desk.desk.papers import PaperView
from tui_desk.tui.session import Session


class Printer(Protocol):
    """Prints papers; given to the app by whoever starts it."""

    def text(self, view: PaperView, session: Session, width: int) -> str:
        """The paper as plain text of so many cells."""

    def word(self, view: PaperView, session: Session) -> Path:
        """The Word file of the paper, written where this officer finds it. Raises DeskError."""


@runtime_checkable
class _HasPrinter(Protocol):
    printer: Printer | None


def printer_of(app: App[object]) -> Printer | None:
    """The printer of the desk's app; None where there is none."""
    return app.printer if isinstance(app, _HasPrinter) else None
