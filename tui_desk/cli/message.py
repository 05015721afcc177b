"""`tui-desk message` and `tui-desk promises`: what the desk owes to callers, in a shell (CALL-7, CALL-11)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadMoment, BadValue, Term
from tui_desk.desk.terms import OWED
from tui_desk.domain import moments
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.views import OwedView

REPORTED_DAYS = 7
"""How many days `promises` reports where no time is named, today among them."""
FIELDS = (
    "kind",
    "id",
    "since",
    "due_at",
    "done_at",
    "owes",
    "words",
    "caller_name",
    "caller_unit",
    "caller_phone",
    "ticket",
    "moved",
)
"""The fields of one thing owed as JSON, which stay as they are; times are ISO 8601 in UTC."""

_FIGURES = mark(
    "{since} to {until}: {made} promises made, {kept} kept in time, {kept_late} kept late, {broken} broken and open, "
    "{open} still open; {renegotiated} were renegotiated."
)


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_messages = family(commands, "message", tr("messages for colleagues, and everything owed to callers"))
    left = add(of_messages, "leave", tr("leave a message for a colleague"), leave)
    left.add_argument("to", metavar=tr("OFFICER"), help=tr("login or staff number"))
    left.add_argument("words", metavar=tr("TEXT"), help=tr("what the caller asks for"))
    left.add_argument("--name", default="", help=tr("the caller's name"))
    left.add_argument("--unit", default="", help=tr("the caller's department"))
    left.add_argument("--phone", default="", help=tr("where the caller is reached"))
    left.add_argument("--due", default="", metavar=tr("TIME"), help=tr("by when the caller is answered, like 14:00"))
    left.add_argument("--id", default="", metavar="ID", help=tr("a name for this message: one id, one message"))
    listed = add(of_messages, "list", tr("list what you owe to callers, first what falls due first"), list_owed)
    listed.add_argument("--all", action="store_true", help=tr("what everybody owes"))
    listed.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))
    answered = add(of_messages, "answer", tr("note what the caller was told"), answer)
    answered.add_argument("id", metavar="ID", help=tr("the message's id, see “message list --json”"))
    answered.add_argument("words", metavar=tr("TEXT"), help=tr("what the caller was told"))
    report = add(commands, "promises", tr("report the promises: kept, late, broken, renegotiated"), promises)
    report.add_argument("--since", default="", metavar=tr("DAY"), help=tr("the first day, like 2026-11-21"))
    report.add_argument("--until", default="", metavar=tr("DAY"), help=tr("the last day"))
    report.add_argument("--officer", default="", metavar=tr("OFFICER"), help=tr("login or staff number"))
    report.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))


def leave(arguments: argparse.Namespace, settings: Settings) -> int:
    """Leave a message; writes its id."""
    from tui_desk.domain.message import Message, Owed

    with bootstrap.desk_of(settings) as (desk, by):
        now = desk.now()
        due_at = _moment(arguments.due, now, ZoneInfo(desk.facts().zone)) if arguments.due else None
        left = Message(
            id=arguments.id or uuid4().hex,
            kind=Owed.MESSAGE,
            left_at=now,
            by=by.staff_no,
            to=_officer(arguments.to, desk),
            words=arguments.words,
            caller_name=arguments.name,
            caller_unit=arguments.unit,
            caller_phone=arguments.phone,
            due_at=due_at,
        )
        terminal.say(desk.messages.leave(left, by=by).id)
    return 0


def list_owed(arguments: argparse.Namespace, settings: Settings) -> int:
    """What the officer, or everybody, owes to callers."""
    with bootstrap.desk_of(settings) as (desk, by):
        owed = desk.promises.everybodys() if arguments.all else desk.promises.owed(by)
        names, now = _names(desk), desk.now()
        zone = ZoneInfo(desk.facts().zone)
    if arguments.json:
        terminal.say_json([as_json(each) for each in owed])
    elif not owed:
        terminal.say(tr("Nothing is owed to any caller."))
    else:
        _say_table(owed, names, now, zone)
    return 0


def answer(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note what the caller was told."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.messages.answer(arguments.id, arguments.words, by=by)
    terminal.say(tr("Noted: the caller was answered."))
    return 0


def promises(arguments: argparse.Namespace, settings: Settings) -> int:
    """What became of the promises made in some days: counts, and each of them."""
    with bootstrap.desk_of(settings) as (desk, _):
        zone, now = ZoneInfo(desk.facts().zone), desk.now()
        today = now.astimezone(zone).date()
        last = _day(arguments.until) if arguments.until else today
        first = _day(arguments.since) if arguments.since else last - timedelta(days=REPORTED_DAYS - 1)
        officer = _officer(arguments.officer, desk) if arguments.officer else ""
        since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
        report = desk.promises.report(since, until, officer)
        names = _names(desk)
    figures = {
        "made": len(report.rows),
        "kept": report.kept,
        "kept_late": report.kept_late,
        "broken": report.broken,
        "open": report.open,
        "renegotiated": report.renegotiated,
    }
    if arguments.json:
        span = {"since": str(first), "until": str(last)}
        terminal.say_json({**span, **figures, "promises": [as_json(each) for each in report.rows]})
        return 0
    terminal.say(tr(_FIGURES, since=first, until=last, **figures))
    if report.rows:
        _say_table(report.rows, names, now, zone)
    return 0


def as_json(owed: OwedView) -> dict[str, object]:
    """One thing owed, as JSON has it."""
    return {name: sheet.plain(getattr(owed, name)) for name in FIELDS}


def fate(owed: OwedView, now: datetime) -> str:
    """What became of a promise by now, in words."""
    if owed.due_at is None:
        return tr("kept in time") if owed.done_at else tr("not due yet")
    if owed.done_at is not None:
        return tr("kept late") if owed.done_at > owed.due_at else tr("kept in time")
    return tr("overdue") if owed.due_at < now else tr("not due yet")


def _say_table(owed: Sequence[OwedView], names: dict[str, str], now: datetime, zone: ZoneInfo) -> None:
    headings = (tr("due by"), tr("state"), tr("what"), tr("ticket"), tr("owed by"), tr("caller"), tr("words"))
    rows = []
    for each in owed:
        due = each.due_at.astimezone(zone).strftime("%m-%d %H:%M") if each.due_at else ""
        who = " ".join(filter(None, (each.caller_name, each.caller_unit, each.caller_phone)))
        owes = names.get(each.owes, each.owes) or tr("anybody")
        state = fate(each, now) + (f" ({tr('moved')} {each.moved})" if each.moved else "")
        rows.append((due, state, tr(OWED[each.kind]), each.ticket, owes, who, each.words))
    terminal.say_table(headings, rows)


def _names(desk: Desk) -> dict[str, str]:
    return {officer.staff_no: officer.name for officer in desk.officers()}


def _officer(named: str, desk: Desk) -> str:
    """The staff number of an officer named by it or by login. Raises BadValue."""
    officers = desk.officers()
    found = next((each.staff_no for each in officers if named in {each.staff_no, each.login}), None)
    if found is None:
        raise BadValue(field=Term(mark("an officer")), value=named, allowed=tuple(each.login for each in officers))
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(field=Term(mark("a day")), value=text, allowed="2026-11-21") from None


def _moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    try:
        return moments.parse(text, now, zone)
    except ValueError:
        raise BadMoment(value=text, why=Term(mark("it cannot be read"))) from None
