"""`tui-desk import tickets|map`: the tickets of another tool brought in with their history (TKT-1, TKT-16)."""

from __future__ import annotations

import argparse
import csv
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.terms import STATES
from tui_desk.domain.foreign_list import Mistake
from tui_desk.domain.ticket import State
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.foreign import Refused, Tally
    from tui_desk.norms.models import Norm

SHOWN = 10
"""How many lines that cannot be used a dry run writes on the screen."""

SOME_REFUSED = 18
"""The exit status where lines were left out."""

BAR_CELLS = 20
ERROR_HEADS = ("import_line", "import_column", "import_value", "import_reason")
SENTENCES = {
    "cells": mark('{count} cells under {heads} heads: put a cell that holds a comma into “"”'),
    "csv": mark("it cannot be read as CSV: {why}"),
    "encoding": mark("it is not {encoding}; name the encoding in the map, or save the file as UTF-8"),
    "empty": mark("is empty; it is needed for {field}"),
    "twice": mark("the same number stands on line {first}"),
    "no_value": mark("the map does not translate it for {field}: add it to values, or name an otherwise"),
    "no_code": mark("is no code of the norm for {field}; there are: {allowed}"),
    "no_count": mark("is no number"),
    "no_time": mark("is no time in any of the map's formats"),
    "future": mark("lies in the future"),
    "early": mark('is before the ticket was opened; early = "opened" takes the opening instead'),
    "state": mark("the state is {state}, but this time is missing"),
    "closed_early": mark("was closed before it was resolved"),
    "responded_late": mark("was responded to after it was over"),
    "no_span": mark("is no span of two times with “{to}” between"),
    "inverted": mark("ends before it begins"),
    "outside": mark('lies outside of the ticket\'s life; outside = "cut" cuts it'),
    "overlap": mark('two spans overlap; overlap = "join" joins them'),
}
NOTICES = {
    "cleaned": mark("{count} with control characters, which were taken out"),
    "early": mark("{count} with times before the opening, which count from the opening"),
    "cut": mark("{count} with waits outside of their life, which were cut"),
    "joined": mark("{count} with waits that overlap, which were joined"),
    "holidays": mark("{count} from before the holidays that the norm's calendars know: those days count as workdays"),
}


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_imports = family(commands, "import", tr("bring in the tickets of another tool"))
    tickets = add(of_imports, "tickets", tr("bring in tickets with their history; run again, it goes on"), bring_in)
    tickets.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a CSV file, heads first; .gz too"))
    tickets.add_argument(
        "--map",
        metavar="MAP",
        required=True,
        help=tr("a TOML file that says which column fills what, or a shipped map"),
    )
    tickets.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    tickets.add_argument(
        "--errors",
        metavar=tr("FILE"),
        type=Path,
        help=tr("where lines that cannot be used go; FILE.errors.csv if not named"),
    )
    first = add(of_imports, "map", tr("write a first map from the heads of a file, to be edited"), write_map)
    first.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a CSV file, heads first; .gz too"))


def write_map(arguments: argparse.Namespace, _settings: Settings) -> int:
    """Write a first map on the standard output."""
    from tui_desk.cli.ticket_file import open_tickets
    from tui_desk.cli.ticket_map import first_map

    file = open_tickets(arguments.file)
    terminal.say(first_map(file.heads, arguments.file.name.split(".")[0]).rstrip("\n"))
    file.close()
    return 0


