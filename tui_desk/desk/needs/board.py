"""What the dispatch board needs of a store (TKT-8, DESK-3, DESK-4): a handful of questions, however many people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import Shift


@dataclass(frozen=True, slots=True)
class Work:
    """How many tickets of one priority an officer has that are not settled, in one state."""

    officer: OfficerId
    priority: str
    waiting: bool
    offered: bool
    count: int


@dataclass(frozen=True, slots=True)
class Trip:
    """A ticket whose officer is on site ("arrive") or on the way there ("depart"): since when, and to which unit."""

    officer: OfficerId
    number: str
    what: Literal["depart", "arrive"]
    at: datetime
    unit: str


@dataclass(frozen=True, slots=True)
class Duty:
    """When a shift that stands begins and ends, and whose it is."""

    officer: OfficerId
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Served:
    """That an officer solved something for a unit, or for the requester, and when that was opened, the last time."""

    officer: OfficerId
    at: datetime
    of_unit: bool
    of_requester: bool


class BoardReading(Protocol):
    """Queries of who is at what."""

    def work(self) -> Sequence[Work]:
        """The tickets not settled that somebody has, counted by officer, priority and state."""

    def trips(self) -> Sequence[Trip]:
        """Who is on site or on the way there, by officer; the latest first."""

    def shifts_at(self, now: datetime) -> Sequence[Shift]:
        """The shifts that stand and are under way, and those signed on to and not off; by their beginning."""

    def duties(self, since: datetime, until: datetime) -> Sequence[Duty]:
        """The shifts that stand and begin in a span of time, by their beginning."""

    def keeps_roster(self, since: datetime, until: datetime) -> bool:
        """Whether any shift that somebody has lies in a span of time, or reaches into it."""

    def served(self, unit: str, requester: str, staff_no: str, since: datetime) -> Sequence[Served]:
        """Who solved something for a unit or a requester that was opened since then.

        The requester is who has the staff number or, where that is empty, the name in the unit.
        """

    def people_count(self) -> int:
        """How many people are in the directory."""

    def calls_taken(self, since: datetime) -> Sequence[tuple[datetime, timedelta]]:
        """The calls that came in since then: when each began, and how long it kept its officer."""
