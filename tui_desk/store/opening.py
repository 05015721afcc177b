"""Opening a desk's database: what the address means, whose database it is, and whether its schema is ours."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, ProgrammingError

from tui_desk.desk.errors import (
    DatabaseUnavailable,
    ForeignDatabase,
    NewerSchema,
    NoDeskHere,
    WrongDatabaseUrl,
)
from tui_desk.store.database import Clock, Database
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.places import FileSystemOf, file_system_of, prepare_file
from tui_desk.store.schema import APPLICATION_ID, SCHEMA, VERSION_TABLE
from tui_desk.store.sqlite import sqlite_database, use_write_ahead_log

_POSTGRES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SQLITE = re.compile(r"^sqlite(\+pysqlite)?:///")


def open_store(
    address: str, *, create: bool = True, clock: Clock | None = None, file_system: FileSystemOf = file_system_of
) -> DeskStore:
    """The desk's database at a file path, `sqlite:///PATH` or `postgresql://…`, its schema brought up to date.

    An empty one is made into a desk's when `create` is true. `clock` stands in for the database's own, for
    demonstrations and tests.

    Raises:
        WrongDatabaseUrl, DatabaseUnavailable, UnwritableFolder, ForeignDatabase, NewerSchema, NetworkFileSystem,
        NoDeskHere (nothing there, and `create` is false).
    """
    url = _parsed(address)
    if isinstance(url, Path):
        prepare_file(url, create=create, file_system=file_system)
        database = sqlite_database(url, clock)
    else:
        from tui_desk.store.postgres import postgres_database

        database = postgres_database(url, without_password(address), clock)
    try:
        _bring_up_to_date(database, create=create)
    except BaseException:
        database.close()
        raise
    return DeskStore(database)


def without_password(address: str) -> str:
    """An address as it may be shown."""
    address = re.sub(r"(?i)([?&]password=)[^&]*", r"\1***", address)
    return re.sub(r"(://[^:/@\s]*):.*@", r"\1:***@", address)


def _parsed(address: str) -> URL | Path:
    """What the address names. Raises WrongDatabaseUrl."""
    wrong = WrongDatabaseUrl(url=without_password(address))
    path = _SQLITE.sub("", address).strip()
    if "://" not in path:
        if not path or "\0" in path or path == ":memory:":
            raise wrong
        return Path(path).expanduser().absolute()
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise wrong from None
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    raise wrong


def _bring_up_to_date(database: Database, *, create: bool) -> None:
    try:
        with database.transaction(database.reading) as connection:
            found = _schema(connection, database)
    except ProgrammingError as error:  # the driver knows no such option
        raise WrongDatabaseUrl(url=database.address) from error
    except DatabaseUnavailable as error:
        if database.kind == "sqlite" and "not a database" in str(error.facts["why"]):
            raise ForeignDatabase(url=database.address) from error
        raise
    if found is None and not create:
        raise NoDeskHere(url=database.address)
    if database.kind == "sqlite":
        use_write_ahead_log(database)
    if found == SCHEMA:
        return
    from tui_desk.store.migrations import upgrade

    with database.transaction(database.writing) as connection:
        upgrade(connection)


def _schema(connection: Connection, database: Database) -> str | None:
    """The revision of the schema; None in an empty database.

    Raises:
        ForeignDatabase: the tables, or the file, are another program's.
        NewerSchema: a newer tui_desk made it.
    """
    if database.kind == "sqlite":
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if mark not in {0, APPLICATION_ID}:
            raise ForeignDatabase(url=database.address)
    if not inspect(connection).has_table(VERSION_TABLE):
        if inspect(connection).get_table_names():
            raise ForeignDatabase(url=database.address)
        return None
    found = connection.scalar(text(f"SELECT max(version_num) FROM {VERSION_TABLE}"))  # noqa: S608 -- a constant
    if found is not None and found > SCHEMA:
        raise NewerSchema(found=found, known=SCHEMA)
    return None if found is None else str(found)
