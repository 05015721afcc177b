"""The verbs that move clocks, on both databases: each case as it comes up at a desk (SITE-4, TKT-7, 9, 10, 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.desk.conftest import MakeShift, Shift
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, StaleTicket, WrongState
from tui_desk.desk.resuming import waits
from tui_desk.domain.person import Unit
from tui_desk.domain.ticket import Clock, State, Ticket
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Choice, Level, LevelSet, Norm, Target, Waiting, WarningRule, Words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAME = Words("某", "some")


def norm() -> Norm:
    """001 with every milestone, on the clock of 24 hours: short ones for an external customer, longer if complex."""

    def targets(hours: int) -> dict[str, Target]:
        of = {"handover": 24, "respond": 1, "assess": 2, "workaround": 3, "resolve": hours}
        all_day = {milestone: Target("always", timedelta(hours=hour)) for milestone, hour in of.items()}
        visit = {
            "depart": Target("always", HOUR, starts="remote_failed"),
            "form": Target("always", 48 * HOUR, starts="visit_ended"),
        }
        return {**all_day, **visit}

    levels = (Level(targets(6), code="outside", when={"customer": ("external",)}),)  # type: ignore[arg-type] # milestones
    hard = (Level(targets(40), code="hard", when={"complexity": ("complex",)}),)  # type: ignore[arg-type]
    plain = (Level(targets(8), code="plain"),)  # type: ignore[arg-type]
    return replace(
        load_shipped("it-team"),
        levels=(),
        level_sets=tuple(LevelSet(each[0].code, NAME, "001", each) for each in (levels, hard, plain)),
        complexities=(Choice("ordinary", NAME), Choice("complex", NAME)),
        waits=(Waiting("user", NAME), Waiting("parts", NAME, pauses=False)),
        warnings=(WarningRule(0.5, ("assignee",)), WarningRule(0.9, ("managers",), priorities=("urgent",))),
    )


@pytest.fixture
def shift(make_shift: MakeShift) -> Shift:
    """A desk under that norm."""
    shift = make_shift()
    shift.desk.publish_norm(norm(), by=shift.lead)
    return shift


def clock(ticket: Ticket, milestone: str, turn: int = 1) -> Clock:
    """A clock of the newest cycle."""
    cycle = max(each.cycle for each in ticket.clocks)
    return next(c for c in ticket.clocks if (c.milestone, c.cycle, c.turn) == (milestone, cycle, turn))


def stamp(shift: Shift, what: str, at: datetime | None = None, *, draft: str = "draft-1", **more: object) -> Ticket:
    """Noted by the engineer on the ticket of a draft, as it stands."""
    ticket = shift.register(draft)
    return shift.desk.stamp(ticket.number, what, at, by=shift.engineer, seen=None, **more)  # type: ignore[arg-type]


def wait(shift: Shift, ticket: Ticket, kind: str = "user", until: datetime | None = None) -> Ticket:
    """The ticket, waiting."""
    seen = ticket.version
    return shift.desk.wait(ticket.number, "等用户", by=shift.engineer, seen=seen, kind=kind, until=until)


def test_a_response_noted_after_the_fact_ends_its_clock_before_the_wait(shift: Shift) -> None:
    """TKT-9: contacted at 20 minutes, waiting since 30, noted at 90: in time, and its clock never stood still."""
    ticket = shift.register()
    shift.clock.forward(30 * MINUTE)
    ticket = wait(shift, ticket)
    shift.clock.forward(HOUR)
    at = ticket.opened_at + 20 * MINUTE
    ticket = shift.desk.respond(ticket.number, at, by=shift.engineer, seen=ticket.version)
    reached = clock(ticket, "respond")
    assert (reached.reached_at, reached.pauses, reached.due_at) == (at, (), ticket.opened_at + HOUR)
    assert ticket.state is State.WAITING
    assert clock(ticket, "resolve").paused_at is not None


def test_what_happened_in_the_wait_ends_the_pause_of_its_own_clock_alone(shift: Shift) -> None:
    """TKT-9, SITE-4."""
    ticket = wait(shift, shift.register())
    shift.clock.forward(2 * HOUR)
    ticket = stamp(shift, "workaround", ticket.opened_at + HOUR)
    assert clock(ticket, "workaround").pauses[0].until == ticket.opened_at + HOUR
    assert clock(ticket, "resolve").paused_at == ticket.opened_at


def test_each_late_milestone_asks_for_a_reason_of_its_own(shift: Shift) -> None:
    """TKT-10: the reason of the response answers for the response, not for the assessment."""
    ticket = shift.register()
    shift.clock.forward(2 * HOUR + MINUTE)
    desk, engineer = shift.desk, shift.engineer
    with pytest.raises(AnswerMissing) as error:
        stamp(shift, "assess")
    assert error.value.facts["code"] == "late_reason"
    stamp(shift, "assess", late_reason="等日志")
    with pytest.raises(AnswerMissing):
        desk.respond(ticket.number, by=engineer, seen=2)
    ticket = desk.respond(ticket.number, by=engineer, seen=2, late_reason="电话占线")
    assert (clock(ticket, "assess").late_reason, clock(ticket, "respond").late_reason) == ("等日志", "电话占线")
    assert ticket.late_reason == "电话占线"
    shift.clock.forward(HOUR)
    with pytest.raises(AnswerMissing):
        desk.resolve(ticket.number, "solved", "重启", by=engineer, seen=ticket.version)
    ticket = desk.resolve(ticket.number, "solved", "重启", by=engineer, seen=ticket.version, late_reason="无备件")
    assert clock(ticket, "workaround").late_reason == "无备件"
    assert clock(ticket, "resolve").late_reason == ""


def test_a_norm_that_asks_no_reason_gets_none(make_shift: MakeShift) -> None:
    """TKT-10: the norm says so."""
    shift = make_shift()
    shift.desk.publish_norm(replace(norm(), late_response_needs_reason=False), by=shift.lead)
    shift.register()
    shift.clock.forward(3 * HOUR)
    assert clock(stamp(shift, "assess"), "assess").reached_at == shift.clock.at


def test_remote_help_that_failed_twice_sets_one_departure_going_and_a_second_visit_another(shift: Shift) -> None:
    """SLA-2, SITE-4: the newest time stands on the ticket, both in its history."""
    shift.register()
    ticket = stamp(shift, "remote_failed")
    shift.clock.forward(10 * MINUTE)
    ticket = stamp(shift, "remote_failed")
    assert [c.due_at for c in ticket.clocks if c.milestone == "depart"] == [ticket.opened_at + HOUR]
    ticket = stamp(shift, "depart")
    shift.clock.forward(HOUR)
    ticket = stamp(shift, "remote_failed")
    first, second = (clock(ticket, "depart", turn) for turn in (1, 2))
    assert first.reached_at == ticket.opened_at + 10 * MINUTE
    assert (second.reached_at, second.due_at) == (None, shift.clock.at + HOUR)
    ticket = stamp(shift, "depart")
    assert ticket.stamps["depart"] == clock(ticket, "depart", 2).reached_at == shift.clock.at
    noted = [
        e.changes["stamps"]["depart"]
        for e in shift.desk.ticket(ticket.number).events
        if "depart" in e.changes.get("stamps", {})
    ]
    assert noted[0] != noted[-1]


def test_a_clock_that_begins_while_the_ticket_waits_stands_still_too(shift: Shift) -> None:
    """SLA-2: noted in a second wait as of before the first, its clock stood still in both."""
    ticket = shift.register()
    for _ in range(2):
        shift.clock.forward(10 * MINUTE)
        ticket = wait(shift, ticket)
        shift.clock.forward(20 * MINUTE)
        if len(waits(shift.desk.ticket(ticket.number).events)) == 1:
            ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=None)
    ticket = stamp(shift, "remote_failed", ticket.opened_at)
    depart = clock(ticket, "depart")
    assert [pause.until is None for pause in depart.pauses] == [False, True]
    assert depart.due_at == ticket.opened_at + HOUR + 20 * MINUTE
    assert depart.paused_at == ticket.opened_at + 40 * MINUTE


def test_the_form_is_owed_after_the_solution_and_after_closing(shift: Shift) -> None:
    """SLA-9: solving reaches everything but the form, whose clock goes on; it can be noted on a closed ticket."""
    ticket = shift.register()
    ticket = stamp(shift, "visit_ended")
    ticket = shift.desk.resolve(ticket.number, "solved", "换主板", by=shift.engineer, seen=ticket.version)
    assert {c.milestone for c in ticket.clocks if not c.over} == {"form"}
    ticket = shift.desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    shift.clock.forward(47 * HOUR)
    assert clock(stamp(shift, "form"), "form").reached_at == shift.clock.at
    with pytest.raises(WrongState):
        stamp(shift, "form")


def test_reopening_begins_anew_with_remote_help_and_is_handed_over_already(shift: Shift) -> None:
    """TKT-12, CALL-14."""
    stamp(shift, "remote_failed")
    ticket = shift.desk.take(shift.register().number, by=shift.engineer, seen=2)
    ticket = shift.desk.resolve(ticket.number, "solved", "重启", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR)
    ticket = shift.desk.reopen(ticket.number, "又坏了", "", by=shift.operator, seen=ticket.version)
    new = {c.milestone: c for c in ticket.clocks if c.cycle == 2}
    assert "depart" not in new
    assert new["handover"].reached_at == shift.clock.at
    assert new["resolve"].due_at == shift.clock.at + 8 * HOUR
    assert all(c.over for c in ticket.clocks if c.cycle == 1)
    again = stamp(shift, "remote_failed")
    assert clock(again, "depart").cycle == 2


def test_a_ticket_that_is_taken_is_handed_over(shift: Shift) -> None:
    """CALL-14: not by its first taker; late, nobody is asked why."""
    ticket = shift.register()
    shift.clock.forward(25 * HOUR)
    assert "handover" not in shift.desk.take(ticket.number, by=shift.operator, seen=None).stamps  # type: ignore[arg-type]
    ticket = shift.desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=2)
    assert clock(ticket, "handover").reached_at == ticket.stamps["handover"] == shift.clock.at


def test_an_assessment_tells_the_complexity_and_by_when(shift: Shift) -> None:
    """SLA-4, TKT-19: one event; the solution is due later, and the user was promised when."""
    ticket = shift.register()
    by_when = shift.clock.at + 30 * HOUR
    ticket = stamp(shift, "assess", words="换服务器", complexity="complex", promised_for=by_when)
    assert (ticket.complexity, ticket.version) == ("complex", 2)
    assert clock(ticket, "resolve").due_at == ticket.opened_at + 40 * HOUR
    assert [(p.words, p.due_at) for p in ticket.promises] == [("换服务器", by_when)]
    with pytest.raises(BadMoment) as error:
        stamp(shift, "assess", promised_for=ticket.opened_at - HOUR)
    assert error.value.facts["code"] == "promised_for"
    with pytest.raises(BadValue):
        stamp(shift, "assess", complexity="weird")


def test_a_wait_that_the_norm_lets_count_stops_no_clock(shift: Shift) -> None:
    """SITE-4; and what it waits for must be one of the norm's."""
    ticket = shift.register()
    with pytest.raises(BadValue):
        wait(shift, ticket, "weather")
    with pytest.raises(BadMoment):
        wait(shift, ticket, until=shift.clock.at)
    ticket = wait(shift, ticket, "parts", shift.clock.at + HOUR)
    assert ticket.state is State.WAITING
    assert not any(c.paused_at for c in ticket.clocks)
    shift.clock.forward(2 * HOUR)
    assert shift.desk.clocks.resume_due() == [ticket.number]


