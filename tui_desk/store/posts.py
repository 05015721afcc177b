"""Contacts, and the outbox of alerts on their way to them (CALL-14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, exists, false, func, insert, or_, select, true, update

from tui_desk.domain import posting
from tui_desk.domain.alert import Alert
from tui_desk.domain.posting import Contact, Post
from tui_desk.store import codec
from tui_desk.store.schema import alert, contact, post


class PostReads:
    """Queries of contacts and the outbox."""

    connection: Connection

    def contacts(self) -> Sequence[Contact]:
        """All contacts, by name."""
        query = select(contact.c.record).order_by(contact.c.name)
        return list(codec.sound(Contact, self.connection.scalars(query)))

    def post(self, id_: str) -> Post | None:
        """The post with this id."""
        text = self.connection.scalar(select(post.c.record).where(post.c.id == codec.storable(id_)))
        return codec.record_or_none(Post, text)

    def posted_alert(self, id_: str) -> Alert | None:
        """The alert with this id, which a post is about."""
        text = self.connection.scalar(select(alert.c.record).where(alert.c.id == codec.storable(id_)))
        return codec.record_or_none(Alert, text)

    def posts_of(self, of: str) -> Sequence[Post]:
        """The posts of an alert, by contact."""
        query = select(post.c.record).where(post.c.alert == codec.storable(of)).order_by(post.c.id)
        return list(codec.sound(Post, self.connection.scalars(query)))

    def waiting_posts(self) -> Sequence[Post]:
        """The posts that are not done, those to be tried first first."""
        query = select(post.c.record).where(post.c.done == false()).order_by(post.c.next_try_at, post.c.id)
        return list(codec.sound(Post, self.connection.scalars(query)))

    def posts_given_up(self, since: datetime) -> Sequence[Post]:
        """The posts that were given up since then, the oldest first."""
        lately = and_(post.c.done == true(), post.c.next_try_at >= codec.micros(since - posting.LONGEST_WAIT))
        query = select(post.c.record).where(lately).order_by(post.c.next_try_at, post.c.id)
        found = codec.sound(Post, self.connection.scalars(query))
        return [each for each in found if each.given_up_at is not None and each.given_up_at >= since]

    def next_post_at(self) -> datetime | None:
        """When a post can next be claimed; None when nothing waits."""
        free_at = func.coalesce(post.c.claimed_until, post.c.next_try_at)
        return codec.instant_or_none(self.connection.scalar(select(func.min(free_at)).where(post.c.done == false())))


class PostWrites(PostReads):
    """Changes of contacts and the outbox."""

    def post(self, id_: str) -> Post | None:
        """The post with this id, which nobody else changes until this transaction ends."""
        query = select(post.c.record).where(post.c.id == codec.storable(id_)).with_for_update()
        return codec.record_or_none(Post, self.connection.scalar(query))

    def put_contact(self, of: Contact) -> None:
        """Add a contact, or replace the one with this name."""
        record, name = codec.record_text(of), codec.storable(of.name)
        if not self.connection.execute(update(contact).where(contact.c.name == name).values(record=record)).rowcount:
            self.connection.execute(insert(contact).values(name=name, record=record))
        self._note("contact", name)

    def remove_contact(self, name: str) -> bool:
        """Remove a contact; whether there was one."""
        found = self.connection.execute(delete(contact).where(contact.c.name == codec.storable(name))).rowcount > 0
        if found:
            self._note("contact", name)
        return found

    def put_post(self, of: Post) -> None:
        """Add a post, or replace it."""
        values = {
            "alert": codec.storable(of.alert),
            "contact": codec.storable(of.contact),
            "done": of.done,
            "next_try_at": codec.micros(of.next_try_at),
            "tries": of.tries,
            "claimed_by": codec.storable(of.claimed_by),
            "claimed_until": codec.micros_or_none(of.claimed_until),
            "record": codec.record_text(of),
        }
        self._put_record(post, codec.storable(of.id), values)

    def claimable_post(self, now: datetime) -> Post | None:
        """The post to be sent next, which nobody else claims until this transaction ends; None when none is due.

        A contact whose posts fail stands back behind the others: its silence must not keep theirs waiting. Of one whose
        record was damaged the row says enough.
        """
        at, other = codec.micros(now), post.alias("other")
        same = and_(other.c.contact == post.c.contact, other.c.done == false())
        failing = exists().where(same, other.c.tries > 0, other.c.claimed_until.is_(None))
        free = or_(post.c.claimed_until.is_(None), post.c.claimed_until <= at)
        query = (
            select(post.c.record, post.c.id, post.c.alert, post.c.contact, post.c.next_try_at, post.c.tries)
            .where(post.c.done == false(), post.c.next_try_at <= at, free)
            .order_by(failing, post.c.next_try_at, post.c.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=post)
        )
        row = self.connection.execute(query).one_or_none()
        return row and (codec.record_or_none(Post, row.record) or _by_its_row(row))

    def _put_record(self, table: Table, id_: str, values: dict[str, Any]) -> None:
        raise NotImplementedError

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def _by_its_row(row: Row[*tuple[Any, ...]]) -> Post:
    at, place = codec.instant(row.next_try_at), row.id.rpartition("#")[2]
    return Post(row.id, row.alert, row.contact, int(place) if place.isdecimal() else 1, at, at, row.tries)
