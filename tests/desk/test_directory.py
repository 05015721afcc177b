"""Who calls, from which unit, under which agreement, and what they called about before (CALL-5, DESK-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.desk.conftest import MakeShift, Shift
from tui_desk.desk.errors import AnswerMissing, DirectoryBusy, NotAllowed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.people_list import Entries
from tui_desk.domain.person import Agreement, Person, Unit
from tui_desk.store.desk_store import DeskStore

UNIT = Unit(
    0, "东海蓝帆科技有限公司", ("蓝帆",), agreement=Agreement(date(2023, 1, 1), date(2023, 9, 30), "金牌", "现场")
)


@contextmanager
def counted(store: DeskStore) -> Iterator[list[str]]:
    """The statements said to the database in the block."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(statement)

    engine = store.database.reading if store.kind == "sqlite" else store.database.writing
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_what_stands_around_callers_costs_as_many_questions_for_eight_as_for_one(
    shift: Shift, store: DeskStore
) -> None:
    """CALL-5: looked up with every key that is typed."""
    for n in range(8):
        shift.desk.directory.put_unit(Unit(0, f"单位{n}"))
        shift.desk.directory.put_person(Person(0, f"张{n}", f"Z{n}", f"单位{n}", (f"800{n}",), main_contact=n % 2 == 0))
        shift.register(f"draft-{n}", name=f"张{n}", staff_no=f"Z{n}")
    shift.desk.facts()
    with counted(store) as for_one:
        assert len(shift.desk.directory.callers("z0")) == 1
    with counted(store) as for_eight:
        assert len(shift.desk.directory.callers("z")) == 8
    assert len(for_eight) <= 6
    assert len(for_eight) <= len(for_one)


def test_an_agreement_out_of_date_is_said_by_the_desks_calendar(shift: Shift) -> None:
    """DESK-5, REC-1: the unit by its short name; on Sunday 1 October 2023 the agreement ended yesterday."""
    shift.desk.directory.put_unit(UNIT)
    shift.desk.directory.put_person(Person(0, "单玉洁", "S1", "蓝帆"))
    [view] = shift.desk.directory.callers("syj")
    assert view.person.unit == "东海蓝帆科技有限公司", "the full legal name is kept"
    assert view.unit is not None
    assert (view.agreement_over, view.today) == (True, date(2023, 10, 1))
    shift.clock.forward(timedelta(days=-2))
    assert not shift.desk.directory.callers("syj")[0].agreement_over


def test_the_units_main_contact_stands_beside_the_caller(shift: Shift) -> None:
    """REC-2."""
    shift.desk.directory.put_unit(UNIT)
    shift.desk.directory.put_person(Person(0, "单玉洁", "S1", "蓝帆"))
    shift.desk.directory.put_person(Person(0, "李四", "L4", UNIT.name, main_contact=True))
    [view] = shift.desk.directory.callers("s1")
    assert [contact.name for contact in view.main_contacts] == ["李四"]
    assert shift.desk.directory.callers("l4")[0].main_contacts == ()


def test_the_people_of_a_unit_are_offered_by_its_short_name(shift: Shift) -> None:
    """CALL-5, REC-2: the main contact first."""
    shift.desk.directory.put_unit(UNIT)
    shift.desk.directory.put_person(Person(0, "单玉洁", "S1", UNIT.name))
    shift.desk.directory.put_person(Person(0, "左李四", "L4", UNIT.name, main_contact=True))
    for typed in ("蓝帆", "lf"):
        assert [view.person.name for view in shift.desk.directory.callers(typed)] == ["左李四", "单玉洁"]


def test_open_last_and_repeated_tickets_of_a_caller(shift: Shift) -> None:
    """CALL-5: the same category within thirty days, and the same words among them."""
    shift.desk.directory.put_person(Person(0, "张三", "Z3", "市场部"))
    shift.register("old", staff_no="Z3", category="network", summary="VPN 提示错误 691")
    shift.clock.forward(timedelta(days=40))
    for n, (category, summary) in enumerate(
        [
            ("network", "VPN 又提示错误 691"),
            ("network", "VPN 连不上,691"),
            ("network", "网页慢"),
            ("software", "OA 白屏"),
        ]
    ):
        shift.register(f"d{n}", staff_no="Z3", category=category, summary=summary)
    [view] = shift.desk.directory.callers("z3")
    assert len(view.open_tickets) == 5
    assert [row.summary for row in view.tickets][:2] != []
    assert view.repeated == {"network": 3}
    assert {row.summary for row in view.same_words} == {"VPN 又提示错误 691", "VPN 连不上,691"}


