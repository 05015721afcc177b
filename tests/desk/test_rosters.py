"""The roster at work: planned, signed on, left for a while, signed off (DESK-2, DESK-14). On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.desk.conftest import SHANGHAI, shanghai
from tests.desk.conftest import Shift as Desk
from tui_desk.desk.errors import (
    AnswerMissing,
    BadSpan,
    BadValue,
    HandOverMissing,
    NoShift,
    NoSuchShift,
    NotAllowed,
    ShiftOver,
    ShiftsOverlap,
    StaleShift,
)
from tui_desk.domain.roster import HandOver, Post, Shift, hours_of, kind_of

ALL = ("forms", "phone", "pen", "desk")
TOMORROW = date(2023, 10, 2)


def made(desk: Desk, id_: str, officer: str, day: date = TOMORROW, kind: str = "day", reason: str = "") -> Shift:
    """A shift of the norm's hours, as a screen makes it."""
    of = kind_of(desk.desk.norm().duty, kind)
    assert of is not None
    return Shift(id_, officer, Post.HOTLINE, kind, *hours_of(of, day, SHANGHAI), desk.clock.at, "", reason=reason)


def planned(desk: Desk, id_: str, officer: str, day: date = TOMORROW, kind: str = "day", reason: str = "") -> Shift:
    """A shift on the roster."""
    return desk.desk.rosters.plan(made(desk, id_, officer, day, kind, reason), by=desk.lead)


def handed_over(desk: Desk, of: Shift) -> None:
    """Leave a hand-over sheet for the shift."""
    with desk.clock.writing() as writing:
        writing.put_hand_over(HandOver(f"sheet {of.id}", of.id, of.officer, desk.clock.at))
        standing = writing.shift(of.id)
        assert standing is not None
        writing.put_shift(replace(standing, hand_over=f"sheet {of.id}", version=standing.version + 1))


def at(desk: Desk, moment: str) -> datetime:
    """It is this wall-clock time now."""
    desk.clock.at = shanghai(moment)
    return desk.clock.at


def test_a_planned_shift_is_found_in_its_span_and_by_its_officer(shift: Desk) -> None:
    """DESK-2."""
    day = planned(shift, "a", "OP001")
    night = planned(shift, "b", "SW003", kind="night")
    since, until = shanghai("2023-10-02 00:00"), shanghai("2023-10-03 00:00")
    rosters = shift.desk.rosters
    assert (day.late, day.planned_by, day.version) == (False, "DM001", 1)
    assert rosters.shifts(since, until) == (day, night)
    assert rosters.shifts(since, until, officer="SW003") == (night,)
    assert rosters.shifts(until, until + timedelta(hours=1)) == (night,), "it reaches over midnight"


def test_the_same_id_and_the_same_plan_change_nothing(shift: Desk) -> None:
    """DESK-2."""
    first = planned(shift, "a", "OP001")
    assert planned(shift, "a", "OP001") == first
    assert planned(shift, "another id", "OP001") == first


def test_an_officer_has_no_two_shifts_at_once(shift: Desk) -> None:
    """DESK-2."""
    planned(shift, "a", "OP001")
    longer = made(shift, "b", "OP001", kind="night")
    with pytest.raises(ShiftsOverlap):
        shift.desk.rosters.plan(replace(longer, starts_at=longer.starts_at - timedelta(minutes=1)), by=shift.lead)
    assert shift.desk.rosters.plan(longer, by=shift.lead).id == "b", "shifts that touch do not overlap"


def test_all_are_planned_or_none(shift: Desk) -> None:
    """DESK-2."""
    planned(shift, "a", "OP001", kind="night")
    clashing = replace(made(shift, "c", "OP001", kind="night"), kind="", post=Post.MANAGER)
    with pytest.raises(ShiftsOverlap):
        shift.desk.rosters.plan_all([made(shift, "b", "SW003"), clashing], by=shift.lead)
    with pytest.raises(NoSuchShift):
        shift.desk.rosters.shift("b")


