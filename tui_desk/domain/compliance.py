"""Compliance 达标率: how many clocks were met and how many late, and how long they counted (DESK-8).

A clock is met if it counted no more than its target: on the second is in time. One that still runs is late from the
moment its target is used up. What was cancelled is counted apart, and in no share.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from tui_desk.domain import clocks as counting
from tui_desk.domain.ticket import Clock
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.models import Milestone, Norm

Waiting = Literal["norm", "with", "without"]
"""Whether the time counts in which a ticket waited: as the norm says, always, or never."""

CalendarOf = Callable[[Clock], Calendar | None]
"""The calendar of a clock; None where it is not known any more."""

_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Key:
    """What clocks are counted together: those of a milestone, for tickets of a priority, by a level set."""

    milestone: Milestone
    priority: str
    level_set: str = ""


@dataclass(slots=True)
class Figures:
    """What became of some clocks, and how long those counted that were reached, in microseconds."""

    met: int = 0
    late: int = 0
    cancelled: int = 0
    running: int = 0
    counted: array[int] = field(default_factory=lambda: array("q"))

    @property
    def judged(self) -> int:
        """How many were met or late."""
        return self.met + self.late

    @property
    def share(self) -> float | None:
        """The share of those met, 0 to 1; None where none was judged."""
        return self.met / self.judged if self.judged else None

    @property
    def mean(self) -> timedelta | None:
        """How long the clocks that were reached counted on average, in whole seconds."""
        return _seconds(sum(self.counted) / len(self.counted)) if self.counted else None

    @property
    def p90(self) -> timedelta | None:
        """Within what time nine of ten were reached (nearest rank), in whole seconds."""
        if not self.counted:
            return None
        rank = -(-len(self.counted) * 9 // 10)
        return _seconds(sorted(self.counted)[rank - 1])

    def add(self, clock: Clock, calendar: Calendar | None, now: datetime) -> None:
        """Count a clock as it stands now."""
        if clock.cancelled_at is not None:
            self.cancelled += 1
            return
        if calendar is None:
            met = (clock.reached_at or now) <= clock.due_at
        else:
            counted = counting.counted(clock, calendar, now)
            met = counted <= counting.target(clock, calendar)
            if clock.reached_at is not None:
                self.counted.append(counted // _MICROSECOND)
        if clock.reached_at is None and met:
            self.running += 1
        elif met:
            self.met += 1
        else:
            self.late += 1

    def take_in(self, other: Figures) -> None:
        """Add the figures of others."""
        self.met += other.met
        self.late += other.late
        self.cancelled += other.cancelled
        self.running += other.running
        self.counted.extend(other.counted)


class Compliance:
    """The figures of many tickets, by milestone, priority and level set."""

    def __init__(self) -> None:
        self.figures: dict[Key, Figures] = {}

    def add(self, clocks: Iterable[Clock], priority: str, calendar_of: CalendarOf, now: datetime) -> None:
        """Count the clocks of a ticket of this priority."""
        for clock in clocks:
            key = Key(clock.milestone, priority, clock.level_set)
            figures = self.figures.get(key)
            if figures is None:
                figures = self.figures[key] = Figures()
            figures.add(clock, calendar_of(clock), now)

    def together(self, milestone: str = "", priority: str | None = None) -> Figures:
        """The figures of a milestone, or of one priority of it, over all level sets; of everything without either."""
        whole = Figures()
        for key, figures in self.figures.items():
            if milestone in ("", key.milestone) and priority in (None, key.priority):
                whole.take_in(figures)
        return whole

    def pairs(self) -> Iterator[tuple[Milestone, str]]:
        """Each milestone with each priority that there are figures for, once."""
        yield from dict.fromkeys((key.milestone, key.priority) for key in self.figures)


def looking_back(norm: Norm, waiting: Waiting) -> Norm:
    """The norm with waiting time counted as `waiting` says, and without warnings: nobody is to hear of the past."""
    norm = replace(norm, warnings=(), level_sets=tuple(replace(each, warnings=()) for each in norm.level_sets))
    if waiting == "norm":
        return norm
    if waiting == "with":
        return replace(norm, pauses_while_waiting=False)
    return replace(norm, pauses_while_waiting=True, waits=tuple(replace(each, pauses=True) for each in norm.waits))


def _seconds(microseconds: float) -> timedelta:
    return round(microseconds / 1_000_000) * _SECOND
