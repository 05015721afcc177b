"""Many sessions on one desk: numbers, versions, and what each hears of the others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.store import examples
from tests.store.examples import publish, register, save
from tui_desk.desk.ports import Change, Feed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

SESSIONS, REGISTRATIONS = 8, 200
PATIENCE_SECONDS = 20.0


def heard(feed: Feed, seconds: float = PATIENCE_SECONDS) -> list[Change]:
    """What the feed tells next; fails when it tells nothing in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if changes := feed.poll():
            return list(changes)
        feed.wait(end - time.monotonic())
    raise AssertionError("the feed told nothing")


def test_eight_processes_register_at_once_and_no_number_is_given_twice(address: str) -> None:
    with open_store(address) as store, store.writing() as unit:
        publish(unit)
    command = [sys.executable, "-m", "tests.store.registrar", address]
    processes = [
        subprocess.Popen(
            [*command, f"session{n}", str(REGISTRATIONS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for n in range(SESSIONS)
    ]
    answers = [process.communicate(timeout=300) for process in processes]
    assert [errors for _, errors in answers] == [""] * SESSIONS
    numbers = [number for told, _ in answers for number in told.split()]
    assert sorted(numbers) == [f"IT-{n:05d}" for n in range(1, SESSIONS * REGISTRATIONS + 1)]
    with open_store(address) as store, store.reading() as unit:
        assert sorted(unit.numbers()) == sorted(numbers)
        assert len(unit.queue(closed_since=examples.NOW)) == SESSIONS * REGISTRATIONS
        assert all(len(unit.events(number)) == 1 for number in numbers[::97])


def test_a_change_of_another_session_is_heard(store: DeskStore, other_store: DeskStore) -> None:
    feed = store.feed()
    assert feed.poll() == []
    with other_store.writing() as unit:
        publish(unit)
        ticket = register(unit, "IT1")
        save(unit, ticket, summary="x")
    assert heard(feed) == [Change("norm", "1"), Change("ticket", "IT1")]
    assert feed.poll() == []


def test_own_changes_are_heard_too(store: DeskStore) -> None:
    feed = store.feed()
    with store.writing() as unit:
        key = unit.put_person(Person(0, "张伟"))
        unit.put_officer(Officer("SW001", "李娜", "lina", frozenset(Role)))
        unit.put_fact("name", "值班台")
    assert heard(feed) == [Change("person", str(key)), Change("officer", "SW001"), Change("fact", "name")]


def test_the_feed_begins_now_and_what_failed_is_not_in_it(store: DeskStore, other_store: DeskStore) -> None:
    with store.writing() as unit:
        unit.put_fact("before", "x")
    feed = store.feed()
    with pytest.raises(RuntimeError), other_store.writing() as unit:  # noqa: PT012 -- the block is the transaction
        unit.put_fact("never", "x")
        raise RuntimeError
    with other_store.writing() as unit:
        unit.put_fact("after", "x")
    assert heard(feed) == [Change("fact", "after")]


def test_two_feeds_hear_the_same(store: DeskStore) -> None:
    one, other = store.feed(), store.feed()
    with store.writing() as unit:
        unit.put_fact("name", "x")
    assert heard(one) == heard(other) == [Change("fact", "name")]


def test_nothing_new_costs_no_query(store: DeskStore, queries: list[str]) -> None:
    feed = store.feed()
    feed.poll()
    queries.clear()
    for _ in range(50):
        assert feed.poll() == []
    assert len(queries) <= 1  # Postgres looks once a second


def test_a_change_ends_the_wait_of_another_session(store: DeskStore, other_store: DeskStore) -> None:
    feed = store.feed()
    feed.poll()

    def change_a_little_later() -> None:
        with other_store.writing() as unit:
            unit.put_fact("name", "x")

    timer = threading.Timer(0.3, change_a_little_later)
    timer.start()
    began = time.monotonic()
    while not (changes := feed.poll()):
        feed.wait(PATIENCE_SECONDS)
    timer.join()
    assert changes == [Change("fact", "name")]
    assert time.monotonic() - began < PATIENCE_SECONDS / 2


def test_wake_ends_a_wait_in_progress_or_the_next_one(sqlite_store: DeskStore) -> None:
    feed = sqlite_store.feed()
    feed.poll()
    for wake in (feed.wake, threading.Timer(0.2, feed.wake).start):
        began = time.monotonic()
        wake()
        feed.wait(PATIENCE_SECONDS)
        assert time.monotonic() - began < PATIENCE_SECONDS / 2


def test_waking_a_feed_whose_store_is_closed_does_nothing(store: DeskStore) -> None:
    feed = store.feed()
    store.close()
    feed.wake()


def test_a_wait_with_nothing_new_lasts(sqlite_store: DeskStore) -> None:
    feed = sqlite_store.feed()
    feed.poll()
    began = time.monotonic()
    feed.wait(0.5)
    assert time.monotonic() - began >= 0.5


def test_a_commit_that_came_late_is_not_lost(postgres_url: str) -> None:
    """One transaction has its id of the feed when another wants one: the other waits, or it would be read first."""
    with open_store(postgres_url) as slow, open_store(postgres_url) as quick, open_store(postgres_url) as watching:
        feed = watching.feed()
        told: list[Change] = []

        def quickly() -> None:
            with quick.writing() as unit:
                unit.put_fact("quick", "x")

        with slow.writing() as unit:
            unit.put_fact("slow", "x")
            unit.tell_feed()
            thread = threading.Thread(target=quickly)
            thread.start()
            time.sleep(0.5)
            told += feed.poll()
        thread.join()
        while len(told) < 2:
            told += heard(feed)
        assert told == [Change("fact", "slow"), Change("fact", "quick")]


def test_a_pooler_that_swallows_notifications_costs_a_second_and_no_change(postgres_url: str) -> None:
    with open_store(postgres_url) as store, open_store(postgres_url) as other:
        feed = store.feed()
        feed.poll()
        with store.database.reading.connect() as connection:
            connection.exec_driver_sql("UNLISTEN *")
            connection.commit()
        with other.writing() as unit:
            unit.put_fact("name", "x")
        assert heard(feed) == [Change("fact", "name")]


def test_two_sessions_that_register_one_draft_at_once_make_one_ticket(address: str) -> None:
    stores = [open_store(address) for _ in range(4)]
    with stores[0].writing() as unit:
        publish(unit)
    found: list[str] = []
    start = threading.Barrier(len(stores))

    def register_the_draft(store: DeskStore) -> None:
        start.wait()
        with store.writing() as unit:
            ticket = unit.ticket_of_draft("the draft")
            if ticket is None:
                number = f"IT{unit.next_number('IT', 'today')}"
                time.sleep(0.05)
                ticket = register(unit, number, draft="the draft")
            found.append(ticket.number)

    threads = [threading.Thread(target=register_the_draft, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert found == ["IT1"] * len(stores)


def test_a_ticket_read_to_be_changed_waits_for_whoever_changes_it(address: str) -> None:
    stores = [open_store(address) for _ in range(4)]
    with stores[0].writing() as unit:
        publish(unit)
        register(unit, "IT1")

    def reopen_often(store: DeskStore) -> None:
        for _ in range(10):
            with store.writing() as unit:
                ticket = unit.ticket("IT1")
                assert ticket is not None
                save(unit, ticket, reopened=ticket.reopened + 1)

    threads = [threading.Thread(target=reopen_often, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].reading() as reader:
        ticket = reader.ticket("IT1")
        assert ticket is not None
        assert (ticket.reopened, ticket.version) == (40, 41)
    for store in stores:
        store.close()


def test_a_store_is_made_on_one_thread_and_used_on_another(store: DeskStore) -> None:
    seen: list[object] = []

    def use() -> None:
        feed = store.feed()
        with store.writing() as unit:
            unit.put_fact("name", "x")
        seen.extend(heard(feed))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert seen == [Change("fact", "name")]


def test_the_server_counts_one_connection_a_session(postgres_url: str, tmp_path: Path) -> None:
    with open_store(postgres_url) as store:
        feed = store.feed()
        with store.writing() as unit:
            unit.put_fact("name", str(tmp_path))
        heard(feed)
        with store.reading() as unit:
            count = unit.connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            assert count.scalar() == 1
