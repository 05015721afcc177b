"""Tickets of another tool at the desk: whole histories, clocks by the norm, none twice (TKT-1, TKT-16)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.desk.conftest import MakeShift, Shift, shanghai
from tui_desk.desk.errors import NotAllowed
from tui_desk.desk.examining import examine
from tui_desk.desk.foreign import Tally
from tui_desk.domain.foreign_list import Filling, ForeignMap, Waits
from tui_desk.domain.ticket import EventKind, State

HEADS = ("no", "opened", "responded", "resolved", "closed", "first", "prio", "changed", "waits", "words", "unit")
VALUES = {"1": "urgent", "3": "medium", "4": "low"}
FIELDS = {
    "number": Filling("no"),
    "opened_at": Filling("opened"),
    "responded_at": Filling("responded"),
    "resolved_at": Filling("resolved"),
    "closed_at": Filling("closed"),
    "first_priority": Filling("first", values=VALUES),
    "priority": Filling("prio", values=VALUES),
    "priority_at": Filling("changed"),
    "summary": Filling("words"),
    "requester_unit": Filling("unit"),
}
PLAN = ForeignMap("tool", FIELDS, waits=Waits("waits", reason="等待用户"))
ROW = {"no": "INC01", "opened": "2023-09-20 09:00", "prio": "3", "words": "打印机卡纸"}
ENDED = {"responded": "2023-09-20 09:30", "resolved": "2023-09-20 15:00", "closed": "2023-09-21 10:00"}


def bring_in(shift: Shift, *rows: dict[str, str], plan: ForeignMap = PLAN, dry_run: bool = False) -> Tally:
    """Bring rows in; returns the tally at the end."""
    lines = [(n, [{**ROW, **row}.get(head, "") for head in HEADS]) for n, row in enumerate(rows, 2)]
    (*_, tally) = shift.desk.foreign.bring_in(plan, HEADS, iter(lines), by=shift.lead, dry_run=dry_run)
    return tally


def test_a_row_becomes_a_ticket_with_the_events_that_make_it(make_shift: MakeShift) -> None:
    """TKT-16, TKT-9: each thing at the time it happened, noted now; the fold is the ticket."""
    shift = make_shift("support-guide")
    bring_in(shift, {**ENDED, "waits": "2023-09-20 10:00/2023-09-20 11:00"})
    view = shift.desk.ticket("inc01")
    assert [event.kind.value for event in view.events] == [
        *("registered", "responded", "waiting", "resumed", "resolved", "closed")
    ]
    assert all(a.happened_at <= b.happened_at for a, b in pairwise(view.events))
    assert {event.noted_at for event in view.events} == {shift.clock.at}
    assert (view.ticket.foreign, view.ticket.number) == ("INC01", "TS-20230920-001")
    assert view.ticket.resolved_at == shanghai("2023-09-20 15:00")
    assert all(finding.good for finding in examine(shift.desk.store) if finding.what.startswith("ticket"))


def test_waits_are_pauses_of_the_clocks_by_the_norm(make_shift: MakeShift) -> None:
    """SLA-2: 中 8 h from 9:00 to 18:00; an hour of waiting moves the solution's due time by an hour."""
    shift = make_shift("support-guide")
    bring_in(shift, ENDED, {**ENDED, "no": "INC02", "waits": "2023-09-20 10:00/2023-09-20 11:00"})
    due = [{c.milestone: c for c in shift.desk.ticket(no).ticket.clocks}["resolve"] for no in ("INC01", "INC02")]
    assert due[0].due_at == shanghai("2023-09-20 17:00")
    assert due[1].due_at == shanghai("2023-09-20 18:00")
    assert [clock.reached_at for clock in due] == [shanghai("2023-09-20 15:00")] * 2
    assert [(p.because, p.until) for p in due[1].pauses] == [("等待用户", shanghai("2023-09-20 11:00"))]


def test_the_same_file_again_adds_nothing_and_a_longer_one_only_the_rest(make_shift: MakeShift) -> None:
    """TKT-1: one foreign number, one ticket, in whichever run; another tool's same number is another ticket."""
    shift = make_shift()
    assert bring_in(shift, ENDED).added == 1
    again = bring_in(shift, ENDED, {**ENDED, "no": "INC02"})
    assert (again.added, again.known) == (1, 1)
    other = ForeignMap("other tool", FIELDS, waits=PLAN.waits)
    assert bring_in(shift, ENDED, plan=other).added == 1
    with shift.desk.store.reading() as reading:
        assert len(list(reading.numbers())) == 3


def test_numbers_are_the_desks_own_by_the_day_of_the_opening(make_shift: MakeShift) -> None:
    """TKT-1: they go on where calls of that day stopped, and calls go on behind them."""
    shift = make_shift()
    mine = shift.register().number
    bring_in(shift, {"opened": "2023-10-01 08:00"}, {"no": "INC02"})
    assert (mine, shift.desk.ticket("INC01").ticket.number) == ("IT-20231001-001", "IT-20231001-002")
    assert shift.desk.ticket("INC02").ticket.number == "IT-20230920-001"
    assert shift.register("draft-2").number == "IT-20231001-003"


