"""`tui-desk norm check|use|list`: the norms this desk works by."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import moves, terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import NoDeskHere, NormMistake, explain
from tui_desk.i18n import language, tr

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_norms = family(commands, "norm", tr("check, publish and list norms"))
    check = add(of_norms, "check", tr("check a norm file and say what is wrong with it"), check_norm)
    check.add_argument("file", type=Path, metavar=tr("FILE"), help=tr("the norm as a TOML file"))
    check.add_argument("--levels", action="store_true", help=tr("list which tickets get which targets"))
    use = add(of_norms, "use", tr("publish a norm as a new version; tickets keep the version they have"), use_norm)
    use.add_argument("norm", metavar=tr("NORM"), help=tr("a TOML file, or the code of a shipped norm"))
    use.add_argument("--recount", action="store_true", help=tr("let the open tickets count by it too, once shown"))
    use.add_argument("--yes", action="store_true", help=tr("with --recount: do it without asking"))
    add(of_norms, "list", tr("list the shipped norms and the versions of this desk"), list_norms)


def check_norm(arguments: argparse.Namespace, _: Settings) -> int:
    """Load a norm file; every mistake is said with file, key and reason. Its service-level sets as they are asked."""
    from tui_desk.cli.norm_levels import say_levels, say_sets

    norm = in_file(arguments.file)
    terminal.say(
        tr(
            "{file} is in order: {title}, {questions} questions, {levels} levels.",
            file=arguments.file,
            title=norm.title.in_(language()),
            questions=len(norm.questions()),
            levels=sum(len(each.levels) for each in norm.sets()),
        )
    )
    say_sets(norm)
    if arguments.levels:
        say_levels(norm)
    return 0


def use_norm(arguments: argparse.Namespace, settings: Settings) -> int:
    """Publish a norm into the desk's database and work by it from now on."""
    norm = named(arguments.norm)
    with bootstrap.desk_of(settings) as (desk, by):
        moved = desk.calendars.preview(norm)
        if arguments.recount:
            moves.show(moved, ZoneInfo(desk.facts().zone))
            if not moves.confirmed(tr("Work by this norm and recount the open tickets?"), yes=arguments.yes):
                terminal.say(tr("Nothing was changed."))
                return 0
            version = moves.apply(desk, norm, by).version
        else:
            version = desk.publish_norm(norm, by=by)
        title = desk.norm(version).title.in_(language())
    terminal.say(tr("The desk works by {title}, version {version}, from now on.", title=title, version=version))
    if moved and not arguments.recount:
        terminal.say(tr("Open tickets count as before. With --recount: {what}", what=moves.counted(moved)))
    return 0


def list_norms(_: argparse.Namespace, settings: Settings) -> int:
    """The shipped norms, and what this desk has published."""
    from tui_desk.norms.loader import load_shipped, shipped

    terminal.say_table(
        (tr("code"), tr("source"), tr("title")),
        [(norm.code, norm.source, norm.title.in_(language())) for norm in map(load_shipped, shipped())],
    )
    with suppress(NoDeskHere), bootstrap.desk_of(settings) as (desk, _by):
        facts = desk.facts()
        terminal.say("")
        terminal.say_table(
            (tr("version"), tr("code"), tr("published"), tr("by"), ""),
            [
                (
                    str(version),
                    code,
                    at.astimezone(ZoneInfo(facts.zone)).strftime("%Y-%m-%d %H:%M"),
                    by,
                    tr("in force") if version == facts.norm else "",
                )
                for version, code, at, by in desk.norm_versions()
            ],
        )
    return 0


def named(name: str) -> Norm:
    """The norm with this code among the shipped ones, else the one in the file of this name. Raises NormMistake."""
    from tui_desk.norms.loader import load_shipped, shipped

    return load_shipped(name) if name in shipped() else in_file(Path(name))


def in_file(file: Path) -> Norm:
    """The norm in a file. Raises NormMistake for its last mistake, after the others were said."""
    from tui_desk.norms.errors import NormError
    from tui_desk.norms.loader import load

    try:
        return load(file)
    except NormError as error:
        *others, last = (NormMistake(file=each.file, key=each.key or "-", why=each.why) for each in error.mistakes)
        for mistake in others:
            terminal.complain(explain(mistake))
        raise last from error
