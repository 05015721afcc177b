"""Who is where now, over all sessions (port `Presences`).

On SQLite each session has a small file in a folder beside the database, and holds a lock on it: whoever is killed, is
gone at once, and no sign of life is ever written. On Postgres it is a row that says when it was last seen. Neither
wakes a session.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from tui_desk.domain.presence import GONE_AFTER, Presence
from tui_desk.store import codec
from tui_desk.store.database import Database
from tui_desk.store.schema import presence

_LONGEST = 4096
"""Bytes of a file that are read: more is none of ours."""


class FilePresences:
    """Beside a SQLite file. On a disk that cannot be written, nobody is anywhere."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._folder = database.with_name(f"{database.name}-presence")
        self._mine: dict[str, int] = {}

    def put(self, of: Presence) -> None:
        """Say where a session is; the same again writes nothing."""
        written = codec.record_text(of).encode()
        with suppress(OSError):
            descriptor = self._mine.get(of.session)
            if descriptor is None:
                descriptor = self._mine[of.session] = self._open(of.session)
            if os.pread(descriptor, _LONGEST, 0) != written:
                os.pwrite(descriptor, written, 0)
                os.ftruncate(descriptor, len(written))

    def leave(self, session: str) -> None:
        """Say that a session ended."""
        descriptor = self._mine.pop(session, None)
        if descriptor is not None:
            with suppress(OSError):
                (self._folder / session).unlink(missing_ok=True)
            os.close(descriptor)

    def all(self) -> Sequence[Presence]:
        """Where every living session is, in the order of their ids; what the dead left is cleared away."""
        try:
            paths = sorted(self._folder.iterdir())
        except OSError:
            return []
        return [found for path in paths if (found := self._look(path)) is not None]

    def close(self) -> None:
        """Let go of every session."""
        for session in tuple(self._mine):
            self.leave(session)

    def _look(self, path: Path) -> Presence | None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            if _is_dead(descriptor):
                path.unlink(missing_ok=True)
                return None
            return codec.record_or_none(Presence, os.read(descriptor, _LONGEST).decode(errors="replace") or None)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def _open(self, session: str) -> int:
        mode = stat.S_IMODE(self._database.stat().st_mode)
        self._make_folder(mode)
        path = self._folder / session
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                os.fchmod(descriptor, mode)
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_at(path, descriptor):
                    return descriptor
            except OSError:
                os.close(descriptor)
                raise
            os.close(descriptor)  # somebody took it for a dead one's before it was locked

    def _make_folder(self, mode: int) -> None:
        """The folder, open to whoever may open the desk's own file."""
        with suppress(FileExistsError):
            self._folder.mkdir(0o700)
            self._folder.chmod(mode | (mode & 0o444) >> 2 | stat.S_IMODE(self._folder.stat().st_mode) & stat.S_ISGID)


class PostgresPresences:
    """Rows that say when a session was last seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, of: Presence) -> None:
        """Say where a session is, and that it is alive."""
        values = {
            "officer": codec.storable(of.officer),
            "what": of.what,
            "key": codec.storable(of.key),
            "since": codec.micros(of.since),
            "words": codec.storable(of.words),
            "seen_at": codec.micros(self._database.now()),
        }
        same = presence.c.session == of.session
        with self._database.transaction(self._database.writing) as connection:
            if not connection.execute(update(presence).where(same).values(values)).rowcount:
                connection.execute(insert(presence).values(session=of.session, **values))
                connection.execute(delete(presence).where(presence.c.seen_at < self._gone()))

    def leave(self, session: str) -> None:
        """Say that a session ended."""
        with self._database.transaction(self._database.writing) as connection:
            connection.execute(delete(presence).where(presence.c.session == session))

    def all(self) -> Sequence[Presence]:
        """Where every session is that was seen of late, in the order of their ids."""
        query = select(presence).where(presence.c.seen_at >= self._gone()).order_by(presence.c.session)
        with self._database.transaction(self._database.reading) as connection:
            found = connection.execute(query).all()
        return [
            Presence(row.session, row.officer, row.what, row.key, codec.instant(row.since), row.words) for row in found
        ]

    def close(self) -> None:
        """Nothing is held."""

    def _gone(self) -> int:
        return codec.micros(self._database.now() - GONE_AFTER)


def presences_of(database: Database) -> FilePresences | PostgresPresences:
    """Who is where at the desk in this database."""
    return FilePresences(Path(database.address)) if database.kind == "sqlite" else PostgresPresences(database)


def _is_dead(descriptor: int) -> bool:
    """Whether nobody holds the lock of a session's file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the file that is open still stands there."""
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
