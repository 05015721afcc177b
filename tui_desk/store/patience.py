"""A Postgres connection that does not wait for ever.

`statement_timeout` is kept by the server and helps nobody when the server, or the way to it, hangs.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

ANSWER_SECONDS = 10


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
                raise psycopg.OperationalError("timeout expired") from error
            raise
