"""tui-desk at another time: python -m tests.journeys.later CLOCK LOGIN ARGUMENTS.

CLOCK is a file with the seconds by which every clock of the desk is ahead. Whoever writes it moves the clocks of all
programs that run so, in the middle of their work.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from tui_desk import host
from tui_desk.cli import main
from tui_desk.store.database import Database
from tui_desk.tui import session

_now = Database.now


def set_ahead(clock: Path) -> None:
    """Let this process live by the clock of a file."""

    def ahead() -> timedelta:
        return timedelta(seconds=float(clock.read_text() or 0))

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override] # only ever asked with a zone
            return datetime.now(tz) + ahead()  # type: ignore[arg-type] # likewise

    Database.now = lambda self: _now(self) + ahead()  # type: ignore[method-assign] # the clock is what is tried
    session.datetime = Later  # type: ignore[attr-defined] # likewise


if __name__ == "__main__":
    _, file, login, *arguments = sys.argv
    host.login = lambda: login
    set_ahead(Path(file))
    sys.exit(main(arguments))
