"""What the board asks of a store, on both databases (TKT-8, DESK-3, DESK-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.store.examples import HOUR, NOW, publish, register
from tui_desk.desk.needs.board import Duty, Served, Trip, Work
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.person import Person
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.ticket import Offer, State
from tui_desk.store.desk_store import DeskStore

DAY = timedelta(days=1)


def shift(id_: str, starts_at: datetime, ends_at: datetime, officer: str = "E1", **more: Any) -> Shift:
    return Shift(id_, officer, Post.ENGINEER, "day", starts_at, ends_at, NOW, "DM001", **more)


def test_work_is_counted_by_officer_priority_and_state(store: DeskStore) -> None:
    """TKT-8: the load is what is not settled; an offer that waits for its answer is told apart."""
    offer = Offer("o", "E2", "DM001", NOW)
    with store.writing() as unit:
        publish(unit)
        register(unit, "IT1", assignee="E1", priority="urgent")
        register(unit, "IT2", assignee="E1", priority="low")
        register(unit, "IT3", assignee="E1", priority="low")
        register(unit, "IT4", assignee="E1", priority="low", state=State.WAITING)
        register(unit, "IT5", assignee="E2", priority="low", offers=(offer,))
        register(unit, "IT6", assignee="E2", priority="low", state=State.RESOLVED)
        register(unit, "IT7", priority="urgent")
        assert unit.work() == [
            Work("E1", "low", waiting=False, offered=False, count=2),
            Work("E1", "low", waiting=True, offered=False, count=1),
            Work("E1", "urgent", waiting=False, offered=False, count=1),
            Work("E2", "low", waiting=False, offered=True, count=1),
        ]


def test_trips_are_those_under_way_the_latest_first(store: DeskStore) -> None:
    """SITE-4: departed or arrived, and not back."""
    with store.writing() as unit:
        publish(unit)
        register(unit, "IT1", assignee="E1", requester_unit="财务部", stamps={"depart": NOW})
        register(unit, "IT2", assignee="E1", requester_unit="市场部", stamps={"depart": NOW, "arrive": NOW + HOUR})
        register(unit, "IT3", assignee="E1", stamps={"arrive": NOW, "visit_ended": NOW + HOUR})
        register(unit, "IT4", assignee="E2", stamps={"arrive": NOW}, state=State.RESOLVED)
        register(unit, "IT5", stamps={"depart": NOW})
        assert unit.trips() == [
            Trip("E1", "IT2", "arrive", NOW + HOUR, "市场部"),
            Trip("E1", "IT1", "depart", NOW, "财务部"),
        ]


def test_shifts_now_are_those_under_way_and_those_never_signed_off(store: DeskStore) -> None:
    """DESK-2."""
    under_way = shift("2", NOW - HOUR, NOW + HOUR)
    stayed = shift("1", NOW - 3 * DAY, NOW - 2 * DAY, signed_on_at=NOW - 3 * DAY)
    early = shift("3", NOW + HOUR, NOW + 9 * HOUR, signed_on_at=NOW)
    begins_now = shift("4", NOW, NOW + HOUR)
    others = [
        shift("5", NOW - HOUR, NOW),
        shift("6", NOW + HOUR, NOW + DAY),
        shift("7", NOW - HOUR, NOW + HOUR, cancelled_at=NOW),
        shift("8", NOW - DAY, NOW - HOUR, signed_on_at=NOW - DAY, signed_off_at=NOW - HOUR),
    ]
    with store.writing() as unit:
        for each in (under_way, stayed, early, begins_now, *others):
            unit.put_shift(each)
        assert unit.shifts_at(NOW) == [stayed, under_way, begins_now, early]


def test_duties_to_come_leave_out_what_was_cancelled_and_what_nobody_takes(store: DeskStore) -> None:
    """DESK-2."""
    with store.writing() as unit:
        for each in (
            shift("2", NOW + 2 * HOUR, NOW + DAY, "E2"),
            shift("1", NOW + HOUR, NOW + DAY),
            shift("3", NOW, NOW + DAY),
            shift("4", NOW + HOUR, NOW + DAY, ""),
            shift("5", NOW + HOUR, NOW + DAY, cancelled_at=NOW),
            shift("6", NOW + 2 * DAY, NOW + 3 * DAY),
        ):
            unit.put_shift(each)
        assert unit.duties(NOW, NOW + 2 * DAY) == [
            Duty("E1", NOW + HOUR, NOW + DAY),
            Duty("E2", NOW + 2 * HOUR, NOW + DAY),
        ]


def test_a_roster_is_kept_where_somebody_has_a_shift_around_now(store: DeskStore) -> None:
    """DESK-2."""
    with store.writing() as unit:
        unit.put_shift(shift("1", NOW - HOUR, NOW + HOUR, cancelled_at=NOW))
        unit.put_shift(shift("2", NOW - HOUR, NOW + HOUR, ""))
        unit.put_shift(shift("3", NOW - 9 * DAY, NOW - 8 * DAY))
        assert not unit.keeps_roster(NOW - 7 * DAY, NOW + 7 * DAY)
        assert unit.keeps_roster(NOW - 9 * DAY, NOW)


def test_served_tells_who_solved_what_for_a_unit_and_a_requester_lately(store: DeskStore) -> None:
    """TKT-8: the last time, by officer; what is not solved or too old does not count."""

    def ticket(number: str, officer: str | None, age: timedelta, **more: Any) -> None:
        usual = {"requester_unit": "财务部", "requester_name": "张三", "state": State.CLOSED}
        register(unit, number, **{**usual, "assignee": officer, "opened_at": NOW - age, **more})

    with store.writing() as unit:
        publish(unit)
        ticket("IT1", "E1", 3 * DAY)
        ticket("IT2", "E1", 2 * DAY, state=State.RESOLVED)
        ticket("IT3", "E2", DAY, requester_name="李四")
        ticket("IT4", "E3", DAY, requester_unit="市场部", requester_staff_no="A-1024", requester_name="张三丰")
        ticket("IT5", "E4", DAY, state=State.OPEN)
        ticket("IT6", "E5", 200 * DAY)
        ticket("IT7", None, DAY)
        since = NOW - 180 * DAY
        assert unit.served("财务部", "张三", "", since) == [
            Served("E1", NOW - 2 * DAY, of_unit=True, of_requester=True),
            Served("E2", NOW - DAY, of_unit=True, of_requester=False),
        ]
        assert unit.served("财务部", "张三", "A-1024", since) == [
            Served("E1", NOW - 2 * DAY, of_unit=True, of_requester=False),
            Served("E2", NOW - DAY, of_unit=True, of_requester=False),
            Served("E3", NOW - DAY, of_unit=False, of_requester=True),
        ]
        assert unit.served("", "", "", since) == []


def test_a_ticket_without_unit_is_no_reason_to_know_each_other(store: DeskStore) -> None:
    """TKT-8."""
    with store.writing() as unit:
        publish(unit)
        register(unit, "IT1", assignee="E1", state=State.CLOSED)
        assert unit.served("", "", "", NOW - DAY) == []


def test_people_of_the_directory_are_counted(store: DeskStore) -> None:
    """DESK-3: seats by the number of users."""
    with store.writing() as unit:
        assert unit.people_count() == 0
        unit.put_person(Person(0, "张三"))
        unit.put_person(Person(0, "李四"))
        assert unit.people_count() == 2


def test_calls_that_came_in_and_ended_have_their_length(store: DeskStore) -> None:
    """DESK-3: calls out, calls never taken, and old ones are left out."""
    ended = {"answered": NOW + timedelta(seconds=9), "hung_up": NOW + timedelta(seconds=99)}
    call = CallRecord("a", "OP001", NOW, End.ANSWERED, phases=ended)
    with store.writing() as unit:
        for each in (
            call,
            replace(call, id="b", outgoing=True),
            replace(call, id="c", phases={}),
            replace(call, id="d", began_at=NOW - DAY),
        ):
            unit.put_call(each)
        assert unit.calls_taken(NOW) == [(NOW, timedelta(seconds=90))]
