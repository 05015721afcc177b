"""A store whose clock a test sets. Everything else is the real store underneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any, cast

from tui_desk.desk.needs.presences import Presences
from tui_desk.desk.ports import Feed, NewTicket, Reading, Store, Stored, Writing
from tui_desk.desk.views import Finding


class _At:
    """A write transaction at a given instant."""

    def __init__(self, writing: Writing, at: datetime) -> None:
        self._writing, self._at = writing, at

    def now(self) -> datetime:
        return self._at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writing, name)


class ClockedStore:
    """A real store at the time `at`, which stands still until the test moves it."""

    def __init__(self, store: Store, at: datetime) -> None:
        self._store, self.at = store, at

    def forward(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by

    @property
    def address(self) -> str:
        return self._store.address

    @property
    def kind(self) -> str:
        return self._store.kind

    def now(self) -> datetime:
        return self.at

    @property
    def presences(self) -> Presences:
        return self._store.presences

    def reading(self) -> AbstractContextManager[Reading]:
        return self._store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._store.writing() as writing:
            yield cast("Writing", _At(writing, self.at))

    def put_directory(self, *args: Any, **more: Any) -> bool:
        return self._store.put_directory(*args, **more)

    def put_tickets(self, prefix: str, tickets: Sequence[NewTicket], shown_since: datetime) -> Stored:
        return self._store.put_tickets(prefix, tickets, shown_since)

    def feed(self) -> Feed:
        return self._store.feed()

    def beat(self, at: datetime) -> None:
        self._store.beat(at)

    def last_beat(self) -> datetime | None:
        return self._store.last_beat()

    def checkup(self) -> Iterator[Finding]:
        return self._store.checkup()

    def close(self) -> None:
        self._store.close()
