"""What a calendar or norm would move of the open tickets, written before it takes effect; and whether it shall."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk.cli import terminal
from tui_desk.desk.calendars import Applied, CalendarChange, Move
from tui_desk.desk.errors import DeskError
from tui_desk.desk.terms import MILESTONES
from tui_desk.domain.officer import Officer
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Norm

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk

SHOWN = 100
"""How many moved clocks are written one by one."""


class NotConfirmed(DeskError):
    """Nobody is there to ask."""

    sentence = mark("Nothing was changed: there is no terminal to ask on. Say --yes to do it.")
    exit_status = 2


def show(moves: Sequence[Move], zone: ZoneInfo) -> None:
    """Write the clocks that would fall due at another time, and how many there are."""
    if not moves:
        terminal.say(tr("No open ticket falls due at another time."))
        return
    terminal.say_table(
        (tr("number"), tr("target"), tr("due now"), tr("due then")),
        [
            (move.number, tr(MILESTONES[move.milestone]), _when(move.before, zone), _when(move.after, zone))
            for move in moves[:SHOWN]
        ],
    )
    if len(moves) > SHOWN:
        terminal.say(tr("… and {count} more", count=len(moves) - SHOWN))
    terminal.say(counted(moves))


def counted(moves: Sequence[Move]) -> str:
    """How many clocks of how many tickets move, in a sentence."""
    tickets = len({move.number for move in moves})
    return tr("{clocks} clocks of {tickets} open tickets fall due at another time.", clocks=len(moves), tickets=tickets)


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the officer says so; `yes` was said beforehand. Raises NotConfirmed where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise NotConfirmed
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "ｙ"}


def apply(desk: Desk, change: CalendarChange | Norm, by: Officer) -> Applied:
    """Put the change in force, saying how far the tickets are on a terminal."""

    def told(done: int, count: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == count else ""
            sys.stderr.write("\r" + tr("recounting {done} of {count}", done=done, count=count) + end)
            sys.stderr.flush()

    return desk.calendars.apply(change, by=by, told=told)


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else "-"
