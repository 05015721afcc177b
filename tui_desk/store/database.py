"""A database as the rest of the store sees it: transactions and a clock, whichever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.store.outage import answering, is_unavailable

if TYPE_CHECKING:
    import psycopg

Clock = Callable[[], datetime]


def host_clock() -> datetime:
    """This host's time, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Database:
    """One desk's database: an engine to read with, one to write with, and its clock.

    On Postgres both engines are one, with one connection, which also listens: `listener` is that connection while
    there is one, `hints` counts how often it heard, or may have missed, that something changed.
    """

    kind: str
    address: str
    reading: Engine
    writing: Engine
    clock: Clock | None = None
    offset: timedelta = timedelta(0)
    listener: psycopg.Connection[Any] | None = None
    hints: int = 0

    def now(self) -> datetime:
        """The database's time in UTC: this host's, corrected by the difference measured on connecting."""
        return self.clock() if self.clock else host_clock() + self.offset

    @contextmanager
    def transaction(self, engine: Engine) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, undone when it raises.

        Raises:
            DatabaseUnavailable: no answer. The connection is thrown away; the next call makes a new one.
        """
        try:
            with answering(), engine.connect() as connection:
                try:
                    with connection.begin():
                        yield connection
                except DBAPIError as error:
                    if is_unavailable(error):
                        connection.invalidate()
                    raise
        except DatabaseUnavailable:
            self.listener = None
            self.hints += 1
            raise

    def close(self) -> None:
        """Let go of every connection."""
        self.reading.dispose()
        self.writing.dispose()
        self.listener = None
