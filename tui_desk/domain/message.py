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
class Reply:
    """What the caller was told, by whom and when (CALL-11)."""

    at: datetime
    by: OfficerId
    words: str


@dataclass(frozen=True, slots=True)
class Move:
    """The reply was renegotiated with the caller (CALL-7): what was agreed, and for when it was promised before."""

    at: datetime
    by: OfficerId
    words: str
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message left for `to`, a missed call for whoever is free (`to` empty), a promise of a call without a ticket.

    `call` is the call it was left in, `ring` the ring that nobody took. `due_at` is the promise of the reply, `done_at`
    when the caller was first answered. `replies` keeps every answer: two officers may have called back at once.
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
    replies: tuple[Reply, ...] = ()
    moves: tuple[Move, ...] = ()

    def is_for(self, officer: OfficerId) -> bool:
        """Whether the officer is the one to answer; a missed call is anybody's."""
        return self.to in ("", officer)

    def overdue(self, now: datetime) -> bool:
        """Whether the caller should have been answered by now."""
        return self.done_at is None and self.due_at is not None and now > self.due_at


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
    hung_up_at: datetime | None = None
    """When the exchange said that the caller hung up."""

    @property
    def over(self) -> bool:
        """Whether it was taken or missed."""
        return self.taken_at is not None or self.missed_at is not None
