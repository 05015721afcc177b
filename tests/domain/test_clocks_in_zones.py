"""Clocks with pauses where the wall clock turns: against a count second by second, and told times in any zone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from tests import worktime_cases
from tests.domain.level_samples import including, one
from tui_desk.domain import clocks as counting
from tui_desk.domain.sla import Levels, late
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.norms.publish import publish

NEW_YORK = ZoneInfo("America/New_York")
LEVELS = Levels(publish(including(), "America/New_York", date(2026, 10, 1)))
HIGH = {"priority": "high"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = 86_400


@pytest.mark.parametrize(("zone", "first"), worktime_cases.TURNS, ids=lambda of: str(of).replace("/", " "))
def test_a_clock_counts_what_a_slow_count_does(zone: str, first: date) -> None:
    """SLA-1 to 12: with pauses in any order, and something spent before; told in the zone's own time too."""
    rng = random.Random(f"{zone} {first}")
    for _ in range(4):
        of = worktime_cases.sample(rng, zone, first)
        for _ in range(10):
            start = of.begin + rng.randrange(12 * DAY)
            since = [start + rng.randrange(-DAY, 3 * DAY) for _ in range(rng.randrange(4))]
            pauses = [(at, at + rng.choice([rng.randrange(7_200), rng.randrange(DAY)])) for at in since]
            target, spent = rng.randrange(1, 9 * 3600), rng.choice([0, 0, rng.randrange(9 * 3600)])
            end = start + rng.randrange(4 * DAY)
            with of.slow.without(pauses):
                due = of.slow.add(start, target - spent) if target > spent else None
                counted = timedelta(seconds=spent + of.slow.between(start, end))
            for told in (UTC, ZoneInfo(zone)):
                clock = clock_of(start, target, spent, pauses, told)
                assert counting.counted(clock, of.fast, at(end, told)) == counted
                if due is not None:
                    course = counting.Course(clock, of.fast)
                    assert course.due_at == at(due, UTC)
                    assert counting.counted(clock, of.fast, course.at_count(0.75 * course.target)) == max(
                        0.75 * course.target, clock.spent
                    )


def clock_of(start: int, target: int, spent: int, pauses: list[tuple[int, int]], zone: tzinfo) -> Clock:
    begun = at(start, zone)
    stood = tuple(Pause(at(since, zone), at(until, zone)) for since, until in pauses)
    span = timedelta(seconds=target)
    return Clock("resolve", "", span, begun, begun, begun, spent=timedelta(seconds=spent), pauses=stood)


