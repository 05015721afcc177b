"""What one due time costs: part of python -m tests.bench."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import process_time

from tests.domain.samples import published, shanghai
from tui_desk.domain import worktime
from tui_desk.domain.worktime import Calendar

TIMES = 5_000


def figures() -> Iterator[tuple[str, float, str, float | None]]:
    """Due times from random instants of a year of holidays and make-up workdays: name, value, unit, budget."""
    rng, rule = random.Random(1), published("support-guide", 2026).calendars["workdays"]
    first = shanghai("2026-01-01 00:00")
    starts = [first + timedelta(seconds=rng.randrange(365 * 86_400)) for _ in range(TIMES)]
    pauses = [(first + timedelta(days=day), first + timedelta(days=day, hours=5)) for day in (40, 80)]
    calendar = Calendar.from_rule(rule)
    began = process_time()
    calendar.add(starts[0], timedelta(hours=8))
    yield "the first due time of a calendar", (process_time() - began) * 1e3, "ms", None
    asked: list[tuple[str, Callable[[datetime], object], float]] = [
        ("one due time over a year of holidays, 8 h", lambda at: calendar.add(at, timedelta(hours=8)), 20),
        ("one due time over a year of holidays, 400 h", lambda at: calendar.add(at, timedelta(hours=400)), 20),
        ("one due time over a year of holidays, 5 workdays", lambda at: calendar.add_workdays(at, 5), 20),
        ("one stretch of working time between two instants", lambda at: calendar.between(first, at), 20),
        ("one due time with two pauses", lambda at: worktime.due(calendar, at, timedelta(hours=40), pauses), 60),
    ]
    for name, ask, budget in asked:
        for at in starts[:100]:
            ask(at)
        began = process_time()
        for at in starts:
            ask(at)
        yield name, (process_time() - began) / TIMES * 1e6, "us", budget


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:<58} {value:>9,.1f} {unit:<8}" + (f"   budget {budget:>7,.0f}" if budget else ""))
