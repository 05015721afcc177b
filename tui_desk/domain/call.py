"""A call in progress 来电: what was answered so far, when each phase was passed, and how it ends.

Grows by small entries, so that a journal of them rebuilds it word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, get_args

from tui_desk.domain.officer import OfficerId

Phase = Literal["rang", "answered", "identified", "classified", "read_back", "registered", "hung_up"]
"""What a call passes, stamped without a key of its own (CALL-1)."""

Fact = Literal["line", "ring", "to", "ticket", "words", "due", "calls_back"]
"""What is known of a call besides its answers.

`line` of the exchange and `ring` that announced it; of its end, `to` whom it was transferred or the message goes,
`ticket` it was added to, `words` said about the end, `due` by when a reply is promised, as typed. `calls_back` says
that the desk called out, and about what: a ticket's number, a message's id, or anything (CALL-18).
"""

EntryField = Literal[
    "answer",
    "phase",
    "priority",
    "priority_reason",
    "scratch",
    "read_back",
    "hold",
    "resume",
    "unheard",
    "insisted",
    "fact",
    "end",
]
ENTRY_FIELDS: frozenset[str] = frozenset(get_args(EntryField))


class End(StrEnum):
    """How a call ends (CALL-15). Every call has one."""

    TICKET = "ticket"
    ANSWERED = "answered"
    ADDED = "added"
    TRANSFERRED = "transferred"
    MESSAGE = "message"
    SILENT = "silent"
    WRONG_NUMBER = "wrong_number"
    NUISANCE = "nuisance"
    HUNG_UP = "hung_up"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    MISSED = "missed"


CALL_OUT_ENDS = frozenset({End.REACHED, End.NOT_REACHED})
"""How a call that the desk makes ends (CALL-18)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a call, named by `field`.

    `answer` to question `key`, `phase` `key` reached, item `key` `read_back` as `value`, a `fact` by name, an original
    `insisted` on for question `key` because of `value` (TKT-15), `hold` begun, `resume`d, one more time `unheard`
    (CALL-3), the `end` with an `End` as value.
    """

    at: datetime
    field: EntryField
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that the caller was kept waiting (CALL-4); `until` None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call and its answers by question code, as typed. `draft` names it for ever: one draft, one ticket.

    Answers of a branch that was left stay here and come back with the branch (CALL-16). `priority` is the officer's
    own word above the proposal, empty while there is none. `read_back` holds the answers as the caller confirmed them:
    an answer changed afterwards has to be confirmed again; `confirmed_at` says when each was (CALL-12). `insisted`
    gives the reason for each question whose private text is kept (TKT-15). `end` is None while nothing was decided.
    """

    draft: str
    officer: OfficerId
    began_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    phases: Mapping[str, datetime] = field(default_factory=dict)
    priority: str = ""
    priority_reason: str = ""
    scratch: str = ""
    read_back: Mapping[str, str] = field(default_factory=dict)
    confirmed_at: Mapping[str, datetime] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    unheard: int = 0
    insisted: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    end: End | None = None
    ended_at: datetime | None = None

    def answer(self, code: str) -> str:
        """What was answered to a question, without the blanks around it; empty when nothing was."""
        return self.answers.get(code, "").strip()

    def fact(self, name: Fact) -> str:
        """A fact of the call, empty when it is not known."""
        return self.facts.get(name, "").strip()

    @property
    def on_hold(self) -> bool:
        """Whether the caller is waiting on the line."""
        return bool(self.holds) and self.holds[-1].until is None

    @property
    def reference(self) -> str:
        """The local reference 待编号 by which the call is found before and after it has a number: "D7F3A2C1"."""
        return reference(self.draft)

    def held(self, now: datetime) -> timedelta:
        """How long the caller was kept waiting in all."""
        return sum(((hold.until or now) - hold.since for hold in self.holds), timedelta(0))


def reference(draft: str) -> str:
    """The reference of the call with this draft."""
    return f"D{draft[:7].upper()}"


def note(call: Call, entry: Entry) -> Call:
    """The call after one more entry."""
    match entry.field:
        case "answer":
            return replace(call, answers={**call.answers, entry.key: entry.value})
        case "phase":
            return call if entry.key in call.phases else replace(call, phases={**call.phases, entry.key: entry.at})
        case "priority":
            return replace(call, priority=entry.value)
        case "priority_reason":
            return replace(call, priority_reason=entry.value)
        case "scratch":
            return replace(call, scratch=entry.value)
        case "read_back":
            confirmed_at = {**call.confirmed_at, entry.key: entry.at}
            return replace(call, read_back={**call.read_back, entry.key: entry.value}, confirmed_at=confirmed_at)
        case "hold":
            return call if call.on_hold else replace(call, holds=(*call.holds, Hold(entry.at)))
        case "resume":
            return replace(call, holds=tuple(replace(hold, until=hold.until or entry.at) for hold in call.holds))
        case "unheard":
            return replace(call, unheard=call.unheard + 1)
        case "insisted":
            return replace(call, insisted={**call.insisted, entry.key: entry.value})
        case "fact":
            return replace(call, facts={**call.facts, entry.key: entry.value})
        case "end":
            return replace(call, end=End(entry.value) if entry.value else None, ended_at=entry.at)


def replay(call: Call, entries: Iterable[Entry]) -> Call:
    """The call after all the entries, in their order."""
    for entry in entries:
        call = note(call, entry)
    return call
