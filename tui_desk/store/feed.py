"""What changed, from whichever session: a hint that something did, and a look into the feed (port `Feed`)."""

from __future__ import annotations

import os
import select as selecting
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, PoolProxiedConnection, func, select

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Change
from tui_desk.store.database import Database
from tui_desk.store.outage import answering
from tui_desk.store.schema import change

if TYPE_CHECKING:
    import psycopg


class _Bell:
    """A pipe by which any thread ends the sleep of another."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()
        os.set_blocking(self._out, False)
        os.set_blocking(self._in, False)

    def ring(self) -> None:
        with suppress(OSError):  # it rings already, or nobody listens any more
            os.write(self._in, b"!")

    def sleep(self, seconds: float, *others: int) -> bool:
        """Sleep; True when it rang, or one of the other file descriptors can be read."""
        ready, _, _ = selecting.select([self._out, *others], [], [], max(0.0, seconds))
        if self._out in ready:
            os.read(self._out, 4096)
        return bool(ready)

    def close(self) -> None:
        ends, self._in, self._out = (self._in, self._out), -1, -1
        for end in ends:
            os.close(end)


class _Feed:
    """The changes after `last`, the id of the last one told. What came while the database was away is told after.

    Rows of the feed are never deleted, so `last` is always still within it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bell = _Bell()
        with database.transaction(database.reading) as connection:
            self._last: int = connection.scalar(select(func.coalesce(func.max(change.c.id), 0))) or 0

    def wake(self) -> None:
        """End a `wait` in progress, or the next one."""
        self._bell.ring()

    def close(self) -> None:
        """Let go of the pipe."""
        self._bell.close()

    def _look(self) -> Sequence[Change]:
        with self._database.transaction(self._database.reading) as connection:
            return self._since_last(connection)

    def _since_last(self, connection: Connection) -> Sequence[Change]:
        query = select(change.c.id, change.c.entity, change.c.key).where(change.c.id > self._last)
        found = connection.execute(query.order_by(change.c.id)).all()
        if found:
            self._last = found[-1].id
        return list(dict.fromkeys(Change(row.entity, row.key) for row in found))


class SqliteFeed(_Feed):
    """`PRAGMA data_version` of a kept connection tells, in microseconds, whether another connection committed."""

    _LOOK_EVERY = 0.2

    def __init__(self, database: Database) -> None:
        self._watch: PoolProxiedConnection | None = None
        self._seen = -1
        super().__init__(database)

    def poll(self) -> Sequence[Change]:
        """The changes since the last poll; without a query when nobody committed."""
        version = self._version()
        if version == self._seen:
            return []
        found = self._look()
        self._seen = version
        return found

    def wait(self, seconds: float) -> None:
        """Sleep until somebody committed, `wake` is called, or the time is over."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._bell.sleep(min(left, self._LOOK_EVERY)):
                return
            try:
                if self._version() != self._seen:
                    return
            except DatabaseUnavailable:
                return

    def close(self) -> None:
        """Let go of the connection and the pipe."""
        self._forget()
        super().close()

    def _version(self) -> int:
        with answering():
            try:
                if self._watch is None:
                    self._watch, self._seen = self._database.reading.raw_connection(), -1
                cursor = self._watch.cursor()
                cursor.execute("PRAGMA data_version")
                (version,) = cursor.fetchone() or (-1,)
                cursor.close()
            except sqlite3.Error:
                self._forget()
                raise
        return int(version)

    def _forget(self) -> None:
        if self._watch is not None:
            self._watch.invalidate()
            self._watch = None


class PostgresFeed(_Feed):
    """NOTIFY is the hint; a look every second finds what a pooler swallowed."""

    _LOOK_EVERY = 1.0

    def __init__(self, database: Database) -> None:
        self._next_look = 0.0
        self._heard = -1
        super().__init__(database)

    def poll(self) -> Sequence[Change]:
        """The changes since the last poll; without a query when nothing hints at one."""
        now = time.monotonic()
        if self._listener() and self._heard == self._database.hints and now < self._next_look:
            return []
        self._heard = self._database.hints
        self._next_look = now + self._LOOK_EVERY
        return self._look()

    def wait(self, seconds: float) -> None:
        """Sleep until the server speaks, `wake` is called, a look is due, or the time is over."""
        listener = self._listener()
        if listener and self._heard != self._database.hints:
            return
        seconds = min(seconds, self._next_look - time.monotonic())
        if listener is None:
            self._bell.sleep(seconds)
        elif self._bell.sleep(seconds, listener.fileno()):
            self._database.hints += 1

    def _listener(self) -> psycopg.Connection[Any] | None:
        listener = self._database.listener
        return None if listener is None or listener.closed else listener


def feed_of(database: Database) -> SqliteFeed | PostgresFeed:
    """The feed of a database from now on."""
    return SqliteFeed(database) if database.kind == "sqlite" else PostgresFeed(database)
