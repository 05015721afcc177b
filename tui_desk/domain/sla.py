"""The clocks of a ticket 时效: which service level gives them, how they stand still, change and start again.

Pure: clocks in, clocks out. When something happened is always an argument, and may lie in the past (TKT-9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from tui_desk.domain import clocks as counting
from tui_desk.domain.branches import Conditions, conditions, hold
from tui_desk.domain.ticket import Clock, Mark, Pause, Ticket
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.models import (
    MATCHED,
    Level,
    LevelSet,
    Milestone,
    Norm,
    OnChange,
    Start,
    Target,
    WarningRule,
)

Clocks = tuple[Clock, ...]
Facts = Mapping[str, str]
"""What a service level is chosen by: `MATCHED` and the codes of questions, each with its value."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The target of a milestone, and the service level that it is taken from."""

    level_set: LevelSet
    level: Level
    target: Target


@dataclass(frozen=True, slots=True)
class _Set:
    """A service-level set with its conditions made ready."""

    level_set: LevelSet
    when: Conditions
    levels: tuple[tuple[Level, Conditions], ...]

    def level(self, facts: Facts) -> Level | None:
        """The first of its levels that holds."""
        if not hold(self.when, facts):
            return None
        return next((level for level, when in self.levels if hold(when, facts)), None)


