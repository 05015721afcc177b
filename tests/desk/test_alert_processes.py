"""Several sessions, each a process of its own, on both databases: each warning is raised once, each tells it once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.desk.conftest import Shift
from tests.desk.test_alerts import WARNINGS
from tui_desk.norms.models import DispatchRules

SESSIONS = 4
TICKETS = 12


def test_every_open_session_tells_each_warning_exactly_once(shift: Shift, address: str) -> None:
    """CALL-14: whoever comes first raises it; marks that passed while nobody ran are each told."""
    desk = shift.desk
    desk.publish_norm(replace(desk.norm(), warnings=WARNINGS, level_sets=(), dispatch=DispatchRules()), by=shift.lead)
    for n in range(TICKETS):
        shift.register(f"draft-{n}", scope="department")
    before = {view.alert.id for view in desk.alerts.since(shift.clock.at)}
    at = shift.clock.at + timedelta(hours=3)
    command = [sys.executable, "-m", "tests.desk.warned_session", address, "limin", at.isoformat()]
    sessions = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(SESSIONS)
    ]
    for session in sessions:
        assert session.stdout is not None
        assert session.stdout.readline() == "ready\n"
    for session in sessions:
        assert session.stdin is not None
        session.stdin.write("go\n")
        session.stdin.flush()
    end = time.monotonic() + 20
    while len(desk.alerts.since(shift.clock.at)) < 3 * TICKETS + len(before) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.3)  # for whoever would tell or raise one a second time
    told = [Counter(session.communicate("stop\n", timeout=20)[0].split()) for session in sessions]
    raised = {view.alert.id for view in desk.alerts.since(shift.clock.at)} - before
    assert len(raised) == 3 * TICKETS
    assert told == [Counter(dict.fromkeys(raised, 1))] * SESSIONS