def test_an_unknown_caller_becomes_an_entry_found_by_pinyin(shift: Shift) -> None:
    """CALL-5: by registering."""
    shift.register(name="单玉洁", phone="0571-88886666-8003")
    for typed in ("syj", "8003", "88886666"):
        [view] = shift.desk.directory.callers(typed)
        assert view.person.name == "单玉洁"
        assert len(view.tickets) == 1


def test_tickets_are_found_however_the_phone_was_written(shift: Shift) -> None:
    """CALL-5."""
    shift.desk.directory.put_person(Person(0, "张三", phones=("+86 138 0013 8000",)))
    shift.register(phone="138-0013-8000")
    assert len(shift.desk.directory.callers("13800138000")[0].tickets) == 1


def test_who_may_edit_and_who_may_import(shift: Shift) -> None:
    """CALL-5, DESK-12: anybody of the desk edits; lists are brought in by managers and administrators."""
    stranger = Officer("X1", "外人", "x", frozenset(Role))
    with pytest.raises(NotAllowed):
        shift.desk.directory.put_person(Person(0, "张三"), by=stranger)
    with pytest.raises(NotAllowed):
        shift.desk.directory.bring_in(Entries(), by=shift.operator)
    with pytest.raises(AnswerMissing):
        shift.desk.directory.put_person(Person(0, " \n"), by=shift.engineer)
    shift.desk.directory.put_person(Person(0, "张\x1b[31m三\n", phones=("5678", "5678", "")), by=shift.engineer)
    assert shift.desk.directory.people("zs")[0].phones == ("5678",)


def imported(shift: Shift, people: Sequence[Person], *units: Unit) -> tuple[int, int, int]:
    entries = Entries(list(people), list(range(2, len(people) + 2)), {unit.name: unit for unit in units})
    done = shift.desk.directory.bring_in(entries, by=shift.lead)
    return done.added, done.changed, done.same


def test_a_repeated_import_changes_the_same_people_and_doubles_nobody(make_shift: MakeShift) -> None:
    """CALL-5: known by staff number, or card number, or name with a telephone; what a list leaves out stays."""
    shift = make_shift()
    people = [
        Person(0, "张三", "Z3", "蓝帆", ("5678",), "mr"),
        Person(0, "李四", card_no="C4", phones=("5679",)),
        Person(0, "王五", phones=("13800138000",)),
    ]
    assert imported(shift, people, UNIT) == (3, 0, 0)
    assert imported(shift, people, UNIT) == (0, 0, 3)
    again = [
        Person(0, "张三丰", "z3"),
        Person(0, "李四", card_no="c4", phones=("8004",)),
        Person(0, "王五", "W5", phones=("+8613800138000",)),
    ]
    assert imported(shift, again) == (0, 3, 0)
    [zhang] = shift.desk.directory.people("zsf")
    assert (zhang.unit, zhang.phones, zhang.title) == (UNIT.name, ("5678",), "mr")
    assert [len(shift.desk.directory.people(text)) for text in ("zs", "ls", "ww", "5679", "8004")] == [1, 1, 1, 0, 1]


def test_who_is_registered_while_a_list_is_prepared_is_not_doubled(shift: Shift) -> None:
    """CALL-5."""
    entries = Entries([Person(0, "张三", "Z3", phones=("5678",))], [2])

    original = shift.clock.put_directory
    tries = []

    def meanwhile(*args: Any, **more: Any) -> bool:
        tries.append(1)
        if len(tries) == 1:
            shift.register(name="张三", staff_no="Z3", phone="8003")
        return original(*args, **more)

    shift.clock.put_directory = meanwhile  # type: ignore[method-assign] # a colleague who registers at the worst moment
    done = shift.desk.directory.bring_in(entries, by=shift.lead)
    assert (len(tries), done.added, done.changed) == (2, 0, 1)
    [person] = shift.desk.directory.people("zs")
    assert (person.staff_no, person.phones) == ("Z3", ("5678",))


def test_an_import_that_others_disturb_every_time_gives_up_and_says_so(shift: Shift) -> None:
    """CALL-5."""
    shift.clock.put_directory = lambda *_, **__: False  # type: ignore[method-assign] # always disturbed
    with pytest.raises(DirectoryBusy):
        shift.desk.directory.bring_in(Entries([Person(0, "张三")], [2]), by=shift.lead)
