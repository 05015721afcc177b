"""PINs of officers, and who sat at which shared seat (DESK-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.seat import SeatEntry, SeatEvent
from tui_desk.store import codec
from tui_desk.store.schema import officer, seat_log

_EVENTS = {str(event): event for event in SeatEvent}


class SeatReads:
    """Queries of PINs and seats."""

    connection: Connection

    def pin(self, staff_no: OfficerId) -> str:
        """The salted hash of an officer's PIN, empty while there is none."""
        return self.connection.scalar(select(officer.c.pin).where(officer.c.staff_no == codec.storable(staff_no))) or ""

    def refusals(self, staff_no: OfficerId) -> tuple[int, datetime | None]:
        """How many wrong PINs in a row were given for an officer, and when the last one."""
        same = seat_log.c.officer == codec.storable(staff_no)
        right = select(func.max(seat_log.c.id)).where(same, seat_log.c.event != str(SeatEvent.REFUSED))
        since = seat_log.c.id > func.coalesce(right.scalar_subquery(), 0)
        wrong = select(func.count(), func.max(seat_log.c.at)).where(same, since)
        count, last = self.connection.execute(wrong).one()
        return count, codec.instant(last) if last is not None else None

    def seat_log(self, *, officer: OfficerId = "", login: str = "", limit: int = 200) -> Sequence[SeatEntry]:
        """What happened at the seats, of one officer or login if named, the newest first."""
        log = seat_log.c
        query = select(log.at, log.officer, log.event, log.by, log.login, log.place).order_by(log.id.desc())
        if officer:
            query = query.where(log.officer == codec.storable(officer))
        if login:
            query = query.where(log.login == codec.storable(login))
        return [
            SeatEntry(codec.instant(row.at), row.officer, _EVENTS[row.event], row.by, row.login, row.place)
            for row in self.connection.execute(query.limit(limit))
            if row.event in _EVENTS
        ]


class SeatWrites(SeatReads):
    """Changes of PINs, and the record of seats."""

    def put_pin(self, staff_no: OfficerId, hashed: str) -> None:
        """Give an officer another PIN, by its salted hash; empty takes it away."""
        self.connection.execute(
            update(officer).where(officer.c.staff_no == codec.storable(staff_no)).values(pin=hashed)
        )
        self._note("officer", staff_no)

    def add_seat_entry(self, entry: SeatEntry) -> int:
        """Put an event on the record of the seats; returns its id."""
        texts = {"officer": entry.officer, "by": entry.by, "login": entry.login, "place": entry.place}
        values = {name: codec.storable(text) for name, text in texts.items()}
        made = self.connection.execute(
            insert(seat_log).values(at=codec.micros(entry.at), event=str(entry.event), **values)
        )
        key: int = made.inserted_primary_key[0]  # type: ignore[index] # an insert of one row has one
        return key

    def admit(self, entry: int) -> None:
        """The PIN of this entry was right after all."""
        self.connection.execute(update(seat_log).where(seat_log.c.id == entry).values(event=str(SeatEvent.TAKEN)))

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError
