"""Levels of skill and products named in a text (DESK-4)."""

from __future__ import annotations

import pytest

from tests.domain.samples import published
from tui_desk.domain.skill import Skill, level_of, named_in, wanting
from tui_desk.norms.models import Choice, SkillLevel, Words

LEVELS = published("it-team").skill_levels
STARRED = (
    SkillLevel("L2", Words("二", "two"), 10, (Choice("backup", Words("备份", "backup")),)),
    SkillLevel("L1", Words("一", "one"), 0),
    SkillLevel("L3", Words("三", "three"), 20, (Choice("design", Words("设计", "design")),)),
)


def skill(score: int, *abilities: str) -> Skill:
    return Skill("E1", "category", "network", score, abilities)


@pytest.mark.parametrize(
    ("score", "code"),
    [(0, "L1"), (10, "L1"), (11, "L2"), (20, "L2"), (21, "L3"), (31, "L4"), (41, "L5"), (50, "L5"), (51, "L6")],
)
def test_the_six_levels_have_the_score_bands_of_the_model(score: int, code: str) -> None:
    """DESK-4: 0–10 … >50 (004 能力模型)."""
    level = level_of(skill(score), LEVELS)
    assert level is not None
    assert level.code == code


def test_the_levels_are_called_as_in_the_model() -> None:
    """DESK-4."""
    assert [level.label.zh for level in LEVELS] == [
        "运行维护",
        "运维经理",
        "实施顾问",
        "技术经理",
        "项目规划",
        "专家级",
    ]


@pytest.mark.parametrize(
    ("abilities", "code", "lacks"),
    [
        ((), "L1", ("backup", "design")),
        (("design",), "L1", ("backup",)),
        (("backup",), "L2", ("design",)),
        (("backup", "design"), "L3", ()),
    ],
)
def test_an_obligatory_ability_that_is_missing_holds_the_level_back(
    abilities: tuple[str, ...], code: str, lacks: tuple[str, ...]
) -> None:
    """DESK-4: some abilities obligatory ★; one says which are wanting."""
    level = level_of(skill(99, *abilities), STARRED)
    assert level is not None
    assert level.code == code
    assert wanting(skill(99, *abilities), STARRED) == lacks


def test_without_levels_or_below_the_first_there_is_none() -> None:
    """DESK-4."""
    assert level_of(skill(99), ()) is None
    assert level_of(skill(5), STARRED[:1]) is None
    assert wanting(skill(5), STARRED) == ()


@pytest.mark.parametrize(
    ("words", "products", "named"),
    [
        ("SAP  B1 打不开", ["sap b1", "SAP", "B"], {"sap b1", "SAP"}),
        ("登录OA系统失败", ["OA", "OA系统", "A系统"], {"OA", "OA系统", "A系统"} - {"A系统"}),
        ("upload 失败", ["AD", "up", "UPLOAD"], {"UPLOAD"}),
        ("adad ad", ["ad"], {"ad"}),
        ("用友U8", ["用友", "U8", "U"], {"用友", "U8"}),
        ("C++ 编译", ["C++", "C"], {"C++", "C"}),
        ("", ["", " "], set()),
        ("任何", [""], set()),
    ],
)
def test_products_named_in_a_text(words: str, products: list[str], named: set[str]) -> None:
    """DESK-4: skills per product and module."""
    assert set(named_in(words, products)) == named
