"""`tui-desk ticket take|dispatch|accept|decline|seen` and `tui-desk said`, without the screens (SITE-2, SITE-4)."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import on_the_way, terminal
from tui_desk.cli.parser import Commands, Parser, add
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, Term
from tui_desk.domain.text import clean
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.officer import Officer
    from tui_desk.domain.ticket import Ticket


def declare_of_tickets(of_tickets: Commands) -> None:
    """Declare the commands of the family “ticket”."""
    taken = _add(of_tickets, "take", tr("make a ticket your own"), take)
    taken.add_argument("--reason", default="", metavar=tr("WORDS"), help=tr("why you take it from who accepted it"))
    sent = _add(of_tickets, "dispatch", tr("offer tickets to an officer, with advice"), dispatch, many=True)
    sent.add_argument("--to", required=True, metavar=tr("STAFF_NO"), help=tr("to whom"))
    sent.add_argument("--advice", default="", metavar=tr("WORDS"), help=tr("how to go about it"))
    sent.add_argument(
        "--reason", default="", metavar=tr("WORDS"), help=tr("why somebody off duty, away, or at the end of the shift")
    )
    accepted = _add(of_tickets, "accept", tr("accept a ticket that was offered"), accept)
    accepted.add_argument("--at", default="", metavar=tr("WHEN"), help=tr("when it happened, like 9:15 or -20m"))
    declined = _add(of_tickets, "decline", tr("send an offered ticket back"), decline)
    declined.add_argument("--reason", required=True, metavar=tr("WORDS"), help=tr("why it is sent back"))
    seen = _add(of_tickets, "seen", tr("note that a manager looked into a ticket that rose"), see)
    seen.add_argument("--words", default="", metavar=tr("WORDS"), help=tr("what there is to say to it"))


def declare(commands: Commands) -> None:
    """Declare the command “said”."""
    said = add(commands, "said", tr("note what was reported in one line: “李四 到场 001 10:20”"), say)
    said._negative_number_matcher = re.compile(r"-\d")  # argparse has no public way; -20m is a time
    said.add_argument("line", nargs="+", metavar=tr("WORDS"), help=tr("who, what, which ticket, when; in any order"))
    said.add_argument("--dry-run", action="store_true", help=tr("only say what would be noted"))


def take(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a ticket."""
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = _ticket(desk, arguments.number)
        desk.take(ticket.number, by=by, seen=ticket.version, reason=clean(arguments.reason).text)
        terminal.say(tr("{number} is yours.", number=ticket.number))
    return 0


def dispatch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Offer tickets to an officer, all or none."""
    with bootstrap.desk_of(settings) as (desk, by):
        tickets = [_ticket(desk, number) for number in arguments.numbers]
        done = desk.dispatch_all(
            [(ticket.number, ticket.version) for ticket in tickets],
            arguments.to,
            clean(arguments.advice).text,
            by=by,
            reason=clean(arguments.reason).text,
        )
        _say_offered(desk, done)
    return 0


def accept(arguments: argparse.Namespace, settings: Settings) -> int:
    """Accept a ticket, for oneself or for who is on the telephone."""
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = _ticket(desk, arguments.number)
        desk.accept(ticket.number, by=by, seen=ticket.version, at=on_the_way.when(desk, arguments.at))
        terminal.say(tr("{number}: accepted.", number=ticket.number))
    return 0


def decline(arguments: argparse.Namespace, settings: Settings) -> int:
    """Send a ticket back."""
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = _ticket(desk, arguments.number)
        desk.decline(ticket.number, clean(arguments.reason).text, by=by, seen=ticket.version)
        terminal.say(tr("{number}: sent back; nobody has it now.", number=ticket.number))
    return 0


def see(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note that a manager looked into it."""
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = _ticket(desk, arguments.number)
        desk.see_risen(ticket.number, clean(arguments.words).text, by=by, seen=ticket.version)
        terminal.say(tr("{number}: seen.", number=ticket.number))
    return 0


def say(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note what a line reports; say what is missing where something is."""
    from tui_desk.desk import said

    typed = clean(" ".join(arguments.line)).text
    with bootstrap.desk_of(settings) as (desk, by):
        zone = ZoneInfo(desk.facts().zone)
        line = said.understand(desk, typed, by=by)
        if line is None or line.trouble:
            why = line.trouble if line is not None else tr("no deed in it")
            allowed = Term(mark("a line like “李四 到场 IT-20231001-001 10:20”"))
            raise BadValue(value=typed, field=f"{tr('the report')} ({why})", allowed=allowed)
        if arguments.dry_run:
            terminal.say(said.in_words(line, zone, desk.now()))
            return 0
        ticket = said.carry_out(desk, line, by=by)
        terminal.say(tr("Noted: {what}", what=said.told(line, ticket, zone, desk.now())))
    return 0


def _add(of_tickets: Commands, name: str, help_: str, run: object, *, many: bool = False) -> Parser:
    command = add(of_tickets, name, help_, run)  # type: ignore[arg-type] # one of the commands above
    command._negative_number_matcher = re.compile(r"-\d")  # argparse has no public way; -20m is a time
    told = tr("the ticket's number, whole or short, or a local reference")
    if many:
        command.add_argument("numbers", nargs="+", metavar=tr("NUMBER"), help=told)
    else:
        command.add_argument("number", metavar=tr("NUMBER"), help=told)
    return command


def _ticket(desk: Desk, typed: str) -> Ticket:
    return desk.ticket(typed).ticket


def _say_offered(desk: Desk, tickets: Sequence[Ticket]) -> None:
    """To whom each was offered, and by when it is to be accepted."""
    names: dict[str, Officer] = {officer.staff_no: officer for officer in desk.officers()}
    zone = ZoneInfo(desk.facts().zone)
    for ticket in tickets:
        name = names[ticket.assignee].name if ticket.assignee in names else ""
        until = ticket.offer.until if ticket.offer else None
        if until is None:
            terminal.say(tr("{number} sent to {assignee}.", number=ticket.number, assignee=name))
        else:
            by = f"{until.astimezone(zone):%H:%M}"
            terminal.say(
                tr("{number} offered to {name}, to be accepted by {time}.", number=ticket.number, name=name, time=by)
            )
