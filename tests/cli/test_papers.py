"""Papers in a shell: made, shown, printed from the norm's or own templates, entered when they come back (SITE-9)."""

from __future__ import annotations

import json
import stat
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Here
from tests.forms.conftest import read

ANSWERS = ("name=王芳", "unit=市场部", "category=software", "scope=department", "channel=phone")


@pytest.fixture
def at_desk(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


@pytest.fixture
def paper(at_desk: Here) -> str:
    """The number of a request for a visit."""
    ticket = at_desk.good("ticket", "new", "summary=无法登录OA系统", *ANSWERS).strip()
    return at_desk.good("paper", "new", ticket, "site-request").strip()


def test_a_paper_is_made_listed_and_shown_in_frames(at_desk: Here, paper: str) -> None:
    """SITE-1, SITE-9: what the desk knows stands in its boxes; one request makes one paper."""
    assert paper in at_desk.good("paper", "list")
    text = at_desk.good("paper", "show", paper, "--lang", "zh")
    assert f"编号：{paper}" in text
    assert "联系人：王芳" in text
    assert "信息来源：[x] 电话" in text
    assert "Contact: 王芳" in at_desk.good("paper", "show", paper, "--width", "60")
    ticket = json.loads(at_desk.good("paper", "list", "--json"))[0]["ticket"]
    first = at_desk.good("paper", "new", ticket, "site-request", "--id", "r1")
    assert at_desk.good("paper", "new", ticket, "site-request", "--id", "r1") == first != f"{paper}\n"


def test_a_paper_is_printed_under_its_number_and_never_over_another_file(at_desk: Here, paper: str) -> None:
    """SITE-9: the file is its owner's alone; --force writes over it; the same paper has the same bytes."""
    assert at_desk.good("paper", "print", paper).strip() == f"{paper}.docx"
    file = at_desk.home / f"{paper}.docx"
    first = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(first).beside()["Contact"] == ["王芳"]
    file.write_bytes(b"mine")
    refused = at_desk.run("paper", "print", paper)
    assert refused.returncode == 22
    assert "--force" in refused.stderr
    assert file.read_bytes() == b"mine"
    at_desk.good("paper", "print", paper, "--force")
    assert file.read_bytes() == first
    assert [each.name for each in at_desk.home.iterdir() if "docx" in each.name] == [file.name]


def test_printing_notes_that_it_is_given_out_only_when_asked_and_a_lost_one_stays_listed(
    at_desk: Here, paper: str
) -> None:
    """SITE-6, SITE-9: and says what is still empty on it."""
    at_desk.good("paper", "print", paper, "-o", "a.docx")
    assert at_desk.good("paper", "list", "--out").strip() == "There is no such paper."
    done = at_desk.run("paper", "print", paper, "-o", "b.docx", "--out")
    assert done.returncode == 0
    assert "On-site engineer" in done.stderr
    assert json.loads(at_desk.good("paper", "list", "--out", "--json"))[0]["state"] == "out"
    assert at_desk.good("paper", "lost", paper, "掉在车上").strip() == f"{paper}: lost"
    assert "lost" in at_desk.good("paper", "list", "--out")


def test_a_returned_paper_is_found_by_its_number_and_entered(at_desk: Here, paper: str) -> None:
    """SITE-4 to SITE-6, SITE-10: boxes by code or name, two visits, in Chinese or English."""
    at_desk.good("paper", "print", paper, "-o", "a.docx", "--out")
    assert paper in at_desk.good("paper", "find", paper.lower().replace("-", " "))
    visits = ("上门记录.到达时间=-3h", "visits.left=-2h", "visits.2.arrived=-1h", "visits.2.left=-30m")
    boxes = ("解决情况=部分解决", "solution=换网线", "signature=王芳", "on_time=是", "next_step=换交换机")
    assert at_desk.good("paper", "enter", paper, *boxes).strip() == f"{paper}: come back"
    at_desk.good("paper", "write", paper, *visits)
    at_desk.good("paper", "print", paper, "-o", "back.docx", "--lang", "zh")
    back = read((at_desk.home / "back.docx").read_bytes())
    assert back.beside()["解决情况"] == ["□全部解决 ☑部分解决 □未解决"]
    assert len([row for row in back.table("上门记录")[1:] if row[1] and row[2]]) == 2
    at_desk.good("paper", "write", paper, "visits.2.left=-20m", "opinion=态度好")
    assert len(read_table(at_desk, paper)) == 2
    assert at_desk.good("paper", "file", paper).strip() == f"{paper}: filed"


def read_table(at_desk: Here, paper: str) -> list[tuple[str, ...]]:
    at_desk.good("paper", "print", paper, "-o", "again.docx", "--force")
    return [row for row in read((at_desk.home / "again.docx").read_bytes()).table("Visits")[1:] if row[1]]


def test_a_mistyped_number_and_a_box_that_is_none_are_told(at_desk: Here, paper: str) -> None:
    """SITE-6: the check digit tells; the sentence says what to do."""
    wrong = paper[:-1] + str((int(paper[-1]) + 1) % 10)
    assert paper in at_desk.run("paper", "find", wrong).stderr
    for box in ("nonsense=1", "visits.nonsense=1", "visits.0.left=-1m", "visits=1", "opinion"):
        done = at_desk.run("paper", "write", paper, box)
        assert done.returncode == 2, box
        assert "a box" in done.stderr


def test_private_text_stays_masked_and_a_void_paper_says_that_it_is(at_desk: Here, paper: str) -> None:
    """SITE-9, TKT-15."""
    at_desk.good("paper", "write", paper, "opinion=身份证号 11010519491231002X")
    assert "11010519491231002X" not in at_desk.good("paper", "show", paper)
    assert at_desk.good("paper", "void", paper, "开错了").strip() == f"{paper}: void"
    shown = at_desk.good("paper", "show", paper, "--lang", "zh")
    assert "东海服务台 已作废" in shown
    assert "1101**********002X" in shown


def test_an_empty_form_is_printed_for_the_pad(at_desk: Here) -> None:
    """SITE-9: each form of the norm, as Word or as text."""
    assert "technical-service" in at_desk.good("paper", "forms")
    at_desk.good("paper", "blank", "technical-service", "-o", "blank.docx")
    paper = read((at_desk.home / "blank.docx").read_bytes())
    assert paper.beside()["Customer's signature"] == [""]
    assert "Customer's signature: ____________" in at_desk.good("paper", "blank", "technical-service", "--text")
    unknown = at_desk.run("paper", "blank", "nonsense")
    assert unknown.returncode != 0
    assert "technical-service" in unknown.stderr


def test_a_template_is_exported_edited_checked_and_used(at_desk: Here, paper: str) -> None:
    """SITE-9: a desk edits its forms in Word."""
    at_desk.good("paper", "templates", "export", "mine", "--form", "site-request")
    file = at_desk.home / "mine/site-request.docx"
    document = docx.Document(BytesIO(file.read_bytes()))
    document.paragraphs[0].insert_paragraph_before("东海公司第 {{ card_no }} 号卡")
    document.save(str(file))
    assert "has every box" in at_desk.good("paper", "templates", "check", str(file))
    at_desk.good("paper", "templates", "use", str(file))
    assert "site-request.docx" in at_desk.good("paper", "forms")
    at_desk.good("paper", "write", paper, "card_no=K-778")
    at_desk.good("paper", "print", paper, "-o", "own.docx")
    own = read((at_desk.home / "own.docx").read_bytes())
    assert own.paragraphs[0] == "东海公司第 K-778 号卡"
    at_desk.good("paper", "templates", "remove", "site-request")
    at_desk.good("paper", "print", paper, "-o", "norms.docx")
    assert read((at_desk.home / "norms.docx").read_bytes()).paragraphs[0] == "东海服务台"


def test_a_template_that_lacks_a_box_is_told_and_one_with_a_stranger_is_refused(at_desk: Here) -> None:
    """SITE-9."""
    at_desk.good("paper", "templates", "export", "mine", "--form", "site-request")
    file = at_desk.home / "mine/site-request.docx"
    document = docx.Document(BytesIO(file.read_bytes()))
    cell = next(c for table in document.tables for c in table._cells if c.text == "{{ card_no }}")
    cell.paragraphs[0].runs[0].text = ""
    document.save(str(file))
    checked = at_desk.run("paper", "templates", "check", str(file))
    assert checked.returncode == 2
    assert "card_no" in checked.stdout
    assert "card_no" in at_desk.good("paper", "templates", "use", str(file))
    cell.paragraphs[0].runs[0].text = "{{ nonsense }}"
    document.save(str(file))
    refused = at_desk.run("paper", "templates", "use", str(file))
    assert refused.returncode == 2
    assert "nonsense" in refused.stderr


def test_a_file_that_is_no_template_is_told_in_one_sentence(at_desk: Here) -> None:
    """SITE-9."""
    (at_desk.home / "x.docx").write_bytes(b"no")
    done = at_desk.run("paper", "templates", "check", "x.docx")
    assert done.returncode == 2
    assert "no Word file" in done.stderr
    assert "Name it" in at_desk.run("paper", "templates", "use", _plain(at_desk.home)).stderr
    assert at_desk.run("paper", "templates", "check", "nowhere.docx").returncode == 2


def _plain(home: Path) -> str:
    """A Word file that nobody made a template of."""
    docx.Document().save(str(home / "plain.docx"))
    return "plain.docx"
