"""What was typed reaches the disk, whatever the disk does (CALL-16)."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journal.processes import ended, forked
from tui_desk.domain.call import Call, Entry
from tui_desk.journal import CallFile, Journal, disk

NINE = datetime(2023, 10, 1, 1, 15, tzinfo=UTC)
DESK = "/desk.db"
PATIENCE_SECONDS = 10.0


class Timers:
    """Stands in for `threading.Timer`: started timers wait until the test lets their time come."""

    def __init__(self) -> None:
        self.started: list[Timers.One] = []

    class One:
        daemon = False

        def __init__(self, all_: Timers, interval: float, due: Callable[[], None]) -> None:
            self._all, self.interval, self.due = all_, interval, due

        def start(self) -> None:
            self._all.started.append(self)

        def cancel(self) -> None:
            if self in self._all.started:
                self._all.started.remove(self)

    def __call__(self, interval: float, due: Callable[[], None]) -> One:
        return Timers.One(self, interval, due)

    def fire(self) -> None:
        """Let the time of all that are armed come."""
        due, self.started = self.started, []
        for timer in due:
            timer.due()


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    made = Timers()
    monkeypatch.setattr(threading, "Timer", made)
    return made


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the disk was asked to keep: each path, and how long it was then."""
    asked: list[tuple[str, int]] = []
    fsync = os.fsync

    def record(handle: int) -> None:
        asked.append((str(Path(f"/proc/self/fd/{handle}").readlink()), os.fstat(handle).st_size))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", record)
    return asked


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "calls")


def begin(journal: Journal, draft: str = "d1") -> CallFile:
    return journal.begin(Call(draft, "SW003", NINE), desk=DESK, norm=1)


def answered(key: str, value: str) -> Entry:
    return Entry(NINE, "answer", value, key)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def troubled(file: CallFile) -> bool:
    return file.trouble is not None


def answers(journal: Journal) -> dict[str, str]:
    [orphan] = journal.orphans(DESK)
    return dict(orphan.call.answers)


def test_every_change_is_followed_by_a_sync_within_a_quarter_of_a_second(
    journal: Journal, timers: Timers, synced: list[tuple[str, int]]
) -> None:
    """CALL-16: the first sync after a change covers it, and is armed for 250 ms at most."""
    file = begin(journal)
    for number in range(5):
        file.note(answered("name", "张" * (number + 1)))
        [armed] = timers.started
        assert armed.interval <= 0.25
        if number % 2:
            timers.fire()
            assert (str(file.path), file.path.stat().st_size) in synced
    file.note(answered("name", "张三"))
    timers.fire()
    assert (str(file.path), file.path.stat().st_size) in synced
    file.release()


def test_a_new_file_and_its_new_folders_survive_a_power_loss(
    journal: Journal, timers: Timers, synced: list[tuple[str, int]], tmp_path: Path
) -> None:
    """CALL-16: a file whose folder was not synced may not be listed after one."""
    file = begin(journal)
    timers.fire()
    paths = [path for path, _ in synced]
    assert paths == [str(file.path), str(journal.directory), str(journal.directory.parent), str(tmp_path)]
    file.note(answered("name", "张三"))
    timers.fire()
    assert [path for path, _ in synced[4:]] == [str(file.path)]
    file.release()


def test_a_real_process_killed_in_the_middle_of_typing_loses_nothing_noted(journal: Journal) -> None:
    """CALL-16: kill -9 without a word; the last line may be torn."""
    told, tell = os.pipe()

    def type_on() -> None:
        file, text = begin(journal), ""
        while True:
            text += "字"
            file.note(answered("summary", text))
            os.write(tell, b".")

    pid = forked(type_on)
    noted = len(os.read(told, 300))
    while noted < 300:
        noted += len(os.read(told, 300))
    os.kill(pid, signal.SIGKILL)
    assert ended(pid) == -signal.SIGKILL
    os.close(tell)
    while more := os.read(told, 65536):
        noted += len(more)
    os.close(told)
    assert noted <= len(answers(journal)["summary"]) <= noted + 1


