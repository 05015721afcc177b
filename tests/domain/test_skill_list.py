"""A list of skills as a desk gets it (DESK-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.samples import published
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.skill import Skill
from tui_desk.domain.skill_list import Known, SkillList, columns_of, read
from tui_desk.norms.models import Category, Choice, SkillLevel, Words

NORM = replace(
    published("it-team"),
    categories=(
        Category("network", Words("网络", "Network"), (Choice("vpn", Words("VPN", "VPN")),)),
        Category("print", Words("打印", "Printing"), (Choice("toner", Words("耗材", "Supplies")),)),
        Category("parts", Words("备件", "Parts"), (Choice("stock", Words("耗材", "Stock")),)),
    ),
    skill_levels=(SkillLevel("L1", Words("一", "one"), 0, (Choice("backup", Words("备份", "Backup")),)),),
)
OFFICERS = [
    Officer("NT002", "王工", "wang", frozenset({Role.ENGINEER})),
    Officer("NT003", "王工", "wang3", frozenset({Role.ENGINEER})),
    Officer("OLD01", "离职", "old", frozenset({Role.ENGINEER}), active=False),
]


def listed(*rows: str, heads: str = "officer|subject|name|score|abilities") -> SkillList:
    """What rows hold, cells parted by bars; the first of them stands on line 2."""
    places, _ = columns_of(heads.split("|"))
    return read(places, [(line, row.split("|")) for line, row in enumerate(rows, 2)], Known.of(OFFICERS, NORM))


def test_a_list_may_be_written_in_codes_or_in_the_norms_words() -> None:
    """DESK-4: in the words of either language, large or small, wide or narrow."""
    found = listed(
        "NT002|category|network|35|backup",
        "wang3|类别|打印|８|",
        "nt002|子类别|vpn|12|备份、Backup",
        "",
        "wang|产品| 用友  U8 |51|",
    )
    assert found.mistakes == []
    assert found.skills == [
        Skill("NT002", "category", "network", 35, ("backup",)),
        Skill("NT003", "category", "print", 8),
        Skill("NT002", "subcategory", "vpn", 12, ("backup",)),
        Skill("NT002", "product", "用友 U8", 51),
    ]


def test_the_columns_may_stand_in_any_order_and_under_chinese_heads() -> None:
    """DESK-4."""
    places, unknown = columns_of(["分数", "备注", "工号", "名称", "对象", "能力"])
    assert places == {"score": 0, "officer": 2, "name": 3, "subject": 4, "abilities": 5}
    assert unknown == ("备注",)
    found = read(places, [(2, ["35", "-", "NT002", "网络", "类别"])], Known.of(OFFICERS, NORM))
    assert found.skills == [Skill("NT002", "category", "network", 35)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("XX|category|network|1|", "officer"),
        ("OLD01|category|network|1|", "officer"),
        ("王工|category|network|1|", "two_officer"),
        ("|category|network|1|", "officer"),
        ("NT002|skill|network|1|", "subject"),
        ("NT002|category|vpn|1|", "category"),
        ("NT002|subcategory|network|1|", "subcategory"),
        ("NT002|subcategory|耗材|1|", "two_subcategory"),
        ("NT002|product||1|", "product"),
        ("NT002|product|" + "长" * 101 + "|1|", "product"),
        ("NT002|category|network||", "score"),
        ("NT002|category|network|3.5|", "score"),
        ("NT002|category|network|-1|", "score"),
        ("NT002|category|network|1001|", "score"),
        ("NT002|category|network|" + "9" * 5000 + "|", "score"),
        ("NT002|category|network|1|magic", "ability"),
        ("NT002|category", "category"),
    ],
)
def test_a_row_that_cannot_be_used_says_on_which_line_and_why(row: str, code: str) -> None:
    """DESK-4: errors by line."""
    found = listed("NT003|category|network|1|", row)
    assert [(each.line, each.code) for each in found.mistakes] == [(3, code)]
    assert len(found.skills) == 1


def test_the_same_skill_twice_names_the_first_line() -> None:
    """DESK-4: which of the two scores is meant, nobody knows."""
    found = listed("NT002|product|SAP|1|", "NT003|product|SAP|1|", "wang|product|sap|2|")
    assert [(each.line, each.code, each.facts) for each in found.mistakes] == [(4, "twice", {"first": 2})]
