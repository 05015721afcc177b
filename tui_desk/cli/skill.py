"""`tui-desk skill list|set|remove|import`: what officers are able to do 能力 (DESK-4)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.cli.people_import import refuse
from tui_desk.cli.skill_file import in_words, open_file
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.rank_words import level_words, subject_of
from tui_desk.domain.skill import level_of, wanting
from tui_desk.domain.skill_list import read
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk

SUBJECTS = {"category": mark("category"), "subcategory": mark("subcategory"), "product": mark("product")}
FIELDS = ("officer", "name", "subject", "what", "score", "level", "abilities", "missing")
"""The fields of one skill as JSON, which stay as they are; `missing` are the abilities that keep it from its level."""


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_skills = family(commands, "skill", tr("what officers are able to do, used for dispatch"))
    listed = add(of_skills, "list", tr("list the skills with their levels"), list_skills)
    listed.add_argument("officer", metavar=tr("OFFICER"), nargs="?", default="", help=tr("login or staff number; all"))
    listed.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))
    new = add(of_skills, "set", tr("set an officer's score in a category, a subcategory or a product"), set_skill)
    _add_skill(new)
    new.add_argument("score", metavar=tr("SCORE"), help=tr("the score; above 0, 10, 20 … is the next level"))
    new.add_argument("--ability", action="append", default=[], help=tr("an ability that was shown, may be repeated"))
    _add_skill(add(of_skills, "remove", tr("remove an officer's skill"), remove_skill))
    brought = add(of_skills, "import", tr("bring in a list of skills, all of it or nothing"), bring_in)
    brought.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a CSV file, UTF-8 or GB18030, heads first"))
    brought.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    brought.add_argument(
        "--errors", metavar=tr("FILE"), type=Path, help=tr("write every line that cannot be used to this file")
    )


def list_skills(arguments: argparse.Namespace, settings: Settings) -> int:
    """The skills of an officer or of everybody, each with its level."""
    with bootstrap.desk_of(settings) as (desk, _):
        officer = _staff_no(desk, arguments.officer) if arguments.officer else ""
        skills, norm = desk.skills.of(officer), desk.norm()
        names = {each.staff_no: each.name for each in desk.officers()}
    rows = []
    for skill in skills:
        level, lacks = level_of(skill, norm.skill_levels), wanting(skill, norm.skill_levels)
        rows.append((skill, level.code if level else "", lacks))
    if arguments.json:
        terminal.say_json(
            [
                {
                    "officer": skill.officer,
                    "name": names.get(skill.officer, ""),
                    "subject": skill.subject,
                    "what": skill.name,
                    "score": skill.score,
                    "level": level,
                    "abilities": list(skill.abilities),
                    "missing": list(lacks),
                }
                for skill, level, lacks in rows
            ]
        )
    elif not rows:
        terminal.say(tr("No skills are on record. See: tui-desk skill set --help"))
    else:
        headings = (
            tr("officer"),
            tr("skill in"),
            tr("skill"),
            tr("score"),
            tr("level reached"),
            tr("missing for more"),
        )
        terminal.say_table(
            headings,
            [
                (
                    f"{skill.officer} {names.get(skill.officer, '')}".strip(),
                    tr(SUBJECTS[skill.subject]),
                    subject_of(skill.subject, skill.name, norm),
                    str(skill.score),
                    level_words(level, norm.skill_levels),
                    ", ".join(lacks),
                )
                for skill, level, lacks in rows
            ],
        )
    return 0


def set_skill(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set a score."""
    try:
        score = int(arguments.score)
    except ValueError:
        raise BadValue(value=arguments.score, field=Term(mark("a score")), allowed="35") from None
    with bootstrap.desk_of(settings) as (desk, by):
        told = arguments.officer, arguments.subject, arguments.name
        skill = desk.skills.put(*told, score, arguments.ability, by=by)
        norm = desk.norm()
    level = level_of(skill, norm.skill_levels)
    terminal.say(
        tr(
            "{officer}: {subject} {score}, level {level}",
            officer=skill.officer,
            subject=subject_of(skill.subject, skill.name, norm),
            score=skill.score,
            level=level_words(level.code, norm.skill_levels) if level else tr("none"),
        )
    )
    return 0


def remove_skill(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove a skill."""
    with bootstrap.desk_of(settings) as (desk, by):
        skill = desk.skills.remove(arguments.officer, arguments.subject, arguments.name, by=by)
        subject = subject_of(skill.subject, skill.name, desk.norm())
    terminal.say(tr("{officer}: {subject} is removed.", officer=skill.officer, subject=subject))
    return 0


def bring_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import a file, or say on which lines it cannot be."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.skills.may_bring_in(by)
        file = open_file(arguments.file)
        if file.unknown:
            heads = ", ".join(file.unknown)
            terminal.complain(tr("Columns that are not understood are left out: {heads}", heads=heads))
        found = read(file.places, file.rows, desk.skills.known())
        if found.mistakes:
            return refuse([in_words(mistake) for mistake in found.mistakes], arguments.errors)
        done = desk.skills.plan(found.skills) if arguments.dry_run else desk.skills.bring_in(found.skills, by=by)
    sentence = (
        mark("{file}: would add {added} skills, change {changed}, leave {same}.")
        if arguments.dry_run
        else mark("{file}: {added} skills added, {changed} changed, {same} left.")
    )
    facts = {"added": len(done.added), "changed": len(done.changed), "same": done.same}
    terminal.say(tr(sentence, file=arguments.file.name, **facts))
    return 0


def _add_skill(parser: Parser) -> None:
    parser.add_argument("officer", metavar=tr("OFFICER"), help=tr("login or staff number"))
    parser.add_argument("subject", metavar=tr("SUBJECT"), help=tr("category, subcategory or product"))
    parser.add_argument("name", metavar=tr("NAME"), help=tr("which one: a code or name of the norm, or a product"))


def _staff_no(desk: Desk, named: str) -> str:
    found = next((each for each in desk.officers() if named in {each.staff_no, each.login, each.name}), None)
    if found is None:
        allowed = tuple(each.staff_no for each in desk.officers())
        raise BadValue(value=named, field=Term(mark("an officer")), allowed=allowed)
    return found.staff_no
