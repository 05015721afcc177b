"""`tui-desk watch`: raise and send alerts while nobody sits at the desk (CALL-14).

Runs for nights, as a service; twice for safety. Says what it sent, and never what a ticket is about.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_desk import bootstrap, notify
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk.errors import DatabaseUnavailable, explain
from tui_desk.domain.posting import SENDING
from tui_desk.i18n import tr
from tui_desk.manual import page

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.ports import Change, Feed
    from tui_desk.desk.posts import Errand
    from tui_desk.desk.watching import Watch
    from tui_desk.domain.posting import Post

NOT_SENT = 42
"""The exit status of `watch --once` when a message did not arrive."""
LOOK_SECONDS = 1.0
"""How long the watch sleeps at the most: what is due is raised and sent within that."""
RETRY_SECONDS = 2.0
"""How often a database that does not answer is asked again."""
_ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def declare(commands: Commands) -> None:
    """Declare the command, its arguments, and its own command."""
    watch = add(commands, "watch", tr("raise alerts and send them to the contacts, as long as it runs"), run)
    watch.add_argument("--once", action="store_true", help=tr("send what is due now, and end; for cron"))
    watch.add_argument("--verbose", action="store_true", help=tr("also say which alerts and tickets move"))
    own = watch.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), parser_class=type(watch))
    add(own, "manual", tr("how to send alerts to chats, mail and web hooks, and to run the watch as a service"), manual)


def manual(_: argparse.Namespace, settings: Settings) -> int:
    """The page of the manual that tells how alerts are sent."""
    del settings
    terminal.say(page("watch"))
    return 0


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Watch until a signal ends it, between two messages; with --once until nothing is due."""
    round_ = _Round(verbose=arguments.verbose)
    for ending in _ENDS:
        signal.signal(ending, round_.end)
    sender = notify.Sender(SENDING.total_seconds())
    sender.start()
    try:
        while True:
            try:
                with bootstrap.desk_of(settings) as (desk, _):
                    return round_.walk(desk, sender, once=arguments.once)
            except DatabaseUnavailable as error:
                if arguments.once or round_.over:
                    raise
                round_.database_away(error)
                time.sleep(RETRY_SECONDS)
    finally:
        sender.close()


class _Round:
    """What one process does until it is told to end."""

    def __init__(self, *, verbose: bool) -> None:
        self.over = False
        self._verbose = verbose
        self._away = False
        self._failures = 0
        self._feed: Feed | None = None

    def end(self, _number: int, _frame: object) -> None:
        """End after the message that is being sent. Raises nothing: the driver may be in the middle of an answer."""
        self.over = True
        if self._feed is not None:
            self._feed.wake()

    def walk(self, desk: Desk, sender: notify.Sender, *, once: bool) -> int:
        """Step by step, until told to end; the exit status."""
        from tui_desk.desk.watching import Watch

        def send(errand: Errand) -> str:
            letter = errand.letter
            return sender.send(errand.address, letter.title, letter.body, alert=errand.post.alert)

        self._feed = desk.store.feed()
        name = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"
        watch = Watch(desk, name, send, self._say_post)
        if once:
            return self._all_that_is_due(desk, watch)
        _say(tr("The watch runs: {contacts} contacts, process {pid}.", contacts=_count(desk), pid=os.getpid()))
        more = False
        while not self.over:
            more = self._step(watch, self._feed, wait=not more)
        _say(tr("The watch ended."))
        return 0

    def _all_that_is_due(self, desk: Desk, watch: Watch) -> int:
        desk.clocks.resume_due()
        desk.alerts.raise_due()
        desk.offers.do_due()
        desk.rosters.raise_due()
        while not self.over and watch.step():
            pass
        return NOT_SENT if self._failures else 0

    def _step(self, watch: Watch, feed: Feed, *, wait: bool) -> bool:
        """One step; whether the next may follow at once."""
        try:
            if wait:
                feed.wait(LOOK_SECONDS)
            changes = feed.poll()
            more = watch.step(changes)
        except DatabaseUnavailable as error:
            self.database_away(error)
            if not self.over:
                time.sleep(RETRY_SECONDS)
            return False
        self._database_back()
        if self._verbose:
            self._say_changes(changes)
        return more

    def database_away(self, error: DatabaseUnavailable) -> None:
        """Say once that the database does not answer."""
        if not self._away:
            self._away = True
            terminal.complain(explain(error))

    def _database_back(self) -> None:
        if self._away:
            self._away = False
            _say(tr("The database answers again."))

    def _say_post(self, post: Post) -> None:
        self._database_back()
        facts = {"id": post.alert, "contact": post.contact, "tries": post.tries}
        if post.sent_at is not None:
            _say(tr("sent to {contact}: {id}", **facts))
            return
        self._failures += 1
        why = tr(post.error)
        if post.given_up_at is not None:
            _say(tr("given up for {contact} after {tries} tries: {id}: {why}", **facts, why=why))
        else:
            at = post.next_try_at.astimezone().strftime("%H:%M:%S")
            _say(tr("not sent to {contact}: {id}: {why}; again at {at}", **facts, why=why, at=at))

    def _say_changes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.entity == "alert":
                _say(tr("alert {id}", id=change.key))


def _count(desk: Desk) -> int:
    return sum(contact.active for contact in desk.posts.contacts())


def _say(sentence: str) -> None:
    terminal.say(sentence)
    sys.stdout.flush()  # a service's log is read while it runs
