"""Who is where now, kept and asked for in the thread of the desk: what this session has in hand, what others have.

A session says two things, each under a name of its own: the ticket it has open, and the call it is on.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.presence import SIGN_OF_LIFE, Presence
from tui_desk.i18n import tr

LOOK_SECONDS = 1.0
"""How often a session looks where the others are."""
CALL = "-call"
"""What the name of a session ends in where it tells of its call."""


class Present:
    """Who is where, by ticket and by officer, for lists of tickets."""

    def __init__(self, others: Sequence[Presence] = ()) -> None:
        self._on: dict[str, list[OfficerId]] = defaultdict(list)
        self._calls: set[OfficerId] = set()
        for each in others:
            if each.what == "ticket" and each.officer not in self._on[each.key]:
                self._on[each.key].append(each.officer)
            elif each.what == "call":
                self._calls.add(each.officer)

    def on(self, number: str) -> Sequence[OfficerId]:
        """Who has a ticket open, in another session."""
        return self._on.get(number, ())

    def calling(self, officer: OfficerId | None) -> bool:
        """Whether an officer is on a call."""
        return officer in self._calls

    def words(self, number: str, assignee: OfficerId | None, name: Callable[[OfficerId], str]) -> str:
        """What stands beside the assignee in a list: on a call, reads it, or who else does; may be empty."""
        readers = self.on(number)
        if others := [each for each in readers if each != assignee]:
            return "@" + name(others[0]) + ("…" if len(others) > 1 else "")
        if self.calling(assignee):
            return tr("on a call")
        return tr("reading it") if readers else ""

    def different(self, before: Present) -> bool:
        """Whether a list would look otherwise than before."""
        return (self._tickets(), self._calls) != (before._tickets(), before._calls)

    def _tickets(self) -> Mapping[str, list[OfficerId]]:
        return {number: officers for number, officers in self._on.items() if officers}


class PresenceKeeper:
    """What a session says and hears of others; `say` is for the thread of the screen, the rest for that of the desk."""

    def __init__(self) -> None:
        self.session = uuid4().hex
        self._mine: tuple[Presence, ...] = ()
        self._said: tuple[Presence, ...] = ()
        self._say_at = self._look_at = 0.0
        self._others: Sequence[Presence] = []

    def say(self, mine: Collection[Presence]) -> bool:
        """What the session has in hand from now on; whether that is something else than before."""
        before = {each.session: each for each in self._mine}
        self._mine = tuple(_since(each, before.get(each.session)) for each in mine)
        return self._mine != tuple(before.values())

    @property
    def present(self) -> Present:
        """Who else is where, as it was seen last."""
        return Present(self._others)

    def keep(self, desk: Desk) -> Sequence[Presence] | None:
        """Say what is to be said, and look; what others have in hand where that is different from the last time."""
        now, mine = time.monotonic(), self._mine
        if mine != self._said or now >= self._say_at:
            for gone in {each.session for each in self._said} - {each.session for each in mine}:
                desk.presence.leave(gone)
            for each in mine:
                desk.presence.here(each)
            self._said, self._say_at = mine, now + SIGN_OF_LIFE.total_seconds()
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_SECONDS
        others = [each for each in desk.presence.all() if not each.session.startswith(self.session)]
        if others == self._others:
            return None
        self._others = others
        return others

    def leave(self, desk: Desk) -> None:
        """The session ends."""
        for each in self._said:
            desk.presence.leave(each.session)


def _since(now: Presence, before: Presence | None) -> Presence:
    same = before is not None and (now.officer, now.what, now.key) == (before.officer, before.what, before.key)
    return replace(now, since=before.since) if before is not None and same else now


def in_hand(
    session: str, officer: OfficerId, at: datetime, *, ticket: str = "", call: str = "", caller: str = ""
) -> tuple[Presence, ...]:
    """What a session says of itself: the ticket that is open, and the call with its caller."""
    said = [Presence(session, officer, "ticket" if ticket else "desk", ticket, at)]
    if call:
        said.append(Presence(session + CALL, officer, "call", call, at, caller))
    return tuple(said)
