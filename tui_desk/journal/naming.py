"""Files that an answer names 截图/日志 (TKT-3): one path a line, looked at before a copy is kept.

Nothing is opened here: a device, a pipe or a folder is told apart by its kind alone.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tui_desk.domain.text import clean, one_line
from tui_desk.i18n import mark

MOST = 9
"""How many files one answer may name."""
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Named:
    """A file that was named: the line, where it is, its size. `trouble` with its `facts` is why it cannot be kept."""

    line: str
    path: Path
    size_bytes: int = 0
    trouble: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name without the folder."""
        return one_line(self.path.name) or one_line(self.line)


def lines(answer: str) -> tuple[str, ...]:
    """The lines of an answer that name a file, each once."""
    told = (line.strip() for line in clean(answer).text.split("\n"))
    return tuple(dict.fromkeys(line for line in told if line))


def path_of(line: str) -> Path:
    """The path that a line means: as typed, with ~ for the home, or as a terminal pastes a file dropped on it."""
    text = line.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    path = _expanded(text)
    if "\\" in text and not os.path.lexists(path):
        path = _expanded(re.sub(r"\\(.)", r"\1", text))
    return path


def look(line: str, limit_bytes: int) -> Named:
    """The file that a line names, and whether it can be kept: there, a plain file, readable, not empty or too large."""
    try:
        path = path_of(line)
        status = path.stat() if len(line) <= _LONGEST else None
    except (OSError, ValueError) as error:
        refused = isinstance(error, PermissionError)
        return Named(line, Path(line[:_LONGEST]), trouble=_UNREADABLE if refused else _MISSING)
    if status is None:
        return Named(line, Path(line[:_LONGEST]), trouble=_MISSING)
    size = status.st_size
    facts: dict[str, object] = {}
    if stat.S_ISDIR(status.st_mode):
        trouble = _FOLDER
    elif not stat.S_ISREG(status.st_mode):
        trouble = _NO_FILE
    elif not os.access(path, os.R_OK):
        trouble = _UNREADABLE
    elif size > limit_bytes:
        trouble, facts = _TOO_LARGE, {"size": bytes_told(size), "limit": bytes_told(limit_bytes)}
    else:
        trouble = "" if size else _EMPTY
    return Named(line, path, size, trouble, facts)


def bytes_told(count: int) -> str:
    """A size for people: "812 B", "12 KB", "3.4 MB"."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.0f} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".0 ", " ")


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user
        return Path(text)


_MISSING = mark("There is no file {name}.")
_FOLDER = mark("{name} is a folder; name a file in it.")
_NO_FILE = mark("{name} is a device or a pipe, not a file.")
_UNREADABLE = mark("You may not read {name}.")
_EMPTY = mark("{name} is empty.")
_TOO_LARGE = mark("{name} has {size}; at most {limit} can be kept.")
