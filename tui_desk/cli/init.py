"""`tui-desk init`: make the place of a shared desk, and set a desk up without the form."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tui_desk import bootstrap, host
from tui_desk.cli import terminal
from tui_desk.cli.norm import named
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.i18n import language, tr

DEFAULT_NORM = "it-team"


def declare(commands: Commands) -> None:
    """Declare the command and its arguments."""
    init = add(commands, "init", tr("set up a desk without the form; every answer has a default"), set_up)
    init.add_argument("--shared", type=Path, metavar="DIR", help=tr("make a folder whose SQLite desk a group shares"))
    init.add_argument("--group", default="", help=tr("the group that shares the folder; yours when not given"))
    init.add_argument("--name", default="", help=tr("the desk's name"))
    init.add_argument("--zone", default="", help=tr("the desk's time zone, such as Asia/Shanghai"))
    init.add_argument("--norm", default=DEFAULT_NORM, help=tr("a norm file, or the code of a shipped norm"))
    init.add_argument("--officer-name", default="", help=tr("your name"))
    init.add_argument("--staff-no", default="", help=tr("your staff number"))


def set_up(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set up a desk whose first officer is the one who runs this; in a shared folder when one is named."""
    from tui_desk.desk.setting import SetUp

    norm = named(arguments.norm)
    if arguments.shared:
        file = bootstrap.make_shared_folder(arguments.shared.absolute(), arguments.group)
        settings = replace(settings, database=str(file), shared=True)
    with closing(bootstrap.open_desk(settings).store) as store:
        from tui_desk.desk.desk import Desk

        desk = Desk(store)
        officer = desk.set_up(
            SetUp(
                name=arguments.name or tr("IT duty desk"),
                language=language(),
                zone=arguments.zone or host.time_zone(),
                norm=norm,
                officer_name=arguments.officer_name or host.full_name(),
                staff_no=arguments.staff_no or host.login(),
                login=host.login(),
            )
        )
        terminal.say(tr("{desk} is set up; {name} has every role.", desk=desk.facts().name, name=officer.name))
    if arguments.shared:
        terminal.say(tr("Colleagues open it with: tui-desk --database {file}", file=settings.database))
        terminal.say(tr("Add each of them first: tui-desk --database {file} officer add LOGIN", file=settings.database))
    return 0
