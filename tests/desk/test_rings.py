"""Telephones that ring, on both databases: announced, taken by one, missed exactly once (CALL-1, CALL-4, CALL-5)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import Shift
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadValue, NoSuchRing, NotAllowed, NotTheExchange, RingTaken
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.message import Owed, Ring
from tui_desk.domain.person import Person
from tui_desk.store import open_store

MINUTE = timedelta(seconds=60)


@pytest.fixture
def sessions(shift: Shift, address: str) -> Iterator[list[Desk]]:
    """Three more sessions on the desk of `shift`, at its time."""
    stores = [open_store(address) for _ in range(3)]
    yield [Desk(ClockedStore(store, shift.clock.at)) for store in stores]
    for store in stores:
        store.close()


def callers(shift: Shift, number: str) -> list[str]:
    """The names of those who may be calling from a number."""
    ring = shift.desk.rings.announce(number)
    [view] = [view for view in shift.desk.rings.ringing() if view.ring == ring]
    return sorted(caller.person.name for caller in view.callers)


def at_once(deeds: list[object]) -> list[object]:
    """What each deed came to, a value or an error, when all are done at the same moment."""
    barrier, outcomes = threading.Barrier(len(deeds)), [object()] * len(deeds)

    def run(place: int) -> None:
        barrier.wait()
        try:
            outcomes[place] = deeds[place]()  # type: ignore[operator] # each is called without arguments
        except Exception as error:  # noqa: BLE001 - it is the outcome
            outcomes[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_a_ring_says_who_may_be_calling(shift: Shift) -> None:
    """CALL-5: name, unit and open tickets, for both people of one telephone; +86 and an area code are no obstacle."""
    desk = shift.desk
    for name in ("张三", "李四"):
        desk.directory.put_person(Person(0, name, unit="市场部", phones=("138 0013 8000",)))
    desk.directory.put_person(Person(0, "王五", phones=("13800138000123",)))
    ticket = shift.register(phone="13800138000")
    for number in ("13800138000", "+86 138-0013-8000", "008613800138000", "<sip:13800138000@10.0.0.1>"):
        assert callers(shift, number) == ["张三", "李四"]
    known = {caller.person.name: caller for caller in desk.rings.ringing()[0].callers}
    assert [row.number for row in known["张三"].open_tickets] == [ticket.number]


def test_an_extension_is_no_beginning_of_another_number(shift: Shift) -> None:
    """CALL-5: who rings is never guessed from the first digits."""
    shift.desk.directory.put_person(Person(0, "张三", phones=("8003",)))
    for number, names in (("8003", ["张三"]), ("800", []), ("80031", []), ("", []), ("anonymous", [])):
        assert callers(shift, number) == names


def test_the_same_id_is_the_same_ring(shift: Shift) -> None:
    """CALL-4: an exchange that says it twice makes one call."""
    first = shift.desk.rings.announce("8003", id_="pbx-1")
    shift.clock.forward(timedelta(seconds=5))
    assert shift.desk.rings.announce("8004", id_="pbx-1") == first
    assert len(shift.desk.rings.ringing()) == 1


def test_a_hostile_caller_id_is_stored_harmless_and_short(shift: Shift) -> None:
    """CALL-1: whoever calls may have written the caller id."""
    ring = shift.desk.rings.announce("\x1b]0;x\x07[/b]\n" + "9" * 5000, line="\x9b2J2\t\u202e", id_="\x1b[31m1\n2")
    assert ring.number.startswith("[/b] 999")
    assert len(ring.number) == 64
    assert (ring.line, ring.id) == ("2", "1 2")


def test_one_officer_takes_a_call_and_the_others_hear_who(shift: Shift, sessions: list[Desk]) -> None:
    """CALL-4: of sessions that take it at the same moment one has it; the others are told by whom."""
    shift.desk.put_officer(type(shift.operator)("OP002", "赵敏", "zhaomin", shift.operator.roles), by=shift.lead)
    officers = {officer.staff_no: officer for officer in shift.desk.officers()}
    ring = shift.desk.rings.announce("8003")
    who = [officers["DM001"], officers["OP001"], officers["OP002"]]
    deeds = [lambda desk=desk, by=by: desk.rings.take(ring.id, by=by) for desk, by in zip(sessions, who, strict=True)]
    outcomes = at_once(list(deeds))
    [taken] = [each for each in outcomes if isinstance(each, Ring)]
    errors = [each for each in outcomes if isinstance(each, RingTaken)]
    assert len(errors) == 2
    assert {error.facts["whom"] for error in errors} == {officers[taken.taken_by].name}
    assert shift.desk.rings.look_at(ring.id) == taken
    assert shift.desk.rings.take(ring.id, by=officers[taken.taken_by]) == taken
    assert shift.desk.rings.ringing() == []


def test_an_unanswered_ring_is_missed_exactly_once(shift: Shift, sessions: list[Desk]) -> None:
    """CALL-1, CALL-15: three sessions see its time pass; one missed call is on record, one call-back is owed."""
    shift.desk.directory.put_person(Person(0, "张三", unit="市场部", phones=("8003",)))
    ring = shift.desk.rings.announce("8003", line="2")
    for desk in sessions:
        assert isinstance(desk.store, ClockedStore)
        desk.store.forward(MINUTE - timedelta(seconds=1))
    assert [desk.rings.miss(ring.id).over for desk in sessions] == [False] * 3
    for desk in sessions:
        assert isinstance(desk.store, ClockedStore)
        desk.store.forward(timedelta(seconds=1))
    outcomes = at_once(
        [*(lambda desk=desk: desk.rings.miss(ring.id) for desk in sessions[:2]), sessions[2].rings.miss_overdue]
    )
    assert all(not isinstance(each, Exception) for each in outcomes)
    [record] = shift.desk.calls.log(CallFilter(ends=(End.MISSED,)))
    assert (record.caller_name, record.caller_unit, record.caller_phone, record.line) == ("张三", "市场部", "8003", "2")
    assert set(record.phases) == {"rang", "hung_up"}
    [owed] = shift.desk.messages.everybodys()
    assert (owed.kind, owed.to, owed.call, owed.ring) == (Owed.MISSED, "", record.id, ring.id)
    assert owed.due_at == owed.left_at + timedelta(minutes=30)
    with pytest.raises(RingTaken):
        shift.desk.rings.take(ring.id, by=shift.operator)


def test_taken_or_missed_but_never_both(shift: Shift, sessions: list[Desk]) -> None:
    """CALL-4, CALL-15: the officer's key and the end of the time race; one of them wins, whole."""
    take, miss = sessions[0], sessions[1]
    for attempt in range(5):
        ring = shift.desk.rings.announce("8003", id_=f"race-{attempt}")
        at_once(
            [
                lambda ring=ring: take.rings.take(ring.id, by=shift.operator),
                lambda ring=ring: miss.rings.miss(ring.id, at_once=True),
            ]
        )
        now = shift.desk.rings.look_at(ring.id)
        assert (now.taken_at is None) != (now.missed_at is None)
        missed = [each for each in shift.desk.messages.everybodys() if each.ring == ring.id]
        assert len(missed) == (now.missed_at is not None)


