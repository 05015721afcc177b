"""Counting what is said to the database."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, event

from tui_desk.store.desk_store import DeskStore


@pytest.fixture
def queries(store: DeskStore) -> list[str]:
    """Every statement of `store` from now on, begin and commit not among them."""
    said: list[str] = []

    def note(
        _connection: Connection, _cursor: object, statement: str, _values: object, _context: object, _many: bool
    ) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    for engine in {store.database.reading, store.database.writing}:
        event.listen(engine, "before_cursor_execute", note)
    return said
