"""A call in progress 来电: what was answered so far, and when each phase was passed.

Grows by small entries, so that a journal of them rebuilds it word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from tui_desk.domain.officer import OfficerId

EntryField = Literal["answer", "phase", "priority", "priority_reason", "scratch", "read_back"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a call: question `key` answered, phase `key` reached, item `key` read back, and so on."""

    at: datetime
    field: EntryField
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call and its answers by question code, as typed. `draft` names it for ever: one draft, one ticket.

    Answers of a branch that was left stay here and come back with the branch (CALL-16). `priority` is the officer's
    own word above the proposal, empty while there is none. `read_back` holds the answers as the caller confirmed them:
    an answer changed afterwards has to be confirmed again.
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

    def answer(self, code: str) -> str:
        """What was answered to a question, without the blanks around it; empty when nothing was."""
        return self.answers.get(code, "").strip()


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
            return replace(call, read_back={**call.read_back, entry.key: entry.value})


def replay(call: Call, entries: Iterable[Entry]) -> Call:
    """The call after all the entries, in their order."""
    for entry in entries:
        call = note(call, entry)
    return call
