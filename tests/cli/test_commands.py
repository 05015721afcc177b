"""The shell twin of the desk: what its commands do, and what they write."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Here, Shell, set_up
from tui_desk.cli import terminal
from tui_desk.cli.ticket import ROW_FIELDS

ANSWERS = ("name=张三", "unit=市场部", "category=software", "scope=department")
SUMMARY = "summary=无法登录OA系统，提示“用户名或密码错误”"


@pytest.fixture
def at_desk(here: Here, desk_file: Path) -> Here:
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


def test_a_newcomer_sets_a_desk_up_and_registers_a_ticket_with_two_lines(shell: Shell) -> None:
    shell.good("init")
    assert shell.good("ticket", "new", SUMMARY, *ANSWERS).startswith("IT-")


def test_the_same_draft_gives_the_same_ticket(at_desk: Here) -> None:
    first = at_desk.good("ticket", "new", SUMMARY, *ANSWERS, "--draft", "call-1")
    assert at_desk.good("ticket", "new", SUMMARY, *ANSWERS, "--draft", "call-1") == first


def test_missing_answers_are_all_named(at_desk: Here) -> None:
    done = at_desk.run("ticket", "new", SUMMARY)
    assert done.returncode == 2
    for code in ("name", "unit", "category", "scope"):
        assert f"({code})" in done.stderr


def test_a_list_of_fewer_than_no_tickets_is_refused(at_desk: Here) -> None:
    assert at_desk.run("ticket", "list", "--limit", "-1").returncode == 2


def test_answers_come_from_json_on_stdin_and_choices_by_their_label(at_desk: Here) -> None:
    answers = {
        "summary": "打印任务无响应",
        "name": "冯丽",
        "unit": "人事部",
        "category": "硬件故障",
        "scope": "non_core",
    }
    ticket = json.loads(at_desk.good("ticket", "new", "--input", "-", "--json", typed=json.dumps(answers)))
    assert (ticket["category"], ticket["priority"]) == ("hardware", "medium")


def test_ones_own_priority_stands_above_the_proposal_and_both_are_kept(at_desk: Here) -> None:
    raised = ("--priority", "urgent", "--reason", "投标")
    ticket = json.loads(at_desk.good("ticket", "new", SUMMARY, *ANSWERS, *raised, "--json"))
    assert (ticket["priority"], ticket["proposed_priority"], ticket["priority_reason"]) == ("urgent", "high", "投标")


def test_what_should_be_closed_today_is_listed_apart(at_desk: Here) -> None:
    """TKT-14: what came in today before 17:00; the desk of the tests stands in Shanghai."""
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    listed = at_desk.good("ticket", "list", "--same-day")
    early = datetime.now(ZoneInfo("Asia/Shanghai")).hour < 17
    assert (number in listed) == early
    assert early or "to be closed today" in listed


def test_the_fields_of_a_listed_ticket_stay_as_they_are(at_desk: Here) -> None:
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    [row] = json.loads(at_desk.good("ticket", "list", "--json"))
    assert tuple(row) == ROW_FIELDS
    assert (row["number"], row["state"], row["due_what"]) == (number, "open", "respond")


def test_a_shown_ticket_has_its_history(at_desk: Here) -> None:
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    at_desk.language = "zh"
    assert "登记" in at_desk.good("ticket", "show", number)
    assert json.loads(at_desk.good("ticket", "show", number, "--json"))["events"][0]["kind"] == "registered"


def test_columns_of_chinese_and_english_line_up_in_cells(at_desk: Here) -> None:
    at_desk.good("ticket", "new", SUMMARY, *ANSWERS)
    at_desk.good("ticket", "new", "summary=VPN drops", "name=Li", "unit=R&D", "category=network", "scope=core")
    heading, *rows = at_desk.good("ticket", "list").splitlines()
    edge = terminal.cells(heading[: heading.index("problem")])
    for row, summary in zip(rows, ("VPN", "无法"), strict=True):
        assert terminal.cells(row[: row.index(summary)]) == edge


def test_controls_from_the_shell_are_taken_out_with_a_notice_and_never_come_back(at_desk: Here) -> None:
    hostile = "summary=\x1b]52;c;aGk=\x07\x1b[31m[/closed] 断网\u202egnp\x9b2J"
    done = at_desk.run("ticket", "new", hostile, *ANSWERS)
    assert "control characters" in done.stderr
    number = done.stdout.strip()
    for output in (at_desk.good("ticket", "list"), at_desk.good("ticket", "show", number, "--json")):
        assert "[/closed] 断网" in output
        assert not set(output) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_controls_planted_in_the_database_never_reach_the_terminal(at_desk: Here, desk_file: Path) -> None:
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    with sqlite3.connect(desk_file) as database:
        database.execute("UPDATE ticket SET summary = ?", ("\x1b[2J\x9b31m断网\u202e",))
        for table, column in (("ticket", "record"), ("event", "changes")):
            database.execute(
                f"UPDATE {table} SET {column} = replace({column}, '无法登录OA', '断网' || char(155, 8238))"
            )
    for command in (("list",), ("list", "--json"), ("show", number), ("show", number, "--json")):
        output = at_desk.good("ticket", *command)
        assert not set(output) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert "断网" in output or "\\u65ad\\u7f51" in output


def test_one_who_joins_is_an_operator_and_roles_can_be_several(at_desk: Here) -> None:
    at_desk.good("officer", "add", "bob", "--name", "鲍勃", "--staff-no", "OP7")
    at_desk.good("officer", "add", "eve")
    at_desk.good("officer", "role", "OP7", "--role", "engineer", "--role", "manager")
    roles = {officer["login"]: officer["roles"] for officer in json.loads(at_desk.good("officer", "list", "--json"))}
    assert roles["bob"] == ["engineer", "manager"]
    assert roles["eve"] == ["operator"]


def test_the_last_administrator_stays_one(at_desk: Here) -> None:
    assert at_desk.run("officer", "role", "DM001", "--role", "engineer").returncode == 29


def test_an_officer_is_not_added_twice(at_desk: Here) -> None:
    at_desk.good("officer", "add", "bob")
    assert at_desk.run("officer", "add", "bob").returncode == 2


def test_people_are_found_by_phone_staff_number_and_name(at_desk: Here) -> None:
    at_desk.good("people", "add", "刘芳", "--phone", "3114", "--staff-no", "CW014", "--unit", "财务部")
    for text in ("3114", "CW014", "刘"):
        assert "财务部" in at_desk.good("people", "list", text)


def test_each_ticket_keeps_the_norm_it_was_opened_under(at_desk: Here) -> None:
    number = at_desk.good("ticket", "new", SUMMARY, *ANSWERS).strip()
    at_desk.good("norm", "use", "support-guide")
    assert json.loads(at_desk.good("ticket", "show", number, "--json"))["norm_code"] == "it-team"
    assert "support-guide" in at_desk.good("norm", "list")


def test_doctor_finds_a_sound_desk_in_order(at_desk: Here) -> None:
    at_desk.good("ticket", "new", SUMMARY, *ANSWERS)
    report = at_desk.good("doctor")
    assert "count=1" in report
    assert "BAD" not in report


def test_doctor_says_what_to_do_about_a_dumb_terminal(at_desk: Here) -> None:
    at_desk.variables["TERM"] = "dumb"
    done = at_desk.run("doctor")
    assert done.returncode == 1
    assert "Set TERM" in done.stdout


def test_a_shared_folder_gives_its_group_every_file(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    said = shell.good("init", "--shared", str(folder))
    shell.good("--database", next(str(file) for file in folder.glob("*.sqlite")), "ticket", "list")
    assert str(folder) in said
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2770
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o660}


def test_the_desks_own_language_holds_until_one_chooses_another(shell: Shell, tmp_path: Path) -> None:
    shell.language = ""
    shell.variables |= {"LANG": "zh_CN.UTF-8", "TUI_DESK_DATABASE": str(set_up(tmp_path / "english.sqlite"))}
    assert "No ticket is open" in shell.good("ticket", "list")
    assert "没有未关闭的工单" in shell.good("--lang", "zh", "ticket", "list")


def test_command_line_stands_above_environment_and_that_above_the_config_file(shell: Shell, tmp_path: Path) -> None:
    places = [str(tmp_path / f"{name}.sqlite") for name in ("file", "variable", "option")]
    shell.config.write_text(f'database = "{places[0]}"\n')
    assert places[0] in shell.run("ticket", "list").stderr
    shell.variables["TUI_DESK_DATABASE"] = places[1]
    assert places[1] in shell.run("ticket", "list").stderr
    assert places[2] in shell.run("--database", places[2], "ticket", "list").stderr


def test_an_output_that_knows_no_chinese_shows_the_rest(shell: Shell, desk_file: Path) -> None:
    shell.variables |= {"TUI_DESK_DATABASE": str(desk_file), "PYTHONIOENCODING": "ascii"}
    number = shell.good("ticket", "new", *ANSWERS, SUMMARY).strip()
    assert number in shell.good("ticket", "list")


def test_a_closed_pipe_ends_quietly(at_desk: Here) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "tui_desk", "ticket", "questions"],
        env=at_desk.environment,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert done.stderr == b""
