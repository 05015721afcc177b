"""A past ticket's story told again under other service levels 推演: the clocks that would have been.

Pure: events in, clocks out. What happened stays as it happened, to the second; only targets, calendars and what stands
still are others. Under the norms that a ticket went by it has exactly the clocks that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui_desk.domain.sla import Clocks, Levels, late
from tui_desk.domain.ticket import FILLABLE, LEVELLED, Clock, Event, EventKind, Pause, State, Ticket, apply
from tui_desk.norms.models import Milestone, Norm

LevelsOf = Callable[[int], Levels]
"""The service levels that stand for a published version of the norm; the same for all of them in a what-if."""

STORY = frozenset(
    {
        *(FILLABLE | LEVELLED),
        *("draft", "norm", "opened_at", "first_taker", "answers", "priority", "priority_rank", "state", "assignee"),
        *("waiting_for", "waiting_kind", "resume_at", "stamps", "responded_at", "late_reason", "levels_norm"),
        *("reopened", "foreign"),
    }
)
"""The fields of a ticket that its clocks can depend on."""

TELLING = frozenset(EventKind) - {
    *(EventKind.WORKED, EventKind.PROMISED, EventKind.PROMISE_KEPT, EventKind.PROMISE_MOVED),
    *(EventKind.CALLER_ADDED, EventKind.ATTACHED, EventKind.CONFIRMED),
}
"""The kinds of events that can move a clock."""

_STARTING = ("remote_failed", "visit_ended")
_ENDED = "closed"
_UNSETTLED = (State.OPEN, State.WAITING)

Unknown = tuple[str, str]
"""A field of a ticket, and its code that the other norm does not have."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The clocks that would have been, and the codes of the ticket that the norm asks for but does not know."""

    clocks: Clocks
    unknown: tuple[Unknown, ...] = ()


@dataclass(slots=True)
class _Course:
    """A ticket on its way through its story: as it was recorded, and the clocks that it would have had."""

    ticket: Ticket
    clocks: Clocks
    waits: list[Pause]

    def standing(self) -> Ticket:
        """The ticket with the clocks that it would have had."""
        return replace(self.ticket, clocks=self.clocks)


class Replay:
    """Tells stories again; `levels_of` says under which service levels."""

    def __init__(self, levels_of: LevelsOf) -> None:
        self.levels_of = levels_of
        self._known: dict[int, Mapping[str, frozenset[str]]] = {}

    def clocks(self, number: str, events: Iterable[Event], *, priority: str = "") -> Replayed:
        """The clocks of the ticket with these events, oldest first.

        With a `priority` (the final one, say) it holds from the opening on, whatever the events say. Raises ValueError
        when there are no events, NeverOpens when a calendar ends before a clock does.
        """
        course: _Course | None = None
        unknown: dict[Unknown, None] = {}
        for event in events:
            changes = {**event.changes, "priority": priority} if priority and "priority" in event.changes else None
            told = replace(event, changes=changes) if changes else event
            if course is None:
                course = self._opened(number, told)
            elif event.kind in TELLING:
                self._carry_on(course, told)
            else:
                continue
            unknown.update(dict.fromkeys(self._unknown(course.ticket)))
        if course is None:
            raise ValueError(number)
        return Replayed(course.clocks, tuple(unknown))

    def _opened(self, number: str, event: Event) -> _Course:
        ticket = Ticket(number=number, **event.changes)
        levels = self.levels_of(ticket.counts_by)
        return _Course(ticket, levels.start(levels.facts(ticket), ticket.opened_at), [])

    def _carry_on(self, course: _Course, event: Event) -> None:
        before, after = course.ticket, apply(course.ticket, event)
        clocks = self._after(course, event, after)
        if reason := _reason(before, after):
            ended = {(c.cycle, c.milestone, c.turn) for c in course.clocks if c.over}
            clocks = tuple(_explained(c, ended, event, reason) for c in clocks)
        if event.kind is EventKind.WAITING:
            said = after.waiting_for, after.waiting_kind, after.resume_at
            course.waits.append(Pause(event.happened_at, None, *said))
        elif course.waits and course.waits[-1].until is None and "state" in event.changes:
            course.waits[-1] = replace(course.waits[-1], until=event.happened_at)
        course.ticket, course.clocks = after, clocks

    def _after(self, course: _Course, event: Event, after: Ticket) -> Clocks:
        """The clocks after an event, by the same rules as the verbs of the desk."""
        before, clocks, at = course.ticket, course.clocks, event.happened_at
        levels = self.levels_of(before.counts_by)
        match event.kind:
            case EventKind.TAKEN | EventKind.DISPATCHED:
                return levels.reach(clocks, "handover", at) if after.assignee != after.first_taker else clocks
            case EventKind.RESPONDED:
                return levels.reach(clocks, "respond", at)
            case EventKind.WAITING:
                pause = Pause(at, None, after.waiting_for, after.waiting_kind, after.resume_at)
                return levels.pause(clocks, pause)
            case EventKind.RESUMED:
                return levels.resume(clocks, at)
            case EventKind.STAMPED:
                return self._stamped(course, event, levels)
            case EventKind.REPRIORITISED | EventKind.EDITED:
                if "priority" in event.changes and event.kind is EventKind.EDITED:  # the call was told once more
                    return levels.start(levels.facts(after), after.opened_at)
                return _retargeted(levels, course, event, after) if before.state in _UNSETTLED else clocks
            case EventKind.RECOUNTED:
                return self._recounted(course, levels, event, after)
            case EventKind.RESOLVED:
                for milestone in dict.fromkeys(clock.milestone for clock in clocks if clock.milestone != "form"):
                    clocks = levels.reach(clocks, milestone, at)
                return clocks
            case EventKind.CLOSED:
                return levels.cancel(clocks, at, _ENDED) if before.foreign else clocks
            case EventKind.REOPENED:
                clocks = levels.restart(clocks, levels.facts(after), at)
                return levels.reach(clocks, "handover", at) if before.assignee not in _nobody(before) else clocks
            case _:
                return clocks

    def _stamped(self, course: _Course, event: Event, levels: Levels) -> Clocks:
        """What was noted on the way (SITE-4), and the complexity that was found with it (SLA-4)."""
        clocks = course.clocks
        for what in _noted(course.ticket, event):
            if what in _STARTING:
                clocks = _begun(levels, course, what, event)
            else:
                clocks = levels.reach(clocks, what, event.happened_at)  # type: ignore[arg-type] # a Milestone
        if "complexity" in event.changes:
            after = apply(course.ticket, event)
            return _retargeted(levels, replace(course, clocks=clocks), event, after)
        return clocks

    def _recounted(self, course: _Course, levels: Levels, event: Event, after: Ticket) -> Clocks:
        """Under other service levels from here on; nothing where the same stand for both versions."""
        new = self.levels_of(after.counts_by)
        if new is levels:
            return course.clocks
        facts = new.facts(course.standing())
        return new.recount(new.retarget(course.clocks, facts, event.happened_at), facts)

    def _unknown(self, ticket: Ticket) -> list[Unknown]:
        """The codes of the ticket that its levels ask for and do not know."""
        levels = self.levels_of(ticket.counts_by)
        known = self._known.get(id(levels))
        if known is None:
            known = self._known[id(levels)] = _codes(levels.norm)
        return [(name, code) for name, codes in known.items() if (code := getattr(ticket, name)) and code not in codes]


