"""A desk in a SQLite file: one engine that reads and one that writes, so that no lock ever shows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from operator import methodcaller
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event

from tui_desk.store.database import Clock, Database
from tui_desk.store.outage import answering

BUSY_SECONDS = 10


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
    return Database("sqlite", str(path), engine("BEGIN"), engine("BEGIN IMMEDIATE"), clock)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    connection.text_factory = methodcaller("decode", "utf-8", "replace")  # whoever planted the row
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL may forget a number already told to a caller
    connection.execute("PRAGMA foreign_keys = ON")


def use_write_ahead_log(database: Database) -> None:
    """Let the readers and the writer of a SQLite file not wait for each other. A copy may have lost this mode."""
    with answering(), closing(database.reading.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
