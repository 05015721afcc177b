"""Warnings of clocks at the desk, on both databases: raised once, in time, to the right people (CALL-14, TKT-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text

from tests.desk.conftest import MakeShift, Shift
from tui_desk.desk.due_work import DueWork
from tui_desk.desk.ports import Change
from tui_desk.domain.alert import Alert
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import DispatchRules, WarningRule
from tui_desk.store.desk_store import DeskStore

MINUTE = timedelta(minutes=1)
WARNINGS = (
    WarningRule(0.5, ("assignee",)),
    WarningRule(0.75, ("assignee", "managers")),
    WarningRule(1.0, ("assignee", "managers", "service_centre")),
)


@pytest.fixture
def shift(make_shift: MakeShift) -> Shift:
    """A desk of 001 that warns at half, three quarters and the end of a target; an urgent one has 30 minutes."""
    shift = make_shift()
    norm = replace(shift.desk.norm(), warnings=WARNINGS, level_sets=(), dispatch=DispatchRules())
    shift.desk.publish_norm(norm, by=shift.lead)
    return shift


@pytest.fixture
def said(store: DeskStore) -> list[str]:
    """Every statement that is said to the database."""
    statements: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    engines = {store.database.writing, store.database.reading} if store.kind == "sqlite" else {store.database.writing}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    return statements


def urgent(shift: Shift, draft: str = "draft-1") -> Ticket:
    """An urgent ticket that just came in, the engineer's."""
    ticket = shift.register(draft, scope="core")
    return shift.desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=ticket.version)


def shares(alerts: object) -> list[float]:
    return [alert.share for alert in alerts if alert.share]  # type: ignore[attr-defined] # a sequence of alerts


def of_ticket(shift: Shift, number: str) -> list[Alert]:
    return [view.alert for view in shift.desk.alerts.of_ticket(number)]


def test_a_warning_is_raised_at_its_mark_once_and_the_feed_tells_it(shift: Shift) -> None:
    """CALL-14: not before its instant, never twice."""
    ticket, feed = urgent(shift), shift.desk.store.feed()
    shift.clock.forward(15 * MINUTE - timedelta(seconds=1))
    assert shift.desk.alerts.raise_due() == []
    shift.clock.forward(timedelta(seconds=1))
    [alert] = shift.desk.alerts.raise_due()
    assert (alert.ticket, alert.milestone, alert.share) == (ticket.number, "respond", 0.5)
    assert (alert.at, alert.raised_at, alert.assignee) == (shift.clock.at, shift.clock.at, "SW003")
    assert shift.desk.alerts.raise_due() == []
    assert Change("alert", alert.id) in feed.poll()


def test_marks_that_passed_while_nobody_ran_are_each_raised(shift: Shift) -> None:
    """CALL-14: nobody was there for the night; nothing is left out."""
    ticket = urgent(shift)
    shift.clock.forward(3 * 60 * MINUTE)
    assert shares(shift.desk.alerts.raise_due()) == [0.5, 0.75, 1.0]
    assert shares(of_ticket(shift, ticket.number)) == [0.5, 0.75, 1.0]


def test_what_was_raised_stays_so_when_the_ticket_is_saved_again_and_costs_no_further_work(
    shift: Shift, said: list[str]
) -> None:
    """CALL-14: saving writes the clocks anew; what was raised is not due again, and nobody writes for it."""
    ticket = urgent(shift)
    shift.clock.forward(16 * MINUTE)
    shift.desk.alerts.raise_due()
    shift.desk.wait(ticket.number, "等用户", by=shift.lead, seen=ticket.version)
    shift.clock.forward(MINUTE)
    ticket = shift.desk.go_on(ticket.number, by=shift.lead, seen=None)
    assert shift.desk.alerts.next_due_work() == next(c for c in ticket.clocks if c.milestone == "respond").marks[1].at
    said.clear()
    assert shift.desk.alerts.raise_due() == []
    assert not any(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement in said)
    shift.clock.forward(3 * 60 * MINUTE)
    assert shares(shift.desk.alerts.raise_due()) == [0.75, 1.0]


def test_a_mark_that_would_pass_while_waiting_moves_with_the_clock(shift: Shift) -> None:
    """CALL-14: never raised while the clock stands still; later by as long as it stood."""
    ticket = urgent(shift)
    shift.desk.wait(ticket.number, "等用户", by=shift.lead, seen=ticket.version)
    shift.clock.forward(2 * 60 * MINUTE)
    assert shift.desk.alerts.next_due_work() is None
    assert shift.desk.alerts.raise_due() == []
    shift.desk.go_on(ticket.number, by=shift.lead, seen=None)
    assert shift.desk.alerts.raise_due() == []
    shift.clock.forward(15 * MINUTE)
    assert shares(shift.desk.alerts.raise_due()) == [0.5]


def test_another_target_warns_anew(shift: Shift) -> None:
    """CALL-14, TKT-7: a higher priority has nearer marks; of those that lie behind all hear at once, of the gravest."""
    ticket = shift.register("draft-2", scope="department")
    shift.clock.forward(61 * MINUTE)
    assert shares(shift.desk.alerts.raise_due()) == [0.5]
    shift.desk.reprioritise(ticket.number, "urgent", "范围扩大", by=shift.lead, seen=ticket.version)
    [alert] = shift.desk.alerts.raise_due()
    assert alert.share == 1.0
    assert {"assignee", "managers", "service_centre"} <= set(alert.to)