def _codes(norm: Norm) -> Mapping[str, frozenset[str]]:
    """The codes that a norm has, of the fields by which its service levels are chosen."""
    asked = {name for each in norm.sets() for when in (each.when, *(lv.when for lv in each.levels)) for name in when}
    if any(level.priority for each in norm.sets() for level in each.levels):
        asked.add("priority")
    codes = {
        "priority": frozenset(priority.code for priority in norm.priorities),
        "category": frozenset(category.code for category in norm.categories),
        "subcategory": frozenset(each.code for category in norm.categories for each in category.subcategories),
        "channel": frozenset(channel.code for channel in norm.channels),
        "complexity": frozenset(complexity.code for complexity in norm.complexities),
    }
    return {name: known for name, known in codes.items() if name in asked}


def _retargeted(levels: Levels, course: _Course, event: Event, after: Ticket) -> Clocks:
    """As at the desk: the clocks stay where no other service level follows (TKT-7)."""
    old, new = levels.facts(course.ticket), levels.facts(after)
    if old["priority"] == new["priority"] and levels.chosen(new) == levels.chosen(old):
        return course.clocks
    return levels.retarget(course.clocks, new, event.happened_at)


def _begun(levels: Levels, course: _Course, starts: str, event: Event) -> Clocks:
    """The clocks with those that a stamp sets going; they stand still while the ticket waits."""
    at, clocks = event.happened_at, course.clocks
    cycle = max((clock.cycle for clock in clocks), default=1)
    current = [clock for clock in clocks if clock.cycle == cycle]
    turns: dict[Milestone, int] = {}
    for clock in current:
        turns[clock.milestone] = max(clock.turn, turns.get(clock.milestone, 0))
    running = {clock.milestone for clock in current if not clock.over}
    facts = levels.facts(course.ticket)
    started = levels.start(facts, at, cycle=cycle, starts=starts, opened_at=course.ticket.opened_at)  # type: ignore[arg-type] # a Start
    new = tuple(replace(c, turn=turns.get(c.milestone, 0) + 1) for c in started if c.milestone not in running)
    for stood in course.waits if new else ():
        if stood.until is None or stood.until > at:
            new = levels.pause(new, replace(stood, since=max(stood.since, at), until=None))
            new = levels.resume(new, stood.until) if stood.until is not None else new
    return (*clocks, *new)


def _noted(before: Ticket, event: Event) -> list[str]:
    """What a stamp says: what is new in it, or was said once more."""
    stamps: Mapping[str, Any] = event.changes.get("stamps", {})
    new = [what for what, at in stamps.items() if before.stamps.get(what) != at]
    return new or [what for what, at in stamps.items() if at == event.happened_at]


def _nobody(ticket: Ticket) -> tuple[str | None, ...]:
    return None, ticket.first_taker


def _reason(before: Ticket, after: Ticket) -> str:
    """Why it was late, as far as an event says so (TKT-10)."""
    on_clocks = (clock.late_reason for clock in after.clocks if clock.late_reason and clock not in before.clocks)
    return next(on_clocks, after.late_reason if after.late_reason != before.late_reason else "")


def _explained(clock: Clock, ended: set[tuple[int, Milestone, int]], event: Event, reason: str) -> Clock:
    """The clock with the reason, if this event ended it and late."""
    is_new = clock.reached_at is not None and (clock.cycle, clock.milestone, clock.turn) not in ended
    return replace(clock, late_reason=reason) if is_new and late(clock, event.happened_at) else clock
