"""Skills of officers: put, removed, brought in as a list (DESK-4)."""

from __future__ import annotations

import pytest

from tests.desk.conftest import Shift
from tests.store.test_sessions import heard
from tui_desk.desk.errors import BadValue, NoSuchSkill, NotAllowed
from tui_desk.domain.skill import Skill
from tui_desk.store.desk_store import DeskStore


@pytest.fixture
def store(sqlite_store: DeskStore) -> DeskStore:
    """The queries are tried on both databases with the store."""
    return sqlite_store


def test_a_skill_is_put_and_replaced_by_the_words_of_the_norm(shift: Shift) -> None:
    """DESK-4."""
    skills = shift.desk.skills
    skills.put("SW003", "category", "软件问题", 12, by=shift.lead)
    put = skills.put("chen", "类别", "software", 35, by=shift.lead)
    assert put == Skill("SW003", "category", "software", 35)
    assert skills.of() == skills.of("SW003") == (put,)


def test_a_product_written_small_is_the_same_product(shift: Shift) -> None:
    """DESK-4: no skill counts twice."""
    skills = shift.desk.skills
    skills.put("SW003", "product", "SAP B1", 12, by=shift.lead)
    skills.put("SW003", "product", "sap b1", 35, by=shift.lead)
    assert skills.of() == (Skill("SW003", "product", "SAP B1", 35),)
    skills.remove("SW003", "product", "Sap b1", by=shift.lead)
    assert skills.of() == ()


def test_only_managers_and_administrators_change_skills(shift: Shift) -> None:
    """DESK-4, DESK-14: nobody rates themselves."""
    for act in (
        lambda: shift.desk.skills.put("SW003", "product", "SAP", 60, by=shift.engineer),
        lambda: shift.desk.skills.remove("SW003", "product", "SAP", by=shift.engineer),
        lambda: shift.desk.skills.bring_in([Skill("SW003", "product", "SAP", 60)], by=shift.engineer),
        lambda: shift.desk.skills.may_bring_in(shift.engineer),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert shift.desk.skills.of() == ()


@pytest.mark.parametrize(
    ("officer", "subject", "name", "score", "abilities"),
    [
        ("XX", "category", "software", 1, []),
        ("SW003", "magic", "software", 1, []),
        ("SW003", "category", "magic", 1, []),
        ("SW003", "subcategory", "magic", 1, []),
        ("SW003", "product", " ", 1, []),
        ("SW003", "category", "software", -1, []),
        ("SW003", "category", "software", 1, ["magic"]),
    ],
)
def test_what_cannot_be_a_skill_is_refused_with_what_can(
    shift: Shift, officer: str, subject: str, name: str, score: int, abilities: list[str]
) -> None:
    """DESK-4."""
    with pytest.raises(BadValue) as refused:
        shift.desk.skills.put(officer, subject, name, score, abilities, by=shift.lead)
    assert refused.value.facts["allowed"]


def test_a_skill_that_nobody_has_cannot_be_removed(shift: Shift) -> None:
    """DESK-4."""
    shift.desk.skills.put("SW003", "product", "SAP", 12, by=shift.lead)
    with pytest.raises(NoSuchSkill) as refused:
        shift.desk.skills.remove("SW003", "product", "OA", by=shift.lead)
    assert refused.value.facts["known"] == ("SAP",)


def test_a_list_adds_and_changes_and_leaves_what_it_does_not_name(shift: Shift) -> None:
    """DESK-4: the same list again changes nothing, and tells nobody."""
    skills, lead = shift.desk.skills, shift.lead
    skills.put("OP001", "product", "OA", 5, by=lead)
    skills.put("SW003", "product", "SAP", 12, by=lead)
    list_ = [
        Skill("SW003", "product", "sap", 20),
        Skill("SW003", "product", "ERP", 8),
        Skill("OP001", "product", "OA", 5),
    ]
    plan = skills.plan(list_)
    assert (len(plan.added), len(plan.changed), plan.same) == (1, 1, 1)
    assert len(skills.of()) == 2
    assert skills.bring_in(list_, by=lead) == plan
    assert skills.of("SW003") == (Skill("SW003", "product", "ERP", 8), Skill("SW003", "product", "SAP", 20))
    feed = shift.clock.feed()
    assert skills.bring_in(list_, by=lead).same == 3
    assert feed.poll() == []
    skills.put("OP001", "product", "OA", 6, by=lead)
    assert {(each.entity, each.key) for each in heard(feed)} == {("skill", "OP001")}
