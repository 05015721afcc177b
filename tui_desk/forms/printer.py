"""Prints papers for the screens: as text to look at, and as Word files in a folder of this officer (SITE-9)."""

from __future__ import annotations

import os
from pathlib import Path

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DeskError
from tui_desk.desk.papers import PaperView
from tui_desk.desk.views import DeskFacts
from tui_desk.forms import sheets
from tui_desk.forms.text import lay_sheet
from tui_desk.i18n import mark


class CannotPrint(DeskError):
    """The Word file cannot be written."""

    sentence = mark("The Word file {path} cannot be written: {why}.")
    exit_status = 79


class PaperPrinter:
    """Writes into one folder, which is made with the first file; only its owner may read them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, view: PaperView, facts: DeskFacts, width: int) -> str:
        """The paper as plain text of so many cells."""
        return lay_sheet(sheets.of_paper(view, facts, plain=True), width).rstrip("\n")

    def word(self, desk: Desk, number: str) -> Path:
        """The Word file of the paper as it stands, from the desk's own template where it has one.

        Raises:
            NoSuchPaper, BadTemplate: as they say.
            CannotPrint: the file cannot be written.
        """
        view = desk.papers.view(number)
        content = sheets.word_of(desk, sheets.of_paper(view, desk.facts()))
        path = self._folder / f"{view.paper.number}.docx"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            fresh.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with os.fdopen(os.open(fresh, flags, 0o600), "wb") as stream:
                stream.write(content)
            fresh.replace(path)
        except OSError as error:
            raise CannotPrint(path=path, why=error.strerror or "") from None
        return path
