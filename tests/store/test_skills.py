"""Skills of officers, on both databases (DESK-4)."""

from __future__ import annotations

from dataclasses import replace

from tests.store.test_sessions import heard
from tui_desk.domain.skill import Skill
from tui_desk.store.desk_store import DeskStore

NETWORK = Skill("SW003", "category", "network", 35, ("cabling", "routing"))
PRODUCT = Skill("SW003", "product", "东海 OA “v2”", 12)
OTHERS = Skill("HW005", "category", "network", 8)


def test_skills_come_back_by_officer_subject_and_name(store: DeskStore, other_store: DeskStore) -> None:
    """DESK-4: skills per engineer, with the obligatory abilities that were shown."""
    with store.writing() as unit:
        for skill in (PRODUCT, NETWORK, OTHERS):
            unit.put_skill(skill)
    with other_store.reading() as unit:
        assert unit.skills() == [OTHERS, NETWORK, PRODUCT]
        assert unit.skills("SW003") == [NETWORK, PRODUCT]
        assert unit.skills("nobody") == []


def test_a_skill_in_the_same_subject_is_replaced_and_others_stay(store: DeskStore) -> None:
    """DESK-4."""
    better = Skill("SW003", "category", "network", 55)
    with store.writing() as unit:
        for skill in (NETWORK, OTHERS, Skill("SW003", "product", "network", 3), better):
            unit.put_skill(skill)
        assert unit.skills() == [OTHERS, better, Skill("SW003", "product", "network", 3)]
        unit.remove_skill(NETWORK)
        unit.remove_skill(NETWORK)
        assert unit.skills() == [OTHERS, Skill("SW003", "product", "network", 3)]


def test_other_sessions_hear_whose_skills_changed(store: DeskStore, other_store: DeskStore) -> None:
    """DESK-4: the board of another session is told."""
    feed = other_store.feed()
    assert feed.poll() == []
    with store.writing() as unit:
        unit.put_skill(NETWORK)
    assert [(each.entity, each.key) for each in heard(feed)] == [("skill", "SW003")]


def test_what_a_database_refuses_does_not_get_there(store: DeskStore) -> None:
    """DESK-4: hostile names are stored without NUL and lone surrogates."""
    with store.writing() as unit:
        unit.put_skill(Skill("SW003", "product", "O\0A\ud800", 3))
        assert unit.skills() == [Skill("SW003", "product", "OA", 3)]


def test_a_planted_score_hides_nobody_elses_skills(sqlite_store: DeskStore) -> None:
    """DESK-4: what somebody wrote into the file by hand counts as nothing."""
    with sqlite_store.writing() as unit:
        unit.put_skill(NETWORK)
        unit.put_skill(OTHERS)
        unit.connection.exec_driver_sql("UPDATE skill SET score = 'much' WHERE officer = 'SW003'")
        assert unit.skills() == [OTHERS, replace(NETWORK, score=0)]
