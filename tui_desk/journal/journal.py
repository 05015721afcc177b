"""The journal: a local file per call in progress, so that nothing typed is lost, whatever ends the session.

A file is locked while its call is alive; one that nobody holds is an orphan and is offered again. It is deleted only
after the ticket that it led to was committed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from tui_desk.domain.call import Call, Entry, note
from tui_desk.journal.lines import Header, entry_line, header_line, read, value_before

SYNC_SECONDS = 0.2
"""How long after a change the disk is asked to keep it; a crash of the program alone loses nothing even before."""


class CallHeld(Exception):
    """Another session holds this call, or it is gone."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A call that nobody holds: parked, or left by a session that died."""

    path: Path
    header: Header
    call: Call


class Journal:
    """The calls in progress of one OS user, in `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def begin(self, call: Call, *, desk: str, norm: int) -> CallFile:
        """The file of a new call. Without a writable disk the call goes on; `CallFile.trouble` says why."""
        header = Header(call.draft, call.officer, call.began_at, desk, norm)
        path = self.directory / f"{call.draft}.call"
        try:
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            return CallFile(path, None, call, trouble=error)
        fcntl.flock(handle, fcntl.LOCK_EX)
        file = CallFile(path, handle, call)
        file.append(header_line(header))
        return file

    def orphans(self, desk: str) -> tuple[Orphan, ...]:
        """The calls of this desk that nobody holds, oldest first.

        A file that cannot be understood is set aside under the same name with ".broken", its text as it is.
        """
        found = []
        for path in self._paths():
            try:
                handle = _hold(path)
            except CallHeld:
                continue
            try:
                if not (text := _text(handle)):
                    continue  # begun this very moment
                header, call = read(text)
            except ValueError:
                _set_aside(path)
            else:
                if header.desk == desk:
                    found.append(Orphan(path, header, call))
            finally:
                os.close(handle)
        return tuple(sorted(found, key=lambda orphan: orphan.header.began_at))

    def adopt(self, orphan: Orphan) -> CallFile:
        """The file of an orphan, held from now on. Raises CallHeld when another session was faster."""
        handle = _hold(orphan.path)
        try:
            text = _text(handle)
            _, call = read(text)
        except ValueError:
            os.close(handle)
            raise CallHeld(orphan.path) from None
        os.truncate(handle, len(text[: text.rfind("\n") + 1].encode()))
        return CallFile(orphan.path, handle, call)

    def _paths(self) -> list[Path]:
        try:
            return sorted(self.directory.glob("*.call"))
        except OSError:
            return []


class CallFile:
    """A call in progress and the file that it is noted in. `trouble` is why the disk does not take it, or None."""

    def __init__(self, path: Path, handle: int | None, call: Call, trouble: OSError | None = None) -> None:
        self.call, self.trouble = call, trouble
        self._path, self._handle = path, handle
        self._waiting = b""
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def note(self, entry: Entry) -> None:
        """Add an entry to the call and to its file; it is with the operating system when this returns."""
        line = entry_line(entry, value_before(self.call, entry))
        self.call = note(self.call, entry)
        self.append(line)

    def append(self, line: str) -> None:
        """Write a line at the end of the file. What a full disk refuses is kept and goes first next time."""
        self._waiting += line.encode(errors="replace")
        if self._handle is None:
            return
        end = os.fstat(self._handle).st_size
        try:
            written = os.write(self._handle, self._waiting)
            while written < len(self._waiting):
                written += os.write(self._handle, self._waiting[written:])
        except OSError as error:
            self.trouble = error
            with contextlib.suppress(OSError):  # a disk that can only be read now took nothing either
                os.truncate(self._handle, end)
            return
        self._waiting, self.trouble = b"", None
        self._sync_soon()

    def park(self) -> None:
        """Let go of the call; its file stays and is offered again."""
        self._close()

    def done(self) -> None:
        """Delete the file: the call led to a ticket, or nothing was said in it."""
        self._path.unlink(missing_ok=True)
        self._close()

    def _sync_soon(self) -> None:
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(SYNC_SECONDS, self._sync)
                self._timer.daemon = True
                self._timer.start()

    def _sync(self) -> None:
        with self._lock:
            self._timer = None
            handle = None if self._handle is None else os.dup(self._handle)
        if handle is not None:
            try:
                os.fsync(handle)
            except OSError as error:
                self.trouble = error
            finally:
                os.close(handle)

    def _close(self) -> None:
        with self._lock:
            handle, self._handle = self._handle, None
            if self._timer is not None:
                self._timer.cancel()
        if handle is not None:
            with contextlib.suppress(OSError):
                os.fsync(handle)
            os.close(handle)


def _hold(path: Path) -> int:
    """An open handle of the file with the lock. Raises CallHeld."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except OSError:
        raise CallHeld(path) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise CallHeld(path) from None
    if not path.exists():  # deleted by its holder between our open and our lock
        os.close(handle)
        raise CallHeld(path)
    return handle


def _text(handle: int) -> str:
    """The whole text of the file; a torn last character does no harm. Raises ValueError when it is no text."""
    content = b""
    while part := os.pread(handle, 1 << 20, len(content)):
        content += part
    return content[: content.rfind(b"\n") + 1].decode() if b"\n" in content else ""


def _set_aside(path: Path) -> None:
    target = path.with_suffix(".broken")
    while target.exists():
        target = target.with_name(target.name + "_")
    path.rename(target)
