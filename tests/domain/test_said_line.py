"""What is reported in one line: who, what, which ticket, when, in any order and in either language (SITE-4)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.said_line import mentions, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2023, 10, 1, 10, 30, tzinfo=SHANGHAI)
ENGINEER = frozenset({Role.ENGINEER})
OFFICERS = (
    Officer("SW004", "李四", "lisi4", ENGINEER),
    Officer("NT002", "王建国", "wangjg", ENGINEER),
    Officer("HW005", "赵工", "zhao", ENGINEER),
    Officer("HW006", "陈飞", "chenf", ENGINEER),
    Officer("OP009", "王芳", "wangf", frozenset({Role.OPERATOR})),
)


def clock(line: str) -> str:
    said = read(line, OFFICERS, NOW, SHANGHAI)
    return said.at.astimezone(SHANGHAI).strftime("%d %H:%M") if said is not None and said.at is not None else ""


@pytest.mark.parametrize(
    ("line", "deed", "who", "number", "at", "words"),
    [
        ("李四 到场 IT-20231001-001", "arrive", "SW004", "it-20231001-001", "", ""),
        ("lisi arrive 001 10:20", "arrive", "SW004", "001", "01 10:20", ""),
        ("NT002 接单 -20m", "accept", "NT002", "", "01 10:10", ""),
        ("王工 出发 3 昨天17:30", "depart", "NT002", "3", "30 17:30", ""),
        ("王工出发3", "depart", "NT002", "3", "", ""),
        ("完成", "done", "", "", "", ""),
        ("离开", "done", "", "", "", ""),
        ("ls dc 1001-007", "arrive", "SW004", "1001-007", "", ""),
        ("cf cf 12", "depart", "HW006", "12", "", ""),
        ("001 李四 完成 更换ERP电源,已恢复 半小时前", "done", "SW004", "001", "01 10:00", "更换ERP电源,已恢复"),
        ("赵工，退回，002 手上有紧急单", "decline", "HW005", "002", "", "手上有紧急单"),
        ("accepted 009", "accept", "", "009", "", ""),
    ],
)
def test_a_line_is_understood(line: str, deed: str, who: str, number: str, at: str, words: str) -> None:
    """SITE-4, issue 5: by name, surname, pinyin or staff number; a number whole or short; a time in the past."""
    said = read(line, OFFICERS, NOW.astimezone(UTC), SHANGHAI)
    assert said is not None
    assert (said.deed, "".join(each.staff_no for each in said.officers), said.number) == (deed, who, number)
    assert (clock(line), said.words) == (at, words)


@pytest.mark.parametrize("line", ["", "派单", "dispatch", "李四 IT-20231001-001", "cf", "dd", "why", "a" * 400])
def test_what_holds_no_deed_is_no_report(line: str) -> None:
    """SITE-4: a word of an action still finds the action."""
    assert not mentions(line)
    assert read(line, OFFICERS, NOW, SHANGHAI) is None


def test_two_who_are_called_alike_are_both_meant() -> None:
    """SITE-4: nobody is guessed."""
    both = (*OFFICERS, Officer("SW009", "李思", "lisi9", ENGINEER))
    said = read("lisi 到场 001", both, NOW, SHANGHAI)
    assert said is not None
    assert [each.staff_no for each in said.officers] == ["SW004", "SW009"]
