"""Service levels and calendars that change while a ticket waits, or take a clock's calendar away (TKT-7, SLA-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desk.conftest import MakeShift, Shift
from tests.desk.test_clock_verbs import clock, norm, wait
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import CalendarRule, Level, LevelSet, Norm, OnChange, Target, Words

HOUR = timedelta(hours=1)


def inside_only() -> Norm:
    """One target, for the tickets of internal customers alone."""
    level = Level({"resolve": Target("always", 8 * HOUR)}, code="inside", when={"customer": ("internal",)})
    sets = (LevelSet("inside", Words("某", "some"), "001", (level,)),)
    return replace(norm(), level_sets=sets, default_customer="internal")


def edit(shift: Shift, ticket: Ticket, customer: str) -> Ticket:
    return shift.desk.edit(ticket.number, {"customer": customer}, by=shift.engineer, seen=ticket.version)


@pytest.mark.parametrize("how", ["recompute", "forward", "reset"])
def test_a_target_that_comes_back_within_a_wait_stands_still(make_shift: MakeShift, how: OnChange) -> None:
    """TKT-7: no level held for an hour of the wait; the clock that it gives again does not run while it waits."""
    shift = make_shift()
    shift.desk.publish_norm(replace(inside_only(), on_change=how), by=shift.lead)
    ticket = wait(shift, shift.register())
    shift.clock.forward(HOUR)
    ticket = edit(shift, ticket, "external")
    assert clock(ticket, "resolve").over
    shift.clock.forward(HOUR)
    changes = shift.desk.clocks.preview(ticket.number, by=shift.engineer, fields={"customer": "internal"})
    ticket = edit(shift, ticket, "internal")
    again = clock(ticket, "resolve", 2)
    assert ([change.after for change in changes], again.paused_at) == ([again.due_at], again.started_at)
    shift.clock.forward(HOUR)
    ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    assert clock(ticket, "resolve", 2).due_at == shift.clock.at + 8 * HOUR


def test_a_wait_in_which_no_target_held_is_not_counted_when_one_holds_again(make_shift: MakeShift) -> None:
    """TKT-7: as if it had held from the start, and the ticket waited for an hour of that."""
    shift = make_shift()
    shift.desk.publish_norm(replace(inside_only(), on_change="recompute"), by=shift.lead)
    ticket = edit(shift, shift.register(), "external")
    shift.clock.forward(HOUR)
    ticket = wait(shift, ticket)
    shift.clock.forward(HOUR)
    ticket = shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    ticket = edit(shift, ticket, "internal")
    assert clock(ticket, "resolve", 2).due_at == ticket.opened_at + 9 * HOUR


def test_a_norm_without_the_calendar_of_a_form_that_is_owed_leaves_it_as_it_stands(make_shift: MakeShift) -> None:
    """SLA-9, TKT-12: owed since before the ticket was reopened; it waits, goes on, and is entered all the same."""
    shift = make_shift()
    office = CalendarRule({"sun": ("09:00-18:00",)}, zone="Asia/Shanghai")
    targets = {"resolve": Target("always", 8 * HOUR), "form": Target("office", 48 * HOUR, starts="visit_ended")}
    level = Level(targets, code="plain")  # type: ignore[arg-type] # milestones
    plain = replace(norm(), level_sets=(LevelSet("plain", Words("某", "some"), "001", (level,)),))
    with_office = replace(plain, calendars={**plain.calendars, "office": office})
    shift.desk.publish_norm(with_office, by=shift.lead)
    ticket, who = shift.register(), shift.engineer
    ticket = shift.desk.stamp(ticket.number, "visit_ended", by=who, seen=None)
    due_at = clock(ticket, "form").due_at
    ticket = shift.desk.resolve(ticket.number, "solved", "重启", by=who, seen=ticket.version)
    ticket = shift.desk.reopen(ticket.number, "又坏了", ticket.priority, by=who, seen=ticket.version)
    only = replace(level, targets={"resolve": Target("always", 6 * HOUR)})
    without = replace(plain, level_sets=(LevelSet("plain", Words("某", "some"), "001", (only,)),))
    assert shift.desk.calendars.apply(without, by=shift.lead).recounted == 1
    ticket = wait(shift, shift.desk.ticket(ticket.number).ticket)
    shift.clock.forward(HOUR)
    ticket = shift.desk.go_on(ticket.number, by=who, seen=None)
    [form] = [each for each in ticket.clocks if each.milestone == "form"]
    assert (form.due_at, form.paused_at) == (due_at, None)
    shift.desk.whys.of(ticket.number)
    ticket = shift.desk.stamp(ticket.number, "form", by=who, seen=None)
    [form] = [each for each in ticket.clocks if each.milestone == "form"]
    assert form.reached_at == shift.clock.at
