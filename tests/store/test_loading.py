"""Many entries at once, while others write (CALL-5)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from tui_desk.domain.person import Person, Unit
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

MANY = 1500
OTHER = """
import sys
from tui_desk.domain.person import Person
from tui_desk.store import open_store
store, seen, wrote = open_store(sys.argv[1]), [], 0
print("ready", flush=True)
while not seen or seen[-1] == 0:
    with store.writing() as desk:
        desk.put_fact("x", str(wrote))
        wrote += 1
    with store.reading() as desk:
        seen.append(len(desk.people_of(["科室"], 10_000)))
print(wrote, sorted(set(seen)))
"""


def people(count: int = MANY) -> list[Person]:
    return [Person(0, f"张{n}", f"E{n:05}", "科室", (f"138{n:08}",)) for n in range(count)]


def put(
    store: DeskStore, people: Sequence[Person], units: Sequence[Unit] = (), *, since: int = 0, clash: bool = False
) -> bool:
    return store.put_directory(people, units, since=since, clashes=lambda *_: clash, told=lambda *_: None)


def test_another_process_writes_meanwhile_and_sees_nobody_or_everybody(address: str) -> None:
    """CALL-5: all or nothing, and nobody waits for the preparation."""
    command = [sys.executable, "-c", OTHER, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        store = open_store(address)
        during: list[int] = []

        def told(stage: str, _done: int, _of: int) -> None:
            if stage == "prepare":
                with open_store_reading(address) as fact:
                    during.append(int(fact or 0))

        assert store.put_directory(people(), [], since=0, clashes=lambda *_: False, told=told)
        wrote, seen = other.stdout.read().split(" ", 1)
        store.close()
    assert seen.strip() == f"[0, {MANY}]"
    assert int(wrote) > during[-1] > during[0] >= 0, "the other wrote while this one prepared"


class open_store_reading:  # noqa: N801 - reads like the function it wraps
    """What the other process wrote last."""

    def __init__(self, address: str) -> None:
        self.store = open_store(address)

    def __enter__(self) -> str | None:
        with self.store.reading() as desk:
            return desk.facts().get("x")

    def __exit__(self, *_: object) -> None:
        self.store.close()


def test_what_clashes_changes_nothing(store: DeskStore) -> None:
    """CALL-5."""
    assert not put(store, people(5), [Unit(0, "科室")], clash=True)
    with store.reading() as desk:
        assert desk.directory()[1:] == ([], [])


def test_what_others_changed_since_the_mark_is_shown_before(store: DeskStore, other_store: DeskStore) -> None:
    """CALL-5."""
    shown: list[str] = []
    with other_store.writing() as desk:
        desk.put_person(Person(0, "李四"))

    def clashes(people: Sequence[Person], _units: Sequence[Unit]) -> bool:
        shown.extend(person.name for person in people)
        return False

    store.put_directory(people(1), [], since=0, clashes=clashes, told=lambda *_: None)
    assert shown == ["李四"]


def test_people_are_changed_with_their_keys(store: DeskStore) -> None:
    """CALL-5."""
    put(store, people(4), [Unit(0, "科室", ("科",))])
    with store.reading() as desk:
        mark, known, _ = desk.directory()
    changed = [Person(known[1].id, "李四", "E00001", "科室", ("8003",)), Person(0, "王五", "E9")]
    assert put(store, changed, since=mark)
    with store.reading() as desk:
        assert [p.name for p in desk.people_like("8003", 9)] == ["李四"]
        assert desk.people_like("13800000001", 9) == []
        assert [p.name for p in desk.people_like("ww", 9)] == ["王五"]
        assert {p.staff_no for p in desk.people_like("e0", 9)} == {"E00000", "E00001", "E00002", "E00003"}
        assert desk.unit_named("科") is not None
        assert len(desk.directory()[1]) == 5


def test_registering_goes_on_after_an_import(store: DeskStore) -> None:
    """CALL-5: the ids of new people stay free of those that were imported."""
    put(store, people(3))
    with store.writing() as desk:
        desk.put_person(Person(0, "赵六"))
    put(store, [Person(0, "孙七")])
    with store.reading() as desk:
        assert len({p.id for p in desk.directory()[1]}) == 5


@pytest.mark.parametrize("count", [0, 1])
def test_the_feed_tells_once(store: DeskStore, other_store: DeskStore, count: int) -> None:
    """CALL-5: 50,000 people are one change."""
    feed = other_store.feed()
    feed.poll()
    put(store, people(count), [])
    feed.wait(1.0 if count else 0.1)
    assert [(each.entity, each.key) for each in feed.poll()] == [("person", "*")] * count