def test_what_is_planned_after_it_was_fixed_is_late_and_has_a_reason(shift: Desk) -> None:
    """DESK-2: fixed half a day ahead."""
    at(shift, "2023-10-01 20:00")
    with pytest.raises(AnswerMissing):
        planned(shift, "a", "OP001")
    late = planned(shift, "a", "OP001", reason="  王芳\n替班 ")
    assert (late.late, late.reason) == (True, "王芳 替班")
    at(shift, "2023-10-01 19:59")
    assert not planned(shift, "b", "SW003").late


def test_a_change_or_a_cancellation_after_it_was_fixed_is_late(shift: Desk) -> None:
    """DESK-2."""
    one, other = planned(shift, "a", "OP001"), planned(shift, "b", "SW003", kind="night")
    rosters = shift.desk.rosters
    swapped = rosters.swap("a", "b", by=shift.lead, seen=(1, 1))
    assert [each.officer for each in swapped] == ["SW003", "OP001"]
    assert not any(each.late for each in swapped)
    at(shift, "2023-10-01 21:00")
    with pytest.raises(AnswerMissing):
        rosters.swap("a", "b", by=shift.lead, seen=(2, 2))
    assert all(each.late for each in rosters.swap("a", "b", by=shift.lead, seen=(2, 2), reason="家中有事"))
    gone = rosters.cancel("b", by=shift.lead, seen=3, reason="不需要")
    assert gone.cancelled_at == shift.clock.at
    assert rosters.shifts(one.starts_at, other.ends_at) == (rosters.shift("a"),)
    with pytest.raises(ShiftOver):
        rosters.fill("b", "DM001", by=shift.lead, seen=4, reason="再次")


def test_two_managers_do_not_undo_each_others_plan(shift: Desk) -> None:
    """DESK-2."""
    planned(shift, "a", "OP001")
    shift.desk.rosters.fill("a", "SW003", by=shift.lead, seen=1)
    with pytest.raises(StaleShift):
        shift.desk.rosters.fill("a", "DM001", by=shift.lead, seen=1)


def test_only_managers_plan_but_anybody_takes_a_shift_that_nobody_has(shift: Desk) -> None:
    """DESK-14."""
    rosters = shift.desk.rosters
    with pytest.raises(NotAllowed):
        rosters.plan(made(shift, "a", ""), by=shift.operator)
    planned(shift, "a", "")
    with pytest.raises(NotAllowed):
        rosters.fill("a", "SW003", by=shift.operator, seen=1)
    assert rosters.fill("a", "OP001", by=shift.operator, seen=1).officer == "OP001"
    with pytest.raises(NotAllowed):
        rosters.fill("a", "SW003", by=shift.engineer, seen=2)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"officer": "XX"}, BadValue),
        ({"kind": "noon"}, BadValue),
        ({"ends_at": shanghai("2023-10-02 07:00")}, BadSpan),
        ({"ends_at": shanghai("2023-11-02 07:00")}, BadSpan),
    ],
)
def test_what_can_be_no_shift_is_refused(shift: Desk, wrong: dict[str, Any], error: type[Exception]) -> None:
    """DESK-2."""
    with pytest.raises(error):
        shift.desk.rosters.plan(replace(made(shift, "a", "OP001"), **wrong), by=shift.lead)


def test_ready_in_time_is_when_all_is_in_order_within_ten_minutes(shift: Desk) -> None:
    """DESK-2: forms, phone, pen, tidy desk."""
    planned(shift, "a", "OP001")
    rosters = shift.desk.rosters
    at(shift, "2023-10-02 05:00")
    with pytest.raises(NoShift):
        rosters.sign_on(shift.operator, ALL)
    at(shift, "2023-10-02 08:05")
    assert rosters.sign_on(shift.operator, ALL[:2]).ready_at is None
    with pytest.raises(BadValue):
        rosters.sign_on(shift.operator, ("coffee",))
    now = at(shift, "2023-10-02 08:10")
    signed = rosters.sign_on(shift.operator, ALL[2:])
    assert (signed.ready, signed.ready_at) == (ALL, now)
    assert signed.signed_on_at == shanghai("2023-10-02 08:05")
    assert rosters.sign_on(shift.operator, ALL) == signed, "again changes nothing"
    assert rosters.now() == (signed,)


