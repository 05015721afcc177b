"""The database goes away and comes back: one clear error, no hanging, and nothing missed."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.postgres import NOBODY, PostgresServer
from tests.store.test_sessions import heard
from tests.store.users import as_user
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Change
from tui_desk.store import make_shared_folder, open_store, postgres, sqlite
from tui_desk.store.desk_store import DeskStore


def fails(store: DeskStore) -> str:
    """Why reading, writing and the feed all fail."""
    with pytest.raises(DatabaseUnavailable), store.reading() as unit:
        unit.facts()
    with pytest.raises(DatabaseUnavailable) as raised, store.writing() as unit:
        unit.put_fact("lost", "x")
    return str(raised.value.facts["why"])


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_ends_and_returns(own_postgres: PostgresServer, end: str) -> None:
    address = own_postgres.url("postgres")
    with open_store(address) as store, open_store(address) as other:
        feed = store.feed()
        assert feed.poll() == []
        with other.writing() as unit:
            unit.put_fact("just before", "x")
        getattr(own_postgres, end)()
        why = fails(store)
        assert why
        assert "\n" not in why
        with pytest.raises(DatabaseUnavailable):
            feed.poll()
        began = time.monotonic()
        feed.wait(0.3)
        assert time.monotonic() - began < 5
        own_postgres.start()
        with other.writing() as unit:
            unit.put_fact("just after", "x")
        assert heard(feed) == [Change("fact", "just before"), Change("fact", "just after")]
        with store.writing() as unit:
            assert unit.facts() == {"just before": "x", "just after": "x"}


def test_a_server_that_hangs_is_given_up_and_used_again_when_it_goes_on(
    own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "ANSWER_SECONDS", 1)
    monkeypatch.setattr(postgres, "CONNECT_SECONDS", 2)
    with open_store(own_postgres.url("postgres")) as store:
        feed = store.feed()
        with store.writing() as unit:
            unit.put_fact("name", "x")
        own_postgres.freeze()
        began = time.monotonic()
        assert "no answer" in fails(store)
        assert time.monotonic() - began < 15
        own_postgres.thaw()
        with store.reading() as unit:
            assert unit.facts() == {"name": "x"}
        assert heard(feed) == [Change("fact", "name")]


def test_a_connection_that_ends_in_the_middle_of_a_transaction_undoes_it(postgres_url: str) -> None:
    with open_store(postgres_url) as store, open_store(postgres_url) as other:
        with pytest.raises(DatabaseUnavailable), store.writing() as unit:  # noqa: PT012 -- the block is the transaction
            unit.put_fact("lost", "x")
            key = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with other.writing() as killing:
                killing.connection.exec_driver_sql(f"SELECT pg_terminate_backend({key})")
            unit.put_fact("lost too", "x")
        with store.reading() as reading:
            assert reading.facts() == {}


def test_a_server_that_became_a_standby_is_left_for_the_next_primary(postgres_url: str) -> None:
    with open_store(postgres_url) as store:
        with store.writing() as unit:
            unit.connection.exec_driver_sql("SET default_transaction_read_only = on")
        with pytest.raises(DatabaseUnavailable, match="can only be read"), store.writing() as unit:
            unit.put_fact("name", "x")
        with store.writing() as unit:
            unit.put_fact("name", "x")


def test_what_goes_wrong_is_told_without_the_texts_of_a_ticket(store: DeskStore) -> None:
    with pytest.raises(Exception, match="no_such_table") as raised, store.reading() as unit:
        unit.connection.execute(text("SELECT * FROM no_such_table WHERE a = :a"), {"a": "a caller's secret"})
    assert "secret" not in str(raised.value)


def test_a_mistake_of_ours_is_no_outage(store: DeskStore) -> None:
    with pytest.raises(Exception, match="no_such_table") as raised, store.reading() as unit:
        unit.connection.exec_driver_sql("SELECT * FROM no_such_table")
    assert not isinstance(raised.value, DatabaseUnavailable)
    with store.reading() as unit:
        assert unit.facts() == {}


def test_a_sqlite_file_that_stays_locked_is_busy(sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    with open_store(str(sqlite_path)) as store, closing(sqlite3.connect(sqlite_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable) as raised, store.writing() as unit:
            unit.put_fact("name", "x")
        assert raised.value.facts == {"why": "another session keeps it busy"}
        with store.reading() as unit:
            assert unit.facts() == {}
        other.rollback()
        with store.writing() as unit:
            unit.put_fact("name", "x")


def test_a_sqlite_file_that_is_spoiled_is_said_so(sqlite_path: Path) -> None:
    with open_store(str(sqlite_path)) as store:
        store.database.reading.dispose()
        sqlite_path.write_bytes(b"\0" * 4096 + b"spoiled" * 20_000)
        for end in ("-wal", "-shm"):
            Path(f"{sqlite_path}{end}").unlink(missing_ok=True)
        with pytest.raises(DatabaseUnavailable), store.reading() as unit:
            unit.facts()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become two other users")
def test_two_users_share_a_file_and_one_is_killed_in_the_middle(open_folder: Path) -> None:
    path = make_shared_folder(open_folder / "desk", group=NOBODY)
    open_store(str(path)).close()  # makes the tables, which a user without the right to read our files cannot

    def be_killed_while_writing(name: str) -> str:
        os.umask(0o077)
        store = open_store(str(path))
        with store.writing() as unit:
            unit.put_fact(name, "x")
        unfinished = store.writing()
        unfinished.__enter__().put_fact("never", "x")
        return "in the middle"

    for name, user in (("first", 20_001), ("second", 20_002), ("first again", 20_001)):
        assert as_user(user, NOBODY, partial(be_killed_while_writing, name)) == "in the middle"
        assert {file.name for file in path.parent.iterdir()} > {"desk.sqlite-wal"}
    with open_store(str(path)) as store, store.reading() as reading:
        assert set(reading.facts()) == {"first", "second", "first again"}
