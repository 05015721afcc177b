"""`tui-desk people add|list`: the directory of those who call (CALL-5)."""

from __future__ import annotations

import argparse

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.domain.person import Person
from tui_desk.i18n import tr


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_people = family(commands, "people", tr("the directory of callers"))
    new = add(of_people, "add", tr("add someone to the directory"), add_person)
    new.add_argument("name", metavar=tr("NAME"), help=tr("the person's name"))
    new.add_argument("--staff-no", default="", help=tr("the staff number"))
    new.add_argument("--unit", default="", help=tr("the department"))
    new.add_argument("--phone", action="append", default=[], help=tr("a phone number, may be given several times"))
    listed = add(of_people, "list", tr("look someone up by phone, staff number or name"), list_people)
    listed.add_argument("text", metavar=tr("TEXT"), help=tr("how the phone, staff number or name begins"))


def add_person(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add someone to the directory."""
    person = Person(0, arguments.name, arguments.staff_no, arguments.unit, tuple(arguments.phone))
    with bootstrap.desk_of(settings) as (desk, _):
        desk.directory.put_person(person)
    terminal.say(tr("{name} is in the directory now.", name=person.name))
    return 0


def list_people(arguments: argparse.Namespace, settings: Settings) -> int:
    """The people whose phone, staff number or name begins with a text."""
    with bootstrap.desk_of(settings) as (desk, _):
        people = [caller.person for caller in desk.directory.callers(arguments.text, limit=50)]
    terminal.say_table(
        (tr("name"), tr("staff number"), tr("department"), tr("phone")),
        [(p.name, p.staff_no, p.unit, " ".join(p.phones)) for p in people],
    )
    return 0
