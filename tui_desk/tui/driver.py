"""Textual's driver for a terminal that may go away: drawing on one that is gone is let be, and holds nobody up.

Textual's own writer thread ends with the first refused write; after thirty more drawings the app waits for it for ever,
in the middle of leaving (textual/drivers/_writer_thread.py).
"""

from __future__ import annotations

import contextlib
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver


class PatientFile:
    """A stream of which nothing is known but that writing to it never fails."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, as long as there is a terminal."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send it, as long as there is a terminal."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def fileno(self) -> int:
        """The stream's own."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """The stream's own."""
        return self._stream.isatty()


class PatientDriver(LinuxDriver):
    """The driver with such a file."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._file: Any = PatientFile(self._file)
