"""`tui-desk norm check` tells which service levels a norm has, and who gets what."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Shell

OURS = """
include = ["levels-complexity.toml", "levels-on-site.toml", "levels-at-once.toml", "support-guide.toml"]
code = "ours"
"""


def test_norm_check_tells_the_sets_in_the_order_in_which_they_are_asked(shell: Shell, tmp_path: Path) -> None:
    """SLA-4, SLA-6, SLA-12: with their sources; what stands beside is marked."""
    norm = tmp_path / "ours.toml"
    norm.write_text(OURS, "utf-8")
    sets = shell.good("norm", "check", str(norm)).splitlines()[1:]
    assert [line.split(":")[0].split() for line in sets] == [
        ["1", "complexity"], ["2", "on-site"], ["3", "at-once"], ["4", "ours"],
    ]  # fmt: skip
    assert ["(beside)" in line for line in sets] == [False, True, False, False]
    assert "004 软件售后服务规范" in sets[1]


def test_norm_check_lists_who_gets_what(shell: Shell, tmp_path: Path) -> None:
    """SLA-2, SLA-4, SLA-6, SLA-12: conditions, target, calendar, and from when it counts."""
    norm = tmp_path / "ours.toml"
    norm.write_text(OURS, "utf-8")
    table = shell.good("norm", "check", str(norm), "--levels").splitlines()[5:]
    rows = [tuple(line.split()) for line in table]
    for row in (
        ("complexity", "complexity=complex", "Resolve", "10", "workdays", "workdays", "the", "opening"),
        ("complexity", "every", "ticket", "Assess", "24", "h", "always", "the", "opening"),
        ("at-once", "Urgent", "Respond", "at", "once", "always", "the", "opening"),
        ("ours", "High", "Resolve", "4", "h", "/", "Workaround", "workdays", "the", "opening"),
        ("ours", "High", "Depart", "1", "h", "workdays", "Remote", "help", "failed"),
    ):
        assert row in rows
    (on_site,) = [row for row in rows if row[:2] == ("+", "on-site")]
    assert on_site[-5:] == ("the", "opening", "(Remote", "help", "failed)")
