"""Working time: the conventions one by one, then against an oracle that counts minute by minute."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain import slow_worktime as slow
from tests.domain.samples import published, shanghai
from tui_desk.domain.worktime import Calendar, NeverOpens
from tui_desk.norms.hours import WEEKDAYS
from tui_desk.norms.models import CalendarRule

OFFICE = dict.fromkeys(WEEKDAYS[:5], ("09:00-18:00",))
HOUR = timedelta(hours=1)


def calendar(zone: str = "Asia/Shanghai", **facts: object) -> Calendar:
    return Calendar.from_rule(CalendarRule(**{"weekly": OFFICE, "zone": zone} | facts))  # type: ignore[arg-type]


def at(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def test_a_result_that_lands_on_closing_time_stays_there() -> None:
    assert calendar().add(shanghai("2026-11-20 16:00"), 2 * HOUR) == shanghai("2026-11-20 18:00")


def test_one_second_more_goes_on_the_next_workday() -> None:
    due = calendar().add(shanghai("2026-11-20 16:00"), 2 * HOUR + timedelta(seconds=1))
    assert due == shanghai("2026-11-23 09:00:01")


def test_counting_back_lands_on_opening_time_and_stays_there() -> None:
    assert calendar().add(shanghai("2026-11-23 11:00"), -2 * HOUR) == shanghai("2026-11-23 09:00")
    assert calendar().add(shanghai("2026-11-23 11:00"), -3 * HOUR) == shanghai("2026-11-20 17:00")


def test_adding_nothing_outside_hours_gives_the_next_opening() -> None:
    assert calendar().add(shanghai("2026-11-20 18:00"), timedelta(0)) == shanghai("2026-11-23 09:00")
    assert calendar().next_opening(shanghai("2026-11-21 12:00")) == shanghai("2026-11-23 09:00")


def test_adding_nothing_inside_hours_gives_the_same_instant_in_utc() -> None:
    same = calendar().add(shanghai("2026-11-20 17:59:59"), timedelta(0))
    assert (same, same.tzinfo) == (shanghai("2026-11-20 17:59:59"), UTC)


def test_hours_are_half_open() -> None:
    assert calendar().is_open(shanghai("2026-11-20 09:00"))
    assert not calendar().is_open(shanghai("2026-11-20 18:00"))
    assert not calendar().is_open(shanghai("2026-11-20 08:59:59"))


def test_between_is_negative_from_later_to_earlier() -> None:
    early, late = shanghai("2026-11-20 17:00"), shanghai("2026-11-23 10:00")
    assert calendar().between(early, late) == 2 * HOUR
    assert calendar().between(late, early) == -2 * HOUR


def test_24_working_hours_are_counted_in_the_calendars_own_hours() -> None:
    """SLA-2: 003's 24 h are two days and six hours of 9:00–18:00."""
    assert calendar().add(shanghai("2026-11-16 09:00"), 24 * HOUR) == shanghai("2026-11-18 15:00")


def test_make_up_workday_counts_as_working_time() -> None:
    workdays = Calendar.from_rule(published("support-guide").calendars["workdays"])
    assert workdays.add(shanghai("2023-10-07 09:00"), 10 * HOUR) == shanghai("2023-10-08 10:00"), "调休 Sat and Sun"
    assert workdays.add(shanghai("2023-09-28 17:00"), 2 * HOUR) == shanghai("2023-10-07 10:00"), "National Day between"


def test_dates_stand_above_closed_days_above_make_up_workdays_above_the_week() -> None:
    day = date(2026, 11, 21)
    cal = calendar(closed=(day, date(2026, 11, 20)), extra_workdays=(day, date(2026, 11, 22)))
    assert not cal.is_open(shanghai("2026-11-20 10:00"))
    assert not cal.is_open(shanghai("2026-11-21 10:00"))
    assert cal.is_open(shanghai("2026-11-22 10:00")), "an extra workday has the hours of the first open day"
    own = calendar(closed=(day,), dates={day: ("10:00-11:00",)}, extra_hours=("08:00-09:00",), extra_workdays=(day,))
    assert own.between(shanghai("2026-11-21 00:00"), shanghai("2026-11-22 00:00")) == HOUR


