"""What the screens read: rows and small records, ready to show, without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tui_desk.domain.alert import Alert
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.message import Message, Owed, Ring
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.roster import Shift
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Clock, Event, Promise, State, Ticket
from tui_desk.norms.models import Norm


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One ticket of the queue. `due_what` is a milestone or "promise", empty when nothing is due.

    `offered` while its officer has not accepted it yet, with `offer_until` by when that is expected; `lapsed` is how
    many offers in a row lapsed without an answer. `risen` is why it rose to the duty manager (DESK-11), empty while it
    did not.
    """

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
    category: str = ""
    subcategory: str = ""
    offered: bool = False
    risen: str = ""
    offer_until: datetime | None = None
    lapsed: int = 0


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its whole history, the norm it was opened under, and the service levels its clocks follow."""

    ticket: Ticket
    events: tuple[Event, ...]
    norm: Norm
    levels: Levels


@dataclass(frozen=True, slots=True)
class CallerView:
    """A known caller: the unit with its agreement, the last tickets, newest first, and every open one.

    `agreement_over` says that the unit's agreement is not in force on `today`, the day on the desk's calendar
    (DESK-5). `repeated` counts the tickets of the last days by category, for those that came more than once;
    `same_words` are those among them that say the same again. `main_contacts` are those of the unit (REC-2).
    """

    person: Person
    tickets: tuple[QueueRow, ...] = ()
    unit: Unit | None = None
    agreement_over: bool = False
    open_tickets: tuple[QueueRow, ...] = ()
    repeated: Mapping[str, int] = field(default_factory=dict)
    same_words: tuple[QueueRow, ...] = ()
    main_contacts: tuple[Person, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with its main contacts (REC-2), and which day it is on the desk's calendar."""

    unit: Unit
    main_contacts: tuple[Person, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Who opened the originals of a ticket, when, and why (DESK-12)."""

    at: datetime
    by: OfficerId
    reason: str


@dataclass(frozen=True, slots=True)
class AlertView:
    """A warning that was raised, and what its ticket is about (CALL-14)."""

    alert: Alert
    summary: str
    stands: bool = True
    """Whether the clock it warns of still runs, or the urgent ticket that it tells of is still open."""
    shift: Shift | None = None
    """The shift that it is about, as it stands, where it is no ticket (DESK-2)."""


@dataclass(frozen=True, slots=True)
class BreachRow:
    """Something that will be late if nothing changes: a milestone's clock or, with its `words`, a "promise" (CALL-7).

    With `resumes_at` its ticket waits and goes on by itself then; `due_at` is when it will be due after that.
    """

    number: str
    what: str
    due_at: datetime
    state: State
    priority: str
    norm: int
    summary: str
    requester_name: str
    requester_unit: str
    assignee: OfficerId | None
    resumes_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Resuming:
    """A waiting ticket that goes on by itself, and when."""

    ticket: Ticket
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """What a ticket went through, as far as its clocks depend on it, and the clocks that it has.

    `priority` is its final one, `counts_by` the published norm its clocks follow, `damaged` that it cannot be read.
    """

    id: int
    number: str
    priority: str
    counts_by: int
    clocks: tuple[Clock, ...]
    events: tuple[Event, ...]
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class RingView:
    """A telephone that rings, and who may be calling; two people with one number are both there."""

    ring: Ring
    callers: tuple[CallerView, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise on a ticket, with whom it was made to as the ticket has them, and who has the ticket."""

    promise: Promise
    ticket: str
    caller_name: str
    caller_unit: str
    caller_phone: str
    assignee: OfficerId


@dataclass(frozen=True, slots=True)
class OwedView:
    """One thing owed to a caller (CALL-7, CALL-11): a message, a missed call, or a promise.

    `id` is the message's or the promise's; `ticket` is empty for what belongs to none. `owes` is who is to do it, empty
    for whoever is free; `message` is there unless it is a ticket's promise. `moved` counts the times it was
    renegotiated.
    """

    kind: Owed
    id: str
    since: datetime
    owes: OfficerId
    words: str
    caller_name: str = ""
    caller_unit: str = ""
    caller_phone: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    ticket: str = ""
    moved: int = 0
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """What became of the promises of a time (CALL-7): those kept in time, kept late, broken and open, and still open.

    `renegotiated` counts those that were moved, whatever became of them.
    """

    rows: tuple[OwedView, ...]
    kept: int
    kept_late: int
    broken: int
    open: int
    renegotiated: int


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be kept with a ticket: the code of its question, its name, its content."""

    question: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """What a call came to: its record, and the ticket it made or was added to."""

    record: CallRecord
    ticket: Ticket | None = None


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
