"""Several processes at one desk, one of them killed: each offer lapses once, each ticket rises once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.desk.conftest import Shift
from tui_desk.domain.ticket import EventKind

SESSIONS = 2
TICKETS = 6


@contextmanager
def sessions(address: str, at: datetime) -> Iterator[list[subprocess.Popen[str]]]:
    """Sessions that do what is due at an instant, all let go at once."""
    command = [sys.executable, "-m", "tests.desk.warned_session", address, "limin", at.isoformat()]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(SESSIONS)
    ]
    for session in running:
        assert session.stdout is not None
        assert session.stdout.readline() == "ready\n"
    for session in running:
        assert session.stdin is not None
        session.stdin.write("go\n")
        session.stdin.flush()
    yield running
    for session in running:
        if session.poll() is None:
            session.communicate("stop\n", timeout=20)
        else:
            session.communicate()


def test_each_offer_lapses_once_and_each_ticket_rises_once_whoever_is_killed(shift: Shift, address: str) -> None:
    """SITE-2, DESK-11: half of them offered, half untouched; two processes look, the first is killed at its work."""
    desk = shift.desk
    offered = [shift.register(f"draft-{n}") for n in range(TICKETS)]
    untouched = [shift.register(f"draft-x{n}") for n in range(TICKETS)]
    shift.clock.forward(timedelta(minutes=45))
    for ticket in offered:
        desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=ticket.version)
    at = shift.clock.at + timedelta(minutes=15, seconds=1)

    def kinds() -> list[list[EventKind]]:
        return [[event.kind for event in desk.ticket(each.number).events[1:]] for each in (*offered, *untouched)]

    lapsed, rose = [EventKind.DISPATCHED, EventKind.LAPSED], [EventKind.ROSE]
    with sessions(address, at) as running:
        end = time.monotonic() + 20
        while lapsed not in kinds() and time.monotonic() < end:
            time.sleep(0.005)
        os.kill(running[0].pid, signal.SIGKILL)
        while kinds() != [lapsed] * TICKETS + [rose] * TICKETS and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)  # for whoever would do it a second time
    assert kinds() == [lapsed] * TICKETS + [rose] * TICKETS
    told = Counter(view.alert.milestone for view in desk.alerts.since(shift.clock.at))
    assert told["risen"] == TICKETS
    assert told["offer"] == 2 * TICKETS
    assert [finding for finding in desk.examine() if not finding.good] == []