def test_extra_hours_hold_on_make_up_workdays() -> None:
    cal = calendar(extra_workdays=(date(2026, 11, 21),), extra_hours=("10:00-12:00",))
    assert cal.between(shanghai("2026-11-21 00:00"), shanghai("2026-11-22 00:00")) == 2 * HOUR


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = calendar(weekly={"fri": ("22:00-06:00",)}, closed=(date(2026, 11, 14),))
    assert night.between(shanghai("2026-11-13 21:00"), shanghai("2026-11-14 12:00")) == 8 * HOUR
    assert not night.is_open(shanghai("2026-11-14 22:30"))


def test_24_00_joins_the_next_day_without_a_seam() -> None:
    always = calendar(weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    assert always.add(shanghai("2026-12-31 23:00"), 49 * HOUR) == shanghai("2027-01-03 00:00")
    assert always.is_open(shanghai("2026-11-21 00:00"))


def test_overlapping_hours_count_once() -> None:
    cal = calendar(weekly={"mon": ("09:00-12:00", "11:00-14:00", "22:00-02:00"), "tue": ("00:00-03:00",)})
    assert cal.between(shanghai("2026-11-16 00:00"), shanghai("2026-11-17 12:00")) == 10 * HOUR


def test_a_lost_hour_is_not_worked_and_a_repeated_one_is() -> None:
    zone = "America/New_York"
    night = calendar(zone, weekly=dict.fromkeys(WEEKDAYS, ("00:00-06:00",)))
    assert night.between(at(zone, "2026-03-08 00:00"), at(zone, "2026-03-08 12:00")) == 5 * HOUR
    assert night.between(at(zone, "2026-11-01 00:00"), at(zone, "2026-11-01 12:00")) == 7 * HOUR
    assert night.add(at(zone, "2026-11-01 00:30"), 2 * HOUR) == at(zone, "2026-11-01 01:30", fold=1)


def test_times_in_one_zone_are_compared_as_instants() -> None:
    always = calendar("America/New_York", weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    second = datetime(2026, 11, 1, 1, 10, tzinfo=ZoneInfo("America/New_York"), fold=1)
    assert always.between(first, second) == timedelta(minutes=40)
    assert always.between(second, first) == timedelta(minutes=-40)


def test_opening_in_the_lost_hour_follows_the_clock_forward() -> None:
    zone = "America/New_York"
    cal = calendar(zone, weekly={"sun": ("02:30-05:00",)})
    assert cal.next_opening(at(zone, "2026-03-08 00:00")) == at(zone, "2026-03-08 03:30")


def test_half_an_hour_of_daylight_saving() -> None:
    zone = "Australia/Lord_Howe"
    always = calendar(zone, weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    assert always.between(at(zone, "2026-04-05 00:00"), at(zone, "2026-04-06 00:00")) == timedelta(hours=24.5)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = calendar(weekly={})
    with pytest.raises(NeverOpens):
        never.add(shanghai("2026-11-21 12:00"), HOUR)
    with pytest.raises(NeverOpens):
        never.next_opening(shanghai("2026-11-21 12:00"))
    assert never.between(shanghai("2020-01-01 00:00"), shanghai("2026-11-21 12:00")) == timedelta(0)


def test_a_calendar_of_single_dates_ends_with_the_last_of_them() -> None:
    once = calendar(weekly={}, dates={date(2026, 11, 21): ("09:00-10:00",)})
    assert once.add(shanghai("2024-01-01 00:00"), HOUR) == shanghai("2026-11-21 10:00")
    assert once.add(shanghai("2028-01-01 00:00"), -HOUR) == shanghai("2026-11-21 09:00")
    for working in (2 * HOUR, -HOUR):
        with pytest.raises(NeverOpens):
            once.add(shanghai("2026-11-21 09:00"), working)


def test_a_naive_time_is_refused() -> None:
    for ask in (calendar().next_opening, calendar().is_open):
        with pytest.raises(TypeError):
            ask(datetime(2026, 11, 21))  # noqa: DTZ001 - that is the point


def test_a_rule_that_was_not_published_has_no_zone() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        calendar("desk")


INSTANTS = st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SPANS = st.timedeltas(timedelta(days=-30), timedelta(days=30))
CALENDARS = {
    "workdays": Calendar.from_rule(published("support-guide").calendars["workdays"]),
    "nights in New York": calendar("America/New_York", weekly=dict.fromkeys(WEEKDAYS, ("22:00-02:30", "04:00-05:00"))),
    "always": Calendar.from_rule(published("it-team").calendars["always"]),
}


@given(st.sampled_from(sorted(CALENDARS)), INSTANTS, SPANS)
def test_what_was_added_lies_between(name: str, start: datetime, working: timedelta) -> None:
    cal = CALENDARS[name]
    assert cal.between(start, cal.add(start, working)) == working


@given(st.sampled_from(sorted(CALENDARS)), INSTANTS, INSTANTS, INSTANTS)
def test_working_time_adds_up(name: str, a: datetime, b: datetime, c: datetime) -> None:
    cal = CALENDARS[name]
    assert cal.between(a, b) + cal.between(b, c) == cal.between(a, c)


@given(st.sampled_from(sorted(CALENDARS)), INSTANTS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_later_start_is_never_due_earlier(name: str, a: datetime, b: datetime, working: timedelta) -> None:
    cal = CALENDARS[name]
    assert cal.add(min(a, b), working) <= cal.add(max(a, b), working)


SEED = 20261121
CASES_A_CALENDAR = 40
TURNS = {
    "Asia/Shanghai": date(2026, 12, 28),
    "America/New_York": date(2026, 3, 2),
    "Europe/Berlin": date(2026, 10, 19),
    "Australia/Lord_Howe": date(2026, 9, 28),
    "Asia/Beirut": date(2026, 3, 23),
    "America/Sao_Paulo": date(2018, 10, 29),
    "Africa/Casablanca": date(2026, 2, 9),
    "Pacific/Apia": date(2011, 12, 24),
    "Asia/Kathmandu": date(2026, 12, 28),
    "Europe/London": date(2026, 12, 28),
}
"""Where the clocks, or the year, turn within the fortnight that follows."""


@pytest.mark.parametrize("zone", TURNS)
def test_it_agrees_with_counting_minute_by_minute(zone: str) -> None:
    rng, first = random.Random(f"{SEED} {zone}"), TURNS[zone]
    for _ in range(5):
        week = {day: _hours(rng) for day in range(7)} | {rng.randrange(7): ((9 * 60, 18 * 60),)}
        dates = {first + timedelta(days=rng.randrange(3, 18)): _hours(rng) for _ in range(rng.randrange(4))}
        minutes = slow.open_minutes(slow.hours_by(week, dates), ZoneInfo(zone), first - timedelta(days=22), 64)
        fast = Calendar.from_rule(
            CalendarRule(
                weekly={WEEKDAYS[day]: _written(hours) for day, hours in week.items()},
                zone=zone,
                dates={day: _written(hours) for day, hours in dates.items()},
            )
        )
        begin = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
        for _ in range(CASES_A_CALENDAR):
            start = begin + rng.randrange(14 * 86_400)
            end = start + rng.randrange(-3 * 86_400, 3 * 86_400)
            working = rng.choice(
                [0, rng.randrange(-9 * 3600, 9 * 3600), rng.randrange(60) * 60, slow.between(minutes, start, end)]
            )
            case = f"{zone} week={week} dates={dates} start={start} end={end} working={working}"
            assert fast.is_open(_instant(start)) == (start // 60 in minutes), case
            assert fast.between(_instant(start), _instant(end)) == timedelta(
                seconds=slow.between(minutes, start, end)
            ), case
            assert fast.add(_instant(start), timedelta(seconds=working)) == _instant(
                slow.add(minutes, start, working)
            ), case


def test_a_due_time_over_a_year_of_holidays_takes_microseconds() -> None:
    workdays = Calendar.from_rule(published("support-guide").calendars["workdays"])
    start = shanghai("2023-01-03 09:15")
    workdays.add(start, 2000 * HOUR)
    began = perf_counter()
    for _ in range(1000):
        workdays.add(start, 2000 * HOUR)
    assert (perf_counter() - began) / 1000 < 0.001


def _hours(rng: random.Random) -> tuple[tuple[int, int], ...]:
    begins = [rng.choice([0, 60 * rng.randrange(24), rng.randrange(1440)]) for _ in range(rng.randrange(4))]
    return tuple((begin, _end(begin, rng)) for begin in begins)


def _end(begin: int, rng: random.Random) -> int:
    return rng.choice([1440, min(begin + rng.randrange(1, 600), begin + 1439)])


def _written(hours: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    return tuple(f"{_clock(begin)}-{_clock(end if end <= 1440 else end - 1440)}" for begin, end in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
