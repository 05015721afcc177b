"""What the screens read: rows and small records, ready to show, without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import Event, State, Ticket
from tui_desk.norms.models import Norm


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One ticket of the queue. `due_what` is a milestone or "promise", empty when nothing is due."""

    number: str
    version: int
    norm: int
    state: State
    priority: str
    priority_rank: int
    summary: str
    requester_name: str
    requester_unit: str
    requester_phone: str
    assignee: OfficerId | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    near_at: datetime | None
    due_what: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its whole history, and the norm it was opened under."""

    ticket: Ticket
    events: tuple[Event, ...]
    norm: Norm


@dataclass(frozen=True, slots=True)
class CallerView:
    """A known caller with the last tickets, newest first."""

    person: Person
    tickets: tuple[QueueRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """An officer with the number of open tickets assigned."""

    staff_no: OfficerId
    name: str
    open_tickets: int


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """The facts of the desk, as the database holds them: name, language, time zone, current norm version."""

    name: str
    language: str
    zone: str
    norm: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing `doctor` looked at: what, whether it is in order, and what to do if not."""

    what: str
    good: bool
    advice: str = ""
    facts: dict[str, object] = field(default_factory=dict)
