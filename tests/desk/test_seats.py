"""Hotline seats that several officers share: PINs, tries, pauses, and the record, on each database (DESK-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import Shift
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import (
    BadPin,
    BadValue,
    NotAllowed,
    NotAtSeat,
    PinPause,
    PinsNeeded,
    SharedSeat,
    UnknownOfficer,
    WrongPin,
    explain,
)
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.seat import SeatEvent
from tui_desk.store.desk_store import DeskStore

SEAT = "hotline"
PINS = {"OP001": "4827", "OP002": "9153"}


@pytest.fixture
def seat(shift: Shift) -> Shift:
    """王芳 and 刘洋 at one account, each with a PIN."""
    desk, lead = shift.desk, shift.lead
    fang = replace(shift.operator, login=SEAT)
    desk.put_officer(fang, by=lead, pin=PINS["OP001"])
    desk.put_officer(Officer("OP002", "刘洋", SEAT, frozenset({Role.OPERATOR})), by=lead, pin=PINS["OP002"])
    return replace(shift, operator=fang)


@pytest.fixture
def colleague(shift: Shift, other_store: DeskStore) -> Desk:
    """Another session on the same database, by the same clock."""
    clock = ClockedStore(other_store, shift.clock.at)
    return Desk(clock)


def events(shift: Shift) -> list[tuple[str, str]]:
    """The record, the oldest first."""
    return [(entry.officer, str(entry.event)) for entry in reversed(shift.desk.seats.log(by=shift.lead))]


def test_officers_share_an_account_when_each_has_a_pin(seat: Shift) -> None:
    """CALL-2: everything after a change-over is the other officer's; DESK-12."""
    assert [officer.staff_no for officer in seat.desk.seats.officers_at(SEAT)] == ["OP001", "OP002"]
    officer = seat.desk.seats.change_over(SEAT, "OP002", PINS["OP002"], place="pc-3 pts/4", before="OP001")
    assert officer.name == "刘洋"
    entry = seat.desk.seats.log(by=seat.lead)[0]
    assert (entry.at, entry.officer, entry.event, entry.by) == (seat.clock.at, "OP002", SeatEvent.TAKEN, "OP001")
    assert (entry.login, entry.place) == (SEAT, "pc-3 pts/4")


def test_without_pins_an_account_is_not_shared_and_the_error_says_who_lacks_one(shift: Shift) -> None:
    """CALL-2."""
    second = replace(shift.operator, staff_no="OP002", name="刘洋")
    with pytest.raises(PinsNeeded) as error:
        shift.desk.put_officer(second, by=shift.lead)
    assert error.value.facts["whom"] == ("王芳 (OP001)", "刘洋 (OP002)")
    assert "tui-desk officer pin OP001" in explain(error.value)
    with pytest.raises(PinsNeeded):
        shift.desk.put_officer(second, by=shift.lead, pin="9153")
    shift.desk.seats.set_pin("OP001", "4827", by=shift.operator)
    shift.desk.put_officer(second, by=shift.lead, pin="9153")
    assert len(shift.desk.seats.officers_at("wangfang")) == 2


def test_nobody_signs_in_at_a_shared_account_by_the_account_alone(seat: Shift) -> None:
    """DESK-12."""
    with pytest.raises(SharedSeat) as error:
        seat.desk.sign_in(SEAT)
    assert error.value.facts["whom"] == ("OP001 王芳", "OP002 刘洋")
    with pytest.raises(NotAtSeat):
        seat.desk.seats.change_over(SEAT, "DM001", "4827")
    with pytest.raises(UnknownOfficer):
        seat.desk.seats.sign_in("stranger", "OP001")


def test_wrong_pins_cost_ever_longer_pauses_counted_over_all_sessions(seat: Shift, colleague: Desk) -> None:
    """DESK-12."""

    def wrong(desk: Desk, pin: str = "0000") -> Exception:
        with pytest.raises((WrongPin, PinPause)) as error:
            desk.seats.change_over(SEAT, "OP001", pin)
        return error.value

    assert wrong(seat.desk).facts["left"] == 2  # type: ignore[attr-defined] # of both
    assert wrong(colleague).facts["left"] == 1  # type: ignore[attr-defined]
    paused = wrong(seat.desk)
    assert isinstance(paused, PinPause)
    assert "Wait 30 s" in explain(paused)
    seat.clock.forward(timedelta(seconds=12))
    assert "Wait 18 s" in explain(wrong(seat.desk, PINS["OP001"])), "not even the right one"  # type: ignore[arg-type]
    assert len(events(seat)) == 2 + 3, "while it pauses, nothing is tried"
    seat.desk.seats.change_over(SEAT, "OP002", PINS["OP002"])  # the pause is one officer's
    seat.clock.forward(timedelta(seconds=18))
    longer = wrong(seat.desk)
    assert isinstance(longer, PinPause)
    assert longer.facts["wait"] == timedelta(minutes=1)
    seat.clock.forward(timedelta(minutes=1))
    assert seat.desk.seats.change_over(SEAT, "OP001", PINS["OP001"]).name == "王芳"
    assert wrong(seat.desk).facts["left"] == 2, "the right one begins anew"  # type: ignore[attr-defined]


