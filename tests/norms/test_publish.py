"""Publishing writes calendars out: a real zone, holidays and make-up workdays as dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import CalendarRule, Norm, Words
from tui_desk.norms.publish import publish

TODAY = date(2026, 11, 21)
GUIDE = load_shipped("support-guide")


def with_calendar(**facts: object) -> Norm:
    rule = CalendarRule(**{"weekly": {"mon": ("09:00-18:00",)}} | facts)  # type: ignore[arg-type]
    return replace(GUIDE, calendars={"mine": rule})


def published(norm: Norm, today: date = TODAY) -> CalendarRule:
    return publish(norm, "Asia/Shanghai", today).calendars["mine"]


def workdays(year: int) -> CalendarRule:
    return publish(GUIDE, "Asia/Shanghai", date(year, 11, 21)).calendars["workdays"]


def test_the_desks_zone_takes_the_place_of_desk() -> None:
    calendars = publish(GUIDE, "Asia/Shanghai", TODAY).calendars
    assert {rule.zone for rule in calendars.values()} == {"Asia/Shanghai"}
    assert published(with_calendar(zone="Europe/Berlin")).zone == "Europe/Berlin"


def test_everything_else_stays_and_the_source_is_untouched() -> None:
    done = publish(GUIDE, "Asia/Shanghai", TODAY)
    assert replace(done, calendars=GUIDE.calendars) == GUIDE
    assert GUIDE.calendars["workdays"].zone == "desk"
    assert publish(done, "Europe/Berlin", TODAY) == done, "publishing what was published changes nothing"


@pytest.mark.parametrize(
    ("year", "makeup_days"),
    [
        (2024, ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
        (2025, ["01-26", "02-08", "04-27", "09-28", "10-11"]),
        (2026, ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
    ],
)
def test_make_up_workdays_are_those_of_the_state_councils_notices(year: int, makeup_days: list[str]) -> None:
    """SLA-2, norms §3: statutory holidays and make-up workdays 调休."""
    found = [f"{day:%m-%d}" for day in workdays(year).extra_workdays if day.year == year]
    assert found == makeup_days


@pytest.mark.parametrize(
    ("first", "days"), [("2026-01-01", 3), ("2026-02-15", 9), ("2026-04-04", 3), ("2026-05-01", 5), ("2026-06-19", 3),
                        ("2026-09-25", 3), ("2026-10-01", 7)],
)  # fmt: skip
def test_the_holidays_of_2026_are_free_from_end_to_end(first: str, days: int) -> None:
    rule = workdays(2026)
    for day in (date.fromisoformat(first) + timedelta(days=count) for count in range(days)):
        weekend = day.weekday() >= 5 and day not in rule.extra_workdays
        assert day in rule.closed or weekend, day


def test_what_is_known_ends_with_the_last_year_announced() -> None:
    """2027's make-up workdays are not announced; its statutory holidays are closed all the same."""
    rule = workdays(2026)
    assert rule.known_until == date(2026, 12, 31)
    assert date(2027, 10, 1) in rule.closed
    assert {day.year for day in rule.closed} == {2025, 2026, 2027, 2028}
    assert published(with_calendar(holidays="DE")).known_until == date(2028, 12, 31), "nothing to be announced there"


def test_without_holidays_nothing_runs_out() -> None:
    assert published(with_calendar()).known_until is None


def test_what_the_author_wrote_stands_above_the_library() -> None:
    national_day, makeup, own = date(2026, 10, 2), date(2026, 10, 10), date(2026, 12, 24)
    rule = published(
        with_calendar(
            holidays="CN", closed=(makeup, own), extra_workdays=(national_day,), known_until=date(2027, 12, 31)
        )
    )
    assert national_day in rule.extra_workdays
    assert national_day not in rule.closed
    assert {makeup, own} <= set(rule.closed)
    assert makeup not in rule.extra_workdays
    assert rule.known_until == date(2027, 12, 31), "the author added what the notice will say"


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-10-01", "国庆节", "National Day"),
        ("2026-04-06", "清明节（补假）", "Tomb-Sweeping Day (observed)"),
        ("2026-02-20", "调休（02-14 补班）", "day off for working on 02-14"),
        ("2026-02-14", "补班（02-20 调休）", "make-up workday for 02-20"),
    ],
)
def test_holidays_and_make_up_workdays_keep_their_names(day: str, zh: str, en: str) -> None:
    """SLA-2, norms §3: 调休 is called by both of its days."""
    assert workdays(2026).names[date.fromisoformat(day)] == Words(zh, en)


def test_every_day_that_a_country_moves_has_a_name_in_some_language() -> None:
    """Norms §3: other countries' holidays are named as far as the library knows the language."""
    for country in ("DE", "JP", "HK", "HU", "US"):
        rule = published(with_calendar(holidays=country))
        assert all(rule.names[day].in_("zh_CN") for day in (*rule.closed, *rule.extra_workdays)), country


def test_the_authors_names_stand_above_the_librarys() -> None:
    """Norms §3."""
    ours = Words("开业十周年", "Tenth anniversary")
    rule = published(with_calendar(holidays="CN", names={date(2026, 10, 1): ours}))
    assert rule.names[date(2026, 10, 1)] == ours
    assert rule.names[date(2026, 10, 2)].zh == "国庆节"
