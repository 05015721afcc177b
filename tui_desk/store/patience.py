"""A Postgres connection that does not wait for ever.

`statement_timeout` is kept by the server and helps nobody when the server, or the way to it, hangs.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

from tui_desk.store import engine


class PatientConnection(psycopg.Connection[Any]):
    """A connection that closes itself when an answer takes longer than `engine.ANSWER_SECONDS`."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """What the server answers. Raises OperationalError when it does not in time."""
        limit = timeout or engine.ANSWER_SECONDS
        began = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            self.pgconn.finish()
            if time.monotonic() - began >= limit:
                raise psycopg.OperationalError("answer timeout expired") from error
            raise


def is_readable(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has sent something that was not asked for: a notification, or its farewell."""
    ready, _, _ = select.select([connection.fileno()], [], [], 0)
    return bool(ready)


def drained(connection: psycopg.Connection[Any]) -> bool:
    """Take in what the server has sent; False when that was the end of the connection."""
    try:
        while is_readable(connection):
            connection.pgconn.consume_input()
    except psycopg.OperationalError:
        connection.close()
    return not connection.closed
