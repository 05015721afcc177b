"""`tui-desk` without a command: opens the desk on this terminal."""

from __future__ import annotations

import argparse
import os
import sys

from tui_desk import bootstrap
from tui_desk.config import Settings
from tui_desk.desk.errors import DeskError, Term
from tui_desk.i18n import mark


class NoTerminal(DeskError):
    """There is nothing to draw on."""

    sentence = mark(
        "The desk needs a terminal that can be drawn on ({why}). Open it in one, or use the commands: tui-desk --help"
    )
    exit_status = 12


def open_the_desk(_: argparse.Namespace, settings: Settings) -> int:
    """Show the desk until the officer leaves."""
    ask_for_terminal()
    return bootstrap.run_app(settings)


def ask_for_terminal() -> None:
    """Raise NoTerminal unless all three streams are a terminal that understands cursor movement."""
    if os.environ.get("TERM", "") in {"", "dumb", "unknown"}:
        raise NoTerminal(why=f"TERM={os.environ.get('TERM', '')}")
    for stream, why in (
        (sys.stdin, mark("the input is no terminal")),
        (sys.stdout, mark("the output is no terminal")),
        (sys.stderr, mark("the error stream is no terminal")),  # the one Textual draws on
    ):
        if stream is None or not stream.isatty():
            raise NoTerminal(why=Term(why))
