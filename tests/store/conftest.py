"""Counting what is said to the database; a folder that any user may enter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

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

    engines = {store.database.writing}  # on Postgres the reading engine is the same, with options
    if store.kind == "sqlite":
        engines.add(store.database.reading)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    return said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users of the host can enter; `tmp_path` they cannot."""
    with tempfile.TemporaryDirectory(prefix="desk_") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