def test_nobody_is_warned_of_what_is_reached_or_closed(shift: Shift) -> None:
    """CALL-14: a clock that was met, and a closed ticket, are silent."""
    ticket = urgent(shift)
    shift.clock.forward(10 * MINUTE)
    ticket = shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    shift.clock.forward(24 * 60 * MINUTE)
    assert not any(alert.milestone == "respond" for alert in shift.desk.alerts.raise_due())


def test_the_duty_manager_hears_of_an_urgent_ticket_at_once_and_when_it_becomes_urgent(shift: Shift) -> None:
    """TKT-8: at registration and when the priority goes up, in the same transaction."""
    first = shift.register("draft-1", scope="core")
    [alert] = of_ticket(shift, first.number)
    assert (alert.milestone, alert.to, alert.share) == ("priority", ("managers",), 0.0)
    second = shift.register("draft-2", scope="department")
    assert of_ticket(shift, second.number) == []
    changed = shift.desk.reprioritise(second.number, "urgent", "范围扩大", by=shift.lead, seen=second.version)
    shift.desk.reprioritise(second.number, "low", "误报", by=shift.lead, seen=changed.version)
    assert len(of_ticket(shift, second.number)) == 1
    assert shift.register("draft-1", scope="core").number == first.number
    assert len(of_ticket(shift, first.number)) == 1


def test_whose_tickets_are_in_danger(shift: Shift) -> None:
    """CALL-14: the assignee's; what nobody has is everybody's who takes calls; managers look after the urgent ones."""
    mine, nobodys = urgent(shift), shift.register("draft-2", scope="department")

    def in_danger(officer: Officer) -> set[str]:
        return set(shift.desk.alerts.endangered(officer))

    assert in_danger(shift.engineer) == set()
    shift.clock.forward(70 * MINUTE)
    shift.desk.alerts.raise_due()
    assert in_danger(shift.engineer) == {mine.number}
    assert in_danger(shift.operator) == {nobodys.number}
    assert in_danger(shift.lead) == {mine.number, nobodys.number}
    assert shift.desk.alerts.endangered(shift.lead, [nobodys.number, "none"]) == {nobodys.number}
    shift.desk.take(nobodys.number, by=shift.operator, seen=nobodys.version)
    assert in_danger(shift.lead) == {mine.number}
    ticket = shift.desk.respond(mine.number, by=shift.engineer, seen=mine.version, late_reason="占线")
    assert in_danger(shift.engineer) == set() or any(c.milestone != "respond" for c in ticket.clocks)


def test_a_damaged_ticket_keeps_nobody_elses_warning(shift: Shift, store: DeskStore) -> None:
    """CALL-14: what cannot be read is looked at once, not again and again."""
    damaged, sound = urgent(shift), urgent(shift, "draft-2")
    with store.writing() as unit:
        unit.connection.execute(text("UPDATE ticket SET record = '{' WHERE number = :n"), {"n": damaged.number})
    shift.clock.forward(16 * MINUTE)
    assert [alert.ticket for alert in shift.desk.alerts.raise_due()] == [sound.number]
    assert shift.desk.alerts.raise_due() == []


def test_the_next_warning_of_a_ticket_and_whom_it_goes_to(shift: Shift) -> None:
    """CALL-14: known before it comes."""
    ticket = urgent(shift)
    first = shift.desk.alerts.next_of(ticket.number)
    assert first is not None
    assert (first.share, first.at, first.to) == (0.5, ticket.opened_at + 15 * MINUTE, ("assignee", "managers"))
    assert shift.desk.alerts.next_of("none") is None


def test_a_process_asks_only_when_something_may_be_due(
    shift: Shift, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-14: a quiet minute costs two questions; a ticket that changes one; at the mark the warning is raised."""
    elapsed = [0.0]
    monkeypatch.setattr("tui_desk.desk.due_work.time.monotonic", lambda: elapsed[0])
    ticket = urgent(shift)
    work = DueWork(shift.desk)
    said.clear()
    for _ in range(240):  # four looks a second
        elapsed[0] += 0.25
        work.do()
    assert len(said) <= 3
    said.clear()
    work.do([Change("ticket", ticket.number)])
    work.do([Change("person", "1")])
    assert len(said) == 1
    shift.clock.forward(15 * MINUTE)
    shift.clock.forward(timedelta(seconds=1))
    work.do()
    assert shares(of_ticket(shift, ticket.number)) == [0.5]


def test_due_work_lets_waits_end_before_it_warns(shift: Shift) -> None:
    """CALL-14, SITE-4: a wait that ended in the night and the warning after it come in one look."""
    ticket = urgent(shift)
    until = shift.clock.at + 60 * MINUTE
    shift.desk.wait(ticket.number, "等用户", by=shift.lead, seen=ticket.version, until=until)
    shift.clock.forward(76 * MINUTE)
    DueWork(shift.desk, start=-1).do()
    assert shares(of_ticket(shift, ticket.number)) == [0.5]
