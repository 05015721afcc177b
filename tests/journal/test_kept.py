"""Files of other programs, torn ones, attachments, and the texts of dialogs."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journal.processes import ended, forked
from tui_desk.domain.call import Call, Entry
from tui_desk.journal import CallFile, CallHeld, FileRefused, FileTooLarge, Journal

NINE = datetime(2023, 10, 1, 1, 15, tzinfo=UTC)
DESK = "/desk.db"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "calls")


def begin(journal: Journal, draft: str = "d1") -> CallFile:
    return journal.begin(Call(draft, "SW003", NINE), desk=DESK, norm=1)


def answered(key: str, value: str) -> Entry:
    return Entry(NINE, "answer", value, key)


@pytest.mark.parametrize(
    "torn",
    ["\0" * 4096, '{"at":"2023-10', '{"at":"2023-10-01T01:15:00+00:00","field":"?","value":""}'],
    ids=["zeros", "cut", "unknown"],
)
def test_a_line_torn_in_the_middle_leaves_what_stands_before_it(journal: Journal, torn: str) -> None:
    """CALL-16: pages reach the disk in any order when power fails; the whole is set aside as it was."""
    file = begin(journal)
    file.note(answered("name", "张三"))
    file.release()
    before = file.path.read_text()
    file.path.write_text(f"{before}{torn}\n" + '{"at":"2023-10-01T01:15:00+00:00","field":"scratch","value":"x"}\n')
    whole = file.path.read_bytes()
    [orphan] = journal.orphans(DESK)
    assert (orphan.call.answers, orphan.call.scratch) == ({"name": "张三"}, "")
    assert file.path.with_suffix(".broken").read_bytes() == whole
    assert file.path.read_text() == before
    again = journal.adopt(orphan)
    again.note(answered("unit", "市场部"))
    again.release()
    assert journal.orphans(DESK)[0].call.answers == {"name": "张三", "unit": "市场部"}


def test_a_file_of_a_newer_program_stays_as_it_is(journal: Journal) -> None:
    """CALL-16: the newer program offers it again."""
    file = begin(journal)
    file.release()
    newer = json.dumps({"format": 99, "draft": "d1"}) + "\n"
    file.path.write_text(newer)
    assert journal.orphans(DESK) == journal.pending(DESK) == ()
    assert file.path.read_text() == newer


def test_what_another_process_has_in_hand_is_shown_and_cannot_be_taken(journal: Journal) -> None:
    """CALL-14: a living call is locked; once its process is dead it is offered."""
    mine = begin(journal, "mine")
    ready, tell = os.pipe()
    go_on, let_go = os.pipe()

    def other() -> None:
        file = begin(journal, "theirs")
        file.note(answered("summary", "投影仪没有信号"))
        os.write(tell, b".")
        os.read(go_on, 1)

    pid = forked(other)
    os.read(ready, 1)
    [living] = journal.elsewhere(DESK)
    assert (living.header.draft, living.last) == ("theirs", "投影仪没有信号")
    assert journal.orphans(DESK) == ()
    with pytest.raises(CallHeld):
        journal.adopt(living)
    os.write(let_go, b".")
    assert ended(pid) == 0
    assert journal.elsewhere(DESK) == ()
    assert [orphan.header.draft for orphan in journal.orphans(DESK)] == ["theirs"]
    mine.done()


def test_a_file_is_kept_with_the_call_until_it_is_done(journal: Journal, tmp_path: Path) -> None:
    """TKT-3: readable by its owner alone, and there again for whoever takes the call up."""
    source = tmp_path / "截图 1.png"
    source.write_bytes(b"\x89PNG")
    file = begin(journal)
    assert file.attach(source, "screenshot", 1_000) == "截图 1.png"
    source.write_bytes(b"\x89PNG2")
    assert file.attach(source, "screenshot", 1_000) == "截图 1.png"
    file.release()
    again = journal.adopt(journal.orphans(DESK)[0])
    [kept] = again.files()
    assert (kept.question, kept.name, kept.content) == ("screenshot", "截图 1.png", b"\x89PNG2")
    copies = [path for path in journal.directory.rglob("*") if path.suffix == ".png"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in copies] == [0o600]
    again.done()
    assert list(journal.directory.iterdir()) == []


@pytest.mark.parametrize("name", ["名" * 85 + ".log", "..", "a/../b.txt", "x" * 250 + ".txt"])
def test_any_name_of_a_file_can_be_kept(journal: Journal, tmp_path: Path, name: str) -> None:
    """TKT-3: and none leaves the folder."""
    source = tmp_path / "source"
    source.write_bytes(b"log")
    file = begin(journal)

    class Named(type(source)):  # type: ignore[misc] # a path that calls itself otherwise
        @property
        def name(self) -> str:
            return name

    file.attach(Named(source), "../log", 1_000)
    [kept] = file.files()
    assert (kept.question, kept.content) == ("../log", b"log")
    assert {path.parent.parent.parent for path in journal.directory.glob("*/*/*")} == {journal.directory}
    file.done()


def test_what_is_no_file_or_too_large_is_refused(journal: Journal, tmp_path: Path) -> None:
    """TKT-3."""
    file = begin(journal)
    (tmp_path / "large").write_bytes(b"x" * 1_001)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileTooLarge):
        file.attach(tmp_path / "large", "log", 1_000)
    for name in ("none", "pipe", "."):
        with pytest.raises(FileRefused):
            file.attach(tmp_path / name, "log", 1_000)
    assert file.files() == []
    file.done()


def test_the_text_of_a_dialog_is_there_again_with_its_id(journal: Journal) -> None:
    """CALL-16: so that what was saved before the program died is not saved twice."""
    note = journal.note_file("work IT-1", DESK)
    assert not (journal.directory).exists()
    for text in ("重", "重启", "重启\u2028后" * 200):
        note.put("words", text)
    note.release()
    again = Journal(journal.directory).note_file("work IT-1", DESK)
    assert (again.texts, again.id, again.left) == ({"words": "重启\u2028后" * 200}, note.id, True)
    other = journal.note_file("work IT-1", DESK)
    assert (other.texts, other.left) == ({}, False)
    assert journal.note_file("work IT-2", DESK).texts == journal.note_file("work IT-1", "/other.db").texts == {}
    again.done()
    assert list(journal.directory.iterdir()) == []


def test_a_torn_text_of_a_dialog_is_read_as_far_as_it_goes(journal: Journal) -> None:
    """CALL-16."""
    note = journal.note_file("work IT-1", DESK)
    note.put("words", "重启")
    note.release()
    [path] = journal.directory.iterdir()
    with path.open("a") as file:
        file.write("\0\0\0\n{}\n")
    again = journal.note_file("work IT-1", DESK)
    assert again.texts == {"words": "重启"}
    again.put("words", "重启后")
    again.release()
    assert journal.note_file("work IT-1", DESK).texts == {"words": "重启后"}
