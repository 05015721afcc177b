"""Warnings 预警 that are raised once, by whichever process runs, and that every session sees once (CALL-14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from tui_desk.desk import raising
from tui_desk.desk.core import Core
from tui_desk.desk.views import AlertView
from tui_desk.domain import alert as rules
from tui_desk.domain.alert import Alert, Upcoming
from tui_desk.domain.officer import Officer

_AT_ONCE = 20
"""How many tickets one transaction warns of, so that nobody else waits long for theirs."""


class Alerts:
    """The alerts of a desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def raise_due(self) -> Sequence[Alert]:
        """Raise every warning whose time has come; returns those that were raised here.

        Any process may do it at any time: each is raised once, with its posts in the outbox and its line in the feed.
        One query when there is nothing to do. What came while nobody looked is raised late, each mark by itself.
        """
        store, raised = self._core.store, list[Alert]()
        done: set[str] = set()
        while True:
            with store.reading() as reading:
                numbers = [n for n in reading.tickets_to_warn(store.now(), _AT_ONCE + len(done)) if n not in done]
            if not numbers:
                return raised
            with store.writing() as desk:
                desk.reserve("alerts")
                now = desk.now()
                for number in sorted(numbers[:_AT_ONCE]):
                    raised += raising.raise_due(desk, number, now)
            done.update(numbers[:_AT_ONCE])

    def next_due_work(self) -> datetime | None:
        """When the next warning is to be raised, or the next wait is over; None when none is known. One query."""
        with self._core.store.reading() as reading:
            return reading.next_due_work()

    def those(self, ids: Iterable[str]) -> Sequence[AlertView]:
        """The alerts with these ids, in the order they were raised."""
        with self._core.store.reading() as reading:
            return reading.alerts(list(ids))

    def of_ticket(self, number: str) -> Sequence[AlertView]:
        """The alerts of a ticket, in the order they were raised."""
        with self._core.store.reading() as reading:
            return reading.alerts_of(number)

    def since(self, since: datetime, limit: int | None = None) -> Sequence[AlertView]:
        """The alerts raised since then, in that order."""
        with self._core.store.reading() as reading:
            return reading.alerts_since(since, limit)

    def endangered(self, officer: Officer, numbers: Collection[str] | None = None) -> frozenset[str]:
        """The tickets that an officer was warned of and whose clock still runs; with `numbers`, those of them.

        An officer's own; for operators and managers those that nobody has; for managers the urgent ones, and what the
        norm says they hear of.
        """
        with self._core.store.reading() as reading:
            norm, _ = self._core.norm(reading, self._core.facts(reading).norm)
            return reading.endangered(officer, norm.alert_manager_at, numbers)

    def next_of(self, number: str) -> Upcoming | None:
        """The next warning of a ticket, should nothing happen to it; None when none is to come."""
        store = self._core.store
        with store.reading() as reading:
            ticket = reading.ticket(number)
            if ticket is None:
                return None
            norm, _ = self._core.norm(reading, ticket.norm)
            return rules.upcoming(ticket, store.now(), norm.alert_manager_at)
