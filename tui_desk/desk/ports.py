"""What the desk needs of a store. Fulfilled by `tui_desk.store`; nothing else is assumed of it.

Every call may raise `DatabaseUnavailable`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tui_desk.desk.needs.board import BoardReading
from tui_desk.desk.needs.changes import ChangeReading
from tui_desk.desk.needs.follow_ups import FollowUpReading, FollowUpWriting
from tui_desk.desk.needs.offers import OfferReading, OfferWriting
from tui_desk.desk.needs.papers import PaperReading, PaperWriting
from tui_desk.desk.needs.presences import Presences
from tui_desk.desk.needs.rosters import RosterReading, RosterWriting
from tui_desk.desk.needs.skills import SkillReading, SkillWriting
from tui_desk.desk.needs.templates import TemplateReading, TemplateWriting
from tui_desk.desk.views import AlertView, BreachRow, Finding, Look, OfficerLoad, PromiseRow, QueueRow, Resuming, Story
from tui_desk.domain.alert import Alert
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.domain.message import Message, Ring
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.posting import Contact, Post
from tui_desk.domain.seat import SeatEntry
from tui_desk.domain.ticket import Event, Ticket
from tui_desk.norms.models import Norm


class Reading(
    RosterReading,
    SkillReading,
    PaperReading,
    FollowUpReading,
    TemplateReading,
    BoardReading,
    OfferReading,
    ChangeReading,
    Protocol,
):
    """Queries inside one consistent snapshot."""

    def facts(self) -> Mapping[str, str]:
        """The facts of the desk by name; empty in a database where none was set up."""

    def norm(self, version: int) -> Norm:
        """A published norm; versions never change, so the answer may be kept."""

    def norm_versions(self) -> Sequence[tuple[int, str, datetime, OfficerId]]:
        """Every published version, oldest first: (version, norm code, published at, by)."""

    def ticket(self, number: str) -> Ticket | None:
        """The ticket with this number."""

    def ticket_of_draft(self, draft: str) -> Ticket | None:
        """The ticket that was registered from this call."""

    def events(self, number: str) -> Sequence[Event]:
        """The history of a ticket, oldest first."""

    def has_event(self, event_id: str) -> bool:
        """Whether this change was carried out already."""

    def numbers(self) -> Iterable[str]:
        """The numbers of all tickets, in the order they were given."""

    def unclosed_tickets(self) -> Iterable[Ticket]:
        """The tickets that are not closed, in the order of their numbers; one that cannot be read is left out."""

    def queue(self, *, closed_since: datetime, limit: int | None = None) -> Sequence[QueueRow]:
        """All tickets not closed, and those closed since; by priority rank, then due time (none last), then age."""

    def queue_rows(self, numbers: Collection[str]) -> Sequence[QueueRow]:
        """The rows of these tickets, closed or not."""

    def tickets_of(self, person: Person, limit: int) -> Sequence[QueueRow]:
        """The newest tickets of a caller: same staff number, or same name and one of the phones."""

    def categories_of(self, person: Person, since: datetime) -> Mapping[str, int]:
        """How many tickets of a caller since then fall into each category."""

    def tickets_of_each(self, people: Sequence[Person], limit: int) -> Sequence[Sequence[QueueRow]]:
        """For each of some people their newest tickets and all that are not closed, newest first; one question."""

    def people_like(self, text: str, limit: int) -> Sequence[Person]:
        """People whose name, phone, staff number, card number or pinyin begins with `text`.

        Exact matches first, then main contacts, then by name.
        """

    def person(self, key: int) -> Person | None:
        """The person with this id."""

    def people_of(self, unit_names: Sequence[str], limit: int, *, main: bool = False) -> Sequence[Person]:
        """The people of units by any of their names, main contacts first; with `main`, nobody else."""

    def units_like(self, text: str, limit: int) -> Sequence[Unit]:
        """Units whose name, short name, phone, card number or pinyin begins with `text`: exact ones, then by name."""

    def unit_named(self, name: str) -> Unit | None:
        """The unit with exactly this full or short name."""

    def drafts_among(self, drafts: Collection[str]) -> set[str]:
        """Those of these drafts that a ticket was made of."""

    def ticket_of_foreign(self, numbers: Sequence[str]) -> str | None:
        """The number of the newest ticket that had one of these numbers in another tool."""

    def units_named(self, names: Collection[str]) -> Mapping[str, Unit]:
        """The units with exactly these full or short names, by the name asked for; one of nobody is left out."""

    def all_units(self, limit: int | None = None) -> Sequence[Unit]:
        """The units by name."""

    def unit(self, key: int) -> Unit | None:
        """The unit with this id."""

    def directory(self) -> tuple[int, Sequence[Person], Sequence[Unit]]:
        """Everybody and every unit, and a mark for `directory_since`."""

    def directory_since(self, mark: int) -> tuple[Sequence[Person], Sequence[Unit]]:
        """The people and units that changed since the mark, as they stand now."""

    def call(self, id_: str) -> CallRecord | None:
        """The record of the call with this draft."""

    def call_of_reference(self, reference: str) -> CallRecord | None:
        """The newest call with this local reference."""

    def calls(
        self, wanted: CallFilter, limit: int | None = None, *, below: CallRecord | None = None
    ) -> Sequence[CallRecord]:
        """The calls of the log that a filter lets through, newest first; those below a call, where one is named."""

    def calls_among(self, ids: Collection[str], wanted: CallFilter) -> Sequence[CallRecord]:
        """Those of these calls that a filter lets through, newest first."""

    def call_figures(self, wanted: CallFilter) -> CallFigures:
        """What the calls that a filter lets through amount to, added up by the database."""

    def message(self, id_: str) -> Message | None:
        """The message with this id."""

    def messages(self, to: OfficerId, *, done: bool = False, limit: int = 200) -> Sequence[Message]:
        """Messages for an officer and those for everybody, open or done; the oldest first."""

    def all_messages(self, *, done: bool = False, limit: int = 500) -> Sequence[Message]:
        """Everybody's messages, open or done; the oldest first."""

    def messages_by(self, officer: OfficerId, since: datetime, limit: int = 200) -> Sequence[Message]:
        """The messages that an officer left since then, the oldest first."""

    def messages_left(self, since: datetime, until: datetime) -> Sequence[Message]:
        """The messages left in a span of time, the oldest first."""

    def waits_over(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of the tickets whose wait was to end by then, the earliest first."""

    def breaching(self, until: datetime, limit: int) -> Sequence[BreachRow]:
        """The running clocks of tickets not closed that are due before `until`, the earliest first."""

    def promises_due(self, until: datetime, limit: int) -> Sequence[BreachRow]:
        """The open promises of tickets not closed that are due before `until`, the earliest first."""

    def resuming(self, until: datetime, limit: int) -> Sequence[Resuming]:
        """The waiting tickets that go on by themselves before `until`, the earliest first."""

    def opened_count(self, since: datetime, until: datetime) -> int:
        """How many tickets were opened in a span of time."""

    def stories(
        self, since: datetime, until: datetime, *, after: int, limit: int, retold: bool, recorded: bool
    ) -> Sequence[Story]:
        """The next tickets opened in a span of time whose id is above `after`, in the order of their ids.

        With `retold` they have the events that can move a clock, without the clocks that these moved; with `recorded`
        the clocks that they have.
        """

    def unsettled_of(self, unit_names: Collection[str]) -> Iterator[Ticket]:
        """The tickets in progress or waiting whose department has one of these names; a damaged one is left out."""

    def open_promises(self, of: OfficerId = "", limit: int = 500) -> Sequence[PromiseRow]:
        """The open promises of tickets not closed, earliest due first; an officer's own, or everybody's."""

    def promises_made(self, since: datetime, until: datetime) -> Sequence[PromiseRow]:
        """The promises made in a span of time, kept or not, in the order they were made."""

    def ring(self, id_: str) -> Ring | None:
        """The ring with this id."""

    def rings(self) -> Sequence[Ring]:
        """The telephones that ring now, the longest first."""

    def looks(self, number: str) -> Sequence[Look]:
        """Who opened the originals of a ticket, the oldest first."""

    def next_due_work(self) -> datetime | None:
        """The next instant at which something is due by itself; None for none.

        A warning or an alarm is to be raised, a wait or the time of an offer is over, a ticket rises.
        """

    def tickets_to_warn(self, at: datetime, limit: int) -> Sequence[str]:
        """The numbers of tickets with a mark that has come by then, the earliest first."""

    def raised(self, number: str) -> frozenset[str]:
        """The ids of the alerts of a ticket."""

    def alerts(self, ids: Collection[str]) -> Sequence[AlertView]:
        """The alerts with these ids, in the order they were raised."""

    def alerts_of(self, number: str) -> Sequence[AlertView]:
        """The alerts of a ticket, in the order they were raised."""

    def alerts_since(self, since: datetime, limit: int | None = None) -> Sequence[AlertView]:
        """The alerts that were raised since then, in that order."""

    def endangered(
        self, officer: Officer, managers_at: Collection[str], numbers: Collection[str] | None = None
    ) -> frozenset[str]:
        """The tickets with a running clock that has warned, and that are the officer's to look after.

        With `numbers`, those of them. Managers look after the priorities `managers_at` too.
        """

    def attachment(self, id_: str) -> bytes | None:
        """The content of an attachment."""

    def pin(self, staff_no: OfficerId) -> str:
        """The salted hash of an officer's PIN, empty while there is none."""

    def refusals(self, staff_no: OfficerId) -> tuple[int, datetime | None]:
        """How many wrong PINs in a row were given for an officer, and when the last one."""

    def seat_log(self, *, officer: OfficerId = "", login: str = "", limit: int = 200) -> Sequence[SeatEntry]:
        """What happened at the seats, of one officer or login if named, the newest first."""

    def contacts(self) -> Sequence[Contact]:
        """All contacts, by name."""

    def post(self, id_: str) -> Post | None:
        """The post with this id."""

    def posted_alert(self, id_: str) -> Alert | None:
        """The alert with this id, which a post is about."""

    def posts_of(self, of: str) -> Sequence[Post]:
        """The posts of an alert, by contact."""

    def waiting_posts(self) -> Sequence[Post]:
        """The posts that are not done, those to be tried first first."""

    def posts_given_up(self, since: datetime) -> Sequence[Post]:
        """The posts that were given up since then, the oldest first."""

    def next_post_at(self) -> datetime | None:
        """When a post can next be claimed; None when nothing waits."""

    def officers(self) -> Sequence[Officer]:
        """All officers, by staff number."""

    def loads(self) -> Sequence[OfficerLoad]:
        """Each active officer with the number of open tickets (not resolved, not closed) assigned."""


class Writing(
    Reading,
    RosterWriting,
    SkillWriting,
    PaperWriting,
    FollowUpWriting,
    TemplateWriting,
    OfferWriting,
    Protocol,
):
    """One write transaction: committed when its `with` block ends, undone when it raises."""

    def now(self) -> datetime:
        """The instant of this transaction, by the one clock, in UTC."""

    def put_fact(self, name: str, value: str) -> None:
        """Set a fact of the desk."""

    def add_norm(self, norm: Norm, by: OfficerId) -> int:
        """Publish a norm; returns its version. The same content again returns the version it already has."""

    def put_officer(self, officer: Officer) -> None:
        """Add an officer, or replace the one with this staff number."""

    def put_person(self, person: Person) -> int:
        """Add someone to the directory (`id` 0) or replace; returns the id."""

    def put_unit(self, unit: Unit) -> int:
        """Add a unit (`id` 0) or replace; returns the id."""

    def put_call(self, of: CallRecord) -> None:
        """Store a call, or replace it."""

    def put_message(self, of: Message) -> None:
        """Store a message, or replace it."""

    def put_ring(self, of: Ring) -> None:
        """Store a ring, or replace it."""

    def originals(self, number: str, *, at: datetime, by: OfficerId, reason: str) -> Mapping[str, str]:
        """The originals kept with a ticket, by the id of their `Sealed`; the look is put on record with it."""

    def add_look(self, number: str, *, at: datetime, by: OfficerId, reason: str) -> None:
        """Put on record that somebody looked at what is kept with a ticket."""

    def add_original(self, id_: str, number: str, original: str) -> None:
        """Keep an original apart; one that is there stays."""

    def add_attachment(self, id_: str, number: str, content: bytes) -> None:
        """Keep the content of an attachment; one that is there stays."""

    def add_alert(self, of: Alert) -> bool:
        """Put a warning on record and tell the feed; False, and nothing done, for one that was raised before."""

    def warnings_told(self, number: str, of: Ticket | None) -> None:
        """Note on the clocks of a ticket which warning comes next; none where it is closed, or cannot be read."""

    def put_pin(self, staff_no: OfficerId, hashed: str) -> None:
        """Give an officer another PIN, by its salted hash; empty takes it away."""

    def add_seat_entry(self, entry: SeatEntry) -> int:
        """Put an event on the record of the seats; returns its id."""

    def admit(self, entry: int) -> None:
        """The PIN of this entry was right after all."""

    def put_contact(self, of: Contact) -> None:
        """Add a contact, or replace the one with this name."""

    def remove_contact(self, name: str) -> bool:
        """Remove a contact; whether there was one."""

    def put_post(self, of: Post) -> None:
        """Add a post to the outbox, or replace it."""

    def claimable_post(self, now: datetime) -> Post | None:
        """The post to be sent next, which nobody else claims until this transaction ends; None when none is due."""

    def reserve(self, name: str) -> None:
        """Make other sessions that mean to do the same wait until this transaction ends."""

    def next_number(self, prefix: str, day: str) -> int:
        """The next running number of a day (1, 2, …), given once over all sessions (TKT-1)."""

    def add_ticket(self, ticket: Ticket, event: Event) -> None:
        """Store a new ticket with its first event, its clocks and promises, and tell the feed."""

    def save_ticket(self, ticket: Ticket, event: Event) -> None:
        """Store a changed ticket with one more event. `ticket.version` is one above the stored version."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the feed: what changed in which entity.

    Entities are "ticket", "officer", "fact", "norm", "person", "unit", "call", "message", "ring", "look", "alert",
    "shift", "hand_over", "skill", "paper", "follow_up".
    """

    entity: str
    key: str


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that has no number yet, with its whole history, and the day whose number it gets ("20261121")."""

    day: str
    ticket: Ticket
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored of many tickets: drafts with their numbers, and for how long nobody else could write."""

    numbers: Sequence[tuple[str, str]]
    held: timedelta


class Feed(Protocol):
    """What changed since one last looked, from whichever session. Used from one thread; `wake` from any."""

    def poll(self) -> Sequence[Change]:
        """The changes since the last poll, own ones included; cheap when there are none."""

    def wait(self, seconds: float) -> None:
        """Sleep until a change is likely, `wake` is called, or the time is over."""

    def wake(self) -> None:
        """End a `wait` in progress, or the next one."""


class Store(Protocol):
    """A desk's database."""

    @property
    def address(self) -> str:
        """Where it is, without a password."""

    @property
    def kind(self) -> str:
        """Either "sqlite" or "postgresql"."""

    def now(self) -> datetime:
        """The database's clock, in UTC."""

    @property
    def presences(self) -> Presences:
        """Who is where now."""

    def reading(self) -> AbstractContextManager[Reading]:
        """A read transaction."""

    def writing(self) -> AbstractContextManager[Writing]:
        """A write transaction."""

    def put_directory(
        self,
        people: Sequence[Person],
        units: Sequence[Unit],
        *,
        since: int,
        clashes: Callable[[Sequence[Person], Sequence[Unit]], bool],
        told: Callable[[str, int, int], None],
    ) -> bool:
        """Put many people and units at once (`id` 0 is new), all or nothing; others write meanwhile.

        False, and nothing done, when `clashes` says so of what was changed since the mark of `Reading.directory`.
        `told` hears of progress: the stage, how much is done, of how much.
        """

    def put_tickets(self, prefix: str, tickets: Sequence[NewTicket], shown_since: datetime) -> Stored:
        """Put those tickets of which none was made yet, all in one transaction, each with a number of its own.

        The feed is told only of those that are not closed, or were closed since.
        """

    def feed(self) -> Feed:
        """The feed from now on."""

    def beat(self, at: datetime) -> None:
        """Note that a watch ran at this instant; wakes no session."""

    def last_beat(self) -> datetime | None:
        """When a watch last ran; None where none ever did."""

    def checkup(self) -> Iterator[Finding]:
        """Whether the database itself is sound: its pages or server, its schema, its clock."""

    def close(self) -> None:
        """Let go of every connection."""