@contextmanager
def small_disk(place: Path) -> Iterator[Callable[[], None]]:
    """A full disk of 64 kB at `place`; calling what it gives makes room. A limit on files where one may not mount."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        ballast = place / "ballast"

        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        try:
            yield ballast.unlink
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True)
    else:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_everything_is_written_by_itself_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-16: no key is needed for it, and the warning goes away."""
    monkeypatch.setattr(disk, "AGAIN_SECONDS", 0.05)
    with small_disk(tmp_path / "disk") as make_room:
        journal = Journal(tmp_path / "disk" / "calls")
        file = begin(journal)
        for typed in ("张", "张三", "张三丰" * 3000):
            file.note(answered("name", typed))
        assert troubled(file)
        assert getattr(file.trouble, "errno", 0) in (errno.ENOSPC, errno.EFBIG)
        assert file.call.answers == {"name": "张三丰" * 3000}
        make_room()
        until(lambda: file.trouble is None)
        file.note(answered("unit", "市场部"))
        file.release()
        assert answers(journal) == {"name": "张三丰" * 3000, "unit": "市场部"}


def test_a_call_let_go_of_on_a_full_disk_is_held_until_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-16: letting go would forget what only memory has."""
    monkeypatch.setattr(disk, "AGAIN_SECONDS", 0.05)
    with small_disk(tmp_path / "disk") as make_room:
        journal = Journal(tmp_path / "disk" / "calls")
        file = begin(journal)
        file.note(answered("name", "张三" * 4000))
        file.release()
        assert file.held
        make_room()
        until(lambda: not file.held)
        assert answers(journal) == {"name": "张三" * 4000}


def test_a_folder_that_can_be_written_later_gets_everything(journal: Journal, timers: Timers) -> None:
    """CALL-16: read-only, or not there: the call begins all the same."""
    journal.directory.parent.mkdir()
    journal.directory.write_text("a file stands in the way")
    file = begin(journal)
    file.note(answered("name", "张三"))
    assert troubled(file)
    timers.fire()
    assert troubled(file)
    journal.directory.unlink()
    timers.fire()
    assert not troubled(file)
    file.release()
    assert answers(journal) == {"name": "张三"}


def test_a_journal_deleted_under_the_program_is_there_again_with_the_next_key(journal: Journal) -> None:
    """CALL-16."""
    file = begin(journal)
    file.note(answered("name", "张三"))
    shutil.rmtree(journal.directory)
    file.note(answered("unit", "市场部"))
    assert not troubled(file)
    assert journal.orphans(DESK) == ()
    file.release()
    assert answers(journal) == {"name": "张三", "unit": "市场部"}


def test_a_disk_that_fails_to_sync_gets_the_whole_file_anew(
    journal: Journal, timers: Timers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-16: after a failed fsync the kernel may have forgotten what it did not write."""

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    file = begin(journal)
    file.note(answered("name", "张三"))
    before = file.path.stat().st_ino
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", fail)
        timers.fire()
        assert troubled(file)
        timers.fire()
        assert troubled(file)
    timers.fire()
    assert not troubled(file)
    assert file.path.stat().st_ino != before
    assert journal.orphans(DESK) == ()
    file.release()
    assert answers(journal) == {"name": "张三"}
    assert [path.name for path in journal.directory.iterdir()] == ["d1.call"]


def test_typing_does_not_wait_for_a_slow_sync(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """CALL-16: keys go on while the disk is busy."""
    busy, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(disk, "SYNC_SECONDS", 0.0)

    def slow(_: int) -> None:
        busy.set()
        go_on.wait(PATIENCE_SECONDS)

    with monkeypatch.context() as sluggish:
        sluggish.setattr(os, "fsync", slow)
        file = begin(journal)
        assert busy.wait(PATIENCE_SECONDS)
        file.note(answered("name", "张三"))
        assert "张三" in file.path.read_text()
        go_on.set()
        file.release()


def test_a_file_that_is_done_with_does_not_come_back(journal: Journal) -> None:
    """TKT-15, CALL-16: a key that comes late must not leave words of the call on the disk alone."""
    file = begin(journal)
    file.note(Entry(NINE, "answer", "李四", "name"))
    file.done()
    file.note(Entry(NINE, "answer", "李四光", "name"))
    assert not file.path.exists()
