"""`tui-desk demo`: a throw-away desk in full work, to look at and to try."""

from __future__ import annotations

import argparse
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import bootstrap, host
from tui_desk.cli import terminal
from tui_desk.cli.desk import ask_for_terminal
from tui_desk.cli.norm import named
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk.errors import DeskError, DeskExists
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.demo.story import Story

NORM = "it-team"
MANAGER = "demo-dm002"
"""The login that only a demo has: its duty manager's."""


class NotTheDemo(DeskError):
    """The database named holds a desk that people work with."""

    sentence = mark("{url} holds a real desk; the demo would write into it. Name an empty place with --database.")
    exit_status = 23


def declare(commands: Commands) -> None:
    """Declare the command."""
    demo = add(commands, "demo", tr("a throw-away desk in full work, to look at and to try"), play)
    demo.description = f"{demo.description}. {tr('--database makes it in a place that other terminals can open too.')}"


def play(_: argparse.Namespace, settings: Settings) -> int:
    """Make the demo's desk, or open the one that is in the database named, and let it live while one looks."""
    import tempfile

    ask_for_terminal()
    with tempfile.TemporaryDirectory(prefix="tui-desk-demo-", ignore_cleanup_errors=True) as folder:
        if not settings.shared:
            settings = replace(settings, database=str(Path(folder) / "desk.db"), shared=True)
        return _live(replace(settings, language=language()))


def _live(settings: Settings) -> int:
    from tui_desk.demo import story
    from tui_desk.demo.life import Life

    told = story.read(language(), host.login())
    terminal.say(tr("Making the demo desk ..."))
    make(settings, told)
    life = Life(lambda: bootstrap.open_desk(settings), told)
    life.start()
    try:
        return bootstrap.run_app(settings)
    finally:
        life.stop()


def make(settings: Settings, story: Story) -> None:
    """Tell the story into an empty database; let the OS user into a demo that somebody else made.

    Raises:
        NotTheDemo: the database holds a desk that is no demo.
    """
    from tui_desk.demo.telling import StoryClock, tell

    clock = StoryClock()
    desk = bootstrap.open_desk(settings, clock=clock)
    with closing(desk.store):
        if not desk.officers():
            with suppress(DeskExists):  # another terminal was faster
                tell(desk, clock, story, named(NORM), language=language(), zone=host.time_zone())
        officers = desk.officers()
        manager = next((officer for officer in officers if officer.login == MANAGER), None)
        if manager is None:
            raise NotTheDemo(url=desk.store.address)
        if story.me.login not in {officer.login for officer in officers}:
            desk.put_officer(replace(story.me, staff_no=story.me.login, name=host.full_name()), by=manager)
