"""What moves clocks, from the shell: `ticket stamp`, `wait`, `go-on`, and a unit that takes its tickets along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Here
from tests.cli.test_commands import ANSWERS, SUMMARY


@pytest.fixture
def at_desk(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


def test_what_happened_on_the_way_is_noted_and_a_wait_goes_on(at_desk: Here) -> None:
    """SITE-4, TKT-9: by a short number, at a time that was, in words or by code."""
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    assert "noted" in at_desk.good("ticket", "stamp", "1", "Departed", "--at", "-0m", "--words", "带备件")
    waits = at_desk.good("ticket", "wait", number, "--for", "user", "--reason", "等用户", "--until", "+2h")
    assert "(paused)" in waits
    ticket = json.loads(at_desk.good("ticket", "show", number, "--json"))
    assert (ticket["state"], ticket["waiting_kind"], list(ticket["stamps"])) == ("waiting", "user", ["depart"])
    assert ticket["resume_at"]
    assert "(paused)" not in at_desk.good("ticket", "go-on", number, "--at", "-0m")
    assert "Departed" in at_desk.good("ticket", "show", number)


def test_the_errors_are_those_of_the_desk(at_desk: Here) -> None:
    """SITE-4."""
    at_desk.good("ticket", "new", SUMMARY, *ANSWERS)
    for arguments, status, told in (
        (("stamp", "1", "flew"), 2, "depart"),
        (("stamp", "1", "arrive", "--at", "+1h"), 2, "still to come"),
        (("wait", "1", "--for", "rain", "--reason", "x"), 2, "user"),
        (("go-on", "1"), 5, "in progress"),
    ):
        done = at_desk.run("ticket", *arguments)
        assert (done.returncode, told in done.stderr) == (status, True), done.stderr


def test_a_unit_of_another_kind_asks_what_becomes_of_its_open_tickets(at_desk: Here, tmp_path: Path) -> None:
    """SLA-3, TKT-7: nothing is changed until somebody says whether they follow."""
    norm = tmp_path / "norm.toml"
    norm.write_text(
        'include = ["it-team.toml"]\ncode = "two-kinds"\n'
        '[[level_sets]]\ncode = "outside"\ntitle = {zh = "外部", en = "Outside"}\nsource = "ours"\n'
        'when = {customer = ["external"]}\n'
        '[[level_sets.levels]]\ncode = "all"\ntargets.respond = {within = "10m", calendar = "always"}\n',
        encoding="utf-8",
    )
    at_desk.good("norm", "use", str(norm))
    at_desk.good("unit", "add", "市场部")
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    refused = at_desk.run("unit", "add", "市场部", "--customer", "external")
    assert refused.returncode == 2
    assert number in refused.stdout
    assert "--move" in refused.stderr
    at_desk.good("unit", "add", "市场部", "--customer", "external", "--move")
    ticket = json.loads(at_desk.good("ticket", "show", number, "--json"))
    assert (ticket["customer"], ticket["version"], ticket["clocks"][0]["within"]) == ("external", 2, 600)
