"""Who shares an OS account, and that each of them has a PIN (CALL-2)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from tui_desk.desk.errors import BadPin, PinsNeeded, Term
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import pin as pins
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.seat import SeatEntry, SeatEvent
from tui_desk.i18n import mark

SALT_BYTES = 16


def at_login(desk: Reading, login: str) -> Sequence[Officer]:
    """The active officers who use this OS account."""
    return [officer for officer in desk.officers() if officer.active and officer.login == login]


def must_have_pins(desk: Reading, officer: Officer, pin: str) -> None:
    """Raises PinsNeeded unless everybody who will share the officer's account has a PIN, the officer perhaps `pin`."""
    others = [each for each in at_login(desk, officer.login) if each.staff_no != officer.staff_no]
    if not others or not officer.active:
        return
    lacking = [each for each in others if not desk.pin(each.staff_no)]
    if not pin and not desk.pin(officer.staff_no):
        lacking.append(officer)
    if lacking:
        names = tuple(f"{each.name} ({each.staff_no})" for each in lacking)
        raise PinsNeeded(login=officer.login, whom=names, staff_no=lacking[0].staff_no)


def hashed(pin: str) -> str:
    """What is stored of this PIN, salted anew. Raises BadPin when it cannot be one."""
    if not pins.is_pin(pins.typed(pin)):
        raise BadPin(why=Term(mark("it must be 4 to 12 digits")))
    return pins.hashed(pins.typed(pin), secrets.token_bytes(SALT_BYTES))


def put_pin(
    desk: Writing, officer: Officer, pin: str, stored: str, *, by: OfficerId, login: str = "", place: str = ""
) -> None:
    """Give the officer this PIN, of which `stored` was made, and put that on record. Raises BadPin for a trivial one.

    The hash is made before the transaction begins: it takes longer than all the rest.
    """
    if pins.is_trivial(pins.typed(pin), officer):
        raise BadPin(why=Term(mark("others would try it first: no repeated digits, no 1234, none of your own numbers")))
    desk.put_pin(officer.staff_no, stored)
    desk.add_seat_entry(SeatEntry(desk.now(), officer.staff_no, SeatEvent.PIN_SET, by, login, place))
