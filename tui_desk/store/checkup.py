"""Whether a database is sound: what the store itself can tell the doctor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, select

from tui_desk.desk.views import Finding
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.follow_up import FollowUp
from tui_desk.domain.message import Message, Ring
from tui_desk.domain.paper import Paper, PaperEvent
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.roster import HandOver, Shift
from tui_desk.domain.ticket import Promise
from tui_desk.i18n import mark
from tui_desk.store import codec
from tui_desk.store.database import Database
from tui_desk.store.schema import (
    SCHEMA,
    VERSION_TABLE,
    call,
    follow_up,
    hand_over,
    message,
    metadata,
    paper,
    paper_event,
    person,
    promise,
    ring,
    shift,
    unit,
)

CLOCK_TOLERANCE = timedelta(seconds=2)
_RECORDS = {
    call: CallRecord,
    message: Message,
    ring: Ring,
    promise: Promise,
    shift: Shift,
    hand_over: HandOver,
    paper: Paper,
    paper_event: PaperEvent,
    follow_up: FollowUp,
}
_NUMBERED = {person: Person, unit: Unit}
_AT_ONCE = 1000


def checkup(database: Database) -> Iterator[Finding]:
    """The findings: the file's pages or the server's version, the schema, the records, the clock.

    Raises DatabaseUnavailable.
    """
    with database.transaction(database.reading) as connection:
        yield _pages(connection) if database.kind == "sqlite" else _server(connection)
        yield _schema(connection)
        yield _records(connection)
    yield Finding(
        mark("clock"),
        abs(database.offset) <= CLOCK_TOLERANCE,
        mark("This host's clock and the database's differ. The database's is used; let both follow a time server."),
        {"difference_seconds": round(database.offset.total_seconds(), 3)},
    )


def _pages(connection: Connection) -> Finding:
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check(1)")]
    return Finding(
        mark("pages of the database file"),
        said == ["ok"],
        mark("The file is damaged. Stop all sessions, keep a copy of it, and restore the last backup."),
        {} if said == ["ok"] else {"first": said[0]},
    )


def _server(connection: Connection) -> Finding:
    return Finding(mark("server"), True, facts={"version": connection.exec_driver_sql("SHOW server_version").scalar()})


def _schema(connection: Connection) -> Finding:
    """Whether the tables are those of the migrations; somebody may have changed them by hand."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    differences = compare_metadata(
        MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), metadata
    )
    return Finding(
        mark("schema"),
        not differences,
        mark("The tables differ from what this program made. Undo what was changed by hand, or restore a backup."),
        {"version": SCHEMA, "differences": len(differences)},
    )


def _records(connection: Connection) -> Finding:
    """Whether every record can be read; those that cannot are left out of every list."""
    damaged = []
    for table, kind in (*_RECORDS.items(), *_NUMBERED.items()):
        known = {"id": 0} if table in _NUMBERED else {}
        key_of = table.c.number if table is paper else table.c.id
        query = select(key_of, table.c.record).execution_options(yield_per=_AT_ONCE)
        for key, text in connection.execute(query):
            if codec.record_or_none(kind, text, **known) is None:
                damaged.append(f"{table.name} {key}")
    return Finding(
        mark("records"),
        not damaged,
        mark("Some records cannot be read, and are left out. Keep a copy of the database and report it."),
        {"damaged": len(damaged), "first": damaged[0]} if damaged else {},
    )
