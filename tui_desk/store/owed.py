"""What the desk owes to callers: messages, missed calls, promises (CALL-7, CALL-11, CALL-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, false, or_, select, true

from tui_desk.desk.views import PromiseRow
from tui_desk.domain.message import Message
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Promise
from tui_desk.store import codec
from tui_desk.store.schema import message, promise, ticket

_PROMISE_COLUMNS = (
    promise.c.record,
    ticket.c.number,
    ticket.c.requester_name,
    ticket.c.requester_unit,
    ticket.c.requester_phone,
    ticket.c.assignee,
)


class OwedReads:
    """Queries of messages and promises."""

    connection: Connection

    def message(self, id_: str) -> Message | None:
        """The message with this id."""
        text = self.connection.scalar(select(message.c.record).where(message.c.id == codec.storable(id_)))
        return codec.record_or_none(Message, text)

    def messages(self, to: OfficerId, *, done: bool = False, limit: int = 200) -> Sequence[Message]:
        """Messages for an officer and those for everybody, open or done; the oldest first."""
        mine = or_(message.c.to == to, message.c.to == "")
        return self._messages(_is_done(done), mine, limit=limit, newest=done)

    def all_messages(self, *, done: bool = False, limit: int = 500) -> Sequence[Message]:
        """Everybody's messages, open or done; the oldest first."""
        return self._messages(_is_done(done), limit=limit, newest=done)

    def messages_by(self, officer: OfficerId, since: datetime, limit: int = 200) -> Sequence[Message]:
        """The messages that an officer left since then, the oldest first."""
        lately = message.c.left_at >= codec.micros(since)
        return self._messages(message.c.by == officer, lately, limit=limit, newest=True)

    def messages_left(self, since: datetime, until: datetime) -> Sequence[Message]:
        """The messages left in a span of time, the oldest first."""
        return self._messages(_within(message.c.left_at, since, until))

    def _messages(
        self, *conditions: ColumnElement[bool], limit: int | None = None, newest: bool = False
    ) -> Sequence[Message]:
        """The messages, the oldest first. Where there are more than `limit`, the oldest, or the `newest`."""
        order = (message.c.left_at.desc(), message.c.id.desc()) if newest else (message.c.left_at, message.c.id)
        found = self.connection.scalars(select(message.c.record).where(*conditions).order_by(*order).limit(limit))
        messages = list(codec.sound(Message, found))
        return messages[::-1] if newest else messages

    def open_promises(self, of: OfficerId = "", limit: int = 500) -> Sequence[PromiseRow]:
        """The promises not kept of tickets not closed, earliest due first.

        With an officer, only what was promised by that officer, or on a ticket the officer has.
        """
        query = _promises().where(promise.c.kept_at.is_(None), ticket.c.closed == false())
        if of:
            query = query.where(or_(promise.c.by == of, ticket.c.assignee == of))
        query = query.order_by(promise.c.due_at, ticket.c.number, promise.c.id).limit(limit)
        return self._promise_rows(query)

    def promises_made(self, since: datetime, until: datetime) -> Sequence[PromiseRow]:
        """The promises made in a span of time, kept or not, in the order they were made."""
        query = _promises().where(_within(promise.c.made_at, since, until))
        return self._promise_rows(query.order_by(promise.c.made_at, ticket.c.number, promise.c.id))

    def _promise_rows(self, query: Select[Any]) -> Sequence[PromiseRow]:
        return [
            _promise_row(made, row) for row in self.connection.execute(query) for made in codec.sound(Promise, [row[0]])
        ]


def _promises() -> Select[Any]:
    return select(*_PROMISE_COLUMNS).join_from(promise, ticket, promise.c.ticket == ticket.c.number)


def _promise_row(made: Promise, row: Row[Any]) -> PromiseRow:
    caller = row.requester_name, row.requester_unit, row.requester_phone
    return PromiseRow(made, row.number, *caller, row.assignee or "")


def _is_done(done: bool) -> ColumnElement[bool]:
    return message.c.done == (true() if done else false())


def _within(column: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(column >= codec.micros(since), column < codec.micros(until))
