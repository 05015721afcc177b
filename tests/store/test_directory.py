"""People and units by every key of theirs, on both databases (CALL-5, CALL-17, REC-1, REC-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, text

from tests.store.examples import HOUR, NOW, publish, register
from tui_desk.domain.person import Agreement, Person, Unit, Warranty
from tui_desk.domain.ticket import State
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.people import person_keys
from tui_desk.store.schema import person_key

SHAN = Person(0, "单玉洁", "SY001", "东海蓝帆科技有限公司", ("13800138000", "0571-88886666-8003"), "ms", "C-1024")


def test_a_person_is_found_by_any_key_while_it_is_typed(store: DeskStore) -> None:
    """CALL-5."""
    numbers = ("138", "13800138000", "+86 138 0013 8000", "057188886666", "0571-88886666 转 8003", "88886666", "8003")
    others = ("SY0", "sy001", "ＳＹ００１", "c-1", "单", "单玉洁", "syj", "SYJ", "shanyu")
    with store.writing() as desk:
        desk.put_person(SHAN)
        desk.put_person(Person(0, "张三", "ZS001", phones=("5678",)))
        for typed in (*numbers, *others):
            assert [person.name for person in desk.people_like(typed, 8)] == ["单玉洁"], typed


def test_two_people_with_one_number_are_both_found_main_contact_first(store: DeskStore) -> None:
    """CALL-5, REC-2: exact matches first, then main contacts, then by name."""
    with store.writing() as desk:
        desk.put_person(Person(0, "阿一", phones=("80031",)))
        desk.put_person(Person(0, "陈二", phones=("8003",)))
        desk.put_person(Person(0, "张三", phones=("0571-88886666-8003",), main_contact=True))
        assert [person.name for person in desk.people_like("8003", 8)] == ["张三", "陈二", "阿一"]


def test_a_changed_person_is_found_by_the_new_keys_alone(store: DeskStore) -> None:
    """CALL-5."""
    with store.writing() as desk:
        key = desk.put_person(SHAN)
        desk.put_person(replace(SHAN, id=key, name="曾玉洁", phones=("8004",)))
        assert [len(desk.people_like(text, 8)) for text in ("syj", "8003", "zyj", "8004", "SY001")] == [0, 0, 1, 1, 1]
        stored = desk.connection.scalar(select(func.count()).select_from(person_key))
        assert stored == len(person_keys(replace(SHAN, name="曾玉洁", phones=("8004",))))


def test_a_unit_is_found_by_full_and_short_name_phone_card_and_letters(store: DeskStore) -> None:
    """CALL-17, DESK-5, REC-1."""
    agreement = Agreement(date(2026, 1, 1), date(2026, 12, 31), "金牌", "现场")
    unit = Unit(
        0, "东海蓝帆科技有限公司", ("蓝帆",), ("0571-88886666",), "杭州", "U-7", agreement, (Warranty("打印机"),)
    )
    with store.writing() as desk:
        unit = replace(unit, id=desk.put_unit(unit))
        for typed in ("东海", "蓝帆", "lf", "dhlf", "0571-8888", "88886666", "u-7"):
            assert desk.units_like(typed, 8) == [unit]
        assert desk.unit_named("蓝帆") == desk.unit_named("东海蓝帆科技有限公司") == unit
        assert desk.unit_named("东海") is None
        assert desk.units_named(["蓝帆", "别家"]) == {"蓝帆": unit}
        assert desk.all_units() == [unit]


def test_the_people_of_a_unit_main_contacts_first(store: DeskStore) -> None:
    """REC-2."""
    with store.writing() as desk:
        for name, main in (("甲", False), ("乙", True), ("丙", False)):
            desk.put_person(Person(0, name, unit="市场部", main_contact=main))
        desk.put_person(Person(0, "丁", unit="别处", main_contact=True))
        assert desk.people_of(["市场部", "市场"], 9)[0].name == "乙"
        assert len(desk.people_of(["市场部", "市场"], 9)) == 3
        assert [person.name for person in desk.people_of(["市场部"], 9, main=True)] == ["乙"]


def test_the_tickets_of_many_callers_are_one_question(store: DeskStore, queries: list[str]) -> None:
    """CALL-5: the newest ones, and every open one however old."""
    people = [Person(0, "单玉洁", "S1"), Person(0, "张三", phones=("+86 138 0013 8000",)), Person(0, "无号")]
    with store.writing() as desk:
        publish(desk)
        for n in range(6):
            state = State.OPEN if n == 0 else State.CLOSED
            register(desk, f"A{n}", requester_staff_no="S1", opened_at=NOW + n * HOUR, state=state)
        register(desk, "B", requester_name="张三", requester_phone="13800138000")
        queries.clear()
        found = desk.tickets_of_each(people, 3)
        assert len(queries) == 1
    assert [[row.number for row in rows] for rows in found] == [["A5", "A4", "A3", "A0"], ["B"], []]


def test_a_lookup_reads_a_bounded_range_of_the_keys(store: DeskStore, queries: list[str]) -> None:
    """CALL-5: a letter that begins everybody's key costs no more than a whole number."""
    with store.writing() as desk:
        for n in range(300):
            desk.put_person(Person(0, f"张{n:03}", f"Z{n:03}"))
    with store.reading() as desk:
        queries.clear()
        assert len(desk.people_like("z", 8)) == 8
        assert len(queries) == 1
        assert desk.people_like("z007", 8)[0].staff_no == "Z007"
        if store.kind == "sqlite":
            words = "SELECT person FROM person_key WHERE key >= 'z' AND key < '{' ORDER BY key LIMIT 9"
            plan = desk.connection.execute(text(f"EXPLAIN QUERY PLAN {words}")).all()
            assert [row[3] for row in plan] == ["SEARCH person_key USING PRIMARY KEY (key>? AND key<?)"]


def test_what_changed_since_a_mark_is_told(store: DeskStore, other_store: DeskStore) -> None:
    """CALL-5: an import looks again at what others did meanwhile."""
    with store.writing() as desk:
        desk.put_person(Person(0, "张三"))
    with store.reading() as desk:
        mark, people, units = desk.directory()
    assert ([p.name for p in people], units) == (["张三"], [])
    with other_store.writing() as desk:
        desk.put_person(Person(0, "李四"))
        desk.put_unit(Unit(0, "市场部"))
    with store.reading() as desk:
        people, units = desk.directory_since(mark)
    assert ([p.name for p in people], [u.name for u in units]) == (["李四"], ["市场部"])
