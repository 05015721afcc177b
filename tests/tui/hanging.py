"""The desk, whose leaving hangs for ever: python -m tests.tui.hanging ARGUMENTS of tui-desk."""

from __future__ import annotations

import sys
import threading

from tui_desk import bootstrap
from tui_desk.cli import main
from tui_desk.tui.app import DeskApp


def wait_for_ever(*_: object) -> None:
    """Hang."""
    threading.Event().wait()


if __name__ == "__main__":
    bootstrap.LEAVE_SECONDS = 1.0
    DeskApp.on_unmount = wait_for_ever  # type: ignore[method-assign, assignment] # something in the way of leaving
    sys.exit(main(sys.argv[1:]))
