"""Where alerts are sent, and the outbox 发件箱 they wait in until they are (CALL-14).

Pure: who is sent what, when a failed post is tried again, when it is given up. Knows no channel and no network.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote

from tui_desk.domain.alert import ROLES, Alert
from tui_desk.domain.officer import Officer, OfficerId

LEASE = timedelta(seconds=60)
"""How long a claimed post is left to whoever claimed it; a killed sender's post is sent by another after that."""
SENDING = timedelta(seconds=15)
"""How long one post may take to be sent. Well under the lease, so that a slow sender is never overtaken."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long after an alert was raised its posts are tried."""

AUDIENCES = tuple(ROLES)
"""The audiences that a contact may stand for, beside officers by staff number."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where alerts are sent: a person, a group, a robot of a chat.

    `addresses` are those of the notification library; they hold tokens and passwords, and are never shown whole.
    `stands_for` are the audiences "managers" and "operators", and staff numbers. With `priorities` only alerts of
    those; without `language` the desk's own is spoken.
    """

    name: str
    addresses: tuple[str, ...]
    language: str = ""
    stands_for: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """One alert on its way to one address of a contact: the `place`-th.

    Done when it was sent, given up, or withdrawn because the contact or its address is gone. `error` is why the last
    try failed.
    """

    id: str
    alert: str
    contact: str
    place: int
    queued_at: datetime
    next_try_at: datetime
    tries: int = 0
    claimed_by: str = ""
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    withdrawn_at: datetime | None = None
    error: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing is left to do with it."""
        return self.sent_at is not None or self.given_up_at is not None or self.withdrawn_at is not None


def outbox(alert: Alert, contacts: Sequence[Contact], officers: Sequence[Officer]) -> list[Post]:
    """The posts of an alert: one for each address of each contact that it is for."""
    audience = heard_by(alert, officers)
    return [
        Post(f"{alert.id}>{contact.name}#{place}", alert.id, contact.name, place, alert.raised_at, alert.raised_at)
        for contact in contacts
        if _is_for(contact, alert, audience)
        for place in range(1, len(contact.addresses) + 1)
    ]


def heard_by(alert: Alert, officers: Collection[Officer]) -> frozenset[str]:
    """To whom an alert goes: audiences and contacts by name, and the staff numbers of those they are."""
    of_the_ticket: dict[str, OfficerId] = {"assignee": alert.assignee, "first_taker": alert.first_taker}
    people = {of_the_ticket[name] for name in alert.to if name in of_the_ticket}
    roles = [ROLES[name] for name in alert.to if name in ROLES]
    people |= {officer.staff_no for officer in officers if officer.active and officer.is_any(*roles)}
    return frozenset({*alert.to, *people} - {""})


def _is_for(contact: Contact, alert: Alert, audience: frozenset[str]) -> bool:
    if not contact.active or (contact.priorities and alert.priority not in contact.priorities):
        return False
    return contact.name in alert.to or not audience.isdisjoint(contact.stands_for)


def claimed(post: Post, watcher: str, now: datetime) -> Post:
    """The post, left to a sender for a while: nobody else sends it until then."""
    return replace(post, claimed_by=watcher, claimed_until=now + LEASE, tries=post.tries + 1)


def sent(post: Post, now: datetime) -> Post:
    """The post once it was sent."""
    return replace(post, sent_at=now, claimed_by="", claimed_until=None, error="")


def failed(post: Post, error: str, now: datetime) -> Post:
    """The post after a try in vain: tried again later and later, given up after a day."""
    free = replace(post, claimed_by="", claimed_until=None, error=error)
    if now - post.queued_at >= GIVEN_UP_AFTER:
        return replace(free, given_up_at=now)
    return replace(free, next_try_at=now + wait_after(post.tries))


def withdrawn(post: Post, now: datetime) -> Post:
    """The post whose contact or address is no longer there."""
    return replace(post, withdrawn_at=now, claimed_by="", claimed_until=None)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: 15 s, 30 s, 1 min, 2 min, 4 min, 8 min, then 15 min each."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)


def masked(address: str) -> str:
    """An address as it may be shown: which channel and host, never a token, password or path."""
    scheme, _, rest = address.partition("://")
    if not scheme.startswith(("mailto", "json")):
        return f"{scheme}://***"
    where, _, query = rest.partition("?")
    netloc, _, path = where.partition("/")
    if "@" in path:  # a password with a slash
        return f"{scheme}://***"
    shown = f"{scheme}://{'***@' if '@' in netloc else ''}{netloc.rpartition('@')[2]}"
    to = re.search(r"(?:^|&)to=([^&]*)", query) if scheme.startswith("mailto") else None
    return f"{shown} {unquote(to[1])}" if to else f"{shown}{'/***' if path or query else ''}"
