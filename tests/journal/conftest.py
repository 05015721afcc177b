"""The desk that calls are delivered to: on SQLite, and where a test asks for it by `both` on Postgres too."""

from __future__ import annotations

import pytest

from tests.desk.conftest import make_shift, shift

__all__ = ["address", "both", "make_shift", "shift"]
both = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty desk's database, up to date."""
    kind = getattr(request, "param", "sqlite")
    return str(request.getfixturevalue("sqlite_path" if kind == "sqlite" else "postgres_url"))
