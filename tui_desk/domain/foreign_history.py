"""The history of a ticket that comes from another tool: events that fold to it exactly, its clocks as the norm counts.

Pure. What is not known is not made up: nobody confirmed, no wait has a reason that was not told, and who acted was
whoever brought it in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from tui_desk.domain.foreign_list import WORDS, ForeignTicket
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.ticket import STAMPS, Event, EventKind, Pause, State, Ticket
from tui_desk.norms.models import Norm

SHORT = 12
"""So many characters of a number are less than a card or an identity number has."""

ENDED = "closed"
"""Why a clock that was not reached ended: its ticket was closed in the other tool."""

_ORDER = ("responded_at", *STAMPS, "priority_at", "resumed", "waiting", "resolved_at", "confirmed_at", "closed_at")
_PLACE = {what: place for place, what in enumerate(_ORDER)}
_AT_ONCE = frozenset(
    {*WORDS, "channel", "category", "subcategory", "claimed_priority", "requester_title", "complexity"}
) - {"solution", "feedback_words", "lesson"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all tickets of an import share: the norm they come under and its clocks, who brings them in, when.

    `ended` are the clocks of tickets that were closed long since: the same, but nobody is ever warned of them.
    """

    norm: Norm
    version: int
    levels: Levels
    ended: Levels
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
    levels: Levels
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: EventKind, at: datetime, note: str = "", **changes: Any) -> None:
        """One more event, and the fields after it; clocks that it leaves as they are are not said again."""
        if changes.get("clocks") == self.clocks:
            changes.pop("clocks", None)
        self.fields.update(changes)
        self.events.append(Event(f"{self.draft}-{len(self.events) + 1}", kind, at, self.now, self.by, changes, note))

    @property
    def clocks(self) -> Clocks:
        """The clocks as they stand."""
        clocks: Clocks = self.fields.get("clocks", ())
        return clocks

    @property
    def state(self) -> State:
        """The state as it stands."""
        state: State = self.fields.get("state", State.OPEN)
        return state

    def ticket(self) -> Ticket:
        """The ticket as it stands, without a number."""
        return Ticket(number="", version=len(self.events), **self.fields)


def draft_of(source: str, number: str) -> str:
    """By what a ticket of another tool is known to have been brought in already: the same in every run.

    A digest; a short number, which holds nothing private, stays readable, and keeps neighbours beside each other in
    the database.
    """
    if number.isascii() and len(number) <= SHORT:
        return f"foreign-{_digest(source)[:12]}-{number}"
    return f"foreign-{_digest(source)[:12]}-{_digest(number)[:32]}"


@lru_cache(maxsize=64)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def without_warnings(norm: Norm) -> Norm:
    """The norm with the same targets, of which nobody is warned."""
    sets = tuple(replace(each, warnings=()) for each in norm.level_sets)
    return replace(norm, warnings=(), level_sets=sets)


def history(
    told: ForeignTicket, draft: str, facts: Mapping[str, str], setting: Setting
) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket as it stands, still without a number, and its events. `facts` are customer and agreement."""
    levels = setting.ended if told.state is State.CLOSED else setting.levels
    first = _registered(told, draft, facts, setting)
    if clocks := levels.start(levels.facts(Ticket(number="", **first)), first["opened_at"]):
        first["clocks"] = clocks
    story = _Story(draft, setting.now, setting.by, levels)
    story.tell(EventKind.REGISTERED, first["opened_at"], "", **first)
    for at, what in _moments(told, setting.now):
        _carry_on(story, told, at, what, setting)
    if told.state is not State.CLOSED:
        _spare(story, setting.now)
    return story.ticket(), tuple(story.events)


def _registered(told: ForeignTicket, draft: str, facts: Mapping[str, str], setting: Setting) -> dict[str, Any]:
    """The fields of the ticket as it was opened, but its clocks; those of which nothing is known are left out.

    A first priority whose change has no time is kept beside the final one, which then counts from the opening.
    """
    said = told.fields
    final = said.get("priority") or setting.norm.default_priority
    before = said.get("first_priority", "")
    priority = before if before and "priority_at" in told.times else final
    known = {
        "answers": told.answers,
        "proposed_priority": before if before != final else "",
        "assignee": said.get("assignee"),
        "reopened": int(said.get("reopened") or 0),
    }
    return {
        "draft": draft,
        "norm": setting.version,
        "opened_at": told.times["opened_at"],
        "first_taker": said.get("first_taker") or setting.by,
        "priority": priority,
        "priority_rank": setting.ranks[priority],
        "foreign": told.number,
        "customer": setting.norm.default_customer,
        **facts,
        **{name: said[name] for name in _AT_ONCE & said.keys()},
        **{name: value for name, value in known.items() if value},
    }


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


def _carry_on(story: _Story, told: ForeignTicket, at: datetime, what: str, setting: Setting) -> None:
    """Tell what happened at an instant."""
    levels, clocks = story.levels, story.clocks
    match what:
        case "responded_at":
            story.tell(EventKind.RESPONDED, at, responded_at=at, clocks=levels.reach(clocks, "respond", at))
        case "priority_at":
            _reprioritise(story, told, at, setting)
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
            _resolve(story, told, at)
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
            story.tell(
                EventKind.CLOSED,
                at,
                lesson,
                state=State.CLOSED,
                closed_at=at,
                closed_by=story.by,
                lesson=lesson,
                clocks=levels.cancel(clocks, at, ENDED),
            )
        case _:
            _stamp(story, at, what)


def _reprioritise(story: _Story, told: ForeignTicket, at: datetime, setting: Setting) -> None:
    """The final priority from here on; clocks under way follow the norm's `on_change` (TKT-7)."""
    priority = told.fields.get("priority") or setting.norm.default_priority
    if priority == story.fields["priority"]:
        return
    changes: dict[str, Any] = {"priority": priority, "priority_rank": setting.ranks[priority]}
    facts = story.levels.facts(replace(story.ticket(), **changes))
    reason = told.fields.get("priority_reason", "")
    if story.state in (State.OPEN, State.WAITING):
        changes["clocks"] = story.levels.retarget(story.clocks, facts, at)
    story.tell(EventKind.REPRIORITISED, at, reason, **changes)


def _resolve(story: _Story, told: ForeignTicket, at: datetime) -> None:
    """Resolved: what still ran is reached, as at the desk; the form is entered afterwards."""
    clocks = story.clocks
    for milestone in dict.fromkeys(clock.milestone for clock in clocks if not clock.over and clock.milestone != "form"):
        clocks = story.levels.reach(clocks, milestone, at)
    said = told.fields
    changes: dict[str, Any] = {} if story.fields.get("responded_at") else {"responded_at": at}
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


def _stamp(story: _Story, at: datetime, what: str) -> None:
    """Something on the way (SITE-4): its clock is reached, or those that it sets going begin."""
    levels, clocks = story.levels, story.clocks
    if what in ("remote_failed", "visit_ended"):
        clocks = levels.begin(clocks, levels.facts(story.ticket()), what, at, story.fields["opened_at"])  # type: ignore[arg-type] # a Start
    else:
        clocks = levels.reach(clocks, what, at)  # type: ignore[arg-type] # a Milestone
    story.tell(EventKind.STAMPED, at, stamps={**story.fields.get("stamps", {}), what: at}, clocks=clocks)


def _spare(story: _Story, now: datetime) -> None:
    """Take away the warnings of running clocks that were due before the ticket came here: nobody is to hear them."""
    clocks = story.clocks
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
