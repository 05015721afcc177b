"""The journal keeps every change of a call, whoever dies."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.call import Call, Entry, EntryField, note, replay
from tui_desk.journal import CallFile, CallHeld, Header, Journal
from tui_desk.journal.lines import entry_line, header_line, read, value_before

NINE = datetime(2023, 10, 1, 1, 15, tzinfo=UTC)
DESK = "/desk.db"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "calls")


def call(draft: str = "d1", began_at: datetime = NINE) -> Call:
    return Call(draft=draft, officer="SW003", began_at=began_at)


def answered(key: str, value: str) -> Entry:
    return Entry(NINE, "answer", value, key)


def begin(journal: Journal, draft: str = "d1", began_at: datetime = NINE) -> CallFile:
    return journal.begin(call(draft, began_at), desk=DESK, norm=1)


FIELDS: list[EntryField] = ["answer", "phase", "priority", "priority_reason", "scratch", "read_back"]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.builds(
        lambda a, n, b: a + "长\n文" * n + b, st.text("ab", max_size=3), st.integers(60, 140), st.text("ab", max_size=3)
    ),
)
ENTRIES = st.lists(
    st.builds(
        lambda seconds, field, value, key: Entry(NINE + timedelta(seconds=seconds), field, value, key),
        st.integers(0, 1000),
        st.sampled_from(FIELDS),
        TEXTS,
        st.sampled_from(["summary", "name", ""]),
    ),
    max_size=12,
)


@given(ENTRIES)
def test_a_file_read_again_is_the_call_word_for_word(entries: list[Entry]) -> None:
    text, now = header_line(Header("d1", "SW003", NINE, DESK, 1)), call()
    for entry in entries:
        text += entry_line(entry, value_before(now, entry))
        now = note(now, entry)
    assert read(text)[:2] == (Header("d1", "SW003", NINE, DESK, 1), replay(call(), entries))


@given(ENTRIES, st.integers(0, 5000))
def test_a_torn_last_line_loses_that_line_alone(entries: list[Entry], cut: int) -> None:
    text, now, calls = header_line(Header("d1", "SW003", NINE, DESK, 1)), call(), []
    ends = [len(text)]
    for entry in entries:
        calls.append(now)
        text += entry_line(entry, value_before(now, entry))
        ends.append(len(text))
        now = note(now, entry)
    calls.append(now)
    kept = text[: min(len(text), ends[0] + cut)]
    whole = sum(end <= len(kept) for end in ends) - 1
    assert read(kept)[1] == calls[whole]


def test_a_parked_call_is_offered_again_with_everything_typed(journal: Journal) -> None:
    file = begin(journal)
    for typed in ("张", "张三"):
        file.note(answered("name", typed))
    file.note(Entry(NINE, "scratch", "下午两点前要用"))
    file.release()
    [orphan] = journal.orphans(DESK)
    assert orphan.header == Header("d1", "SW003", NINE, DESK, 1)
    assert orphan.call == replace(call(), answers={"name": "张三"}, scratch="下午两点前要用")


def test_a_call_in_progress_is_offered_to_nobody(journal: Journal) -> None:
    file = begin(journal)
    assert journal.orphans(DESK) == ()
    file.release()
    [orphan] = journal.orphans(DESK)
    held = journal.adopt(orphan)
    assert journal.orphans(DESK) == ()
    with pytest.raises(CallHeld):
        journal.adopt(orphan)
    held.release()


def test_an_adopted_call_goes_on_where_it_stood(journal: Journal) -> None:
    file = begin(journal)
    file.note(answered("name", "张三"))
    file.release()
    path = journal.directory / "d1.call"
    with path.open("a") as torn:
        torn.write('{"at":"2023-10-01T01:15:00+00:00","field":"ans')
    again = journal.adopt(journal.orphans(DESK)[0])
    again.note(answered("unit", "市场部"))
    again.release()
    assert journal.orphans(DESK)[0].call.answers == {"name": "张三", "unit": "市场部"}


def test_calls_are_offered_oldest_first_and_only_at_their_own_desk(journal: Journal) -> None:
    for draft, minutes in (("a", 5), ("b", 0)):
        begin(journal, draft, NINE + timedelta(minutes=minutes)).release()
    assert [orphan.header.draft for orphan in journal.orphans(DESK)] == ["b", "a"]
    assert journal.orphans("/another.db") == ()


def test_a_registered_call_leaves_no_file(journal: Journal) -> None:
    begin(journal).done()
    assert list(journal.directory.iterdir()) == []


def test_a_file_that_cannot_be_understood_is_set_aside_with_its_text(journal: Journal) -> None:
    begin(journal).release()
    path = journal.directory / "d1.call"
    path.write_text("not json\nat all\n")
    assert journal.orphans(DESK) == ()
    assert path.with_suffix(".broken").read_text() == "not json\nat all\n"
    assert not path.exists()


def test_only_the_owner_may_read_what_was_typed(journal: Journal) -> None:
    file = begin(journal)
    assert stat.S_IMODE(journal.directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((journal.directory / "d1.call").stat().st_mode) == 0o600
    file.release()


def test_every_change_is_with_the_operating_system_when_note_returns(journal: Journal) -> None:
    file = begin(journal)
    file.note(answered("summary", "无法登录OA系统"))
    assert "无法登录OA系统" in (journal.directory / "d1.call").read_text()
    file.release()


def test_a_key_typed_into_a_megabyte_costs_a_short_line(journal: Journal) -> None:
    file = begin(journal)
    megabyte = "a" * 500_000 + "b" * 500_000
    file.note(answered("summary", megabyte))
    before = (journal.directory / "d1.call").stat().st_size
    file.note(answered("summary", megabyte[:700_000] + "x" + megabyte[700_000:]))
    assert (journal.directory / "d1.call").stat().st_size - before < 200
    file.release()
    assert journal.orphans(DESK)[0].call.answers["summary"][699_999:700_002] == "bxb"


def test_a_folder_that_cannot_be_made_is_told_and_typing_goes_on(tmp_path: Path) -> None:
    (tmp_path / "calls").write_text("a file stands in the way")
    file = begin(Journal(tmp_path / "calls"))
    file.note(answered("name", "张三"))
    assert file.trouble is not None
    assert file.call.answers == {"name": "张三"}
    file.release()


def test_what_a_full_disk_refused_is_written_when_there_is_room(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = begin(journal)
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", _half_then_full(write))
        file.note(answered("name", "张三"))
    troubles = [file.trouble]
    file.note(answered("unit", "市场部"))
    troubles.append(file.trouble)
    assert [trouble is None for trouble in troubles] == [False, True]
    file.release()
    assert journal.orphans(DESK)[0].call.answers == {"name": "张三", "unit": "市场部"}


def test_a_disk_that_turns_read_only_is_told_and_typing_goes_on(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "read-only file system")

    file = begin(journal)
    with monkeypatch.context() as read_only:
        read_only.setattr(os, "write", refuse)
        read_only.setattr(os, "truncate", refuse)
        file.note(answered("name", "张三"))
    assert file.trouble is not None
    assert file.call.answers == {"name": "张三"}
    file.release()


def _half_then_full(write: object) -> object:
    calls = iter([True, False])

    def refuse(handle: int, content: bytes) -> int:
        if next(calls):
            return int(write(handle, content[: len(content) // 2]))  # type: ignore[operator] # os.write itself
        raise OSError(errno.ENOSPC, "no space left on device")

    return refuse
