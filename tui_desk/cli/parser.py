"""The grammar of the command line, and argparse taught to speak the user's language.

Imports neither the user interface nor the database: each command does so when it runs.
"""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

from tui_desk import __version__, i18n
from tui_desk.cli import terminal
from tui_desk.config import Settings
from tui_desk.i18n import mark, tr

Command = Callable[[argparse.Namespace, Settings], int]
"""A command: carries out what was asked and returns the exit status."""


class Commands(Protocol):
    """What argparse adds commands to; its own type has no public name."""

    def add_parser(self, name: str, **settings: Any) -> Parser:
        """One more command's parser."""


ARGPARSE_SAYS = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("unknown parser %(parser_name)r (choices: %(choices)s)"),
    mark("unrecognized arguments: %s"),
    mark("not allowed with argument %s"),
    mark("ignored explicit argument %r"),
    mark("the following arguments are required: %s"),
    mark("one of the arguments %s is required"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("invalid %(type)s value: %(value)r"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""What argparse itself may say to a user of ours."""

EXIT_STATUSES = (
    (0, mark("done")),
    (1, mark("“doctor” found something that is not in order")),
    (2, mark("the command line, an answer or a value cannot be used")),
    (3, mark("no such ticket")),
    (4, mark("your roles do not allow it")),
    (5, mark("the ticket's state does not allow it")),
    (6, mark("someone changed the ticket in the meantime")),
    (7, mark("no such message")),
    (8, mark("no such ring")),
    (9, mark("another officer took the call")),
    (10, mark("nobody took the call")),
    (11, mark("you may not announce calls")),
    (12, mark("no terminal to draw on")),
    (13, mark("no private text is kept with the ticket")),
    (14, mark("the ticket has no such file")),
    (15, mark("the file is too large")),
    (16, mark("no such call")),
    (17, mark("the directory is being imported by someone else")),
    (18, mark("some lines of a file were left out")),
    (20, mark("the database does not answer")),
    (21, mark("the database's address cannot be read")),
    (22, mark("a folder cannot be written")),
    (23, mark("the file or database belongs to another program")),
    (24, mark("the desk was made by a newer tui-desk")),
    (25, mark("SQLite on a network file system")),
    (26, mark("there is no desk in the database yet")),
    (27, mark("you are not an officer of this desk")),
    (28, mark("there is a desk in the database already")),
    (29, mark("the last administrator must stay one")),
    (30, mark("a norm has a mistake")),
    (31, mark("the config file has a mistake")),
    (32, mark("a ticket in the database cannot be read")),
    (33, mark("a fact of the desk in the database cannot be")),
    (34, mark("say with --as which officer you are")),
    (35, mark("the officer named with --as is none at this account")),
    (36, mark("an officer at a shared account has no PIN")),
    (37, mark("a wrong PIN")),
    (38, mark("too many wrong PINs: wait")),
    (39, mark("the file with the PIN cannot be used")),
    (40, mark("no terminal to type the PIN on")),
    (41, mark("no such contact")),
    (42, mark("a message did not arrive")),
    (50, mark("no such follow-up")),
    (51, mark("who did the work does not call the user")),
    (52, mark("too few attempts to give a user up")),
    (53, mark("someone changed the follow-up in the meantime")),
    (54, mark("the follow-up was done already")),
    (55, mark("the user was not reached yet")),
    (56, mark("the complaint has no answer yet")),
    (57, mark("no such hand-over")),
    (58, mark("you are not the next one to take over")),
    (59, mark("the hand-over was taken over already")),
    (60, mark("no such shift")),
    (61, mark("no shift to sign on for, or not signed on")),
    (62, mark("the shift was not handed over yet")),
    (63, mark("an officer has another shift at that time")),
    (64, mark("someone changed the shift in the meantime")),
    (65, mark("the shift began, is over or was cancelled")),
    (71, mark("the number of a paper was mistyped")),
    (72, mark("the norm has no such form")),
    (73, mark("someone filled the same boxes of a paper in the meantime")),
    (74, mark("the paper's state does not allow it")),
    (75, mark("who did the work does not review its paper")),
    (76, mark("a paper of the ticket misses what closing it demands")),
    (77, mark("the paper leaves nothing over")),
    (78, mark("no such paper")),
    (79, mark("a paper cannot be printed there")),
    (80, mark("no such skill")),
    (70, mark("a fault of tui-desk itself; the log has the details")),
)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in which lines break by cells, not characters: Chinese takes two cells each."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)


class Parser(argparse.ArgumentParser):
    """A parser whose messages are harmless and end in one sentence of ours."""

    def error(self, message: str) -> NoReturn:
        """End with status 2, saying what cannot be read and how to get help."""
        terminal.complain(tr("{message}. See: {program} --help", message=message, program=self.prog))
        sys.exit(2)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at blanks where there are any."""
    lines, line = [], ""
    for word in text.replace(" ", "\0 ").split("\0"):
        for piece in [word] if terminal.cells(word) < width // 2 else list(word):
            if terminal.cells(line + piece) > width:
                lines.append(line.strip())
                line = piece.lstrip()
            else:
                line += piece
    return [*lines, line.strip()]


def speak(language: str) -> None:
    """Speak this language from now on, argparse included: its messages come from our catalogue."""
    i18n.use(language)
    os.environ["LANGUAGE"] = language  # gettext's global functions, which argparse uses, ask only the environment
    gettext.bindtextdomain("tui_desk", str(Path(i18n.__file__).parent / "locale"))
    gettext.textdomain("tui_desk")


def common() -> Parser:
    """The options that stand anywhere on the command line."""
    parser = Parser(add_help=False, allow_abbrev=False, prog="tui-desk")
    parser.add_argument(
        "--database",
        metavar="URL",
        help=tr("the desk's database: a file, sqlite:///PATH or postgresql://USER@HOST/NAME"),
    )
    parser.add_argument("--lang", metavar="LANG", choices=("zh", "zh_CN", "en"), help=tr("the language: zh or en"))
    parser.add_argument(
        "--as", dest="officer", metavar=tr("STAFF_NO"), help=tr("which officer you are, where several share an account")
    )
    parser.add_argument(
        "--pin-file", metavar=tr("FILE"), help=tr("for scripts: a file that only you can read, with the PIN of --as")
    )
    parser.add_argument(
        "--no-mouse", dest="mouse", action="store_const", const=False, help=tr("leave the mouse to the terminal")
    )
    parser.add_argument(
        "--no-colour", dest="colour", action="store_const", const=False, help=tr("draw without colours")
    )
    return parser


def build(families: Sequence[Callable[[Commands], None]], open_desk: Command) -> Parser:
    """The whole grammar; without a command, `open_desk` is run."""
    parser = Parser(
        prog="tui-desk",
        description=tr("The duty desk of an IT helpdesk. Without a command it opens the desk."),
        epilog=_epilog(),
        formatter_class=Formatter,
        parents=[common()],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"tui-desk {__version__}", help=tr("show the version and exit")
    )
    parser.set_defaults(run=open_desk)
    commands = parser.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), parser_class=Parser)
    for declare in families:
        declare(commands)
    return parser


def add(commands: Commands, name: str, about: str, run: Command | None = None) -> Parser:
    """One more command, its sentence shown in both its own help and the list; `run` carries it out."""
    parser = commands.add_parser(name, help=about, description=about, formatter_class=Formatter, allow_abbrev=False)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def family(commands: Commands, name: str, about: str) -> Commands:
    """A command that has commands of its own, one of which must be named."""
    parser = add(commands, name, about)
    return parser.add_subparsers(
        title=tr("commands"), metavar=tr("COMMAND"), parser_class=Parser, required=True, dest="subcommand"
    )


def _epilog() -> str:
    statuses = "\n".join(f"  {status:>3}  {tr(meaning)}" for status, meaning in EXIT_STATUSES)
    return tr("exit status:") + "\n" + statuses