def test_the_caller_hangs_up(shift: Shift) -> None:
    """CALL-15: before anybody took it, it is missed at once; afterwards the exchange's time is noted, once."""
    desk = shift.desk
    early = desk.rings.announce("8003", id_="a")
    assert desk.rings.hang_up(early.id).missed_at == shift.clock.at
    late = desk.rings.announce("8004", id_="b")
    desk.rings.take(late.id, by=shift.operator)
    shift.clock.forward(MINUTE)
    ended = desk.rings.hang_up(late.id)
    shift.clock.forward(MINUTE)
    assert desk.rings.hang_up(late.id) == ended
    assert (ended.hung_up_at, ended.missed_at) == (shift.clock.at - MINUTE, None)
    assert [each.caller_phone for each in desk.messages.everybodys()] == ["8003"]
    with pytest.raises(NoSuchRing):
        desk.rings.hang_up("never")


def test_a_call_for_one_officer_is_named_by_number_login_or_telephone(shift: Shift) -> None:
    """CALL-1: the exchange knows extensions, not staff numbers; whoever takes no calls is refused."""
    operator = type(shift.operator)("OP001", "王芳", "wangfang", shift.operator.roles, phone="8801")
    shift.desk.put_officer(operator, by=shift.lead)
    for named in ("OP001", "wangfang", "8801"):
        assert shift.desk.rings.announce("1", to=named).to == "OP001"
    for named in ("SW003", "nobody"):
        with pytest.raises(BadValue):
            shift.desk.rings.announce("1", to=named)
    with pytest.raises(NotAllowed):
        shift.desk.rings.take(shift.desk.rings.announce("1").id, by=shift.engineer)


def test_only_operators_and_the_exchange_announce(shift: Shift) -> None:
    """DESK-12: an OS user of the exchange need not be an officer, but an administrator has to admit it."""
    rings = shift.desk.rings
    rings.admit("wangfang")
    for login in ("chen", "asterisk"):
        with pytest.raises(NotTheExchange) as refused:
            rings.admit(login)
        assert refused.value.facts["whom"] == ("李敏",)
    with pytest.raises(NotAllowed):
        rings.set_exchange("asterisk", admitted=True, by=shift.operator)
    with pytest.raises(BadValue):
        rings.set_exchange("two words", admitted=True, by=shift.lead)
    for login in ("asterisk", "webhook", "asterisk"):
        rings.set_exchange(login, admitted=True, by=shift.lead)
    assert rings.exchanges() == ["asterisk", "webhook"]
    rings.admit("asterisk")
    rings.set_exchange("asterisk", admitted=False, by=shift.lead)
    with pytest.raises(NotTheExchange):
        rings.admit("asterisk")
