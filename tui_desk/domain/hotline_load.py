"""How many calls were under way at once: what the seats by the number of users are checked against (DESK-3). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class HotlineLoad:
    """The most calls that were under way at once, when that was first so, and how many calls there were at all."""

    at_once: int = 0
    at: datetime | None = None
    calls: int = 0


def hotline_load(calls: Iterable[tuple[datetime, timedelta]]) -> HotlineLoad:
    """Of calls by when they began and how long they lasted; one that ends as another begins leaves its seat to it."""
    changes: list[tuple[datetime, int]] = []
    for began_at, lasted in calls:
        if lasted > timedelta(0):
            changes += [(began_at, 1), (began_at + lasted, -1)]
    under_way, load = 0, HotlineLoad(calls=len(changes) // 2)
    for at, change in sorted(changes):
        under_way += change
        if under_way > load.at_once:
            load = HotlineLoad(under_way, at, load.calls)
    return load
