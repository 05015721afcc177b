"""Every call of the ports Reading and Writing, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.store import examples
from tests.store.examples import HOUR, NOW, clock, publish, register, save
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import EventKind, Promise, State
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.reading import ReadingUnit
from tui_desk.store.writing import VersionMismatch


def numbers(unit: ReadingUnit, closed_since: datetime = NOW, limit: int | None = None) -> list[str]:
    return [row.number for row in unit.queue(closed_since=closed_since, limit=limit)]


def test_facts_are_set_and_replaced(store: DeskStore) -> None:
    with store.reading() as unit:
        assert unit.facts() == {}
    with store.writing() as unit:
        unit.put_fact("name", "值班台")
        unit.put_fact("zone", "Asia/Shanghai")
        unit.put_fact("name", "IT 服务台")
        assert unit.facts() == {"name": "IT 服务台", "zone": "Asia/Shanghai"}


def test_a_norm_is_published_once_and_never_changes(store: DeskStore, other_store: DeskStore) -> None:
    with store.writing() as unit:
        assert unit.add_norm(examples.norm("a"), "SW001") == 1
        assert unit.add_norm(examples.norm("b"), "SW002") == 2
        assert unit.add_norm(examples.norm("a"), "SW003") == 1
        published_at = unit.now()
    with other_store.reading() as unit:
        assert unit.norm(1) == examples.norm("a")
        assert unit.norm(2) == examples.norm("b")
        assert unit.norm_versions() == [(1, "a", published_at, "SW001"), (2, "b", published_at, "SW002")]
        with pytest.raises(KeyError):
            unit.norm(3)


def test_the_transaction_has_one_instant_and_it_is_now(store: DeskStore) -> None:
    with store.writing() as unit:
        assert unit.now() == unit.now()
        assert abs(unit.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(store.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_what_raises_leaves_nothing_behind(store: DeskStore) -> None:
    def half_a_registration() -> None:
        with store.writing() as unit:
            publish(unit)
            unit.next_number("IT", "20261121")
            register(unit, "IT1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_registration()
    with store.writing() as unit:
        assert unit.ticket("IT1") is None
        assert list(unit.numbers()) == []
        assert unit.norm_versions() == []
        assert unit.next_number("IT", "20261121") == 1


def test_numbers_run_by_prefix_and_day(store: DeskStore) -> None:
    with store.writing() as unit:
        assert [unit.next_number("IT", "20261121") for _ in range(3)] == [1, 2, 3]
        assert unit.next_number("IT", "20261122") == 1
        assert unit.next_number("SG", "20261121") == 1


def test_all_numbers_in_the_order_they_were_given(store: DeskStore) -> None:
    with store.writing() as unit:
        publish(unit)
        for number in ("IT2", "IT10", "IT1"):
            register(unit, number)
        assert list(unit.numbers()) == ["IT2", "IT10", "IT1"]


def test_a_changed_ticket_replaces_the_stored_one_and_its_history_grows(store: DeskStore) -> None:
    with store.writing() as unit:
        publish(unit)
        ticket = register(unit, "IT1", clocks=(clock(), clock("resolve")))
    with store.writing() as unit:
        stored = unit.ticket("IT1")
        assert stored == ticket
        save(unit, ticket, EventKind.TAKEN, assignee="SW002", clocks=(clock(reached_at=NOW),))
    with store.reading() as unit:
        changed = unit.ticket("IT1")
        assert changed is not None
        assert (changed.version, changed.assignee) == (2, "SW002")
        assert [event.kind for event in unit.events("IT1")] == [EventKind.REGISTERED, EventKind.TAKEN]
        assert unit.ticket("IT2") is None
        assert unit.ticket_of_draft("other") is None


def test_a_version_that_is_not_the_stored_one_changes_nothing(store: DeskStore) -> None:
    with store.writing() as unit:
        publish(unit)
        ticket = register(unit, "IT1")
        save(unit, ticket, summary="first")
    with pytest.raises(VersionMismatch), store.writing() as unit:
        save(unit, ticket, summary="second")
    with store.reading() as unit:
        stored = unit.ticket("IT1")
        assert stored is not None
        assert stored.summary == "first"
        assert len(unit.events("IT1")) == 2


def test_the_queue_is_by_rank_then_due_time_none_last_then_age(store: DeskStore) -> None:
    due = {"a": None, "b": NOW + HOUR, "c": NOW, "d": None, "e": NOW + HOUR}
    with store.writing() as unit:
        publish(unit)
        for age, (number, at) in enumerate(due.items()):
            clocks = (clock(due_at=at),) if at else ()
            register(unit, number, opened_at=NOW - age * HOUR, clocks=clocks)
        register(unit, "urgent", priority_rank=1)
        register(unit, "low", priority_rank=4, clocks=(clock(due_at=NOW - HOUR),))
        assert numbers(unit) == ["urgent", "c", "e", "b", "d", "a", "low"]
        assert numbers(unit, limit=3) == ["urgent", "c", "e"]


def test_the_queue_shows_what_falls_due_next_and_waiting_clocks_do_not(store: DeskStore) -> None:
    promise = Promise("p", "回电", NOW + 3 * HOUR, NOW, "SW001")
    with store.writing() as unit:
        publish(unit)
        register(unit, "a", clocks=(clock(due_at=NOW + 2 * HOUR),), promises=(promise,))
        ticket = register(unit, "b", clocks=(clock(),))
        save(unit, ticket, state=State.WAITING, clocks=(clock(paused_at=NOW),), promises=(promise,))
        first, second = unit.queue(closed_since=NOW)
    assert (first.number, first.due_what, first.due_at) == ("a", "respond", NOW + 2 * HOUR)
    assert (second.number, second.due_what, second.due_at, second.version) == ("b", "promise", NOW + 3 * HOUR, 2)
    assert second.near_at == NOW + 3 * HOUR - timedelta(minutes=15)


def test_closed_tickets_stay_in_the_queue_as_long_as_asked(store: DeskStore) -> None:
    with store.writing() as unit:
        publish(unit)
        for number, closed_at in (("today", NOW), ("earlier", NOW - HOUR)):
            save(unit, register(unit, number, priority_rank=1), state=State.CLOSED, closed_at=closed_at)
        reopened = save(unit, register(unit, "reopened"), state=State.CLOSED, closed_at=NOW)
        save(unit, reopened, state=State.OPEN)
        register(unit, "open")
        assert set(numbers(unit)) == {"today", "open", "reopened"}
        assert numbers(unit, closed_since=NOW - HOUR, limit=2) == ["earlier", "today"]
        assert {row.number for row in unit.queue_rows(["earlier", "open", "none"])} == {"earlier", "open"}


def test_rows_of_very_many_numbers(sqlite_store: DeskStore) -> None:
    wanted = [f"IT{n}" for n in range(1200)]
    with sqlite_store.writing() as unit:
        publish(unit)
        for number in wanted[::100]:
            register(unit, number)
        assert {row.number for row in unit.queue_rows(wanted)} == set(wanted[::100])
        assert unit.queue_rows([]) == []


def test_tickets_of_a_caller_by_staff_number_or_by_name_and_phone_newest_first(store: DeskStore) -> None:
    same = {"requester_name": "张伟", "requester_phone": "010-5555 1234"}
    with store.writing() as unit:
        publish(unit)
        register(unit, "staff", requester_staff_no="A1", opened_at=NOW)
        register(unit, "phone", **same, opened_at=NOW + HOUR)
        register(unit, "namesake", requester_name="张伟", requester_phone="139")
        register(unit, "housemate", requester_name="王芳", requester_phone="01055551234")
        caller = Person(0, "张伟", "A1", phones=("(010) 55551234", "138"))
        assert [row.number for row in unit.tickets_of(caller, 5)] == ["phone", "staff"]
        assert [row.number for row in unit.tickets_of(caller, 1)] == ["phone"]
        assert unit.tickets_of(Person(0, "张伟"), 5) == []


def test_people_are_found_by_phone_staff_number_and_the_beginning_of_a_name(store: DeskStore) -> None:
    with store.writing() as unit:
        zhang = Person(0, "张伟", "SW003", "财务部", ("010-5555 1234", "13900001111"), "mr")
        zhang = replace(zhang, id=unit.put_person(zhang))
        unit.put_person(Person(0, "张小伟", "sw0031"))
        unit.put_person(Person(0, "Anna 100%", "B_1", phones=("5555",)))
    with store.reading() as reader:

        def names(text: str, limit: int = 9) -> set[str]:
            return {person.name for person in reader.people_like(text, limit)}

        assert reader.people_like("张伟", 9) == [zhang]
        assert names("张") == {"张伟", "张小伟"}
        assert names("伟") == set()
        assert names("sw003") == {"张伟", "张小伟"}
        assert names(" 0105555") == {"张伟"}
        assert names("1390000 1111") == {"张伟"}
        assert names("anna 100%") == {"Anna 100%"}
        assert names("%") == names("_") == names("") == set()
        assert len(names("张", limit=1)) == 1


def test_a_person_is_replaced_with_all_phones(store: DeskStore) -> None:
    with store.writing() as unit:
        key = unit.put_person(Person(0, "张伟", phones=("1", "2")))
        assert unit.put_person(Person(key, "张伟 ", "A1", phones=("3",))) == key
        assert unit.people_like("a1", 9) == [Person(key, "张伟 ", "A1", phones=("3",))]
        assert unit.people_like("1", 9) == []


def test_officers_by_staff_number_and_their_loads(store: DeskStore) -> None:
    manager = Officer("SW002", "李娜", "lina", frozenset(Role), "8001")
    engineer = Officer("SW001", "王芳", "wang", frozenset({Role.ENGINEER}))
    left = Officer("SW003", "刘洋", "liu", frozenset(), active=False)
    with store.writing() as unit:
        publish(unit)
        for officer in (manager, engineer, left, engineer):
            unit.put_officer(officer)
        for n, state in enumerate((*State, State.OPEN)):
            register(unit, f"IT{n}", state=state, assignee="SW001")
        register(unit, "IT9", assignee="SW003")
    with store.reading() as unit:
        assert unit.officers() == [engineer, manager, left]
        assert [(load.staff_no, load.name, load.open_tickets) for load in unit.loads()] == [
            ("SW001", "王芳", 3),
            ("SW002", "李娜", 0),
        ]


def test_a_reader_sees_one_state_of_things_while_others_write(store: DeskStore, other_store: DeskStore) -> None:
    with store.reading() as unit:
        assert unit.facts() == {}
        with other_store.writing() as writer:
            writer.put_fact("name", "x")
        assert unit.facts() == {}
    with store.reading() as unit:
        assert unit.facts() == {"name": "x"}
