"""Doctor finds what somebody did to the database behind the desk's back."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DamagedDesk
from tui_desk.norms.loader import load_shipped
from tui_desk.store.desk_store import DeskStore


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE ticket SET priority_rank = 9",
        "UPDATE ticket SET record = '{}'",
        "UPDATE ticket SET record = replace(record, '无法登录', '可以登录')",
        "UPDATE event SET changes = '{\"summary\": \"别的\"}' WHERE kind = 'edited'",
        "DELETE FROM event",
    ],
)
def test_a_ticket_that_no_longer_equals_its_history_is_found(store: DeskStore, shift: Shift, harm: str) -> None:
    ticket = shift.register()
    shift.desk.edit(ticket.number, {"remark": "下午要用"}, by=shift.operator, seen=ticket.version)
    assert all(finding.good for finding in shift.desk.examine())
    with store.writing() as writing:
        writing.connection.execute(text(harm))
    assert [f.facts["number"] for f in shift.desk.examine() if not f.good] == [ticket.number]


@pytest.mark.parametrize(("fact", "value"), [("zone", "Mars/Olympus"), ("norm", "77"), ("norm", "x")])
def test_a_fact_that_cannot_be_is_said_by_the_desk_and_by_doctor(
    store: DeskStore, shift: Shift, fact: str, value: str
) -> None:
    with store.writing() as writing:
        writing.put_fact(fact, value)
    with pytest.raises(DamagedDesk):
        Desk(shift.clock).norm()
    with pytest.raises(DamagedDesk):
        list(shift.desk.examine())


def test_a_calendar_whose_holidays_end_soon_is_announced(shift: Shift) -> None:
    """The make-up workdays 调休 of a year are known only once the notice is out."""
    shift.desk.publish_norm(load_shipped("support-guide"), by=shift.lead)
    shift.clock.at = shanghai("2040-01-01 09:00")
    assert [finding.what for finding in shift.desk.examine() if not finding.good] == ["calendar"]