def test_going_on_as_of_a_time_in_the_wait(shift: Shift) -> None:
    """TKT-9: neither before it began, nor after it was to end by itself."""
    ticket = shift.register()
    shift.clock.forward(10 * MINUTE)
    ticket = wait(shift, ticket, until=shift.clock.at + HOUR)
    shift.clock.forward(2 * HOUR)
    with pytest.raises(BadMoment):
        shift.desk.go_on(ticket.number, by=shift.engineer, seen=None, at=ticket.opened_at + MINUTE)
    went_on = ticket.opened_at + 30 * MINUTE
    ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=None, at=went_on)
    assert clock(ticket, "resolve").due_at == ticket.opened_at + 8 * HOUR + 20 * MINUTE
    ticket = wait(shift, ticket, until=shift.clock.at + HOUR)
    shift.clock.forward(2 * HOUR)
    ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=None)
    assert waits(shift.desk.ticket(ticket.number).events)[-1].until == shift.clock.at - HOUR


def test_another_priority_while_it_waits_keeps_the_wait(shift: Shift) -> None:
    """TKT-7; whom the norm warns of an urgent one is warned though the service level is the same."""
    ticket = shift.register()
    shift.clock.forward(10 * MINUTE)
    ticket = wait(shift, ticket)
    ticket = shift.desk.reprioritise(ticket.number, "urgent", "交换机", by=shift.engineer, seen=ticket.version)
    assert clock(ticket, "resolve").paused_at == shift.clock.at
    assert [mark.to for mark in clock(ticket, "resolve").marks] == [("assignee",), ("managers",)]


