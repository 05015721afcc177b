"""`tui-desk roster`: planned, brought in and written as files, signed on from a shell (DESK-2)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.cli.conftest import Here
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.store import open_store

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = (datetime.now(ZONE).date().replace(day=1) + timedelta(days=62)).replace(day=1)
"""The first day of a month that is not fixed yet, whenever the tests run."""
MONTH = f"{FIRST:%Y-%m}"


@pytest.fixture
def desk_at(here: Here, desk_file: Path) -> Here:
    """A shell at a desk with three officers."""
    with open_store(str(desk_file)) as store:
        desk = Desk(store)
        lead = next(iter(desk.officers()))
        for staff_no, name in (("OP001", "王芳"), ("OP002", "=cmd()")):
            desk.put_officer(Officer(staff_no, name, staff_no.lower(), frozenset({Role.OPERATOR})), by=lead)
    here.variables["TUI_DESK_DATABASE"] = str(desk_file)
    return here


def shifts(here: Here, month: str = MONTH) -> list[dict[str, Any]]:
    """What stands on the roster."""
    found: list[dict[str, Any]] = json.loads(here.good("roster", "show", "--month", month, "--json"))
    return found


def said(here: Here) -> list[tuple[str, ...]]:
    """Who has which shift when."""
    return [tuple(str(each[key]) for key in ("officer", "kind", "post", "starts_at")) for each in shifts(here)]


def test_a_pattern_is_planned_and_shown(desk_at: Here) -> None:
    """DESK-2."""
    until = f"{FIRST + timedelta(days=15)}"
    planned = desk_at.good("roster", "plan", "op001", f"{FIRST}", "白夜休休", "--until", until, "--post", "engineer")
    assert "8 shifts" in planned
    assert len(shifts(desk_at)) == 8
    table = desk_at.good("roster", "show", "--month", MONTH)
    assert "王芳" in table
    day = desk_at.good("roster", "show", "--day", f"{FIRST}")
    assert "08:00–18:00" in day


def test_what_is_exported_is_imported_again(desk_at: Here, tmp_path: Path) -> None:
    """DESK-2: CSV to the desk and back; a second import changes nothing; hours of one's own survive."""
    file = tmp_path / "roster.csv"
    rows = ["工号,日期,班次,岗位", f"OP001,{FIRST},白班,热线", f"OP002,{FIRST:%Y/%m/%d},夜班,值班经理"]
    rows.append(f"-,{FIRST},day,")
    file.write_bytes("\r\n".join(rows).encode("gb18030"))
    assert "GB18030" in desk_at.good("roster", "import", str(file), "--dry-run")
    assert shifts(desk_at) == []
    desk_at.good("roster", "import", str(file))
    before = said(desk_at)
    assert sorted(who for who, *_ in before) == ["", "OP001", "OP002"]
    out = tmp_path / "out.csv"
    desk_at.good("roster", "export", "--csv", str(out), "--month", MONTH)
    assert b"'=cmd()" in out.read_bytes(), "no spreadsheet runs a name"
    for each in shifts(desk_at):
        desk_at.good("roster", "cancel", each["id"])
    assert shifts(desk_at) == []
    desk_at.good("roster", "import", str(out))
    assert sorted(said(desk_at)) == sorted(before)
    assert "would add 0 shifts, leave 3" in desk_at.good("roster", "import", str(out), "--dry-run")


def test_mistakes_are_told_by_line_and_nothing_is_imported(desk_at: Here, tmp_path: Path) -> None:
    """DESK-2: all of it or nothing."""
    file = tmp_path / "roster.csv"
    rows = ["officer,date,shift", f"OP001,{FIRST},day", f"XX,{FIRST},day", f"OP001,{FIRST},早班"]
    rows.append(f"OP001,{FIRST},day,x")
    file.write_text("\n".join([*rows, f"OP002,{FIRST - timedelta(days=90)},day"]), "utf-8")
    done = desk_at.run("roster", "import", str(file))
    assert done.returncode == 2
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()][:3] == ["line 3", "line 4", "line 6"]
    assert shifts(desk_at) == []
    file.write_text("a,b\n1,2\n", "utf-8")
    assert desk_at.run("roster", "import", str(file)).returncode == 2


def test_the_calendar_file_is_read_by_its_library_and_its_bytes_are_stable(desk_at: Here, tmp_path: Path) -> None:
    """DESK-2: UID, DTSTAMP from the plan, the desk's zone; a cancelled shift is told as such."""
    desk_at.good("roster", "plan", "op001", f"{FIRST}", "night")
    desk_at.good("roster", "plan", "op002", f"{FIRST}", "day", "--post", "manager")
    gone = shifts(desk_at)[0]
    desk_at.good("roster", "cancel", gone["id"])
    one, other = tmp_path / "a.ics", tmp_path / "b.ics"
    for file in (one, other):
        desk_at.good("roster", "export", "--ics", str(file), "--month", MONTH)
    assert one.read_bytes() == other.read_bytes()
    events: dict[str, Any] = {str(each["uid"]): each for each in Calendar.from_ical(one.read_bytes()).walk("VEVENT")}
    assert len(events) == 2
    assert str(events[f"{gone['id']}@tui-desk"]["status"]) == "CANCELLED"
    (kept,) = shifts(desk_at)
    event = events[f"{kept['id']}@tui-desk"]
    assert event["dtstart"].dt == datetime(FIRST.year, FIRST.month, 1, 18, tzinfo=ZONE)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=14)
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["dtstamp"].dt.utcoffset() == timedelta(0)
    assert "王芳" in str(event["summary"])


def test_one_signs_on_leaves_comes_back_and_does_not_sign_off_without_a_hand_over(desk_at: Here) -> None:
    """DESK-2: from a shell too; each refusal has a status of its own."""
    assert desk_at.run("roster", "on").returncode == 61
    now = datetime.now(ZONE)
    today = now.date() if now.hour >= 8 else now.date() - timedelta(days=1)
    kind = "day" if 8 <= now.hour < 18 else "night"
    assert desk_at.run("roster", "plan", "DM001", f"{today}", kind).returncode == 2, "it is fixed: a reason is asked"
    desk_at.good("roster", "plan", "DM001", f"{today}", kind, "--reason", "替班")
    assert "not in order yet" in desk_at.good("roster", "on", "forms", "电话")
    assert "ready" in desk_at.good("roster", "on", "--words", "堵车")
    desk_at.good("roster", "away", "会议")
    desk_at.good("roster", "back")
    assert desk_at.run("roster", "off").returncode == 62
    (mine,) = json.loads(desk_at.good("roster", "show", "--day", f"{today}", "--json"))
    assert (mine["late"], mine["reason"], mine["ready"]) == (True, "替班", ["forms", "phone", "pen", "desk"])


def test_a_shift_is_given_to_somebody_else(desk_at: Here) -> None:
    """DESK-2."""
    id_ = desk_at.good("roster", "plan", "-", f"{FIRST}", "day").strip()
    desk_at.good("roster", "give", id_, "王芳")
    assert [each["officer"] for each in shifts(desk_at)] == ["OP001"]
    assert desk_at.run("roster", "give", "none", "OP001").returncode == 60
    assert desk_at.run("roster", "show", "--month", "2026-13").returncode == 2
    assert desk_at.run("roster", "plan", "OP001", "never", "day").returncode == 2
