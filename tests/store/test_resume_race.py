"""Two processes notice at once that waits are over: each ticket goes on once. What looking costs."""

from __future__ import annotations

import subprocess
from contextlib import closing
from datetime import timedelta

from tests.clock import ClockedStore
from tests.store import examples
from tests.tui.terminal import python
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.domain.ticket import EventKind, State
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

SESSIONS, TICKETS = 2, 6
HOUR = timedelta(hours=1)


def test_tickets_whose_wait_is_over_go_on_once_whoever_notices(address: str) -> None:
    """SITE-4: two processes, every ticket in one of them, one event each, as of the end of the wait."""
    with closing(open_store(address)) as store:
        clock = ClockedStore(store, store.now() - 2 * HOUR)
        desk = Desk(clock)
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", "limin")
        lead = desk.set_up(plan)
        answers = {"name": "刘芳", "unit": "财务部", "summary": "断网", "category": "network", "scope": "core"}
        until = clock.at + HOUR
        numbers = []
        for n in range(TICKETS):
            ticket = desk.register(Call(f"draft-{n}", "DM001", clock.at, answers=answers), by=lead)
            desk.wait(ticket.number, "等用户", by=lead, seen=1, until=until)
            numbers.append(ticket.number)
        sessions = [
            subprocess.Popen(
                python("tests.store.resumer", address), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(SESSIONS)
        ]
        for each in sessions:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in sessions:
            assert each.stdin is not None
            each.stdin.write("now\n")
            each.stdin.flush()
        went_on = [each.communicate(timeout=60)[0].split() for each in sessions]
        assert sorted(number for some in went_on for number in some) == numbers
        for number in numbers:
            view = desk.ticket(number)
            assert view.ticket.state is State.OPEN
            assert [event.happened_at for event in view.events if event.kind is EventKind.RESUMED] == [until]
        assert all(finding.good for finding in desk.examine())


def test_looking_for_waits_that_are_over_costs_one_query(store: DeskStore, queries: list[str]) -> None:
    """SITE-4: whatever the number of tickets, by an index."""
    with store.writing() as unit:
        examples.publish(unit)
        for n in range(20):
            later = examples.NOW + HOUR * 9
            more = {"state": State.WAITING, "resume_at": later, "requester_unit": "财务部"}
            examples.register(unit, f"IT{n}", **more)
    desk = Desk(ClockedStore(store, examples.NOW))
    queries.clear()
    assert desk.clocks.resume_due() == []
    assert len(queries) == 1
    queries.clear()
    with store.reading() as unit:
        assert unit.waits_over(examples.NOW + HOUR * 9, 5) == [f"IT{n}" for n in (0, 1, 10, 11, 12)]
        assert len(list(unit.unsettled_of(["财务部", "财务"]))) == 20
        assert list(unit.unsettled_of(["市场部"])) == []
    assert len(queries) == 3