def test_a_priority_changes_when_it_did_or_is_the_final_one_from_the_start(make_shift: MakeShift) -> None:
    """TKT-7: with its time an event that moves the clocks; without one the first is kept beside the final."""
    shift = make_shift()
    bring_in(
        shift,
        {**ENDED, "first": "4", "prio": "1", "changed": "2023-09-20 09:10"},
        {**ENDED, "no": "INC02", "first": "4", "prio": "1"},
    )
    timed, untimed = (shift.desk.ticket(number) for number in ("INC01", "INC02"))
    assert EventKind.REPRIORITISED in {event.kind for event in timed.events}
    assert timed.events[0].changes["priority"] == "low"
    assert (untimed.ticket.priority, untimed.ticket.proposed_priority) == ("urgent", "low")
    for view in (timed, untimed):
        respond = next(c for c in view.ticket.clocks if c.milestone == "respond" and c.cancelled_at is None)
        assert respond.due_at == shanghai("2023-09-20 09:30")


def test_nobody_is_warned_of_what_is_long_over(make_shift: MakeShift) -> None:
    """CALL-14: closed tickets bring no clock that runs, open ones no warning that was due before they came."""
    shift = make_shift()
    bring_in(shift, {**ENDED, "resolved": ""}, {"no": "INC02"})
    closed, running = (shift.desk.ticket(number).ticket for number in ("INC01", "INC02"))
    assert (closed.state, closed.resolved_at) == (State.CLOSED, None)
    assert all(clock.over for clock in closed.clocks)
    assert running.state is State.OPEN
    assert running.clocks
    assert all(mark.at > shift.clock.at for clock in running.clocks for mark in clock.marks)
    assert not closed.promises


def test_a_ticket_that_waits_still_can_be_gone_on_with(make_shift: MakeShift) -> None:
    """SITE-4: what came in open lives on like any other."""
    shift = make_shift()
    bring_in(shift, {"waits": "2023-09-30 10:00/"})
    ticket = shift.desk.ticket("INC01").ticket
    assert (ticket.state, ticket.waiting_for) == (State.WAITING, "等待用户")
    gone_on = shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    assert gone_on.state is State.OPEN
    assert all(finding.good for finding in examine(shift.desk.store) if finding.what.startswith("ticket"))


def test_what_is_private_is_masked_everywhere(make_shift: MakeShift) -> None:
    """TKT-15: words, and a number that is somebody's."""
    shift = make_shift()
    private = "11010519491231002X"
    bring_in(shift, {"words": f"身份证 {private} 登录不了", "no": private})
    with shift.desk.store.reading() as reading:
        (number,) = reading.numbers()
        texts = [str(reading.ticket(number)), *map(str, reading.events(number))]
    assert not [text for text in texts if private in text]


def test_a_dry_run_counts_and_writes_nothing(make_shift: MakeShift) -> None:
    """TKT-16: what would happen, by state, level and month; and what is wrong."""
    shift = make_shift()
    tally = bring_in(shift, ENDED, {"no": "INC02", "prio": "1"}, {"no": "INC03", "opened": "?"}, dry_run=True)
    assert (tally.added, tally.wrong) == (2, 1)
    assert tally.states == {"closed": 1, "open": 1}
    assert tally.priorities == {"medium": 1, "urgent": 1}
    assert tally.months == {"2023-09": 2}
    with shift.desk.store.reading() as reading:
        assert not list(reading.numbers())


def test_the_feed_tells_of_what_the_queue_shows_only(make_shift: MakeShift) -> None:
    """TKT-16: thousands of old tickets wake no screen; an open one does."""
    shift = make_shift()
    feed = shift.desk.store.feed()
    bring_in(shift, *({**ENDED, "no": f"INC{n:03d}"} for n in range(150)), {"no": "OPEN"})
    assert [(change.entity, change.key) for change in feed.poll()] == [("ticket", "IT-20230920-151")]


def test_holidays_that_the_calendar_does_not_know_are_said(make_shift: MakeShift) -> None:
    """SLA-2: a norm published in 2023 knows nothing of the holidays of 2016."""
    shift = make_shift("support-guide")
    tally = bring_in(shift, {"opened": "2016-10-03 10:00"})
    assert tally.notices["holidays"] == 1
    assert not bring_in(shift, {"no": "INC02"}).notices


def test_batches_shrink_and_grow_by_what_they_took(make_shift: MakeShift) -> None:
    """CALL-4: calls go on being registered while old tickets come in."""
    shift = make_shift()
    importing = shift.desk.foreign.importing(PLAN, HEADS, by=shift.lead)
    importing.adapt(100, timedelta(milliseconds=500))
    assert importing.size == 10
    importing.adapt(10, timedelta(milliseconds=1))
    assert importing.size == 20
    assert importing.tally.longest_hold == timedelta(milliseconds=500)


def test_only_those_may_who_answer_for_the_desk(make_shift: MakeShift) -> None:
    """DESK-14."""
    shift = make_shift()
    with pytest.raises(NotAllowed):
        next(iter(shift.desk.foreign.bring_in(PLAN, HEADS, iter(()), by=shift.engineer)))


def test_a_reopened_import_has_new_clocks_with_warnings(make_shift: MakeShift) -> None:
    """TKT-12: reopened at this desk it is a ticket like any other."""
    shift = make_shift()
    bring_in(shift, ENDED)
    ticket = shift.desk.ticket("INC01").ticket
    again = shift.desk.reopen(ticket.number, "又坏了", "", by=shift.operator, seen=ticket.version)
    assert [clock.cycle for clock in again.clocks if not clock.over] == [2] * sum(not c.over for c in again.clocks)
    assert any(not clock.over for clock in again.clocks)
    assert again.opened_at == datetime(2023, 9, 20, 1, tzinfo=UTC)
