"""How opening hours are written: "09:00-18:00", "00:00-24:00", "22:00-06:00" over midnight, "08:30:15-12:00"."""

from __future__ import annotations

import re
from collections.abc import Iterable

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_SECONDS = 24 * 3600

Hours = tuple[tuple[int, int], ...]
"""The intervals of a day in seconds after its midnight, as the wall clock shows them; past 86,400 is the day after."""

_TIME = r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?"
_INTERVAL = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}", re.ASCII)


def seconds(interval: str) -> tuple[int, int]:
    """Begin and end in seconds after midnight; the end lies past 86,400 when the interval goes over midnight.

    Raises ValueError for anything else, an empty interval included.
    """
    match = _INTERVAL.fullmatch(interval.strip())
    if not match:
        raise ValueError(interval)
    figures = [int(figure or 0) for figure in match.groups()]
    begin, end = (hour * 3600 + minute * 60 + second for hour, minute, second in (figures[:3], figures[3:]))
    if begin >= DAY_SECONDS or end > DAY_SECONDS or begin == end:
        raise ValueError(interval)
    return begin, end if end > begin else end + DAY_SECONDS


def hours(intervals: Iterable[str], breaks: Hours = ()) -> Hours:
    """The intervals of a day in order, without its breaks; those that overlap or touch are one. Raises ValueError."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(map(seconds, intervals)):
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return without(tuple(found), breaks)


def without(found: Hours, breaks: Hours) -> Hours:
    """Hours less the breaks, which are those of the wall clock: they hold in the part after midnight too."""
    for begin, end in breaks:
        for shift in (-DAY_SECONDS, 0, DAY_SECONDS):
            found = tuple(_without(found, begin + shift, end + shift))
    return found


def written(interval: tuple[int, int]) -> str:
    """The interval as an author writes it: "22:00-06:00"; seconds only where there are any."""
    begin, end = interval
    return f"{_clock(begin)}-{_clock(end if end <= DAY_SECONDS else end - DAY_SECONDS)}"


def _without(intervals: Iterable[tuple[int, int]], begin: int, end: int) -> Iterable[tuple[int, int]]:
    for first, last in intervals:
        if first < min(last, begin):
            yield first, min(last, begin)
        if max(first, end) < last:
            yield max(first, end), last


def _clock(second: int) -> str:
    minute, second = divmod(second, 60)
    return f"{minute // 60:02}:{minute % 60:02}" + (f":{second:02}" if second else "")
