"""`tui-desk doctor`: is everything in order, and if not, what to do."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tui_desk import __version__, bootstrap, config, host, i18n
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk.errors import DeskError, explain
from tui_desk.desk.views import Finding
from tui_desk.i18n import mark, tr


def declare(commands: Commands) -> None:
    """Declare the command."""
    add(commands, "doctor", tr("look everything over and say what to do"), examine)


def examine(_: argparse.Namespace, settings: Settings) -> int:
    """Write each finding; 1 when something is not in order, or the exit status of what kept the desk closed."""
    all_good = True
    for finding in (*of_this_session(), *of_this_terminal()):
        all_good &= _say(finding)
    try:
        for finding in of_this_desk(settings):
            all_good &= _say(finding)
    except DeskError as error:
        _say(Finding(mark("database"), False, explain(error)))
        return error.exit_status
    return 0 if all_good else 1


def of_this_desk(settings: Settings) -> Iterator[Finding]:
    """The desk of the settings: its database, its officers, its norm, each of its tickets."""
    desk = bootstrap.open_desk(settings, create=False)
    with closing(desk.store):
        yield Finding(mark("database"), True, facts={"kind": desk.store.kind, "address": desk.store.address})
        yield from desk.examine()


def of_this_session() -> Iterator[Finding]:
    """What this person's session runs with: version, settings, folders."""
    yield Finding("tui-desk", True, facts={"version": __version__, "language": i18n.language(), "login": host.login()})
    yield Finding(
        mark("config file"),
        True,
        facts={"file": config.config_file(), "read": os.access(config.config_file(), os.R_OK)},
    )
    folder = config.state_folder()
    yield Finding(
        mark("folder of journals and log"),
        os.access(_nearest(folder), os.W_OK),
        mark("It cannot be written: calls in progress would not survive a crash. Set XDG_STATE_HOME to another."),
        {"folder": folder},
    )


def of_this_terminal() -> Iterator[Finding]:
    """Whether the terminal can show a desk."""
    term, encoding = os.environ.get("TERM", ""), (sys.stdout.encoding or "").lower()
    yield Finding(
        mark("terminal"),
        term not in {"", "dumb", "unknown"},
        mark("Set TERM to what your terminal is, such as xterm-256color."),
        {"TERM": term, "LANG": os.environ.get("LANG", "")},
    )
    yield Finding(
        mark("encoding"),
        encoding.replace("-", "") == "utf8",
        mark("Chinese needs UTF-8: set LANG to a UTF-8 locale, unset PYTHONIOENCODING."),
        {"encoding": encoding},
    )


def _say(finding: Finding) -> bool:
    facts = " ".join(f"{name}={value}" for name, value in finding.facts.items())
    terminal.say(f"{tr('good') if finding.good else tr('BAD'):<4} {tr(finding.what)}  {facts}".rstrip())
    if not finding.good:
        terminal.say(f"     -> {tr(finding.advice)}")
    return finding.good


def _nearest(folder: Path) -> Path:
    """The folder, or the closest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
