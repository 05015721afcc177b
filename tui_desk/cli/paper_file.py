"""`tui-desk paper print|blank`: papers as Word files (SITE-9)."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.kept import CannotSave
from tui_desk.cli.parser import Commands, Parser, add
from tui_desk.config import Settings
from tui_desk.desk.paper_errors import NoSuchForm
from tui_desk.forms import sheets
from tui_desk.forms.boxes import Sheet
from tui_desk.forms.text import lay_sheet
from tui_desk.i18n import language, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.norms.models import Form

_WIDTH, _WIDEST = 80, 120


def declare(of_papers: Commands, add_number: Callable[[Parser], None]) -> None:
    """Declare the commands and their arguments."""
    printed = add(of_papers, "print", tr("write a paper as a Word file"), print_paper)
    add_number(printed)
    printed.add_argument("--out", action="store_true", help=tr("note that it is given out with this"))
    add_target(printed)
    blank = add(of_papers, "blank", tr("write an empty form, as a Word file or as text"), print_blank)
    blank.add_argument("form", metavar=tr("FORM"), help=tr("see “paper forms”"))
    blank.add_argument("--text", action="store_true", help=tr("as plain text on the terminal"))
    add_target(blank)


def add_target(parser: Parser) -> None:
    """Let the file be named that is written."""
    told = tr("the file; - is the output; in this folder under its number without")
    parser.add_argument("-o", "--output", default="", metavar=tr("FILE"), help=told)
    parser.add_argument("--force", action="store_true", help=tr("write over a file that is there"))


def print_paper(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a paper as a Word file; with --out it is given out."""
    with bootstrap.desk_of(settings) as (desk, by):
        view = desk.papers.view(desk.papers.find(arguments.number).number)
        put(
            sheets.word_of(desk, sheets.of_paper(view, desk.facts())),
            arguments.output or f"{view.paper.number}.docx",
            force=arguments.force,
        )
        if arguments.out:
            empty = [box.label.in_(language()) for box in view.missing("issue")]
            desk.papers.out(view.paper.number, by)
            if empty:
                terminal.complain(tr("These boxes are still empty: {boxes}", boxes=", ".join(empty)))
    return 0


def print_blank(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write an empty form."""
    with bootstrap.desk_of(settings) as (desk, _):
        empty = sheets.of_form(form_of(desk, arguments.form), desk.facts(), plain=arguments.text)
        if arguments.text:
            say_text(empty)
        else:
            put(sheets.word_of(desk, empty), arguments.output or f"{empty.form}.docx", force=arguments.force)
    return 0


def say_text(sheet: Sheet, columns: int = 0) -> None:
    """Write a form as plain text, `columns` wide or as wide as the terminal is, within reason."""
    room = min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else _WIDTH
    terminal.say(lay_sheet(sheet, columns or room).rstrip("\n"))


def form_of(desk: Desk, code: str) -> Form:
    """A form of the norm in force by its code. Raises NoSuchForm."""
    form = desk.norm().form(code)
    if form is None:
        raise NoSuchForm(form=code, known=tuple(each.code for each in desk.norm().forms))
    return form


def put(file: bytes, target: str, *, force: bool) -> None:
    """Write a file that only its owner may read, and say where it is; "-" writes to the output.

    Raises CannotSave, also where a file is there already.
    """
    if target == "-":
        sys.stdout.buffer.write(file)
        return
    path = Path(target)
    try:
        fresh = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as stream:
            stream.write(file)
        try:
            if force:
                fresh.replace(path)
            else:
                path.hardlink_to(fresh)
        finally:
            fresh.unlink(missing_ok=True)
    except FileExistsError:
        raise CannotSave(path=path, why=tr("it is there already; --force writes over it")) from None
    except OSError as error:
        raise CannotSave(path=path, why=error.strerror or "") from None
    terminal.say(str(path))
