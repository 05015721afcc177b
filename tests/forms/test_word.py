"""Papers as Word files: the same boxes as the form, the same bytes for the same data, text stays text (SITE-9)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest

from tests.forms.conftest import NUMBER, SHANGHAI, Read, filled, read, sample
from tui_desk.forms import boxes, word
from tui_desk.forms.boxes import PAPER_MARKS, Sheet
from tui_desk.norms.models import Box, Form

LONG = "财务软件登录后报错“连接超时”，已影响三个科室；重启后仍然如此。" * 40
Values = Mapping[str, str]
Rows = Mapping[str, Sequence[Mapping[str, str]]]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def printed(form: Form, values: Values, rows: Rows, language: str) -> Sheet:
    return boxes.fill(form, values, rows, language=language, zone=SHANGHAI, number=NUMBER, heading="东海服务台")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_box_of_every_shipped_form_is_printed_filled_or_empty(forms: tuple[Form, ...], language: str) -> None:
    """SITE-1 to SITE-19, REC-1 to REC-13, DESK-2: compared box by box, opening the file."""
    assert len(forms) >= 15
    for form in forms:
        values, rows = filled(form, first=language == "en")
        sheet = boxes.fill(form, values, rows, language=language, zone=SHANGHAI, number=NUMBER)
        paper = read(word.write(sheet))
        assert not any("None" in cell.split("\n")[0] for row in paper.rows for cell in row)
        for box in own(form):
            compare(box, values, rows, paper, language)


def own(form: Form) -> list[Box]:
    """The boxes of a form but that of its number, which stands at the top."""
    numbers = [b for b in form.sections[0].boxes if b.source == "paper.number" or b.code == "number"][:1]
    return [box for box in form.boxes() if box not in numbers]


def compare(box: Box, values: Values, rows: Rows, paper: Read, language: str) -> None:
    label, beside = box.label.in_(language), paper.beside()
    assert label in beside, (box.code, label)
    if box.kind == "words":
        return
    if box.kind == "table":
        heads, *body = paper.table(label)
        assert heads == tuple(column.label.in_(language) for column in box.columns)
        assert len(body) == max(box.rows, len(rows.get(box.code, ())))
        for place, row in enumerate(body):
            wanted = rows[box.code][place] if place < len(rows.get(box.code, ())) else {}
            assert row == tuple(told(c, wanted.get(c.code, ""), language) for c in box.columns), box.code
        return
    assert told(box, values.get(box.code, ""), language) in beside[label], box.code


def told(box: Box, value: str, language: str) -> str:
    """What must stand in the box, told independently of the code under test."""
    chinese = language.startswith("zh")
    if box.kind in {"choice", "ticks", "yes_no"}:
        offered = {c.code: c.label.in_(language) for c in box.choices} or (
            {"yes": "是", "no": "否"} if chinese else {"yes": "yes", "no": "no"}
        )
        each = [f"{'☑' if code == value else '□'}{label}" for code, label in offered.items()]
        return ("  " if any(" " in one for one in each) else " ").join(each)
    if box.kind == "scale":
        return " ".join(f"{'☑' if str(n) == value else '□'}{n}" for n in range(box.high, box.low - 1, -1))
    if not value:
        return ""
    if box.kind == "moment":
        return "2023年10月01日 10时20分" if chinese else "2023-10-01 10:20"
    if box.kind == "date":
        return "2023年10月01日" if chinese else "2023-10-01"
    return sample(box)


def test_the_number_stands_at_the_top_and_again_on_the_receipt_below_the_cut(visit: Form) -> None:
    """SITE-6, SITE-9."""
    file = word.write(printed(visit, {"request_no": NUMBER}, {}, "zh_CN"))
    paper = read(file)
    assert paper.paragraphs[:3] == ("东海服务台", "现场服务请求单", f"编号：{NUMBER}")
    assert paper.beside()["现场服务请求单号"] == [NUMBER]
    document = docx.Document(BytesIO(file))
    cut = next(p for p in document.paragraphs if p.text.startswith("✂"))
    assert cut.text == "✂ 回执"
    assert cut._p.find(f"{W}pPr/{W}pBdr/{W}top").get(f"{W}val") == "dashed"
    assert paper.paragraphs[-1] == "注：48小时内录入系统。"


def test_a_form_takes_three_visits_a_table_of_forty_rows_and_a_long_text(visit: Form) -> None:
    """SITE-10, REC-8: nothing is cut; the heads of a long table repeat on each page."""
    came = tuple({"arrived": f"2023-10-0{day}T01:00:00+00:00", "who": "李四"} for day in (1, 2, 3))
    steps = tuple({"step": f"第{count}步：执行 systemctl restart app{count}"} for count in range(1, 41))
    file = word.write(printed(visit, {"symptoms": LONG}, {"visits": came, "steps": steps}, "zh_CN"))
    paper = read(file)
    assert [row[0] for row in paper.table("上门记录")[1:]] == [f"2023年10月0{day}日 09时00分" for day in (1, 2, 3)]
    assert [row[0] for row in paper.table("操作步骤")[1:]] == [row["step"] for row in steps]
    assert paper.beside()["故障现象"] == [LONG]
    grid = next(t for t in docx.Document(BytesIO(file)).tables if t.rows[0].cells[0].text == "操作步骤")
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in grid.rows[:3]] == [True, True, False]


def test_each_line_of_a_grid_spans_it_wholly(forms: tuple[Form, ...]) -> None:
    """SITE-9: real grids with merged cells, as wide as the page between its margins."""
    for form in forms[:4]:
        for table in docx.Document(BytesIO(word.write(printed(form, {}, {}, "zh_CN")))).tables:
            for row in table._tbl.tr_lst:
                assert sum(cell.grid_span for cell in row.tc_lst) == 24


def test_the_page_is_a4_in_chinese_type(visit: Form) -> None:
    """SITE-9: 宋体 with a Western face beside it, 黑体 titles; no theme takes their place."""
    document = docx.Document(BytesIO(word.write(printed(visit, {}, {}, "zh_CN"))))
    page = document.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    for style, east, west in (("Normal", "宋体", "Times New Roman"), ("Title", "黑体", "Arial")):
        fonts = document.styles[style].element.find(f"{W}rPr/{W}rFonts")
        assert (fonts.get(f"{W}eastAsia"), fonts.get(f"{W}ascii"), fonts.get(f"{W}hAnsi")) == (east, west, west)
        assert not [name for name in fonts.attrib if name.endswith("Theme")]
    runs = [run for p in document.paragraphs for run in p._p.r_lst if run.text]
    hints = {fonts.get(f"{W}hint") for run in runs for fonts in run.iter(f"{W}rFonts")}
    assert hints == {"eastAsia"}


HOSTILE = (
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{_{ kept }_} {_% raw %_}",
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    "]]> & &amp; \"'",
    "a\x00b\x1b[31mc\x07d\ufffee\uffff",
    "{{ symptoms.__class__.__mro__ }}",
    "\n<w:p \n",
)


@pytest.mark.parametrize("said", HOSTILE)
def test_whatever_stands_in_a_box_comes_out_as_text(visit: Form, said: str) -> None:
    """SITE-9: nothing of it is carried out, and nothing is lost but what no document may hold."""
    values = {"symptoms": said, "unit": said}
    paper = read(word.write(printed(visit, values, {"steps": ({"step": said},)}, "zh_CN")))
    for control in ("\x00", "\x1b[31m", "\x07", "\ufffe", "\uffff"):
        said = said.replace(control, "")
    assert paper.beside()["故障现象"] == [said.strip("\n")]
    assert paper.beside()["用户单位"] == [" ".join(said.split())]
    assert paper.table("操作步骤")[1] == (said.strip("\n"),)


def test_a_megabyte_in_a_box_is_printed_whole(visit: Form) -> None:
    """SITE-9."""
    said = "很长的日志 <tag> {{ x }} " * 50_000
    paper = read(word.write(printed(visit, {"symptoms": said}, {}, "zh_CN")))
    assert paper.beside()["故障现象"] == [said]


def test_the_same_paper_has_the_same_bytes_at_another_time_and_in_another_process(visit: Form) -> None:
    """SITE-9."""
    sheet = printed(visit, {"symptoms": LONG, "verdict": "all"}, {}, "zh_CN")
    first = word.write(sheet)
    with ZipFile(BytesIO(first)) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.testzip() is None
    time.sleep(0.01)
    assert word.write(sheet) == first
    code = (
        "import sys, hashlib\n"
        "from tui_desk.forms import boxes, word\n"
        f"sheet = {sheet!r}\n"
        "sys.stdout.write(hashlib.sha256(word.write(sheet)).hexdigest())"
    )
    code = f"from tui_desk.forms.boxes import Part, Printed, Sheet\n{code}"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == hashlib.sha256(first).hexdigest()


def test_no_box_of_a_form_is_printed_twice(forms: tuple[Form, ...]) -> None:
    """SITE-9: a label stands as often as the form has it."""
    form = next(form for form in forms if form.code == "site-request")
    paper = read(word.write(printed(form, {}, {}, "zh_CN")))
    cells = Counter(cell.split("\n")[0] for row in paper.rows for cell in row)
    for label, count in Counter(box.label.zh for box in own(form)).items():
        columns = sum(label == column.label.zh for box in form.boxes() for column in box.columns)
        parts = sum(label == section.label.zh for section in form.sections)
        assert cells[label] == count + columns + parts, label


def test_what_a_choice_does_not_offer_is_printed_ticked_beside_the_others(visit: Form) -> None:
    """SITE-9: a value of an older form is not lost."""
    sheet = printed(visit, {"verdict": "later"}, {}, "zh_CN")
    assert next(box.text for box in sheet.boxes() if box.code == "verdict") == "□全部解决 □部分解决 ☑later"
    assert PAPER_MARKS.on == "☑"
