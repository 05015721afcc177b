"""One session in a process of its own: python -m tests.desk.warned_session ADDRESS LOGIN INSTANT.

Says "ready", waits for a line, then does what is due and follows the feed; writes the id of each alert as often as the
session tells it. Ends with the second line.
"""

from __future__ import annotations

import select
import sys
from datetime import UTC, datetime

from tests.clock import ClockedStore
from tui_desk.desk.desk import Desk
from tui_desk.desk.due_work import DueWork
from tui_desk.store import open_store
from tui_desk.tui.session import open_session
from tui_desk.tui.warned import Warned


def main(address: str, login: str, instant: str) -> None:
    """Be the session."""
    at = datetime.fromisoformat(instant).astimezone(UTC)
    desk = Desk(ClockedStore(open_store(address), at))
    session = open_session(desk, login, lambda: at)
    feed, warned, work = desk.store.feed(), Warned(), DueWork(desk, start=-1)
    print("ready", flush=True)
    sys.stdin.readline()
    going = True
    while going:
        going = not select.select([sys.stdin], [], [], 0)[0]  # what came before the last line is told still
        changes = feed.poll()
        work.do(changes)
        warned.changed([*changes, *changes])  # a feed may say a thing twice
        if warned.wanting:
            heard = warned.question(session.officer)(desk)
            warned.take_in(heard, session)
            for view in heard.alerts:
                print(view.alert.id, flush=True)
        feed.wait(0.05)
    desk.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
