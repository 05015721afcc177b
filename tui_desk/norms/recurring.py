"""How dates are written that come again: "12-24", "05", "last fri", "1st mon", "last mon 05"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tui_desk.norms.hours import WEEKDAYS

_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_DATE = re.compile(r"(?:(\d\d)-)?(\d\d)", re.ASCII)
_WEEKDAY = re.compile(rf"({'|'.join(_ORDINALS)})\s+({'|'.join(WEEKDAYS)})(?:\s+(\d\d))?", re.ASCII)
_LEAP = 2024


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Dates that come again: a `day` of the month, or the `nth` (-1: the last) `weekday` of it; `month` 0 is every."""

    pattern: str
    month: int = 0
    day: int = 0
    nth: int = 0
    weekday: int = 0

    @property
    def breadth(self) -> int:
        """How many dates it takes in; of several that hold the narrowest decides."""
        return 2 * (self.month == 0) + (self.day == 0)

    def holds(self, on: date) -> bool:
        """Whether a date is one of them."""
        if self.month not in (0, on.month):
            return False
        if self.day:
            return on.day == self.day
        if on.weekday() != self.weekday:
            return False
        if self.nth > 0:
            return (on.day + 6) // 7 == self.nth
        return on.toordinal() + 7 > date.max.toordinal() or (on + timedelta(days=7)).month != on.month


def recurrence(pattern: str) -> Recurrence:
    """The dates that a pattern means. Raises ValueError when it cannot be read, or no year has such a date."""
    text = " ".join(pattern.lower().split())
    if match := _DATE.fullmatch(text):
        month, day = int(match[1] or 0), int(match[2])
        date(_LEAP, month or 1, day)
        if match[1] and not month:
            raise ValueError(pattern)
        return Recurrence(text, month=month, day=day)
    if match := _WEEKDAY.fullmatch(text):
        month = int(match[3] or 0)
        if month > 12 or match[3] == "00":
            raise ValueError(pattern)
        return Recurrence(text, month=month, nth=_ORDINALS[match[1]], weekday=WEEKDAYS.index(match[2]))
    raise ValueError(pattern)
