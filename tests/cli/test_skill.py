"""Skills in a shell: listed, set, removed, brought in as a list (DESK-4)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tui_desk.cli.people_file import BadFile
from tui_desk.cli.skill_file import open_file


@pytest.fixture
def at(here: Here, desk_file: Path) -> Here:
    """A shell at a desk with an engineer."""
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    here.good("officer", "add", "wang", "--staff-no", "NT002", "--name", "王工", "--role", "engineer")
    return here


def write(at: Here, text: str, encoding: str = "utf-8") -> str:
    (at.home / "skills.csv").write_bytes(text.encode(encoding))
    return "skills.csv"


def test_a_skill_is_set_listed_and_removed(at: Here) -> None:
    """DESK-4: the level follows from the score."""
    assert at.good("skill", "list") == "No skills are on record. See: tui-desk skill set --help\n"
    assert (
        at.good("skill", "set", "wang", "category", "network", "35") == "NT002: Network 35, level L4 Technical lead\n"
    )
    heads, row = at.good("skill", "list").splitlines()
    assert heads.split() == ["officer", "skill", "in", "skill", "score", "level", "reached", "missing", "for", "more"]
    assert row.split() == ["NT002", "王工", "category", "Network", "35", "L4", "Technical", "lead"]
    assert heads.index("skill in") == row.index("category") + 2, "two Chinese characters take four cells"
    told = json.loads(at.good("skill", "list", "NT002", "--json"))
    assert told == [
        {
            "officer": "NT002",
            "name": "王工",
            "subject": "category",
            "what": "network",
            "score": 35,
            "level": "L4",
            "abilities": [],
            "missing": [],
        }
    ]
    assert at.good("skill", "remove", "NT002", "category", "Network") == "NT002: Network is removed.\n"
    assert json.loads(at.good("skill", "list", "--json")) == []


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        (("set", "NT002", "category", "magic", "1"), 2, "“magic” cannot be used for a category. Use"),
        (("set", "NT002", "category", "network", "many"), 2, "“many” cannot be used for a score"),
        (("set", "nobody", "category", "network", "1"), 2, "“nobody” cannot be used for an officer"),
        (("remove", "NT002", "product", "SAP"), 80, "NT002 has no skill “SAP” on record. There are: none."),
        (("list", "nobody"), 2, "“nobody” cannot be used for an officer"),
    ],
)
def test_what_cannot_be_is_said(at: Here, told: tuple[str, ...], status: int, said: str) -> None:
    """DESK-4."""
    done = at.run("skill", *told)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_is_imported_and_the_same_again_changes_nothing(at: Here, encoding: str) -> None:
    """DESK-4: a dry run does nothing."""
    file = write(at, "工号,对象,名称,分数,能力\r\nNT002,类别,网络异常,35,\r\nwang,产品,扫码枪,22,\r\n", encoding)
    assert at.good("skill", "import", "--dry-run", file) == "skills.csv: would add 2 skills, change 0, leave 0.\n"
    assert at.good("skill", "import", file) == "skills.csv: 2 skills added, 0 changed, 0 left.\n"
    assert at.good("skill", "import", file) == "skills.csv: 0 skills added, 0 changed, 2 left.\n"
    assert "扫码枪" in at.good("skill", "list")


def test_every_mistake_is_told_by_its_line_and_nothing_is_imported(at: Here) -> None:
    """DESK-4: all or nothing, errors by line; the first on the screen, all of them in a file."""
    rows = "".join(f"NT002,category,magic{n},1,\n" for n in range(12))
    text = f"officer,subject,name,score,abilities\nNT002,category,network,35,\n{rows}XX,category,network,1,\n"
    done = at.run("skill", "import", write(at, text), "--errors", "wrong.txt")
    assert done.returncode == 2
    assert "line 3: “magic0” is no category of the norm: use one of account" in done.stderr
    assert "13 mistakes; nothing was imported." in done.stderr
    wrong = (at.home / "wrong.txt").read_text("utf-8").splitlines()
    assert wrong[-1] == "line 15: “XX” is no officer of this desk: use one of DM001, NT002"
    assert json.loads(at.good("skill", "list", "--json")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "missing: officer, subject, name, score"),
        ("工号,名称\nNT002,网络\n".encode(), "missing: subject, score"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030 (line 1)"),
    ],
)
def test_a_file_that_is_no_list_says_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    """DESK-4."""
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(BadFile) as refused:
        open_file(tmp_path / "list.csv")
    assert said in str(refused.value)
