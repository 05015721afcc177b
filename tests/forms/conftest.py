"""Every shipped form, filled box by box; and Word files read back as pairs of label and content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml.table import CT_Row
from docx.oxml.text.paragraph import CT_P

from tui_desk.domain.paper import Row
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Box, Choice, Form, Section, Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBER = "XQ-20231001-001-7"


def sample(box: Box) -> str:
    """A value that the box may hold, as a paper keeps it; it tells boxes apart where it can."""
    match box.kind:
        case "moment":
            return "2023-10-01T02:20:00+00:00"
        case "date":
            return "2023-10-01"
        case "choice" | "ticks":
            return box.choices[-1].code
        case "yes_no":
            return "no"
        case "scale":
            return str(box.high)
        case "number":
            return "7.5"
        case "long":
            return f"{box.code} 第一行\n第二行"
        case "words":
            return ""
        case _:
            return f"{box.code} 填写"


def filled(form: Form, *, first: bool) -> tuple[dict[str, str], dict[str, tuple[Row, ...]]]:
    """Every other box with a value, from the first or from the second on; a table has one row more than is printed."""
    values: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for place, box in enumerate(form.boxes()):
        if (place % 2 == 0) is not first:
            continue
        if box.kind == "table":
            rows[box.code] = tuple({c.code: sample(c) for c in box.columns} for _ in range(box.rows + 1))
        elif box.kind != "words":
            values[box.code] = sample(box)
    return values, rows


@dataclass(frozen=True)
class Read:
    """A Word file as somebody reads it: its grids with the cells of each row, and its other paragraphs."""

    grids: tuple[tuple[tuple[str, ...], ...], ...]
    paragraphs: tuple[str, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of all grids."""
        return tuple(row for grid in self.grids for row in grid)

    def beside(self) -> dict[str, list[str]]:
        """What stands to the right of each cell, or below it where it fills its row, in the order of the paper."""
        found: dict[str, list[str]] = defaultdict(list)
        for row, below in zip(self.rows, (*self.rows[1:], ("",)), strict=True):
            for cell, right in zip(row, (*row[1:], below[0] if len(row) == 1 else ""), strict=True):
                found[cell.split("\n")[0]].append(right)
        return found

    def table(self, label: str) -> tuple[tuple[str, ...], ...]:
        """The heads and the rows of the table with this name."""
        tables = (grid for grid in self.grids if len(grid) > 1 and len(grid[0]) == 1)
        return next(grid[1:] for grid in tables if grid[0][0].split("\n")[0] == label)

    @property
    def text(self) -> str:
        """Everything in it."""
        return "\n".join((*self.paragraphs, *(cell for row in self.rows for cell in row)))


def read(file: bytes) -> Read:
    """A Word file, read with another library's eyes than it was written with."""
    document = docx.Document(BytesIO(file))
    grids = tuple(tuple(_cells(row) for row in table._tbl.tr_lst) for table in document.tables)
    return Read(grids, tuple(paragraph.text for paragraph in document.paragraphs))


def _cells(row: CT_Row) -> tuple[str, ...]:
    return tuple("\n".join("".join(_text(p)) for p in cell.p_lst) for cell in row.tc_lst)


def _text(paragraph: CT_P) -> Iterator[str]:
    for each in paragraph.iter():
        tag = each.tag.rpartition("}")[2]
        if tag == "t":
            yield each.text or ""
        elif tag in {"br", "tab"}:
            yield {"br": "\n", "tab": "\t"}[tag]


def words(zh: str, en: str = "") -> Words:
    """A text in both languages."""
    return Words(zh=zh, en=en or zh)


@pytest.fixture(scope="session")
def forms() -> tuple[Form, ...]:
    """The forms of the shipped norms: records, requests, the on-site forms, the sheet of a hand-over."""
    return load_shipped("it-team").forms


@pytest.fixture(scope="session")
def visit() -> Form:
    """A form of a desk's own, with a box of each kind, visits, parts, and a receipt below the line."""
    solved = (Choice("all", words("全部解决", "Solved")), Choice("partly", words("部分解决", "Partly solved")))
    request = (
        Box("number", words("编号", "No."), source="paper.number"),
        Box("date", words("日期", "Date"), "date"),
        Box("unit", words("用户单位", "Customer")),
        Box("contact", words("联系人", "Contact")),
        Box("symptoms", words("故障现象", "Symptoms"), "long", wide=True),
    )
    work = (
        Box(
            "visits",
            words("上门记录", "Visits"),
            "table",
            rows=2,
            columns=(
                Box("arrived", words("到达时间", "Arrived"), "moment"),
                Box("left", words("离开时间", "Left"), "moment"),
                Box("who", words("服务工程师", "Engineer")),
            ),
        ),
        Box("steps", words("操作步骤", "Steps"), "table", columns=(Box("step", words("步骤", "Step"), "long"),)),
        Box("declared", words("我已充分了解上述须知，同意开始。", "I agree."), "words"),
        Box("backup", words("客户已备份", "Backed up"), "yes_no"),
        Box("consent", words("客户签字", "Signature"), "sign"),
    )
    user = (
        Box("verdict", words("解决情况", "Solved?"), "choice", choices=solved),
        Box("mark", words("满意度", "Mark"), "scale", low=1, high=3, note=words("3 最高", "3 is best")),
    )
    receipt = (
        Box("request_no", words("现场服务请求单号", "Request no."), source="paper.number"),
        Box("hours", words("工时", "Hours"), "number"),
    )
    return Form(
        "visit",
        words("现场服务请求单", "Request for on-site service"),
        "004",
        "XQ",
        (
            Section("request", words("热线工程师填写", "Hotline"), request, by="desk"),
            Section("work", words("现场服务", "On site"), work),
            Section("user", words("用户填写", "User"), user, by="user"),
            Section("receipt", words("回执", "Receipt"), receipt, by="archive", cut=True),
        ),
        notes=(words("注：48小时内录入系统。", "Note: entered within 48 hours."),),
    )
