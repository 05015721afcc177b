"""`tui-desk import tickets|map`: files as they come, processes that are killed, lines to be mended (TKT-1, TKT-16)."""

from __future__ import annotations

import csv
import gzip
import os
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Here, Shell
from tui_desk import host
from tui_desk.cli.people_file import BadFile
from tui_desk.cli.ticket_file import TicketFile
from tui_desk.cli.ticket_map import SHIPPED, MapMistake, check_map, read_map
from tui_desk.desk.desk import Desk
from tui_desk.store import open_store

MAP = """
source = "old tool"
zone = "UTC"
[fields]
number = "No."
opened_at = "opened"
resolved_at = "solved"
closed_at = "solved"
summary = "what"
priority = { column = "level", values = { 1 = "urgent", 2 = "high" } }
"""
HEADS = "No.,opened,solved,level,what\n"


class Import:
    """A folder with a desk, a map and a file."""

    def __init__(self, shell: Shell, desk_file: Path) -> None:
        self.shell, self.desk_file, self.folder = shell, desk_file, desk_file.parent
        self.map, self.file = self.folder / "map.toml", self.folder / "tickets.csv"
        self.map.write_text(MAP, encoding="utf-8")
        self.errors = self.folder / "tickets.csv.errors.csv"

    def arguments(self, *more: str, file: Path | None = None) -> list[str]:
        """The command line that imports."""
        return [
            "--database",
            str(self.desk_file),
            "import",
            "tickets",
            str(file or self.file),
            "--map",
            str(self.map),
            *more,
        ]

    def run(self, *more: str, file: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Import."""
        return self.shell.run(*self.arguments(*more, file=file))

    def here(self) -> None:
        """Import in this process: every line is good."""
        plan, name = read_map(str(self.map))
        file = TicketFile(self.file, plan.encoding, plan.delimiter)
        with closing(open_store(str(self.desk_file))) as store:
            desk = Desk(store)
            check_map(plan, name, file.heads, desk.foreign.codes())
            (*_, tally) = desk.foreign.bring_in(plan, file.heads, file.rows(), by=desk.sign_in(host.login()))
        file.close()
        assert not tally.wrong, tally.refused

    def tickets(self) -> list[tuple[str, str]]:
        """Foreign numbers and summaries of what is stored."""
        with closing(open_store(str(self.desk_file))) as store, store.reading() as reading:
            stored = [reading.ticket(number) for number in reading.numbers()]
        return [(ticket.foreign, ticket.summary) for ticket in stored if ticket]


@pytest.fixture
def importing(here: Here, desk_file: Path) -> Import:
    return Import(here, desk_file)


def test_lines_that_cannot_be_used_go_to_a_file_that_can_be_mended_and_imported(importing: Import) -> None:
    """TKT-16: the good lines are in, the others wait in a file of their own with the reason."""
    importing.file.write_text(
        HEADS + 'A1,2016-02-29 09:00,2016-02-29 10:00,1,"a ""b"", c"\nA2,yesterday,,9,x\nA3,2016-02-29 09:00,,2,y\n',
        encoding="utf-8",
    )
    done = importing.run()
    assert (done.returncode, "2 tickets added" in done.stdout) == (18, True)
    with importing.errors.open(encoding="utf-8-sig", newline="") as stream:
        (wrong,) = csv.DictReader(stream)
    assert (wrong["import_line"], wrong["import_column"], wrong["import_value"]) == ("3", "level", "9")
    assert "opened: is no time" in wrong["import_reason"]
    assert wrong["what"] == "x"
    mended = importing.errors.read_text(encoding="utf-8").replace(",yesterday,,9,", ",2016-03-01 09:00,,1,")
    importing.errors.write_text(mended, encoding="utf-8")
    assert importing.run(file=importing.errors).returncode == 0
    assert importing.tickets() == [("A1", 'a "b", c'), ("A3", "y"), ("A2", "x")]


def test_a_dry_run_says_what_would_be_done_and_the_first_mistakes(importing: Import) -> None:
    """TKT-16."""
    importing.file.write_text(HEADS + "A1,2016-02-29 09:00,2016-02-29 10:00,1,a\nA2,?,,1,b\n", encoding="utf-8")
    done = importing.run("--dry-run")
    assert "1 tickets would be added" in done.stdout
    assert "2016-02" in done.stdout
    assert "line 3: opened: is no time" in done.stderr
    assert (importing.tickets(), importing.errors.exists()) == ([], False)


def test_every_mistake_of_a_map_is_said_with_its_key(importing: Import) -> None:
    """TKT-6: a level that the norm does not have, a column that the file does not have."""
    importing.map.write_text(MAP.replace('"urgent"', '"huge"').replace('"what"', '"whatever"'), encoding="utf-8")
    importing.file.write_text(HEADS, encoding="utf-8")
    done = importing.run()
    assert done.returncode == 30
    assert "map.toml: fields.priority.values.1: “huge” is no code of the norm" in done.stderr
    assert "map.toml: fields.summary: the file has no column “whatever”" in done.stderr
    for text, key in (
        ('source = "x"\n[fields]\nnumber = { colum = "a" }\n', "fields.number.colum"),
        ("fields = [", "-"),
    ):
        importing.map.write_text(text, encoding="utf-8")
        with pytest.raises(MapMistake) as refused:
            read_map(str(importing.map))
        assert refused.value.facts["key"] == key


def test_a_first_map_is_written_from_the_heads_and_can_be_used(importing: Import) -> None:
    """TKT-2: what is known by its head is filled in, the rest is named."""
    importing.file.write_text(
        "工单编号,提交时间,问题描述,所属部门,别的\nA1,2016-02-29 09:00,卡纸,财务部,x\n", encoding="gb18030"
    )
    written = importing.shell.good("import", "map", str(importing.file))
    assert tomllib.loads(written)["fields"] == {
        "number": "工单编号",
        "opened_at": "提交时间",
        "requester_unit": "所属部门",
        "summary": "问题描述",
    }
    assert '"别的"' in written
    importing.map.write_text(written, encoding="utf-8")
    importing.here()
    assert importing.tickets() == [("A1", "卡纸")]


def test_killed_in_the_middle_it_goes_on_where_it_was(importing: Import) -> None:
    """TKT-1: kill -9 leaves whole tickets only; the same command again adds the rest, and none twice."""
    rows = [f"A{n},2016-02-{n % 28 + 1:02d} 09:00,2016-03-01 10:00,1,w{n}\n" for n in range(800)]
    importing.file.write_text(HEADS + "".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "tui_desk", *importing.arguments()]
    process = subprocess.Popen(command, env=importing.shell.environment, stdout=subprocess.DEVNULL)
    with closing(open_store(str(importing.desk_file))) as store:
        deadline = time.monotonic() + 60
        stored = 0
        while not stored and time.monotonic() < deadline:
            with store.reading() as reading:
                stored = len(list(reading.numbers()))
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    there = len(importing.tickets())
    assert 0 < there < 800
    done = importing.run()
    assert f"{800 - there} tickets added, {there} were there already" in done.stdout
    found = importing.tickets()
    assert len(found) == len(set(found)) == 800
    with closing(open_store(str(importing.desk_file))) as store:
        assert [f.facts for f in Desk(store).examine() if f.what.startswith("ticket")] == [{"count": 800}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encoding_that_it_is_in(tmp_path: Path, encoding: str) -> None:
    """TKT-16."""
    path = tmp_path / "f.csv"
    path.write_bytes("单号;时间\r\n甲1;“二”\r\n".encode(encoding))
    file = TicketFile(path)
    assert (file.heads, list(file.rows())) == (["单号", "时间"], [(2, ["甲1", "“二”"])])
    file.close()


def test_a_hostile_file_costs_only_its_hostile_lines(tmp_path: Path) -> None:
    """TKT-16: NUL, a megabyte in a cell, a broken sequence, a quote never closed, a line without end."""
    path = tmp_path / "f.csv.gz"
    body = b'a,b\n1,\0x\n2,"' + b"y" * 1_000_000 + b'"\n3,\xff\xfe\n4,"multi\nline"\n\n5,ok\n6,"never closed\n7,z'
    path.write_bytes(gzip.compress(body))
    file = TicketFile(path)
    rows = dict(file.rows())
    file.close()
    assert rows[2] == ["1", "\0x"]
    assert len(rows[3][1]) == 1_000_000  # type: ignore[index] # a row
    assert getattr(rows[4], "code", "") == "encoding"
    assert (rows[5], rows[8]) == (["4", "multi\nline"], ["5", "ok"])
    assert rows[9] == ["6", "never closed\n7,z"]


@pytest.mark.parametrize("content", [b"", b"\n", b"\x1f\x8bnothing", b"a,b\n\x1f\x8b"[4:]])
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """TKT-16."""
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        TicketFile(path)


def test_a_packed_file_that_was_cut_off_ends_with_a_sentence(importing: Import) -> None:
    """TKT-16: what came before is in, and the command again goes on once the file is whole."""
    rows = "".join(f"A{n},2016-02-29 09:00,,1,{os.urandom(40).hex()}\n" for n in range(3000))
    importing.file.write_bytes(gzip.compress((HEADS + rows).encode())[:-60000])
    done = importing.run()
    assert (done.returncode, "cannot be imported" in done.stderr) == (2, True)


INCIDENT = {
    "number": "INC1",
    "opened_at": "2016-02-29 08:00",
    "first_touch_at": "2016-02-29 07:00",
    "resolved_at": "2016-03-01 09:00",
    "closed_at": "2016-03-05 10:00",
    "first_priority": "4",
    "final_priority": "1",
    "contact_type": "Phone",
    "category": "40",
    "assignment_group": "24",
    "reopen_count": "1",
    "reassignment_count": "2",
    "waiting_spans": "2016-02-29T09:00/2016-02-29T10:00;2016-02-29T11:00/2016-02-29T12:00",
}
FAULT = {
    **dict.fromkeys(("deployment", "abnormal_type", "cause"), "0"),
    "id": "7",
    "start": "2016-05-08 06:15:00",
    "end": "",
    "unit": "安徽",
    "system": "门户",
    "abnormal_detail": "系统非计划停运",
    "symptom": "打不开",
    "component": "主机",
    "cause_detail": "无报告",
    "analysis": "坏了",
    "handling": "换了",
    "duration_minutes": "29.0",
    "user_reported": "无",
}


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        (
            "incident_cases",
            INCIDENT,
            {"priority": "urgent", "proposed_priority": "low", "channel": "phone", "foreign": "INC1", "reopened": 1},
        ),
        (
            "zh_ict_faults",
            FAULT,
            {"priority": "urgent", "category": "hardware", "foreign": "ICT-7", "solution": "换了\n坏了"},
        ),
    ],
)
def test_the_shipped_maps_fit_the_files_they_are_for(
    importing: Import, name: str, row: dict[str, str], expected: dict[str, object]
) -> None:
    """TKT-6: without a priority in the file it is judged by what was lost."""
    assert (SHIPPED / f"{name}.toml").exists()
    importing.file.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    importing.map = Path(name)
    importing.here()
    with closing(open_store(str(importing.desk_file))) as store:
        ticket = Desk(store).ticket(str(expected["foreign"])).ticket
    assert {field: getattr(ticket, field) for field in expected} == expected
    assert ticket.closed_at is not None


def test_errors_that_cannot_be_written_are_said(importing: Import) -> None:
    """TKT-16: no line is left out unheard."""
    importing.file.write_text(HEADS + "A2,?,,1,b\n", encoding="utf-8")
    done = importing.run("--errors", str(importing.folder / "nowhere" / "e.csv"))
    assert (done.returncode, "--errors" in done.stderr) == (2, True)
