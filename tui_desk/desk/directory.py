"""The directory: who calls, from which unit, under which agreement (CALL-5, CALL-17, DESK-5, REC-1, REC-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk import importing
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, Term
from tui_desk.desk.importing import Plan
from tui_desk.desk.ports import Reading, Writing
from tui_desk.desk.views import CallerView, QueueRow, UnitView
from tui_desk.domain.officer import Officer
from tui_desk.domain.people_list import Entries
from tui_desk.domain.person import Person, Unit, Warranty
from tui_desk.domain.repeats import same_words
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import State
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

CALLER_TICKETS = 5
"""How many of a caller's last tickets are shown beside the call."""
REPEATED_WITHIN = timedelta(days=30)
UNIT_PEOPLE = 50
"""How many people of a unit are shown with it."""
_LOOKED_AT = 50
_MAIN_AT_MOST = 100
_UNITS_MEANT = 3


class Directory:
    """People and units of the desk."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def callers(self, text: str, limit: int = 8) -> Sequence[CallerView]:
        """Known callers by phone, staff number, card number, name or pinyin, each with what stands around them.

        Exact matches first, then main contacts (REC-2): two people with one number are both there. The people of a
        unit so called come after those.
        """
        if not text.strip():
            return ()
        with self._core.store.reading() as desk:
            return self.around(desk, _people(desk, text.strip(), limit))

    def people(self, text: str, limit: int = 50) -> Sequence[Person]:
        """Known people without what stands around them, in the order of `callers`."""
        if not text.strip():
            return ()
        with self._core.store.reading() as desk:
            return desk.people_like(text.strip(), limit)

    def units(self, text: str, limit: int = 8) -> Sequence[Unit]:
        """Units by name, short name, phone, card number or pinyin (CALL-17)."""
        if not text.strip():
            return ()
        with self._core.store.reading() as desk:
            return desk.units_like(text.strip(), limit)

    def look_up(self, text: str, limit: int = 30) -> tuple[Sequence[CallerView], Sequence[UnitView]]:
        """People and units that a text finds, each with what stands around them; one look for both (CALL-17).

        An empty text finds the first units by name.
        """
        with self._core.store.reading() as desk:
            if not text.strip():
                return (), self._units_around(desk, desk.all_units(limit))
            units = desk.units_like(text.strip(), limit)
            return self.around(desk, desk.people_like(text.strip(), limit)), self._units_around(desk, units)

    def unit(self, name: str) -> UnitView | None:
        """The unit with exactly this full or short name, with its people."""
        with self._core.store.reading() as desk:
            unit = desk.unit_named(name)
            return self._units_around(desk, [unit])[0] if unit else None

    def unit_callers(self, unit: Unit, limit: int = UNIT_PEOPLE) -> Sequence[CallerView]:
        """The people of a unit, main contacts first (REC-2), each with what stands around them."""
        with self._core.store.reading() as desk:
            return self.around(desk, desk.people_of((unit.name, *unit.short_names), limit))

    def put_person(self, person: Person, *, by: Officer | None = None) -> int:
        """Add someone to the directory, or change them; returns the id. Raises AnswerMissing, NotAllowed."""
        person = tidy_person(person)
        with self._core.store.writing() as desk:
            if by is not None:
                must_be_allowed(desk, by, Verb.EDIT_DIRECTORY)
            return desk.put_person(_full_name(desk, person))

    def put_unit(self, unit: Unit, *, by: Officer | None = None) -> int:
        """Add a unit to the directory, or change it; returns the id. Raises AnswerMissing, NotAllowed."""
        unit = tidy_unit(unit)
        with self._core.store.writing() as desk:
            if by is not None:
                must_be_allowed(desk, by, Verb.EDIT_DIRECTORY)
            return desk.put_unit(unit)

    def plan(self, entries: Entries) -> Plan:
        """What an import of a list would do."""
        return importing.plan(self._core, entries)

    def bring_in(self, entries: Entries, *, by: Officer, told: importing.Told | None = None) -> Plan:
        """Import a list, all of it or nothing; returns what was done. Raises NotAllowed, DirectoryBusy."""
        return importing.carry_out(self._core, entries, by=by, told=told)

    def may_bring_in(self, by: Officer) -> None:
        """Raises NotAllowed unless the officer may import."""
        importing.may_import(self._core, by)

    def around(self, desk: Reading, people: Sequence[Person]) -> Sequence[CallerView]:
        """What stands around each of some people, in as many queries for all as for one."""
        if not people:
            return ()
        now, today = self._now(desk)
        tickets = desk.tickets_of_each(people, _LOOKED_AT)
        units = desk.units_named({person.unit for person in people if person.unit})
        contacts = _main_contacts(desk, units)
        return [
            _view(person, rows, units.get(person.unit), contacts.get(person.unit, ()), now, today)
            for person, rows in zip(people, tickets, strict=True)
        ]

    def _units_around(self, desk: Reading, units: Sequence[Unit]) -> Sequence[UnitView]:
        if not units:
            return ()
        _, today = self._now(desk)
        contacts = _main_contacts(desk, {unit.name: unit for unit in units})
        return [UnitView(unit, contacts.get(unit.name, ()), today) for unit in units]

    def _now(self, desk: Reading) -> tuple[datetime, date]:
        now = self._core.store.now()
        return now, now.astimezone(ZoneInfo(self._core.facts(desk).zone)).date()


def tidy_person(person: Person) -> Person:
    """The person with every text on one harmless line. Raises AnswerMissing without a name."""
    if not one_line(person.name):
        raise AnswerMissing(field=Term(mark("the name")), code="name")
    return replace(
        person,
        name=one_line(person.name),
        staff_no=one_line(person.staff_no),
        unit=one_line(person.unit),
        phones=tuple(dict.fromkeys(filter(None, map(one_line, person.phones)))),
        title=one_line(person.title),
        card_no=one_line(person.card_no),
        note=clean(person.note).text.strip(),
    )


def tidy_unit(unit: Unit) -> Unit:
    """The unit with every text on one harmless line. Raises AnswerMissing without a name."""
    if not one_line(unit.name):
        raise AnswerMissing(field=Term(mark("the unit's full name")), code="name")
    name = one_line(unit.name)
    short_names = dict.fromkeys(filter(None, map(one_line, unit.short_names)))
    short_names.pop(name, None)
    return replace(
        unit,
        name=name,
        short_names=tuple(short_names),
        phones=tuple(dict.fromkeys(filter(None, map(one_line, unit.phones)))),
        address=one_line(unit.address),
        card_no=one_line(unit.card_no),
        warranties=tuple(
            Warranty(one_line(each.product), one_line(each.serial), each.until, one_line(each.rule))
            for each in unit.warranties
        ),
        note=clean(unit.note).text.strip(),
    )


def _people(desk: Reading, text: str, limit: int) -> Sequence[Person]:
    """The people whom a text finds, and those of the units that it finds (REC-1)."""
    people = list(desk.people_like(text, limit))
    if len(people) < limit and (units := desk.units_like(text, _UNITS_MEANT)):
        names = [name for unit in units for name in (unit.name, *unit.short_names)]
        known = {person.id for person in people}
        people += [person for person in desk.people_of(names, limit) if person.id not in known]
    return people[:limit]


def _full_name(desk: Writing, person: Person) -> Person:
    """The person with the unit's full name where a short one was given (REC-1)."""
    unit = desk.unit_named(person.unit) if person.unit else None
    return replace(person, unit=unit.name) if unit else person