@pytest.mark.parametrize(("field", "value", "hours"), [("customer", "external", 6), ("complexity", "complex", 40)])
def test_an_edited_field_moves_the_clocks_as_it_was_shown_before(
    shift: Shift, field: str, value: str, hours: int
) -> None:
    """TKT-7, SLA-3."""
    ticket = shift.register()
    shown = shift.desk.clocks.preview(ticket.number, fields={field: value}, by=shift.operator)
    assert shift.desk.ticket(ticket.number).ticket == ticket
    edited = shift.desk.edit(ticket.number, {field: value}, by=shift.operator, seen=1)
    assert clock(edited, "resolve").due_at == ticket.opened_at + hours * HOUR
    told = {change.milestone: change for change in shown}
    assert (told["resolve"].after, told["resolve"].how) == (clock(edited, "resolve").due_at, "recompute")
    assert told["respond"].how == "same"


@pytest.mark.parametrize("how", ["forward", "reset"])
def test_what_the_policy_does_is_shown_before(make_shift: MakeShift, how: str) -> None:
    """TKT-7: an hour is gone; carried forward seven of eight are left, reset none is spent."""
    shift = make_shift()
    shift.desk.publish_norm(replace(norm(), on_change=how), by=shift.lead)  # type: ignore[arg-type] # an OnChange
    ticket = shift.register()
    shift.clock.forward(HOUR / 2)
    shown = shift.desk.clocks.preview(ticket.number, fields={"customer": "external"}, by=shift.operator)
    told = next(change for change in shown if change.milestone == "resolve")
    assert (told.how, told.before) == (how, ticket.opened_at + 8 * HOUR)
    assert told.after == shift.clock.at + 6 * HOUR - (HOUR / 2 if how == "forward" else timedelta(0))
    edited = shift.desk.edit(ticket.number, {"customer": "external"}, by=shift.operator, seen=1)
    assert clock(edited, "resolve", 2).due_at == told.after


