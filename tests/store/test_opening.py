"""Opening a database: each thing that can be wrong has its own error, and none shows a password."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.postgres import NOBODY, PostgresServer
from tests.store.users import as_user
from tui_desk.desk import errors
from tui_desk.store import make_shared_folder, open_store
from tui_desk.store.places import file_system_of, prepare_file
from tui_desk.store.schema import SCHEMA

SECRET = "s3cret"


def test_a_new_file_is_made_with_its_folders_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a b%20" / "值班" / "desk.sqlite"
    with open_store(str(path)) as store:
        assert (store.kind, store.address) == ("sqlite", str(path))
        with store.writing() as unit:
            unit.put_fact("name", "x")
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    with open_store(f"sqlite:///{path}") as store, store.reading() as unit:
        assert unit.facts() == {"name": "x"}


def test_the_new_one_has_our_sign_and_a_log(tmp_path: Path) -> None:
    open_store(str(tmp_path / "desk.sqlite")).close()
    with closing(sqlite3.connect(tmp_path / "desk.sqlite")) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x54444B31,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_commit_is_on_the_disk(sqlite_path: Path) -> None:
    with open_store(str(sqlite_path)) as store, store.writing() as unit:
        assert unit.connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        ":memory:",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://host/desk.sqlite",
        "mysql://me:s3cret@host/desk",
        "postgresql://me:s3cret@host:port/desk",
        "postgresql+asyncpg://me:s3cret@host/desk",
        "postgresql://me:s3cret@localhost/desk?nonsense=1&password=s3cret",
        "postgresql://me:s3cret@[::1/desk",
        "a\0b",
    ],
)
def test_what_is_no_address_is_said_so(address: str) -> None:
    with pytest.raises(errors.WrongDatabaseUrl) as raised:
        open_store(address)
    assert SECRET not in str(raised.value)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(errors.WrongDatabaseUrl):
        open_store(str(tmp_path))


def test_nothing_is_made_when_nothing_is_to_be_made(tmp_path: Path, postgres: PostgresServer) -> None:
    path = tmp_path / "desk.sqlite"
    with pytest.raises(errors.NoDeskHere):
        open_store(str(path), create=False)
    assert not path.exists()
    name = postgres.new_database()
    with pytest.raises(errors.NoDeskHere):
        open_store(postgres.url(name), create=False)
    postgres.drop(name)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague, this is a letter and no database. " * 50)
    before = path.read_bytes()
    with pytest.raises(errors.ForeignDatabase):
        open_store(str(path))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("script", ["CREATE TABLE song (name)", "PRAGMA application_id = 42"])
def test_a_sqlite_file_of_another_program_is_left_alone(tmp_path: Path, script: str) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(script)
    before = path.read_bytes()
    with pytest.raises(errors.ForeignDatabase):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_postgres_database_of_another_program_is_left_alone(postgres: PostgresServer) -> None:
    name = postgres.new_database()
    with psycopg.connect(postgres.url(name)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
    with pytest.raises(errors.ForeignDatabase):
        open_store(postgres.url(name))
    postgres.drop(name)


def test_a_newer_schema_is_refused(address: str) -> None:
    with open_store(address) as store, store.writing() as unit:
        unit.connection.exec_driver_sql("UPDATE tui_desk_schema SET version_num = '9999'")
    with pytest.raises(errors.NewerSchema) as raised:
        open_store(address)
    assert raised.value.facts == {"found": "9999", "known": SCHEMA}


def test_an_unwritable_folder_is_said_so(open_folder: Path) -> None:
    folder = open_folder / "theirs"
    folder.mkdir()
    folder.chmod(0o555)
    read_only = folder / "read-only.sqlite"
    read_only.touch(mode=0o444)

    def unwritable(path: Path) -> str:
        with pytest.raises(errors.UnwritableFolder) as raised:
            open_store(str(path))
        return str(raised.value.facts["path"])

    for path in (folder / "desk.sqlite", read_only, folder / "new" / "desk.sqlite"):
        assert as_user(NOBODY, NOBODY, partial(unwritable, path)) == str(path.parent)


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(errors.NetworkFileSystem) as raised:
        open_store(str(tmp_path / "desk.sqlite"), file_system=lambda _: kind)
    assert raised.value.facts["kind"] == kind
    assert list(tmp_path.iterdir()) == []


def test_the_kernel_says_what_file_system_a_folder_is_on() -> None:
    assert file_system_of(Path("/proc/self")) == "proc"
    assert file_system_of(Path(__file__)) not in {"", "proc"}


def test_a_shared_folder_stays_open_to_its_group_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        path = make_shared_folder(tmp_path / "desk", group=os.getegid())
        with open_store(str(path)) as store:
            with store.writing() as unit:
                unit.put_fact("name", "x")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == dict.fromkeys(("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"), 0o660)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o2770
        assert make_shared_folder(tmp_path / "desk") == path
    finally:
        os.umask(before)


def test_a_shared_folder_for_no_group_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(errors.UnwritableFolder):
        make_shared_folder(tmp_path / "desk", group="no such group")


def test_a_file_made_by_another_session_in_between_is_used(tmp_path: Path) -> None:
    prepare_file(tmp_path / "desk.sqlite", create=True)
    prepare_file(tmp_path / "desk.sqlite", create=True)
    open_store(str(tmp_path / "desk.sqlite"), create=True).close()


def _open(address: str) -> str:
    with open_store(address) as store, store.reading() as unit:
        return str(unit.facts())


def test_several_sessions_open_an_empty_database_at_once(tmp_path: Path, postgres: PostgresServer) -> None:
    name = postgres.new_database()
    for address in (str(tmp_path / "desk.sqlite"), postgres.url(name)):
        with multiprocessing.get_context("spawn").Pool(4) as pool:
            assert pool.map(_open, [address] * 4) == ["{}"] * 4
    postgres.drop(name)


def test_an_up_to_date_database_is_opened_without_the_heavy_libraries(sqlite_path: Path) -> None:
    script = (
        "import sys, datetime; from tui_desk.store import open_store\n"
        "with open_store(sys.argv[1]) as store, store.reading() as unit:\n"
        "    unit.queue(closed_since=datetime.datetime.now(datetime.UTC)); unit.facts(); unit.officers()\n"
        "print(*sorted({'alembic', 'pydantic', 'psycopg', 'sqlalchemy.orm'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(sqlite_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("prefix", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_is_shown_without_its_password(postgres_url: str, prefix: str) -> None:
    address = postgres_url.replace("postgresql://postgres@", f"{prefix}://postgres:{SECRET}@")
    with open_store(f"{address}&password={SECRET}") as store:
        assert store.kind == "postgresql"
        assert SECRET not in store.address
        assert "postgres" in store.address


@contextmanager
def black_hole(*, full: bool) -> Iterator[int]:
    """A port that takes connections and never answers; `full`: whose backlog is full, so that not even that."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = [socket.socket() for _ in range(4 if full else 0)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        try:
            yield port
        finally:
            for one in waiting:
                one.close()