def bring_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the file in, or say what that would do; lines that cannot be used go to a file of their own."""
    from tui_desk.cli.ticket_file import open_tickets
    from tui_desk.cli.ticket_map import check_map, read_map
    from tui_desk.desk.foreign import Tally

    gc.disable()  # rows make no garbage worth looking for: a tenth of the time
    plan, name = read_map(arguments.map)
    file = open_tickets(arguments.file, plan)
    errors = arguments.errors or arguments.file.with_name(f"{arguments.file.name}.errors.csv")
    tally, began = Tally(), time.monotonic()
    with bootstrap.desk_of(settings) as (desk, by):
        check_map(plan, name, file.heads, desk.foreign.codes(plan.norm))
        norm, bar = desk.norm(plan.norm or None), _Bar()
        with _ErrorFile(errors, file.heads, writes=not arguments.dry_run) as refused:
            try:
                for tally in desk.foreign.bring_in(plan, file.heads, file.rows(), by=by, dry_run=arguments.dry_run):
                    refused.add(tally.refused)
                    bar.tell(tally, file.share)
            finally:
                bar.end()
                file.close()
                _report(tally, time.monotonic() - began, norm, dry_run=arguments.dry_run)
    if tally.wrong and not arguments.dry_run:
        terminal.complain(
            tr("{count} lines were left out: mend them in {file} and import that file.", count=tally.wrong, file=errors)
        )
    elif tally.wrong:
        terminal.complain(tr("{count} lines would be left out.", count=tally.wrong))
    return SOME_REFUSED if tally.wrong else 0


def _report(tally: Tally, seconds: float, norm: Norm, *, dry_run: bool) -> None:
    """What was done, or would be."""
    facts: dict[str, object] = {"added": tally.added, "known": tally.known, "rows": tally.rows}
    if dry_run:
        terminal.say(tr("{rows} rows: {added} tickets would be added, {known} are there already.", **facts))
        labels = {each.code: each.label.in_(language()) for each in norm.priorities}
        states = {str(state): tr(STATES[state]) for state in State}
        for heading, counts, words in (
            (tr("State"), tally.states, states),
            (tr("level"), tally.priorities, labels),
            (tr("month"), tally.months, {}),
        ):
            if counts:
                rows = [(words.get(key, key), str(count)) for key, count in sorted(counts.items())]
                terminal.say("")
                terminal.say_table((heading, tr("tickets")), rows)
    else:
        rate = tally.rows / seconds if seconds else 0.0
        facts |= {"rate": f"{rate:,.0f}", "seconds": f"{seconds:.1f}"}
        terminal.say(
            tr(
                "{rows} rows: {added} tickets added, {known} were there already ({seconds} s, {rate} a second).",
                **facts,
            )
        )
        if tally.first:
            terminal.say(tr("Numbers from {first} to {last}.", first=tally.first, last=tally.last))
            held = f"{tally.longest_hold.total_seconds() * 1000:.0f}"
            terminal.say(tr("Others had to wait {milliseconds} ms at the longest to write.", milliseconds=held))
    for notice, sentence in NOTICES.items():
        if count := tally.notices[notice]:
            terminal.complain(tr(sentence, count=count))


def in_words(mistake: Mistake) -> str:
    """What is wrong with a cell, and what to do."""
    facts = {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in mistake.facts.items()}
    what = tr(SENTENCES[mistake.code], **facts)
    return f"{mistake.column}: {what}" if mistake.column else what


class _ErrorFile:
    """Where refused rows go: line, column, value, reason, and the row itself, so that it can be imported once mended.

    A dry run shows the first of them instead. The file is made when there is something to write.
    """

    def __init__(self, path: Path, heads: Sequence[str], *, writes: bool) -> None:
        self._path, self._writes, self._shown = path, writes, 0
        self._skipped = [n for n, head in enumerate(heads) if head in ERROR_HEADS]  # of an errors file imported again
        self._heads = self._kept(heads)
        self._stream: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, refused: Sequence[Refused]) -> None:
        """Write these rows, or show them."""
        for each in refused:
            first = each.mistakes[0]
            reason = "; ".join(map(in_words, each.mistakes))
            if not self._writes:
                self._shown += 1
                if self._shown <= SHOWN:
                    terminal.complain(tr("line {line}: {what}", line=each.line, what=f"{reason} “{first.value}”"))
                continue
            self._written().writerow((each.line, first.column, first.value, reason, *self._kept(each.row)))
        if self._stream is not None:
            self._stream.flush()

    def _written(self) -> csv.Writer:  # type: ignore[name-defined] # the name is the stub's own
        if self._stream is None:
            from tui_desk.cli.people_file import BadFile

            try:
                self._stream = self._path.open("w", encoding="utf-8-sig", errors="replace", newline="")
            except OSError as error:
                why = tr("its errors cannot be written to {file}; name another with --errors", file=self._path)
                raise BadFile(file=self._path.name.removesuffix(".errors.csv"), why=why) from error
            self._writer = csv.writer(self._stream)
            self._writer.writerow((*ERROR_HEADS, *self._heads))
        return self._writer

    def _kept(self, row: Sequence[str]) -> list[str]:
        return [cell for n, cell in enumerate(row) if n not in self._skipped]


class _Bar:
    """One line on the error stream that is written over, where somebody looks at it."""

    def __init__(self) -> None:
        self._began, self._shown, self._told_at = time.monotonic(), 0, 0.0

    def tell(self, tally: Tally, share: float) -> None:
        """Say how far it is, how fast, and how long it takes yet."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._told_at < 0.1:
            return
        self._told_at = now
        passed = max(now - self._began, 0.001)
        left = passed / share - passed if share else 0.0
        full = int(share * BAR_CELLS)
        words = tr(
            "{bar} {percent} %  {rows} rows, {rate} a second, {left} left, {wrong} left out",
            bar="█" * full + "░" * (BAR_CELLS - full),
            percent=f"{share * 100:3.0f}",
            rows=tally.rows,
            rate=f"{tally.rows / passed:,.0f}",
            left=f"{int(left) // 60}:{int(left) % 60:02d}",
            wrong=tally.wrong,
        )
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