def test_reopening_is_shown_before(shift: Shift) -> None:
    """TKT-12."""
    ticket = shift.register()
    shift.desk.resolve(ticket.number, "solved", "重启", by=shift.engineer, seen=1)
    shown = shift.desk.clocks.preview(ticket.number, priority="urgent", by=shift.operator)
    assert {(change.before, change.how) for change in shown} == {(None, "new")}


def test_two_officers_who_note_the_same_at_other_times_compare(shift: Shift) -> None:
    """SITE-4: nobody's time replaces a colleague's unseen; the same time twice is no conflict."""
    ticket = shift.register()
    shift.clock.forward(HOUR)
    at = ticket.opened_at + 20 * MINUTE
    first = shift.desk.stamp(ticket.number, "arrive", at, by=shift.engineer, seen=1)
    shift.desk.stamp(ticket.number, "arrive", at, by=shift.operator, seen=1)
    with pytest.raises(StaleTicket) as error:
        shift.desk.stamp(ticket.number, "arrive", at + MINUTE, by=shift.operator, seen=1)
    assert error.value.conflicts == {"stamps.arrive": (at, at + MINUTE)}
    seen = error.value.version
    assert shift.desk.stamp(first.number, "arrive", at + MINUTE, by=shift.operator, seen=seen).stamps["arrive"] != at
    wait(shift, shift.desk.ticket(ticket.number).ticket)
    with pytest.raises(WrongState):
        shift.desk.wait(ticket.number, "等备件", by=shift.operator, seen=seen + 1)


def test_private_text_of_a_wait_is_masked_in_its_clocks_too(shift: Shift) -> None:
    """TKT-15."""
    ticket = shift.register()
    words = "等用户报身份证110101199003070038"
    ticket = shift.desk.wait(ticket.number, words, by=shift.engineer, seen=1)
    assert "199003070038" not in repr(ticket)
    assert "199003070038" not in repr(shift.desk.ticket(ticket.number))


def test_a_unit_that_becomes_a_customer_takes_its_open_tickets_along(shift: Shift) -> None:
    """SLA-3, TKT-7: shown before, one event each; what somebody set by hand stays, and what is settled."""
    desk = shift.desk
    desk.directory.put_unit(Unit(0, "市场部", ("市场",)), by=shift.lead)
    unit = desk.directory.unit("市场部")
    assert unit is not None
    first, by_hand, settled = (shift.register(f"draft-{n}") for n in range(3))
    shift.register("elsewhere", unit="财务部")
    desk.edit(by_hand.number, {"customer": "external"}, by=shift.operator, seen=1)
    desk.resolve(settled.number, "solved", "重启", by=shift.engineer, seen=1)
    changed = replace(unit.unit, customer="external")
    moves = desk.clocks.rematch(changed)
    assert [(each.number, each.fields) for each in moves] == [(first.number, {"customer": "external"})]
    assert {change.how for change in moves[0].changes} == {"same", "recompute"}
    desk.clocks.put_unit(changed, moves, by=shift.lead)
    view = desk.ticket(first.number)
    assert (view.ticket.version, clock(view.ticket, "resolve").due_at) == (2, first.opened_at + 6 * HOUR)
    assert desk.clocks.rematch(changed) == ()


def test_a_call_told_again_with_another_unit_falls_under_its_service_level(shift: Shift) -> None:
    """SLA-3: the answer got lost on the way, and the officer asked who the customer is."""
    shift.desk.directory.put_unit(Unit(0, "东海物流", customer="external"))
    first = shift.register(unit="财务部")
    again = shift.register(unit="东海物流")
    assert (first.customer, again.number, again.customer) == ("internal", first.number, "external")
    assert (clock(first, "resolve").within, clock(again, "resolve").within) == (8 * HOUR, 6 * HOUR)
    assert shift.register(unit="东海物流") == again
