"""`tui-desk people add|edit|list|import`: the directory of those who call (CALL-5, REC-2)."""

from __future__ import annotations

import argparse
from dataclasses import replace

from tui_desk import bootstrap
from tui_desk.cli import people_import, terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.importing import titles_of
from tui_desk.domain.people_list import folded
from tui_desk.domain.person import Person
from tui_desk.i18n import mark, tr


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_people = family(commands, "people", tr("the directory of callers"))
    new = add(of_people, "add", tr("add someone to the directory"), add_person)
    new.add_argument("name", metavar=tr("NAME"), help=tr("the person's name"))
    _add_facts(new)
    edit = add(of_people, "edit", tr("change someone in the directory; what is not named stays"), edit_person)
    edit.add_argument("who", metavar=tr("WHO"), help=tr("staff number, card number, phone or whole name"))
    edit.add_argument("--name", help=tr("the person's name"))
    _add_facts(edit)
    edit.add_argument("--not-main-contact", action="store_true", help=tr("the person is no main contact any more"))
    listed = add(of_people, "list", tr("look someone up by phone, staff number or name"), list_people)
    listed.add_argument("text", metavar=tr("TEXT"), help=tr("how a phone, number, name, unit or its pinyin begins"))
    people_import.declare(of_people)


def add_person(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add someone to the directory."""
    with bootstrap.desk_of(settings) as (desk, by):
        person = _told(desk, Person(0, arguments.name), arguments)
        desk.directory.put_person(person, by=by)
    terminal.say(tr("{name} is in the directory now.", name=person.name))
    return 0


def edit_person(arguments: argparse.Namespace, settings: Settings) -> int:
    """Change someone; of several whom the words fit, all are named and nobody is changed."""
    with bootstrap.desk_of(settings) as (desk, by):
        wanted = folded(arguments.who)
        found = list(desk.directory.people(arguments.who))
        exact = [p for p in found if wanted in map(folded, (p.staff_no, p.card_no, p.name, *p.phones))] or found
        if len(exact) != 1:
            known = tuple(f"{p.name} {p.staff_no}".strip() for p in exact)
            allowed = known or Term(mark("who is in the directory; see: tui-desk people list"))
            raise BadValue(value=arguments.who, field=Term(mark("one person")), allowed=allowed)
        person = _told(desk, exact[0], arguments)
        desk.directory.put_person(person, by=by)
    terminal.say(tr("{name} is changed.", name=person.name))
    return 0


def list_people(arguments: argparse.Namespace, settings: Settings) -> int:
    """The people whom a text finds, exact matches and main contacts first."""
    with bootstrap.desk_of(settings) as (desk, _):
        people = [caller.person for caller in desk.directory.callers(arguments.text, limit=50)]
    terminal.say_table(
        (tr("name"), tr("staff number"), tr("department"), tr("main contact"), tr("phone")),
        [(p.name, p.staff_no, p.unit, tr("yes") if p.main_contact else "", "  ".join(p.phones)) for p in people],
    )
    return 0


def _add_facts(parser: Parser) -> None:
    parser.add_argument("--staff-no", help=tr("the staff number"))
    parser.add_argument("--unit", help=tr("the unit, by its full name or an agreed short one"))
    parser.add_argument("--phone", action="append", help=tr("a phone number, may be given several times"))
    parser.add_argument("--title", metavar=tr("TITLE"), help=tr("the form of address, such as 先生 or engineer"))
    parser.add_argument("--card-no", help=tr("the number of the service card"))
    parser.add_argument("--main-contact", action="store_true", help=tr("the unit's main contact"))
    parser.add_argument("--note", help=tr("a remark"))


def _told(desk: Desk, person: Person, arguments: argparse.Namespace) -> Person:
    """The person with what the command line says."""
    told = {
        name: value
        for name in ("name", "staff_no", "unit", "card_no", "note")
        if (value := getattr(arguments, name, None)) is not None
    }
    person = replace(person, **told)
    if arguments.phone is not None:
        person = replace(person, phones=tuple(arguments.phone))
    if arguments.title is not None:
        titles = titles_of(desk.norm())
        if arguments.title and folded(arguments.title) not in titles:
            field = Term(mark("the form of address"))
            raise BadValue(value=arguments.title, field=field, allowed=tuple(dict.fromkeys(titles)))
        person = replace(person, title=titles.get(folded(arguments.title), ""))
    main = (person.main_contact or arguments.main_contact) and not getattr(arguments, "not_main_contact", False)
    return replace(person, main_contact=main)
