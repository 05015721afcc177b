"""Why each clock of a ticket stands where it does: the service level that chose it, and what it counted when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadMoment, NoSuchTicket, Term
from tui_desk.desk.ports import Reading
from tui_desk.domain.alert import hearing
from tui_desk.domain.branches import conditions, hold
from tui_desk.domain.sla import Facts, Levels
from tui_desk.domain.ticket import Clock, Event, Mark, State, Ticket, fold
from tui_desk.domain.why import Why, explain
from tui_desk.domain.worktime import Calendar
from tui_desk.i18n import mark
from tui_desk.norms.models import Level, LevelSet, Milestone, Norm, Target

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """The service level that chose a clock: the set, and the rule of it with the conditions that held.

    `held` are the conditions of both, each with the value that the ticket has, or those asked for where it has another
    by now. `target` is what the rule says of the milestone, None where it says nothing any more.
    """

    level_set: LevelSet
    level: Level
    held: tuple[tuple[str, tuple[str, ...]], ...] = ()
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class ClockWhy:
    """One clock of a ticket explained. `current`: it is of the cycle the ticket is in, and no later turn took over.

    `norm` is the published norm that it counts by, `version` its number; `policy` is None where that norm does not know
    the rule, `why` where it does not know the calendar.
    """

    clock: Clock
    current: bool
    norm: Norm
    version: int
    policy: Policy | None
    why: Why | None
    calendar: Calendar | None

    def as_of(self, at: datetime) -> ClockWhy:
        """The same clock at another time."""
        return replace(self, why=explain(self.clock, self.calendar, at)) if self.calendar else self

    def by_the_second(self, at: datetime) -> ClockWhy:
        """The same clock at `at`, or up to a second later: so that whole seconds are left, as a countdown shows."""
        if self.clock.over or self.clock.paused_at is not None:
            return self.as_of(at)
        return self.as_of(self.clock.due_at - (self.clock.due_at - at) // _SECOND * _SECOND)


@dataclass(frozen=True, slots=True)
class TicketWhys:
    """A ticket as it stood at `at`, with each of its clocks explained: those of the current cycle first.

    `norm` is the one it was opened under; `to_begin` are the targets whose clocks something on the way sets going.
    """

    ticket: Ticket
    norm: Norm
    at: datetime
    clocks: tuple[ClockWhy, ...]
    to_begin: tuple[tuple[Milestone, Target], ...] = ()

    def next_warning(self, told: ClockWhy, at: datetime) -> Mark | None:
        """The next warning after `at` of a clock, with those who then hear of it; None for none (CALL-14)."""
        clock = told.clock
        ahead = [mark for mark in clock.marks if mark.at > at] if clock.next_mark is not None else []
        if not ahead or self.ticket.state is State.CLOSED:
            return None
        following = min(ahead, key=lambda mark: (mark.at, -mark.share))
        return replace(following, to=hearing(self.ticket, following.to, self.norm.alert_manager_at))


class Whys:
    """Explains clocks, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def of(self, number: str, *, at: datetime | None = None) -> TicketWhys:
        """Every clock of a ticket explained as of now, or as it stood `at` an earlier time, or will stand at a later.

        Raises:
            NoSuchTicket: there is none with this number.
            BadMoment: the ticket was registered after `at`.
        """
        with self._core.store.reading() as reading:
            ticket = reading.ticket(number)
            if ticket is None:
                raise NoSuchTicket(number=number)
            events = reading.events(number)
            now = self._core.store.now()
            if at is not None and at < now:
                events = [event for event in events if event.noted_at <= at]
                if not events:
                    why = Term(mark("the ticket was registered later"))
                    raise BadMoment(value=f"{at:%Y-%m-%d %H:%M} UTC", why=why)
                ticket = fold(number, events)
            at = at or now
            clocks = tuple(self._why(reading, ticket, events, clock, at) for clock in ordered(ticket.clocks))
            norm, levels = self._core.norm(reading, ticket.norm)[0], self._core.norm(reading, ticket.counts_by)[1]
            return TicketWhys(ticket, norm, at, clocks, tuple(_to_begin(ticket, levels)))

    def _why(self, reading: Reading, ticket: Ticket, events: Sequence[Event], clock: Clock, at: datetime) -> ClockWhy:
        version = _counted_by(ticket, events, clock)
        norm, levels = self._core.norm(reading, version)
        calendar = levels.calendar(clock.calendar) if clock.calendar in norm.calendars else None
        current = _is_current(clock, ticket.clocks)
        policy = _policy(levels, ticket, clock)
        return ClockWhy(clock, current, norm, version, policy, None, calendar).as_of(at)


def _to_begin(ticket: Ticket, levels: Levels) -> Iterator[tuple[Milestone, Target]]:
    """The targets of an open ticket that have no clock in this cycle, because what sets it going is still to come."""
    cycle = max((clock.cycle for clock in ticket.clocks), default=1)
    there = {clock.milestone for clock in ticket.clocks if clock.cycle == cycle}
    if ticket.state is not State.CLOSED:
        for milestone, chosen in levels.chosen(levels.facts(ticket)).items():
            if milestone not in there and chosen.target.starts != "opened":
                yield milestone, chosen.target


def ordered(clocks: Iterable[Clock]) -> list[Clock]:
    """The clocks, those of the newest cycle first, in each those that run before those that are over, by due time.

    A turn that was taken over stands behind the one that took over.
    """
    return sorted(clocks, key=lambda clock: (-clock.cycle, clock.cancelled_at is not None, clock.over, clock.due_at))


def _is_current(clock: Clock, clocks: Iterable[Clock]) -> bool:
    newest = max((each.cycle for each in clocks), default=1)
    turn = max(each.turn for each in clocks if (each.milestone, each.cycle) == (clock.milestone, clock.cycle))
    return (clock.cycle, clock.turn) == (newest, turn)


def _counted_by(ticket: Ticket, events: Sequence[Event], clock: Clock) -> int:
    """The published norm that a clock counts by: the ticket's, or for one that is over the ticket's when it ended."""
    if not clock.over:
        return ticket.counts_by
    version = ticket.norm
    for event in events:
        if any(each == clock for each in event.changes.get("clocks", ())):
            break
        version = event.changes.get("levels_norm") or version
    return version


def _policy(levels: Levels, ticket: Ticket, clock: Clock) -> Policy | None:
    """The rule that chose the clock. Of several of one name that which holds and has the milestone."""
    norm, facts = levels.norm, levels.facts(ticket)
    for level_set in norm.sets():
        named = [level for level in level_set.levels if level_set.code == clock.level_set and level.name == clock.rule]
        if named:
            level = max(named, key=lambda level: (clock.milestone in level.targets, _holds(level, facts, norm)))
            asked = level_set.when | _when(level)
            held = tuple((name, _value(name, values, facts, norm)) for name, values in asked.items())
            return Policy(level_set, level, held, level.targets.get(clock.milestone))
    return None


def _when(level: Level) -> dict[str, tuple[str, ...]]:
    return {"priority": (level.priority,), **level.when} if level.priority else level.when


def _holds(level: Level, facts: Facts, norm: Norm) -> bool:
    return hold(conditions(_when(level), norm), facts)


def _value(name: str, values: tuple[str, ...], facts: Facts, norm: Norm) -> tuple[str, ...]:
    """What the ticket has of a condition that holds; else what was asked for."""
    return (facts[name],) if hold(conditions({name: values}, norm), facts) else values
