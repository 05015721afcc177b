"""Reports in one line at the desk: understood, refused with what is missing, carried out (SITE-2, SITE-4)."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk import said
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import EventKind, State, Ticket
from tui_desk.store.desk_store import DeskStore

MINUTE = timedelta(minutes=1)
NETWORK = Officer("NT002", "王建国", "wangjg", frozenset({Role.ENGINEER}))


@pytest.fixture
def store(sqlite_store: DeskStore) -> DeskStore:
    """What is said has nothing to do with the kind of database."""
    return sqlite_store


@pytest.fixture
def ticket(shift: Shift) -> Ticket:
    """A ticket that was offered to 陈工 half an hour ago."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    ticket = shift.register()
    ticket = shift.desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=ticket.version)
    shift.clock.forward(30 * MINUTE)
    return ticket


def tell(shift: Shift, line: str, by: Officer, in_hand: str = "") -> Ticket:
    """Report a line, which is understood."""
    understood = said.understand(shift.desk, line, by=by, in_hand=in_hand)
    assert understood is not None
    assert understood.trouble == ""
    return said.carry_out(shift.desk, understood, by=by)


def trouble(shift: Shift, line: str, by: Officer, in_hand: str = "") -> str:
    understood = said.understand(shift.desk, line, by=by, in_hand=in_hand)
    return understood.trouble if understood is not None else "no report"


def test_an_operator_stamps_a_whole_visit_for_the_engineer_on_the_telephone(shift: Shift, ticket: Ticket) -> None:
    """SITE-2, SITE-4: offered, accepted, departed, arrived, done; by whom it was typed, and whom it is about."""
    began, operator = ticket.offers[0].at, shift.operator
    after = tell(shift, "SW003 接单 -25m", operator)
    assert (after.offers[-1].answer, after.offers[-1].answered_at) == ("accepted", began + 5 * MINUTE)
    tell(shift, "chengong 出发 001 -20m", operator)
    tell(shift, f"陈工 到场 {ticket.number} 9:35", operator)
    after = tell(shift, "陈工 离开 更换电源", operator)
    assert {what: (at - began) // MINUTE for what, at in after.stamps.items() if what != "handover"} == {
        "depart": 10, "arrive": 20, "visit_ended": 30
    }  # fmt: skip
    event = shift.desk.ticket(ticket.number).events[-1]
    assert (event.kind, event.by, event.note) == (EventKind.STAMPED, "OP001", "SW003 陈工: 更换电源")


def test_an_engineer_says_it_for_oneself_about_the_ticket_in_hand(shift: Shift, ticket: Ticket) -> None:
    """SITE-4: a departure accepts; 完成 without a visit is the solution, which has to be told."""
    assert tell(shift, "出发", shift.engineer, ticket.number).offers[-1].answer == "accepted"
    other = shift.register("draft-2")
    other = shift.desk.take(other.number, by=shift.engineer, seen=other.version)
    assert trouble(shift, f"完成 {other.number}", shift.engineer)
    done = tell(shift, f"完成 {other.number} 已重置密码", shift.engineer)
    assert (done.state, done.solution) == (State.RESOLVED, "已重置密码")


@pytest.mark.parametrize("line", ["王建国 到场 001", "NT002 接单 001", "李四 到场 099", "王工 到场"])
def test_what_is_missing_is_said_and_nothing_is_noted(shift: Shift, ticket: Ticket, line: str) -> None:
    """SITE-4: not theirs, not offered to them, no such ticket, none named."""
    assert trouble(shift, line, shift.operator)
    assert trouble(shift, line, shift.engineer)
    assert len(shift.desk.ticket(ticket.number).events) == 2


def test_a_deed_alone_is_a_report_only_about_ones_own_ticket(shift: Shift, ticket: Ticket) -> None:
    """SITE-4: else it is a word by which an action is looked for."""
    assert said.understand(shift.desk, "到场", by=shift.operator, in_hand=ticket.number) is None
    assert said.understand(shift.desk, "到场", by=shift.engineer, in_hand=ticket.number) is not None


def test_what_will_be_noted_is_said_first(shift: Shift, ticket: Ticket) -> None:
    """SITE-4: who, when, what, which ticket."""
    understood = said.understand(shift.desk, "陈工 到场 001 9:20", by=shift.operator)
    assert understood is not None
    words = said.in_words(understood, ZoneInfo("Asia/Shanghai"), shift.clock.at)
    assert all(part in words for part in ("陈工", "09:20", ticket.number))
