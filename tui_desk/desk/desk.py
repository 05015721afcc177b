"""The duty desk: the one door through which screens and shell ask for anything.

Reads of tickets here; every verb that changes one lives in `intake`, `handling`, `offering`, `clock_verbs` or
`promising`, the desk's affairs in `setting`.
What the telephone needs is a part of its own each: `calls`, `directory`, `messages`, `promises`, `rings`, `seats`,
`discretion`; what the service levels need: `clocks`, `calendars`, `alerts`, `forecasts`; and `foreign` for tickets of
another tool.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from tui_desk.desk import clock_verbs, examining, finding, handling, offering, paper_gate, promising, setting
from tui_desk.desk.alerts import Alerts
from tui_desk.desk.board import Board
from tui_desk.desk.calendars import Calendars
from tui_desk.desk.calls import Calls
from tui_desk.desk.changing import Decide, carry_out, change
from tui_desk.desk.clocks import Clocks
from tui_desk.desk.core import Core
from tui_desk.desk.directory import Directory
from tui_desk.desk.discretion import Discretion
from tui_desk.desk.errors import NoSuchTicket
from tui_desk.desk.finding import Found
from tui_desk.desk.follow_ups import FollowUps
from tui_desk.desk.forecasts import Forecasts
from tui_desk.desk.foreign import Foreign
from tui_desk.desk.hand_overs import HandOvers
from tui_desk.desk.messages import Messages
from tui_desk.desk.offers import Offers
from tui_desk.desk.papers import Papers
from tui_desk.desk.ports import Reading, Store
from tui_desk.desk.posts import Posts
from tui_desk.desk.presence import Presence
from tui_desk.desk.promises import Promises
from tui_desk.desk.rings import Rings
from tui_desk.desk.rosters import Rosters
from tui_desk.desk.seats import Seats
from tui_desk.desk.setting import SetUp
from tui_desk.desk.skills import Skills
from tui_desk.desk.templates import Templates
from tui_desk.desk.views import DeskFacts, Finding, OfficerLoad, QueueRow, TicketView
from tui_desk.desk.whys import Whys
from tui_desk.domain.call import Call, End
from tui_desk.domain.offers import Given
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.norms.models import Norm


class Desk:
    """A duty desk over its store. Used from one thread at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._core = core = Core(store)
        self.calls = Calls(core)
        self.directory = Directory(core)
        self.messages = Messages(core)
        self.promises = Promises(core)
        self.rings = Rings(core, self.directory)
        self.seats = Seats(core)
        self.discretion = Discretion(core)
        self.clocks = Clocks(core)
        self.whys = Whys(core)
        self.calendars = Calendars(core)
        self.alerts = Alerts(core)
        self.posts = Posts(core)
        self.forecasts = Forecasts(core)
        self.foreign = Foreign(core)
        self.skills = Skills(core)
        self.board = Board(core)
        self.presence = Presence(core)
        self.rosters = Rosters(core)
        self.hand_overs = HandOvers(core)
        self.papers = Papers(core)
        self.templates = Templates(core)
        self.follow_ups = FollowUps(core)
        self.offers = Offers(core)
        self._insist = ""

    # What is asked

    def now(self) -> datetime:
        """The one clock's time, in UTC."""
        return self.store.now()

    def clock_offset_seconds(self) -> float:
        """What the one clock is ahead of this host's."""
        return (self.store.now() - datetime.now(UTC)).total_seconds()

    def facts(self) -> DeskFacts:
        """The facts of the desk as they stand. Raises NoDeskHere where none was set up."""
        with self.store.reading() as reading:
            return self._core.facts(reading)

    def norm(self, version: int | None = None) -> Norm:
        """A published norm; the current one unless a version is named."""
        with self.store.reading() as reading:
            return self._core.norm(reading, version or self._core.facts(reading).norm)[0]

    def norm_versions(self) -> Sequence[tuple[int, str, datetime, OfficerId]]:
        """Every published version, oldest first: (version, norm code, published at, by)."""
        with self.store.reading() as reading:
            return reading.norm_versions()

    def sign_in(self, login: str) -> Officer:
        """The officer this OS user is.

        Raises:
            NoDeskHere: no desk was set up in this database.
            UnknownOfficer: the desk does not know this user; carries whom to ask.
            SharedSeat: several officers share the account; see `seats`.
        """
        return self.seats.sign_in(login)

    def officers(self) -> Sequence[Officer]:
        """All officers, by staff number."""
        with self.store.reading() as reading:
            return reading.officers()

    def loads(self) -> Sequence[OfficerLoad]:
        """Each active officer with the number of unsettled tickets."""
        with self.store.reading() as reading:
            return reading.loads()

    def queue(self, limit: int | None = None) -> Sequence[QueueRow]:
        """All tickets not closed and those closed today on the desk's calendar, most urgent first."""
        with self.store.reading() as reading:
            zone = ZoneInfo(self._core.facts(reading).zone)
            today = datetime.combine(self.store.now().astimezone(zone).date(), time(), zone)
            return reading.queue(closed_since=today.astimezone(UTC), limit=limit)

    def queue_rows(self, numbers: Collection[str]) -> Sequence[QueueRow]:
        """The rows of these tickets as they stand."""
        with self.store.reading() as reading:
            return reading.queue_rows(numbers)

    def ticket(self, number: str) -> TicketView:
        """A ticket with its history and its norm; also by a short number or a local reference. Raises NoSuchTicket."""
        with self.store.reading() as reading:
            ticket = reading.ticket(number)
            if ticket is None and (found := self._find(reading, number)) and found.ticket:
                ticket = reading.ticket(found.ticket)
            if ticket is None:
                raise NoSuchTicket(number=number)
            norm, (_, levels) = self._core.norm(reading, ticket.norm)[0], self._core.norm(reading, ticket.counts_by)
            return TicketView(ticket, tuple(reading.events(ticket.number)), norm, levels)

    def find(self, typed: str) -> Found | None:
        """The ticket or call with a number, whole or short, or a local reference 待编号 (CALL-13); None for none."""
        with self.store.reading() as reading:
            return self._find(reading, typed)

    def _find(self, reading: Reading, typed: str) -> Found | None:
        facts = self._core.facts(reading)
        today = self.store.now().astimezone(ZoneInfo(facts.zone)).date()
        return finding.find(reading, typed, self._core.norm(reading, facts.norm)[0].number_prefix, today)

    def examine(self) -> Iterator[Finding]:
        """Look the desk over: every ticket refolded from its events, norm and officers in order."""
        return examining.examine(self.store)

    # The desk's own affairs

    def set_up(self, plan: SetUp) -> Officer:
        """Make a desk in an empty database; its maker has every role. Raises DeskExists, BadValue."""
        return setting.set_up(self.store, plan)

    def put_officer(self, officer: Officer, *, by: Officer, pin: str = "") -> None:
        """Add or change an officer. Raises NotAllowed, LastAdministrator, BadValue, PinsNeeded, BadPin."""
        setting.put_officer(self.store, officer, by, pin)

    def publish_norm(self, norm: Norm, *, by: Officer) -> int:
        """Publish a norm and use it from now on; returns its version. Tickets keep theirs. Raises NotAllowed."""
        return setting.publish_norm(self.store, norm, by)

    # The call

    def register(self, call: Call, *, by: Officer, norm: int | None = None) -> Ticket:
        """Make the ticket of a call; the same call again gives the same ticket (TKT-1).

        `norm` is the version whose checklist led the call; the current one unless it is named.

        Raises:
            AnswerMissing: a required answer, or the reason for the officer's own priority.
            BadMoment: the promise's due time cannot be read.
        """
        made = self.calls.finish(replace(call, end=End.TICKET), by=by, norm=norm).ticket
        assert made is not None  # noqa: S101 - this end makes one
        return made

    # The ticket

    def insisting(self, reason: str) -> Desk:
        """This desk for one verb whose private text is kept: masked like any other, its original apart (TKT-15).

        An empty reason keeps nothing.
        """
        desk = copy(self)
        desk._insist = reason.strip()
        return desk

    def _change(
        self, number: str, verb: Verb, decide: Decide, by: Officer, seen: int | None, change_id: str = ""
    ) -> Ticket:
        return change(self.store, number, verb, decide, by=by, seen=seen, change_id=change_id, insist=self._insist)

    def take(self, number: str, *, by: Officer, seen: int, reason: str = "", change_id: str = "") -> Ticket:
        """Make the ticket one's own. Raises AnswerMissing ("reason") to take it from who accepted it a while ago."""
        return self._change(number, Verb.TAKE, offering.take(self._core.norm, by, reason), by, seen, change_id)

    def dispatch(
        self, number: str, to: OfficerId, advice: str, *, by: Officer, seen: int, reason: str = "", change_id: str = ""
    ) -> Ticket:
        """Offer the ticket to an officer, with advice 处置建议, to be accepted in time (TKT-8, SITE-2).

        Raises:
            BadValue: there is no such officer.
            AnswerMissing: to somebody off duty, away, or whose shift is about to end only for a "reason" (DESK-2).
        """
        decide = offering.dispatch(self._core, Given(to, by.staff_no, advice.strip(), reason.strip()), by)
        return self._change(number, Verb.DISPATCH, decide, by, seen, change_id)

    def dispatch_all(
        self,
        tickets: Sequence[tuple[str, int]],
        to: OfficerId,
        advice: str,
        *,
        by: Officer,
        reason: str = "",
        change_id: str = "",
    ) -> tuple[Ticket, ...]:
        """Offer several tickets (number, version seen) to one officer: all of them or, with an error, none.

        Raises what `dispatch` raises.
        """
        given = Given(to, by.staff_no, advice.strip(), reason.strip())
        decide, done = offering.dispatch(self._core, given, by), list[Ticket]()
        with self.store.writing() as desk:
            for number, seen in sorted(tickets):  # so that nobody waits in a circle
                own_id = change_id and f"{change_id} {number}"
                done.append(
                    carry_out(
                        desk,
                        number,
                        Verb.DISPATCH,
                        decide,
                        by=by,
                        seen=seen,
                        change_id=own_id,
                        insist=self._insist,
                    )
                )
        return tuple(done)

    def accept(
        self, number: str, *, by: Officer, seen: int | None, at: datetime | None = None, change_id: str = ""
    ) -> Ticket:
        """Accept an offered ticket 接单, at the time it happened; operators and managers note it for others.

        Raises:
            WrongState: it is offered to nobody.
            NotAllowed: it is offered to somebody else. StaleTicket: whom it is noted for has the offer no more.
            BadMoment: `at` is in the future or before it was offered.
        """
        return self._change(number, Verb.ACCEPT, offering.accept(by, at, seen), by, seen, change_id)

    def decline(self, number: str, words: str, *, by: Officer, seen: int | None, change_id: str = "") -> Ticket:
        """Send an offered ticket back 退回 with words; nobody has it then. Raises what `accept` does, AnswerMissing."""
        return self._change(number, Verb.DECLINE, offering.decline(by, words, seen), by, seen, change_id)

    def see_risen(self, number: str, words: str = "", *, by: Officer, seen: int | None, change_id: str = "") -> Ticket:
        """Note that a manager looked into a ticket that rose (DESK-11); it is marked no longer."""
        return self._change(number, Verb.SEE_RISEN, offering.see(words), by, seen, change_id)

    def respond(
        self,
        number: str,
        at: datetime | None = None,
        *,
        by: Officer,
        seen: int,
        late_reason: str = "",
        words: str = "",
        change_id: str = "",
    ) -> Ticket:
        """Note the first response at the time it happened (TKT-9).

        Raises:
            BadMoment: `at` is in the future or before the ticket was opened.
            AnswerMissing: it was late and no reason was given (TKT-10).
        """
        decide = handling.respond(self._core.norm, at, late_reason, words)
        return self._change(number, Verb.RESPOND, decide, by, seen, change_id)

    def work(self, number: str, words: str, *, by: Officer, at: datetime | None = None, change_id: str = "") -> Ticket:
        """Write down what was done 处理过程, or told to the user (TKT-18). Raises AnswerMissing, BadMoment."""
        return self._change(number, Verb.WORK, handling.work(words, at), by, None, change_id)

    def wait(
        self,
        number: str,
        reason: str,
        *,
        by: Officer,
        seen: int,
        kind: str = "",
        until: datetime | None = None,
        change_id: str = "",
    ) -> Ticket:
        """Wait for one of the norm's `waits`; the clocks stand still if the norm says so, and `until` at the longest.

        Raises AnswerMissing, BadValue, BadMoment.
        """
        decide = clock_verbs.wait(self._core.norm, reason, kind, until)
        return self._change(number, Verb.WAIT, decide, by, seen, change_id)

    def go_on(
        self, number: str, *, by: Officer, seen: int | None, at: datetime | None = None, change_id: str = ""
    ) -> Ticket:
        """Go on after waiting; the clocks run again, from `at` if that is named. Raises BadMoment."""
        return self._change(number, Verb.GO_ON, clock_verbs.go_on(self._core.norm, at), by, seen, change_id)

    def stamp(
        self,
        number: str,
        what: str,
        at: datetime | None = None,
        *,
        by: Officer,
        seen: int | None,
        late_reason: str = "",
        words: str = "",
        complexity: str = "",
        promised_for: datetime | None = None,
        change_id: str = "",
    ) -> Ticket:
        """Note that one of `STAMPS` happened, at the time it did (SITE-4); clocks are reached or set going.

        With it the `complexity` that was found, and by when the user was told to expect the result (TKT-19, SLA-4).

        Raises:
            BadValue: there is no such thing to note, or no such complexity.
            BadMoment: `at` is in the future or before the ticket was opened, `promised_for` in the past.
            AnswerMissing: it was late and no reason was given (TKT-10).
            StaleTicket: a colleague noted the same at another time since `seen`.
        """
        noted = clock_verbs.Noted(what, at, late_reason, words, complexity, promised_for)
        decide = clock_verbs.stamp(self._core.norm, noted, by, seen)
        return self._change(number, Verb.STAMP, decide, by, seen, change_id)

    def reprioritise(
        self, number: str, priority: str, reason: str, *, by: Officer, seen: int, change_id: str = ""
    ) -> Ticket:
        """Change the priority with a reason; the clocks are recomputed (TKT-7). Raises AnswerMissing, BadValue."""
        decide = clock_verbs.reprioritise(self._core.norm, priority, reason)
        return self._change(number, Verb.REPRIORITISE, decide, by, seen, change_id)

    def edit(self, number: str, changes: Mapping[str, str], *, by: Officer, seen: int, change_id: str = "") -> Ticket:
        """Correct fields that the call filled. Raises BadValue for a field or code that the norm does not know."""
        return self._change(number, Verb.EDIT, clock_verbs.edit(self._core.norm, changes), by, seen, change_id)

    def promise(self, number: str, words: str, due_at: datetime, *, by: Officer, change_id: str = "") -> Ticket:
        """Note a promise made to the user (CALL-7, CALL-12). Raises AnswerMissing, BadMoment."""
        return self._change(number, Verb.PROMISE, promising.promise(words, due_at, by), by, None, change_id)

    def keep_promise(self, number: str, promise_id: str, *, by: Officer, change_id: str = "") -> Ticket:
        """Note that a promise was kept. Raises BadValue when it is not open."""
        return self._change(number, Verb.KEEP_PROMISE, promising.keep_promise(promise_id), by, None, change_id)

    def move_promise(
        self, number: str, promise_id: str, due_at: datetime, words: str, *, by: Officer, change_id: str = ""
    ) -> Ticket:
        """Renegotiate an open promise with the caller (CALL-7). Raises BadValue, BadMoment, AnswerMissing."""
        decide = promising.move_promise(promise_id, due_at, words)
        return self._change(number, Verb.MOVE_PROMISE, decide, by, None, change_id)

    def resolve(
        self,
        number: str,
        result: str,
        solution: str,
        *,
        by: Officer,
        seen: int,
        at: datetime | None = None,
        late_reason: str = "",
        change_id: str = "",
    ) -> Ticket:
        """Note result and solution (TKT-11); the resolve clock stops, and the response one if it still ran.

        The caller is to be told at once: a promise, kept when the caller confirms or has it opened again (CALL-12).

        Raises:
            AnswerMissing: no solution, or a late response without its reason (TKT-10).
            BadValue: the norm has no such result.
            BadMoment: `at` is in the future or before the ticket was opened.
        """
        decide = handling.resolve(self._core.norm, result, solution, at, late_reason, by)
        return self._change(number, Verb.RESOLVE, decide, by, seen, change_id)

    def confirm(
        self,
        number: str,
        accepted: str,
        feedback: str,
        words: str,
        *,
        by: Officer,
        seen: int,
        change_id: str = "",
    ) -> Ticket:
        """Note that the user confirmed, how, and with which satisfaction (TKT-13, TKT-17). Raises BadValue."""
        decide = handling.confirm(self._core.norm, accepted, feedback, words)
        return self._change(number, Verb.CONFIRM, decide, by, seen, change_id)

    def close(self, number: str, lesson: str, *, by: Officer, seen: int, change_id: str = "") -> Ticket:
        """Close a confirmed ticket with the lesson 经验 (TKT-13).

        Raises PaperUnfinished while a form on site misses what it demands for that (SITE-14).
        """
        decide = paper_gate.closing(self._core.norm, handling.close(lesson, by))
        return self._change(number, Verb.CLOSE, decide, by, seen, change_id)

    def reopen(self, number: str, reason: str, priority: str, *, by: Officer, seen: int, change_id: str = "") -> Ticket:
        """Take a ticket up again, its priority looked at anew; new clocks start (TKT-12). Raises AnswerMissing."""
        decide = handling.reopen(self._core.norm, reason, priority)
        return self._change(number, Verb.REOPEN, decide, by, seen, change_id)


__all__ = ["Desk", "SetUp"]
