"""Clocks against a model that counts minute by minute: pauses, turns, due times, warnings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.level_samples import including, turns
from tests.domain.slow_clocks import MINUTE, WEEK, SlowClock, instant
from tui_desk.domain import clocks as counting
from tui_desk.domain.sla import Clocks, Facts, Levels, late
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.norms.models import CalendarRule, Level, Norm, OnChange, Target
from tui_desk.norms.publish import publish

OFFICE = CalendarRule(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-12:00", "13:00-18:00")))
TARGETS = {"urgent": 45, "high": 240, "medium": 1000, "low": 2400}
NOTHING = timedelta(0)


def norm_of(on_change: OnChange, workdays: int = 0) -> Norm:
    """Each priority with one target in office hours; 低 in whole workdays where so many are asked for."""

    def level(priority: str, minutes: int) -> Level:
        whole = workdays if priority == "low" else 0
        target = Target("office", NOTHING if whole else minutes * MINUTE, whole)
        return Level({"resolve": target}, priority)

    norm = publish(including(), "Asia/Shanghai", date(2023, 10, 1))
    office = replace(OFFICE, zone="Asia/Shanghai")
    levels = tuple(level(*each) for each in TARGETS.items())
    return replace(norm, levels=levels, calendars={"office": office}, on_change=on_change)


LEVELS: dict[OnChange, Levels] = {how: Levels(norm_of(how)) for how in ("recompute", "forward", "reset")}
WHOLE = Levels(norm_of("forward", workdays=3))
OFFICE_HOURS = WHOLE.calendar("office")


def of(priority: str) -> Facts:
    return {"priority": priority}


STARTS = st.integers(0, WEEK)
STEPS = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from(["wait", "go on", *TARGETS])), max_size=7
)  # minutes until the next thing happens, and what


def counted(clock: Clock, now: int) -> int:
    """In minutes, which must be whole."""
    minutes, rest = divmod(counting.counted(clock, OFFICE_HOURS, instant(now)), MINUTE)
    assert not rest
    return minutes


def live(begun: int, priority: str, steps: list[tuple[int, str]], how: OnChange) -> tuple[Clocks, SlowClock, int]:
    """The same history lived by the clocks and by the slow model."""
    levels = LEVELS[how]
    clocks, slow, now = levels.start(of(priority), instant(begun)), SlowClock(begun, TARGETS[priority]), begun
    for minutes, what in steps:
        now += minutes
        waiting = bool(slow.waits) and slow.waits[-1][1] is None
        match what:
            case "wait":
                clocks = levels.pause(clocks, Pause(instant(now)))
                slow.waits += [] if waiting else [(now, None)]
            case "go on":
                clocks = levels.resume(clocks, instant(now))
                slow.waits[-1:] = [(slow.waits[-1][0], now)] if waiting else slow.waits[-1:]
            case _:
                clocks = levels.retarget(clocks, of(what), instant(now))
                if how != "recompute" and TARGETS[what] != slow.target:
                    spent = slow.counted(now) if how == "forward" else 0
                    slow = SlowClock(now, TARGETS[what], spent, [(now, None)] if waiting else [])
                slow.target = TARGETS[what]
    return clocks, slow, now


@given(STARTS, st.sampled_from(sorted(TARGETS)), STEPS, st.sampled_from(sorted(LEVELS)))
def test_a_clock_is_what_the_slow_model_counts(
    begun: int, priority: str, steps: list[tuple[int, str]], how: OnChange
) -> None:
    """SLA-2, TKT-7: whatever it waited for and however often its target changed, in each of the three ways."""
    clocks, slow, now = live(begun, priority, steps, how)
    clock = turns(clocks, "resolve")[-1]
    assert not clock.over
    assert counted(clock, now) == slow.counted(now)
    assert clock.due_at == instant(slow.at_count(slow.target))
    assert [mark.at for mark in clock.marks if mark.share == 2] == [instant(slow.at_count(2 * slow.target))]


@given(STARTS, st.sampled_from(sorted(TARGETS)), STEPS, st.sampled_from(sorted(LEVELS)))
def test_what_is_counted_at_the_due_time_is_the_target(
    begun: int, priority: str, steps: list[tuple[int, str]], how: OnChange
) -> None:
    """SLA-2: exactly, unless more than that was spent under another target before."""
    clocks, _, now = live(begun, priority, steps, how)
    clock = turns(LEVELS[how].resume(clocks, instant(now)), "resolve")[-1]
    assert counting.counted(clock, OFFICE_HOURS, clock.due_at) == max(clock.within, clock.spent)
    order = [*(mark.at for mark in clock.marks if mark.share < 1), clock.due_at]
    assert all(a <= b for a, b in pairwise([clock.started_at, *order]))
    assert all(a.share < b.share and a.at <= b.at for a, b in pairwise(clock.marks))
    assert late(clock, instant(now)) == (instant(now) > clock.due_at)


@given(STARTS, st.sampled_from(sorted(TARGETS)), STEPS, st.sampled_from(sorted(LEVELS)))
def test_the_same_target_again_changes_nothing(
    begun: int, priority: str, steps: list[tuple[int, str]], how: OnChange
) -> None:
    """TKT-7: no new turn, no other time; under `recompute` neither there and back again."""
    clocks, slow, now = live(begun, priority, steps, how)
    levels, same = LEVELS[how], next(name for name, minutes in TARGETS.items() if minutes == slow.target)
    assert levels.retarget(clocks, of(same), instant(now)) == clocks
    assert levels.recount(clocks, of(same)) == clocks
    if how == "recompute":
        for other in TARGETS:
            there = levels.retarget(clocks, of(other), instant(now))
            assert levels.retarget(there, of(same), instant(now)) == clocks


@given(STARTS, st.integers(0, 5000), st.integers(1, 3000))
def test_a_longer_wait_is_never_due_earlier(begun: int, after: int, length: int) -> None:
    """SLA-2: nor does a wait that begins after the due time move it."""
    levels = LEVELS["recompute"]
    clocks = levels.start(of("medium"), instant(begun))
    waiting = levels.pause(clocks, Pause(instant(begun + after)))
    (short,) = levels.resume(waiting, instant(begun + after + length))
    (long,) = levels.resume(waiting, instant(begun + after + length + 600))
    assert clocks[0].due_at <= short.due_at <= long.due_at
    if instant(begun + after) >= clocks[0].due_at:
        assert long.due_at == clocks[0].due_at


@given(STARTS, st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 3000)), max_size=4))
def test_whole_workdays_are_put_off_by_what_was_waited(begun: int, waits: list[tuple[int, int]]) -> None:
    """SLA-4: what was counted at the due time is what the workdays came to."""
    clocks, now = WHOLE.start(of("low"), instant(begun)), begun
    before = clocks[0].due_at
    for wait, length in waits:
        now += wait
        clocks = WHOLE.pause(clocks, Pause(instant(now)))
        now += length
        clocks = WHOLE.resume(clocks, instant(now))
        assert clocks[0].due_at >= before, "no wait brings it forward, one by night no more than one by day"
        before = clocks[0].due_at
    target = counting.target(clocks[0], OFFICE_HOURS)
    assert counting.counted(clocks[0], OFFICE_HOURS, clocks[0].due_at) == target


@given(STARTS, st.integers(0, 4000), st.sampled_from(["urgent", "high", "medium"]))
def test_whole_workdays_are_carried_forward_like_hours(begun: int, after: int, priority: str) -> None:
    """SLA-4, TKT-7: to hours and back, what was counted stays counted."""
    now = instant(begun + after)
    days = WHOLE.start(of("low"), instant(begun))
    hours = turns(WHOLE.retarget(days, of(priority), now), "resolve")[-1]
    assert hours.spent == counting.counted(days[0], OFFICE_HOURS, now)
    again = turns(WHOLE.retarget((hours,), of("low"), now), "resolve")[-1]
    assert again.spent == hours.spent
    whole = counting.target(again, OFFICE_HOURS)
    assert counting.counted(again, OFFICE_HOURS, again.due_at) == max(whole, again.spent)


@given(STARTS, st.integers(0, 3000), st.integers(0, 3000), st.sampled_from(sorted(TARGETS)))
def test_records_of_old_count_on(begun: int, waited: int, after: int, priority: str) -> None:
    """SLA-2: with a sum of what was waited, and a wait that is not over, instead of pauses."""
    levels = LEVELS["recompute"]
    (new,) = levels.start(of(priority), instant(begun))
    since = instant(begun + waited)
    old = replace(new, marks=(), level_set="", rule="", paused_for=waited * MINUTE, paused_at=since)
    (again,) = levels.recount(levels.resume((old,), since + after * MINUTE), of(priority))
    stood = OFFICE_HOURS.between(since, since + after * MINUTE) if after else NOTHING
    assert again.paused_at is None
    assert again.paused_for == waited * MINUTE
    assert [mark.share for mark in again.marks] == [mark.share for mark in new.marks]
    moved = OFFICE_HOURS.between(new.due_at, again.due_at)
    assert moved in (waited * MINUTE, waited * MINUTE + stood)
