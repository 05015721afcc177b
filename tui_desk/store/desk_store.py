"""A desk's database as the desk knows it (port `Store`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Self

from tui_desk.store.database import Database
from tui_desk.store.feed import PostgresFeed, SqliteFeed, feed_of
from tui_desk.store.presences import FilePresences, PostgresPresences, presences_of
from tui_desk.store.reading import ReadingUnit
from tui_desk.store.writing import WritingUnit

if TYPE_CHECKING:
    from tui_desk.desk.ports import NewTicket, Stored
    from tui_desk.desk.views import Finding
    from tui_desk.domain.person import Person, Unit
    from tui_desk.norms.models import Norm


class DeskStore:
    """An open database. Made on one thread, used by one thread at a time; transactions do not nest."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._norms: dict[int, Norm] = {}
        self._feeds: list[SqliteFeed | PostgresFeed] = []
        self._presences: FilePresences | PostgresPresences | None = None

    @property
    def address(self) -> str:
        """Where it is, without a password."""
        return self.database.address

    @property
    def kind(self) -> str:
        """Which database it is: "sqlite" or "postgresql"."""
        return self.database.kind

    def now(self) -> datetime:
        """The database's clock, in UTC; costs no round trip."""
        return self.database.now()

    @property
    def presences(self) -> FilePresences | PostgresPresences:
        """Who is where now."""
        if self._presences is None:
            self._presences = presences_of(self.database)
        return self._presences

    @contextmanager
    def reading(self) -> Iterator[ReadingUnit]:
        """A read transaction: what it reads, it reads from one snapshot."""
        with self.database.transaction(self.database.reading) as connection:
            yield ReadingUnit(connection, self._norms)

    @contextmanager
    def writing(self) -> Iterator[WritingUnit]:
        """A write transaction: all of it, or nothing."""
        with self.database.transaction(self.database.writing) as connection:
            unit = WritingUnit(connection, self._norms, self.database.now())
            yield unit
            unit.tell_feed()

    def put_directory(
        self,
        people: Sequence[Person],
        units: Sequence[Unit],
        *,
        since: int,
        clashes: Callable[[Sequence[Person], Sequence[Unit]], bool],
        told: Callable[[str, int, int], None],
    ) -> bool:
        """Put many people and units at once, or nothing; others write meanwhile."""
        from tui_desk.store.loading import put_directory

        return put_directory(self.database, self._norms, people, units, since=since, clashes=clashes, told=told)

    def put_tickets(self, prefix: str, tickets: Sequence[NewTicket], shown_since: datetime) -> Stored:
        """Put those tickets of which none was made yet, all in one transaction."""
        from tui_desk.store.foreign_loading import put_tickets

        return put_tickets(self.database, self._norms, prefix, tickets, shown_since)

    def feed(self) -> SqliteFeed | PostgresFeed:
        """The feed from now on."""
        feed = feed_of(self.database)
        self._feeds.append(feed)
        return feed

    def beat(self, at: datetime) -> None:
        """Note that a watch ran at this instant; wakes no session."""
        from tui_desk.store.heartbeat import beat

        beat(self.database, at)

    def last_beat(self) -> datetime | None:
        """When a watch last ran; None where none ever did."""
        from tui_desk.store.heartbeat import last_beat

        return last_beat(self.database)

    def checkup(self) -> Iterator[Finding]:
        """Whether the database itself is sound, finding by finding."""
        from tui_desk.store.checkup import checkup

        return checkup(self.database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        for feed in self._feeds:
            feed.close()
        self._feeds.clear()
        if self._presences is not None:
            self._presences.close()
        self.database.close()
