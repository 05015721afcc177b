"""Files that belong to a call in progress: copies beside its journal, until they are stored with the ticket."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from tui_desk.desk.errors import DeskError
from tui_desk.desk.views import NewFile
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark
from tui_desk.journal.disk import sync_folder

MEGABYTE = 1_000_000
_LONGEST_NAME = 60
"""Characters of a name that are kept; a quoted Chinese one takes nine bytes each, and a file system allows 255."""


class FileRefused(DeskError):
    """A file cannot be kept with a call: not there, not readable, or no file."""

    sentence = mark("The file {path} cannot be kept: {why}")
    exit_status = 2


class FileTooLarge(DeskError):
    """A file is larger than the norm or the desk allows."""

    sentence = mark("The file {path} is too large; at most {megabytes} MB can be kept.")
    exit_status = 2


def keep(folder: Path, question: str, path: Path, limit_bytes: int) -> str:
    """Copy a file into the folder, for a question; returns its name there, on the disk when this returns.

    The same name again for the same question replaces the copy.

    Raises:
        FileRefused, FileTooLarge: as they say; nothing was copied.
        OSError: the disk does not take it.
    """
    content = _read(path, limit_bytes)
    name = one_line(path.name) or "_"
    target = folder / quote(question, safe="") / _file_name(name)
    for each in (folder, target.parent):
        each.mkdir(exist_ok=True, mode=0o700)
    beside = target.with_name(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as copy:
        copy.write(content)
        copy.flush()
        os.fsync(handle)
    beside.replace(target)
    for listing in (target.parent, folder, folder.parent):
        sync_folder(listing)
    return unquote(target.name)


def kept(folder: Path) -> Sequence[NewFile]:
    """The copies in the folder, by question and name."""
    return [
        NewFile(unquote(path.parent.name), unquote(path.name), path.read_bytes())
        for path in sorted(folder.glob("*/*"))
        if path.name != ".new"
    ]


def drop(folder: Path, question: str, name: str) -> None:
    """Let go of one copy."""
    (folder / quote(question, safe="") / _file_name(name)).unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Delete every copy."""
    shutil.rmtree(folder, ignore_errors=True)


def _read(path: Path, limit_bytes: int) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FileRefused(path=path, why=error.strerror or "") from None
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        raise FileRefused(path=path, why=os.strerror(errno.EISDIR if stat.S_ISDIR(kind) else errno.EINVAL))
    with os.fdopen(handle, "rb") as file:
        try:
            content = file.read(limit_bytes + 1)
        except OSError as error:
            raise FileRefused(path=path, why=error.strerror or "") from None
    if len(content) > limit_bytes:
        raise FileTooLarge(path=path, megabytes=f"{limit_bytes / MEGABYTE:g}")
    return content


def _file_name(name: str) -> str:
    """A name that no file system refuses; a long one keeps its ending."""
    stem, dot, ending = name.rpartition(".")
    if len(name) > _LONGEST_NAME and dot and len(ending) <= 10:
        name = stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending
    quoted = quote(name[:_LONGEST_NAME], safe="")
    while len(quoted) > 200:
        name = name[1:]
        quoted = quote(name[:_LONGEST_NAME], safe="")
    return quoted.replace(".", "%2E") if set(quoted) == {"."} else quoted
