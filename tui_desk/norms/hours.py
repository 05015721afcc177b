"""How opening hours are written: "09:00-18:00", "00:00-24:00", "22:00-06:00" over midnight."""

from __future__ import annotations

import re

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)
_DAY = 24 * 60


def minutes(interval: str) -> tuple[int, int]:
    """Begin and end in minutes after midnight; the end lies past 1440 when the interval goes over midnight.

    Raises ValueError for anything else, an empty interval included.
    """
    match = _INTERVAL.fullmatch(interval.strip())
    if not match:
        raise ValueError(interval)
    begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
    begin, end = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if max(begin_minute, end_minute) > 59 or begin >= _DAY or end > _DAY or begin == end:
        raise ValueError(interval)
    return begin, end if end > begin else end + _DAY
