"""The journal: a local file per call in progress, so that nothing typed is lost, whatever ends the session.

A file is locked while its call is alive. One that nobody holds is an orphan and is offered again, or, when the call
has its end, pending 待编号: it waits to be delivered to the database. It is deleted only after the record that it led
to was committed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from weakref import WeakSet

from tui_desk.desk.views import NewFile
from tui_desk.domain.call import Call, Entry, note, reference
from tui_desk.journal import attachments
from tui_desk.journal.disk import CallHeld, LineFile, hold, whole_lines
from tui_desk.journal.lines import (
    Header,
    NewerFormat,
    Told,
    Torn,
    entry_line,
    header_line,
    read,
    returned_line,
    value_before,
)
from tui_desk.journal.notes import NoteFile, note_file

PATIENCE_SECONDS = 0.1
"""How long a file may be locked by somebody who only looks."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A call as its file has it: what was typed `last`, and when. `why` its end could not be carried out, if it was."""

    path: Path
    header: Header
    call: Call
    last: str
    last_at: datetime
    why: str = ""

    @property
    def pending(self) -> bool:
        """Whether the call has its end, and only waits for the database 待编号."""
        return self.call.end is not None


class Journal:
    """The calls in progress of one OS user, in `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._ours: WeakSet[CallFile] = WeakSet()
        self._read: dict[Path, tuple[tuple[int, int, int], Told | None]] = {}

    def begin(self, call: Call, *, desk: str, norm: int) -> CallFile:
        """The file of a new call. Without a writable disk the call goes on; `CallFile.trouble` says why."""
        header = Header(call.draft, call.officer, call.began_at, desk, norm)
        file = CallFile(LineFile(self.directory / f"{call.draft}.call"), header, call)
        file.append(header_line(header))
        self._ours.add(file)
        return file

    def orphans(self, desk: str) -> tuple[Orphan, ...]:
        """The calls of this desk that nobody holds and that have no end, oldest first.

        What cannot be understood is set aside under the same name with ".broken", its text as it is; what stands
        before it in the file is still offered. A file of a newer program stays as it is.
        """
        return tuple(call for call in self._unheld(desk, self._paths()) if not call.pending)

    def pending(self, desk: str) -> tuple[Orphan, ...]:
        """The calls of this desk that have their end and are held by nobody, oldest first: they can be delivered."""
        ended = [
            path for path in self._paths() if (told := self._peek(path)) and told.call.end and told.header.desk == desk
        ]
        return tuple(call for call in self._unheld(desk, ended) if call.pending)

    def elsewhere(self, desk: str) -> tuple[Orphan, ...]:
        """The calls of this desk that another process of this OS user has in hand, oldest first."""
        ours = {file.path for file in self._ours if file.held}
        found = []
        for path in self._paths():
            if path in ours:
                continue
            try:
                os.close(hold(path))
            except CallHeld:
                if (told := self._peek(path)) is not None and told.header.desk == desk:
                    found.append(Orphan(path, *told))
        return tuple(sorted(found, key=_began_at))

    def find(self, wanted: str, desk: str) -> Orphan | None:
        """The call of this desk with a local reference, whoever holds it; None when its file is gone or never was."""
        for path in self._paths():
            if reference(path.stem) == wanted.strip().upper():
                told = self._peek(path)
                if told is not None and told.header.desk == desk:
                    return Orphan(path, *told)
        return None

    def adopt(self, orphan: Orphan) -> CallFile:
        """The file of an orphan, held from now on. Raises CallHeld when another session was faster."""
        handle = hold(orphan.path, PATIENCE_SECONDS)
        try:
            told = _understood(handle, orphan.path)
            os.truncate(handle, len(whole_lines(handle)))
        except (ValueError, NewerFormat, OSError):
            os.close(handle)
            raise CallHeld(orphan.path) from None
        file = CallFile(LineFile(orphan.path, handle), told.header, told.call)
        self._ours.add(file)
        return file

    def note_file(self, subject: str, desk: str, *, take_up: bool = True) -> NoteFile:
        """Where a dialog keeps what is typed about a subject; what was left there is in `NoteFile.texts`.

        While another dialog has the subject, or where `take_up` is false, it is one of its own.
        """
        return note_file(self.directory, subject, desk, take_up)

    def _unheld(self, desk: str, paths: Iterable[Path]) -> list[Orphan]:
        return sorted((orphan for orphan in self._free(paths) if orphan.header.desk == desk), key=_began_at)

    def _free(self, paths: Iterable[Path]) -> Iterator[Orphan]:
        for path in paths:
            try:
                handle = hold(path)
            except CallHeld:
                continue
            try:
                if whole_lines(handle):  # else begun this very moment
                    yield Orphan(path, *_understood(handle, path))
            except NewerFormat:
                _log.info("%s was written by a newer program", path)
            except ValueError:
                path.rename(_aside(path))
            finally:
                os.close(handle)

    def _peek(self, path: Path) -> Told | None:
        """What a file tells that may be somebody else's; None when it cannot be understood."""
        try:
            stat = path.stat()
            key = stat.st_ino, stat.st_size, stat.st_mtime_ns
            if (known := self._read.get(path)) is not None and known[0] == key:
                return known[1]
            with path.open("rb") as file:
                content = whole_lines(file.fileno())
        except OSError:
            self._read.pop(path, None)
            return None
        try:
            told = read(content.decode(errors="replace"))
        except (ValueError, NewerFormat):
            told = None
        self._read[path] = key, told
        return told

    def _paths(self) -> list[Path]:
        try:
            return sorted(self.directory.glob("*.call"))
        except OSError:
            return []


