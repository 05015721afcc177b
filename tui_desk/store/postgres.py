"""A desk on a Postgres server: one connection a session, for statements and for LISTEN.

Loads the driver. `statement_timeout` is kept by the server and helps nobody when the server, or the way to it, hangs;
so the connection itself loses patience too.
"""

from __future__ import annotations

import select
import time
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DisconnectionError

from tui_desk.store.database import Clock, Database, host_clock
from tui_desk.store.schema import CHANNEL

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10


def postgres_database(url: URL, address: str, clock: Clock | None = None) -> Database:
    """A desk on a Postgres server, spoken to over one connection. Nothing is opened yet."""
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
    def listen(connection: psycopg.Connection[Any], _record: object) -> None:
        began, asked = time.monotonic(), host_clock()
        limit = f"{ANSWER_SECONDS * 800}ms"  # the server gives up a little before we do
        row = connection.execute(
            "SELECT clock_timestamp(), set_config('statement_timeout', %s, false)", [limit]
        ).fetchone()
        connection.execute(f"LISTEN {CHANNEL}")
        connection.commit()
        if row:
            half = timedelta(seconds=(time.monotonic() - began) / 2)
            database.offset = row[0] - asked - half
        connection.add_notify_handler(lambda _notice: hint())
        database.listener = connection
        hint()

    @event.listens_for(engine, "checkout")
    def is_alive(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
        """The socket of a connection that ended while it was idle says so; asking would cost a round trip."""
        if not connection.closed and _is_readable(connection):
            hint()
            if not _drained(connection):
                raise DisconnectionError

    def hint() -> None:
        database.hints += 1

    return database


class PatientConnection(psycopg.Connection[Any]):
    """A connection that closes itself when an answer takes longer than `ANSWER_SECONDS`."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """What the server answers. Raises OperationalError when it does not in time."""
        limit = timeout or ANSWER_SECONDS
        began = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            self.pgconn.finish()
            if time.monotonic() - began >= limit:
                raise psycopg.OperationalError("answer timeout expired") from error
            raise


def _is_readable(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has sent something that was not asked for: a notification, or its farewell."""
    ready, _, _ = select.select([connection.fileno()], [], [], 0)
    return bool(ready)


def _drained(connection: psycopg.Connection[Any]) -> bool:
    """Take in what the server has sent; False when that was the end of the connection."""
    try:
        while _is_readable(connection):
            connection.pgconn.consume_input()
    except psycopg.OperationalError:
        connection.close()
    return not connection.closed
