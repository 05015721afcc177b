"""The directory in a shell: people, units, and lists of them (CALL-5, CALL-17, DESK-5, REC-1, REC-2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tui_desk.cli.people_file import BadFile, open_file

LIST = (
    "姓名,工号,单位,简称,电话,称谓,主要联系人,协议开始,协议到期,协议级别\n"
    "单玉洁,SY001,东海蓝帆科技有限公司,蓝帆,13800138000;0571-88886666-8003,女士,是,2020-01-01,2021-01-01,金牌\n"
    "张三,ZS001,蓝帆,,5678,先生,,,,\n"
)


@pytest.fixture
def at(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


def write(at: Here, text: str, encoding: str = "utf-8") -> str:
    (at.home / "list.csv").write_bytes(text.encode(encoding))
    return "list.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_is_read_in_any_encoding_a_spreadsheet_writes(tmp_path: Path, encoding: str) -> None:
    """CALL-5."""
    (tmp_path / "list.csv").write_bytes(LIST.replace("\n", "\r\n").encode(encoding))
    file = open_file(tmp_path / "list.csv")
    assert file.encoding == encoding.removesuffix("-sig").upper()
    assert [(line, row[0]) for line, row in file.rows()] == [(2, "单玉洁"), (3, "张三")]


def test_a_list_is_imported_and_the_same_again_changes_nothing(at: Here) -> None:
    """CALL-5: a dry run does nothing."""
    file = write(at, LIST, "gb18030")
    assert "(GB18030): would add 2 people" in at.good("people", "import", "--dry-run", file)
    assert "(GB18030): 2 people added, 0 changed, 0 left; 1 units" in at.good("people", "import", file)
    assert "0 people added, 0 changed, 2 left; 0 units" in at.good("people", "import", file)
    assert "东海蓝帆科技有限公司" in at.good("people", "list", "zs"), "the unit by its full name"


def test_every_mistake_is_told_by_its_line_and_nothing_is_imported(at: Here) -> None:
    """CALL-5: the first ones on the screen, all of them in a file."""
    rows = "".join(f"张{n},1.38E+10,大王\n" for n in range(20))
    done = at.run("people", "import", write(at, f"姓名,电话,称谓\n李四,5678,先生\n{rows}"), "--errors", "wrong.txt")
    assert done.returncode == 2
    assert "line 3: “1.38E+10” was rounded by a spreadsheet" in done.stderr
    assert "40 mistakes; nothing was imported." in done.stderr
    assert len(done.stderr.splitlines()) == 11
    assert len((at.home / "wrong.txt").read_text("utf-8").splitlines()) == 40


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("甲,乙\n1,2\n".encode(), "no column is called 姓名"),
        (b"", "the first line must hold the heads"),
        ("姓名\n张三\n".encode() + b"\xff\xff\xff\n", "neither UTF-8 nor GB18030 (line 3)"),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    """CALL-5."""
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(BadFile) as refused:
        open_file(tmp_path / "list.csv")
    assert said in str(refused.value)


def test_columns_that_are_not_understood_are_told(tmp_path: Path) -> None:
    """TKT-15: an identity number is never brought in; a semicolon separates as well."""
    (tmp_path / "list.csv").write_text("姓名;电话;身份证号\n张三;5678;110101199003070000\n", "utf-8")
    assert open_file(tmp_path / "list.csv").heads.unknown == ("身份证号",)


def test_a_person_is_added_edited_and_found(at: Here) -> None:
    """CALL-5, CALL-6, REC-2."""
    at.good("people", "add", "单玉洁", "--staff-no", "S1", "--phone", "0571-88886666-8003", "--title", "女士")
    at.good("people", "edit", "s1", "--main-contact", "--phone", "8004", "--unit", "市场部")
    listed = at.good("people", "list", "8004")
    assert "单玉洁" in listed
    assert "yes" in listed
    at.good("people", "add", "张三", "--phone", "8004")
    done = at.run("people", "edit", "8004", "--note", "x")
    assert (done.returncode, "单玉洁 S1" in done.stderr) == (2, True), "two have this number: neither is changed"


def test_a_unit_shows_its_agreement_and_warranty(at: Here) -> None:
    """CALL-17, DESK-5, REC-1: out of date is said."""
    at.good(
        "unit", "add", "东海蓝帆科技有限公司", "--short-name", "蓝帆", "--phone", "0571-88886666",
        "--agreement", "2020-01-01", "2021-01-01", "--level", "金牌", "--warranty", "打印机", "S-1", "2020-06-01",
    )  # fmt: skip
    at.good("people", "add", "李四", "--unit", "蓝帆", "--phone", "8003", "--main-contact")
    shown = at.good("unit", "show", "蓝帆")
    for words in (
        "OUT OF DATE  金牌  2020-01-01 - 2021-01-01",
        "打印机  S-1  until 2020-06-01",
        "warranty over",
        "李四  8003  main contact",
    ):
        assert words in shown
    at.good("unit", "add", "蓝帆", "--level", "银牌")
    assert "银牌" in at.good("unit", "list", "lf")
    assert at.run("unit", "show", "别家").returncode == 2
