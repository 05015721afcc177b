"""Shifts and hand-overs (DESK-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, false, insert, select, true, update

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import HandOver, Shift
from tui_desk.store import codec
from tui_desk.store.schema import hand_over, shift


class RosterReads:
    """Queries of shifts and hand-overs."""

    connection: Connection

    def shift(self, id_: str) -> Shift | None:
        """The shift with this id."""
        text = self.connection.scalar(select(shift.c.record).where(shift.c.id == codec.storable(id_)))
        return codec.record_or_none(Shift, text)

    def shifts(self, since: datetime, until: datetime, *, officer: OfficerId = "") -> Sequence[Shift]:
        """The shifts that lie in a span of time, or reach into it, by their beginning; cancelled ones too."""
        within = and_(shift.c.starts_at < codec.micros(until), shift.c.ends_at > codec.micros(since))
        query = select(shift.c.record).where(within).order_by(shift.c.starts_at, shift.c.id)
        if officer:
            query = query.where(shift.c.officer == codec.storable(officer))
        return list(codec.sound(Shift, self.connection.scalars(query)))

    def on_duty(self) -> Sequence[Shift]:
        """The shifts whose officers signed on and not off, though they may be over."""
        query = select(shift.c.record).where(shift.c.on_duty == true()).order_by(shift.c.starts_at, shift.c.id)
        return list(codec.sound(Shift, self.connection.scalars(query)))

    def shifts_to_alarm(self, at: datetime) -> Sequence[Shift]:
        """The shifts whose alarm has come by then, the earliest first."""
        query = select(shift.c.record).where(shift.c.alarm_at <= codec.micros(at))
        return list(codec.sound(Shift, self.connection.scalars(query.order_by(shift.c.alarm_at, shift.c.id))))

    def hand_over(self, id_: str) -> HandOver | None:
        """The sheet with this id."""
        text = self.connection.scalar(select(hand_over.c.record).where(hand_over.c.id == codec.storable(id_)))
        return codec.record_or_none(HandOver, text)

    def hand_overs(self, limit: int = 100, *, taken: bool | None = None) -> Sequence[HandOver]:
        """The newest sheets, those that were confirmed or not if `taken` says so."""
        query = select(hand_over.c.record).order_by(hand_over.c.made_at.desc(), hand_over.c.id).limit(limit)
        if taken is not None:
            query = query.where(hand_over.c.taken == (true() if taken else false()))
        return list(codec.sound(HandOver, self.connection.scalars(query)))


class RosterWrites(RosterReads):
    """Changes of shifts and hand-overs."""

    def put_shift(self, of: Shift) -> None:
        """Store a shift, or replace it."""
        values = {
            "officer": codec.storable(of.officer),
            "starts_at": codec.micros(of.starts_at),
            "ends_at": codec.micros(of.ends_at),
            "cancelled": of.cancelled_at is not None,
            "on_duty": of.on_duty,
            "alarm_at": codec.micros_or_none(of.alarm_at if of.cancelled_at is None else None),
            "record": codec.record_text(of),
        }
        if not self.connection.execute(update(shift).where(shift.c.id == of.id).values(values)).rowcount:
            self.connection.execute(insert(shift).values(id=of.id, **values))
        self._note("shift", of.id)

    def put_hand_over(self, of: HandOver) -> None:
        """Store a sheet, or replace it."""
        values = {
            "shift": of.shift,
            "made_at": codec.micros(of.made_at),
            "taken": of.taken_at is not None,
            "record": codec.record_text(of),
        }
        if not self.connection.execute(update(hand_over).where(hand_over.c.id == of.id).values(values)).rowcount:
            self.connection.execute(insert(hand_over).values(id=of.id, **values))
        self._note("hand_over", of.id)

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError
