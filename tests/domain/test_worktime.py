"""Working time: the conventions one by one, then against an oracle that counts second by second."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import starmap
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import worktime_cases
from tests.domain.samples import published, shanghai
from tui_desk.domain import clocks, worktime
from tui_desk.domain.days import Because
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.domain.worktime import Calendar, NeverCloses, NeverOpens
from tui_desk.norms.hours import WEEKDAYS
from tui_desk.norms.models import CalendarRule, Words

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
    """SLA-1: nobody guesses a zone."""
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - that is the point
    cal, aware = calendar(), shanghai("2026-11-21 12:00")
    for ask in (
        lambda: cal.next_opening(naive),
        lambda: cal.is_open(naive),
        lambda: cal.add(naive, HOUR),
        lambda: cal.add_workdays(naive, 5),
        lambda: cal.between(aware, naive),
        lambda: worktime.counted(cal, naive, aware),
        lambda: worktime.due(cal, aware, HOUR, [(naive, None), (naive, aware)]),
    ):
        with pytest.raises(TypeError):
            ask()


def test_what_is_kept_of_a_calendar_is_bounded() -> None:
    """SLA-1: an import with times of all centuries costs no more memory than one."""
    cal = calendar()
    for year in range(1600, 2600, 5):
        cal.add(datetime(year, 5, 5, tzinfo=UTC), HOUR)
        cal.add_workdays(datetime(year, 5, 5, tzinfo=UTC), 3)
        for day in range(28):
            cal.hours(date(year, 5, day + 1))
    assert len(cal._years) <= 64
    assert len(cal._workdays) <= 64
    assert len(cal._hours) <= 4096


def test_a_rule_that_was_not_published_has_no_zone() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        calendar("desk")


# Days and what they are


def test_breaks_are_taken_out_of_every_day() -> None:
    """SLA-2: 9:00-18:00 with a lunch break counts eight hours; so do dates of their own, and make-up workdays."""
    cal = calendar(
        breaks=("12:00-13:00",), dates={date(2026, 11, 21): ("11:00-14:00",)}, extra_workdays=(date(2026, 11, 22),)
    )
    assert cal.add(shanghai("2026-11-20 11:30"), HOUR) == shanghai("2026-11-20 13:30")
    assert cal.add(shanghai("2026-11-20 11:30"), HOUR / 2) == shanghai("2026-11-20 12:00"), "it stays there"
    assert cal.between(shanghai("2026-11-20 00:00"), shanghai("2026-11-23 00:00")) == (8 + 2 + 8) * HOUR
    assert not cal.is_open(shanghai("2026-11-20 12:30"))


def test_a_break_holds_after_midnight_too() -> None:
    """SLA-2: the night shift rests at 2."""
    night = calendar(weekly={"fri": ("22:00-06:00",)}, breaks=("02:00-03:00", "23:30-00:30"))
    assert night.between(shanghai("2026-11-20 12:00"), shanghai("2026-11-21 12:00")) == 6 * HOUR
    assert night.next_opening(shanghai("2026-11-21 02:15")) == shanghai("2026-11-21 03:00")


def test_hours_may_be_exact_to_the_second() -> None:
    """SLA-1: exact to the second, and to the microsecond inside."""
    cal = calendar(weekly={"fri": ("09:00:30-12:00", "13:00:00-17:59:59")})
    assert cal.next_opening(shanghai("2026-11-20 09:00")) == shanghai("2026-11-20 09:00:30")
    tick = timedelta(microseconds=1)
    assert cal.add(shanghai("2026-11-20 17:59:59") - tick, tick) == shanghai("2026-11-20 17:59:59")
    assert cal.between(shanghai("2026-11-20 12:00") - tick, shanghai("2026-11-20 13:00") + tick) == 2 * tick


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ("12-24", ["2026-12-24", "2027-12-24"]),
        ("29", ["2026-11-29", "2026-12-29", "2027-01-29", "2027-03-29"]),
        ("last fri", ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"]),
        ("1st mon", ["2026-12-07", "2027-01-04", "2027-02-01"]),
        ("5th sun", ["2026-11-29", "2027-01-31", "2027-05-30"]),
        ("last mon 05", ["2027-05-31", "2028-05-29"]),
        ("Last  Mon 05", ["2027-05-31"]),
    ],
)
def test_recurring_dates_come_again(pattern: str, days: list[str]) -> None:
    """SLA-2, SLA-4: "12-24", "29" of every month that has one, "last fri", "last mon 05"."""
    cal = calendar(recurring={pattern: ("10:00-11:00",)})
    for day in map(date.fromisoformat, days):
        assert cal.day(day).because is Because.RECURRING
        assert cal.hours(day) == ((36_000, 39_600),)
    first = date(2026, 11, 21)
    others = {first + timedelta(days=count) for count in range((date.fromisoformat(days[-1]) - first).days)}
    assert {day for day in others if cal.day(day).because is Because.RECURRING} == set(
        map(date.fromisoformat, days[:-1])
    )


def test_what_a_day_is_and_because_of_what() -> None:
    """SLA-2, SLA-4: dates, closed days, recurring dates, make-up workdays 调休, the week: the first to speak holds."""
    rank = [date(2026, 11, number) for number in (16, 17, 18, 21)]
    cal = calendar(
        dates={rank[0]: ("10:00-11:00",)},
        closed=tuple(rank[:2]),
        recurring={f"11-{day.day}": ("08:00-09:00",) for day in rank[:3]},
        extra_workdays=tuple(rank),
        names={rank[3]: Words("补班", "make-up workday")},
        breaks=("12:00-13:00",),
    )
    assert [str(cal.day(day).because) for day in rank] == ["date", "holiday", "recurring", "makeup"]
    made_up = cal.day(rank[3])
    assert (made_up.name.zh, made_up.opens, made_up.moved, made_up.usual) == ("补班", True, True, ())
    assert made_up.hours == ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
    assert cal.day(rank[2]).pattern == "11-18"
    friday, sunday = cal.day(date(2026, 11, 20)), cal.day(date(2026, 11, 22))
    assert (friday.because, friday.opens, friday.moved) == (Because.WEEK, True, False)
    assert (sunday.because, sunday.opens, sunday.moved) == (Because.WEEK, False, False)


def test_the_narrower_of_two_recurring_dates_holds() -> None:
    """SLA-2: whatever the order in which they are written."""
    wide, narrow = {"last fri": ("08:00-09:00",)}, {"11-27": ()}
    for recurring in (wide | narrow, narrow | wide):
        assert calendar(recurring=recurring).day(date(2026, 11, 27)).pattern == "11-27"


CHINA = {
    "2024": ("01-01 02-12..02-16 04-04..04-05 05-01..05-03 06-10 09-16..09-17 10-01..10-04 10-07",
             "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"),
    "2025": ("01-01 01-28..01-31 02-03..02-04 04-04 05-01..05-02 05-05 06-02 10-01..10-03 10-06..10-08",
             "01-26 02-08 04-27 09-28 10-11"),
    "2026": ("01-01..01-02 02-16..02-20 02-23 04-06 05-01 05-04..05-05 06-19 09-25 10-01..10-02 10-05..10-07",
             "01-04 02-14 02-28 05-09 09-20 10-10"),
}  # fmt: skip
"""By the State Council's notices: the weekdays that are free, and the days of weekends that are worked 调休.

