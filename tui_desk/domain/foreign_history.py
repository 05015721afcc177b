"""The history of a ticket that comes from another tool: events that fold to it exactly, its clocks as the norm counts.

Pure. What is not known is not made up: nobody confirmed, no wait has a reason that was not told, and who acted was
whoever brought it in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from tui_desk.domain.foreign_list import WORDS, ForeignTicket
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.privacy import Sealed
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.ticket import STAMPS, Event, EventKind, Pause, State, Ticket
from tui_desk.norms.models import Norm

ENDED = "closed"
"""Why a clock that was not reached ended: its ticket was closed in the other tool."""

_ORDER = ("responded_at", *STAMPS, "priority_at", "resumed", "waiting", "resolved_at", "confirmed_at", "closed_at")
_PLACE = {what: place for place, what in enumerate(_ORDER)}
_AT_ONCE = frozenset(
    {*WORDS, "channel", "category", "subcategory", "claimed_priority", "requester_title", "customer"}
) - {"solution", "feedback_words", "lesson"}
_FIELDS = tuple(f.name for f in fields(Ticket) if f.name not in {"number", "version"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What all tickets of an import share: the norm they come under and its clocks, who brings them in, when."""

    norm: Norm
    version: int
    levels: Levels
    by: OfficerId
    now: datetime
    waiting_kind: str = ""
    waiting_for: str = ""
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Story:
    """What was told so far: the fields as they stand, and the events."""

    draft: str
    now: datetime
    by: OfficerId
    fields: dict[str, Any]
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: EventKind, at: datetime, note: str = "", **changes: Any) -> None:
        """One more event, and the fields after it."""
        self.fields.update(changes)
        self.events.append(Event(f"{self.draft}-{len(self.events) + 1}", kind, at, self.now, self.by, changes, note))


def draft_of(source: str, number: str) -> str:
    """By what a ticket of another tool is known to have been brought in already: the same in every run."""
    return "foreign-" + hashlib.sha256(f"{source}\0{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def history(
    told: ForeignTicket, draft: str, facts: Mapping[str, str], sealed: tuple[Sealed, ...], setting: Setting
) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket as it stands, still without a number, and its events. `facts` are customer and agreement."""
    first = _registered(told, draft, facts, sealed, setting)
    story = _Story(draft, setting.now, setting.by, {})
    story.tell(EventKind.REGISTERED, first.opened_at, "", **{name: getattr(first, name) for name in _FIELDS})
    for at, what in _moments(told, setting.now):
        _carry_on(story, told, at, what, first, setting)
    if told.state is not State.CLOSED:
        _spare(story, setting.now)
    return Ticket(number="", version=len(story.events), **story.fields), tuple(story.events)


def _registered(
    told: ForeignTicket, draft: str, facts: Mapping[str, str], sealed: tuple[Sealed, ...], setting: Setting
) -> Ticket:
    """The ticket as it was opened.

    A first priority whose change has no time is kept beside the final one, which then counts from the opening.
    """
    said = told.fields
    final = said.get("priority") or setting.norm.default_priority
    before = said.get("first_priority", "")
    priority = before if before and "priority_at" in told.times else final
    opened_at = told.times["opened_at"]
    words: dict[str, Any] = {"customer": setting.norm.default_customer, **facts}
    words.update((name, said[name]) for name in _AT_ONCE & said.keys())
    ticket = Ticket(
        number="",
        draft=draft,
        norm=setting.version,
        opened_at=opened_at,
        first_taker=said.get("first_taker") or setting.by,
        answers=told.answers,
        proposed_priority=before if before != final else "",
        priority=priority,
        priority_rank=setting.ranks[priority],
        assignee=said.get("assignee") or None,
        reopened=int(said.get("reopened") or 0),
        complexity=said.get("complexity", ""),
        sealed=sealed,
        foreign=told.number,
        **words,
    )
    return replace(ticket, clocks=setting.levels.start(setting.levels.facts(ticket), opened_at))


def _moments(told: ForeignTicket, now: datetime) -> list[tuple[datetime, str]]:
    """What happened after the opening, in order."""
    found = [(at, what) for what, at in told.times.items() if what != "opened_at"]
    for since, until in told.waits:
        found.append((since, "waiting"))
        if until is not None:
            found.append((until, "resumed"))
    if told.state is State.WAITING and not (told.waits and told.waits[-1][1] is None):
        found.append((now, "waiting"))  # since when, nobody said
    if len(found) > 1:
        found.sort(key=lambda each: (each[0], _PLACE[each[1]]))
    return found


def _carry_on(story: _Story, told: ForeignTicket, at: datetime, what: str, first: Ticket, setting: Setting) -> None:
    """Tell what happened at an instant."""
    levels, clocks = setting.levels, story.fields["clocks"]
    match what:
        case "responded_at":
            story.tell(EventKind.RESPONDED, at, responded_at=at, clocks=levels.reach(clocks, "respond", at))
        case "priority_at":
            _reprioritise(story, told, at, first, setting)
        case "waiting":
            paused = Pause(at, None, setting.waiting_for, setting.waiting_kind)
            story.tell(
                EventKind.WAITING,
                at,
                setting.waiting_for,
                state=State.WAITING,
                waiting_for=setting.waiting_for,
                waiting_kind=setting.waiting_kind,
                clocks=levels.pause(clocks, paused),
            )
        case "resumed":
            story.tell(
                EventKind.RESUMED,
                at,
                state=State.OPEN,
                waiting_for="",
                waiting_kind="",
                clocks=levels.resume(clocks, at),
            )
        case "resolved_at":
            _resolve(story, told, at, setting)
        case "confirmed_at":
            accepted = told.fields.get("confirmed_by") or setting.norm.closing.accepts[0].code
            words = told.fields.get("feedback_words", "")
            story.tell(
                EventKind.CONFIRMED,
                at,
                words,
                confirmed_at=at,
                confirmed_by=accepted,
                feedback=told.fields.get("feedback", ""),
                feedback_words=words,
            )
        case "closed_at":
            lesson = told.fields.get("lesson", "")
            ended = levels.cancel(clocks, at, ENDED)
            changes: dict[str, Any] = {"clocks": ended} if ended != clocks else {}
            if story.fields["state"] is State.WAITING:
                changes |= {"waiting_for": "", "waiting_kind": ""}
            story.tell(
                EventKind.CLOSED,
                at,
                lesson,
                state=State.CLOSED,
                closed_at=at,
                closed_by=story.by,
                lesson=lesson,
                **changes,
            )
        case _:
            _stamp(story, at, what, first, levels)


def _reprioritise(story: _Story, told: ForeignTicket, at: datetime, first: Ticket, setting: Setting) -> None:
    """The final priority from here on; clocks under way follow the norm's `on_change` (TKT-7)."""
    priority = told.fields.get("priority") or setting.norm.default_priority
    if priority == story.fields["priority"]:
        return
    changes: dict[str, Any] = {"priority": priority, "priority_rank": setting.ranks[priority]}
    facts = setting.levels.facts(replace(first, **changes))
    reason = told.fields.get("priority_reason", "")
    if story.fields["state"] in (State.OPEN, State.WAITING):
        changes["clocks"] = setting.levels.retarget(story.fields["clocks"], facts, at)
    story.tell(EventKind.REPRIORITISED, at, reason, **changes)