class Levels:
    """The service levels of a published norm (SLA-1 to SLA-12)."""

    def __init__(self, norm: Norm) -> None:
        self.norm = norm
        self._sets = tuple(_ready(each, norm) for each in norm.sets())
        self._filled = tuple((q.code, q.fills) for q in norm.questions() if q.fills in MATCHED)
        self.calendar = cache(lambda name: Calendar.from_rule(norm.calendars[name]))
        """The calendar of a name."""

    # Which targets

    def facts(self, ticket: Ticket) -> Facts:
        """What a service level is chosen by, of a ticket as it stands."""
        facts = dict(ticket.answers)
        facts.update((code, getattr(ticket, name)) for code, name in self._filled)
        facts.update((name, getattr(ticket, name)) for name in MATCHED)
        return facts

    def facts_of_call(
        self, answers: Mapping[str, str], priority: str, customer: str = "", agreement: str = ""
    ) -> Facts:
        """The same of a call in progress: its answers as they stand, the caller's unit as far as it is known."""
        facts = dict(answers)
        facts.update((name, answers.get(code, "")) for code, name in self._filled)
        facts.update(priority=priority, customer=customer or self.norm.default_customer, agreement=agreement)
        return facts

    def chosen(self, facts: Facts) -> dict[Milestone, Chosen]:
        """The target of each milestone: those of the first set that holds, and of the sets that stand beside it."""
        found: dict[Milestone, Chosen] = {}
        beside: dict[Milestone, Chosen] = {}
        won = False
        for each in self._sets:
            if (won and not each.level_set.beside) or (level := each.level(facts)) is None:
                continue
            won |= not each.level_set.beside
            into = beside if each.level_set.beside else found
            for milestone, target in level.targets.items():
                into.setdefault(milestone, Chosen(each.level_set, level, target))
        return found | {milestone: each for milestone, each in beside.items() if milestone not in found}

    # Clocks

    def start(
        self,
        facts: Facts,
        at: datetime,
        *,
        cycle: int = 1,
        starts: Start = "opened",
        opened_at: datetime | None = None,
    ) -> Clocks:
        """A running clock for each target that `starts` sets going at `at`; none where no level holds."""
        return tuple(
            self._clock(milestone, chosen, facts, at, cycle, opened_at)
            for milestone, chosen in self.chosen(facts).items()
            if chosen.target.starts == starts
        )

    def due_times(self, facts: Facts, at: datetime) -> dict[Milestone, datetime]:
        """When each milestone would be due for a ticket opened at this instant."""
        return {clock.milestone: clock.due_at for clock in self.start(facts, at)}

    def begin(self, clocks: Clocks, facts: Facts, starts: Start, at: datetime, opened_at: datetime) -> Clocks:
        """The clocks with those that an event on the way sets going; one of this cycle that is there stays."""
        cycle = max((clock.cycle for clock in clocks), default=1)
        there = {clock.milestone for clock in clocks if clock.cycle == cycle and clock.cancelled_at is None}
        new = self.start(facts, at, cycle=cycle, starts=starts, opened_at=opened_at)
        return (*clocks, *(clock for clock in new if clock.milestone not in there))

    def pause(self, clocks: Clocks, pause: Pause) -> Clocks:
        """The running clocks stand still from `pause.since`; all go on where the norm lets such a wait count."""
        kinds = {each.code: each.pauses for each in self.norm.waits}
        if not self.norm.pauses_while_waiting or not kinds.get(pause.kind, True):
            return clocks
        return tuple(
            replace(clock, paused_at=pause.since, pauses=(*clock.pauses, pause)) if _runs(clock) else clock
            for clock in clocks
        )

    def resume(self, clocks: Clocks, at: datetime) -> Clocks:
        """The clocks that stood still go on, due later by the working time that they stood."""
        return tuple(self._resume(clock, at) for clock in clocks)

    def reach(self, clocks: Clocks, milestone: Milestone, at: datetime, late_reason: str = "") -> Clocks:
        """The milestone's clocks stop, as of `at`, and those it stands for. One that is over stays as it is.

        What was noted of pauses after `at` counts no more: it happened before them.
        """
        return tuple(
            self._reach(clock, at, late_reason)
            if milestone in (clock.milestone, clock.met_by) and not clock.over
            else clock
            for clock in clocks
        )

    def cancel(self, clocks: Clocks, at: datetime, because: str) -> Clocks:
        """The clocks that are not over end here, unreached."""
        return tuple(
            clock if clock.over else replace(self._resume(clock, at), cancelled_at=at, cancelled_because=because)
            for clock in clocks
        )

    def retarget(self, clocks: Clocks, facts: Facts, at: datetime) -> Clocks:
        """The clocks of a ticket that falls under other service levels from `at` on (TKT-7).

        Those of the current cycle that are not over change as the new set says, see `OnChange`, and are cancelled
        where it has no target; a target that had no clock gets one from the cycle's start, or from `at` when the cycle
        had none at all.
        """
        cycle = max((clock.cycle for clock in clocks), default=1)
        current = [clock for clock in clocks if clock.cycle == cycle]
        chosen = self.chosen(facts)
        kept = [
            changed
            for clock in clocks
            for changed in (
                self._changed(clock, chosen.get(clock.milestone), facts, at) if _is_open(clock, cycle) else (clock,)
            )
        ]
        started_at = min((clock.started_at for clock in current), default=at)
        stood = max((counting.pauses(clock) for clock in current), key=len, default=())
        turns = {clock.milestone: clock.turn for clock in current}
        alive = {clock.milestone for clock in current if clock.cancelled_at is None}
        added = [
            self._aimed(
                replace(
                    self._clock(milestone, each, facts, started_at, cycle),
                    turn=turns.get(milestone, 0) + 1,
                    pauses=stood,
                    paused_at=next((pause.since for pause in stood if pause.until is None), None),
                ),
                each,
                facts,
            )
            for milestone, each in chosen.items()
            if milestone not in alive and each.target.starts == "opened"
        ]
        return (*kept, *added)

    def restart(self, clocks: Clocks, facts: Facts, at: datetime) -> Clocks:
        """A new cycle of clocks beside the old ones, which stay as they ended (TKT-12)."""
        cycle = max((clock.cycle for clock in clocks), default=0) + 1
        return (*self.cancel(clocks, at, "reopened"), *self.start(facts, at, cycle=cycle))

    def recount(self, clocks: Clocks, facts: Facts) -> Clocks:
        """The clocks that are not over by the calendars as they are now, each with its own target."""
        chosen = self.chosen(facts)
        return tuple(
            clock if clock.over or clock.calendar not in self.norm.calendars else self._recounted(clock, chosen, facts)
            for clock in clocks
        )

    def _changed(self, clock: Clock, chosen: Chosen | None, facts: Facts, at: datetime) -> Clocks:
        if chosen is None:
            return self.cancel((clock,), at, "changed")
        if _target_of(clock) == _target_of_target(chosen.target):
            return (self._aimed(clock, chosen, facts),)
        how: OnChange = chosen.level_set.on_change or self.norm.on_change
        if how == "recompute" or (how == "forward" and (clock.workdays or chosen.target.workdays)):
            return (self._aimed(clock, chosen, facts),)
        (old,) = self.cancel((clock,), at, how)
        spent = counting.counted(clock, self.calendar(clock.calendar), at) if how == "forward" else timedelta(0)
        stands = next((pause for pause in counting.pauses(clock) if pause.until is None), None)
        new = replace(
            self._clock(clock.milestone, chosen, facts, at, clock.cycle),
            turn=clock.turn + 1,
            spent=spent,
            pauses=(replace(stands, since=at),) if stands else (),
            paused_at=at if stands else None,
        )
        return (old, self._aimed(new, chosen, facts))

    def _clock(
        self,
        milestone: Milestone,
        chosen: Chosen,
        facts: Facts,
        at: datetime,
        cycle: int,
        opened_at: datetime | None = None,
    ) -> Clock:
        if opened_at is not None and chosen.target.counts_from == "opened":
            at = opened_at
        clock = Clock(
            milestone, chosen.target.calendar, chosen.target.within, started_at=at, due_at=at, near_at=at, cycle=cycle
        )
        return self._aimed(clock, chosen, facts)

    def _aimed(self, clock: Clock, chosen: Chosen, facts: Facts) -> Clock:
        """The clock counting towards this target, with its due time and warnings."""
        target = chosen.target
        clock = replace(
            clock,
            calendar=target.calendar,
            within=target.within,
            workdays=target.workdays,
            met_by=target.or_reached,
            level_set=chosen.level_set.code,
            rule=chosen.level.name,
        )
        return self._counted(clock, self._warnings(chosen, facts))

    def _warnings(self, chosen: Chosen, facts: Facts) -> Iterable[WarningRule]:
        priority = facts.get("priority", "")
        rules = chosen.level_set.warnings or self.norm.warnings
        return [rule for rule in rules if not rule.priorities or priority in rule.priorities]

    def _recounted(self, clock: Clock, chosen: Mapping[Milestone, Chosen], facts: Facts) -> Clock:
        mine = chosen.get(clock.milestone)
        return self._counted(clock, self._warnings(mine, facts) if mine else ())

    def _counted(self, clock: Clock, warnings: Iterable[WarningRule]) -> Clock:
        """The clock with these warnings, and its instants."""
        shares = {rule.at: rule.to for rule in warnings if not rule.milestones or clock.milestone in rule.milestones}
        return self._timed(replace(clock, marks=tuple(Mark(at, clock.due_at, to) for at, to in sorted(shares.items()))))

    def _timed(self, clock: Clock) -> Clock:
        """The clock with its due time, and the instants of its marks, over its pauses as they stand."""
        calendar = self.calendar(clock.calendar)
        whole = counting.target(clock, calendar)
        due_at = counting.due_at(clock, calendar)
        marks = tuple(
            replace(m, at=due_at if m.share == 1 else counting.at_count(clock, calendar, m.share * whole))
            for m in clock.marks
        )
        near_at = counting.at_count(clock, calendar, self.norm.near * whole)
        return replace(clock, due_at=due_at, near_at=near_at, marks=marks)

    def _resume(self, clock: Clock, at: datetime) -> Clock:
        if clock.paused_at is None:
            return clock
        at = max(at, clock.paused_at)
        closed = tuple(replace(p, until=at) if p.until is None else p for p in counting.pauses(clock))
        return self._timed(replace(clock, paused_at=None, pauses=closed))

    def _reach(self, clock: Clock, at: datetime, late_reason: str) -> Clock:
        reached = tuple(_reached_pauses(counting.pauses(clock), at))
        clock = replace(clock, paused_at=None, pauses=reached, reached_at=at)
        return replace(self._timed(clock), late_reason=late_reason or clock.late_reason)


def late(clock: Clock, at: datetime) -> bool:
    """Whether the clock ended, or stands at `at`, after it was due; on the second is in time (TKT-10)."""
    end = clock.reached_at or clock.cancelled_at or min(at, clock.paused_at or at)
    return end > clock.due_at


def _ready(level_set: LevelSet, norm: Norm) -> _Set:
    levels = []
    for level in level_set.levels:
        when = {"priority": (level.priority,), **level.when} if level.priority else level.when
        levels.append((level, conditions(when, norm)))
    return _Set(level_set, conditions(level_set.when, norm), tuple(levels))


def _reached_pauses(pauses: Iterable[Pause], at: datetime) -> Iterator[Pause]:
    for pause in pauses:
        if pause.since < at:
            yield replace(pause, until=at if pause.until is None else min(at, pause.until))


def _target_of(clock: Clock) -> tuple[str, timedelta, int]:
    return clock.calendar, clock.within, clock.workdays


def _target_of_target(target: Target) -> tuple[str, timedelta, int]:
    return target.calendar, target.within, target.workdays


def _runs(clock: Clock) -> bool:
    return not clock.over and clock.paused_at is None


def _is_open(clock: Clock, cycle: int) -> bool:
    return clock.cycle == cycle and not clock.over
