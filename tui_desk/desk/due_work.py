"""What falls due by itself: waits that end, warnings, offers that lapse. Every process looks, one does it (CALL-14).

Looks no oftener than needed: at the next instant that is known, when somebody changed a ticket, and now and then.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from tui_desk.desk.desk import Desk
from tui_desk.desk.ports import Change

LOOK_SECONDS = 30.0
"""The longest between two looks, should a hint have been missed."""
SPREAD = timedelta(seconds=0.5)
"""Within what time after an instant the processes come, each at a moment of its own: the others then find it done."""
_MOVES_WORK = frozenset({"ticket", "norm", "shift"})


class DueWork:
    """The work of one process. Used from the thread of its desk; `do` is to be called often, and mostly costs nothing.

    `start` is how many seconds the first look waits.
    """

    def __init__(self, desk: Desk, *, start: float = 0.0) -> None:
        self._desk = desk
        self._spread = SPREAD * random.random()  # noqa: S311 - to come apart, not to be secret
        self._next_at: datetime | None = None
        self._look_at = time.monotonic() + start

    def do(self, changes: Collection[Change] = ()) -> None:
        """Do what is due, if anything may be; `changes` are those of the feed since the last time."""
        now = self._desk.now()
        if any(change.entity in _MOVES_WORK for change in changes):
            self._know(self._desk.alerts.next_due_work())
        if time.monotonic() < self._look_at and (self._next_at is None or now < self._next_at + self._spread):
            return
        self._know(self._desk.alerts.next_due_work())
        if self._next_at is not None and self._next_at <= now:
            self._know(None)  # should it fail, it is tried again with the next look
            done: list[object] = [*self._desk.clocks.resume_due(), *self._desk.alerts.raise_due()]
            done += [*self._desk.rosters.raise_due(), *self._desk.offers.do_due()]
            next_at = self._desk.alerts.next_due_work()
            self._know(None if next_at is not None and next_at <= now and not done else next_at)

    def _know(self, next_at: datetime | None) -> None:
        self._next_at, self._look_at = next_at, time.monotonic() + LOOK_SECONDS
