"""Figures of the clocks: one due time, and 10,000 open tickets with all their clocks recomputed (SLA-1 to SLA-12)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from tests.domain.samples import published, shanghai
from tui_desk.domain.clocks import due_at
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Pause, Ticket
from tui_desk.norms.models import Norm

TICKETS = 10_000
_PRIORITIES = ("urgent", "high", "medium", "low")


def tickets(levels: Levels, count: int = TICKETS) -> list[Ticket]:
    """Open tickets of a year under the norm of 003: each third waited, each ninth has an engineer on the way."""
    chance, first = random.Random(1), shanghai("2026-01-05 09:15")
    found = []
    for number in range(count):
        opened_at = first + timedelta(seconds=chance.randrange(300 * 86_400))
        ticket = Ticket(
            number=str(number),
            draft=str(number),
            norm=1,
            opened_at=opened_at,
            first_taker="DH001",
            category="software",
            priority=chance.choice(_PRIORITIES),
        )
        facts = levels.facts(ticket)
        clocks = levels.start(facts, opened_at)
        since = opened_at + timedelta(minutes=chance.randrange(30, 600))
        if number % 3 == 0:
            clocks = levels.pause(clocks, Pause(since, since + timedelta(hours=2), "等用户", "user"))
        if number % 9 == 0:
            clocks = levels.begin(clocks, facts, "remote_failed", since, opened_at)
        found.append(replace(ticket, clocks=clocks))
    return found


def figures() -> Iterator[tuple[str, float, str, float]]:
    """Name, value, unit and budget of each figure."""
    before, after = (Levels(_with_closed_days(days)) for days in (0, 5))
    every = tickets(before)
    clocks = [(clock, before.calendar(clock.calendar)) for ticket in every for clock in ticket.clocks]

    def dues() -> None:
        for clock, calendar in clocks:
            due_at(clock, calendar)

    def recount(levels: Levels) -> Callable[[], None]:
        def work() -> None:
            for ticket in every:
                levels.recount(ticket.clocks, levels.facts(ticket))

        return work

    yield "one due time over a year of holidays", _seconds(dues) / len(clocks) * 1e6, "µs", 20
    yield f"{TICKETS} tickets recomputed, nothing moved", _seconds(recount(before)) * 1000, "ms", 1000
    yield f"{TICKETS} tickets recomputed, calendar edited", _seconds(recount(after)) * 1000, "ms", 1000


def _with_closed_days(days: int) -> Norm:
    """The norm of 003 with so many more days closed."""
    norm = published("support-guide", 2026)
    workdays = norm.calendars["workdays"]
    first = shanghai("2026-03-02 00:00").date()
    closed = (*workdays.closed, *(first + timedelta(days=30 * day) for day in range(days)))
    return replace(norm, calendars={**norm.calendars, "workdays": replace(workdays, closed=closed)})


def _seconds(work: Callable[[], None]) -> float:
    """The best of three, in seconds of this process."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:<58} {value:>9,.1f} {unit:<8}   budget {budget:>7,.0f}")
