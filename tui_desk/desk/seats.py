"""Hotline seats that several officers share under one OS account: changing over with a PIN (CALL-2, DESK-12).

The PIN keeps colleagues apart who trust the same computer; it is no wall against whoever owns the OS account.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_desk.desk.core import Core
from tui_desk.desk.errors import (
    BadValue,
    NotAllowed,
    NotAtSeat,
    PinPause,
    PinsNeeded,
    SharedSeat,
    Term,
    UnknownOfficer,
    WrongPin,
)
from tui_desk.desk.pins import at_login, hashed, put_pin
from tui_desk.domain import pin as pins
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.seat import SeatEntry, SeatEvent
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import mark


class Seats:
    """Who sits at which seat."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def officers_at(self, login: str) -> Sequence[Officer]:
        """The active officers who use this OS account, by staff number."""
        with self._core.store.reading() as desk:
            return at_login(desk, login)

    def sign_in(self, login: str, staff_no: OfficerId = "") -> Officer:
        """The officer at this OS account: the only one, or the one named, who then has shown the PIN before.

        Raises:
            NoDeskHere: no desk was set up in this database.
            UnknownOfficer: the desk does not know this user; carries whom to ask.
            SharedSeat: several officers share the account, and none is named.
            NotAtSeat: the one named is not among them.
        """
        with self._core.store.reading() as desk:
            facts = self._core.facts(desk)
            here = at_login(desk, login)
            if not here:
                officers = desk.officers()
                whom = tuple(each.name for each in officers if each.active and each.is_any(Role.ADMINISTRATOR))
                raise UnknownOfficer(login=login, desk=facts.name, whom=whom)
        if staff_no:
            return _one_of(here, staff_no, login)
        if len(here) > 1:
            raise SharedSeat(login=login, whom=tuple(f"{each.staff_no} {each.name}" for each in here))
        return here[0]

    def has_pin(self, staff_no: OfficerId) -> bool:
        """Whether the officer has a PIN."""
        with self._core.store.reading() as desk:
            return bool(desk.pin(staff_no))

    def last_at(self, login: str, but: OfficerId = "") -> OfficerId:
        """Who took a seat of this account last, someone other than `but`; empty when nobody did."""
        with self._core.store.reading() as desk:
            taken = (entry for entry in desk.seat_log(login=login, limit=50) if entry.event is SeatEvent.TAKEN)
            return next((entry.officer for entry in taken if entry.officer != but), "")

    def set_pin(self, staff_no: OfficerId, pin: str, *, by: Officer, login: str = "", place: str = "") -> None:
        """Give an officer a PIN: one's own, or an administrator anybody's. It ends a pause after wrong ones.

        Raises:
            NotAllowed: somebody else's PIN, and `by` is no administrator.
            BadPin: not 4 to 12 digits, or what others would try first.
            BadValue: no such officer.
        """
        stored = hashed(pin)
        with self._core.store.writing() as desk:
            officers = {each.staff_no: each for each in desk.officers()}
            now = officers.get(by.staff_no)
            if now is None or not now.active or (by.staff_no != staff_no and not may(now, Verb.MANAGE_OFFICERS)):
                whom = tuple(each.name for each in officers.values() if may(each, Verb.MANAGE_OFFICERS))
                raise NotAllowed(roles=tuple(now.roles) if now else (), whom=whom)
            if staff_no not in officers:
                raise BadValue(value=staff_no, field=Term(mark("an officer")), allowed=tuple(officers))
            put_pin(desk, officers[staff_no], pin, stored, by=by.staff_no, login=login, place=place)

    def change_over(
        self, login: str, staff_no: OfficerId, pin: str, *, place: str = "", before: OfficerId = ""
    ) -> Officer:
        """The officer who takes the seat of this account, the PIN being right; on record with the place.

        `before` is who sat there. A try counts before the PIN is compared, so that no crash gives a free one; the slow
        comparison holds up no other session.

        Raises:
            NotAtSeat: no such officer at this account.
            PinsNeeded: the officer has no PIN.
            WrongPin: says how many tries are left.
            PinPause: says how long no PIN is taken.
        """
        with self._core.store.writing() as desk:
            desk.reserve(f"pin {staff_no}")
            officer = _one_of(at_login(desk, login), staff_no, login)
            stored = desk.pin(staff_no)
            if not stored:
                raise PinsNeeded(login=login, whom=(officer.name,), staff_no=staff_no)
            now, (wrong, last) = desk.now(), desk.refusals(staff_no)
            if last is not None and (left := last + pins.pause_after(wrong) - now).total_seconds() > 0:
                raise PinPause(name=officer.name, wait=left)
            entry = desk.add_seat_entry(SeatEntry(now, staff_no, SeatEvent.REFUSED, before, login, place))
        if not pins.matches(pins.typed(pin), stored):
            if pause := pins.pause_after(wrong + 1):
                raise PinPause(name=officer.name, wait=pause)
            raise WrongPin(name=officer.name, left=pins.FREE_TRIES - wrong - 1)
        with self._core.store.writing() as desk:
            desk.admit(entry)
        return officer

    def log(self, *, by: Officer, limit: int = 200) -> Sequence[SeatEntry]:
        """What happened at the seats, the newest first: all of it to managers and administrators, else one's own."""
        with self._core.store.reading() as desk:
            everything = by.is_any(Role.ADMINISTRATOR, Role.MANAGER)
            return desk.seat_log(officer="" if everything else by.staff_no, limit=limit)


def _one_of(officers: Sequence[Officer], staff_no: OfficerId, login: str) -> Officer:
    found = next((officer for officer in officers if officer.staff_no == staff_no), None)
    if found is None:
        whom = tuple(f"{each.staff_no} {each.name}" for each in officers)
        raise NotAtSeat(staff_no=staff_no, login=login, whom=whom)
    return found