On 9 February 2024, New Year's Eve, a day off was only recommended: it is a workday.
"""


@pytest.mark.parametrize("year", CHINA)
def test_china_day_by_day(year: str) -> None:
    """SLA-2, SLA-4: every day of 2024 to 2026 is free or worked as the notices say."""
    cal = Calendar.from_rule(published("support-guide", int(year)).calendars["workdays"])
    free, worked = ({day for span in each.split() for day in _span(year, span)} for each in CHINA[year])
    for count in range(date(int(year) + 1, 1, 1).toordinal() - date(int(year), 1, 1).toordinal()):
        day = cal.day(date(int(year), 1, 1) + timedelta(days=count))
        assert day.opens == ((day.date.weekday() < 5 and day.date not in free) or day.date in worked), day
        assert day.moved == (day.date in free | worked), day
        if day.moved:
            assert day.name.zh, day
            assert day.name.en, day
            assert day.because is (Because.MAKEUP if day.opens else Because.HOLIDAY)


def _span(year: str, span: str) -> list[date]:
    first, _, last = span.partition("..")
    begin, end = (date.fromisoformat(f"{year}-{day}") for day in (first, last or first))
    return [begin + timedelta(days=count) for count in range((end - begin).days + 1)]


# Whole workdays


def test_five_workdays_end_at_the_same_time_of_day() -> None:
    """SLA-4: "5 个工作日" over a make-up workday 调休 and the National Day: from Sunday, 20 Sep, which is worked."""
    cal = Calendar.from_rule(published("support-guide", 2026).calendars["workdays"])
    assert cal.add_workdays(shanghai("2026-11-20 10:15:30"), 5) == shanghai("2026-11-27 10:15:30")
    assert cal.add_workdays(shanghai("2026-09-29 11:00"), 5) == shanghai("2026-10-12 11:00"), "30, 8, 9, 10 (Sat), 12"


def test_workdays_end_at_that_days_closing_if_it_is_earlier() -> None:
    """SLA-4: a request of 20:00 is due at 18:00; one of 07:00 at 07:00."""
    cal = calendar(dates={date(2026, 11, 24): ("09:00-12:00",)})
    assert cal.add_workdays(shanghai("2026-11-20 20:00"), 5) == shanghai("2026-11-27 18:00")
    assert cal.add_workdays(shanghai("2026-11-20 07:00"), 5) == shanghai("2026-11-27 07:00")
    assert cal.add_workdays(shanghai("2026-11-20 15:00"), 2) == shanghai("2026-11-24 12:00")


def test_the_day_of_the_start_is_no_workday_of_the_target() -> None:
    """SLA-4: from a closed day the first workday is the next that is open; negative ones go back; none opens."""
    assert calendar().add_workdays(shanghai("2026-11-21 11:00"), 5) == shanghai("2026-11-27 11:00")
    assert calendar().add_workdays(shanghai("2026-11-21 11:00"), 1) == shanghai("2026-11-23 11:00")
    assert calendar().add_workdays(shanghai("2026-11-23 11:00"), -1) == shanghai("2026-11-20 11:00")
    assert calendar().add_workdays(shanghai("2026-11-22 20:00"), -5) == shanghai("2026-11-16 18:00")
    assert calendar().add_workdays(shanghai("2026-11-21 11:00"), 0) == shanghai("2026-11-23 09:00")


def test_workdays_keep_the_wall_clock_over_daylight_saving() -> None:
    """SLA-4: the same local time, in a skipped hour the one that follows, of a repeated hour the first."""
    zone = "America/New_York"
    always = calendar(zone, weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    assert always.add_workdays(at(zone, "2026-03-07 12:00"), 1) == at(zone, "2026-03-08 12:00")
    assert always.add_workdays(at(zone, "2026-03-07 02:30"), 1) == at(zone, "2026-03-08 03:30")
    assert always.add_workdays(at(zone, "2026-10-31 01:30"), 1) == at(zone, "2026-11-01 01:30", fold=0)
    london = calendar("Europe/London", weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    late = at("Europe/London", "2026-10-25 01:30", fold=1)
    assert london.add_workdays(late, 154) == at("Europe/London", "2027-03-28 02:30"), "the second 01:30 is a 01:30 too"


def test_many_workdays_are_no_trouble_and_too_many_are_refused() -> None:
    """SLA-4."""
    assert calendar().add_workdays(shanghai("2026-11-20 10:00"), 5 * 1000) == shanghai("2046-01-19 10:00")
    with pytest.raises(NeverOpens):
        calendar(weekly={}, dates={date(2026, 11, 21): ("09:00-10:00",)}).add_workdays(shanghai("2026-11-20 10:00"), 2)


# Openings and closings


def test_next_and_previous_openings_and_closings() -> None:
    """SLA-2: at 12:00 of a day with a break; inside, outside and on the edges."""
    cal = calendar(weekly=dict.fromkeys(WEEKDAYS[:5], ("09:00-12:00", "13:00-18:00")))
    inside, edge, outside = map(shanghai, ("2026-11-20 10:00", "2026-11-20 12:00", "2026-11-21 10:00"))
    assert cal.next_opening(inside) == inside
    assert cal.next_opening(edge) == shanghai("2026-11-20 13:00")
    assert [cal.next_closing(each) for each in (inside, edge, outside)] == [
        edge, shanghai("2026-11-20 18:00"), shanghai("2026-11-23 12:00")
    ]  # fmt: skip
    assert [cal.previous_opening(each) for each in (inside, edge, outside)] == [
        shanghai("2026-11-20 09:00"), shanghai("2026-11-20 09:00"), shanghai("2026-11-20 13:00")
    ]  # fmt: skip
    assert [cal.previous_closing(each) for each in (inside, edge, outside)] == [
        shanghai("2026-11-19 18:00"), edge, shanghai("2026-11-20 18:00")
    ]  # fmt: skip


def test_a_desk_that_never_closes_says_so() -> None:
    """SLA-1: 24×7 over the turn of years is one opening."""
    always = calendar(weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    assert always.is_always
    with pytest.raises(NeverCloses):
        always.next_closing(shanghai("2026-11-21 12:00"))
    with pytest.raises(NeverCloses):
        always.previous_opening(shanghai("2026-11-21 12:00"))
    span = shanghai("2026-11-21 12:00"), shanghai("2028-01-05 12:00")
    assert list(always.openings(*span)) == [span]


def test_an_opening_over_the_new_year_of_utc_is_one() -> None:
    """SLA-2: a year of UTC ends at 8 in the morning in Shanghai."""
    cal = calendar(weekly={"fri": ("06:00-10:00",)})
    assert cal.next_closing(shanghai("2027-01-01 07:00")) == shanghai("2027-01-01 10:00")
    assert cal.previous_opening(shanghai("2027-01-01 09:00")) == shanghai("2027-01-01 06:00")
    assert cal.previous_closing(shanghai("2027-01-01 09:00")) == shanghai("2026-12-25 10:00")
    assert list(cal.openings(shanghai("2027-01-01 00:00"), shanghai("2027-01-02 00:00"))) == [
        (shanghai("2027-01-01 06:00"), shanghai("2027-01-01 10:00"))
    ]


# Zones


def test_a_date_that_a_zone_leaves_out_has_no_hours() -> None:
    """SLA-1: Samoa went from 29 to 31 December 2011; the 30th was a Friday."""
    zone = "Pacific/Apia"
    cal = calendar(zone)
    assert cal.day(date(2011, 12, 30)).because is Because.SKIPPED
    assert not cal.hours(date(2011, 12, 30))
    assert cal.add(at(zone, "2011-12-29 17:00"), 2 * HOUR) == at(zone, "2012-01-02 10:00")
    assert cal.add_workdays(at(zone, "2011-12-29 17:00"), 1) == at(zone, "2012-01-02 17:00")
    assert not cal.is_open(at(zone, "2011-12-31 10:00")), "the Saturday stays one"


def test_zones_that_changed_their_rules() -> None:
    """SLA-1: Moscow gave up winter in 2011 and summer in 2014; each time nine hours stay nine hours."""
    zone = "Europe/Moscow"
    cal = calendar(zone)
    for day, offset in (("2011-03-25", 3), ("2011-12-05", 4), ("2014-07-07", 4), ("2014-12-01", 3), ("2026-07-06", 3)):
        opens = datetime.fromisoformat(f"{day}T09:00+0{offset}:00")
        assert cal.next_opening(at(zone, f"{day} 00:00")) == opens
        assert cal.add(opens, 9 * HOUR) == opens + 9 * HOUR
    always = calendar(zone, weekly=dict.fromkeys(WEEKDAYS, ("00:00-24:00",)))
    assert always.between(at(zone, "2014-10-26 00:00"), at(zone, "2014-10-27 00:00")) == 25 * HOUR
    assert always.between(at(zone, "2011-03-27 00:00"), at(zone, "2011-03-28 00:00")) == 23 * HOUR


def test_half_hour_changes_both_ways() -> None:
    """SLA-1: Lord Howe goes 30 minutes forward on 4 October and back on 5 April 2026."""
    zone = "Australia/Lord_Howe"
    cal = calendar(zone, weekly={"sun": ("01:00-03:00",)})
    assert cal.between(at(zone, "2026-10-04 00:00"), at(zone, "2026-10-04 12:00")) == timedelta(hours=1.5)
    assert cal.between(at(zone, "2026-04-05 00:00"), at(zone, "2026-04-05 12:00")) == timedelta(hours=2.5)
    skipped = calendar(zone, weekly={"sun": ("02:15-03:00",)})
    assert skipped.next_opening(at(zone, "2026-10-04 00:00")) == at(zone, "2026-10-04 02:45")


def test_the_first_and_last_years_are_no_trouble() -> None:
    """SLA-1: whatever an import brings."""
    far = datetime(9999, 12, 30, 12, tzinfo=UTC)
    near = datetime(1, 1, 2, 12, tzinfo=UTC)
    assert calendar().between(far, far + HOUR) == timedelta(0)
    assert not calendar().is_open(near)
    with pytest.raises(NeverOpens):
        calendar().add(far, 1000 * HOUR)
    with pytest.raises(NeverOpens):
        calendar().previous_opening(near)


# Pauses


def test_pauses_do_not_count_whatever_their_order() -> None:
    """SLA-1 to 12: overlapping, touching, out of order, outside of hours, ending before they begin."""
    begin, end = shanghai("2026-11-20 09:00"), shanghai("2026-11-23 18:00")
    pauses = [
        (shanghai("2026-11-20 17:00"), shanghai("2026-11-23 10:00")),
        (shanghai("2026-11-20 10:00"), shanghai("2026-11-20 11:00")),
        (shanghai("2026-11-20 10:30"), shanghai("2026-11-20 12:00")),
        (shanghai("2026-11-23 12:00"), shanghai("2026-11-23 11:00")),
        (shanghai("2026-11-19 12:00"), shanghai("2026-11-19 13:00")),
    ]
    assert worktime.counted(calendar(), begin, end, pauses) == (18 - 2 - 2) * HOUR
    assert worktime.counted(calendar(), end, begin, pauses) == -14 * HOUR
    assert worktime.due(calendar(), begin, 7 * HOUR, pauses) == shanghai("2026-11-23 11:00")
    assert worktime.due(calendar(), begin, 14 * HOUR, pauses) == end


def test_a_target_that_is_used_up_as_a_pause_begins_is_due_there() -> None:
    """SLA-1 to 12: pauses are half-open, too."""
    pause = (shanghai("2026-11-20 10:00"), shanghai("2026-11-20 12:00"))
    start = shanghai("2026-11-20 09:00")
    assert worktime.due(calendar(), start, HOUR, [pause]) == pause[0]
    assert worktime.due(calendar(), start, HOUR + timedelta(seconds=1), [pause]) == shanghai("2026-11-20 12:00:01")
    assert worktime.due(calendar(), shanghai("2026-11-20 11:00"), HOUR, [pause]) == shanghai("2026-11-20 13:00")


def test_the_clocks_of_tickets_agree_with_it() -> None:
    """SLA-1 to 12: what a judge asks with pauses is what a ticket's clock says."""
    rng = random.Random(20261122)
    for zone, first in worktime_cases.TURNS[3:5]:
        of = worktime_cases.sample(rng, zone, first)
        for _ in range(100):
            start = datetime.fromtimestamp(of.begin + rng.randrange(10 * 86_400), UTC)
            times = sorted(start + timedelta(seconds=rng.randrange(4 * 86_400)) for _ in range(4))
            pauses = [(times[0], times[1]), (times[2], times[3])]
            target = timedelta(seconds=rng.randrange(1, 9 * 3600))
            clock = Clock("resolve", "", target, start, start, start, pauses=tuple(starmap(Pause, pauses)))
            assert clocks.due_at(clock, of.fast) == worktime.due(of.fast, start, target, pauses)
            assert clocks.counted(clock, of.fast, times[3]) == worktime.counted(of.fast, start, times[3], pauses)


def test_an_open_pause_counts_nothing_and_moves_nothing_yet() -> None:
    """SLA-1 to 12: when it will end nobody knows."""
    pauses = [(shanghai("2026-11-20 10:00"), None)]
    start = shanghai("2026-11-20 09:00")
    assert worktime.counted(calendar(), start, shanghai("2026-11-25 12:00"), pauses) == HOUR
    assert worktime.due(calendar(), start, 2 * HOUR, pauses) == shanghai("2026-11-20 11:00")


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


SEED = random.SystemRandom().randrange(10**9)
CASES_A_PLACE = 150


@pytest.mark.parametrize(("zone", "first"), worktime_cases.TURNS, ids=lambda of: str(of).replace("/", " "))
def test_it_agrees_with_counting_second_by_second(zone: str, first: date) -> None:
    """SLA-1 to 12: some of the cases of `python -m tests.worktime_cases`, others each time; the seed is told."""
    rng = random.Random(f"{SEED} {zone} {first}")
    of = worktime_cases.sample(rng, zone, first)
    differ = [each for _ in range(CASES_A_PLACE) for each in worktime_cases.differences(of, rng)]
    assert not differ, f"seed {SEED}: {differ[0]}"


def test_a_run_of_the_cases_tells_its_seed_and_how_many_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """SLA-1 to 12."""
    assert worktime_cases.main(["--cases", "20", "--seed", "7"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("seed 7\n")
    assert "20 cases" in told
    assert "seed 7: 0 differences" in told
