"""What can go wrong at the door: each its own sentence and exit status, in both languages, never a traceback."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell, set_up
from tui_desk import bootstrap
from tui_desk.cli import import_tickets, main, ring
from tui_desk.cli import norm as norm_commands
from tui_desk.cli.parser import EXIT_STATUSES
from tui_desk.desk.errors import DeskError
from tui_desk.forms.printer import CannotPrint

LIST = ("ticket", "list")


def wrong_url(_: Path) -> str:
    return "mysql://here/desk"


def unreachable(_: Path) -> str:
    return "postgresql://nobody:secret@127.0.0.1:1/desk"


def foreign_text(folder: Path) -> str:
    (folder / "notes.txt").write_text("bread, milk\n" * 100)
    return str(folder / "notes.txt")


def foreign_tables(folder: Path) -> str:
    with sqlite3.connect(folder / "other.sqlite") as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    return str(folder / "other.sqlite")


def newer(folder: Path) -> str:
    path = set_up(folder / "newer.sqlite")
    with sqlite3.connect(path) as database:
        [(table,)] = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%version_num%' AND type='table'")
        database.execute(f"UPDATE {table} SET version_num = '9999'")
    return str(path)


def no_desk(folder: Path) -> str:
    return str(folder / "nothing.sqlite")


def not_an_officer(folder: Path) -> str:
    return str(set_up(folder / "shared.sqlite", login="somebody-else"))


CASES: list[tuple[Callable[[Path], str], int, str, str]] = [
    (wrong_url, 21, "no database address", "不是数据库地址"),
    (unreachable, 20, "does not answer", "没有应答"),
    (foreign_text, 23, "another program", "属于别的程序"),
    (foreign_tables, 23, "another program", "属于别的程序"),
    (newer, 24, "Install the newer version", "请安装新版本"),
    (no_desk, 26, "no desk", "还没有值班台"),
    (not_an_officer, 27, "Ask 林海 to run", "请找林海运行"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("place", "status", "english", "chinese"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_each_database_that_cannot_be_opened_has_its_own_sentence_and_exit_status(
    shell: Shell,
    tmp_path: Path,
    language: str,
    place: Callable[[Path], str],
    status: int,
    english: str,
    chinese: str,
) -> None:
    shell.language = language
    done = shell.run("--database", place(tmp_path), *LIST)
    assert done.returncode == status
    assert (english if language == "en" else chinese) in done.stderr
    assert done.stderr.startswith("tui-desk: ")
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be written"), ("zh", "不可写")])
def test_a_folder_that_cannot_be_written_is_named(shell: Shell, language: str, words: str) -> None:
    shell.language = language
    done = shell.run("--database", "/proc/no/desk.sqlite", "init")
    assert done.returncode == 22
    assert "/proc/no" in done.stderr
    assert words in done.stderr


def test_a_black_holed_server_ends_in_its_sentence(shell: Shell) -> None:
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        done = shell.run("--database", f"postgresql://nobody@127.0.0.1:{hole.getsockname()[1]}/desk", *LIST)
    assert done.returncode == 20


@pytest.mark.parametrize(
    ("written", "line", "key"),
    [
        ("database = /no/quotes\n", 1, "database"),
        ('language = "zh_CN"\nmouse = "no"\n', 2, "mouse"),
        ('\n\ncolor = "red"\n', 3, "color"),
        ('language = "fr"\n', 1, "language"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_mistake_in_the_config_file_is_said_with_file_line_and_key(
    shell: Shell, language: str, written: str, line: int, key: str
) -> None:
    shell.language = language
    shell.config.write_text(written)
    done = shell.run(*LIST)
    assert done.returncode == 31
    assert str(shell.config) in done.stderr
    assert (f"line {line}: {key}" if language == "en" else f"第 {line} 行：{key}") in done.stderr


def test_help_is_there_in_spite_of_a_broken_config_file(shell: Shell) -> None:
    shell.config.write_text("?")
    assert "usage" in shell.good("--help")


@pytest.mark.parametrize("command", [(), ("demo",)])
@pytest.mark.parametrize(("language", "words"), [("en", "needs a terminal"), ("zh", "需要能绘制画面的终端")])
def test_without_a_terminal_the_desk_says_so(shell: Shell, command: tuple[str, ...], language: str, words: str) -> None:
    shell.language = language
    done = shell.run(*command)
    assert done.returncode == 12
    assert words in done.stderr


def test_a_dumb_terminal_is_named(shell: Shell) -> None:
    shell.variables["TERM"] = "dumb"
    done = shell.run()
    assert done.returncode == 12
    assert "TERM=dumb" in done.stderr


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("ticket",), ("ticket", "show"), ("--database",), ("--lang", "fr")]
)
def test_argparse_speaks_chinese_too(shell: Shell, arguments: tuple[str, ...]) -> None:
    shell.language = "zh"
    done = shell.run(*arguments)
    assert done.returncode == 2
    assert not {"argument", "invalid", "expected", "required", "choose"} & set(done.stderr.replace(":", " ").split())


def test_help_is_in_the_language_asked_for(shell: Shell) -> None:
    assert "用法" in shell.good("--lang", "zh", "--help")
    assert "usage" in shell.good("--lang", "en", "--help")


def test_a_norm_with_mistakes_names_file_key_and_reason(shell: Shell, tmp_path: Path) -> None:
    norm = tmp_path / "ours.toml"
    norm.write_text('include = ["it-team.toml"]\nnear = "much"\n')
    done = shell.run("norm", "check", str(norm))
    assert done.returncode == 30
    assert "ours.toml: near: " in done.stderr


def test_a_fault_of_ours_leaves_its_traceback_in_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> int:
        raise RuntimeError("boiler")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(norm_commands, "list_norms", break_down)
    assert main(["--lang", "en", "norm", "list"]) == bootstrap.FAULT
    log = tmp_path / "tui-desk/tui-desk.log"
    error = capsys.readouterr().err
    assert str(log) in error
    assert "boiler" not in error
    assert "boiler" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_every_exit_status_stands_in_the_help() -> None:
    def below(kind: type[DeskError]) -> set[int]:
        return {kind.exit_status}.union(*map(below, kind.__subclasses__()))

    own = {0, ring.NOBODY_TOOK_IT, import_tickets.SOME_REFUSED, bootstrap.FAULT, CannotPrint.exit_status}
    assert below(DeskError) | own == {status for status, _ in EXIT_STATUSES}
