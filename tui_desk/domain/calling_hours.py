"""When the desk calls out (CALL-18): between 9 and 10, or 14 and 16, unless the norm has other hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tui_desk.norms.hours import seconds


def open_until(hours: Sequence[str], here: datetime) -> datetime | None:
    """Until when one may call, `here` being the wall clock's time; None where it is no time to call."""
    return next((end for begin, end in _spans(hours, here, (-1, 0)) if begin <= here < end), None)


def next_opening(hours: Sequence[str], here: datetime) -> datetime | None:
    """When the next hours begin after `here`; None where the norm has none."""
    return next((begin for begin, _ in _spans(hours, here, (0, 1)) if begin > here), None)


def _spans(hours: Sequence[str], here: datetime, days: Sequence[int]) -> list[tuple[datetime, datetime]]:
    midnight = datetime.combine(here.date(), time(), here.tzinfo)
    found = []
    for day in days:
        for begin, end in map(seconds, hours):
            first = midnight + timedelta(days=day)
            found.append((first + timedelta(seconds=begin), first + timedelta(seconds=end)))
    return sorted(found)
