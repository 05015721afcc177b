"""The desk's own affairs: set-up, officers, norms, doctor."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import Shift, shanghai
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.errors import (
    AnswerMissing,
    BadMoment,
    BadPin,
    BadValue,
    DeskError,
    DeskExists,
    LastAdministrator,
    NoDeskHere,
    NotAllowed,
    PinsNeeded,
    UnknownOfficer,
)
from tui_desk.desk.ports import Store
from tui_desk.domain.officer import Role
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store


def plan(zone: str = "Asia/Shanghai") -> SetUp:
    return SetUp("东海服务台", "zh_CN", zone, load_shipped("it-team"), "李敏", "DM001", "limin")


def test_an_empty_database_holds_no_desk(store: Store) -> None:
    with pytest.raises(NoDeskHere):
        Desk(store).sign_in("limin")


def test_the_first_officer_has_every_role(store: Store) -> None:
    officer = Desk(store).set_up(plan())
    assert officer.roles == frozenset(Role)
    assert Desk(store).sign_in("limin") == officer


def test_a_desk_is_set_up_once(store: Store) -> None:
    Desk(store).set_up(plan())
    with pytest.raises(DeskExists):
        Desk(store).set_up(plan())


def test_of_four_who_set_a_desk_up_at_once_one_does(address: str) -> None:
    stores = [open_store(address) for _ in range(4)]
    start = threading.Barrier(len(stores))
    outcomes: list[str] = []

    def set_up(store: Store) -> None:
        start.wait()
        try:
            Desk(store).set_up(plan())
        except DeskExists:
            outcomes.append("late")
        else:
            outcomes.append("first")

    threads = [threading.Thread(target=set_up, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert sorted(outcomes) == ["first", "late", "late", "late"]


def test_an_officers_name_is_one_harmless_line(shift: Shift) -> None:
    shift.desk.put_officer(replace(shift.engineer, name="陈\n\x1b[2J工"), by=shift.lead)
    assert "陈 工" in [officer.name for officer in shift.desk.officers()]


def test_a_zone_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(BadValue):
        Desk(store).set_up(plan("Mars/Olympus"))
    with pytest.raises(NoDeskHere):
        Desk(store).facts()


def test_an_unknown_user_of_a_shared_desk_is_told_whom_to_ask(shift: Shift) -> None:
    with pytest.raises(UnknownOfficer) as error:
        shift.desk.sign_in("stranger")
    assert error.value.facts == {"login": "stranger", "desk": "东海服务台", "whom": ("李敏",)}


def test_the_last_administrator_stays(shift: Shift) -> None:
    with pytest.raises(LastAdministrator):
        shift.desk.put_officer(replace(shift.lead, roles=frozenset({Role.MANAGER})), by=shift.lead)


def test_one_login_is_one_officer_unless_each_has_a_pin(shift: Shift) -> None:
    with pytest.raises(PinsNeeded):
        shift.desk.put_officer(replace(shift.operator, staff_no="OP002"), by=shift.lead)


def test_only_an_administrator_manages_officers_and_norms(shift: Shift) -> None:
    with pytest.raises(NotAllowed):
        shift.desk.put_officer(shift.operator, by=shift.operator)
    with pytest.raises(NotAllowed):
        shift.desk.publish_norm(load_shipped("support-guide"), by=shift.operator)


def test_a_ticket_keeps_the_norm_it_was_opened_under(shift: Shift) -> None:
    old = shift.register("a")
    version = shift.desk.publish_norm(load_shipped("support-guide"), by=shift.lead)
    new = shift.register("b", category="software", function_lost="main")
    assert (old.norm, new.norm) == (1, version)
    assert shift.desk.ticket(old.number).norm.code == "it-team"
    assert shift.desk.ticket(new.number).norm.code == "support-guide"


def test_the_same_norm_published_again_is_the_same_version(shift: Shift) -> None:
    assert shift.desk.publish_norm(load_shipped("it-team"), by=shift.lead) == 1


def test_doctor_refolds_every_ticket_and_finds_nothing(shift: Shift) -> None:
    ticket = shift.register("a")
    shift.register("b", promise="回电", promise_due="14:00")
    shift.desk.respond(ticket.number, by=shift.engineer, seen=1)
    findings = list(shift.desk.examine())
    assert [finding.what for finding in findings if not finding.good] == []
    assert findings[-1].facts == {"count": 2}


def test_every_error_but_those_of_bad_input_has_an_exit_status_of_its_own() -> None:
    of_input = {AnswerMissing, BadValue, BadMoment, BadPin}
    kinds = [
        kind
        for kind in DeskError.__subclasses__()
        if kind not in of_input and kind.__module__.startswith("tui_desk.desk")
    ]
    statuses = [kind.exit_status for kind in kinds]
    assert sorted(set(statuses)) == sorted(statuses)


def test_the_time_of_a_desk_is_its_stores(store: Store) -> None:
    clock = ClockedStore(store, shanghai("2023-10-01 09:15"))
    assert Desk(clock).now() == shanghai("2023-10-01 09:15")