@pytest.mark.parametrize("full", [False, True])
def test_a_server_that_never_answers_is_given_up_after_five_seconds(full: bool) -> None:
    with black_hole(full=full) as port:
        began = time.monotonic()
        with pytest.raises(errors.DatabaseUnavailable) as raised:
            open_store(f"postgresql://me:{SECRET}@127.0.0.1:{port}/desk")
    assert 4 < time.monotonic() - began < 12
    assert raised.value.facts["why"] == "no answer in time"


def test_a_server_that_is_not_there_or_knows_no_such_database_is_said_so(postgres: PostgresServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.DatabaseUnavailable) as raised:
            open_store(f"postgresql://me:{SECRET}@127.0.0.1:{taken.getsockname()[1]}/desk")
    assert SECRET not in str(raised.value)
    assert "not running" in raised.value.facts["why"]
    with pytest.raises(errors.DatabaseUnavailable, match="does not exist"):
        open_store(postgres.url("nowhere"))
    with pytest.raises(errors.DatabaseUnavailable, match="no host of that name"):
        open_store("postgresql://nobody.invalid/desk")


def test_a_postgres_user_without_the_right_is_told_which(postgres: PostgresServer, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    empty = postgres.new_database()
    for url in (postgres.url(empty), postgres_url):
        with pytest.raises(errors.DatabaseUnavailable) as error:
            open_store(url.replace("//postgres@", "//guest@"))
        assert "permission denied" in str(error.value)
    postgres.drop(empty)
