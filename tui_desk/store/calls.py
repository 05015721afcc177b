"""The call log, and telephones that ring; what is written of them and of messages (CALL-1, CALL-11, CALL-15)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, false, func, insert, or_, select, true, update

from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.domain.message import Message, Ring
from tui_desk.store import codec
from tui_desk.store.schema import call, message, ring

_INDEXED = 64
"""How many characters of a text stand in an index: Postgres takes no more than 2,700 bytes."""
_SEARCHED = 1000
"""How many characters of each field a filter by words looks into."""
_NUMBER_FROM = 4
"""From so many digits on a word may be a telephone number."""
_MICROSECOND = timedelta(microseconds=1)


class CallReads:
    """Queries of calls and rings."""

    connection: Connection

    def call(self, id_: str) -> CallRecord | None:
        """The record of the call with this draft."""
        text = self.connection.scalar(select(call.c.record).where(call.c.id == codec.storable(id_)))
        return codec.record_or_none(CallRecord, text)

    def call_of_reference(self, reference: str) -> CallRecord | None:
        """The newest call with this local reference."""
        same = call.c.reference == codec.storable(reference).strip().upper()
        text = self.connection.scalar(select(call.c.record).where(same).order_by(call.c.began_at.desc()).limit(1))
        return codec.record_or_none(CallRecord, text)

    def calls(
        self, wanted: CallFilter, limit: int | None = None, *, below: CallRecord | None = None
    ) -> Sequence[CallRecord]:
        """The calls of the log that a filter lets through, newest first; those below a call, where one is named."""
        query = select(call.c.record).where(*_conditions(wanted)).order_by(call.c.began_at.desc(), call.c.id)
        if below is not None:
            at, id_ = codec.micros(below.began_at), codec.storable(below.id)
            query = query.where(or_(call.c.began_at < at, and_(call.c.began_at == at, call.c.id > id_)))
        return list(codec.sound(CallRecord, self.connection.scalars(query.limit(limit))))

    def calls_among(self, ids: Collection[str], wanted: CallFilter) -> Sequence[CallRecord]:
        """Those of these calls that a filter lets through, newest first."""
        same = call.c.id.in_([codec.storable(id_) for id_ in ids])
        query = select(call.c.record).where(same, *_conditions(wanted)).order_by(call.c.began_at.desc(), call.c.id)
        return list(codec.sound(CallRecord, self.connection.scalars(query)))

    def call_figures(self, wanted: CallFilter) -> CallFigures:
        """What the calls that a filter lets through amount to, added up by the database."""
        spans = [total for span in (call.c.waited, call.c.handled, call.c.held) for total in _summed(span)]
        late = func.coalesce(func.sum(case((call.c.late, 1), else_=0)), 0)
        query = select(call.c.end, func.count(), late, *spans).where(*_conditions(wanted)).group_by(call.c.end)
        ends: dict[str, int] = {}
        totals = [0] * 7
        for end, calls, *figures in self.connection.execute(query):
            ends[end] = calls
            totals = [total + int(figure) for total, figure in zip(totals, figures, strict=True)]
        return CallFigures(
            calls=sum(ends.values()),
            ends=ends,
            late=totals[0],
            answer_speed=_average(*totals[1:3]),
            handle_time=_average(*totals[3:5]),
            hold_time=_average(*totals[5:7]),
            held=totals[6],
        )

    def ring(self, id_: str) -> Ring | None:
        """The ring with this id."""
        text = self.connection.scalar(select(ring.c.record).where(ring.c.id == codec.storable(id_)))
        return codec.record_or_none(Ring, text)

    def rings(self) -> Sequence[Ring]:
        """The telephones that ring now, the longest first."""
        query = select(ring.c.record).where(ring.c.over == false()).order_by(ring.c.rang_at, ring.c.id)
        return list(codec.sound(Ring, self.connection.scalars(query)))


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
            of.problem,
            of.about,
        )
        values = {
            "reference": of.reference,
            "began_at": codec.micros(of.began_at),
            "officer": of.officer,
            "end": str(of.end),
            "outgoing": of.outgoing,
            "late": of.late,
            "waited": _micros(of.waited),
            "handled": _micros(of.handle_time),
            "held": _micros(of.held) if of.hold_count else None,
            "ticket": codec.storable(of.ticket)[:_INDEXED],
            "caller_digits": codec.digits(of.caller_phone[:_SEARCHED])[:_INDEXED],
            "searched": codec.storable("\n".join(each[:_SEARCHED] for each in words)).casefold(),
            "record": codec.record_text(of),
        }
        self._put_record(call, of.id, values)
        self._note("call", of.id)

    def put_message(self, of: Message) -> None:
        """Store a message, or replace it."""
        values = {
            "to": of.to,
            "by": of.by,
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


def _micros(span: timedelta | None) -> int | None:
    return None if span is None else span // _MICROSECOND


def _summed(span: ColumnElement[int | None]) -> tuple[ColumnElement[Any], ColumnElement[int]]:
    """The sum of a figure, and how many calls have it."""
    return func.coalesce(func.sum(span), 0), func.count(span)


def _average(total: int, count: int) -> timedelta | None:
    return timedelta(microseconds=total // count) if count else None


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
    found += [_holds(word) for word in codec.storable(wanted.words).casefold().split()]
    return found


def _holds(word: str) -> ColumnElement[bool]:
    """Whether a call holds a word; a telephone number also however it was written."""
    said = call.c.searched.contains(word, autoescape=True)
    number = codec.digits(word)
    if len(number) < _NUMBER_FROM or set(word) - set("0123456789-+()"):
        return said
    return or_(said, call.c.caller_digits.contains(number))
