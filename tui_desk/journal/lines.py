"""How a call stands in its file: JSON lines, the header first, then one entry a line.

Pure: text in, text out. A long answer is written as its difference to the one before, so that a key typed into a
megabyte costs a few bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tui_desk.domain.call import ENTRY_FIELDS, Call, Entry, note
from tui_desk.domain.officer import OfficerId

SHORT = 200
"""Answers up to this many characters are written whole."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file: whose call, begun when, at which desk, under which published norm."""

    draft: str
    officer: OfficerId
    began_at: datetime
    desk: str
    norm: int

    def call(self) -> Call:
        """The call before its first entry."""
        return Call(draft=self.draft, officer=self.officer, began_at=self.began_at)


def header_line(header: Header) -> str:
    """The header as a line of the file."""
    return _line(
        draft=header.draft,
        officer=header.officer,
        began_at=header.began_at.isoformat(),
        desk=header.desk,
        norm=header.norm,
    )


def entry_line(entry: Entry, before: str) -> str:
    """An entry as a line of the file; `before` is the value that it replaces."""
    line: dict[str, Any] = {"at": entry.at.isoformat(), "field": entry.field}
    if entry.key:
        line["key"] = entry.key
    if len(entry.value) <= SHORT or len(before) <= SHORT:
        return _line(**line, value=entry.value)
    head = _same_head(before, entry.value)
    tail = _same_head(before[head:][::-1], entry.value[head:][::-1])
    return _line(**line, keep=[head, tail], value=entry.value[head : len(entry.value) - tail])


def value_before(call: Call, entry: Entry) -> str:
    """What the call holds where the entry writes."""
    match entry.field:
        case "answer":
            return call.answers.get(entry.key, "")
        case "scratch":
            return call.scratch
        case _:
            return ""


def read(text: str) -> tuple[Header, Call]:
    """The header and the call of a file; an unfinished last line does not count.

    Raises:
        ValueError: the text is no file of a call.
    """
    lines = text.split("\n")[:-1]
    try:
        first = json.loads(lines[0])
        header = Header(
            draft=str(first["draft"]),
            officer=str(first["officer"]),
            began_at=datetime.fromisoformat(first["began_at"]),
            desk=str(first["desk"]),
            norm=int(first["norm"]),
        )
        call = header.call()
        for line in lines[1:]:
            call = note(call, _entry(json.loads(line), call))
    except (IndexError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("no file of a call") from error
    return header, call


def _entry(line: dict[str, Any], call: Call) -> Entry:
    entry = Entry(datetime.fromisoformat(line["at"]), line["field"], str(line["value"]), str(line.get("key", "")))
    if entry.field not in ENTRY_FIELDS:
        raise ValueError(entry.field)
    if "keep" not in line:
        return entry
    head, tail = line["keep"]
    before = value_before(call, entry)
    return Entry(entry.at, entry.field, before[:head] + entry.value + before[len(before) - tail :], entry.key)


def _line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _same_head(one: str, other: str) -> int:
    """How many characters both begin with; halving, because comparing slices is far faster than characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