def at(second: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(second, UTC).astimezone(zone)


@pytest.mark.parametrize("told", [lambda at: at, lambda at: at.astimezone(UTC)], ids=["New York", "UTC"])
def test_times_of_the_repeated_hour_are_told_apart(told: Callable[[datetime], datetime]) -> None:
    """SLA-1, TKT-9: 01:30 to the second 01:10 of 1 November are 40 minutes, in whatever zone one tells them."""

    def night(text: str, fold: int = 0) -> datetime:
        return told(datetime.fromisoformat(f"2026-11-01 {text}").replace(tzinfo=NEW_YORK, fold=fold))

    first, second = night("01:30"), night("01:10", fold=1)
    clocks = LEVELS.start(HIGH, night("00:30"))
    waiting = LEVELS.pause(clocks, Pause(first, None, "等用户"))
    always = LEVELS.calendar(one(clocks).calendar)
    moved = one(LEVELS.resume(waiting, second))
    assert moved.due_at == one(clocks).due_at + 40 * MINUTE
    assert counting.counted(moved, always, night("01:20", fold=1)) == HOUR + 10 * MINUTE
    assert counting.counted(one(LEVELS.start(HIGH, first)), always, second) == 40 * MINUTE
    for ended in (LEVELS.reach(waiting, "respond", second), LEVELS.cancel(waiting, second, "changed")):
        assert [pause.until for pause in one(ended).pauses] == [second.astimezone(UTC)]
        assert one(ended).due_at == moved.due_at
        assert not late(one(ended), night("05:00"))


def test_a_course_asked_twice_crosses_the_lost_hour() -> None:
    """SLA-1: 24×7 from Saturday noon, 24 hours are Sunday 13:00, whatever was asked before."""
    start = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    always = LEVELS.calendar("always")
    course = counting.Course(Clock("resolve", "always", 48 * HOUR, start, start, start), always)
    for _ in range(2):
        assert course.at_count(24 * HOUR) == datetime(2026, 3, 8, 13, tzinfo=NEW_YORK)
    assert course.due_at == datetime(2026, 3, 9, 13, tzinfo=NEW_YORK)


@pytest.mark.parametrize("since", ["18:00", "18:30", "23:59:59", "03:00"])
def test_a_pause_inside_closed_hours_moves_nothing(since: str) -> None:
    """SLA-2: nor does it count; one that goes on into the morning counts from the opening on."""
    guide = Levels(publish(including(code="support-guide"), "Asia/Shanghai", date(2023, 10, 1)))

    def shanghai(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    evening = since != "03:00"
    clocks = guide.start(HIGH, shanghai("2023-10-25 17:00"))
    due = one(clocks, "resolve").due_at
    begun = shanghai(f"2023-10-2{5 if evening else 6} {since}")
    waiting = guide.pause(clocks, Pause(begun))
    assert one(guide.resume(waiting, shanghai("2023-10-26 09:00")), "resolve").due_at == due
    assert one(guide.resume(waiting, shanghai("2023-10-26 10:00")), "resolve").due_at == due + HOUR
    seven = shanghai("2023-10-26 07:00")
    assert not late(one(guide.reach(waiting, "resolve", seven), "resolve"), seven)


def test_an_early_response_after_the_fact_is_in_time_whatever_was_noted_since() -> None:
    """TKT-9, TKT-10: it happened before the wait and before the breach; both were noted before it was."""
    opened = datetime(2026, 11, 2, 9, tzinfo=UTC)
    clocks = LEVELS.pause(LEVELS.start(HIGH, opened), Pause(opened + 30 * MINUTE))
    clocks = LEVELS.resume(clocks, opened + 5 * HOUR)
    assert late(one(clocks), opened + 7 * HOUR)
    early = one(LEVELS.reach(clocks, "respond", opened + 20 * MINUTE))
    assert (early.due_at, early.pauses) == (opened + 2 * HOUR, ())
    assert counting.counted(early, LEVELS.calendar("always"), opened + 9 * HOUR) == 20 * MINUTE
    assert not late(early, opened + 9 * HOUR)
    meanwhile = one(LEVELS.reach(clocks, "respond", opened + 90 * MINUTE))
    assert meanwhile.pauses == (Pause(opened + 30 * MINUTE, opened + 90 * MINUTE),)
    assert counting.counted(meanwhile, LEVELS.calendar("always"), opened + 9 * HOUR) == 30 * MINUTE


def test_no_pause_heals_a_breach() -> None:
    """SLA-1: one over the due time puts it off; one that begins on it, or after it, does not."""
    opened = datetime(2026, 11, 2, 9, tzinfo=UTC)
    clocks = LEVELS.start(HIGH, opened)
    due = one(clocks).due_at
    for begins, moved in ((-1, HOUR), (0, timedelta(0)), (1, timedelta(0))):
        waiting = LEVELS.pause(clocks, Pause(due + timedelta(seconds=begins)))
        later = one(LEVELS.resume(waiting, due + timedelta(seconds=begins) + HOUR))
        assert later.due_at == due + moved
        assert late(later, due + 2 * HOUR)
    standing = one(LEVELS.pause(clocks, Pause(due)))
    assert not late(standing, due + HOUR), "it stood still on the very second"


def test_each_cycle_counts_its_own() -> None:
    """TKT-12: three times open, once over the change of the clocks; what ended stays as it ended."""
    began = [datetime(2026, 10, day, 12, tzinfo=NEW_YORK) for day in (30, 31)]
    began.append(datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK))
    clocks = LEVELS.reach(LEVELS.start(HIGH, began[0]), "respond", began[0] + HOUR)
    kept = one(clocks)
    clocks = LEVELS.pause(LEVELS.restart(clocks, HIGH, began[1]), Pause(began[1] + HOUR))
    clocks = LEVELS.restart(clocks, HIGH, began[2])
    assert [(c.cycle, c.cancelled_because) for c in clocks] == [(1, ""), (2, "reopened"), (3, "")]
    assert clocks[0] == kept
    assert clocks[1].pauses[0].until == began[2]
    assert clocks[2].due_at == datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1).astimezone(UTC)
    assert clocks[2].pauses == ()
    always = LEVELS.calendar("always")
    assert [counting.counted(c, always, began[2] + 9 * HOUR) for c in clocks[:2]] == [HOUR, HOUR]
