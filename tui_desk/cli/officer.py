"""`tui-desk officer add|list|role`: who sits at this desk, and as what (DESK-14)."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import replace

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.terms import ROLES
from tui_desk.domain.officer import Officer, Role
from tui_desk.i18n import mark, tr


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_officers = family(commands, "officer", tr("add officers, list them, change their roles"))
    new = add(of_officers, "add", tr("add an officer: an operator, unless other roles are named"), add_officer)
    new.add_argument("login", metavar=tr("LOGIN"), help=tr("the name of the OS user"))
    new.add_argument("--name", default="", help=tr("the person's name; the login when not given"))
    new.add_argument("--staff-no", default="", help=tr("the staff number; the login when not given"))
    new.add_argument("--phone", default="", help=tr("where colleagues reach the officer"))
    _add_roles(new)
    listed = add(of_officers, "list", tr("list the officers and their roles"), list_officers)
    listed.add_argument("--json", action="store_true", help=tr("write JSON"))
    role = add(of_officers, "role", tr("set an officer's roles"), set_roles)
    role.add_argument("officer", metavar=tr("OFFICER"), help=tr("login or staff number"))
    _add_roles(role, required=True)


def add_officer(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add an officer; one who joins is an operator."""
    roles = frozenset(arguments.role or [Role.OPERATOR])
    with bootstrap.desk_of(settings) as (desk, by):
        officer = Officer(
            staff_no=arguments.staff_no or arguments.login,
            name=arguments.name or arguments.login,
            login=arguments.login,
            roles=roles,
            phone=arguments.phone,
        )
        for other in desk.officers():
            if officer.staff_no == other.staff_no or officer.login == other.login:
                instead = Term(mark("“officer role”: this officer is known already"))
                raise BadValue(value=arguments.login, field=Term(mark("a new officer")), allowed=instead)
        desk.put_officer(officer, by=by)
        terminal.say(
            tr(
                "{name} ({staff_no}) is now an officer: {roles}.",
                name=officer.name,
                staff_no=officer.staff_no,
                roles=spoken(roles),
            )
        )
    return 0


def set_roles(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give an officer exactly the roles named."""
    with bootstrap.desk_of(settings) as (desk, by):
        officers = desk.officers()
        found = next((o for o in officers if arguments.officer in {o.login, o.staff_no}), None)
        if found is None:
            known = tuple(o.login for o in officers)
            raise BadValue(value=arguments.officer, field=Term(mark("an officer")), allowed=known)
        roles = frozenset(arguments.role)
        desk.put_officer(replace(found, roles=roles), by=by)
        terminal.say(tr("{name} is now: {roles}.", name=found.name, roles=spoken(roles)))
    return 0


def list_officers(arguments: argparse.Namespace, settings: Settings) -> int:
    """All officers: as a table, or as JSON with staff_no, name, login, roles, phone, active."""
    with bootstrap.desk_of(settings) as (desk, _):
        officers = desk.officers()
    if arguments.json:
        terminal.say_json(
            [
                {
                    "staff_no": o.staff_no,
                    "name": o.name,
                    "login": o.login,
                    "roles": sorted(o.roles),
                    "phone": o.phone,
                    "active": o.active,
                }
                for o in officers
            ]
        )
    else:
        headings = (tr("staff number"), tr("name"), tr("login"), tr("phone"), tr("roles"))
        terminal.say_table(headings, [(o.staff_no, o.name, o.login, o.phone, spoken(o.roles)) for o in officers])
    return 0


def spoken(roles: Collection[Role]) -> str:
    """The roles in the language spoken now."""
    return ", ".join(tr(ROLES[role]) for role in Role if role in roles)


def _add_roles(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    parser.add_argument(
        "--role",
        action="append",
        type=Role,
        choices=list(Role),
        required=required,
        metavar=tr("ROLE"),
        help=tr("a role, may be given several times: {roles}", roles=", ".join(Role)),
    )
