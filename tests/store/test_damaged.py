"""A record that was damaged hides itself and nothing else, and the doctor names it (CALL-5, CALL-7, CALL-15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.clock import ClockedStore
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.errors import NoSuchRing
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.person import Person, Unit
from tui_desk.norms.loader import load_shipped
from tui_desk.store.desk_store import DeskStore

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("damage", ['{"id":"', "[]", "null", '{"left_at":5}'])
def test_a_damaged_record_hides_nothing_else(store: DeskStore, damage: str) -> None:
    """CALL-5, CALL-15: who calls, what rings and the log are shown, and a call of that number is registered."""
    desk = Desk(ClockedStore(store, AT))
    lead = desk.set_up(SetUp("d", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", "limin"))
    silent = [Call(f"draft-{n}", "DM001", AT - timedelta(minutes=n), end=End.SILENT) for n in range(2)]
    for n, call in enumerate(silent):
        desk.calls.finish(call, by=lead)
        desk.directory.put_person(Person(0, f"张{n}", f"ZS00{n}", "市场部", (f"667{n}",)))
        desk.directory.put_unit(Unit(0, f"市场{n}部"))
        desk.rings.announce(f"667{n}", id_=f"ring-{n}")
    with store.writing() as unit:
        for table, key in (("call", "'draft-0'"), ("ring", "'ring-0'"), ("person", "1"), ("unit", "1")):
            spoil = text(f'UPDATE "{table}" SET record = :damage WHERE id = {key}')
            unit.connection.execute(spoil, {"damage": damage})
    assert [record.id for record in desk.calls.log(CallFilter())] == ["draft-1"]
    assert [view.ring.id for view in desk.rings.ringing()] == ["ring-1"]
    with pytest.raises(NoSuchRing):
        desk.rings.look_at("ring-0")
    assert [view.person.name for view in desk.directory.callers("667")] == ["张1"]
    assert [unit.name for unit in desk.directory.units("市场")] == ["市场1部"]
    assert [(f.what, f.facts["damaged"]) for f in desk.examine() if not f.good] == [("records", 4)]
    answers = {"name": "张三", "phone": "6670", "unit": "市场部", "summary": "断网"}
    answers |= {"category": "network", "scope": "core"}
    assert desk.calls.finish(Call("draft-2", "DM001", AT, answers=answers), by=lead).ticket is not None
    desk.calls.finish(silent[0], by=lead)
    assert len(desk.calls.log(CallFilter())) == 3, "told again, the call is on record as it was"
