"""The directory: who calls, from which unit, under which agreement (CALL-5, CALL-17, DESK-5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk.core import Core
from tui_desk.desk.ports import Reading
from tui_desk.desk.views import CallerView
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.ticket import State

CALLER_TICKETS = 5
"""How many of a caller's last tickets are shown beside the call."""
REPEATED_WITHIN = timedelta(days=30)
_LOOKED_AT = 50


class Directory:
    """People and units of the desk."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def callers(self, text: str, limit: int = 8) -> Sequence[CallerView]:
        """Known callers by phone, staff number, card number, name or pinyin, each with what stands around them."""
        if not text.strip():
            return ()
        with self._core.store.reading() as desk:
            return [self._around(desk, person) for person in desk.people_like(text.strip(), limit)]

    def units(self, text: str, limit: int = 8) -> Sequence[Unit]:
        """Units by name, short name, phone, card number or pinyin (CALL-17)."""
        if not text.strip():
            return ()
        with self._core.store.reading() as desk:
            return desk.units_like(text.strip(), limit)

    def put_person(self, person: Person) -> int:
        """Add someone to the directory, or change them; returns the id."""
        with self._core.store.writing() as desk:
            return desk.put_person(person)

    def put_unit(self, unit: Unit) -> int:
        """Add a unit to the directory, or change it; returns the id."""
        with self._core.store.writing() as desk:
            return desk.put_unit(unit)

    def _around(self, desk: Reading, person: Person) -> CallerView:
        tickets = desk.tickets_of(person, _LOOKED_AT)
        unit = desk.unit_named(person.unit) if person.unit else None
        now = self._core.store.now()
        today = now.astimezone(ZoneInfo(self._core.facts(desk).zone)).date()
        counts = desk.categories_of(person, now - REPEATED_WITHIN)
        return CallerView(
            person,
            tuple(tickets[:CALLER_TICKETS]),
            unit,
            agreement_over=bool(unit and unit.agreement and not unit.agreement.holds_on(today)),
            open_tickets=tuple(row for row in tickets if row.state is not State.CLOSED),
            repeated={code: count for code, count in counts.items() if code and count > 1},
        )
