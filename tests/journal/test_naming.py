"""Files that an answer names: looked at by their kind, never opened (TKT-3)."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tui_desk.journal.naming import Named, bytes_told, lines, look, path_of

LIMIT = 10_000


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "截图 1.png").write_bytes(b"x" * 2000)


def found(name: str, folder: Path) -> Named:
    return look(str(folder / name), LIMIT)


def test_a_file_is_found_as_people_and_terminals_write_it(tmp_path: Path) -> None:
    """TKT-3: typed, from the home folder, in quotes, escaped, or dropped on the terminal."""
    path = tmp_path / "截图 1.png"
    for line in (
        str(path),
        f"  {path} ",
        "~/截图 1.png",
        f"'{path}'",
        f'"{path}"',
        str(path).replace(" ", "\\ "),
        path.as_uri(),
    ):
        named = look(line, LIMIT)
        assert (named.path, named.size_bytes, named.trouble, named.name) == (path, 2000, "", "截图 1.png")


def test_what_cannot_be_kept_says_why(tmp_path: Path) -> None:
    """TKT-3: not there, a folder, a device, a pipe, a socket, empty, too large; nothing is opened, so nothing hangs."""
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"x" * (LIMIT + 1))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "round").symlink_to("round")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's path must be short
        listening.bind("socket")
        os.chdir(here)
        troubles = {name: found(name, tmp_path).trouble for name in ("none", ".", "pipe", "socket", "empty", "large")}
    assert troubles == {
        "none": "There is no file {name}.",
        ".": "{name} is a folder; name a file in it.",
        "pipe": "{name} is a device or a pipe, not a file.",
        "socket": "{name} is a device or a pipe, not a file.",
        "empty": "{name} is empty.",
        "large": "{name} has {size}; at most {limit} can be kept.",
    }
    assert look("/dev/zero", LIMIT).trouble == troubles["pipe"]
    assert {found(name, tmp_path).trouble for name in ("dangling", "round")} == {troubles["none"]}
    assert found("large", tmp_path).facts == {"size": "10 KB", "limit": "10 KB"}


@pytest.mark.parametrize(
    "line", ["\0", "~nobody-has-this-name/x", "a" * 100_000, "/" * 5000, "file://", "'", "\\", "://["]
)
def test_any_line_is_looked_at_and_never_ends_the_program(line: str) -> None:
    assert look(line, LIMIT).trouble
    path_of("x")


def test_one_line_names_one_file_once() -> None:
    assert lines(" a.png\n\n b.log \r\na.png\x1b[31m\n") == ("a.png", "b.log")


@pytest.mark.parametrize(
    ("count", "told"), [(812, "812 B"), (12_400, "12 KB"), (10_000_000, "10 MB"), (3_440_000, "3.4 MB")]
)
def test_sizes_are_told_for_people(count: int, told: str) -> None:
    assert bytes_told(count) == told