def test_a_new_pin_from_an_administrator_ends_the_pause(seat: Shift) -> None:
    """DESK-12."""
    for _ in range(5):
        with pytest.raises((WrongPin, PinPause)):
            seat.desk.seats.change_over(SEAT, "OP001", "0000")
    seat.desk.seats.set_pin("OP001", "7302", by=seat.lead)
    assert seat.desk.seats.change_over(SEAT, "OP001", "7302").staff_no == "OP001"


def test_everything_at_a_seat_stays_on_record(seat: Shift) -> None:
    """DESK-12: every look and change leaves a trace; operators see their own lines only."""
    with pytest.raises(WrongPin):
        seat.desk.seats.change_over(SEAT, "OP001", "0000", place="pc-3 pts/4")
    seat.desk.seats.change_over(SEAT, "OP001", PINS["OP001"])
    assert events(seat) == [
        ("OP001", "pin_set"),
        ("OP002", "pin_set"),
        ("OP001", "refused"),
        ("OP001", "taken"),
    ]
    assert {entry.officer for entry in seat.desk.seats.log(by=seat.operator)} == {"OP001"}
    assert seat.desk.seats.last_at(SEAT, but="OP002") == "OP001"
    assert seat.desk.seats.last_at(SEAT, but="OP001") == ""


def test_a_pin_that_cannot_be_is_refused_without_being_repeated(seat: Shift) -> None:
    """DESK-12: the PIN is in no error, so in no log; the old one stays."""
    for pin in ("123", "12345678901234", "1234", "2222", "48a7", ""):
        with pytest.raises(BadPin) as error:
            seat.desk.seats.set_pin("OP001", pin, by=seat.operator)
        assert set(error.value.facts) == {"why"}
    assert seat.desk.seats.has_pin("OP001")


def test_only_administrators_set_the_pins_of_others(seat: Shift) -> None:
    """DESK-12."""
    with pytest.raises(NotAllowed):
        seat.desk.seats.set_pin("OP002", "7302", by=seat.operator)
    with pytest.raises(BadValue):
        seat.desk.seats.set_pin("OP999", "7302", by=seat.lead)


def test_an_officer_off_the_desk_takes_no_seat(seat: Shift) -> None:
    """DESK-12, DESK-14."""
    seat.desk.put_officer(replace(seat.operator, active=False), by=seat.lead)
    assert seat.desk.sign_in(SEAT).staff_no == "OP002", "alone there now: no PIN is needed"
    with pytest.raises(NotAtSeat):
        seat.desk.seats.change_over(SEAT, "OP001", PINS["OP001"])


def test_the_pin_stands_in_no_column_of_the_database(seat: Shift, store: DeskStore) -> None:
    """DESK-12."""
    seat.desk.seats.change_over(SEAT, "OP001", PINS["OP001"])
    with store.reading() as reading:
        kept = reading.pin("OP001")
        rest = [*reading.officers(), *reading.seat_log(), *reading.facts().values()]
    assert kept.startswith("scrypt$16384$8$1$")
    assert PINS["OP001"] not in kept.split("$")
    assert PINS["OP001"] not in repr(rest)
    assert kept not in repr(rest)


def test_two_sessions_of_two_officers_work_under_one_account(seat: Shift, colleague: Desk) -> None:
    """CALL-14, DESK-12: each verb is by the one who gave the PIN."""
    fang = seat.desk.seats.change_over(SEAT, "OP001", PINS["OP001"], place="pc-1")
    yang = colleague.seats.change_over(SEAT, "OP002", PINS["OP002"], place="pc-2")
    mine = seat.desk.register(seat.call("a"), by=fang)
    taken = colleague.take(mine.number, by=yang, seen=mine.version)
    assert (taken.first_taker, taken.assignee) == ("OP001", "OP002")
    assert [event.by for event in seat.desk.ticket(mine.number).events] == ["OP001", "OP002"]
