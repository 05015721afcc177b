"""A terminal that is closed ends the program, and what was typed is kept (CALL-16)."""

from __future__ import annotations

import errno
import os
import signal
import threading
from pathlib import Path

import pytest
from textual.drivers._writer_thread import WriterThread

from tests.cli.conftest import _desk_template, desk_file
from tests.tui.terminal import Terminal, python
from tui_desk.tui.driver import PatientFile

__all__ = ["_desk_template", "desk_file"]
PATIENCE_SECONDS = 30.0
KILLED_BY_WATCHDOG = 128 + signal.SIGHUP


class Gone:
    """The stream of a terminal that was closed."""

    def write(self, *_: str) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    flush = fileno = isatty = write


def test_drawing_on_a_terminal_that_is_gone_holds_nobody_up() -> None:
    """Textual's writer dies with the first refusal, and the thirty-first drawing waits for it for ever."""
    writer = WriterThread(PatientFile(Gone()))  # type: ignore[arg-type] # as much of a stream as it needs
    writer.start()

    def draw() -> None:
        for _ in range(200):
            writer.write("x")
        writer.stop()

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    drawing.join(PATIENCE_SECONDS)
    assert not drawing.is_alive()


def at_the_queue(terminal: Terminal) -> None:
    terminal.until("n 来电", PATIENCE_SECONDS)
    terminal.press("n")
    terminal.until("速记", PATIENCE_SECONDS)


@pytest.mark.parametrize("closes", [True, False], ids=["closed", "SIGHUP"])
def test_a_closed_terminal_ends_the_program_by_itself(desk_file: Path, tmp_path: Path, closes: bool) -> None:
    """It leaves as with its own key, long before the watchdog."""
    command = python("tui_desk", "--database", str(desk_file), "--lang", "zh")
    with Terminal(command, environment={"HOME": str(tmp_path)}) as terminal:
        at_the_queue(terminal)
        if closes:
            terminal.hang_up()
        else:
            os.kill(terminal.pid, signal.SIGHUP)
        status = terminal.wait_status(PATIENCE_SECONDS)
        assert status is not None
        assert status != KILLED_BY_WATCHDOG


def test_a_program_whose_leaving_hangs_is_ended_by_the_watchdog(desk_file: Path, tmp_path: Path) -> None:
    """Nothing keeps a session alive whose terminal is gone."""
    command = python("tests.tui.hanging", "--database", str(desk_file), "--lang", "zh")
    root = str(Path(__file__).parents[2])
    with Terminal(command, environment={"HOME": str(tmp_path), "PYTHONPATH": root}) as terminal:
        at_the_queue(terminal)
        terminal.hang_up()
        assert terminal.wait_status(PATIENCE_SECONDS) == KILLED_BY_WATCHDOG
