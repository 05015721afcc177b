"""Two processes finish the same calls at the same time: each is on record once (CALL-13, CALL-15)."""

from __future__ import annotations

import subprocess
from collections import Counter
from contextlib import closing

from tests.store.finisher import ENDS
from tests.tui.terminal import python
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.message import Owed
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

SESSIONS, EACH = 2, 3


def test_calls_finished_by_several_processes_at_once_are_on_record_once(address: str) -> None:
    """CALL-13, CALL-15: one ticket, one message, one promise, one caller more; the number owed is promised once."""
    with closing(open_store(address)) as store:
        desk = Desk(store)
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", "limin")
        lead = desk.set_up(plan)
        answers = {"name": "刘芳", "unit": "财务部", "summary": "断网", "category": "network", "scope": "core"}
        ticket = desk.register(Call("first", "DM001", store.now(), answers=answers), by=lead)
        sessions = [
            subprocess.Popen(
                python("tests.store.finisher", address, str(EACH)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(SESSIONS)
        ]
        for each in sessions:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in sessions:
            assert each.stdin is not None
            each.stdin.write(f"{ticket.number}\n")
            each.stdin.flush()
        for each in sessions:
            assert each.communicate(timeout=60)[0] == "done\n"
        ends = Counter(call.end for call in desk.calls.log(CallFilter()))
        assert ends == Counter(dict.fromkeys(ENDS, EACH)) + Counter({End.TICKET: 1})
        assert len(desk.queue()) == EACH + 1
        owed = Counter(message.kind for message in desk.messages.everybodys())
        assert owed == {Owed.MESSAGE: EACH, Owed.PROMISE: 2 * EACH}
        after = desk.ticket(ticket.number).ticket
        assert len(after.callers) == len(after.promises) == EACH
        for row in desk.queue():
            if row.number != ticket.number:
                assert len(desk.ticket(row.number).ticket.promises) == 2  # what was promised, and to tell the number
        assert all(finding.good for finding in desk.examine())
