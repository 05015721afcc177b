"""The call log, messages, and telephones that ring (CALL-1, CALL-11, CALL-15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, false, insert, or_, select, true, update

from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.domain.message import Message, Ring
from tui_desk.domain.officer import OfficerId
from tui_desk.store import codec
from tui_desk.store.schema import call, message, ring


class CallReads:
    """Queries of calls, messages and rings."""

    connection: Connection

    def call(self, id_: str) -> CallRecord | None:
        """The record of the call with this draft."""
        text = self.connection.scalar(select(call.c.record).where(call.c.id == codec.storable(id_)))
        return codec.record_of(CallRecord, text) if text is not None else None

    def call_of_reference(self, reference: str) -> CallRecord | None:
        """The newest call with this local reference."""
        same = call.c.reference == codec.storable(reference).strip().upper()
        text = self.connection.scalar(select(call.c.record).where(same).order_by(call.c.began_at.desc()).limit(1))
        return codec.record_of(CallRecord, text) if text is not None else None

    def calls(self, wanted: CallFilter, limit: int | None = None) -> Sequence[CallRecord]:
        """The calls of the log that a filter lets through, newest first."""
        query = select(call.c.record).where(*_conditions(wanted)).order_by(call.c.began_at.desc(), call.c.id)
        return [codec.record_of(CallRecord, text) for text in self.connection.scalars(query.limit(limit))]

    def message(self, id_: str) -> Message | None:
        """The message with this id."""
        text = self.connection.scalar(select(message.c.record).where(message.c.id == codec.storable(id_)))
        return codec.record_of(Message, text) if text is not None else None

    def messages(self, to: OfficerId, *, done: bool = False, limit: int = 200) -> Sequence[Message]:
        """Messages for an officer and those for everybody, open or done; the oldest first."""
        mine = or_(message.c.to == to, message.c.to == "")
        query = select(message.c.record).where(mine, message.c.done == (true() if done else false()))
        found = self.connection.scalars(query.order_by(message.c.left_at, message.c.id).limit(limit))
        return [codec.record_of(Message, text) for text in found]

    def all_messages(self, *, done: bool = False, limit: int = 500) -> Sequence[Message]:
        """Everybody's messages, open or done; the oldest first."""
        query = select(message.c.record).where(message.c.done == (true() if done else false()))
        found = self.connection.scalars(query.order_by(message.c.left_at, message.c.id).limit(limit))
        return [codec.record_of(Message, text) for text in found]

    def ring(self, id_: str) -> Ring | None:
        """The ring with this id."""
        text = self.connection.scalar(select(ring.c.record).where(ring.c.id == codec.storable(id_)))
        return codec.record_of(Ring, text) if text is not None else None

    def rings(self) -> Sequence[Ring]:
        """The telephones that ring now, the longest first."""
        query = select(ring.c.record).where(ring.c.over == false()).order_by(ring.c.rang_at, ring.c.id)
        return [codec.record_of(Ring, text) for text in self.connection.scalars(query)]


class CallWrites(CallReads):
    """Changes of calls, messages and rings. Under a write transaction's reservation each is read before it is put."""

    def put_call(self, of: CallRecord) -> None:
        """Store a call, or replace it."""
        words = (
            of.caller_name,
            of.caller_unit,
            of.caller_phone,
            of.caller_staff_no,
            of.ticket,
            of.reference,
            of.problem[:1000],
        )
        values = {
            "reference": of.reference,
            "began_at": codec.micros(of.began_at),
            "officer": of.officer,
            "end": str(of.end),
            "outgoing": of.outgoing,
            "ticket": codec.storable(of.ticket),
            "caller_digits": codec.digits(of.caller_phone),
            "searched": codec.storable("\n".join(words)).casefold(),
            "record": codec.record_text(of),
        }
        self._put_record(call, of.id, values)
        self._note("call", of.id)

    def put_message(self, of: Message) -> None:
        """Store a message, or replace it."""
        values = {
            "to": of.to,
            "left_at": codec.micros(of.left_at),
            "due_at": codec.micros_or_none(of.due_at),
            "done": of.done_at is not None,
            "record": codec.record_text(of),
        }
        self._put_record(message, of.id, values)
        self._note("message", of.id)

    def put_ring(self, of: Ring) -> None:
        """Store a ring, or replace it."""
        values = {"over": of.over, "rang_at": codec.micros(of.rang_at), "record": codec.record_text(of)}
        self._put_record(ring, of.id, values)
        self._note("ring", of.id)

    def _put_record(self, table: Table, id_: str, values: dict[str, Any]) -> None:
        if not self.connection.execute(update(table).where(table.c.id == id_).values(values)).rowcount:
            self.connection.execute(insert(table).values(id=id_, **values))

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(call.c.began_at >= codec.micros(wanted.since))
    if wanted.until is not None:
        found.append(call.c.began_at < codec.micros(wanted.until))
    if wanted.officer:
        found.append(call.c.officer == wanted.officer)
    if wanted.ends:
        found.append(call.c.end.in_([str(end) for end in wanted.ends]))
    if wanted.direction:
        found.append(call.c.outgoing == (true() if wanted.direction == "out" else false()))
    found += [
        call.c.searched.contains(word, autoescape=True) for word in codec.storable(wanted.words).casefold().split()
    ]
    return found
