"""The watch over a desk at which nobody sits: raises what is due, and sends it (CALL-14).

Several may run at once: each alert is raised by one, each post sent by one. What a killed one had claimed, another
sends when its lease is over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime

from tui_desk.desk.desk import Desk
from tui_desk.desk.due_work import LOOK_SECONDS, DueWork
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Change
from tui_desk.desk.posts import Errand
from tui_desk.domain.posting import LEASE, SENDING, Post

BEAT_SECONDS = 60.0
"""How often it is noted that the watch runs."""
AFTER_OUTAGE_SECONDS = 5.0
"""How long nothing is claimed once the database is back: others note first what they had sent by then."""
_MARGIN = LEASE / 12
_MOVES_POSTS = frozenset({"alert", "contact"})
_log = logging.getLogger(__name__)

Send = Callable[[Errand], str]
"""Sends a message; returns why it failed, empty when it arrived."""


class Watch:
    """One watch. `step` is called again and again; it takes no longer than one message takes to be sent.

    `name` tells this watch from every other; `tell` hears of each post that was tried, as it stands then.
    """

    def __init__(self, desk: Desk, name: str, send: Send, tell: Callable[[Post], None]) -> None:
        self._desk, self._name, self._send, self._tell = desk, name, send, tell
        self._work = DueWork(desk)
        self._results: list[tuple[Errand, str]] = []
        self._claims_at = self._looks_at = self._beats_at = time.monotonic()
        self._next_at: datetime | None = None

    def step(self, changes: Collection[Change] = ()) -> bool:
        """Do what is due, and send one post at the most; whether there may be more to do at once.

        `changes` are those of the feed since the last step. Raises DatabaseUnavailable; what was sent by then is noted
        with a later step.
        """
        try:
            self._note_results()
            self._beat()
            self._do_due_work(changes)
            errand = self._errand(changes)
            if errand is None:
                return False
            if errand.post.claimed_until and self._desk.now() > errand.post.claimed_until - SENDING - _MARGIN:
                return True  # this process stood still for long: the post is another's to send now
            self._results.append((errand, self._send(errand)))
            self._note_results()
        except DatabaseUnavailable:
            self._claims_at = time.monotonic() + AFTER_OUTAGE_SECONDS
            raise
        return True

    def _errand(self, changes: Collection[Change]) -> Errand | None:
        now = time.monotonic()
        if now < self._claims_at:
            return None
        moved = any(change.entity in _MOVES_POSTS for change in changes)
        if moved or now >= self._looks_at:
            self._looks_at = now + LOOK_SECONDS
            self._next_at = self._desk.posts.next_at()
        if self._next_at is None or self._next_at > self._desk.now():
            return None
        errand = self._desk.posts.claim(self._name)
        self._next_at = self._desk.posts.next_at() if errand is None else self._next_at
        return errand

    def _do_due_work(self, changes: Collection[Change]) -> None:
        """Raise what is due. A fault in that keeps nothing from being sent."""
        try:
            self._work.do(changes)
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is; its traceback goes to the log
            _log.exception("what is due could not be raised")

    def _note_results(self) -> None:
        while self._results:
            errand, error = self._results[0]
            post = self._desk.posts.failed(errand, error) if error else self._desk.posts.sent(errand)
            del self._results[0]
            self._tell(post)

    def _beat(self) -> None:
        if time.monotonic() >= self._beats_at:
            self._beats_at = time.monotonic() + BEAT_SECONDS
            self._desk.store.beat(self._desk.now())
