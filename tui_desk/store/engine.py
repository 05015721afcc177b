"""Connections: how each database is spoken to, and what is said when it does not answer."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    import psycopg

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
BUSY_SECONDS = 10
CHANNEL = "tui_desk"

BUSY = mark("another session keeps it busy")
SLOW = mark("no answer in time")
AWAY = mark("it is not running, or cannot be reached")
UNKNOWN_HOST = mark("no host of that name is known")
FULL = mark("its disk is full")
READ_ONLY = mark("it can only be read at present")

_REASONS = {
    "locked": BUSY,
    "timeout": SLOW,
    "timed out": SLOW,
    "refused": AWAY,
    "terminating connection": AWAY,
    "closed the connection": AWAY,
    "No such file": AWAY,
    "not known": UNKNOWN_HOST,
    "resolve": UNKNOWN_HOST,
    "readonly": READ_ONLY,
    "read-only": READ_ONLY,
    "is full": FULL,
    "No space left": FULL,
}
"""What a driver's message contains, and what it means to whoever reads it."""

_READ_ONLY_TRANSACTION = "25006"

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
    path: Path | None = None
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
                    if _is_unavailable(error):
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


@contextmanager
def answering() -> Iterator[None]:
    """Every way in which a database does not answer becomes `DatabaseUnavailable`; mistakes of ours pass through."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable(why=tr(BUSY)) from error
    except DBAPIError as error:
        if not _is_unavailable(error):
            raise
        raise DatabaseUnavailable(why=reason(error.orig)) from error
    except sqlite3.Error as error:
        raise DatabaseUnavailable(why=reason(error)) from error


def _is_unavailable(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.DatabaseError):
        a_mistake_of_ours = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
        return type(error.orig) in {sqlite3.OperationalError, sqlite3.DatabaseError} and not a_mistake_of_ours
    is_standby = getattr(error.orig, "sqlstate", "") == _READ_ONLY_TRANSACTION
    return is_standby or error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def reason(error: BaseException | None) -> str:
    """Why a driver gave up, in one short line."""
    text = str(error)
    for sign, meaning in _REASONS.items():
        if sign in text:
            return tr(meaning)
    lines = [line for line in text.splitlines() if line.strip()] or [type(error).__name__]
    return one_line(lines[0].rsplit("failed: ", 1)[-1])[:160]


def sqlite_database(path: Path, clock: Clock | None = None) -> Database:
    """A desk in a SQLite file. Nothing is opened yet."""
    url = URL.create("sqlite+pysqlite", database=str(path))

    def engine(begin: str) -> Engine:
        made = create_engine(
            url,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            pool_size=1,
            max_overflow=4,
            pool_timeout=BUSY_SECONDS,
            hide_parameters=True,
        )
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", lambda connection: connection.exec_driver_sql(begin))
        return made

    # A deferred transaction that reads before it writes fails at once when another wrote in between, whatever the
    # timeout; so whoever means to write says so from the start.
    return Database("sqlite", str(path), engine("BEGIN"), engine("BEGIN IMMEDIATE"), clock, path)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    connection.text_factory = methodcaller("decode", "utf-8", "replace")  # whoever planted the row
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL may forget a number already told to a caller
    connection.execute("PRAGMA foreign_keys = ON")


def use_write_ahead_log(database: Database) -> None:
    """Let the readers and the writer of a SQLite file not wait for each other. A copy may have lost this mode."""
    with answering(), closing(database.reading.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode = WAL")


def postgres_database(url: URL, address: str, clock: Clock | None = None) -> Database:
    """A desk on a Postgres server, spoken to over one connection. Nothing is opened yet."""
    from tui_desk.store.patience import PatientConnection, drained, is_readable

    engine = create_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=ANSWER_SECONDS,
        hide_parameters=True,
        use_native_hstore=False,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": CONNECT_SECONDS * 1000,
            "keepalives_idle": CONNECT_SECONDS,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "client_encoding": "UTF8",
            "application_name": "tui-desk",
        },
    )
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ")  # of the same pool
    database = Database("postgresql", address, snapshot, engine, clock)

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, args: tuple[str, ...], settings: dict[str, Any]) -> Any:
        return PatientConnection.connect(*args, **settings)

    @event.listens_for(engine, "connect")
    def listen(connection: Any, _record: object) -> None:
        raw: psycopg.Connection[Any] = connection
        began, asked = time.monotonic(), host_clock()
        limit = f"{ANSWER_SECONDS * 800}ms"  # the server gives up a little before we do
        row = raw.execute("SELECT clock_timestamp(), set_config('statement_timeout', %s, false)", [limit]).fetchone()
        raw.execute(f"LISTEN {CHANNEL}")
        raw.commit()
        if row:
            half = timedelta(seconds=(time.monotonic() - began) / 2)
            database.offset = row[0] - asked - half
        raw.add_notify_handler(lambda _notice: hint())
        database.listener = raw
        hint()

    @event.listens_for(engine, "checkout")
    def is_alive(connection: Any, _record: object, _proxy: object) -> None:
        """The socket of a connection that ended while it was idle says so; asking would cost a round trip."""
        raw: psycopg.Connection[Any] = connection
        if not raw.closed and is_readable(raw):
            hint()
            if not drained(raw):
                raise DisconnectionError

    def hint() -> None:
        database.hints += 1

    return database
