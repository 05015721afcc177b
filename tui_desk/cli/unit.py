"""`tui-desk unit add|list|show`: units, their agreements and warranties (CALL-17, DESK-5, REC-1)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, DeskError, Term
from tui_desk.desk.previewing import Moved
from tui_desk.desk.terms import CUSTOMERS, MILESTONES
from tui_desk.desk.views import UnitView
from tui_desk.domain.person import Agreement, Unit, Warranty
from tui_desk.i18n import mark, tr

_PLAIN = ("address", "card_no", "note", "customer")


class TicketsWouldMove(DeskError):
    """Open tickets would fall under another service level, and nobody said whether they are to."""

    sentence = mark("Nothing was changed. Say --move to let the open tickets of {name} follow, or --keep.")
    exit_status = 2


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_units = family(commands, "unit", tr("departments and customers: phones, agreement, warranty"))
    new = add(of_units, "add", tr("add a unit, or change the one of this name; what is not named stays"), add_unit)
    new.add_argument("name", metavar=tr("NAME"), help=tr("the full legal name"))
    new.add_argument("--short-name", action="append", help=tr("an agreed short name, may be given several times"))
    new.add_argument("--phone", action="append", help=tr("a phone number, may be given several times"))
    new.add_argument("--address", help=tr("the address"))
    new.add_argument("--card-no", help=tr("the number of the service card"))
    new.add_argument("--agreement", nargs=2, metavar=(tr("FROM"), tr("TO")), help=tr("when the agreement holds"))
    new.add_argument("--level", help=tr("the agreement's level"))
    new.add_argument("--covers", help=tr("what the agreement covers"))
    new.add_argument(
        "--warranty",
        action="append",
        nargs=3,
        metavar=(tr("PRODUCT"), tr("SERIAL"), tr("UNTIL")),
        help=tr("a product under warranty, may be given several times; - for what is not known"),
    )
    new.add_argument("--customer", choices=tuple(CUSTOMERS), help=tr("whether it is our own staff or a customer"))
    move = new.add_mutually_exclusive_group()
    move.add_argument("--move", action="store_true", help=tr("let its open tickets follow the new service level"))
    move.add_argument("--keep", action="store_true", help=tr("leave the clocks of its open tickets as they are"))
    new.add_argument("--note", help=tr("a remark"))
    listed = add(of_units, "list", tr("look units up by name, short name, phone or pinyin"), list_units)
    listed.add_argument("text", metavar=tr("TEXT"), nargs="?", default="", help=tr("how the name begins; all without"))
    show = add(of_units, "show", tr("everything about a unit"), show_unit)
    show.add_argument("name", metavar=tr("NAME"), help=tr("its full or short name"))


def add_unit(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add a unit, or change the one that has this full or short name."""
    with bootstrap.desk_of(settings) as (desk, by):
        known = desk.directory.unit(arguments.name)
        unit = _told(known.unit if known else Unit(0, arguments.name), arguments)
        moves = () if arguments.keep else desk.clocks.rematch(unit)
        if any(each.changes for each in moves):
            _say_moves(moves, ZoneInfo(desk.facts().zone))
            if not arguments.move and not _agreed(tr("Let these tickets follow?")):
                raise TicketsWouldMove(name=unit.name)
        desk.clocks.put_unit(unit, moves, by=by)
    terminal.say(tr("{name} is in the directory now.", name=unit.name))
    return 0


def list_units(arguments: argparse.Namespace, settings: Settings) -> int:
    """Units by name."""
    with bootstrap.desk_of(settings) as (desk, _):
        units = desk.directory.look_up(arguments.text, limit=200)[1]
    headings = (tr("unit"), tr("short names"), tr("phone"), tr("agreement"))
    terminal.say_table(
        headings,
        [(v.unit.name, " ".join(v.unit.short_names), "  ".join(v.unit.phones), _agreement(v)) for v in units],
    )
    return 0


