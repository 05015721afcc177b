"""The calendars that the desk works by, and what another one, or another norm, moves of the tickets that are open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk import clock_verbs, own_days
from tui_desk.desk.changing import carry_out, must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadValue, DamagedDesk, Term, WrongState
from tui_desk.desk.own_days import OwnDay
from tui_desk.desk.ports import Reading, Writing
from tui_desk.desk.setting import publish_norm, use_published
from tui_desk.domain.officer import Officer
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.ticket import Clock, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.domain.worktime import Calendar
from tui_desk.i18n import mark
from tui_desk.norms.hours import seconds
from tui_desk.norms.models import Milestone, Norm
from tui_desk.norms.publish import publish

HOLIDAY_NOTICE = timedelta(days=60)
"""How long before a calendar runs out of known holidays it is said."""
_AT_ONCE = 25
"""How many tickets one transaction recounts: others write between two of them."""

Told = Callable[[int, int], None]
"""Hears how many tickets are recounted, of how many."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A calendar whose known holidays and make-up workdays 调休 end soon, or ended: the last day it knows."""

    calendar: str
    known_until: date
    days_left: int


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What is to become of single dates: `days` that the desk says itself, and those of whose it says nothing more."""

    days: tuple[OwnDay, ...] = ()
    forget: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A clock of an open ticket that another calendar or norm moves; None where it has no such clock running."""

    number: str
    milestone: Milestone
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the version in force from now on, and how many tickets count by it now."""

    version: int
    recounted: int


def endings(norm: Norm, today: date) -> tuple[Ending, ...]:
    """The calendars of a norm that run out of known holidays within `HOLIDAY_NOTICE`, the earliest first."""
    known = [(rule.known_until, name) for name, rule in norm.calendars.items() if rule.known_until is not None]
    return tuple(
        Ending(name, until, (until - today).days) for until, name in sorted(known) if until < today + HOLIDAY_NOTICE
    )


class Calendars:
    """The calendars of the norm in force, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def ending(self, now: datetime) -> Sequence[Ending]:
        """The calendars in force that run out of known holidays within 60 days, the earliest first; `now` is aware.

        The manager hears of it: the norm must be published again once next year's notice is out.
        """
        with self._core.store.reading() as reading:
            facts = self._core.facts(reading)
            norm, _ = self._core.norm(reading, facts.norm)
            return endings(norm, now.astimezone(ZoneInfo(facts.zone)).date())

    def calendar(self, name: str = "", *, sure: bool = False) -> tuple[str, Calendar]:
        """A calendar in force and its name: the first that ever closes, unless it is named.

        Raises BadValue, also when several come into question and one must be `sure`.
        """
        with self._core.store.reading() as reading:
            norm, levels = self._core.norm(reading, self._core.facts(reading).norm)
        usual = [each for each in norm.calendars if not levels.calendar(each).is_always] or [*norm.calendars]
        if not name and (len(usual) == 1 or not sure):
            name = usual[0]
        if name not in norm.calendars:
            raise BadValue(field=Term(mark("the calendar")), value=name, allowed=tuple(norm.calendars))
        return name, levels.calendar(name)

    def own_days(self) -> Sequence[OwnDay]:
        """What the desk says itself of single dates, by calendar and date. Raises DamagedDesk."""
        with self._core.store.reading() as reading:
            return own_days.own_days(reading.facts())

    # What would move

    def preview(self, change: CalendarChange | Norm) -> Sequence[Move]:
        """The clocks of open tickets that would fall due at another time, by ticket; nothing is changed.

        A change of calendars leaves tickets alone that count by other service levels than the norm in force has. A
        norm is one as its author wrote it; it is published for this only.

        Raises:
            BadValue: the change names a calendar that there is none of, or hours that cannot be read.
        """
        with self._core.store.reading() as reading:
            levels = Levels(self._planned(reading, change))
            now = self._core.store.now()
            return [
                move
                for ticket in reading.unclosed_tickets()
                if self._follows(reading, ticket, levels, change)
                for move in _moves(ticket, self._recounted(ticket, levels, now, reading))
            ]

    # What is done

    def apply(self, change: CalendarChange | Norm, *, by: Officer, told: Told | None = None) -> Applied:
        """Work by the change from now on, and recount the open tickets that it concerns, one event each.

        The tickets follow in short transactions. Ended half-way it can be asked for again: what was done is not done
        twice.

        Raises:
            NotAllowed: `by` may not publish a norm, or change a calendar.
            BadValue: see `preview`.
        """
        version = self._put_in_force(change, by)
        with self._core.store.reading() as reading:
            _, levels = self._core.norm(reading, version)
            numbers = sorted(  # as those who warn hold them, so that nobody waits in a circle
                ticket.number
                for ticket in reading.unclosed_tickets()
                if ticket.counts_by != version and self._follows(reading, ticket, levels, change)
            )
        recounted = 0
        for start in range(0, len(numbers), _AT_ONCE):
            with self._core.store.writing() as writing:
                some = numbers[start : start + _AT_ONCE]
                recounted += sum(self._recount(writing, number, version, by) for number in some)
            if told is not None:
                told(min(start + _AT_ONCE, len(numbers)), len(numbers))
        return Applied(version, recounted)

    def _put_in_force(self, change: CalendarChange | Norm, by: Officer) -> int:
        if isinstance(change, Norm):
            return publish_norm(self._core.store, change, by)
        with self._core.store.writing() as writing:
            must_be_allowed(writing, by, Verb.RECOUNT)
            base, days = self._laid(writing, change)
            return use_published(writing, base, days, by)

    def _recount(self, writing: Writing, number: str, version: int, by: Officer) -> bool:
        """Recount one ticket, unless somebody did, or closed it, in the meantime."""
        ticket = writing.ticket(number)
        if ticket is None or ticket.counts_by == version:
            return False
        _, levels = self._core.norm(writing, version)
        _, before = self._core.norm(writing, ticket.counts_by)
        decide = clock_verbs.recount(lambda _reading, _version: _after(levels, before), version)
        try:
            carry_out(writing, number, Verb.RECOUNT, decide, by=by, seen=None)
        except WrongState:
            return False
        return True

    # Underneath

    def _planned(self, reading: Reading, change: CalendarChange | Norm) -> Norm:
        """The norm that the change would put in force."""
        if isinstance(change, CalendarChange):
            return own_days.laid_over(*self._laid(reading, change))
        zone = self._core.facts(reading).zone
        today = self._core.store.now().astimezone(ZoneInfo(zone)).date()
        return own_days.laid_over(publish(change, zone, today), own_days.own_days(reading.facts()))

    def _laid(self, reading: Reading, change: CalendarChange) -> tuple[Norm, Sequence[OwnDay]]:
        """The norm in force without the desk's own days, and these after the change. Raises BadValue."""
        facts = self._core.facts(reading)
        based = reading.facts().get(own_days.BASE, str(facts.norm))
        if not based.isdecimal():
            raise DamagedDesk(fact=Term(mark("the norm")), value=based)
        base, _ = self._core.norm(reading, int(based))
        for name in (*(day.calendar for day in change.days), *(name for name, _ in change.forget)):
            if name not in base.calendars:
                raise BadValue(field=Term(mark("the calendar")), value=name, allowed=tuple(base.calendars))
        for hours in (hours for day in change.days for hours in day.hours):
            try:
                seconds(hours)
            except ValueError:
                raise BadValue(field=Term(mark("the opening hours")), value=hours, allowed="09:00-18:00") from None
        return base, own_days.changed(own_days.own_days(reading.facts()), change.days, change.forget)

    def _follows(self, reading: Reading, ticket: Ticket, levels: Levels, change: CalendarChange | Norm) -> bool:
        """Whether a ticket has clocks that the change concerns."""
        running = {clock.calendar for clock in ticket.clocks if not clock.over}
        if not running or isinstance(change, Norm):
            return bool(running)
        if not running & {*(day.calendar for day in change.days), *(name for name, _ in change.forget)}:
            return False
        _, mine = self._core.norm(reading, ticket.counts_by)
        return _targets(mine, ticket) == _targets(levels, ticket)

    def _recounted(self, ticket: Ticket, levels: Levels, now: datetime, reading: Reading) -> Clocks:
        _, before = self._core.norm(reading, ticket.counts_by)
        decide = clock_verbs.recount(lambda _reading, _version: _after(levels, before), 0)
        return decide(ticket, now, reading).changes["clocks"]  # type: ignore[arg-type,no-any-return] # it only reads


def _after(levels: Levels, before: Levels) -> tuple[Norm, Levels]:
    """What a clock is recounted by that may count by a calendar which is gone."""
    if levels.norm.calendars.keys() >= before.norm.calendars.keys():
        return levels.norm, levels
    return levels.norm, Levels(levels.norm, before)


def _targets(levels: Levels, ticket: Ticket) -> dict[Milestone, object]:
    return {milestone: chosen.target for milestone, chosen in levels.chosen(levels.facts(ticket)).items()}


def _moves(ticket: Ticket, after: Clocks) -> Iterator[Move]:
    """Each milestone whose running clock is due at another time after a recount, or is one no more."""
    before, then = _due(ticket.clocks), _due(after)
    for milestone in dict.fromkeys((*before, *then)):
        if before.get(milestone) != then.get(milestone):
            yield Move(ticket.number, milestone, before.get(milestone), then.get(milestone))


def _due(clocks: tuple[Clock, ...]) -> dict[Milestone, datetime]:
    return {clock.milestone: clock.due_at for clock in clocks if not clock.over}
