"""A past ticket's story told again under other service levels 推演: the clocks that would have been.

Pure: events in, clocks out. What happened stays as it happened, to the second; only targets, calendars and what stands
still are others. Under the norms that a ticket went by it has exactly the clocks that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tui_desk.domain.sla import Clocks, Levels, happened, late
from tui_desk.domain.ticket import FILLABLE, LEVELLED, Clock, Event, EventKind, Pause, State, Ticket
from tui_desk.norms.models import Milestone, Norm, Start

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
    *(EventKind.ACCEPTED, EventKind.ROSE, EventKind.LINKED, EventKind.PAPER),
}
"""The kinds of events that can move a clock."""

_STARTING = ("remote_failed", "visit_ended")
_ENDED = "closed"
_CODED = frozenset({"priority", "category", "subcategory", "channel", "complexity", "levels_norm"})
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
    """A ticket on its way through its story: its fields as they were recorded, and the clocks that it would have had.

    A whole `Ticket` is made only where a service level is chosen: it has many fields, and most events need two.
    """

    number: str
    fields: dict[str, Any]
    clocks: Clocks = ()
    waits: list[Pause] = field(default_factory=list)

    def get(self, name: str) -> Any:
        """A field as it stands; empty before anything was said of it."""
        return self.fields.get(name, "")

    def ticket(self, **changes: Any) -> Ticket:
        """The ticket as it stands, or with these changes; without clocks."""
        return Ticket(number=self.number, **{**self.fields, **changes, "clocks": ()})

    @property
    def counts_by(self) -> int:
        """The published norm whose service levels its clocks follow."""
        version: int = self.fields.get("levels_norm") or self.fields["norm"]
        return version


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
            if event.kind not in TELLING and course is not None:
                continue
            if priority and "priority" in event.changes:
                event = replace(event, changes={**event.changes, "priority": priority})  # noqa: PLW2901 - as it is told
            if course is None:
                course = _Course(number, dict(event.changes))
                levels, ticket = self.levels_of(course.counts_by), course.ticket()
                course.clocks = levels.start(levels.facts(ticket), ticket.opened_at)
                unknown.update(self._unknown(course))
            else:
                self._carry_on(course, event)
                if not event.changes.keys().isdisjoint(_CODED):
                    unknown.update(self._unknown(course))
        if course is None:
            raise ValueError(number)
        return Replayed(course.clocks, tuple(unknown))

    def _carry_on(self, course: _Course, event: Event) -> None:
        clocks = self._after(course, event)
        if reason := _reason(course, event):
            ended = {(c.cycle, c.milestone, c.turn) for c in course.clocks if c.over}
            clocks = tuple(_explained(c, ended, event, reason) for c in clocks)
        if event.kind is EventKind.WAITING:
            course.waits.append(_pause(course, event))
        elif course.waits and course.waits[-1].until is None and "state" in event.changes:
            course.waits[-1] = replace(course.waits[-1], until=event.happened_at)
        course.fields.update(event.changes)
        course.clocks = clocks

    def _after(self, course: _Course, event: Event) -> Clocks:
        """The clocks after an event, by the same rules as the verbs of the desk."""
        clocks, at = course.clocks, event.happened_at
        levels = self.levels_of(course.counts_by)
        match event.kind:
            case EventKind.TAKEN | EventKind.DISPATCHED:
                is_other = event.changes.get("assignee") != course.get("first_taker")
                return levels.reach(clocks, "handover", at) if is_other else clocks
            case EventKind.RESPONDED:
                return levels.reach(clocks, "respond", at)
            case EventKind.WAITING:
                return levels.pause(clocks, _pause(course, event))
            case EventKind.RESUMED:
                return levels.resume(clocks, at)
            case EventKind.STAMPED:
                return self._stamped(course, event, levels)
            case EventKind.REPRIORITISED | EventKind.EDITED:
                if "priority" in event.changes and event.kind is EventKind.EDITED:  # the call was told once more
                    after = course.ticket(**event.changes)
                    return levels.start(levels.facts(after), after.opened_at)
                is_unsettled = course.fields.get("state", State.OPEN) in _UNSETTLED
                return _retargeted(levels, course, clocks, event) if is_unsettled else clocks
            case EventKind.RECOUNTED:
                return self._recounted(course, levels, event)
            case EventKind.RESOLVED:
                for milestone in dict.fromkeys(clock.milestone for clock in clocks if clock.milestone != "form"):
                    clocks = levels.reach(clocks, milestone, at)
                return clocks
            case EventKind.CLOSED:
                return levels.cancel(clocks, at, _ENDED) if course.get("foreign") else clocks
            case EventKind.REOPENED:
                clocks = levels.restart(clocks, levels.facts(course.ticket(**event.changes)), at)
                has_other = course.get("assignee") not in ("", None, course.get("first_taker"))
                return levels.reach(clocks, "handover", at) if has_other else clocks
            case _:
                return clocks

    def _stamped(self, course: _Course, event: Event, levels: Levels) -> Clocks:
        """What was noted on the way (SITE-4), and the complexity that was found with it (SLA-4)."""
        clocks = course.clocks
        for what in _noted(course, event):
            if what in _STARTING:
                clocks = _begun(levels, course, what, event.happened_at)  # type: ignore[arg-type] # a Start
            else:
                clocks = levels.reach(clocks, what, event.happened_at)  # type: ignore[arg-type] # a Milestone
        return _retargeted(levels, course, clocks, event) if "complexity" in event.changes else clocks

    def _recounted(self, course: _Course, levels: Levels, event: Event) -> Clocks:
        """Under other service levels from here on; nothing where the same stand for both versions."""
        new = self.levels_of(event.changes.get("levels_norm") or course.counts_by)
        if new is levels:
            return course.clocks
        ticket = course.ticket()
        facts = new.facts(ticket)
        clocks = new.retarget(course.clocks, facts, event.happened_at, happened(ticket), course.waits)
        return new.recount(clocks, facts)

    def _unknown(self, course: _Course) -> dict[Unknown, None]:
        """The codes of the ticket that its levels ask for and do not know."""
        levels = self.levels_of(course.counts_by)
        known = self._known.get(id(levels))
        if known is None:
            known = self._known[id(levels)] = _codes(levels.norm)
        return {(name, code): None for name, codes in known.items() if (code := course.get(name)) and code not in codes}


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


def _pause(course: _Course, event: Event) -> Pause:
    """The wait that an event begins."""
    said = {**course.fields, **event.changes}
    words, kind = said.get("waiting_for", ""), said.get("waiting_kind", "")
    return Pause(event.happened_at, None, words, kind, said.get("resume_at"))


def _retargeted(levels: Levels, course: _Course, clocks: Clocks, event: Event) -> Clocks:
    """As at the desk: the clocks stay where no other service level follows (TKT-7)."""
    ticket = course.ticket()
    old, new = levels.facts(ticket), levels.facts(course.ticket(**event.changes))
    if old["priority"] == new["priority"] and levels.chosen(new) == levels.chosen(old):
        return clocks
    return levels.retarget(clocks, new, event.happened_at, happened(ticket), course.waits)


def _begun(levels: Levels, course: _Course, starts: Start, at: datetime) -> Clocks:
    """The clocks with those that a stamp sets going; they stand still while the ticket waits."""
    ticket = course.ticket()
    facts = levels.facts(ticket)
    return levels.begin(course.clocks, facts, starts, at, ticket.opened_at, happened(ticket), course.waits)


def _noted(course: _Course, event: Event) -> list[str]:
    """What a stamp says: what is new in it, or was said once more."""
    stamps: Mapping[str, Any] = event.changes.get("stamps", {})
    before = course.fields.get("stamps", {})
    new = [what for what, at in stamps.items() if before.get(what) != at]
    return new or [what for what, at in stamps.items() if at == event.happened_at]


def _reason(course: _Course, event: Event) -> str:
    """Why it was late, as far as an event says so (TKT-10)."""
    before = course.fields.get("clocks", ())
    on_clocks = (c.late_reason for c in event.changes.get("clocks", ()) if c.late_reason and c not in before)
    return next(on_clocks, str(event.changes.get("late_reason", "")))


def _explained(clock: Clock, ended: set[tuple[int, Milestone, int]], event: Event, reason: str) -> Clock:
    """The clock with the reason, if this event ended it and late."""
    is_new = clock.reached_at is not None and (clock.cycle, clock.milestone, clock.turn) not in ended
    return replace(clock, late_reason=reason) if is_new and late(clock, event.happened_at) else clock