def show_unit(arguments: argparse.Namespace, settings: Settings) -> int:
    """A unit with agreement, warranties and people."""
    with bootstrap.desk_of(settings) as (desk, _):
        view = desk.directory.unit(arguments.name)
        if view is None:
            allowed = Term(mark("a unit's full or short name; see: tui-desk unit list"))
            raise BadValue(value=arguments.name, field=Term(mark("a unit")), allowed=allowed)
        people = desk.directory.unit_callers(view.unit)
    unit = view.unit
    fields = [
        (tr("Unit"), unit.name),
        (tr("Short names"), ", ".join(unit.short_names)),
        (tr("Phone"), "  ".join(unit.phones)),
        (tr("Address"), unit.address),
        (tr("Card no."), unit.card_no),
        (tr("Agreement"), _agreement(view)),
        (tr("Customer kind"), tr(CUSTOMERS[unit.customer]) if unit.customer in CUSTOMERS else unit.customer),
        *((tr("Warranty"), _warranty(each, view.today)) for each in unit.warranties),
        (tr("Remark"), unit.note),
    ]
    for label, text in fields:
        if text:
            terminal.say(f"{label}: {text}")
    for each in people:
        main = tr("main contact") if each.person.main_contact else ""
        person = each.person
        terminal.say(f"  {'  '.join(filter(None, (person.name, person.staff_no, *person.phones, main)))}")
    return 0


def _say_moves(moves: Sequence[Moved], zone: ZoneInfo) -> None:
    """The tickets whose clocks would move: old due time -> new due time."""

    def local(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else tr("none")

    terminal.say(tr("These open tickets would fall under another service level:"))
    for each in moves:
        for change in each.changes:
            times = f"{tr(MILESTONES[change.milestone])}: {local(change.before)} -> {local(change.after)}"
            terminal.say(f"  {each.number}  {times}")


def _agreed(question: str) -> bool:
    """What the person at the terminal answers; no where there is none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "是", "好")


def _told(unit: Unit, arguments: argparse.Namespace) -> Unit:
    """The unit with what the command line says."""
    if arguments.short_name is not None:
        unit = replace(unit, short_names=tuple(arguments.short_name))
    if arguments.phone is not None:
        unit = replace(unit, phones=tuple(arguments.phone))
    told = {name: value for name in _PLAIN if (value := getattr(arguments, name)) is not None}
    unit = replace(unit, **told)
    if arguments.warranty is not None:
        unit = replace(unit, warranties=tuple(_product(*each) for each in arguments.warranty))
    agreement = unit.agreement
    if arguments.agreement:
        since, until = map(_day, arguments.agreement)
        agreement = replace(agreement or Agreement(since, until), since=since, until=until)
        if agreement.since > agreement.until:
            allowed = Term(mark("first the day from which it holds"))
            raise BadValue(value=" ".join(arguments.agreement), field=Term(mark("the agreement")), allowed=allowed)
    if agreement is None and (arguments.level or arguments.covers):
        raise BadValue(
            value=arguments.level or arguments.covers,
            field=Term(mark("the agreement")),
            allowed=Term(mark("--agreement FROM TO first")),
        )
    if agreement is not None:
        level = agreement.level if arguments.level is None else arguments.level
        covers = agreement.covers if arguments.covers is None else arguments.covers
        unit = replace(unit, agreement=replace(agreement, level=level, covers=covers))
    return unit


def _product(product: str, serial: str, until: str) -> Warranty:
    return Warranty(product, "" if serial == "-" else serial, None if until == "-" else _day(until))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(value=text, field=Term(mark("the day")), allowed=Term(mark("a date like 2026-01-31"))) from None


def _agreement(view: UnitView) -> str:
    agreement = view.unit.agreement
    if agreement is None:
        return ""
    words = "  ".join(filter(None, (agreement.level, f"{agreement.since} - {agreement.until}", agreement.covers)))
    if view.today is None or agreement.holds_on(view.today):
        return words
    state = tr("OUT OF DATE") if agreement.until < view.today else tr("not in force yet")
    return f"{state}  {words}"


def _warranty(warranty: Warranty, today: date | None) -> str:
    until = tr("until {day}", day=warranty.until) if warranty.until else ""
    over = tr("warranty over") if today and warranty.until and warranty.until < today else ""
    return "  ".join(filter(None, (warranty.product, warranty.serial, until, warranty.rule, over)))
