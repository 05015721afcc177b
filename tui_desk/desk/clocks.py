"""The clocks at the desk: waits that end by themselves, and what a change would move, before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from tui_desk.desk import resuming
from tui_desk.desk.changing import carry_out, must_be_allowed
from tui_desk.desk.clock_verbs import edit
from tui_desk.desk.core import Core
from tui_desk.desk.errors import DamagedTicket, NoSuchTicket
from tui_desk.desk.ports import Reading
from tui_desk.desk.previewing import ClockChange, Moved, customer_of, moved, would_be
from tui_desk.domain.officer import Officer
from tui_desk.domain.person import Unit
from tui_desk.domain.ticket import State, Ticket
from tui_desk.domain.verbs import Verb, may

_AT_ONCE = 200
"""How many tickets one look lets go on; those beyond go on with the next."""


class Clocks:
    """The clocks of tickets, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def resume_due(self) -> Sequence[str]:
        """Let the tickets go on whose wait is over, as of the time it was to end; returns those that went on here.

        Any process may do it at any time: each ticket goes on once, in a transaction of its own. One query when there
        is nothing to do.
        """
        store = self._core.store
        with store.reading() as reading:
            numbers = reading.waits_over(store.now(), _AT_ONCE)
        return [number for number in numbers if self._resumed(number)]

    def _resumed(self, number: str) -> bool:
        with self._core.store.writing() as desk:
            try:
                ticket = desk.ticket(number)
            except DamagedTicket:
                return False
            if ticket is None or not resuming.is_over(ticket, desk.now()):
                return False
            resuming.resumed(desk, ticket, desk.now(), self._core.norm(desk, ticket.counts_by)[1])
            return True

    def preview(
        self, number: str, *, by: Officer, priority: str | None = None, fields: Mapping[str, str] | None = None
    ) -> Sequence[ClockChange]:
        """What another priority or other fields would make of a ticket's clocks now; nothing is written (TKT-7).

        For a ticket that is resolved or closed what reopening it would (TKT-12).

        Raises:
            NoSuchTicket, NotAllowed: as they say.
            BadValue: a field or code is none.
        """
        with self._core.store.reading() as reading:
            ticket = reading.ticket(number)
            if ticket is None:
                raise NoSuchTicket(number=number)
            settled = ticket.state in (State.RESOLVED, State.CLOSED)
            verb = Verb.REOPEN if settled else Verb.EDIT if priority is None else Verb.REPRIORITISE
            must_be_allowed(reading, by, verb)
            return self._changes(reading, ticket, priority or "", fields or {})

    def rematch(self, unit: Unit) -> Sequence[Moved]:
        """The open tickets of a unit that fall under another agreement or customer kind once it is stored like this.

        Those whose customer or agreement somebody set by hand keep them. Nothing is written.
        """
        with self._core.store.reading() as reading:
            known = reading.unit(unit.id) if unit.id else None
            facts = self._core.facts(reading)
            norm, _ = self._core.norm(reading, facts.norm)
            today = self._core.store.now().astimezone(ZoneInfo(facts.zone)).date()
            before, after = customer_of(known, norm, today), customer_of(unit, norm, today)
            if before == after:
                return ()
            names = {name for each in filter(None, (known, unit)) for name in (each.name, *each.short_names)}
            found = []
            for ticket in reading.unsettled_of(names):
                fields = {
                    name: after[name] for name, was in before.items() if getattr(ticket, name) == was != after[name]
                }
                if fields:
                    changes = self._changes(reading, ticket, "", fields)
                    told = changes if any(change.how != "same" for change in changes) else ()
                    found.append(Moved(ticket.number, ticket.summary, fields, told))
            return found

    def put_unit(self, unit: Unit, moves: Iterable[Moved], *, by: Officer) -> int:
        """Store the unit and let these tickets follow it, all of it or nothing; returns the unit's id.

        Each ticket gets one event. Raises NotAllowed, and what `Directory.put_unit` raises.
        """
        from tui_desk.desk.directory import tidy_unit

        unit = tidy_unit(unit)
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.EDIT_DIRECTORY)
            key = desk.put_unit(unit)
            for each in sorted(moves, key=lambda each: each.number):  # so that nobody waits in a circle
                ticket = desk.ticket(each.number)
                if ticket is not None and ticket.state in (State.OPEN, State.WAITING):
                    decide = edit(self._core.norm, each.fields)
                    verb = Verb.EDIT if may(by, Verb.EDIT) else Verb.RECOUNT
                    carry_out(desk, each.number, verb, decide, by=by, seen=None)
            return key

    def _changes(
        self, reading: Reading, ticket: Ticket, priority: str, fields: Mapping[str, str]
    ) -> tuple[ClockChange, ...]:
        norm, _ = self._core.norm(reading, ticket.norm)
        _, levels = self._core.norm(reading, ticket.counts_by)
        now = self._core.store.now()
        stood = resuming.waits_of(reading, ticket.number)
        return moved(ticket.clocks, would_be(levels, norm, ticket, now, stood, priority=priority, fields=fields))
