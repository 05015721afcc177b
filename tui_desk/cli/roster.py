"""`tui-desk roster …`: who has which shift; plan, import, export; sign on and off (DESK-2)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.cli.people_file import BadFile
from tui_desk.cli.roster_file import calendar_of, csv_of, in_words, open_file
from tui_desk.config import Settings
from tui_desk.desk import duty_words
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.errors import BadValue, Term
from tui_desk.domain import patterns, roster_grid
from tui_desk.domain import roster as rules
from tui_desk.domain.roster import Post, Shift, day_span, month_span, next_month
from tui_desk.domain.roster_list import Known, day_of, kind_named, officer_of, read
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.officer import Officer
    from tui_desk.norms.models import ShiftKind

SHOWN = 10
"""How many mistakes are written on the screen; all of them with --errors."""
FIELDS = (
    "id",
    "version",
    "officer",
    "name",
    "post",
    "kind",
    "starts_at",
    "ends_at",
    "state",
    "signed_on_at",
    "ready_at",
    "ready",
    "away_since",
    "away_words",
    "signed_off_at",
    "hand_over",
    "late",
    "reason",
)
"""The fields of one shift as JSON, which stay as they are; times are ISO 8601 in UTC."""


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_roster = family(commands, "roster", tr("the roster: who has which shift; sign on, sign off"))
    shown = add(of_roster, "show", tr("show the roster of a month, or of a day"), show)
    _add_span(shown)
    shown.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))
    planned = add(of_roster, "plan", tr("put a shift on the roster, or a pattern over many days"), plan)
    planned.add_argument("officer", metavar=tr("OFFICER"), help=tr("login or staff number; - for nobody yet"))
    planned.add_argument("day", metavar=tr("DAY"), help=tr("the day, or the first one, like 2026-12-01"))
    planned.add_argument("shift", metavar=tr("SHIFT"), help=tr("a shift of the norm, or a pattern like 白夜休休"))
    planned.add_argument("--until", default="", metavar=tr("DAY"), help=tr("the last day of a pattern"))
    planned.add_argument("--post", choices=tuple(Post), default=Post.HOTLINE, help=tr("at which post"))
    _add_reason(planned)
    given = add(of_roster, "give", tr("give a shift to an officer"), give)
    given.add_argument("id", metavar="ID", help=tr("the shift's id, see “roster show --json”"))
    given.add_argument("officer", metavar=tr("OFFICER"), help=tr("login or staff number; - for nobody yet"))
    _add_reason(given)
    gone = add(of_roster, "cancel", tr("take a shift off the roster"), cancel)
    gone.add_argument("id", metavar="ID", help=tr("the shift's id, see “roster show --json”"))
    _add_reason(gone)
    brought = add(of_roster, "import", tr("bring in a roster, all of it or nothing"), bring_in)
    brought.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("a CSV file, UTF-8 or GB18030, heads first"))
    brought.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    brought.add_argument("--errors", action="store_true", help=tr("write every line that cannot be used"))
    _add_reason(brought)
    written = add(of_roster, "export", tr("write the roster of a month as CSV or iCalendar"), export)
    form = written.add_mutually_exclusive_group(required=True)
    form.add_argument("--csv", metavar=tr("FILE"), help=tr("as CSV; - for the terminal"))
    form.add_argument("--ics", metavar=tr("FILE"), help=tr("as iCalendar; - for the terminal"))
    written.add_argument("--officer", default="", metavar=tr("OFFICER"), help=tr("only the shifts of this officer"))
    _add_span(written)
    _declare_work(of_roster)


def _declare_work(of_roster: Commands) -> None:
    on = add(of_roster, "on", tr("sign on: everything is in order, or only what is named"), sign_on)
    on.add_argument("ready", metavar=tr("ITEM"), nargs="*", help=tr("what is in order; all of it where none is named"))
    on.add_argument("--words", default="", metavar=tr("TEXT"), help=tr("why late, for instance"))
    off = add(of_roster, "off", tr("sign off, after the hand-over"), sign_off)
    off.add_argument("--words", default="", metavar=tr("TEXT"), help=tr("why long before the end of the shift"))
    gone = add(of_roster, "away", tr("leave the post for a while"), away)
    gone.add_argument("words", metavar=tr("TEXT"), help=tr("why the post is left"))
    returned = add(of_roster, "back", tr("come back to the post"), back)
    for each in (on, off, gone, returned):
        each.add_argument("--officer", default="", metavar=tr("OFFICER"), help=tr("for an officer on the phone"))


def _add_span(parser: Parser) -> None:
    span = parser.add_mutually_exclusive_group()
    span.add_argument("--month", default="", metavar=tr("MONTH"), help=tr("a month, like 2026-12; this one if none"))
    span.add_argument("--day", default="", metavar=tr("DAY"), help=tr("a day, like 2026-12-01"))


def _add_reason(parser: Parser) -> None:
    parser.add_argument("--reason", default="", metavar=tr("TEXT"), help=tr("why after the roster was fixed"))


# What is asked


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """The roster of a month or of a day, as a table or as JSON."""
    with bootstrap.desk_of(settings) as (desk, _):
        zone, now, duty = ZoneInfo(desk.facts().zone), desk.now(), desk.norm().duty
        since, until = _span(arguments, now, zone)
        shifts, officers = desk.rosters.shifts(since, until), desk.officers()
    names = {each.staff_no: each.name for each in officers}
    if arguments.json:
        terminal.say_json([as_json(each, names, rules.standing(each, duty, now)) for each in shifts])
    elif not shifts:
        terminal.say(tr("Nobody is on the roster then."))
    elif arguments.day:
        headings = (tr("shift"), tr("officer"), tr("post"), tr("state"), tr("signed on"), tr("remark"))
        terminal.say_table(headings, [_row(each, names, zone, desk_state(each, duty, now), duty) for each in shifts])
    else:
        _say_month(shifts, officers, since.astimezone(zone).date(), duty, zone)
    return 0


def desk_state(shift: Shift, duty: Any, now: datetime) -> str:
    """How a shift stands, in words."""
    return tr(duty_words.STANDINGS[rules.standing(shift, duty, now)])


def as_json(shift: Shift, names: dict[str, str], state: str) -> dict[str, object]:
    """One shift, as JSON has it."""
    facts = {"name": names.get(shift.officer, ""), "state": str(state)}
    found = {each: facts[each] if each in facts else getattr(shift, each) for each in FIELDS}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in found.items()}


def _row(shift: Shift, names: dict[str, str], zone: ZoneInfo, state: str, duty: Any) -> tuple[str, ...]:
    on = f"{shift.signed_on_at.astimezone(zone):%H:%M}" if shift.signed_on_at else ""
    who = names.get(shift.officer, shift.officer) or "-"
    called = f"{duty_words.kind(shift, duty)} {duty_words.hours(shift, zone)}"
    remark = f"* {shift.reason}" if shift.late else ""
    return called, who, tr(duty_words.POSTS[shift.post]), state, on, remark


def _say_month(shifts: Sequence[Shift], officers: Sequence[Officer], first: date, duty: Any, zone: ZoneInfo) -> None:
    """The grid: a row an officer, a column a day; "*" behind a shift that was changed late."""
    signs = duty_words.letters(duty)
    grid = roster_grid.month(shifts, [each.staff_no for each in officers if each.active], first, duty, zone)
    names = {each.staff_no: each.name for each in officers}
    rows: list[tuple[str, ...]] = []
    for row in grid.rows:
        if row.officer or any(row.cells):
            cells = [
                "".join(signs.get(s.kind, "#") + ("*" if s.late else "") for s in cell) or "." for cell in row.cells
            ]
            rows.append((names.get(row.officer, row.officer) or "-", *cells))
    rows += [(f"{signs[cover.kind]} {tr('on it')}", *map(str, cover.counts)) for cover in grid.cover]
    terminal.say_table((f"{first:%Y-%m}", *(f"{day.day}" for day in grid.days)), rows)


def _span(arguments: argparse.Namespace, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    if arguments.day:
        return day_span(_day(arguments.day), zone)
    if not arguments.month:
        return month_span(now.astimezone(zone).date(), zone)
    day = day_of(f"{arguments.month}-1")
    if day is None:
        raise BadValue(field=Term(mark("a month")), value=arguments.month, allowed="2026-12")
    return month_span(day, zone)


# Planning


def plan(arguments: argparse.Namespace, settings: Settings) -> int:
    """Plan one shift, or a pattern; writes how many were planned, and the id of a single one."""
    with bootstrap.desk_of(settings) as (desk, by):
        zone, norm, first = ZoneInfo(desk.facts().zone), desk.norm(), _day(arguments.day)
        officer, duty = _officer(arguments.officer, desk), norm.duty
        kind = kind_named(arguments.shift, duty)
        days: list[tuple[date, ShiftKind]] = [(first, kind)] if kind else []
        if arguments.until or kind is None:
            last = _day(arguments.until) if arguments.until else next_month(first) - timedelta(days=1)
            signs = duty_words.letters(duty)
            pattern = signs[kind.code] if kind else arguments.shift
            try:
                days = list(patterns.days_of(pattern, duty, signs, first, last + timedelta(days=1)))
            except patterns.BadPattern:
                allowed = tuple(each.code for each in duty.shifts)
                raise BadValue(field=Term(mark("the shift")), value=arguments.shift, allowed=allowed) from None
        made = [
            Shift(
                uuid4().hex,
                officer,
                Post(arguments.post),
                each.code,
                *rules.hours_of(each, day, zone),
                desk.now(),
                by.staff_no,
                reason=arguments.reason,
            )
            for day, each in days
        ]
        planned = desk.rosters.plan_all(made, by=by)
    for each in planned if len(planned) == 1 else ():
        terminal.say(each.id)
    if len(planned) != 1:
        terminal.say(tr("{count} shifts are on the roster.", count=len(planned)))
    return 0


def give(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give a shift to an officer, or to nobody."""
    with bootstrap.desk_of(settings) as (desk, by):
        of, officer = desk.rosters.shift(arguments.id), _officer(arguments.officer, desk)
        desk.rosters.fill(of.id, officer, by=by, seen=of.version, reason=arguments.reason)
    terminal.say(tr("The roster was changed."))
    return 0


