"""The calendars in force: when their known holidays end, and what another calendar moves."""

from __future__ import annotations

from datetime import date

from tests.desk.conftest import MakeShift, Shift, shanghai
from tui_desk.desk.calendars import Ending
from tui_desk.norms.loader import load_shipped


def test_a_calendar_says_60_days_ahead_that_its_known_holidays_end(make_shift: MakeShift) -> None:
    """Norms §3: the make-up workdays 调休 of a year are known only once the notice is out."""
    shift = make_shift("support-guide", "2026-03-02 09:00")
    last = date(2026, 12, 31)
    assert shift.desk.calendars.ending(shanghai("2026-11-01 23:59")) == ()
    assert shift.desk.calendars.ending(shanghai("2026-11-02 00:00")) == (Ending("workdays", last, 59),)
    assert shift.desk.calendars.ending(shanghai("2027-01-02 00:00")) == (Ending("workdays", last, -2),)


def test_a_norm_published_again_after_the_notice_knows_more(shift: Shift) -> None:
    """Norms §3: a calendar without holidays never runs out."""
    assert shift.desk.calendars.ending(shanghai("2040-01-01 00:00")) == ()
    shift.desk.publish_norm(load_shipped("support-guide"), by=shift.lead)
    assert shift.desk.calendars.ending(shanghai("2040-01-01 00:00"))
