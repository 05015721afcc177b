"""Times typed into the rows of a form: intervals and visits go forward, over midnight too (REC-4, SITE-10).

Pure: `now` is an argument. A time of day without a day is the first one after the time before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from tui_desk.domain import moments

DAY = timedelta(days=1)


def times_of(
    typed: Sequence[str], now: datetime, zone: tzinfo, before: datetime | None = None, *, over: bool = False
) -> tuple[datetime | None, ...]:
    """The instants of one row in UTC, None for what is empty or no time; `before` is the last instant of the row above.

    "22:30" and "1:15" go over midnight. Of the first in a row the time of day is meant that follows `before`; without
    one it is today's, or, where the row is `over` and that is still to come, yesterday's.
    """
    found: list[datetime | None] = []
    last = None
    for text in typed:
        at = moment_of(text, now, zone)
        if at is not None and moments.is_clock(text):
            at = _after(at, last) if last is not None else _first(at, now, before, over=over)
        found.append(at)
        last = at or last
    return tuple(found)


def moment_of(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant that was typed, in UTC; None for nothing and for what is no time."""
    if not text.strip():
        return None
    try:
        return moments.parse(text, now, zone)
    except ValueError:
        return None


def _after(at: datetime, last: datetime) -> datetime:
    """The time of day on the day of `last`, or the first one after it."""
    at += DAY * ((last - at) // DAY)
    return at if at >= last else at + DAY


def _first(at: datetime, now: datetime, before: datetime | None, *, over: bool) -> datetime:
    if before is not None:
        follows = _after(at, before)
        if not over or follows <= now:
            return follows
    return at - DAY if over and at > now else at


def hours(rows: Sequence[Sequence[datetime | None]]) -> timedelta:
    """The working time of rows that each begin with a start and an end; rows without both do not count."""
    spans = (row[1] - row[0] for row in rows if len(row) > 1 and row[0] is not None and row[1] is not None)
    return sum((span for span in spans if span > timedelta(0)), timedelta(0))
