"""`tui-desk officer add|list|role|pin|activate|deactivate|seats`: who sits at this desk, as what, where (DESK-14)."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from tui_desk import bootstrap, host, pin_entry
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.terms import ROLES, SEAT_EVENTS
from tui_desk.domain.officer import Officer, Role
from tui_desk.i18n import mark, tr


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_officers = family(commands, "officer", tr("add officers, list them, change their roles and PINs"))
    new = add(of_officers, "add", tr("add an officer: an operator, unless other roles are named"), add_officer)
    new.add_argument("login", metavar=tr("LOGIN"), help=tr("the name of the OS user; several officers may share one"))
    new.add_argument("--name", default="", help=tr("the person's name; the login when not given"))
    new.add_argument("--staff-no", default="", help=tr("the staff number; the login when not given"))
    new.add_argument("--phone", default="", help=tr("where colleagues reach the officer"))
    new.add_argument("--pin", action="store_true", help=tr("ask for a PIN, as officers at a shared account need one"))
    _add_roles(new)
    listed = add(of_officers, "list", tr("list the officers and their roles"), list_officers)
    listed.add_argument("--json", action="store_true", help=tr("write JSON"))
    role = add(of_officers, "role", tr("set an officer's roles"), set_roles)
    _add_officer(role)
    _add_roles(role, required=True)
    pin = add(of_officers, "pin", tr("set your PIN for a shared account, or another officer's"), set_pin)
    pin.add_argument("officer", metavar=tr("OFFICER"), nargs="?", default="", help=tr("login or staff number; you"))
    _add_officer(add(of_officers, "deactivate", tr("take an officer off the desk; the history stays"), deactivate))
    _add_officer(add(of_officers, "activate", tr("let an officer sit at the desk again"), activate))
    seats = add(of_officers, "seats", tr("list who changed over at shared accounts, and every wrong PIN"), list_seats)
    seats.add_argument("--json", action="store_true", help=tr("write JSON"))
    seats.add_argument("--limit", type=int, default=200, metavar="N", help=tr("at most so many"))


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
        if any(officer.staff_no == other.staff_no for other in desk.officers()):
            instead = Term(mark("“officer role”, or another --staff-no: this one is known already"))
            raise BadValue(value=officer.staff_no, field=Term(mark("a new officer")), allowed=instead)
        desk.put_officer(officer, by=by, pin=pin_entry.new_pin(officer) if arguments.pin else "")
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
        found = _named(arguments.officer, desk.officers())
        roles = frozenset(arguments.role)
        desk.put_officer(replace(found, roles=roles), by=by)
        terminal.say(tr("{name} is now: {roles}.", name=found.name, roles=spoken(roles)))
    return 0


def set_pin(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give an officer a PIN, typed unseen twice."""
    with bootstrap.desk_of(settings) as (desk, by):
        found = _named(arguments.officer, desk.officers()) if arguments.officer else by
        desk.seats.set_pin(found.staff_no, pin_entry.new_pin(found), by=by, login=host.login(), place=host.place())
        terminal.say(tr("{name} ({staff_no}) has a new PIN.", name=found.name, staff_no=found.staff_no))
    return 0


def deactivate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take an officer off the desk, and say what is still theirs."""
    with bootstrap.desk_of(settings) as (desk, by):
        found = _named(arguments.officer, desk.officers())
        theirs = next((each.open_tickets for each in desk.loads() if each.staff_no == found.staff_no), 0)
        desk.put_officer(replace(found, active=False), by=by)
        terminal.say(tr("{name} ({staff_no}) is off the desk.", name=found.name, staff_no=found.staff_no))
        if theirs:
            terminal.say(tr("Open tickets that are still theirs: {count}. Send them on with the desk.", count=theirs))
    return 0


def activate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let an officer sit at the desk again."""
    with bootstrap.desk_of(settings) as (desk, by):
        found = _named(arguments.officer, desk.officers())
        desk.put_officer(replace(found, active=True), by=by)
        terminal.say(tr("{name} ({staff_no}) is at the desk again.", name=found.name, staff_no=found.staff_no))
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
        rows = [(o.staff_no, o.name, o.login, o.phone, _roles_or_off(o)) for o in officers]
        terminal.say_table(headings, rows)
    return 0


def list_seats(arguments: argparse.Namespace, settings: Settings) -> int:
    """Who changed over where, the newest first: as a table, or as JSON with at, officer, event, by, login, place."""
    with bootstrap.desk_of(settings) as (desk, by):
        entries, zone = desk.seats.log(by=by, limit=max(0, arguments.limit)), ZoneInfo(desk.facts().zone)
        names = {each.staff_no: f"{each.name} ({each.staff_no})" for each in desk.officers()}
    if arguments.json:
        terminal.say_json(
            [
                {
                    "at": entry.at.isoformat(),
                    "officer": entry.officer,
                    "event": str(entry.event),
                    "by": entry.by,
                    "login": entry.login,
                    "place": entry.place,
                }
                for entry in entries
            ]
        )
    else:
        headings = (tr("time"), tr("officer"), tr("event"), tr("by, or before"), tr("login"), tr("place"))
        rows = [
            (
                f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                names.get(entry.officer, entry.officer),
                tr(SEAT_EVENTS[entry.event]),
                names.get(entry.by, entry.by),
                entry.login,
                entry.place,
            )
            for entry in entries
        ]
        terminal.say_table(headings, rows)
    return 0


def spoken(roles: Collection[Role]) -> str:
    """The roles in the language spoken now."""
    return ", ".join(tr(ROLES[role]) for role in Role if role in roles)


def _roles_or_off(officer: Officer) -> str:
    return spoken(officer.roles) if officer.active else tr("off the desk")


def _named(text: str, officers: Sequence[Officer]) -> Officer:
    """The officer with this staff number, or the only one with this login. Raises BadValue."""
    found = [o for o in officers if o.staff_no == text] or [o for o in officers if o.login == text]
    if len(found) != 1:
        known = tuple(o.staff_no for o in (found or officers))
        raise BadValue(value=text, field=Term(mark("an officer")), allowed=known)
    return found[0]


def _add_officer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("officer", metavar=tr("OFFICER"), help=tr("login or staff number"))


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