def _resolve(story: _Story, told: ForeignTicket, at: datetime, setting: Setting) -> None:
    """Resolved: what still ran is reached, as at the desk; the form is entered afterwards."""
    clocks: Clocks = story.fields["clocks"]
    for milestone in dict.fromkeys(clock.milestone for clock in clocks if not clock.over and clock.milestone != "form"):
        clocks = setting.levels.reach(clocks, milestone, at)
    said = told.fields
    changes = {} if story.fields["responded_at"] else {"responded_at": at}
    story.tell(
        EventKind.RESOLVED,
        at,
        said.get("solution", ""),
        state=State.RESOLVED,
        result=said.get("result", ""),
        solution=said.get("solution", ""),
        resolved_at=at,
        waiting_for="",
        waiting_kind="",
        clocks=clocks,
        **changes,
    )


def _stamp(story: _Story, at: datetime, what: str, first: Ticket, levels: Levels) -> None:
    """Something on the way (SITE-4): its clock is reached, or those that it sets going begin."""
    clocks: Clocks = story.fields["clocks"]
    if what in ("remote_failed", "visit_ended"):
        clocks = levels.begin(clocks, levels.facts(first), what, at, first.opened_at)  # type: ignore[arg-type] # a Start
    else:
        clocks = levels.reach(clocks, what, at)  # type: ignore[arg-type] # a Milestone
    story.tell(EventKind.STAMPED, at, stamps={**story.fields["stamps"], what: at}, clocks=clocks)


def _spare(story: _Story, now: datetime) -> None:
    """Take away the warnings of running clocks that were due before the ticket came here: nobody is to hear them."""
    clocks: Clocks = story.fields["clocks"]
    spared = tuple(
        clock if clock.over else replace(clock, marks=tuple(mark for mark in clock.marks if mark.at > now))
        for clock in clocks
    )
    if spared == clocks:
        return
    last = max(n for n, event in enumerate(story.events) if "clocks" in event.changes)
    event = story.events[last]
    story.events[last] = replace(event, changes={**event.changes, "clocks": spared})
    story.fields["clocks"] = spared
