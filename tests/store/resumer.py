"""One session that lets waiting tickets go on as others do: python -m tests.store.resumer ADDRESS."""

from __future__ import annotations

import sys

from tui_desk.desk.desk import Desk
from tui_desk.store import open_store


def main() -> None:
    """Wait for a line, then let every ticket go on whose wait is over, and say which went on here."""
    desk = Desk(open_store(sys.argv[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    print(*desk.clocks.resume_due(), flush=True)
    desk.store.close()


if __name__ == "__main__":
    main()
