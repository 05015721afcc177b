"""Who is where now: seen by every session, gone with whoever is killed, and nobody is woken (SITE-4, DESK-12)."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from tests.tui.terminal import python
from tui_desk.domain.presence import GONE_AFTER, Presence
from tui_desk.store import codec, open_store
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.presences import FilePresences
from tui_desk.store.schema import presence

AT = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
READS = Presence("s1", "SW003", "ticket", "IT-20261120-001", AT)
CALLS = Presence("s1-call", "SW003", "call", "draft", AT, "刘芳 [/x]\x1b[2J")


@contextmanager
def another(address: str, session: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has a ticket open."""
    command = python("tests.store.present", address, session, "IT-20261120-002")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        try:
            yield process
        finally:
            process.kill()


def silent_for(store: DeskStore, session: str, how_long: timedelta) -> None:
    """On Postgres: the session's last sign of life is so long ago."""
    last = codec.micros(store.now() - how_long)
    with store.database.transaction(store.database.writing) as connection:
        connection.execute(update(presence).where(presence.c.session == session).values(seen_at=last))


def test_what_a_session_has_in_hand_every_other_one_sees(address: str) -> None:
    with closing(open_store(address)) as one, closing(open_store(address)) as other:
        one.presences.put(READS)
        one.presences.put(CALLS)
        assert other.presences.all() == [READS, CALLS]
        moved = replace(READS, what="desk", key="")
        one.presences.put(moved)
        assert other.presences.all() == [moved, CALLS]
        one.presences.leave("s1")
        assert other.presences.all() == [CALLS]


def test_presence_wakes_no_session(address: str) -> None:
    with closing(open_store(address)) as one, closing(open_store(address)) as other:
        feed = other.feed()
        feed.poll()
        one.presences.put(READS)
        one.presences.leave("s1")
        assert feed.poll() == []


def test_a_session_that_is_killed_is_gone(address: str) -> None:
    """On SQLite at once, by its lock; on Postgres when it has been silent for less than 30 seconds."""
    with closing(open_store(address)) as store, another(address, "other") as process:
        assert [each.session for each in store.presences.all()] == ["other"]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert timedelta(seconds=30) >= GONE_AFTER
        if store.kind == "postgresql":
            assert [each.session for each in store.presences.all()] == ["other"]
            silent_for(store, "other", GONE_AFTER + timedelta(seconds=1))
        assert store.presences.all() == []


def test_what_a_killed_session_left_is_cleared_away(address: str) -> None:
    with closing(open_store(address)) as store:
        with another(address, "other"):
            pass
        if store.kind == "postgresql":
            silent_for(store, "other", GONE_AFTER + timedelta(seconds=1))
        store.presences.all()
        store.presences.put(READS)
        if isinstance(store.presences, FilePresences):
            folder = Path(f"{store.address}-presence")
            assert [path.name for path in folder.iterdir()] == ["s1"]
        else:
            with store.database.transaction(store.database.reading) as connection:
                assert [row.session for row in connection.execute(presence.select())] == ["s1"]


def test_a_session_that_lives_stays_however_often_others_look(sqlite_path: Path) -> None:
    with closing(open_store(str(sqlite_path), create=True)) as store, another(str(sqlite_path), "other"):
        for _ in range(5):
            assert [each.session for each in store.presences.all()] == ["other"]


def test_the_same_again_writes_nothing(sqlite_path: Path) -> None:
    """A sign of life is the lock, not a write."""
    with closing(open_store(str(sqlite_path), create=True)) as store:
        store.presences.put(READS)
        path = Path(f"{sqlite_path}-presence") / "s1"
        before = path.stat().st_mtime_ns
        store.presences.put(READS)
        assert path.stat().st_mtime_ns == before


def test_colleagues_who_share_the_file_may_look(sqlite_path: Path) -> None:
    with closing(open_store(str(sqlite_path), create=True)) as store:
        sqlite_path.chmod(0o660)
        store.presences.put(READS)
        folder = Path(f"{sqlite_path}-presence")
        assert stat.S_IMODE(folder.stat().st_mode) & 0o777 == 0o770
        assert stat.S_IMODE((folder / "s1").stat().st_mode) == 0o660


def test_what_is_no_presence_is_left_out(sqlite_path: Path) -> None:
    with closing(open_store(str(sqlite_path), create=True)) as store, another(str(sqlite_path), "other"):
        folder = Path(f"{sqlite_path}-presence")
        (folder / "junk").write_bytes(b"\xff{[")
        (folder / "folder").mkdir()
        (folder / "link").symlink_to("/etc/passwd")
        assert [each.session for each in store.presences.all()] == ["other"]


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(sqlite_path: Path) -> None:
    with closing(open_store(str(sqlite_path), create=True)) as store:
        Path(f"{sqlite_path}-presence").write_text("a file stands in the way")
        store.presences.put(READS)
        assert store.presences.all() == []
