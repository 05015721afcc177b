"""Papers as plain text: the same boxes in frames that meet, lines broken as Chinese is set (SITE-9)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.conftest import NUMBER, SHANGHAI, filled, sample, words
from tui_desk.domain.text import cells
from tui_desk.forms.boxes import PAPER_MARKS
from tui_desk.forms.lines import NOT_FIRST, NOT_LAST, broken
from tui_desk.forms.text import NARROWEST, lay
from tui_desk.norms.models import Box, Form, Section

LONG = "财务软件登录后报错“连接超时”，已影响三个科室（含国库支付中心）；重启后仍然如此。详见 /var/log/app.log。" * 6


def squeezed(text: str) -> str:
    """The text without frames, blanks and line ends: as it reads, however it was laid out."""
    return "".join(each for each in text if not each.isspace() and each not in "|+-_")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_box_of_every_shipped_form_is_in_the_text(forms: tuple[Form, ...], language: str) -> None:
    """SITE-1 to SITE-19, REC-1 to REC-13: no label is lost, whatever is filled is read, nothing says "None"."""
    for form in forms:
        values, rows = filled(form, first=language == "en")
        text = lay(form, values, rows, language, 150, zone=SHANGHAI, number=NUMBER)
        read = squeezed(text)
        for box in form.boxes():
            assert squeezed(box.label.in_(language)) in read or box.kind == "table", box.code
            if box.kind in {"text", "long", "number", "sign"} and box.code in values and box.code != "number":
                assert squeezed(sample(box).split("\n")[0]) in read, box.code
            for column in box.columns:
                assert squeezed(column.label.in_(language))[:3] in read, column.code
        assert "None" not in text.replace("“None”", "")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_every_frame_line_is_exactly_as_wide_as_asked(forms: tuple[Form, ...], width: int) -> None:
    """SITE-9: the frames of a form meet, Chinese or English, and nothing is wider."""
    for form in forms[:6]:
        for language, first in (("zh_CN", True), ("en", False)):
            values, rows = filled(form, first=first)
            for line in lay(form, values, rows, language, width, zone=SHANGHAI, number=NUMBER).split("\n"):
                assert cells(line) <= width
                if line[:1] in ("+", "|", "✂"):
                    assert cells(line) == width, line


def test_two_short_boxes_share_a_line_and_the_receipt_is_cut_off(visit: Form) -> None:
    """SITE-6, SITE-9: as on the paper."""
    values = {"unit": "财政局", "contact": "王芳", "verdict": "partly", "request_no": NUMBER, "consent": ""}
    text = lay(visit, values, {}, "zh_CN", 60, zone=SHANGHAI, number=NUMBER, heading="东海服务台")
    assert text.splitlines()[:3] == [
        "                         东海服务台",
        "                       现场服务请求单",
        f"                                     编号：{NUMBER}",
    ]
    assert "| 日期：                     | 用户单位：财政局            |" in text
    assert "| 解决情况：[ ] 全部解决  [x] 部分解决                     |" in text
    assert "客户签字：____________" in text
    above, cut, below = text.partition("✂")
    assert NUMBER in below
    assert cut
    assert "现场服务请求单号" not in above
    assert "回执" in below.split("\n")[0]
    assert text.endswith("注：48小时内录入系统。\n")


def test_the_marks_of_the_paper_can_be_had_on_a_terminal_that_draws_them(visit: Form) -> None:
    """SITE-9."""
    text = lay(visit, {"verdict": "all"}, {}, "zh_CN", zone=SHANGHAI, marks=PAPER_MARKS)
    assert "解决情况：☑全部解决 □部分解决" in text


def test_a_hint_is_printed_only_where_the_box_is_still_empty(visit: Form) -> None:
    """SITE-9: what guides the hand of who fills it says nothing to who reads it."""
    assert "满意度（3 最高）" in lay(visit, {}, {}, "zh_CN", zone=SHANGHAI)
    assert "满意度：[x] 3" in lay(visit, {"mark": "3"}, {}, "zh_CN", zone=SHANGHAI)


def test_a_table_has_the_rows_of_the_paper_and_as_many_more_as_there_are(visit: Form) -> None:
    """SITE-10, REC-8."""
    steps = tuple({"step": f"第{count}步"} for count in range(1, 41))
    text = lay(visit, {}, {"steps": steps}, "zh_CN", zone=SHANGHAI)
    assert all(f"第{count}步 " in text for count in range(1, 41))
    empty = lay(visit, {}, {}, "zh_CN", zone=SHANGHAI)
    assert empty.count("|" + " " * 78 + "|") == 3


def test_a_table_with_more_columns_than_fit_is_told_row_by_row() -> None:
    """SITE-9: narrow terminals lose nothing."""
    columns = tuple(Box(f"c{n}", words(f"栏{n}")) for n in range(9))
    table = Box("t", words("表"), "table", columns=columns, rows=1)
    form = Form("wide", words("表单"), "x", "X", (Section("a", words("一"), (table,)),))
    text = lay(form, {}, {"t": ({"c0": "甲", "c8": "乙"},)}, "zh_CN", NARROWEST, zone=SHANGHAI)
    assert "栏0：甲" in text
    assert "栏8：乙" in text


def test_no_line_begins_with_a_closing_sign_nor_ends_with_an_opening_one() -> None:
    """SITE-9: 避头尾, at every width."""
    for width in range(8, 90):
        lines = broken(LONG, width)
        assert max(map(cells, lines)) <= width
        assert not [line for line in lines if line[0] in "，。、；：）”" or line[-1] in "（“"]
        assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="的一，。（）“”ab c/\n\t…", max_size=80), st.integers(min_value=2, max_value=30))
def test_broken_lines_fit_and_hold_every_sign(text: str, width: int) -> None:
    """SITE-9: whatever is written."""
    lines = broken(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_the_signs_of_line_ends_are_told_apart() -> None:
    """SITE-9."""
    assert not NOT_FIRST & NOT_LAST
