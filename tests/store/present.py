"""A session that has a ticket open until it is killed: python -m tests.store.present ADDRESS SESSION TICKET."""

from __future__ import annotations

import sys

from tui_desk.domain.presence import Presence
from tui_desk.store import open_store


def main() -> None:
    """Say where it is, and wait for the end."""
    address, session, ticket = sys.argv[1:]
    store = open_store(address)
    store.presences.put(Presence(session, "SW003", "ticket", ticket, store.now()))
    print("here", flush=True)
    sys.stdin.readline()
    store.close()


if __name__ == "__main__":
    main()
