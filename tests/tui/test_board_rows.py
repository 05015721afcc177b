"""In which section of the board a ticket stands, and how short its number is told there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui_desk import config
from tui_desk.desk.views import QueueRow
from tui_desk.domain.ticket import State
from tui_desk.tui.board_rows import BoardRows, Heading, Section, section_of, short

NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROW = QueueRow(
    "IT-20261120-001", 1, 1, State.OPEN, "high", 2, "断网", "张三", "市场部", "5678", "SW003", NOW - 9 * MINUTE, None,
    NOW + 60 * MINUTE, NOW + 30 * MINUTE, "respond",
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "section"),
    [
        (ROW, Section.IN_HAND),
        (replace(ROW, risen="untouched", assignee=None), Section.RISEN),
        (replace(ROW, assignee=None, due_at=NOW - MINUTE), Section.UNASSIGNED),
        (replace(ROW, due_at=NOW - MINUTE, offered=True), Section.LATE),
        (replace(ROW, offered=True, near_at=NOW - MINUTE), Section.OFFERED),
        (replace(ROW, near_at=NOW - MINUTE), Section.ENDANGERED),
        (replace(ROW, state=State.WAITING, due_at=None), Section.IN_HAND),
        (replace(ROW, state=State.RESOLVED), None),
    ],
)
def test_a_ticket_stands_in_one_section(row: QueueRow, section: Section | None) -> None:
    """DESK-11, TKT-8, CALL-14."""
    assert section_of(row, NOW) is section


def test_the_calm_ones_are_counted_and_shown_where_they_are_wanted() -> None:
    """DESK-1: in hand and not late are a line of their own until asked for, or looked for by word or officer."""
    rows = BoardRows()
    late = replace(ROW, number="IT-20261120-002", due_at=NOW - MINUTE, assignee="NT002")
    rows.replace([ROW, late])
    assert rows.shown(NOW, all_of_them=False) == [Heading(Section.LATE, 1), late, Heading(Section.IN_HAND, 1)]
    assert rows.shown(NOW, all_of_them=True)[-1] == ROW
    assert rows.shown(NOW, all_of_them=False, officer="SW003") == [Heading(Section.IN_HAND, 1), ROW]
    assert rows.shown(NOW, all_of_them=False, words="断网 nt002") == [Heading(Section.LATE, 1), late]
    assert rows.counts[Section.IN_HAND] == 1
    assert rows.turns_at == ROW.near_at


def test_what_changed_is_taken_in_and_what_is_gone_goes() -> None:
    """DESK-1."""
    rows = BoardRows()
    rows.replace([ROW])
    newer = replace(ROW, version=2)
    assert rows.merge([ROW.number, "IT-20261120-009"], [newer]) == {ROW.number}
    assert rows.merge([ROW.number], []) == {ROW.number}
    assert rows.get(ROW.number) is None


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("IT-20261120-007", "007"),
        ("IT-20261119-1024", "1119-1024"),
        ("IT-A-20261120-007", "007"),
        ("I001", "I001"),
        ("IT-20261120-", "IT-20261120-"),
        ("[/x]-20261120-7x", "[/x]-20261120-7x"),
    ],
)
def test_a_number_is_told_as_short_as_it_stays_clear(number: str, told: str) -> None:
    """TKT-1: today's by its running number, another day's with that day, any other whole."""
    assert short(number, "20261120") == told


def test_a_first_screen_that_is_none_is_refused(tmp_path: Path) -> None:
    """The file, the line and what may stand there are named."""
    file = tmp_path / "config.toml"
    file.write_text('first_screen = "boards"\n', encoding="utf-8")
    with pytest.raises(config.ConfigMistake):
        config.read(file)
    file.write_text('first_screen = "board"\n', encoding="utf-8")
    assert config.load(database="x", written=config.read(file)).first_screen == "board"
