"""Confirmations, call-backs, improvements, complaints (DESK-6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, false, insert, select, true, update

from tui_desk.domain.follow_up import FollowUp, FollowUpKind
from tui_desk.store import codec
from tui_desk.store.schema import follow_up


class FollowUpReads:
    """Queries of follow-ups."""

    connection: Connection

    def follow_up(self, id_: str) -> FollowUp | None:
        """The follow-up with this id."""
        return self._follow_up(id_, lock=False)

    def _follow_up(self, id_: str, *, lock: bool) -> FollowUp | None:
        query = select(follow_up.c.record).where(follow_up.c.id == codec.storable(id_))
        return codec.record_or_none(FollowUp, self.connection.scalar(query.with_for_update() if lock else query))

    def follow_ups(
        self, *, done: bool = False, kind: FollowUpKind | None = None, limit: int = 500
    ) -> Sequence[FollowUp]:
        """Follow-ups, open ones by when they are due, those that are done the newest first."""
        query = select(follow_up.c.record).where(follow_up.c.done == (true() if done else false()))
        if kind is not None:
            query = query.where(follow_up.c.kind == str(kind))
        order = (follow_up.c.made_at.desc(),) if done else (follow_up.c.due_at,)
        return self._all(query.order_by(*order, follow_up.c.id).limit(limit))

    def follow_ups_of(self, ticket: str) -> Sequence[FollowUp]:
        """Those of a ticket, in the order they were made."""
        query = select(follow_up.c.record).where(follow_up.c.ticket == codec.storable(ticket))
        return self._all(query.order_by(follow_up.c.made_at, follow_up.c.id))

    def follow_ups_made(self, since: datetime, until: datetime) -> Sequence[FollowUp]:
        """Those that were made in a span of time, in that order."""
        within = and_(follow_up.c.made_at >= codec.micros(since), follow_up.c.made_at < codec.micros(until))
        return self._all(select(follow_up.c.record).where(within).order_by(follow_up.c.made_at, follow_up.c.id))

    def _all(self, query: Select[tuple[str]]) -> Sequence[FollowUp]:
        return list(codec.sound(FollowUp, self.connection.scalars(query)))


class FollowUpWrites(FollowUpReads):
    """Changes of follow-ups."""

    def follow_up(self, id_: str) -> FollowUp | None:
        """The follow-up with this id, which nobody else changes until this transaction ends."""
        return self._follow_up(id_, lock=True)

    def put_follow_up(self, of: FollowUp) -> None:
        """Store a follow-up, or replace it."""
        values = {
            "kind": str(of.kind),
            "ticket": codec.storable(of.ticket),
            "done": of.done_at is not None,
            "from_at": codec.micros(of.from_at),
            "due_at": codec.micros(of.due_at),
            "made_at": codec.micros(of.made_at),
            "owner": codec.storable(of.owner),
            "record": codec.record_text(of),
        }
        if not self.connection.execute(update(follow_up).where(follow_up.c.id == of.id).values(values)).rowcount:
            self.connection.execute(insert(follow_up).values(id=of.id, **values))
        self._note("follow_up", of.id)

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError
