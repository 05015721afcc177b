"""Takes a call that rings, as an officer of the desk: python -m tests.cli.taker ADDRESS LOGIN RING."""

from __future__ import annotations

import sys
from contextlib import closing

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import RingTaken
from tui_desk.store import open_store

if __name__ == "__main__":
    _, address, login, ring = sys.argv
    with closing(open_store(address)) as store:
        desk = Desk(store)
        by = desk.sign_in(login)
        try:
            desk.rings.take(ring, by=by)
        except RingTaken:
            print("lost", by.staff_no)
        else:
            print("won", by.staff_no)
