"""What each room may load, proved at run time in a process of its own."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import tui_desk.domain

UI = {"textual", "rich"}
DATABASE = {"sqlalchemy", "alembic", "psycopg"}
MODELS = {"pydantic"}
WORD = {"docx", "docxtpl", "jinja2", "lxml"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded once the code has run."""
    told = f"import atexit, sys\natexit.register(lambda: print('\\n', *sys.modules))\n{code}"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    return {module.partition(".")[0] for module in done.stdout.splitlines()[-1].split()}


def test_help_loads_neither_user_interface_nor_database() -> None:
    loaded = loaded_by("import sys; sys.argv[1:] = ['--help']; from tui_desk.__main__ import main; main()")
    assert "tui_desk" in loaded
    assert not loaded & (UI | DATABASE | MODELS | WORD)


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("tui_desk.tui.app", DATABASE | MODELS | WORD),
        ("tui_desk.store", UI | MODELS),
        ("tui_desk.journal", UI | DATABASE | MODELS),
        ("tui_desk.desk.desk", UI | DATABASE | MODELS),
        ("tui_desk.bootstrap", UI | DATABASE | MODELS | WORD),
        ("tui_desk.cli", UI | DATABASE | MODELS | WORD),
        ("tui_desk.forms.text", UI | DATABASE | MODELS | WORD),
        ("tui_desk.forms.word", UI | DATABASE | MODELS),
        ("tui_desk.norms.models", UI | DATABASE | MODELS),
    ],
)
def test_a_room_loads_nothing_that_belongs_elsewhere(room: str, forbidden: set[str]) -> None:
    assert not loaded_by(f"import {room}") & forbidden


def test_the_domain_is_pure() -> None:
    rooms = [f"tui_desk.domain.{module.name}" for module in pkgutil.iter_modules(tui_desk.domain.__path__)]
    loaded = loaded_by(f"import {', '.join(rooms)}")
    assert not loaded & (UI | DATABASE | MODELS | {"gettext", "sqlite3"})
