"""`tui-desk hand-over`: the sheet of a shift, collected, given, confirmed, printed (DESK-2)."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import paper_file, sheet, terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.hand_over_errors import NoSuchHandOver
from tui_desk.desk.terms import HAND_OVER
from tui_desk.forms import boxes, sheets
from tui_desk.i18n import language, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.officer import Officer
    from tui_desk.domain.roster import HandOver

FIELDS = ("id", "shift", "giver", "made_at", "items", "words", "taker", "taken_at", "version")
"""The fields of a sheet as JSON, which stay as they are; times are ISO 8601 in UTC."""
_ITEM = ("kind", "key", "words", "due_at", "confirmed_at", "confirmed_by", "remark")


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    sheets = family(commands, "hand-over", tr("hand a shift over to the next one"))
    shown = add(sheets, "show", tr("show a sheet; without an id what you would hand over now"), show)
    shown.add_argument("id", nargs="?", default="", metavar="ID", help=tr("its number, like JB-20261121-001"))
    shown.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))
    add(sheets, "list", tr("list the sheets that nobody has taken over wholly"), waiting)
    given = add(sheets, "give", tr("give your sheet; then you can sign off"), give)
    given.add_argument("words", nargs="?", default="", metavar=tr("TEXT"), help=tr("what else the next one must know"))
    taken = add(sheets, "confirm", tr("confirm an item, or all that is left"), confirm)
    taken.add_argument("id", metavar="ID", help=tr("its number, like JB-20261121-001"))
    taken.add_argument("item", nargs="?", default="", metavar=tr("ITEM"), help=tr("its place on the sheet, from 1"))
    taken.add_argument("--remark", default="", metavar=tr("TEXT"), help=tr("what is not so"))
    printed = add(sheets, "print", tr("write a sheet to be signed, as a Word file or as text"), print_sheet)
    printed.add_argument("id", metavar="ID", help=tr("its number, like JB-20261121-001"))
    printed.add_argument("--text", action="store_true", help=tr("as plain text on the terminal"))
    paper_file.add_target(printed)


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """A sheet, or what the officer would hand over now."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.hand_overs.view(arguments.id)[0] if arguments.id else desk.hand_overs.collect(by)
        if arguments.json:
            terminal.say_json(as_json(of))
        else:
            _say(desk, of)
    return 0


def as_json(of: HandOver) -> dict[str, object]:
    """A sheet as JSON has it."""
    told = {name: sheet.plain(getattr(of, name)) for name in FIELDS if name != "items"}
    return told | {"items": [{name: sheet.plain(getattr(each, name)) for name in _ITEM} for each in of.items]}


def _say(desk: Desk, of: HandOver) -> None:
    names = {officer.staff_no: officer.name for officer in desk.officers()}
    zone = ZoneInfo(desk.facts().zone)
    head = [of.id, tr("given by {name} at {at}", name=names.get(of.giver, of.giver), at=_at(of.made_at, zone))]
    if of.taken_at is not None:
        head.append(tr("taken over by {name} at {at}", name=names.get(of.taker, of.taker), at=_at(of.taken_at, zone)))
    if of.id:
        terminal.say("  ".join(head))
    if not of.items:
        terminal.say(tr("Nothing is open."))
    rows = []
    for place, each in enumerate(of.items, start=1):
        sign = "[x]" if each.confirmed_at else "[ ]" if of.id else ""
        due = _at(each.due_at, zone) if each.due_at else ""
        key = each.key if each.kind in ("ticket", "paper") else ""
        kind = tr(HAND_OVER.get(each.kind, each.kind))
        rows.append((str(place), sign, kind, due, " ".join(filter(None, (key, each.words))), each.remark))
    if rows:
        terminal.say_table(("", "", tr("what"), tr("due by"), tr("words"), tr("remark")), rows)
    if of.words:
        terminal.say(f"{tr('Own words')}: {of.words}")


def _at(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%m-%d %H:%M")


def waiting(_: argparse.Namespace, settings: Settings) -> int:
    """The sheets that wait."""
    with bootstrap.desk_of(settings) as (desk, by):
        names = {officer.staff_no: officer.name for officer in desk.officers()}
        zone, mine = ZoneInfo(desk.facts().zone), {each.id for each in desk.hand_overs.open_for(by)}
        rows = []
        for each in desk.hand_overs.waiting():
            left = sum(item.confirmed_at is None for item in each.items)
            name = names.get(each.giver, each.giver)
            rows.append((each.id, name, _at(each.made_at, zone), str(left), "*" if each.id in mine else ""))
    if not rows:
        terminal.say(tr("No sheet waits."))
    else:
        terminal.say_table(("ID", tr("given by"), tr("at"), tr("to confirm"), tr("by you")), rows)
    return 0


def give(arguments: argparse.Namespace, settings: Settings) -> int:
    """Collect the sheet and give it; writes its number."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.hand_overs.collect(by)
        given = desk.hand_overs.give(replace(of, words=arguments.words or of.words), by)
        terminal.say(given.id)
    return 0


def confirm(arguments: argparse.Namespace, settings: Settings) -> int:
    """Confirm one item by its place, or all that is left."""
    with bootstrap.desk_of(settings) as (desk, by):
        after = _confirm(desk, by, arguments.id, arguments.item, arguments.remark)
        left = sum(item.confirmed_at is None for item in after.items)
    if after.taken_at is not None:
        terminal.say(tr("{id} is taken over by you.", id=after.id))
    else:
        terminal.say(tr("{count} to confirm", count=left))
    return 0


def _confirm(desk: Desk, by: Officer, id_: str, place: str, remark: str) -> HandOver:
    if not place:
        return desk.hand_overs.confirm_rest(id_, by, remark)
    of, _ = desk.hand_overs.view(id_)
    if not place.isdecimal() or not 0 < int(place) <= len(of.items):
        raise NoSuchHandOver(id=f"{id_} {place}")
    item = of.items[int(place) - 1]
    return desk.hand_overs.confirm(id_, item.kind, item.key, by, remark)


def print_sheet(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write a sheet on the norm's form, as a Word file or as text; as a plain list where the norm has no form."""
    from tui_desk.forms import hand_over

    with bootstrap.desk_of(settings) as (desk, _):
        of, shift = desk.hand_overs.view(arguments.id)
        norm, facts = desk.norm(), desk.facts()
        if hand_over.form_of(norm) is None:
            _say(desk, of)
            return 0
        printed = hand_over.sheet(
            of,
            shift,
            {officer.staff_no: officer.name for officer in desk.officers()},
            norm,
            zone=ZoneInfo(facts.zone),
            language=language(),
            heading=facts.name,
            marks=boxes.TERMINAL_MARKS if arguments.text else boxes.PAPER_MARKS,
        )
        if arguments.text:
            paper_file.say_text(printed)
        else:
            file = sheets.word_of(desk, printed)
            paper_file.put(file, arguments.output or f"{of.id}.docx", force=arguments.force)
    return 0