def cancel(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a shift off the roster."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.rosters.shift(arguments.id)
        desk.rosters.cancel(of.id, by=by, seen=of.version, reason=arguments.reason)
    terminal.say(tr("The roster was changed."))
    return 0


def bring_in(arguments: argparse.Namespace, settings: Settings) -> int:
    """Import a roster, or say on which lines it cannot be."""
    with bootstrap.desk_of(settings) as (desk, by):
        with desk.store.reading() as reading:
            must_be_allowed(reading, by, Verb.PLAN_SHIFTS)
        file = open_file(arguments.file)
        if file.unknown:
            heads = ", ".join(file.unknown)
            terminal.complain(tr("Columns that are not understood are left out: {heads}", heads=heads))
        zone, now = ZoneInfo(desk.facts().zone), desk.now()
        known = Known(desk.officers(), desk.norm().duty, zone, by.staff_no, now, arguments.reason)
        found = read(file.places, file.rows, known, _standing(desk, file.rows, file.places["date"], zone))
        if found.mistakes:
            for mistake in found.mistakes if arguments.errors else found.mistakes[:SHOWN]:
                terminal.complain(in_words(mistake))
            terminal.complain(tr("{count} mistakes; nothing was imported.", count=len(found.mistakes)))
            return 2
        if not arguments.dry_run:
            desk.rosters.plan_all([entry.shift for entry in found.entries], by=by)
    sentence = (
        mark("{file} ({encoding}): would add {added} shifts, leave {same}.")
        if arguments.dry_run
        else mark("{file} ({encoding}): {added} shifts added, {same} left.")
    )
    facts = {"file": arguments.file.name, "encoding": file.encoding, "added": len(found.entries), "same": found.same}
    terminal.say(tr(sentence, **facts))
    return 0


def _standing(desk: Desk, rows: Sequence[tuple[int, Sequence[str]]], place: int, zone: ZoneInfo) -> Sequence[Shift]:
    """What stands on the roster in the days that a list is about."""
    days = [day for _, row in rows if place < len(row) and (day := day_of(row[place])) is not None]
    if not days:
        return ()
    since, until = day_span(min(days), zone)[0], day_span(max(days) + timedelta(days=1), zone)[1]
    return desk.rosters.shifts(since, until)


def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the roster to a file."""
    with bootstrap.desk_of(settings) as (desk, _):
        facts, duty, now = desk.facts(), desk.norm().duty, desk.now()
        zone = ZoneInfo(facts.zone)
        officer = _officer(arguments.officer, desk) if arguments.officer else ""
        as_calendar = arguments.ics is not None
        since, until = _span(arguments, now, zone)
        shifts = [
            each
            for each in desk.rosters.shifts(since, until, officer=officer, cancelled=as_calendar)
            if since <= each.starts_at
        ]
        names = {each.staff_no: each.name for each in desk.officers()}
    if as_calendar:
        content = calendar_of(shifts, names, duty, zone, facts.name)
    else:
        content = csv_of(shifts, names, zone).encode("utf-8-sig")
    file = arguments.ics or arguments.csv
    if file == "-":
        sys.stdout.write(content.decode("utf-8-sig").replace("\r\n", "\n"))
        return 0
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        raise BadFile(file=file, why=error.strerror or str(error)) from error
    terminal.say(tr("{count} shifts written to {file}.", count=len(shifts), file=file))
    return 0


# At work


def sign_on(arguments: argparse.Namespace, settings: Settings) -> int:
    """Sign on with everything in order, or with the items that are named."""
    with bootstrap.desk_of(settings) as (desk, by):
        items, zone = desk.norm().duty.ready, ZoneInfo(desk.facts().zone)
        known = {name: each.code for each in items for name in (each.code, each.label.zh, each.label.en)}
        ready = [known.get(name, name) for name in arguments.ready] or [each.code for each in items]
        officer = _whose(arguments, desk)
        signed = desk.rosters.sign_on(by, ready, officer=officer, words=arguments.words)
        duty = desk.norm().duty
    named = duty_words.named(signed, duty, zone)
    lacks = rules.missing(signed.ready, duty)
    if lacks:
        terminal.say(tr("{shift}: signed on; not in order yet: {items}.", shift=named, items=", ".join(lacks)))
    elif rules.came_late(signed, duty):
        terminal.say(tr("{shift}: ready, but late.", shift=named))
    else:
        terminal.say(tr("{shift}: ready in time.", shift=named))
    return 0


def sign_off(arguments: argparse.Namespace, settings: Settings) -> int:
    """Sign off."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.rosters.sign_off(by, officer=_whose(arguments, desk), words=arguments.words)
    terminal.say(tr("Signed off."))
    return 0


def away(arguments: argparse.Namespace, settings: Settings) -> int:
    """Leave the post."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.rosters.away(by, arguments.words, officer=_whose(arguments, desk))
    terminal.say(tr("Away from the post."))
    return 0


def back(arguments: argparse.Namespace, settings: Settings) -> int:
    """Come back."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.rosters.back(by, officer=_whose(arguments, desk))
    terminal.say(tr("Back at the post."))
    return 0


def _whose(arguments: argparse.Namespace, desk: Desk) -> str:
    return _officer(arguments.officer, desk) if arguments.officer else ""


def _officer(named: str, desk: Desk) -> str:
    """The staff number of an officer; empty for nobody. Raises BadValue."""
    officers = desk.officers()
    found = officer_of(named, officers)
    if found is None:
        allowed = tuple(each.login for each in officers if each.active)
        raise BadValue(field=Term(mark("an officer")), value=named, allowed=allowed)
    return found


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise BadValue(field=Term(mark("a day")), value=text, allowed="2026-12-01")
    return day
