"""A clock counted the slow way: minute by minute, knowing only which minutes are working time and which were waited.

Shares nothing with `tui_desk.domain.clocks` but the rules: a target is used up at the end of its last minute; what
is waited counts for nothing; a wait that is not over yet moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MINUTE = timedelta(minutes=1)
EPOCH = datetime(2023, 10, 2, tzinfo=UTC) - timedelta(hours=8)
"""Monday, midnight in Shanghai."""
DAY, WEEK = 1440, 7 * 1440


def instant(minute: int) -> datetime:
    """The instant of a minute after `EPOCH`."""
    return EPOCH + minute * MINUTE


def works(minute: int) -> bool:
    """Whether this minute is one of Mon-Fri 9:00-12:00 and 13:00-18:00."""
    return minute % WEEK < 5 * DAY and (540 <= minute % DAY < 720 or 780 <= minute % DAY < 1080)


@dataclass
class SlowClock:
    """A clock as a list of minutes: `spent` before it began, waits as pairs, the last one open."""

    begun: int
    target: int
    spent: int = 0
    waits: list[tuple[int, int | None]] = field(default_factory=list)

    def _counts(self, minute: int, waits: Iterable[tuple[int, int | None]]) -> bool:
        return works(minute) and not any(
            since <= minute and (until is None or minute < until) for since, until in waits
        )

    def counted(self, now: int) -> int:
        """The minutes counted before `now`."""
        return self.spent + sum(self._counts(minute, self.waits) for minute in range(self.begun, now))

    def at_count(self, wanted: int) -> int:
        """When it has counted so many minutes: at the end of the last; of nothing, the first that would count."""
        over = [(since, until) for since, until in self.waits if until is not None]
        left, minute = wanted - self.spent, self.begun
        if left <= 0:
            while not works(minute):
                minute += 1
            return minute
        while True:
            left -= self._counts(minute, over)
            minute += 1
            if not left:
                return minute