class CallFile:
    """A call in progress and the file that it is noted in. `trouble` is why the disk does not take it, or None."""

    def __init__(self, lines: LineFile, header: Header, call: Call) -> None:
        self.header, self.call = header, call
        self._lines = lines
        self._attached = lines.path.with_suffix(".files")

    @property
    def path(self) -> Path:
        """Where it stands."""
        return self._lines.path

    @property
    def trouble(self) -> OSError | None:
        """Why the disk does not take what is typed; None once it does again, which is tried by itself."""
        return self._lines.trouble

    @property
    def held(self) -> bool:
        """Whether the call is still in this process's hand."""
        return self._lines.held

    def note(self, entry: Entry) -> None:
        """Add an entry to the call and to its file; it is with the operating system when this returns."""
        line = entry_line(entry, value_before(self.call, entry))
        self.call = note(self.call, entry)
        self.append(line)

    def append(self, line: str) -> None:
        """Write a line at the end of the file. What a full disk refuses is kept, and tried again by itself."""
        self._lines.append(line)

    def attach(self, path: Path, question: str, limit_bytes: int) -> str:
        """Keep a copy of a file with the call, as an answer to a question; returns its name.

        Raises:
            FileRefused, FileTooLarge: as they say.
            OSError: the disk does not take it.
        """
        return attachments.keep(self._attached, question, path, limit_bytes)

    def detach(self, question: str, name: str) -> None:
        """Let go of a file that was attached."""
        attachments.drop(self._attached, question, name)

    def files(self) -> Sequence[NewFile]:
        """The files attached, with their content."""
        return attachments.kept(self._attached)

    def release(self) -> None:
        """Let go of the call. Without an end it is offered again; with one it is pending 待编号."""
        self._lines.release()

    def give_back(self, at: datetime, why: str) -> None:
        """Let go of a call whose end could not be carried out: it is open again, and says why."""
        self.note(Entry(at, "end", ""))
        self.append(returned_line(why))
        self.release()

    def done(self) -> None:
        """Delete the file and what was attached: the call is on record, or nothing was said in it."""
        self._lines.remove()
        attachments.remove(self._attached)


def _understood(handle: int, path: Path) -> Told:
    """What an open file tells; where a line in the middle is torn, what stands before it, and a copy is set aside.

    Raises:
        NewerFormat, ValueError: nothing of it can be understood.
    """
    content = whole_lines(handle)
    text = content.decode(errors="replace")
    try:
        return read(text)
    except Torn as torn:
        good = text[: torn.good]
        _aside(path).write_bytes(content)
        os.truncate(handle, sum(len(line) + 1 for line in content.split(b"\n")[: good.count("\n")]))
        return read(good)


def _began_at(orphan: Orphan) -> datetime:
    return orphan.header.began_at


def _aside(path: Path) -> Path:
    """A name to set the file aside under."""
    target = path.with_suffix(".broken")
    while target.exists():
        target = target.with_name(target.name + "_")
    return target
