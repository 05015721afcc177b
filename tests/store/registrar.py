"""One session that registers calls as fast as it can: python -m tests.store.registrar ADDRESS NAME COUNT."""

from __future__ import annotations

import sys

from tests.store import examples
from tui_desk.store import open_store


def main() -> None:
    """Register COUNT tickets, each in a transaction of its own, and print their numbers."""
    address, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = open_store(address)
    for n in range(count):
        draft = f"{name}-{n}"
        with store.writing() as unit:
            assert unit.ticket_of_draft(draft) is None
            number = f"IT-{unit.next_number('IT', '20261121'):05d}"
            clocks = (examples.clock(), examples.clock("resolve"))
            examples.register(unit, number, draft=draft, clocks=clocks, requester_name=name)
        print(number)
    store.close()


if __name__ == "__main__":
    main()
