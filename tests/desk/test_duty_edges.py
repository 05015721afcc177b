"""Duty, hand-overs, skills, templates and presence at their edges, on both databases (DESK-2, DESK-4, TKT-15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier

import pytest

from tests.desk.conftest import Shift
from tests.desk.test_hand_overs import Night, night
from tests.desk.test_rosters import ALL, at, planned
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import NotAllowed
from tui_desk.domain.officer import Role
from tui_desk.domain.presence import Presence
from tui_desk.store import open_store

__all__ = ["night"]
ID_CARD = "11010519491231002X"


def test_an_engineer_signs_nobody_else_on_or_off(shift: Shift) -> None:
    """DESK-2, DESK-14: operators and managers do, for whoever is on the telephone."""
    planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:00")
    rosters = shift.desk.rosters
    with pytest.raises(NotAllowed):
        rosters.sign_on(shift.engineer, ALL, officer="OP001")
    rosters.sign_on(shift.lead, ALL, officer="OP001")
    for deed in (rosters.sign_off, rosters.back):
        with pytest.raises(NotAllowed):
            deed(shift.engineer, officer="OP001")
    with pytest.raises(NotAllowed):
        rosters.away(shift.engineer, "吃饭", officer="OP001")


def test_no_private_text_stands_in_the_roster_or_in_who_is_where(shift: Shift) -> None:
    """TKT-15."""
    planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:00")
    rosters = shift.desk.rosters
    assert ID_CARD not in rosters.sign_on(shift.operator, ALL, words=f"身份证{ID_CARD}").on_words
    assert ID_CARD not in rosters.away(shift.operator, f"身份证{ID_CARD}").away_words
    shift.desk.presence.here(Presence("s1", "OP001", "call", "draft-9", shift.clock.at, f"张三 {ID_CARD}"))
    (here,) = shift.desk.presence.all()
    assert "张三" in here.words
    assert ID_CARD not in here.words


def test_a_long_name_of_a_caller_hides_nobody(shift: Shift) -> None:
    """DESK-2."""
    shift.desk.presence.here(Presence("s1", "OP001", "call", "draft-9", shift.clock.at, "张" * 5000))
    assert [each.key for each in shift.desk.presence.all()] == ["draft-9"]


def test_what_one_confirmed_another_does_not_confirm_over_it(night: Night) -> None:
    """DESK-2: 逐项确认; the remark of the first stays."""
    scene = night.scene
    scene.register()
    for key in ("1", "2"):
        scene.desk.presence.here(Presence(f"s{key}", "OP001", "call", f"draft-{key}", scene.clock.at, "刘芳"))
    sheet = scene.desk.hand_overs.give(scene.desk.hand_overs.collect(scene.operator), scene.operator)
    night.sign_on(night.next, "2023-10-01 18:00", "2023-10-02 08:00")
    first, *rest = sheet.items
    assert rest
    scene.desk.hand_overs.confirm(sheet.id, first.kind, first.key, night.next, "已知")
    scene.desk.hand_overs.confirm(sheet.id, first.kind, first.key, scene.lead, "")
    item = scene.desk.hand_overs.view(sheet.id)[0].items[0]
    assert (item.confirmed_by, item.remark) == ("OP002", "已知")


def test_two_sessions_that_put_the_same_skill_or_template_at_once_both_do(shift: Shift, address: str) -> None:
    """DESK-4, SITE-9."""
    admin = replace(shift.lead, roles=frozenset(Role))
    shift.desk.put_officer(admin, by=admin)
    for round_ in range(4):
        together = Barrier(2)

        def put(score: int, round_: int = round_, together: Barrier = together) -> None:
            with closing(open_store(address)) as store:
                desk = Desk(store)
                together.wait()
                desk.skills.put("SW003", "product", f"OA{round_}", score, by=admin)
                desk.templates.use(shift.desk.norm().forms[round_].code, "t.docx", bytes([score]), by=admin)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(put, (10, 20)))
    assert len(shift.desk.skills.of("SW003")) == 4
    assert len(shift.desk.templates.all()) == 4
