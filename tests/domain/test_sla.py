"""The clocks of 001 and 003: the worked examples of the documents, then pauses, new targets, new cycles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import published, shanghai
from tui_desk.domain.clocks import counted
from tui_desk.domain.sla import Facts, Levels, late
from tui_desk.domain.ticket import Clock, Pause

IT_TEAM = Levels(published("it-team"))
GUIDE = Levels(published("support-guide"))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEDNESDAY = shanghai("2023-10-25 09:15")


def of(priority: str) -> Facts:
    """What a ticket of this priority is matched by."""
    return {"priority": priority}


def one(clocks: tuple[Clock, ...], milestone: str = "respond") -> Clock:
    (found,) = [clock for clock in clocks if clock.milestone == milestone]
    return found


def test_example_of_001_high_is_due_at_11_15_and_0945_is_in_time() -> None:
    """Norms §7: submitted 2023-10-01 09:15, a Sunday and National Day; first response 09:45; 2小时内(达标)."""
    clocks = IT_TEAM.start(of("high"), shanghai("2023-10-01 09:15"))
    assert one(clocks).due_at == shanghai("2023-10-01 11:15")
    assert not late(one(IT_TEAM.reach(clocks, "respond", shanghai("2023-10-01 09:45"))), shanghai("2023-10-01 12:00"))


def test_example_of_003_high_is_answered_by_11_15_and_solved_by_13_15() -> None:
    """Norms §7: accepted 2023-10-25 09:15, a workday; solved 11:30, in time."""
    assert GUIDE.due_times(of("high"), WEDNESDAY) == {
        "respond": shanghai("2023-10-25 11:15"),
        "resolve": shanghai("2023-10-25 13:15"),
    }
    solved = GUIDE.reach(GUIDE.start(of("high"), WEDNESDAY), "resolve", shanghai("2023-10-25 11:30"))
    assert not late(one(solved, "resolve"), shanghai("2023-10-25 18:00"))


@pytest.mark.parametrize(
    ("priority", "due"),
    [("urgent", "02:30"), ("high", "04:00"), ("medium", "06:00"), ("low", "10:00")],
)
def test_sla_1_counts_around_the_clock(priority: str, due: str) -> None:
    """SLA-1: respond 紧急 30 min, 高 2 h, 中 4 h, 低 8 h, on the 24×7 clock."""
    assert IT_TEAM.due_times(of(priority), shanghai("2023-10-01 02:00")) == {"respond": shanghai(f"2023-10-01 {due}")}


@pytest.mark.parametrize(
    ("priority", "respond", "resolve"),
    [
        ("urgent", "2023-10-27 18:30", "2023-10-27 19:30"),
        ("high", "2023-10-30 10:30", "2023-10-30 12:30"),
        ("medium", "2023-10-30 12:30", "2023-10-30 16:30"),
        ("low", "2023-10-30 16:30", "2023-11-01 14:30"),
    ],
)
def test_sla_2_counts_workdays_but_for_urgent(priority: str, respond: str, resolve: str) -> None:
    """SLA-2: opened on Friday 17:30; 紧急 1 h/2 h on 7×24, the rest 2/4, 4/8, 8/24 h of workdays 9:00–18:00."""
    dues = GUIDE.due_times(of(priority), shanghai("2023-10-27 17:30"))
    assert dues == {"respond": shanghai(respond), "resolve": shanghai(resolve)}


def test_near_is_three_quarters_of_the_target() -> None:
    assert one(IT_TEAM.start(of("urgent"), WEDNESDAY)).near_at == WEDNESDAY + timedelta(minutes=22.5)


def test_a_priority_without_a_level_has_no_clock() -> None:
    assert IT_TEAM.start(of("unheard_of"), WEDNESDAY) == ()


def test_waiting_moves_the_due_time_by_the_working_time_waited() -> None:
    clocks = GUIDE.start(of("high"), WEDNESDAY)
    waiting = GUIDE.pause(clocks, Pause(shanghai("2023-10-25 10:00")))
    again = one(GUIDE.resume(waiting, shanghai("2023-10-26 10:00")), "resolve")
    assert again.pauses == (Pause(shanghai("2023-10-25 10:00"), shanghai("2023-10-26 10:00")),)
    assert counted(again, GUIDE.calendar("workdays"), shanghai("2023-10-26 10:00")) == 45 * MINUTE, "no night counts"
    assert again.due_at == shanghai("2023-10-26 13:15")


def test_a_second_pause_adds_to_the_first() -> None:
    clocks = IT_TEAM.start(of("high"), WEDNESDAY)
    for begin, end in ((10, 20), (30, 50)):
        clocks = IT_TEAM.resume(IT_TEAM.pause(clocks, Pause(WEDNESDAY + begin * MINUTE)), WEDNESDAY + end * MINUTE)
    assert one(clocks).due_at == WEDNESDAY + 2 * HOUR + 30 * MINUTE
    assert one(clocks).near_at == WEDNESDAY + 90 * MINUTE + 30 * MINUTE


def test_waiting_heals_no_breach() -> None:
    clocks = IT_TEAM.start(of("urgent"), WEDNESDAY)
    breached = IT_TEAM.pause(clocks, Pause(WEDNESDAY + 40 * MINUTE))
    again = IT_TEAM.resume(breached, WEDNESDAY + 9 * HOUR)
    assert one(again).due_at == WEDNESDAY + 30 * MINUTE
    assert late(one(again), WEDNESDAY + 9 * HOUR)


def test_a_near_mark_that_passed_before_the_pause_stays() -> None:
    paused = IT_TEAM.pause(IT_TEAM.start(of("urgent"), WEDNESDAY), Pause(WEDNESDAY + 25 * MINUTE))
    again = one(IT_TEAM.resume(paused, WEDNESDAY + 65 * MINUTE))
    assert again.near_at == WEDNESDAY + timedelta(minutes=22.5)
    assert again.due_at == WEDNESDAY + 70 * MINUTE


def test_a_norm_may_let_the_clock_run_while_waiting() -> None:
    stern = Levels(replace(published("it-team"), pauses_while_waiting=False))
    clocks = stern.start(of("high"), WEDNESDAY)
    assert stern.resume(stern.pause(clocks, Pause(WEDNESDAY + HOUR)), WEDNESDAY + 9 * HOUR) == clocks


def test_pausing_twice_keeps_the_first_pause_and_a_reached_clock_never_pauses() -> None:
    clocks = GUIDE.reach(GUIDE.start(of("high"), WEDNESDAY), "respond", WEDNESDAY + HOUR)
    paused = GUIDE.pause(GUIDE.pause(clocks, Pause(WEDNESDAY + HOUR)), Pause(WEDNESDAY + 2 * HOUR))
    assert one(paused).paused_at is None
    assert one(paused, "resolve").paused_at == WEDNESDAY + HOUR


def test_a_response_is_reached_at_the_time_it_happened() -> None:
    """TKT-9: noted at noon, happened at 09:45."""
    clocks = IT_TEAM.reach(IT_TEAM.start(of("urgent"), WEDNESDAY), "respond", WEDNESDAY + 30 * MINUTE)
    assert one(clocks).reached_at == WEDNESDAY + 30 * MINUTE
    assert not late(one(clocks), WEDNESDAY + 5 * HOUR), "on the second is in time"


def test_late_is_one_second_past_due() -> None:
    """TKT-10."""
    clock = one(IT_TEAM.start(of("urgent"), WEDNESDAY))
    assert not late(clock, clock.due_at)
    assert late(clock, clock.due_at + timedelta(seconds=1))
    assert not late(replace(clock, paused_at=clock.due_at), clock.due_at + 5 * HOUR), "it stands still"


def test_reaching_while_waiting_ends_the_pause() -> None:
    waiting = IT_TEAM.pause(IT_TEAM.start(of("high"), WEDNESDAY), Pause(WEDNESDAY + HOUR))
    after = one(IT_TEAM.reach(waiting, "respond", WEDNESDAY + 3 * HOUR))
    before = one(IT_TEAM.reach(waiting, "respond", WEDNESDAY + 30 * MINUTE))
    assert (after.paused_at, after.due_at) == (None, WEDNESDAY + 4 * HOUR)
    assert (before.paused_at, before.pauses, before.due_at) == (None, (), WEDNESDAY + 2 * HOUR)


def test_reaching_again_changes_nothing() -> None:
    once = IT_TEAM.reach(IT_TEAM.start(of("high"), WEDNESDAY), "respond", WEDNESDAY + HOUR)
    assert IT_TEAM.reach(once, "respond", WEDNESDAY + 2 * HOUR) == once


def test_a_new_priority_counts_from_the_start_with_the_pauses_so_far() -> None:
    """TKT-7: clocks recomputed."""
    clocks = IT_TEAM.start(of("low"), WEDNESDAY)
    clocks = IT_TEAM.resume(IT_TEAM.pause(clocks, Pause(WEDNESDAY + HOUR)), WEDNESDAY + 2 * HOUR)
    now = WEDNESDAY + 3 * HOUR
    assert one(IT_TEAM.retarget(clocks, of("high"), now)).due_at == WEDNESDAY + 3 * HOUR
    assert late(one(IT_TEAM.retarget(clocks, of("urgent"), now)), now), "it should have been answered long ago"


def test_a_new_priority_leaves_what_was_reached() -> None:
    clocks = GUIDE.reach(GUIDE.start(of("low"), WEDNESDAY), "respond", WEDNESDAY + HOUR)
    raised = GUIDE.retarget(clocks, of("urgent"), WEDNESDAY + HOUR)
    assert one(raised) == one(clocks)
    assert (one(raised, "resolve").due_at, one(raised, "resolve").calendar) == (WEDNESDAY + 2 * HOUR, "always")


def test_a_new_priority_keeps_a_clock_standing() -> None:
    waiting = GUIDE.pause(GUIDE.start(of("low"), WEDNESDAY), Pause(WEDNESDAY + HOUR))
    raised = GUIDE.retarget(waiting, of("high"), WEDNESDAY + 2 * HOUR)
    assert one(raised, "resolve").paused_at == WEDNESDAY + HOUR
    again = one(GUIDE.resume(raised, WEDNESDAY + 3 * HOUR), "resolve")
    assert again.due_at == WEDNESDAY + 6 * HOUR


def test_a_new_priority_adds_targets_that_had_no_clock_and_drops_those_it_has_not() -> None:
    guide = published("support-guide")
    levels = [
        replace(level, targets={what: aim for what, aim in level.targets.items() if what == "respond"})
        if level.priority == "low"
        else level
        for level in guide.levels
    ]
    uneven = Levels(replace(guide, levels=tuple(levels)))
    low = uneven.start(of("low"), WEDNESDAY)
    raised = uneven.retarget(uneven.pause(low, Pause(WEDNESDAY + HOUR)), of("high"), WEDNESDAY + HOUR)
    assert one(raised, "resolve").started_at == WEDNESDAY
    assert one(raised, "resolve").paused_at == WEDNESDAY + HOUR
    lowered = uneven.retarget(raised, of("low"), WEDNESDAY + HOUR)
    assert [clock.milestone for clock in lowered if not clock.over] == ["respond"]
    assert one(lowered, "resolve").cancelled_at == WEDNESDAY + HOUR, "it stays on record"
    assert uneven.retarget((), of("low"), WEDNESDAY) == low


def test_reopening_starts_a_new_cycle_and_keeps_the_old_clocks() -> None:
    """TKT-12."""
    first = GUIDE.reach(GUIDE.start(of("high"), WEDNESDAY), "respond", WEDNESDAY + HOUR)
    first = GUIDE.reach(first, "resolve", WEDNESDAY + 2 * HOUR)
    thursday = shanghai("2023-10-26 10:00")
    both = GUIDE.restart(first, of("urgent"), thursday)
    assert both[:2] == first
    assert [(clock.cycle, clock.started_at) for clock in both[2:]] == [(2, thursday), (2, thursday)]
    raised = GUIDE.retarget(both, of("high"), thursday)
    assert raised[:2] == first
    assert one(raised[2:], "resolve").due_at == shanghai("2023-10-26 14:00")


@given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=30)), min_size=2, max_size=6))
def test_however_often_it_waits_the_target_is_the_time_it_ran(turns: list[timedelta]) -> None:
    clocks, now, ran = IT_TEAM.start(of("low"), WEDNESDAY), WEDNESDAY, timedelta(0)
    running = True
    for turn in turns:
        now += turn
        ran += turn if running else timedelta(0)
        clocks = IT_TEAM.pause(clocks, Pause(now)) if running else IT_TEAM.resume(clocks, now)
        running = not running
    clock = one(clocks)
    assert late(clock, now) == (ran > 8 * HOUR)
    if running and ran < 8 * HOUR:
        assert clock.due_at == now + 8 * HOUR - ran


def test_clocks_are_in_utc_whatever_zone_was_given() -> None:
    clock = one(IT_TEAM.start(of("high"), datetime.fromisoformat("2023-10-25T09:15+08:00")))
    assert clock.due_at.utcoffset() == timedelta(0)
