"""A program in a real pseudo terminal: what it draws, which bytes it sends, how long a key takes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", re.DOTALL
)
KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "enter": "\r",
    "escape": "\x1b",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
}


class Terminal:
    """A program in a terminal of `columns` by `lines`. A context manager; leaving it ends the program."""

    def __init__(
        self, command: Sequence[str], columns: int = 80, lines: int = 24, environment: Mapping[str, str] | None = None
    ) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = b""
        """Every byte that the program sent, since the last `forget`."""
        self.ended = self._hung_up = False
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            of_ours = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
            theirs = {**of_ours, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})}
            self._become(list(command), theirs)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _become(self, command: list[str], environment: dict[str, str]) -> None:
        """In the child: be the program."""
        os.execvpe(command[0], command, environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.wait_status() is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if not self._hung_up:
            os.close(self._terminal)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        screen = self._screen  # its own `display` fails on half of a wide character, as there are within a frame
        rows = ((screen.buffer[y][x].data for x in range(screen.columns)) for y in range(screen.lines))
        return "\n".join("".join(row).rstrip() for row in rows)

    def cells(self, line: int) -> list[str]:
        """What stands in each cell of a line, counted from 0; the second cell of a wide character is empty."""
        return [self._screen.buffer[line][x].data for x in range(self._screen.columns)]

    def press(self, *keys: str) -> None:
        """Press keys, by name or as they are typed."""
        for key in keys:
            os.write(self._terminal, KEYS.get(key, key).encode())

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def hang_up(self) -> None:
        """Close the window under the program."""
        os.close(self._terminal)
        self.ended = self._hung_up = True

    def forget(self) -> None:
        """Begin to count anew."""
        self.sent = b""

    def read(self, seconds: float) -> bytes:
        """What the program sends within so many seconds."""
        before, end = len(self.sent), time.monotonic() + seconds
        while not self.ended and (left := end - time.monotonic()) > 0:
            self._read_once(left)
        return self.sent[before:]

    def read_until_still(self, seconds: float = 0.1, at_most: float = 5.0) -> bytes:
        """What the program sends until it has sent nothing for so many seconds."""
        before, end = len(self.sent), time.monotonic() + at_most
        while not self.ended and time.monotonic() < end and self._read_once(seconds):
            pass
        return self.sent[before:]

    def until(self, pattern: str, seconds: float = 10.0) -> None:
        """Wait until the screen matches. Raises TimeoutError with the screen when it does not."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if self.ended or time.monotonic() > end:
                raise TimeoutError(f"never saw {pattern!r}\n{self.text}")
            self._read_once(0.1)

    def milliseconds_of(self, key: str) -> float:
        """From a key to the first byte of its answer."""
        began = time.perf_counter()
        self.press(key)
        self._read_once(5.0)
        return (time.perf_counter() - began) * 1000

    def wait_status(self, seconds: float = 0.0) -> int | None:
        """The program's exit status, once it has ended; None while it runs."""
        end = time.monotonic() + seconds
        while True:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                return 0
            if pid:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() >= end:
                return None
            self._read_once(0.05)

    def _read_once(self, seconds: float) -> bool:
        if self._hung_up:
            time.sleep(seconds)
            return False
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._terminal, 65536)
        except OSError:
            data = b""
        self.ended = not data
        self.sent += data
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return bool(data)


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with the Python of the tests."""
    return [sys.executable, "-m", module, *arguments]
