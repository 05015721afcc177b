"""What is kept apart from the tickets: originals of private text, who looked at them, attachments (TKT-15, DESK-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from tui_desk.desk.views import Look
from tui_desk.domain.officer import OfficerId
from tui_desk.store import codec
from tui_desk.store.schema import attachment, look, secret


class PrivateReads:
    """Queries of what is kept apart."""

    connection: Connection

    def looks(self, number: str) -> Sequence[Look]:
        """Who opened the originals of a ticket, the oldest first."""
        query = select(look.c.at, look.c.by, look.c.reason).where(look.c.ticket == codec.storable(number))
        return [
            Look(codec.instant(row[0]), row[1], row[2]) for row in self.connection.execute(query.order_by(look.c.id))
        ]

    def attachment(self, id_: str) -> bytes | None:
        """The content of an attachment."""
        content: bytes | None = self.connection.scalar(
            select(attachment.c.content).where(attachment.c.id == codec.storable(id_))
        )
        return content


class PrivateWrites(PrivateReads):
    """Changes of what is kept apart."""

    def originals(self, number: str, *, at: datetime, by: OfficerId, reason: str) -> dict[str, str]:
        """The originals kept with a ticket, by the id of their `Sealed`; the look is put on record with it."""
        self.add_look(number, at=at, by=by, reason=reason)
        query = select(secret.c.id, secret.c.original).where(secret.c.ticket == codec.storable(number))
        return dict(self.connection.execute(query).all())

    def add_look(self, number: str, *, at: datetime, by: OfficerId, reason: str) -> None:
        """Put on record that somebody looked at what is kept with a ticket."""
        values = {"at": codec.micros(at), "by": by, "ticket": codec.storable(number), "reason": codec.storable(reason)}
        self.connection.execute(insert(look).values(values))
        self._note("look", number)

    def add_original(self, id_: str, number: str, original: str) -> None:
        """Keep an original apart; one that is there stays."""
        if not self.connection.scalar(select(func.count()).where(secret.c.id == id_)):
            self.connection.execute(insert(secret).values(id=id_, ticket=number, original=codec.storable(original)))

    def add_attachment(self, id_: str, number: str, content: bytes) -> None:
        """Keep the content of an attachment; one that is there stays."""
        if not self.connection.scalar(select(func.count()).where(attachment.c.id == id_)):
            self.connection.execute(insert(attachment).values(id=id_, ticket=number, content=content))

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError
