"""How a call stands in its file: JSON lines, the header first, then one entry a line.

Pure: text in, text out. A long answer is written as its difference to the one before, so that a key typed into a
megabyte costs a few bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from tui_desk.domain.call import ENTRY_FIELDS, Call, Entry, note
from tui_desk.domain.officer import OfficerId

_TYPED = frozenset({"answer", "scratch", "priority_reason"})
"""Entries with words in them."""
FORMAT = 2
"""How files are written now. Format 1 had no number, and fewer kinds of entries."""
SHORT = 200
"""Answers up to this many characters are written whole."""


class NewerFormat(Exception):
    """The file was written by a newer program."""


class Torn(ValueError):
    """A line in the middle cannot be read. `good` is how many characters before it can."""

    def __init__(self, good: int) -> None:
        super().__init__(good)
        self.good = good


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


class Told(NamedTuple):
    """What a file tells: whose call, the call, what was typed last and when the last change was.

    `why` its end could not be carried out is empty unless it came back.
    """

    header: Header
    call: Call
    last: str
    last_at: datetime
    why: str = ""


def header_line(header: Header) -> str:
    """The header as a line of the file."""
    return _line(
        format=FORMAT,
        draft=header.draft,
        officer=header.officer,
        began_at=header.began_at.isoformat(),
        desk=header.desk,
        norm=header.norm,
    )


def entry_line(entry: Entry, before: str) -> str:
    """An entry as a line of the file; `before` is the value that it replaces."""
    named = {"key": entry.key} if entry.key else {}
    return _line(at=entry.at.isoformat(), field=entry.field, **named, **change(before, entry.value))


def change(before: str, value: str) -> dict[str, Any]:
    """A value as a line holds it: whole, or where both are long, as what differs from the one before."""
    if len(value) <= SHORT or len(before) <= SHORT:
        return {"value": value}
    head = _same_head(before, value)
    tail = _same_head(before[head:][::-1], value[head:][::-1])
    return {"keep": [head, tail], "value": value[head : len(value) - tail]}


def changed(before: str, line: dict[str, Any]) -> str:
    """The value that `change` wrote into a line."""
    value = str(line["value"])
    if "keep" not in line:
        return value
    head, tail = line["keep"]
    return before[:head] + value + before[len(before) - tail :]


def value_before(call: Call, entry: Entry) -> str:
    """What the call holds where the entry writes."""
    match entry.field:
        case "answer":
            return call.answers.get(entry.key, "")
        case "scratch":
            return call.scratch
        case _:
            return ""


def returned_line(why: str) -> str:
    """The line that says why the end of a call could not be carried out: it is open again."""
    return _line(returned=why)


def read(text: str) -> Told:
    """What a file tells; an unfinished last line does not count.

    Raises:
        NewerFormat: only a newer program can read it.
        Torn: a line in the middle cannot be read.
        ValueError: the text is no file of a call.
    """
    lines = text.split("\n")[:-1]
    header = _header(lines[0] if lines else "")
    call, why, good = header.call(), "", len(lines[0]) + 1
    last, last_at = "", header.began_at
    for line in lines[1:]:
        try:
            told = json.loads(line)
            if "returned" in told:
                why = str(told["returned"])
            else:
                entry = _entry(told, call)
                call = note(call, entry)
                why = "" if entry.field == "end" and entry.value else why
                last = entry.value if entry.field in _TYPED and entry.value.strip() else last
                last_at = max(last_at, entry.at)
        except (IndexError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise Torn(good) from error
        good += len(line) + 1
    return Told(header, call, last, last_at, why)


def _header(line: str) -> Header:
    try:
        first = json.loads(line)
        if int(first.get("format", 1)) > FORMAT:
            raise NewerFormat(first["format"])
        return Header(
            draft=str(first["draft"]),
            officer=str(first["officer"]),
            began_at=datetime.fromisoformat(first["began_at"]),
            desk=str(first["desk"]),
            norm=int(first["norm"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no file of a call") from error


def _entry(line: dict[str, Any], call: Call) -> Entry:
    entry = Entry(datetime.fromisoformat(line["at"]), line["field"], str(line["value"]), str(line.get("key", "")))
    if entry.field not in ENTRY_FIELDS:
        raise ValueError(entry.field)
    return replace(entry, value=changed(value_before(call, entry), line))


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