def test_a_colleague_signs_on_for_somebody_on_the_phone(shift: Desk) -> None:
    """DESK-2."""
    planned(shift, "a", "SW003")
    at(shift, "2023-10-02 08:20")
    signed = shift.desk.rosters.sign_on(shift.operator, ALL, officer="SW003", words="堵车")
    assert (signed.officer, signed.signed_on_by, signed.on_words) == ("SW003", "OP001", "堵车")


def test_the_post_is_left_with_a_reason_and_the_absence_stays_on_record(shift: Desk) -> None:
    """DESK-2: leaving the post is not allowed."""
    planned(shift, "a", "OP001")
    since = at(shift, "2023-10-02 08:00")
    rosters = shift.desk.rosters
    with pytest.raises(NoShift):
        rosters.away(shift.operator, "会议")
    rosters.sign_on(shift.operator, ALL)
    with pytest.raises(AnswerMissing):
        rosters.away(shift.operator, " \n")
    assert rosters.away(shift.operator, "会议").away_since == since
    until = at(shift, "2023-10-02 08:30")
    (absence,) = rosters.back(shift.operator).absences
    assert (absence.since, absence.until, absence.words) == (since, until, "会议")


def test_nobody_signs_off_before_the_hand_over(shift: Desk) -> None:
    """DESK-2: 交接班 first."""
    of = planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:00")
    rosters = shift.desk.rosters
    rosters.sign_on(shift.operator, ALL)
    now = at(shift, "2023-10-02 18:10")
    with pytest.raises(HandOverMissing):
        rosters.sign_off(shift.operator)
    assert [each.id for each in rosters.now()] == ["a"], "over, and still on duty"
    handed_over(shift, of)
    assert rosters.sign_off(shift.operator).signed_off_at == now
    assert rosters.now() == ()
    with pytest.raises(NoShift):
        rosters.sign_off(shift.operator)


def test_whoever_leaves_long_before_the_end_says_why(shift: Desk) -> None:
    """DESK-2."""
    of = planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:00")
    shift.desk.rosters.sign_on(shift.operator, ALL)
    handed_over(shift, of)
    with pytest.raises(AnswerMissing):
        shift.desk.rosters.sign_off(shift.operator)
    assert shift.desk.rosters.sign_off(shift.operator, words="发烧").off_words == "发烧"


def test_a_shift_that_began_is_lengthened_but_not_given_away(shift: Desk) -> None:
    """DESK-2."""
    of = planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:00")
    rosters = shift.desk.rosters
    signed = rosters.sign_on(shift.operator, ALL)
    with pytest.raises(ShiftOver):
        rosters.fill("a", "SW003", by=shift.lead, seen=signed.version, reason="换人")
    longer = replace(signed, ends_at=of.ends_at + timedelta(hours=2))
    changed = rosters.change(longer, by=shift.lead, seen=signed.version, reason="接班人晚到")
    assert (changed.ends_at, changed.ready, changed.late) == (longer.ends_at, ALL, True)


def test_mine_is_the_shift_on_duty_then_the_one_to_sign_on_for_then_the_next(shift: Desk) -> None:
    """DESK-2."""
    rosters = shift.desk.rosters
    assert rosters.mine(shift.operator) is None
    of = planned(shift, "a", "OP001")
    assert rosters.mine(shift.operator) == of
    at(shift, "2023-10-02 19:00")
    assert rosters.mine(shift.operator) is None
    at(shift, "2023-10-02 17:00")
    rosters.sign_on(shift.operator, ALL)
    at(shift, "2023-10-02 19:00")
    mine = rosters.mine(shift.operator)
    assert mine is not None
    assert mine.id == "a"
