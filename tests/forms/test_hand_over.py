"""The sheet of a hand-over as a form to be signed (DESK-2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.forms.conftest import SHANGHAI, read
from tui_desk.domain.roster import HandOver, HandOverItem, Post, Shift
from tui_desk.forms import hand_over, word
from tui_desk.norms.loader import load_shipped

AT = datetime(2023, 10, 1, 10, 0, tzinfo=UTC)
NAMES = {"OP001": "王芳", "OP002": "赵强"}
ID = "0123456789abcdef0123456789abcdef"
ITEMS = (
    HandOverItem("ticket", "IT-20231001-001", "无法登录OA系统", AT, AT, "OP002", "已看"),
    HandOverItem("promise", ID, "回电告知进展", AT + timedelta(hours=1)),
    HandOverItem("ticket", "IT-20231001-002", "打印机卡纸"),
)


def test_each_item_stands_in_the_table_of_its_kind() -> None:
    """DESK-2: opened in Word, with who gave it and who took it; what nobody confirmed stays empty."""
    norm = load_shipped("it-team")
    kind = norm.duty.shifts[0]
    shift = Shift(ID, "OP001", Post.HOTLINE, kind.code, AT - timedelta(hours=9), AT, AT, "OP001")
    sheet = HandOver(ID, ID, "OP001", AT, ITEMS, "会议室钥匙在前台", "OP002", AT + timedelta(minutes=5))
    printed = hand_over.sheet(sheet, shift, NAMES, norm, zone=SHANGHAI, language="zh_CN", heading="东海服务台")
    paper = read(word.write(printed))
    tickets = paper.table("将超时和已超时的工单")
    assert [row[:2] for row in tickets[1:]] == [
        ("IT-20231001-001", "无法登录OA系统"),
        ("IT-20231001-002", "打印机卡纸"),
    ]
    assert tickets[1][2:] == ("2023年10月01日 18时00分", "2023年10月01日 18时00分", "已看")
    assert tickets[2][2:] == ("", "", "")
    assert paper.table("待兑现的承诺")[1][:2] == ("1", "回电告知进展")
    beside = paper.beside()
    assert beside["交班人"] == ["王芳"]
    assert beside["接班人"] == ["赵强"]
    assert beside["班次"][-1] == f"{kind.label.zh} 09:00-18:00"
    assert beside["其他交接事项"] == ["会议室钥匙在前台"]
    assert ID not in paper.text


def test_who_confirmed_in_the_place_of_another_is_named() -> None:
    """DESK-2."""
    norm = load_shipped("it-team")
    sheet = HandOver("HO-7", "", "OP001", AT, ITEMS[:1], taker="OP001", taken_at=AT)
    values, rows = hand_over.values(sheet, None, NAMES, norm, zone=SHANGHAI, language="zh_CN")
    assert rows["ticket"][0]["remark"] == "已看  赵强"
    assert values["number"] == "HO-7"
    assert values["date"] == "2023-10-01"