def _main_contacts(desk: Reading, units: Mapping[str, Unit]) -> Mapping[str, tuple[Person, ...]]:
    """The main contacts of some units, by the name under which each unit was asked for."""
    names = {each for asked, unit in units.items() for each in (asked, unit.name, *unit.short_names)}
    people = desk.people_of(sorted(names), _MAIN_AT_MOST, main=True) if names else ()
    return {
        asked: tuple(person for person in people if person.unit in {asked, unit.name, *unit.short_names})
        for asked, unit in units.items()
    }


def _view(
    person: Person,
    tickets: Sequence[QueueRow],
    unit: Unit | None,
    contacts: Sequence[Person],
    now: datetime,
    today: date,
) -> CallerView:
    lately = [row for row in tickets if row.opened_at >= now - REPEATED_WITHIN and row.category]
    counts = Counter(row.category for row in lately)
    again = tuple(row for row in lately if _is_said_again(row, lately))
    return CallerView(
        person,
        tuple(tickets[:CALLER_TICKETS]),
        unit,
        agreement_over=bool(unit and unit.agreement and not unit.agreement.holds_on(today)),
        open_tickets=tuple(row for row in tickets if row.state is not State.CLOSED),
        repeated={code: count for code, count in counts.items() if count > 1},
        same_words=again,
        main_contacts=tuple(contact for contact in contacts if contact.id != person.id),
        today=today,
    )


def _is_said_again(row: QueueRow, lately: Sequence[QueueRow]) -> bool:
    others = (other for other in lately if other.number != row.number and other.category == row.category)
    return any(same_words(row.summary, other.summary) for other in others)
