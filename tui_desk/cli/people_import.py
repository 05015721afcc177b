"""`tui-desk people import FILE.csv`: a list of people and units brought in, all of it or nothing (CALL-5)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.cli.people_file import BadFile, in_words, open_file
from tui_desk.config import Settings
from tui_desk.desk.importing import titles_of
from tui_desk.domain.people_list import Entries, read
from tui_desk.i18n import mark, tr

SHOWN = 10
"""How many mistakes are written on the screen; all of them go to the file of --errors."""
STAGES = {
    "read": mark("reading {done} of {count}"),
    "match": mark("comparing {done} of {count}"),
    "prepare": mark("preparing {done} of {count}"),
    "store": mark("storing {done} of {count}"),
}


def declare(of_people: Commands) -> None:
    """Declare the command and its arguments."""
    parser = add(of_people, "import", tr("bring in a list of people and units, all of it or nothing"), bring_in)
    parser.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a CSV file, UTF-8 or GB18030, heads first"))
    parser.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    parser.add_argument(
        "--errors", metavar=tr("FILE"), type=Path, help=tr("write every line that cannot be used to this file")
    )


def bring_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import the file, or say on which lines it cannot be."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.directory.may_bring_in(by)
        file = open_file(arguments.file)
        if file.heads.unknown:
            heads = ", ".join(file.heads.unknown)
            terminal.complain(tr("Columns that are not understood are left out: {heads}", heads=heads))
        lines = file.text.count("\n") + 1
        entries = Entries()
        progress = _Progress()
        for entries in read(file.heads, file.rows(), titles_of(desk.norm())):
            progress.tell("read", entries.rows, lines)
        if entries.mistakes:
            progress.end()
            words = [in_words(mistake) for mistake in sorted(entries.mistakes, key=lambda mistake: mistake.line)]
            return refuse(words, arguments.errors)
        if arguments.dry_run:
            done = desk.directory.plan(entries)
        else:
            done = desk.directory.bring_in(entries, by=by, told=progress.tell)
        progress.end()
    sentence = (
        mark("{file} ({encoding}): would add {added} people, change {changed}, leave {same}; {units} units.")
        if arguments.dry_run
        else mark("{file} ({encoding}): {added} people added, {changed} changed, {same} left; {units} units.")
    )
    facts = {"added": done.added, "changed": done.changed, "same": done.same, "units": len(done.units)}
    terminal.say(tr(sentence, file=arguments.file.name, encoding=file.encoding, **facts))
    return 0


def refuse(words: Sequence[str], errors: Path | None) -> int:
    """Say what is wrong, the first of the words on the screen; nothing was imported. Returns the exit status."""
    for sentence in words[:SHOWN]:
        terminal.complain(sentence)
    if errors is not None:
        try:
            errors.write_text("\n".join(words) + "\n", encoding="utf-8")
        except OSError as error:
            raise BadFile(file=errors, why=error.strerror or str(error)) from error
    if len(words) > SHOWN and errors is None:
        terminal.complain(tr("... and {count} more; --errors FILE writes all of them.", count=len(words) - SHOWN))
    terminal.complain(tr("{count} mistakes; nothing was imported.", count=len(words)))
    return 2


class _Progress:
    """One line that is written over, where somebody looks at it."""

    def __init__(self) -> None:
        self._shown = 0

    def tell(self, stage: str, done: int, of: int) -> None:
        """Say how far it is."""
        if sys.stderr.isatty():
            words = tr(STAGES[stage], done=done, count=of)
            width = terminal.cells(words)
            sys.stderr.write("\r" + words + " " * max(0, self._shown - width))
            sys.stderr.flush()
            self._shown = width

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0
