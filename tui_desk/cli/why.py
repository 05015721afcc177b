"""`tui-desk ticket why`: why each clock of a ticket stands where it does, as text for a printer or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, add, wrapped
from tui_desk.config import Settings
from tui_desk.desk.errors import BadMoment, NoSuchTicket, Term
from tui_desk.domain.text import one_line
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Milestone

if TYPE_CHECKING:
    from tui_desk.desk.why_table import TableRow
    from tui_desk.desk.why_words import Teller
    from tui_desk.desk.whys import ClockWhy, TicketWhys
    from tui_desk.domain.why import Stretch

WIDTH = 80
"""How many cells a line takes at most: what a printer and the narrowest terminal have."""
_NARROWEST = 16


def declare(of_tickets: Commands) -> None:
    """Declare the command and its arguments."""
    why = add(of_tickets, "why", tr("explain each clock of a ticket: the rule, and every stretch of time"), explain)
    why.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number, whole or short"))
    why.add_argument("--milestone", choices=get_args(Milestone), help=tr("the clocks of this milestone alone"))
    why.add_argument("--at", metavar="MOMENT", default="", help=tr("as it stood or will stand then: 9:15, -20m …"))
    why.add_argument("--json", action="store_true", help=tr("write JSON: instants in ISO 8601, lengths in seconds"))


def explain(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write why the clocks of a ticket stand where they do."""
    from tui_desk.desk.why_words import Teller

    with bootstrap.desk_of(settings) as (desk, _):
        zone = ZoneInfo(desk.facts().zone)
        at = _moment(arguments.at, desk.now(), zone) if arguments.at else None
        found = desk.find(arguments.number)
        if found is None or not found.ticket:
            raise NoSuchTicket(number=arguments.number)
        whys = desk.whys.of(found.ticket, at=at)
        names = {officer.staff_no: officer.name for officer in desk.officers()}
    clocks = [each for each in whys.clocks if arguments.milestone in (None, each.clock.milestone)]
    if arguments.json:
        told = [_plain(each, whys) for each in clocks]
        to_begin = [{"milestone": milestone, **sheet.plain(asdict(target))} for milestone, target in whys.to_begin]
        content = {"ticket": whys.ticket.number, "at": whys.at.isoformat(), "clocks": told, "to_begin": to_begin}
        terminal.say_json(content)
        return 0
    teller = Teller(zone, names)
    terminal.say(f"{whys.ticket.number}  {terminal.cut(whys.ticket.summary, WIDTH - len(whys.ticket.number) - 2)}")
    terminal.say(tr("As of {at}, {zone}", at=f"{whys.at.astimezone(zone):%Y-%m-%d %H:%M}", zone=zone.key))
    if not clocks:
        terminal.say(tr("No clock counts here: no service level has such a target for the ticket."))
    for each in clocks:
        terminal.say("")
        for line in lines(each, whys, teller):
            terminal.say(line)
    return 0


def lines(told: ClockWhy, whys: TicketWhys, teller: Teller) -> Iterator[str]:
    """One clock on paper: the answer, what led to it, the table; no line is wider than `WIDTH`."""
    from tui_desk.desk.why_table import headings, table
    from tui_desk.desk.why_words import answer, facts

    told = told.by_the_second(whys.at)
    yield from wrapped(one_line(answer(told, teller, whys.at)), WIDTH)
    known = [(label, one_line(text)) for label, text in facts(told, whys, teller, whys.at)]
    room = max(terminal.cells(label) for label, _ in known) + 2
    for label, text in known:
        yield from _beside([_filled(label, room)], text)
    rows = table(told, teller)
    if rows:
        yield "-" * WIDTH
        yield from _columns(headings(), rows)


def _columns(headings: tuple[str, str, str, str], rows: Iterable[TableRow]) -> Iterator[str]:
    """The table under its headings; reasons that are too long go on below themselves."""
    cells = [headings, *((row.begin, row.end, row.counted, one_line(row.because)) for row in rows)]
    widths = [max(terminal.cells(row[place]) for row in cells) for place in range(3)]
    for begin, end, counted, because in cells:
        fixed = [_filled(begin, widths[0] + 2), _filled(end, widths[1] + 2)]
        yield from _beside([*fixed, " " * (widths[2] - terminal.cells(counted)) + counted + "  "], because)


def _beside(before: list[str], text: str) -> Iterator[str]:
    """A text on as many lines as it needs, behind what stands before it on the first."""
    first = "".join(before)
    blank = terminal.cells(first)
    for line in wrapped(text, max(_NARROWEST, WIDTH - blank)):
        yield (first + line).rstrip()
        first = " " * blank


def _filled(text: str, width: int) -> str:
    return text + " " * (width - terminal.cells(text))


def _moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    from tui_desk.domain import moments

    try:
        return moments.parse(text, now, zone)
    except ValueError:
        raise BadMoment(value=text, why=Term(mark("it cannot be read"))) from None


def _plain(told: ClockWhy, whys: TicketWhys) -> dict[str, Any]:
    """One clock in what JSON knows; fields stay as they are."""
    clock, why, policy = told.clock, told.why, told.policy
    content: dict[str, Any] = sheet.plain(asdict(clock))
    content |= {
        "current": told.current,
        "norm_version": told.version,
        "level_set_title": policy.level_set.title.in_(language()) if policy else "",
        "source": policy.level_set.source if policy else "",
        "conditions": {name: list(values) for name, values in policy.held} if policy else {},
    }
    if why is None:
        return content
    return content | {
        "zone": why.zone,
        "target_seconds": why.target.total_seconds(),
        "spent_seconds": clock.spent.total_seconds(),
        "counted_seconds": why.counted.total_seconds(),
        "left_seconds": why.left.total_seconds(),
        "late_seconds": why.late_by.total_seconds(),
        "goes_on_at": sheet.plain(why.goes_on_at),
        "due_then": why.due_then.isoformat(),
        "next_warning": sheet.plain(asdict(following)) if (following := whys.next_warning(told, why.at)) else None,
        "stretches": [*map(_stretch, why.stretches)],
        "to_come": [*map(_stretch, why.to_come)],
    }


def _stretch(stretch: Stretch) -> dict[str, Any]:
    pause = stretch.pause
    return {
        "begin": stretch.begin.isoformat(),
        "end": stretch.end.isoformat(),
        "counted_seconds": stretch.counted.total_seconds(),
        "working_seconds": stretch.working.total_seconds(),
        "because": str(stretch.because),
        "name": stretch.name.in_(language()),
        "waiting": {"kind": pause.kind, "words": pause.because, "expected": sheet.plain(pause.expected)}
        if pause
        else None,
    }
