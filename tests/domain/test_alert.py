"""Which warnings are due, whom they concern, and under which id (CALL-14, TKT-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.store.examples import NOW, opening
from tui_desk.domain import alert as rules
from tui_desk.domain.alert import Alert
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Clock, Mark, State, Ticket

MINUTE = timedelta(minutes=1)
ENGINEER = Officer("SW003", "陈工", "chen", frozenset({Role.ENGINEER}))
OPERATOR = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))
MANAGER = Officer("DM001", "李敏", "limin", frozenset({Role.MANAGER}))


def clock(**more: object) -> Clock:
    """An hour from now, warned at half of it, at three quarters and at the end."""
    marks = tuple(Mark(share, NOW + share * 60 * MINUTE, ("assignee",)) for share in (0.5, 0.75, 1.0))
    made = Clock("respond", "always", 60 * MINUTE, NOW, NOW + 60 * MINUTE, NOW + 45 * MINUTE, marks=marks)
    return replace(made, **more)  # type: ignore[arg-type] # the fields of a clock


def ticket(*clocks: Clock, **more: object) -> Ticket:
    """A ticket with these clocks, or with one."""
    fields = {**opening("IT-1"), "first_taker": "OP001", "assignee": "SW003", "priority": "high", **more}
    return Ticket(number="IT-1", clocks=clocks or (clock(),), **fields)


def due(
    of: Ticket, minutes: float, raised: frozenset[str] = frozenset(), managers_at: tuple[str, ...] = ()
) -> list[Alert]:
    return list(rules.due(of, raised, NOW + minutes * MINUTE, managers_at))


def test_each_mark_is_due_from_its_instant_on_until_it_was_raised() -> None:
    """CALL-14: on the second, not before; several that passed while nobody looked are each due."""
    of = ticket()
    assert due(of, 29.99) == []
    [half] = due(of, 30)
    assert (half.share, half.at, half.raised_at, half.due_at) == (
        0.5,
        NOW + 30 * MINUTE,
        NOW + 30 * MINUTE,
        NOW + 60 * MINUTE,
    )
    assert [alert.share for alert in due(of, 70)] == [0.5, 0.75, 1.0]
    assert [alert.share for alert in due(of, 70, frozenset({half.id}))] == [0.75, 1.0]


def test_a_clock_that_stands_still_or_is_over_and_a_closed_ticket_warn_nobody() -> None:
    """CALL-14: a mark that passes while paused is never raised."""
    for still in (clock(paused_at=NOW), clock(reached_at=NOW), clock(cancelled_at=NOW)):
        assert due(ticket(still), 90) == []
        assert rules.upcoming(ticket(still), NOW, ()) is None
        assert rules.warned(ticket(still), still, {"x"}) == ()
    assert due(ticket(state=State.CLOSED), 90) == []
    assert rules.upcoming(ticket(state=State.CLOSED), NOW, ()) is None


def test_a_mark_that_moves_is_another_warning_and_one_that_stays_is_not() -> None:
    """CALL-14: a target that changes in mid-course warns anew at its own shares."""
    first = due(ticket(), 31)[0]
    moved = clock(marks=(Mark(0.5, NOW + 40 * MINUTE, ("assignee",)), *clock().marks[1:]))
    assert due(ticket(moved), 41, frozenset({first.id}))[0].id != first.id
    assert due(ticket(clock(due_at=NOW + 50 * MINUTE)), 31, frozenset({first.id})) == []


def test_who_hears_of_it() -> None:
    """CALL-14: the assignee; of what nobody has, operators and managers; managers of urgent ones; the first taker."""
    heard = {
        ("assignee",): {"SW003"},
        ("assignee", "managers"): {"SW003", "DM001"},
        ("operators",): {"OP001"},
        ("first_taker",): {"OP001"},
        ("service_centre",): set[str](),
    }
    for to, whom in heard.items():
        assert concerned(ticket(clock(marks=(Mark(1, NOW, to),)))) == whom
    assert concerned(ticket(assignee=None)) == {"OP001", "DM001"}
    assert concerned(ticket(priority="urgent"), "urgent") == {"SW003", "DM001"}
    assert rules.path_of(("assignee", "managers", "service_centre", "president")) == ("service_centre", "president")


def concerned(of: Ticket, *managers_at: str) -> set[str]:
    """Who of the three hears of the first warning of a ticket."""
    alert = due(of, 90, managers_at=managers_at)[0]
    return {officer.staff_no for officer in (ENGINEER, OPERATOR, MANAGER) if rules.concerns(alert, officer)}


def test_managers_hear_of_an_urgent_ticket_that_came_in_became_so_or_was_opened_again() -> None:
    """TKT-8: at once, each time; not when something else about it changes."""
    urgent, high = ticket(priority="urgent"), ticket()

    def told(before: Ticket | None, after: Ticket) -> bool:
        alert = rules.for_managers(before, after, NOW, ("urgent",))
        assert alert is None or (alert.milestone, alert.to) == (rules.PRIORITY, ("managers",))
        return alert is not None

    assert told(None, urgent)
    assert told(high, replace(urgent, version=2))
    assert told(urgent, replace(urgent, version=3, reopened=1))
    assert not told(None, high)
    assert not told(urgent, replace(urgent, version=2, assignee="HW005"))
    assert not told(urgent, replace(high, version=2))


def test_the_next_warning_is_the_earliest_to_come_of_the_running_clocks() -> None:
    """CALL-14: whom it goes to is said with it."""
    late = clock(milestone="resolve", marks=(Mark(0.9, NOW + 50 * MINUTE, ("managers", "service_centre")),))
    of = ticket(clock(), late)
    first = rules.upcoming(of, NOW, ())
    assert first is not None
    assert (first.milestone, first.share, first.at, first.to, first.assignee) == (
        "respond", 0.5, NOW + 30 * MINUTE, ("assignee",), "SW003",
    )  # fmt: skip
    then = rules.upcoming(of, NOW + 45 * MINUTE, ("high",))
    assert then is not None
    assert (then.milestone, then.to) == ("resolve", ("managers", "service_centre"))
    assert rules.upcoming(of, NOW + 60 * MINUTE, ()) is None
