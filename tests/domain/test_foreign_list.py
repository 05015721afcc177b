"""Rows of another tool, read by a map; what cannot be, and why (TKT-16, TKT-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tui_desk.domain.foreign_list import Filling, ForeignMap, ForeignTicket, Reader, Rule, Waits
from tui_desk.domain.ticket import State

HEADS = ("no", "opened", "responded", "resolved", "closed", "prio", "waits", "words", "state")
CODES = {"priority": frozenset({"urgent", "low"}), "state": frozenset(State), "wait": frozenset({"user"})}
PLAN = ForeignMap(
    "tool",
    {
        "number": Filling("no"),
        "opened_at": Filling("opened"),
        "responded_at": Filling("responded"),
        "resolved_at": Filling("resolved"),
        "closed_at": Filling("closed"),
        "priority": Filling("prio", values={"1": "urgent", "4": "low"}),
        "summary": Filling("words"),
        "state": Filling("state"),
    },
    waits=Waits("waits"),
    zone="UTC",
)
ROW = {
    "no": "A1",
    "opened": "2016-02-29 09:00",
    "resolved": "2016-02-29 12:00",
    "closed": "2016-03-05 12:00",
    "prio": "1",
}


def read(plan: ForeignMap = PLAN, **cells: str) -> Any:
    """What is read of one row."""
    reader = Reader(plan, HEADS, CODES, ZoneInfo(plan.zone), datetime(2026, 11, 22, tzinfo=UTC))
    return reader.read(2, [{**ROW, **cells}.get(head, "") for head in HEADS])


def codes(**cells: str) -> list[tuple[str, str]]:
    """Columns and codes of what is wrong with a row."""
    return [(mistake.column, mistake.code) for mistake in read(PLAN, **cells)]


def test_a_row_becomes_codes_instants_and_waits() -> None:
    """TKT-9: when it happened, in UTC; waits in their order."""
    told = read(waits="2016-02-29T10:30/2016-02-29T11:00;2016-02-29T09:10/2016-02-29T09:20")
    assert isinstance(told, ForeignTicket)
    assert (told.number, told.fields["priority"], told.state) == ("A1", "urgent", State.CLOSED)
    assert told.times["opened_at"] == datetime(2016, 2, 29, 9, tzinfo=UTC)
    assert [since.minute for since, _ in told.waits] == [10, 30]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"opened": "29/02/2016"}, ("opened", "no_time")),
        ({"opened": "2016-02-30 09:00"}, ("opened", "no_time")),
        ({"opened": ""}, ("opened", "empty")),
        ({"opened": "9999-12-31 23:59"}, ("opened", "no_time")),
        ({"opened": "2027-01-01 00:00", "resolved": "", "closed": ""}, ("opened", "future")),
        ({"no": "  "}, ("no", "empty")),
        ({"prio": "7"}, ("prio", "no_value")),
        ({"resolved": "2016-02-29 08:59"}, ("resolved", "early")),
        ({"responded": "2016-02-28 23:00"}, ("responded", "early")),
        ({"responded": "2016-02-29 12:01"}, ("responded", "responded_late")),
        ({"closed": "2016-02-29 11:00"}, ("closed", "closed_early")),
        ({"state": "gone"}, ("state", "no_code")),
        ({"state": "resolved", "resolved": "", "closed": ""}, ("resolved", "state")),
        ({"waits": "2016-02-29T11:00/2016-02-29T10:00"}, ("waits", "inverted")),
        ({"waits": "2016-02-29T10:00/2016-02-29T11:00;2016-02-29T10:59/2016-02-29T11:30"}, ("waits", "overlap")),
        ({"waits": "2016-02-29T08:00/2016-02-29T10:00"}, ("waits", "outside")),
        ({"waits": "2016-02-29T11:00/2016-02-29T13:00"}, ("waits", "outside")),
        ({"waits": "whenever"}, ("waits", "no_span")),
    ],
)
def test_what_cannot_be_is_refused_with_its_column_and_reason(cells: dict[str, str], wrong: tuple[str, str]) -> None:
    """TKT-16: a record that contradicts itself is not kept as one."""
    assert codes(**cells) == [wrong]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    """TKT-16: whoever mends the file mends a line once."""
    assert codes(opened="x", prio="7", no="") == [("prio", "no_value"), ("no", "empty"), ("opened", "no_time")]


def test_a_number_stands_in_a_file_once_and_cells_as_many_as_heads() -> None:
    """TKT-1: no number twice."""
    reader = Reader(PLAN, HEADS, CODES, UTC, datetime(2026, 11, 22, tzinfo=UTC))
    row = [ROW.get(head, "") for head in HEADS]
    assert isinstance(reader.read(2, row), ForeignTicket)
    (twice,) = reader.read(3, row)  # type: ignore[misc] # mistakes
    assert (twice.code, twice.facts) == ("twice", {"first": 2})
    assert [each.code for each in reader.read(4, row[:-1])] == ["cells"]  # type: ignore[union-attr] # mistakes


def test_an_open_wait_waits_still_and_of_a_settled_ticket_ended_with_it() -> None:
    """SITE-4."""
    told = read(resolved="", closed="", waits="2016-02-29 10:00/")
    assert (told.state, told.waits[0][1]) == (State.WAITING, None)
    assert read(waits="2016-02-29 10:00/").waits[0][1] == datetime(2016, 2, 29, 12, tzinfo=UTC)


def test_a_map_may_cut_join_and_take_the_opening_instead() -> None:
    """TKT-9: said as notices, never silently."""
    waits = replace(PLAN.waits or Waits(""), outside="cut", overlap="join")
    lenient = replace(PLAN, waits=waits, fields={**PLAN.fields, "responded_at": Filling("responded", early="opened")})
    spans = "2016-02-29T08:00/2016-02-29T10:00;2016-02-29T09:30/2016-02-29T15:00"
    told = read(lenient, waits=spans, responded="2016-02-28 10:00")
    assert told.waits == [(told.times["opened_at"], told.times["resolved_at"])]
    assert told.times["responded_at"] == told.times["opened_at"]
    assert sorted(told.notices) == ["cut", "cut", "early", "joined"]


def test_fields_are_filled_by_rules_templates_and_minutes() -> None:
    """TKT-6: what has no priority is judged by what was lost."""
    rules = (Rule({"words": ("停运",)}, "urgent"), Rule({"words": ("*",)}, "low"))
    fields = {
        **PLAN.fields,
        "priority": Filling(value="low", rules=rules),
        "summary": Filling(text="{words}：{prio}"),
        "resolved_at": Filling("resolved", minutes="prio"),
    }
    told = read(replace(PLAN, fields=fields, blank=("0",)), words="停运", resolved="0", prio="29.0", closed="")
    assert (told.fields["priority"], told.fields["summary"]) == ("urgent", "停运：29.0")
    assert told.times["resolved_at"] == datetime(2016, 2, 29, 9, 29, tzinfo=UTC)
    assert read(replace(PLAN, fields=fields, blank=("0",)), words="0", prio="1").fields["priority"] == "low"


def test_control_characters_are_taken_out_with_a_notice_and_markup_stays() -> None:
    """TKT-15: hostile text is harmless before it is stored."""
    told = read(words="a\x1b[31mb\u202ec\0 [/b]")
    assert (told.fields["summary"], told.notices) == ("abc [/b]", ["cleaned"])


def test_wall_clock_times_are_those_of_the_maps_zone() -> None:
    """SLA-2: a time in Shanghai is eight hours earlier in UTC; one that names its zone is that."""
    there = replace(PLAN, zone="Asia/Shanghai", times=("iso", "%Y/%m/%d %H:%M"))
    assert read(there).times["opened_at"] == datetime(2016, 2, 29, 1, tzinfo=UTC)
    assert read(there, opened="2016/2/29 8:00").times["opened_at"] == datetime(2016, 2, 29, tzinfo=UTC)
    assert read(there, opened="2016-02-29T02:00+01:00").times["opened_at"].hour == 1
