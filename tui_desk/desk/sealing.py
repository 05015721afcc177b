"""What the desk stores is masked; an original is kept apart where an officer insists on it, with a reason (TKT-15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from tui_desk.desk.ports import Writing
from tui_desk.domain.privacy import Sealed, masked, private, replaced
from tui_desk.domain.ticket import Attachment, Clock, FurtherCaller, Offer, Promise

WORDS = frozenset(
    {
        "summary",
        "requester_name",
        "requester_staff_no",
        "requester_unit",
        "requester_phone",
        "advice",
        "priority_reason",
        "late_reason",
        "waiting_for",
        "solution",
        "feedback_words",
        "lesson",
        "remark",
    }
)
"""The fields of a ticket in which people write words of their own; the others hold codes, ids and times."""


class Sealer:
    """Masks what is about to be stored. `reason_of` a field says why its originals are kept; empty: they are not."""

    def __init__(self, reason_of: Callable[[str], str]) -> None:
        self._reason_of = reason_of
        self._originals: dict[str, str] = {}
        self.sealed: list[Sealed] = []

    def words(self, field: str, text: str) -> str:
        """The text masked."""
        reason = self._reason_of(field).strip()
        while found := private(text):
            for each in found if reason else ():
                if each.text not in self._originals.values():
                    seal = Sealed(uuid4().hex, field, each.kind, each.masked, masked(reason))
                    self.sealed.append(seal)
                    self._originals[seal.id] = each.text
            text = replaced(text, found)
        return text

    def changes(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Changed fields of a ticket with every word in them masked."""
        return {name: self._value(name, value) for name, value in changes.items()}

    def store(self, desk: Writing, number: str, sealed: tuple[Sealed, ...]) -> None:
        """Keep those originals apart that the ticket's `sealed` names."""
        for seal in sealed:
            if seal.id in self._originals:
                desk.add_original(seal.id, number, self._originals[seal.id])

    def _value(self, name: str, value: Any) -> Any:
        match value:
            case str() if name in WORDS:
                return self.words(name, value)
            case Mapping() if name == "answers":
                return {code: self.words(code, answer) for code, answer in value.items()}
            case tuple():
                return tuple(self._value(name, each) for each in value)
            case Promise():
                return replace(value, words=self.words("promise", value.words), to=self.words("promise", value.to))
            case Clock():
                pauses = tuple(replace(each, because=self.words("waiting_for", each.because)) for each in value.pauses)
                return replace(value, pauses=pauses, late_reason=self.words("late_reason", value.late_reason))
            case FurtherCaller():
                return replace(
                    value,
                    name=self.words("words", value.name),
                    unit=self.words("words", value.unit),
                    phone=self.words("words", value.phone),
                    staff_no=self.words("words", value.staff_no),
                    words=self.words("words", value.words),
                )
            case Offer():
                advice, reason = self.words("advice", value.advice), self.words("reason", value.reason)
                return replace(value, advice=advice, reason=reason, words=self.words("words", value.words))
            case Attachment():
                return replace(value, name=self.words("file", value.name))
            case _:
                return value
