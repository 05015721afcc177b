"""What is kept apart from a ticket, in a shell: originals opened with a reason, files in and safely out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tui_desk.cli import kept

IDENTITY = "330102199003071230"


@pytest.fixture
def number(shell: Shell, desk_file: Path) -> str:
    """A ticket whose private text was insisted on."""
    answers = ("name=张三", "unit=市场部", f"summary=身份证{IDENTITY}", "category=software", "scope=department")
    shell.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return shell.good("ticket", "new", *answers, "--insist", "社保局要核对").strip()


def test_exports_and_log_are_masked_and_the_original_is_opened_with_a_reason(shell: Shell, number: str) -> None:
    """TKT-15: masked in lists and exports; DESK-12: the look is on record."""
    for command in (("list", "--json"), ("show", number, "--json")):
        said = shell.good("ticket", *command)
        assert IDENTITY not in said
        assert "3301**********1230" in said
    opened = json.loads(shell.good("ticket", "unseal", number, "--reason", "回访", "--json"))
    assert [(each["field"], each["original"], each["reason"]) for each in opened] == [
        ("summary", IDENTITY, "社保局要核对")
    ]
    looks = json.loads(shell.good("ticket", "attachments", number, "--json"))["looks"]
    assert [look["reason"] for look in looks] == ["回访"]
    written = [path for path in shell.home.rglob("*") if path.is_file()]
    assert not [path for path in written if IDENTITY.encode() in path.read_bytes()]


def test_opening_needs_a_reason_and_something_kept(shell: Shell, number: str) -> None:
    """DESK-12."""
    assert shell.run("ticket", "unseal", number, "--reason", " ").returncode == 2
    answers = ("name=李四", "unit=市场部", "summary=无法打印", "category=software", "scope=department")
    plain = shell.good("ticket", "new", *answers).strip()
    assert shell.run("ticket", "unseal", plain, "--reason", "x").returncode == 13


def test_a_file_goes_in_and_comes_out_under_a_free_harmless_name(shell: Shell, number: str) -> None:
    """TKT-3 附截图/日志."""
    (shell.home / "屏幕 1.png").write_bytes(b"\x89PNG")
    assert "屏幕 1.png" in shell.good("ticket", "attach", number, "屏幕 1.png")
    for name in ("屏幕 1.png", "屏幕 1 (2).png"):
        shell.good("ticket", "attachments", number, "--save", "out")
        saved = shell.home / "out" / name
        assert saved.read_bytes() == b"\x89PNG"
        assert saved.stat().st_mode & 0o777 == 0o600
    assert shell.run("ticket", "attach", number, "out").returncode == 2
    assert shell.run("ticket", "attachments", number, "--save", "屏幕 1.png/out").returncode == 22


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("a\x1b[31m\nb.log", "a b.log"),
        ("C:\\Windows\\x.ini", "C__Windows_x.ini"),
        ("", "_"),
        ("..", "_"),
        ("字" * 200 + ".log", "字" * 65 + ".log"),
    ],
)
def test_the_name_of_a_saved_file_stays_in_its_folder(tmp_path: Path, name: str, safe: str) -> None:
    assert kept.safe_name(name) == safe
    assert kept.save(tmp_path, name, b"x") == tmp_path / safe


def test_a_link_that_lies_in_wait_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.log").symlink_to(tmp_path / "target")
    assert kept.save(tmp_path, "a.log", b"x") == tmp_path / "a (2).log"
    assert not (tmp_path / "target").exists()
