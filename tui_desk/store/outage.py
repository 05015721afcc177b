"""What counts as a database that does not answer, and how that is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr

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

_REFUSED = frozenset({"25006", "42501"})
"""Postgres: a standby, which can only be read; a user who lacks a right."""


@contextmanager
def answering() -> Iterator[None]:
    """Every way in which a database does not answer becomes `DatabaseUnavailable`; mistakes of ours pass through."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable(why=tr(BUSY)) from error
    except DBAPIError as error:
        if not is_unavailable(error):
            raise
        raise DatabaseUnavailable(why=reason(error.orig)) from error
    except sqlite3.Error as error:
        raise DatabaseUnavailable(why=reason(error)) from error


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the database, and not this program, is to blame."""
    if isinstance(error.orig, sqlite3.DatabaseError):
        a_mistake_of_ours = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
        return type(error.orig) in {sqlite3.OperationalError, sqlite3.DatabaseError} and not a_mistake_of_ours
    is_refused = getattr(error.orig, "sqlstate", "") in _REFUSED
    return is_refused or error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def reason(error: BaseException | None) -> str:
    """Why a driver gave up, in one short line."""
    text = str(error)
    for sign, meaning in _REASONS.items():
        if sign in text:
            return tr(meaning)
    lines = [line for line in text.splitlines() if line.strip()] or [type(error).__name__]
    return one_line(lines[0].rsplit("failed: ", 1)[-1])[:160]
