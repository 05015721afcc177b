"""Messages 留言 for a colleague, and calls that nobody took: something is owed to a caller (CALL-11, CALL-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_desk.domain.officer import OfficerId


class Owed(StrEnum):
    """Why a caller waits for an answer."""

    MESSAGE = "message"
    MISSED = "missed"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Message:
    """A message left for `to`, a missed call for whoever is free (`to` empty), a promise of a call without a ticket.

    `call` is the call it was left in, `ring` the ring that nobody took. `due_at` is the promise of the reply.
    """

    id: str
    kind: Owed
    left_at: datetime
    by: OfficerId
    to: OfficerId = ""
    words: str = ""
    caller_name: str = ""
    caller_unit: str = ""
    caller_phone: str = ""
    place: str = ""
    call: str = ""
    ring: str = ""
    due_at: datetime | None = None
    read_at: datetime | None = None
    read_by: OfficerId = ""
    done_at: datetime | None = None
    done_by: OfficerId = ""
    done_words: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A telephone that rings: announced by the exchange, taken by one officer, or missed."""

    id: str
    number: str
    rang_at: datetime
    until: datetime
    """When it counts as missed if nobody took it."""
    to: OfficerId = ""
    line: str = ""
    taken_by: OfficerId = ""
    taken_at: datetime | None = None
    missed_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether it was taken or missed."""
        return self.taken_at is not None or self.missed_at is not None
