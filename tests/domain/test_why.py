"""Why a clock stands where it does: stretches that lie side by side and count what the clock counted, exactly."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.samples import published, shanghai
from tui_desk.domain.clocks import counted
from tui_desk.domain.sla import Clocks, Levels, late
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.domain.why import Cause, Stretch, Why, explain
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.hours import WEEKDAYS
from tui_desk.norms.models import CalendarRule, Level, LevelSet, Norm, OnChange, Target, Waiting, Words

EXAMPLES = int(os.environ.get("WHY_EXAMPLES", "40"))
HOUR, MINUTE, NOTHING = timedelta(hours=1), timedelta(minutes=1), timedelta(0)
OFFICE: dict[str, tuple[str, ...]] = dict.fromkeys(WEEKDAYS[:5], ("09:00-18:00",))
NAMES = {date(2026, 10, 1): Words("国庆节", "National Day")}


def shown(why: Why, zone: str = "Asia/Shanghai") -> list[tuple[str, str, str, timedelta]]:
    """Begin, end, reason and count of each stretch on the wall clock."""
    return [(_wall(s.begin, zone), _wall(s.end, zone), str(s.because), s.counted) for s in why.stretches]


def _wall(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"


def clock_of(calendar: Calendar, start: datetime, within: timedelta, **more: Any) -> Clock:
    """A running clock with its due time."""
    due_at = calendar.add_workdays(start, more["workdays"]) if more.get("workdays") else calendar.add(start, within)
    return Clock("resolve", "c", within, start, due_at, due_at, **more)


# The worked examples


def test_national_day_2026_is_told_day_by_day_with_its_make_up_workday() -> None:
    """SLA-2: 24 h of workdays from 30 September 17:12, over National Day and the make-up Saturday 10 October 调休."""
    guide = Levels(published("support-guide", 2026))
    (clock,) = [c for c in guide.start({"priority": "low"}, shanghai("2026-09-30 17:12")) if c.milestone == "resolve"]
    why = explain(clock, guide.calendar(clock.calendar), shanghai("2026-10-10 10:00"))
    assert [each for each in shown(why) if each[2] != "outside"] == [
        ("09-30 17:12", "09-30 18:00", "hours", 48 * MINUTE),
        *[(f"10-{a} 00:00", f"10-{b} 00:00", kind, NOTHING) for a, b, kind in _closed(why)],
        ("10-08 09:00", "10-08 18:00", "hours", 9 * HOUR),
        ("10-09 09:00", "10-09 18:00", "hours", 9 * HOUR),
        ("10-10 09:00", "10-10 10:00", "makeup", HOUR),
    ]
    assert (why.target, why.counted, why.left) == (24 * HOUR, 19 * HOUR + 48 * MINUTE, 4 * HOUR + 12 * MINUTE)
    assert [(s.because, s.counted) for s in why.to_come] == [(Cause.MAKEUP, 4 * HOUR + 12 * MINUTE)]
    assert why.due_then == clock.due_at == shanghai("2026-10-10 14:12")


def _closed(why: Why) -> list[tuple[str, str, str]]:
    """The days of National Day as the calendar tells them, 1 to 7 October without a gap."""
    local = ZoneInfo("Asia/Shanghai")
    off = [s for s in why.stretches if s.because in (Cause.HOLIDAY, Cause.DAY_OFF)]
    assert off[0].begin == shanghai("2026-10-01 00:00")
    assert off[-1].end == shanghai("2026-10-08 00:00")
    return [(f"{s.begin.astimezone(local):%d}", f"{s.end.astimezone(local):%d}", str(s.because)) for s in off]


def test_holidays_are_called_by_their_names_and_equal_neighbours_are_one() -> None:
    """SLA-2: two closed days of one name are one stretch, the day of another name is another."""
    closed = (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5))
    names = NAMES | {date(2026, 10, 2): NAMES[date(2026, 10, 1)], date(2026, 10, 5): Words("中秋", "Mid-Autumn")}
    calendar = Calendar.from_rule(CalendarRule(OFFICE, zone="Asia/Shanghai", closed=closed, names=names))
    why = explain(clock_of(calendar, shanghai("2026-09-30 17:00"), 9 * HOUR), calendar, shanghai("2026-10-06 10:00"))
    assert [(s.because, s.name.zh) for s in why.stretches] == [
        (Cause.HOURS, ""),
        (Cause.OUTSIDE, ""),
        (Cause.HOLIDAY, "国庆节"),
        (Cause.DAY_OFF, ""),
        (Cause.HOLIDAY, "中秋"),
        (Cause.OUTSIDE, ""),
        (Cause.HOURS, ""),
    ]


def test_breaks_own_dates_and_recurring_dates_are_told_apart() -> None:
    """SLA-2, SLA-7: each kind of day and the lunch have their own reason."""
    rule = CalendarRule(
        OFFICE,
        zone="Asia/Shanghai",
        breaks=("12:00-13:00",),
        dates={date(2026, 11, 24): ("10:00-12:00",), date(2026, 11, 25): ()},
        recurring={"11-26": ("14:00-15:00",), "11-27": ()},
    )
    calendar = Calendar.from_rule(rule)
    why = explain(clock_of(calendar, shanghai("2026-11-23 11:00"), 90 * HOUR), calendar, shanghai("2026-11-28 00:00"))
    assert [each[2] for each in shown(why)] == [
        *("hours", "break", "hours", "outside", "own_date", "outside"),
        *("own_closed", "outside", "recurring", "outside", "recurring_closed"),
    ]


def test_a_break_after_midnight_and_hours_over_midnight_belong_to_the_night_shift() -> None:
    """SLA-2: 22:00-06:00 on Friday, a break at 02:00; Saturday itself is a day off only from 06:00."""
    rule = CalendarRule({"fri": ("22:00-06:00",)}, zone="Asia/Shanghai", breaks=("02:00-03:00",))
    calendar = Calendar.from_rule(rule)
    why = explain(clock_of(calendar, shanghai("2026-11-20 21:00"), 9 * HOUR), calendar, shanghai("2026-11-21 07:00"))
    assert shown(why) == [
        ("11-20 21:00", "11-20 22:00", "outside", NOTHING),
        ("11-20 22:00", "11-21 02:00", "hours", 4 * HOUR),
        ("11-21 02:00", "11-21 03:00", "break", NOTHING),
        ("11-21 03:00", "11-21 06:00", "hours", 3 * HOUR),
        ("11-21 06:00", "11-21 07:00", "day_off", NOTHING),
    ]


def test_around_the_clock_is_one_stretch_cut_where_it_was_due() -> None:
    """SLA-1: months on the 24×7 clock are one stretch, and what lies after the due time another."""
    it_team = Levels(published("it-team"))
    (clock,) = it_team.start({"priority": "urgent"}, shanghai("2023-10-01 09:15"))
    why = explain(clock, it_team.calendar(clock.calendar), shanghai("2024-03-01 09:15"))
    assert [(s.because, s.end) for s in why.stretches] == [
        (Cause.ALWAYS, shanghai("2023-10-01 09:45")),
        (Cause.ALWAYS, shanghai("2024-03-01 09:15")),
    ]
    assert (why.late_by, why.left, why.to_come) == (why.at - clock.due_at, -why.late_by, ())


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 5), ("2026-10-25", 7), ("2026-11-01", 6)])
def test_a_night_on_which_the_clocks_are_changed_counts_what_it_lasted(day: str, hours: int) -> None:
    """SLA-1: Berlin, 00:00 to 06:00 on the day that is an hour shorter, an hour longer, and any other."""
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar.from_rule(CalendarRule({"sun": ("00:00-06:00",)}, zone="Europe/Berlin"))
    start = datetime.fromisoformat(day).replace(tzinfo=berlin).astimezone(UTC)
    why = explain(clock_of(calendar, start, 4 * HOUR), calendar, start + 12 * HOUR)
    assert [(s.because, s.end - s.begin) for s in why.stretches] == [
        (Cause.HOURS, 4 * HOUR),
        (Cause.HOURS, (hours - 4) * HOUR),
        (Cause.OUTSIDE, (12 - hours) * HOUR),
    ]


def test_waiting_says_for_what_and_until_when_and_how_much_working_time_it_took() -> None:
    """SLA-2: from Friday 16:00 to Monday 10:00 three working hours were waited, none of them counted."""
    calendar = Calendar.from_rule(CalendarRule(OFFICE, zone="Asia/Shanghai"))
    pause = Pause(shanghai("2026-11-20 16:00"), shanghai("2026-11-23 10:00"), "等备件", "supplier")
    clock = clock_of(calendar, shanghai("2026-11-20 14:00"), 4 * HOUR, pauses=(pause,))
    clock = replace(clock, due_at=shanghai("2026-11-23 12:00"))
    why = explain(clock, calendar, shanghai("2026-11-23 11:00"))
    assert why.stretches == (
        Stretch(clock.started_at, pause.since, 2 * HOUR, 2 * HOUR, Cause.HOURS),
        Stretch(pause.since, shanghai("2026-11-23 10:00"), NOTHING, 3 * HOUR, Cause.WAITING, pause=pause),
        Stretch(shanghai("2026-11-23 10:00"), why.at, HOUR, HOUR, Cause.HOURS),
    )
    assert (why.left, why.due_then, why.goes_on_at) == (HOUR, clock.due_at, None)


@pytest.mark.parametrize(
    ("expected", "goes_on", "due"), [("2026-11-20 17:00", "17:00", "19:00"), ("2026-11-20 15:00", "16:00", "18:00")]
)
def test_a_clock_that_stands_still_tells_when_it_would_be_due(expected: str, goes_on: str, due: str) -> None:
    """SITE-4: by the end that is expected, or as if it went on now where that is over or not known."""
    calendar = Calendar.from_rule(CalendarRule(dict.fromkeys(WEEKDAYS, ("00:00-24:00",)), zone="Asia/Shanghai"))
    since = shanghai("2026-11-20 14:00")
    clock = clock_of(calendar, shanghai("2026-11-20 12:00"), 4 * HOUR, paused_at=since)
    clock = replace(clock, pauses=(Pause(since, None, "", "user", shanghai(expected)),))
    why = explain(clock, calendar, shanghai("2026-11-20 16:00"))
    assert why.goes_on_at == shanghai(f"2026-11-20 {goes_on}")
    assert why.due_then == shanghai(f"2026-11-20 {due}")
    assert why.late_by < NOTHING, "it stands still before it was due"
    assert sum((s.counted for s in (*why.stretches, *why.to_come)), NOTHING) == why.target


def test_workdays_come_to_what_lies_between_start_and_the_same_hour_of_the_last() -> None:
    """SLA-4: 5 workdays from Thursday 15:00 are due on Thursday 15:00, over a weekend: 45 h of 9 h a day."""
    calendar = Calendar.from_rule(CalendarRule(OFFICE, zone="Asia/Shanghai"))
    clock = clock_of(calendar, shanghai("2026-11-19 15:00"), NOTHING, workdays=5)
    why = explain(clock, calendar, shanghai("2026-11-20 10:00"))
    assert (why.target, why.due_then) == (45 * HOUR, shanghai("2026-11-26 15:00"))
    assert sum((s.counted for s in (*why.stretches, *why.to_come)), NOTHING) == 45 * HOUR


def test_what_was_counted_under_another_target_is_carried_forward() -> None:
    """TKT-7: two hours of the old target are told beside the stretches of the new one."""
    norm = replace(published("it-team"), on_change="forward")
    levels = Levels(norm)
    clocks = levels.start({"priority": "low"}, shanghai("2023-10-25 09:00"))
    old, new = levels.retarget(clocks, {"priority": "medium"}, shanghai("2023-10-25 11:00"))
    why = explain(new, levels.calendar(new.calendar), shanghai("2023-10-25 12:00"))
    assert (new.spent, why.counted, why.left) == (2 * HOUR, 3 * HOUR, HOUR)
    assert sum((s.counted for s in why.to_come), new.spent + HOUR) == why.target == 4 * HOUR
    before = explain(old, levels.calendar(old.calendar), shanghai("2023-10-25 12:00"))
    assert (before.ended_at, before.counted, before.to_come) == (shanghai("2023-10-25 11:00"), 2 * HOUR, ())


def test_a_record_of_old_tells_its_pauses_as_one_line() -> None:
    """SLA-2: `paused_for` has no stretch of its own; the sums less it are what was counted."""
    calendar = Calendar.from_rule(CalendarRule(OFFICE, zone="Asia/Shanghai"))
    clock = clock_of(calendar, shanghai("2026-11-20 09:00"), 5 * HOUR, paused_for=HOUR)
    clock = replace(clock, due_at=shanghai("2026-11-20 15:00"))
    why = explain(clock, calendar, shanghai("2026-11-20 12:00"))
    assert (why.counted, why.left) == (2 * HOUR, 3 * HOUR)
    assert sum((s.counted for s in (*why.stretches, *why.to_come)), NOTHING) - clock.paused_for == why.target


# Random tickets

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
INTERVALS = st.sampled_from(
    [("09:00-18:00",), ("09:00-12:00", "13:30-18:00"), ("22:00-06:00",), ("00:00-24:00",), ("01:30-03:15",), ()]
)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])


@st.composite
def calendars(draw: st.DrawFn) -> CalendarRule:
    """Opening hours with holidays, make-up workdays, dates of their own, recurring dates, breaks; never all closed."""
    week = {day: draw(INTERVALS) for day in WEEKDAYS}
    week["wed"] = week["wed"] or ("09:00-18:00",)
    return CalendarRule(
        week,
        zone=draw(ZONES),
        closed=tuple(draw(st.lists(DAYS, max_size=20))),
        extra_workdays=tuple(draw(st.lists(DAYS, max_size=5))),
        dates={day: draw(INTERVALS) for day in draw(st.lists(DAYS, max_size=5))},
        recurring=draw(st.sampled_from([{}, {"last mon": ()}, {"15": ("10:00-11:00",)}])),
        breaks=draw(st.sampled_from([(), ("12:00-13:00",), ("02:00-02:30",)])),
        names=NAMES,
    )


LENGTHS = st.timedeltas(NOTHING, 60 * HOUR)
ALWAYS = CalendarRule(dict.fromkeys(WEEKDAYS, ("00:00-24:00",)), zone="Asia/Shanghai")


@st.composite
def norms(draw: st.DrawFn) -> Norm:
    """Two sets of levels over a random calendar and the 24×7 one, with any policy of change."""

    def target() -> Target:
        calendar = draw(st.sampled_from(["some", "always"]))
        if draw(st.booleans()):
            return Target(calendar, draw(LENGTHS))
        return Target(calendar, workdays=draw(st.integers(1, 10)))

    levels = tuple(
        Level({"respond": target(), "resolve": target()}, priority) for priority in ("urgent", "high", "medium", "low")
    )
    policies: list[OnChange] = ["recompute", "forward", "reset"]
    on_change = draw(st.sampled_from(policies))
    extra = LevelSet("extra", Words("附加", "Extra"), "", levels[:2], on_change=on_change)
    return replace(
        published("it-team"),
        calendars={"some": draw(calendars()), "always": ALWAYS},
        levels=levels,
        level_sets=(extra,),
        waits=(Waiting("user", Words("用户", "the user")),),
        on_change=on_change,
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Levels, Clocks, datetime]:
    """The clocks of a ticket to which things happened, and an instant at which they are looked at."""
    levels = Levels(draw(norms()))
    at = datetime(2026, draw(st.integers(2, 10)), 20, tzinfo=UTC) + draw(st.timedeltas(NOTHING, 24 * HOUR))
    facts = {"priority": draw(st.sampled_from(["urgent", "high", "medium", "low"]))}
    clocks = levels.start(facts, at)
    for what in draw(st.lists(st.sampled_from("wwggprox"), max_size=6)):
        at += draw(st.timedeltas(NOTHING, 60 * HOUR))
        match what:
            case "w":
                clocks = levels.pause(clocks, Pause(at, None, "等", "user", at + 5 * HOUR))
            case "g":
                clocks = levels.resume(clocks, at)
            case "p":
                facts = {"priority": draw(st.sampled_from(["urgent", "high", "medium", "low", "none"]))}
                clocks = levels.retarget(clocks, facts, at)
            case "r":
                clocks = levels.reach(clocks, "respond", at - draw(st.timedeltas(NOTHING, 2 * HOUR)))
            case "o":
                clocks = levels.restart(levels.reach(clocks, "resolve", at), facts, at)
            case "x":
                clocks = levels.cancel(clocks, at, "changed")
    return levels, clocks, at + draw(st.timedeltas(NOTHING, 400 * HOUR))


@settings(max_examples=EXAMPLES, deadline=None)
@given(histories())
def test_the_stretches_of_any_clock_lie_side_by_side_and_add_up(history: tuple[Levels, Clocks, datetime]) -> None:
    """SLA-1 to SLA-12: what counted is what the queue shows, and with what is to come it is the target."""
    levels, clocks, at = history
    for clock in clocks:
        calendar = levels.calendar(clock.calendar)
        why = explain(clock, calendar, at)
        _lie_side_by_side(why, calendar)
        run = sum((s.counted for s in why.stretches), NOTHING)
        assert why.counted == clock.spent + max(NOTHING, run - clock.paused_for) == counted(clock, calendar, at)
        assert why.target - why.left == why.counted
        if not clock.over:
            assert (why.late_by > NOTHING) == late(clock, at)
        if clock.spent > why.target:
            continue
        if why.to_come:
            assert run + sum((s.counted for s in why.to_come), clock.spent) == why.target
        due = [s for s in why.stretches if s.begin == clock.due_at]
        if due:
            to_due = sum((s.counted for s in why.stretches if s.end <= clock.due_at), clock.spent)
            assert to_due == why.target


def _lie_side_by_side(why: Why, calendar: Calendar) -> None:
    clock = why.clock
    end = min(filter(None, (why.at, clock.reached_at, clock.cancelled_at)))
    for stretches, first, last in (
        (why.stretches, clock.started_at, max(end, clock.started_at)),
        (why.to_come, max(why.at, clock.started_at), why.due_then),
    ):
        edges = [first, *(s.end for s in stretches)]
        assert [s.begin for s in stretches] == edges[:-1]
        assert not stretches or edges[-1] == last
        for before, after in pairwise(stretches):
            same = (before.because, before.name, before.pause) == (after.because, after.name, after.pause)
            assert not same or after.begin == clock.due_at, "equal neighbours are one"
        for each in stretches:
            assert each.begin < each.end
            assert each.working == calendar.between(each.begin, each.end)
            assert each.counted == (NOTHING if each.pause else each.working)
            assert each.counted in (NOTHING, each.end - each.begin)


def test_a_year_of_workdays_is_some_five_hundred_stretches_each_asked_once() -> None:
    """SLA-2: a night between two workdays is one stretch, not one for each side of midnight."""
    calendar = Calendar.from_rule(CalendarRule(OFFICE, zone="Asia/Shanghai"))
    clock = clock_of(calendar, shanghai("2026-01-01 00:00"), 5000 * HOUR)
    why = explain(clock, calendar, shanghai("2027-01-01 00:00"))
    workdays = sum(date.fromordinal(n).weekday() < 5 for n in range(*_year(2026)))
    assert sum(s.because is Cause.HOURS for s in why.stretches) == workdays == 261
    assert len(why.stretches) == 261 + 208 + 3 * 52 + 2, "nights; weekends with two half nights; both ends"


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
