"""`tui-desk ticket stamp|wait|go-on`: what happens on the way, and waiting, without the screens (SITE-4, TKT-9)."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk import terms
from tui_desk.desk.errors import BadMoment, BadValue, NoSuchTicket, Term
from tui_desk.domain import moments
from tui_desk.domain.ticket import STAMPS, Ticket
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.norms.models import Choice, Waiting


def declare(of_tickets: Commands) -> None:
    """Declare the commands and their arguments, in the family “ticket”."""
    stamped = add(of_tickets, "stamp", tr("note what happened on the way: departed, arrived …"), stamp)
    _number(stamped)
    stamped.add_argument("what", metavar=tr("WHAT"), help=tr("one of: {codes}", codes=", ".join(STAMPS)))
    stamped.add_argument("--at", default="", metavar=tr("WHEN"), help=tr("when it happened, like 9:15 or -20m"))
    stamped.add_argument("--late-reason", default="", metavar=tr("WORDS"), help=tr("why it was late"))
    stamped.add_argument("--words", default="", metavar=tr("WORDS"), help=tr("what there is to say to it"))
    stamped.add_argument("--complexity", default="", metavar="CODE", help=tr("what the assessment found"))
    stamped.add_argument(
        "--expected", default="", metavar=tr("WHEN"), help=tr("by when the user was told to expect the result")
    )
    waits = add(of_tickets, "wait", tr("wait for the user or somebody else"), wait)
    _number(waits)
    waits.add_argument("--for", dest="kind", required=True, metavar=tr("KIND"), help=tr("one of the norm's waits"))
    waits.add_argument("--reason", required=True, metavar=tr("WORDS"), help=tr("for whom or what"))
    waits.add_argument(
        "--until",
        default="",
        metavar=tr("WHEN"),
        help=tr("when the ticket goes on by itself, like +2h or “tomorrow 9:00”"),
    )
    goes = add(of_tickets, "go-on", tr("go on after waiting"), go_on)
    _number(goes)
    goes.add_argument("--at", default="", metavar=tr("WHEN"), help=tr("since when it goes on, a time in the wait"))


def stamp(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note one of `STAMPS`, and say how its clocks stand."""
    with bootstrap.desk_of(settings) as (desk, by):
        before = desk.ticket(arguments.number)
        complexities = before.norm.complexities
        ticket = desk.stamp(
            before.ticket.number,
            _what(arguments.what),
            when(desk, arguments.at),
            by=by,
            seen=before.ticket.version,
            late_reason=arguments.late_reason,
            words=arguments.words,
            complexity=_code(complexities, arguments.complexity) if arguments.complexity else "",
            promised_for=when(desk, arguments.expected),
        )
        terminal.say(tr("{number}: noted.", number=ticket.number))
        _say_clocks(desk, ticket)
    return 0


def wait(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let a ticket wait."""
    with bootstrap.desk_of(settings) as (desk, by):
        before = desk.ticket(arguments.number)
        kinds = before.levels.norm.waits
        if not kinds:
            raise BadValue(value=arguments.kind, field=Term(mark("the kind of waiting")), allowed=())
        ticket = desk.wait(
            before.ticket.number,
            arguments.reason,
            by=by,
            seen=before.ticket.version,
            kind=_code(kinds, arguments.kind),
            until=when(desk, arguments.until),
        )
        terminal.say(tr("{number} waits.", number=ticket.number))
        _say_clocks(desk, ticket)
    return 0


def go_on(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let a ticket go on."""
    with bootstrap.desk_of(settings) as (desk, by):
        number, at = _ticket_number(desk, arguments.number), when(desk, arguments.at)
        ticket = desk.go_on(number, by=by, seen=None, at=at)
        terminal.say(tr("{number} goes on; its clocks run again.", number=ticket.number))
        _say_clocks(desk, ticket)
    return 0


def _number(command: argparse.ArgumentParser) -> None:
    """The number that each command begins with; a value like -20m is a time and no option."""
    command._negative_number_matcher = re.compile(r"-\d")  # argparse has no public way
    command.add_argument(
        "number", metavar=tr("NUMBER"), help=tr("the ticket's number, whole or short, or a local reference")
    )


def _ticket_number(desk: Desk, typed: str) -> str:
    """The whole number of a ticket. Raises NoSuchTicket."""
    found = desk.find(typed)
    if found is None or not found.ticket:
        raise NoSuchTicket(number=typed)
    return found.ticket


def when(desk: Desk, typed: str) -> datetime | None:
    """The instant that was typed, None for none. Raises BadMoment."""
    if not typed.strip():
        return None
    try:
        return moments.parse(typed, desk.now(), desk.facts().zone)
    except ValueError:
        raise BadMoment(value=typed, why=Term(mark("it cannot be read"))) from None


def _code(choices: tuple[Choice, ...] | tuple[Waiting, ...], typed: str) -> str:
    """The code of a choice that was named by its code or a label; what is none stays, for the desk to refuse."""
    labels = {label: choice.code for choice in choices for label in (choice.label.in_(language()), choice.label.zh)}
    return labels.get(typed, typed)


def _what(typed: str) -> str:
    """The code of what is noted, named by its code or in words; what is none stays, for the desk to refuse."""
    return next((code for code, words in terms.STAMPS.items() if typed in (tr(words), words)), typed)


def _say_clocks(desk: Desk, ticket: Ticket) -> None:
    """How each clock of the ticket stands now."""
    for line in sheet.clock_lines(ticket, ZoneInfo(desk.facts().zone)):
        terminal.say(line)
