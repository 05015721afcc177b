"""What is wrong with a calendar is said where it stands, in the words of whoever writes norms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.norms.writing import mistakes, ours

MINE = '[calendars.mine]\nweekly.mon = ["09:00-12:00", "13:00-18:00"]\n'


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ('breaks = ["noon"]', "breaks", "“noon” must look like 09:00-18:00"),
        ('breaks = ["12:00-13:00"]', "breaks", "“12:00-13:00” lies in no opening hours"),
        ('breaks = ["00:00-24:00"]', "breaks", "the breaks leave nothing of the opening hours"),
        ('recurring."last friday" = []', "recurring.last friday",
         "“last friday” must look like 12-24, 05, last fri, 1st mon or last mon 05"),
        ('recurring."12-24" = ["9-12"]', "recurring.12-24", "“9-12” must look like 09:00-18:00"),
        ("recurring = {" + ", ".join(f'"{n} mon" = []' for n in ("1st", "2nd", "3rd", "4th", "5th")) + "}", "recurring",
         "the recurring dates leave no day on which the desk opens"),
        ('dates.2026-12-24 = ["?"]', "dates.2026-12-24", "“?” must look like 09:00-18:00"),
        ("closed = [2026-12-24]\nextra_workdays = [2026-12-24]", "extra_workdays.1",
         "2026-12-24 is among the closed days too; it can be only one of the two"),
        ("names.2026-12-24 = {}", "names.2026-12-24", "must have a text in one language at least"),
        ('names.tomorrow = {en = "Eve"}', "names.tomorrow", "must be a date such as 2026-10-01"),
    ],
)  # fmt: skip
def test_each_mistake_is_said_with_its_key(tmp_path: Path, text: str, key: str, why: str) -> None:
    """SLA-2: calendars are what a desk writes itself."""
    assert [(each.key, each.why) for each in mistakes(tmp_path, MINE + text)] == [(f"calendars.mine.{key}", why)]


def test_a_calendar_in_order_is_read_as_it_is_written(tmp_path: Path) -> None:
    """SLA-2."""
    rule = ours(
        tmp_path,
        MINE
        + 'breaks = ["15:00-15:15"]\nrecurring."last fri" = ["09:00-12:00"]\nrecurring."12-24" = []\n'
        + 'dates.2026-12-31 = []\nnames.2026-12-31 = {zh = "盘点", en = "Stocktaking"}',
    ).calendars["mine"]
    assert (rule.breaks, dict(rule.recurring)) == (("15:00-15:15",), {"last fri": ("09:00-12:00",), "12-24": ()})
    assert [words.zh for words in rule.names.values()] == ["盘点"]
