"""What falls due by itself costs nothing where it cannot be done (CALL-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text

from tests.desk.conftest import MakeShift, Shift
from tests.desk.test_clock_verbs import norm
from tui_desk.desk.due_work import DueWork
from tui_desk.norms.models import WarningRule
from tui_desk.store.desk_store import DeskStore

HOUR = timedelta(hours=1)


@pytest.fixture
def shift(make_shift: MakeShift) -> Shift:
    """A desk with every milestone, that warns at half of a target."""
    shift = make_shift()
    shift.desk.publish_norm(replace(norm(), warnings=(WarningRule(0.5, ("assignee",)),)), by=shift.lead)
    return shift


def statements(shift: Shift, store: DeskStore, times: int) -> int:
    """How many statements so many looks take, after the first has done what it could."""
    counted = [0]

    def count(_c: Connection, _cursor: object, statement: str, *_more: object) -> None:
        counted[0] += not statement.startswith("BEGIN")

    work = DueWork(shift.desk, start=-1)
    work.do()
    for engine in {store.database.writing, store.database.reading}:
        event.listen(engine, "before_cursor_execute", count)
    for _ in range(times):
        work.do()
    return counted[0]


def test_the_form_of_a_closed_ticket_warns_nobody_and_keeps_no_process_busy(shift: Shift, store: DeskStore) -> None:
    """SLA-9, CALL-14: its clock goes on after closing; what nobody hears of is not looked for again and again."""
    ticket = shift.register()
    shift.desk.stamp(ticket.number, "visit_ended", by=shift.engineer, seen=None)
    ticket = shift.desk.resolve(ticket.number, "solved", "换主板", by=shift.engineer, seen=2)
    ticket = shift.desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    assert [clock.milestone for clock in ticket.clocks if not clock.over] == ["form"]
    shift.clock.forward(30 * HOUR)
    assert statements(shift, store, 50) == 0
    assert shift.desk.alerts.of_ticket(ticket.number) == []
    assert shift.desk.alerts.next_due_work() is None


def test_a_damaged_ticket_whose_wait_is_over_is_looked_at_now_and_then(shift: Shift, store: DeskStore) -> None:
    """SITE-4: it cannot go on; the others do, and nobody asks for it four times a second."""
    damaged, sound = shift.register(), shift.register("draft-2")
    for each in (damaged, sound):
        shift.desk.wait(
            each.number, "等用户", by=shift.engineer, seen=each.version, kind="user", until=shift.clock.at + HOUR
        )
    with store.writing() as unit:
        unit.connection.execute(text("UPDATE ticket SET record = '{' WHERE number = :n"), {"n": damaged.number})
    shift.clock.forward(HOUR + timedelta(seconds=1))
    looks = statements(shift, store, 50)
    assert shift.desk.ticket(sound.number).ticket.resume_at is None
    assert looks <= 14
