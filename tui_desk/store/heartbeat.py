"""When a watch last ran: beside the desk, where it wakes no session.

On SQLite a commit would make every session look into the feed, so it is a small file beside the database's; on Postgres
it is a fact that is put without a word to the feed.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, text

from tui_desk.store.database import Database
from tui_desk.store.schema import fact

_FACT = "watch_ran_at"
_PUT = text(
    "INSERT INTO fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def beat(database: Database, at: datetime) -> None:
    """Note that a watch ran at this instant. On a disk that cannot be written, nothing is noted."""
    written = at.astimezone(UTC).isoformat(timespec="microseconds")
    if database.kind == "sqlite":
        with suppress(OSError):
            _write(Path(database.address), written)
        return
    with database.transaction(database.writing) as connection:
        connection.execute(_PUT, {"name": _FACT, "value": written})


def last_beat(database: Database) -> datetime | None:
    """When a watch last ran; None where none ever did."""
    if database.kind == "sqlite":
        try:
            written = _beside(Path(database.address)).read_text(encoding="ascii")
        except (OSError, ValueError):
            return None
    else:
        with database.transaction(database.reading) as connection:
            written = connection.scalar(select(fact.c.value).where(fact.c.name == _FACT)) or ""
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return None


def _write(path: Path, written: str) -> None:
    """Write the file in one go, over what stands there, which is as long. It may be used by whoever may the desk."""
    descriptor = os.open(_beside(path), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        with suppress(PermissionError):  # a colleague's file, which has its mode already
            os.fchmod(descriptor, stat.S_IMODE(path.stat().st_mode))
        os.write(descriptor, written.encode())
    finally:
        os.close(descriptor)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}-watch")
