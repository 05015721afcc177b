"""Telephones that ring: announced by the exchange, taken by one officer, or missed (CALL-1, CALL-4, CALL-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.directory import Directory
from tui_desk.desk.errors import BadValue, NoSuchRing, RingTaken, Term
from tui_desk.desk.ports import Writing
from tui_desk.desk.views import RingView
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.message import Message, Owed, Ring
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

RINGS_FOR = timedelta(seconds=60)


class Rings:
    """The rings of the desk."""

    def __init__(self, core: Core, directory: Directory) -> None:
        self._core, self._directory = core, directory

    def announce(
        self, number: str, *, to: OfficerId = "", line: str = "", lasts: timedelta = RINGS_FOR, id_: str = ""
    ) -> Ring:
        """A telephone rings now; the same id again is the same ring. Raises BadValue for an unknown officer."""
        with self._core.store.writing() as desk:
            known = [officer.staff_no for officer in desk.officers() if officer.active]
            if to and to not in known:
                raise BadValue(field=Term(mark("the officer")), value=to, allowed=tuple(known))
            id_ = id_ or uuid4().hex
            desk.reserve(f"ring {id_}")
            if (same := desk.ring(id_)) is not None:
                return same
            now = desk.now()
            ring = Ring(id_, one_line(number), now, now + lasts, to, one_line(line))
            desk.put_ring(ring)
            return ring

    def ringing(self) -> Sequence[RingView]:
        """The telephones that ring now, with who may be calling."""
        with self._core.store.reading() as desk:
            rings = desk.rings()
        return [RingView(ring, tuple(self._directory.callers(ring.number, limit=3))) for ring in rings]

    def look_at(self, id_: str) -> Ring:
        """A ring as it stands. Raises NoSuchRing."""
        with self._core.store.reading() as desk:
            ring = desk.ring(id_)
        if ring is None:
            raise NoSuchRing(id=id_)
        return ring

    def take(self, id_: str, *, by: Officer) -> Ring:
        """Take the call; the first who does has it. Raises RingTaken, NoSuchRing, NotAllowed."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.REGISTER)
            ring = _found(desk, id_)
            if ring.taken_by == by.staff_no:
                return ring
            if ring.over:
                whom = next((o.name for o in desk.officers() if o.staff_no == ring.taken_by), ring.taken_by)
                raise RingTaken(number=ring.number, whom=whom or "-")
            ring = replace(ring, taken_by=by.staff_no, taken_at=desk.now())
            desk.put_ring(ring)
            return ring

    def miss(self, id_: str, *, at_once: bool = False) -> Ring:
        """Nobody took it: a missed call on record, and a call-back owed; once, whoever says so.

        Nothing happens before its time is over, unless the caller hung up (`at_once`).
        """
        with self._core.store.writing() as desk:
            ring, now = _found(desk, id_), desk.now()
            if ring.over or (now < ring.until and not at_once):
                return ring
            ring = replace(ring, missed_at=now)
            desk.put_ring(ring)
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            desk.put_call(
                CallRecord(
                    id=ring.id,
                    officer=ring.to,
                    began_at=ring.rang_at,
                    end=End.MISSED,
                    line=ring.line,
                    phases={"rang": ring.rang_at, "hung_up": now},
                    caller_phone=ring.number,
                )
            )
            desk.put_message(
                Message(
                    id=f"missed-{ring.id}",
                    kind=Owed.MISSED,
                    left_at=now,
                    by="",
                    to=ring.to,
                    caller_phone=ring.number,
                    call=ring.id,
                    ring=ring.id,
                    due_at=now + norm.call.reply_within,
                )
            )
            return ring


def _found(desk: Writing, id_: str) -> Ring:
    desk.reserve(f"ring {id_}")
    ring = desk.ring(id_)
    if ring is None:
        raise NoSuchRing(id=id_)
    return ring
