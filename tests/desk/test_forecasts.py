"""What will breach, and compliance as it was and as it would have been (DESK-8, CALL-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.errors import BadSpan, BadValue
from tui_desk.desk.forecasts import How
from tui_desk.domain.compliance import Compliance
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Level, Norm, Target

SPAN = datetime(2023, 9, 1, tzinfo=UTC), datetime(2023, 11, 1, tzinfo=UTC)


def _by(shift: Shift, number: str) -> dict[str, Any]:
    return {"by": shift.operator, "seen": shift.desk.ticket(number).ticket.version}


def _norm(within: timedelta, calendar: str = "always", **other: Any) -> Norm:
    """The norm of 001, in which every ticket is to be solved within the same time."""
    levels = (Level({"resolve": Target(calendar, within)}, code="all"),)
    return replace(load_shipped("it-team"), levels=levels, level_sets=(), **other)


def _rows(shift: Shift, hours: float = 8) -> list[tuple[str, str, datetime]]:
    return [(row.number, row.what, row.due_at) for row in shift.desk.forecasts.breaches(hours).rows]


def test_what_breaches_stands_in_the_order_of_time_overdue_first(shift: Shift) -> None:
    """SLA-1, CALL-7: clocks and promises within the hours asked for, and no others."""
    late = shift.register("a").number
    shift.clock.forward(timedelta(hours=3))
    soon = shift.register("b").number
    shift.desk.promise(soon, "回电", shift.clock.at + timedelta(minutes=30), by=shift.operator)
    done = shift.register("c").number
    shift.desk.respond(done, **_by(shift, done))
    opened = shanghai("2023-10-01 09:15")
    assert _rows(shift) == [
        (late, "respond", opened + timedelta(hours=2)),
        (soon, "promise", opened + timedelta(hours=3, minutes=30)),
        (soon, "respond", opened + timedelta(hours=5)),
    ]
    assert len(_rows(shift, 1)) == 2
    assert shift.desk.forecasts.breaches(8, limit=1).more


def test_a_waiting_ticket_breaches_after_it_went_on_by_itself(shift: Shift) -> None:
    """SITE-4, SLA-1: as it will be; one that waits without an end does not breach at all."""
    back, gone = shift.register("a").number, shift.register("b").number
    shift.clock.forward(timedelta(minutes=30))
    until = shift.clock.at + timedelta(hours=2)
    shift.desk.wait(back, "等用户", kind="user", until=until, **_by(shift, back))
    shift.desk.wait(gone, "等用户", kind="user", **_by(shift, gone))
    (row,) = shift.desk.forecasts.breaches(8).rows
    assert (row.number, row.resumes_at, row.due_at) == (back, until, until + timedelta(minutes=90))
    shift.clock.forward(timedelta(hours=3))
    shift.desk.clocks.resume_due()
    (now,) = shift.desk.forecasts.breaches(8).rows
    assert (now.due_at, now.resumes_at) == (row.due_at, None)


def test_a_closed_ticket_breaches_no_more_and_an_empty_desk_neither(shift: Shift) -> None:
    """TKT-13: nothing is owed on it."""
    assert _rows(shift) == []
    number = shift.register().number
    shift.desk.resolve(number, "solved", "已修复", **_by(shift, number))
    shift.desk.confirm(number, "confirmed", "", "", **_by(shift, number))
    shift.desk.close(number, "", **_by(shift, number))
    assert _rows(shift) == []


@pytest.fixture
def waited(shift: Shift) -> Shift:
    """A ticket that was solved after five hours, three of which it waited; and its priority rose."""
    number = shift.register().number
    shift.clock.forward(timedelta(hours=1))
    shift.desk.wait(number, "等用户", kind="user", **_by(shift, number))
    shift.clock.forward(timedelta(hours=3))
    shift.desk.go_on(number, **_by(shift, number))
    shift.desk.reprioritise(number, "urgent", "范围扩大", **_by(shift, number))
    shift.clock.forward(timedelta(hours=1))
    shift.desk.resolve(number, "solved", "已修复", late_reason="等", **_by(shift, number))
    return shift


def _resolved(figures: Compliance | None) -> tuple[int, int, float]:
    """Met, late, and the hours counted."""
    assert figures is not None
    found = figures.together("resolve")
    return found.met, found.late, found.mean.total_seconds() / 3600 if found.mean else 0


def test_another_norm_beside_what_was_with_and_without_waiting(waited: Shift) -> None:
    """DESK-8: on the second is in time; waiting time counts as asked, whatever the norm says."""
    replay = waited.desk.forecasts.replay
    two, five = _norm(timedelta(hours=2)), _norm(timedelta(hours=5))
    counts = _norm(timedelta(hours=2), pauses_while_waiting=False)
    assert _resolved(replay(two, *SPAN).under) == (1, 0, 2)
    assert _resolved(replay(_norm(timedelta(minutes=119, seconds=59)), *SPAN).under) == (0, 1, 2)
    assert _resolved(replay(two, *SPAN, How("with")).under) == (0, 1, 5)
    assert _resolved(replay(five, *SPAN, How("with")).under) == (1, 0, 5)
    assert _resolved(replay(counts, *SPAN).under) == (0, 1, 5)
    assert _resolved(replay(counts, *SPAN, How("without")).under) == (1, 0, 2)
    report = replay(two, *SPAN)
    assert (report.tickets, report.counted, dict(report.skipped), dict(report.unknown)) == (1, 1, {}, {})
    assert report.as_was.together("respond").late == 1


def test_the_final_priority_may_count_from_the_opening(waited: Shift) -> None:
    """TKT-7: under "reset" the urgent target begins when the priority rises; by the final one, with the ticket."""
    levels = tuple(
        Level({"resolve": Target("always", timedelta(hours=hours))}, priority=priority)
        for priority, hours in (("urgent", 1), ("high", 8))
    )
    norm = replace(load_shipped("it-team"), levels=levels, level_sets=(), on_change="reset")
    under = waited.desk.forecasts.replay(norm, *SPAN).under
    assert _resolved(under) == (1, 0, 1)
    assert under is not None
    assert under.together("resolve").cancelled == 1
    assert _resolved(waited.desk.forecasts.replay(norm, *SPAN, How(by_final_priority=True)).under) == (0, 1, 2)


def test_the_same_norm_by_another_calendar(waited: Shift) -> None:
    """SLA-2: 1 October is a Sunday and a holiday: nothing counts on workdays."""
    norm = _norm(timedelta(hours=1))
    workdays = load_shipped("support-guide").calendars["workdays"]
    norm = replace(norm, calendars={**norm.calendars, "workdays": workdays})
    replay = waited.desk.forecasts.replay
    assert _resolved(replay(norm, *SPAN).under) == (0, 1, 2)
    assert _resolved(replay(norm, *SPAN, calendars={"always": "workdays"}).under) == (1, 0, 0)
    with pytest.raises(BadValue):
        replay(norm, *SPAN, calendars={"always": "nights"})
    with pytest.raises(BadValue):
        replay(None, *SPAN, calendars={"nights": "always"})


def test_what_cannot_be_replayed_is_said(waited: Shift) -> None:
    """DESK-8: a priority that the other norm does not have, a span without time."""
    norm = _norm(timedelta(hours=2))
    others = tuple(p for p in norm.priorities if p.code != "urgent")
    by_priority = (Level({"resolve": Target("always", timedelta(hours=2))}, priority="low"),)
    report = waited.desk.forecasts.replay(replace(norm, priorities=others, levels=by_priority), *SPAN)
    assert (report.counted, dict(report.skipped)) == (0, {"unknown": 1})
    assert dict(report.unknown) == {("priority", "urgent"): 1}
    with pytest.raises(BadSpan):
        waited.desk.forecasts.report(SPAN[1], SPAN[0])


def test_a_report_without_another_norm_counts_what_is_on_record(waited: Shift) -> None:
    """DESK-8: and replayed under its own norm it comes to the same; progress is told."""
    told: list[tuple[int, int]] = []
    report = waited.desk.forecasts.report(*SPAN, told=lambda done, of: told.append((done, of)))
    again = waited.desk.forecasts.replay(None, *SPAN)
    assert report.under is None
    assert told == [(1, 1)]
    assert again.under is not None
    assert again.as_was.figures == again.under.figures == report.as_was.figures


def test_a_damaged_ticket_is_left_out_and_said(waited: Shift) -> None:
    """DESK-8: the others are counted."""
    other = waited.register("whole").number
    with waited.clock.writing() as writing:
        writing.connection.exec_driver_sql(  # type: ignore[attr-defined] # the real unit below
            f"UPDATE event SET changes = '{{' WHERE ticket <> '{other}'"
        )
    report = waited.desk.forecasts.replay(_norm(timedelta(hours=2)), *SPAN)
    assert (report.tickets, report.counted, dict(report.skipped)) == (2, 1, {"damaged": 1})
