"""`tui-desk ring`: how a telephone exchange says that somebody calls, or hung up (CALL-1, CALL-4, CALL-5)."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from tui_desk import bootstrap, host, i18n
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk.errors import AnswerMissing, Term
from tui_desk.i18n import mark, tr
from tui_desk.manual import page

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.message import Ring

NOBODY_TOOK_IT = 10
"""The exit status when the call was missed."""
LONGEST_SECONDS = 3600
_LOOK_SECONDS = 1.0
"""How often a waiting ring looks, should no hint of a change arrive."""
_HANGS_UP = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
"""An exchange ends its script by one of these when the caller hangs up."""


def declare(commands: Commands) -> None:
    """Declare the command, its arguments, and its own commands."""
    ring = add(commands, "ring", tr("a telephone rings: show operators who calls; for the exchange"), announce)
    ring.add_argument("--from", dest="number", metavar=tr("NUMBER"), help=tr("the caller id; empty when withheld"))
    ring.add_argument(
        "--to", default="", metavar=tr("OFFICER"), help=tr("staff number, login or telephone; or anybody")
    )
    ring.add_argument("--line", default="", metavar=tr("LINE"), help=tr("which line rings"))
    ring.add_argument("--id", default="", metavar="ID", help=tr("the exchange's name for this call: one id, one ring"))
    ring.add_argument("--for", dest="seconds", type=seconds, default=60, metavar=tr("SECONDS"), help=tr(_UNTIL))
    ring.add_argument("--wait", action="store_true", help=tr("wait until it is taken or missed (status 10)"))
    ring.add_argument("--json", action="store_true", help=tr("write the ring as JSON"))
    own = ring.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), parser_class=type(ring))
    ended = add(own, "end", tr("the caller hung up: missed, when nobody took it"), end)
    ended.add_argument("--id", dest="ended", required=True, metavar="ID", help=tr("the id of the ring"))
    ended.add_argument("--answered", nargs="?", const="", metavar=tr("OFFICER"), help=tr(_ANSWERED))
    ended.add_argument("--json", dest="ended_json", action="store_true", help=tr("write the ring as JSON"))
    allowed = add(own, "allow", tr("let an OS user announce calls; without one, list those who may"), allow)
    allowed.add_argument("login", nargs="?", metavar=tr("LOGIN"), help=tr("the name of the OS user"))
    add(own, "manual", tr("how to connect an exchange: Asterisk, or any other by a web hook"), manual)
    denied = add(own, "deny", tr("no longer let an OS user announce calls"), deny)
    denied.add_argument("login", metavar=tr("LOGIN"), help=tr("the name of the OS user"))


_ANSWERED = mark("somebody picked up without the desk, or this officer did: not missed")
_UNTIL = mark("after how many seconds it counts as missed (60)")


def announce(arguments: argparse.Namespace, settings: Settings) -> int:
    """Announce a call; writes its id at once. With --wait, ends with who took it, or with status 10."""
    if arguments.number is None:
        raise AnswerMissing(field=Term("--from"))
    with _exchange(settings) as desk:
        desk.rings.miss_overdue()
        lasts = timedelta(seconds=arguments.seconds)
        ring = desk.rings.announce(
            arguments.number, to=arguments.to, line=arguments.line, lasts=lasts, id_=arguments.id
        )
        if not arguments.wait:
            _say(ring, desk, json=arguments.json)
            return 0
        ring = _until_over(desk, ring)
        _say(ring, desk, json=arguments.json)
        return 0 if ring.taken_at else NOBODY_TOOK_IT


def end(arguments: argparse.Namespace, settings: Settings) -> int:
    """The caller hung up. Ends with status 10 when nobody had taken the call."""
    with _exchange(settings) as desk:
        if arguments.answered is not None:
            desk.rings.picked_up(arguments.ended, arguments.answered)
        ring = desk.rings.hang_up(arguments.ended)
        _say(ring, desk, json=arguments.ended_json)
        return 0 if ring.taken_at else NOBODY_TOOK_IT


def allow(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let an OS user of the exchange announce calls, or list those who may."""
    with bootstrap.desk_of(settings) as (desk, by):
        if arguments.login:
            desk.rings.set_exchange(arguments.login, admitted=True, by=by)
            terminal.say(tr("{login} may announce calls now.", login=arguments.login))
            return 0
        for login in desk.rings.exchanges():
            terminal.say(login)
    return 0


def deny(arguments: argparse.Namespace, settings: Settings) -> int:
    """No longer let an OS user announce calls."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.rings.set_exchange(arguments.login, admitted=False, by=by)
        terminal.say(tr("{login} may not announce calls any more.", login=arguments.login))
    return 0


def manual(_: argparse.Namespace, settings: Settings) -> int:
    """The page of the manual that tells how to connect an exchange."""
    del settings
    terminal.say(page("exchange"))
    return 0


def seconds(text: str) -> int:
    """How long it rings, up to an hour. Raises ValueError for anything else; argparse then names this function."""
    number = int(text)
    if not 1 <= number <= LONGEST_SECONDS:
        raise ValueError(text)
    return number


@contextmanager
def _exchange(settings: Settings) -> Iterator[Desk]:
    """The desk, for an OS user who may announce calls. Raises NotTheExchange, and what opening a desk raises."""
    desk = bootstrap.open_desk(settings, create=False)
    try:
        if not settings.language:
            i18n.use(desk.facts().language)
        desk.rings.admit(host.login())
        yield desk
    finally:
        desk.store.close()


def _until_over(desk: Desk, ring: Ring) -> Ring:
    """The ring once it is taken or missed. A process that is told to end means that the caller hung up."""
    feed, hung_up = desk.store.feed(), threading.Event()

    def gone(_number: int, _frame: object) -> None:  # raises nothing: the driver may be in the middle of an answer
        hung_up.set()
        feed.wake()

    for ending in _HANGS_UP:
        signal.signal(ending, gone)
    while not (ring := desk.rings.look_at(ring.id)).over:
        left = (ring.until - desk.now()).total_seconds()
        if hung_up.is_set():
            return desk.rings.hang_up(ring.id)
        if left <= 0:
            return desk.rings.miss(ring.id)
        feed.wait(min(left, _LOOK_SECONDS))
        feed.poll()
    return ring


def _say(ring: Ring, desk: Desk, *, json: bool) -> None:
    whom = next((o.name for o in desk.officers() if o.staff_no == ring.taken_by), ring.taken_by) if ring.over else ""
    if json:
        at = {"rang_at": ring.rang_at, "until": ring.until, "taken_at": ring.taken_at, "missed_at": ring.missed_at}
        told = {"id": ring.id, "number": ring.number, "to": ring.to, "line": ring.line, "taken_by": ring.taken_by}
        terminal.say_json(told | {name: instant.isoformat() if instant else None for name, instant in at.items()})
    elif ring.taken_at:
        terminal.say(tr("{id} taken by {staff_no} {name}", id=ring.id, staff_no=ring.taken_by, name=whom))
    elif ring.missed_at:
        terminal.say(tr("{id} missed", id=ring.id))
    else:
        terminal.say(ring.id)
