"""The roster's rules: hours over midnight and clock changes, overlaps, readiness, grids, patterns, lists (DESK-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.desk import duty_words
from tui_desk.domain import patterns, roster_grid, roster_list
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import (
    Post,
    Shift,
    Standing,
    clash,
    day_span,
    hours_of,
    late_from,
    missing,
    month_span,
    overlap,
    standing,
    to_sign_on,
)
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import ShiftKind, Words

RULES = load_shipped("it-team").duty
DAY, NIGHT = RULES.shifts
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")]
SHANGHAI = ZONES[0]
HOUR = timedelta(hours=1)
zones = st.sampled_from(ZONES)
days = st.dates(date(2011, 12, 25), date(2030, 12, 31))
minutes = st.integers(0, 60 * 24 * 3)
START = datetime(2026, 12, 1, tzinfo=UTC)


def a_shift(id_: str = "a", officer: str = "OP001", since: int = 0, until: int = 600, **facts: object) -> Shift:
    """A shift by minutes after `START`."""
    at = START + timedelta(minutes=since)
    made = Shift(id_, officer, Post.HOTLINE, "day", at, START + timedelta(minutes=until), START, "DM001")
    return replace(made, **facts)  # type: ignore[arg-type] # whichever facts the test is about


@given(days, zones)
def test_a_shift_keeps_to_the_wall_clock_and_the_night_meets_the_day(day: date, zone: ZoneInfo) -> None:
    """DESK-2: over midnight and over a clock that is put forward or back, no gap and no overlap."""
    begin, end = hours_of(DAY, day, zone)
    night, morning = hours_of(NIGHT, day, zone)
    assert end == night
    assert morning == hours_of(DAY, day + timedelta(days=1), zone)[0]
    if zone.key != "Pacific/Apia":  # which left a whole day out
        local = begin.astimezone(zone)
        assert (local.date(), local.hour, local.minute) == (day, 8, 0)
        assert timedelta(hours=13) <= morning - night <= timedelta(hours=15)


def test_the_night_in_which_the_clock_is_put_forward_is_an_hour_shorter() -> None:
    """DESK-2: 8 March and 1 November 2026 in New York."""
    new_york = ZONES[1]
    lengths = [
        end - begin for begin, end in (hours_of(NIGHT, date(2026, m, d), new_york) for m, d in ((3, 7), (10, 31)))
    ]
    assert lengths == [13 * HOUR, 15 * HOUR]
    since, until = day_span(date(2026, 3, 8), new_york)
    assert until - since == 23 * HOUR
    skipped = ShiftKind("early", Words("早班", "Early"), "02:30-04:00")
    assert hours_of(skipped, date(2026, 3, 8), new_york)[0].astimezone(new_york).hour == 3


@given(days, zones)
def test_a_month_is_its_days(day: date, zone: ZoneInfo) -> None:
    """DESK-2."""
    since, until = month_span(day, zone)
    assert since == day_span(day.replace(day=1), zone)[0]
    assert since <= day_span(day, zone)[0] < until


@given(minutes, minutes, minutes, minutes)
def test_two_shifts_overlap_when_they_share_a_minute(a: int, b: int, c: int, d: int) -> None:
    """DESK-2: by the slow way, minute by minute; of two officers never, of nobody never."""
    one, other = a_shift("a", since=min(a, b), until=max(a, b) + 1), a_shift("b", since=min(c, d), until=max(c, d) + 1)
    shared = range(max(min(a, b), min(c, d)), min(max(a, b), max(c, d)) + 1)
    assert overlap(one, other) == overlap(other, one) == bool(shared)
    assert clash(one, [one, other]) == (other if shared else None)
    assert not overlap(replace(one, officer="X"), other)
    assert not overlap(replace(one, officer=""), replace(other, officer=""))
    assert not overlap(replace(one, cancelled_at=START), other)


@given(st.lists(st.tuples(st.sampled_from("ABC"), minutes, st.integers(1, 900)), max_size=6))
def test_hours_are_staffed_by_the_fewest_at_any_moment_of_them(plans: list[tuple[str, int, int]]) -> None:
    """DESK-3: by the slow way, minute by minute."""
    shifts = [a_shift(str(n), who, since, since + length) for n, (who, since, length) in enumerate(plans)]
    slowly = []
    for hour in range(6):
        moments = (START + hour * HOUR + timedelta(minutes=minute) for minute in range(60))
        slowly.append(min(len({shift.officer for shift in shifts if shift.covers(at)}) for at in moments))
    assert list(roster_grid.staffed(shifts, START, START + 6 * HOUR)) == slowly


def test_how_a_shift_stands() -> None:
    """DESK-2: ready within ten minutes, then late; over and not signed off; never signed on."""
    shift, at = a_shift(), START
    on = replace(shift, signed_on_at=at, ready_at=at)

    def stands(of: Shift, minute: int) -> Standing:
        return standing(of, RULES, START + timedelta(minutes=minute))

    assert [stands(shift, minute) for minute in (-1, 0, 9, 10, 599, 600)] == [
        Standing.PLANNED,
        Standing.DUE,
        Standing.DUE,
        Standing.LATE,
        Standing.LATE,
        Standing.MISSED,
    ]
    assert stands(a_shift(officer=""), -1000) is Standing.OPEN
    assert stands(replace(on, ready_at=None), 5) is Standing.UNREADY
    assert [stands(on, minute) for minute in (5, 600)] == [Standing.ON_DUTY, Standing.OVERDUE]
    assert stands(replace(on, away_since=at), 5) is Standing.AWAY
    assert stands(replace(on, signed_off_at=at), 5) is Standing.DONE
    assert stands(replace(on, cancelled_at=at), 5) is Standing.CANCELLED
    assert missing(("pen", "forms"), RULES) == ("phone", "desk")


def test_one_signs_on_for_the_shift_under_way_before_the_next() -> None:
    """DESK-2."""
    now_, next_ = a_shift("a", since=-300, until=60), a_shift("b", since=60)
    assert to_sign_on([next_, now_], "OP001", START) == now_
    assert to_sign_on([next_], "OP001", START) == next_
    assert to_sign_on([a_shift("c", since=121)], "OP001", START) is None
    assert to_sign_on([replace(now_, signed_off_at=START), next_], "OP001", START) == next_


def test_the_grid_has_a_row_an_officer_a_column_a_day_and_names_the_gaps() -> None:
    """DESK-2, DESK-3."""
    first = date(2026, 12, 1)

    def on(day: int, kind: ShiftKind, officer: str) -> Shift:
        begin, end = hours_of(kind, first.replace(day=day), SHANGHAI)
        return replace(a_shift(f"{day}{kind.code}", officer), kind=kind.code, starts_at=begin, ends_at=end)

    shifts = [on(1, DAY, "A"), on(1, NIGHT, "B"), on(31, NIGHT, "C"), on(2, DAY, "")]
    grid = roster_grid.month(shifts, ("A", "B"), first, RULES, SHANGHAI)
    assert (len(grid.days), [row.officer for row in grid.rows]) == (31, ["", "A", "B", "C"])
    assert [row.cells[0] for row in grid.rows] == [(), (shifts[0],), (shifts[1],), ()]
    assert grid.rows[3].cells[30] == (shifts[2],), "over New Year it stands on its first day"
    gaps = list(grid.gaps(date(2026, 12, 30)))
    assert gaps == [("day", date(2026, 12, 30)), ("day", date(2026, 12, 31)), ("night", date(2026, 12, 30))]
    assert list(roster_grid.month([], ("A",), first, RULES, SHANGHAI).gaps(first)) == []
    bars = roster_grid.bars(shifts, ("A", "B"), date(2026, 12, 2), SHANGHAI)
    assert [bar.officer for bar in bars] == ["", "B"], "the night before reaches in"


@pytest.mark.parametrize("pattern", ["白夜休休", "D N - -", "12--", "白，夜，休，休", "dnoo"])
def test_a_pattern_is_read_as_people_write_it(pattern: str) -> None:
    """DESK-2."""
    signs = {"day": "白", "night": "夜"} if "白" in pattern else {"day": "D", "night": "N"}
    found = list(patterns.days_of(pattern, RULES, signs, date(2026, 12, 1), date(2026, 12, 8)))
    assert [(day.day, kind.code) for day, kind in found] == [(1, "day"), (2, "night"), (5, "day"), (6, "night")]


@pytest.mark.parametrize("pattern", ["", "休休", "白早", "3"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    """DESK-2."""
    with pytest.raises(patterns.BadPattern):
        patterns.read(pattern, RULES, {"day": "白", "night": "夜"})


def test_two_shifts_that_begin_with_the_same_sign_are_told_apart_by_their_numbers() -> None:
    """DESK-2."""
    early, late = (ShiftKind(code, Words(name, name), "08:00-16:00") for code, name in (("a", "早一"), ("b", "早二")))
    assert duty_words.letters(replace(RULES, shifts=(early, late, NIGHT))) == {"a": "1", "b": "2", "night": "N"}


OFFICERS = (
    Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR})),
    Officer("OP002", "陈工", "chen", frozenset({Role.ENGINEER})),
    Officer("OP003", "陈工", "chen2", frozenset({Role.ENGINEER})),
)


def read(*rows: str, now: datetime = START - timedelta(days=30), reason: str = "") -> roster_list.RosterList:
    """What a list of these rows holds."""
    places, _ = roster_list.columns_of(["工号", "日期", "班次", "岗位"])
    known = roster_list.Known(OFFICERS, RULES, SHANGHAI, "DM001", now, reason)
    return roster_list.read(places, enumerate((row.split(",") for row in rows), start=2), known, ())


def test_a_list_is_read_as_spreadsheets_write_it() -> None:
    """DESK-2, DESK-14."""
    found = read(
        "OP001,2026-12-01,白班,热线",
        "chen,2026/12/1,night,现场服务工程师",
        "王芳,2026年12月2日,夜,",
        "OP001,2026-12-05,休,",
        "-,2026.12.03,18:00-08:00,值班经理",
        "OP001,2026-12-01,day,hotline",
    )
    assert found.mistakes == []
    assert found.same == 1
    told = [(e.line, e.shift.officer, e.shift.kind, str(e.shift.post), e.shift.starts_at.day) for e in found.entries]
    assert told == [
        (2, "OP001", "day", "hotline", 1),
        (3, "OP002", "night", "engineer", 1),
        (4, "OP001", "night", "hotline", 2),
        (6, "", "night", "manager", 3),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("XX,2026-12-01,day,", "officer"),
        ("陈工,2026-12-01,day,", "officer"),
        ("OP001,2026-02-30,day,", "no_day"),
        ("OP001,46000,day,", "no_day"),
        ("OP001,2026-12-01,noon,", "shift"),
        ("OP001,2026-12-01,day,cook", "post"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row: str, code: str) -> None:
    """DESK-2."""
    assert [(each.line, each.code) for each in read(row).mistakes] == [(2, code)]


def test_an_overlap_within_the_list_and_a_fixed_day_are_mistakes_of_their_lines() -> None:
    """DESK-2."""
    row = "OP001,2026-12-01,day,"
    both = read(row, "OP001,2026-12-01,day,engineer")
    assert [(each.line, each.code) for each in both.mistakes] == [(3, "overlap")]
    now = datetime(2026, 11, 30, 13, tzinfo=UTC)
    assert [each.code for each in read(row, now=now).mistakes] == ["fixed"]
    assert read(row, now=now, reason="病假").entries[0].shift.reason == "病假"
    assert late_from(read(row).entries[0].shift, RULES) == datetime(2026, 12, 1, 0, 10, tzinfo=UTC)
