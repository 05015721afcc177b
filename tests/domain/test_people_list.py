"""A list of people and units, read row by row (CALL-5, DESK-5, REC-1, REC-2)."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from tui_desk.domain.people_list import Entries, heads_of, read
from tui_desk.domain.person import Agreement, Person, Warranty

TITLES = {"先生": "mr", "mr": "mr", "女士": "ms", "ms": "ms"}


def entries(text: str) -> Entries:
    rows = list(csv.reader(text.strip().splitlines()))
    numbered = iter([(line, row) for line, row in enumerate(rows[1:], 2)])
    return list(read(heads_of(rows[0]), numbered, TITLES))[-1]


def test_chinese_and_english_heads_mean_the_same() -> None:
    """CALL-5, REC-2."""
    chinese = entries(
        "姓名,工号,单位,联系电话,称谓,卡号,主要联系人\n张三,ZS001,市场部,5678;13800138000、8003,先生,C1,是"
    )
    english = entries(
        "Name,Staff No,Department,Phone,Title,Card_No,Main contact\n张三,ZS001,市场部,5678/13800138000|8003,Mr,C1,yes"
    )
    expected = Person(0, "张三", "ZS001", "市场部", ("5678", "13800138000", "8003"), "mr", "C1", main_contact=True)
    assert chinese.people == english.people == [expected]
    assert not chinese.mistakes


def test_several_columns_of_phones_are_put_together() -> None:
    """CALL-5."""
    assert entries("姓名,手机,分机\n张三,13800138000,8003").people[0].phones == ("13800138000", "8003")


def test_a_unit_with_agreement_and_a_warranty_on_each_row() -> None:
    """CALL-17, DESK-5, REC-1."""
    found = entries(
        "单位,简称,地址,协议开始,协议到期,协议级别,产品,序列号,保修期至\n"
        "东海蓝帆科技有限公司,东海蓝帆;蓝帆,杭州,2026-01-01,2026年12月31日,金牌,打印机,S1,2027/3/1\n"
        "东海蓝帆科技有限公司,,,,,,交换机,S2,"
    )
    [unit] = found.units.values()
    assert (unit.short_names, unit.address) == (("东海蓝帆", "蓝帆"), "杭州")
    assert unit.agreement == Agreement(date(2026, 1, 1), date(2026, 12, 31), "金牌")
    assert unit.warranties == (Warranty("打印机", "S1", date(2027, 3, 1)), Warranty("交换机", "S2"))
    assert not found.people


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("姓名,工号\n,Z1", 2, "no_name"),
        ("姓名,备注\n,只有备注", 2, "nobody"),
        ("姓名,电话\n张三,1.38E+10", 2, "rounded"),
        ("姓名,电话\n李四,1\n张三,不详", 3, "no_phone"),
        ("姓名,称谓\n张三,大王", 2, "no_title"),
        ("姓名,主要联系人\n张三,也许", 2, "yes_no"),
        ("单位,协议开始,协议到期\n市场部,2026-01-01,", 2, "half_agreement"),
        ("单位,协议开始,协议到期\n市场部,2026-02-01,2026-01-01", 2, "backwards"),
        ("单位,协议开始,协议到期\n市场部,2026-02-30,2026-12-01", 2, "no_day"),
        ("单位,序列号\n市场部,S1", 2, "no_product"),
        ("姓名,地址\n张三,杭州", 2, "no_unit"),
        ("姓名,工号\n张三,Z1\n李四,z1", 3, "two_names"),
        ("姓名,工号\n张三,Z1,市场部", 2, "too_many"),
    ],
)
def test_each_mistake_is_named_with_its_line(text: str, line: int, code: str) -> None:
    """CALL-5: nothing is guessed."""
    [mistake] = entries(text).mistakes
    assert (mistake.line, mistake.code) == (line, code)


def test_one_person_on_two_rows_is_one_with_both_phones() -> None:
    """CALL-5."""
    assert [p.phones for p in entries("姓名,工号,电话\n张三,Z1,5678\n张三,Z1,13800138000").people] == [
        ("5678", "13800138000")
    ]


def test_namesakes_who_share_a_phone_are_two_by_their_staff_numbers() -> None:
    """CALL-5: two people with one number."""
    assert len(entries("姓名,工号,电话\n张三,Z1,5678\n张三,Z2,5678").people) == 2


def test_heads_that_are_not_understood_are_told() -> None:
    """TKT-15: a column of identity numbers is left out."""
    assert heads_of(["姓名", "身份证号", ""]).unknown == ("身份证号",)
