"""What every test may ask for: a desk's database, empty and up to date, on SQLite and on a real Postgres.

store           an open store; the test runs twice, on "sqlite" and on "postgresql"
address         the address of such a database, to open several sessions on it; twice too
sqlite_store    an open store on SQLite only, for tests that are not about the store
postgres_url    the address of such a database on Postgres only
postgres        the server of this test run (a session of pytest has one, and so has each worker of xdist)
own_postgres    a server of the test's own, to stop and kill
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A Postgres server. Fails, and never skips, when there are no binaries."""
    server = PostgresServer()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A Postgres server for one test."""
    server = PostgresServer()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.sqlite"
    open_store(str(path)).close()
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres: PostgresServer) -> str:
    name = postgres.new_database()
    open_store(postgres.url(name)).close()
    return name


@pytest.fixture
def sqlite_path(tmp_path: Path, _sqlite_template: Path) -> Path:
    """An empty desk's SQLite file, up to date."""
    return Path(shutil.copy(_sqlite_template, tmp_path / "desk.sqlite"))


@pytest.fixture
def postgres_url(postgres: PostgresServer, _postgres_template: str) -> Iterator[str]:
    """The address of an empty desk's database on Postgres, up to date; it is dropped after the test."""
    name = postgres.new_database(_postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty desk's database, up to date, on each kind of database in turn."""
    fixture = "sqlite_path" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def store(address: str) -> Iterator[DeskStore]:
    """An open store on each kind of database in turn."""
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def other_store(address: str) -> Iterator[DeskStore]:
    """A second session on the database of `store`."""
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_path: Path) -> Iterator[DeskStore]:
    """An open store on SQLite."""
    opened = open_store(str(sqlite_path))
    yield opened
    opened.close()
