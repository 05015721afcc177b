"""A shell of its own for each test: a fresh home, no terminal, no variables but the needed ones."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tui_desk import bootstrap, cli, host, i18n
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

Done = subprocess.CompletedProcess[str]


@dataclass
class Shell:
    """Runs tui-desk as a process of its own."""

    home: Path
    language: str = "en"
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the process finds in its environment."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "TUI_DESK_LANG": self.language,
            **self.variables,
        }

    @property
    def config(self) -> Path:
        """The config file; its folder exists."""
        file = self.home / ".config/tui-desk/config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def run(self, *arguments: str, typed: str = "") -> Done:
        """The process after it ended; it never shows a traceback."""
        done = subprocess.run(
            [sys.executable, "-m", "tui_desk", *arguments],
            input=typed,
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def good(self, *arguments: str, typed: str = "") -> str:
        """What a command wrote that had to succeed."""
        done = self.run(*arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass
class Here(Shell):
    """Runs command lines in this process instead: most of what a process of its own costs is its start."""

    said: pytest.CaptureFixture[str] = field(kw_only=True)

    def run(self, *arguments: str, typed: str = "") -> Done:
        """What the command line wrote, and its status."""
        self.said.readouterr()
        with pytest.MonkeyPatch.context() as patch, i18n.speaking("en"):
            patch.setattr(bootstrap, "keep_log", lambda: None)
            patch.setattr("sys.stdin", io.StringIO(typed))
            patch.chdir(self.home)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            try:
                status = cli.main(arguments)
            except SystemExit as ended:
                status = int(ended.code or 0)
        out, err = self.said.readouterr()
        assert "Traceback" not in out + err
        return Done(arguments, status, out, err)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell whose user has nothing yet."""
    home = tmp_path / "home"
    home.mkdir()
    return Shell(home)


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Here]:
    """The same without processes. What a command does with signals ends with the test."""
    home = tmp_path / "home"
    home.mkdir()
    endings = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield Here(home, said=capsys)
    for number, ending in endings.items():
        signal.signal(number, ending)


def set_up(path: Path, login: str = "") -> Path:
    """A desk of 东海服务台 in a SQLite file, whose only officer is `login`, the one who runs the tests by default."""
    store = open_store(str(path))
    norm = load_shipped("it-team")
    login = login or host.login()
    Desk(store).set_up(SetUp("东海服务台", "en", "Asia/Shanghai", norm, "林海", "DM001", login))
    store.close()
    return path


@pytest.fixture(scope="session")
def _desk_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return set_up(tmp_path_factory.mktemp("template") / "desk.sqlite")


@pytest.fixture
def desk_file(tmp_path: Path, _desk_template: Path) -> Path:
    """A desk whose officer is the one who runs the tests."""
    return Path(shutil.copy(_desk_template, tmp_path / "desk.sqlite"))
