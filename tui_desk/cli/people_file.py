"""A CSV file of people and units: which encoding, which heads, and mistakes put into words (CALL-5)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_desk.desk.errors import DeskError
from tui_desk.domain.people_list import Heads, Mistake, heads_of
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr

LONGEST_CELL = 1_000_000
ENCODINGS = ("utf-8", "gb18030")
"""Tried in this order: what is valid UTF-8 is hardly ever meant as anything else; the contrary happens."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SENTENCES = {
    "too_many": mark('{count} cells under {heads} heads: put a cell that holds a comma into “"”'),
    "nobody": mark("neither a name nor a unit: fill one in, or delete the line"),
    "no_name": mark("no name: fill in the name, or leave only the unit's columns"),
    "rounded": mark("“{value}” was rounded by a spreadsheet: set the column to text and enter the number again"),
    "no_phone": mark("“{value}” is no telephone number: correct it, or move it to the remark"),
    "yes_no": mark("“{value}” does not say whether this is the main contact: write yes or no"),
    "no_title": mark("“{value}” is no form of address: use one of {allowed}"),
    "no_unit": mark("facts of a unit without its name: fill in the unit"),
    "backwards": mark("the agreement ends ({until}) before it begins ({since})"),
    "half_agreement": mark("an agreement needs the day from which and the day until which it holds"),
    "no_product": mark("a warranty without a product: fill in the product"),
    "no_day": mark("“{value}” is no date: write 2026-01-31"),
    "two_names": mark("“{name}” has the same number as “{other}” on line {first}: correct one of them"),
}


class BadFile(DeskError):
    """The file cannot be read as a list."""

    sentence = mark("{file} cannot be imported: {why}")
    exit_status = 2


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file that was read: its encoding, its heads, and its rows as text."""

    encoding: str
    heads: Heads
    text: str
    delimiter: str

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows under the heads, each with the line it begins on."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        line = 1
        for row in reader:
            if line > 1:
                yield line, row
            line = reader.line_num + 1


def open_file(path: Path) -> PeopleFile:
    """The list in a file. Raises BadFile, saying what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(file=path, why=error.strerror or str(error)) from error
    text, encoding = decoded(path, content)
    csv.field_size_limit(LONGEST_CELL)
    first = text.split("\n", 1)[0].rstrip("\r")
    if not first.strip():
        raise BadFile(
            file=path, why=tr("the first line must hold the heads of the columns, such as 姓名,工号,单位,电话")
        )
    found = [(heads_of(next(csv.reader([first], delimiter=each))), each) for each in ",\t;"]
    heads, delimiter = max(found, key=lambda one: sum(map(bool, one[0].columns)))
    if not {"name", "unit"} & set(heads.columns):
        why = tr(
            "no column is called 姓名 (name) or 单位 (unit); the first line is “{line}”", line=one_line(first)[:80]
        )
        raise BadFile(file=path, why=why)
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            pass
    except csv.Error as error:
        raise BadFile(file=path, why=str(error)) from error
    return PeopleFile(encoding, heads, text, delimiter)


def in_words(mistake: Mistake) -> str:
    """A mistake with its line, and what to do."""
    facts = {
        name: ", ".join(value) if isinstance(value, tuple) else one_line(str(value))
        for name, value in mistake.facts.items()
    }
    return tr("line {line}: {what}", line=mistake.line, what=tr(SENTENCES[mistake.code], **facts))


def decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text and its encoding: as a byte order mark says, else UTF-8 if it is valid, else GB18030."""
    marked = next((encoding for sign, encoding in _MARKS if content.startswith(sign)), None)
    at = 0
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig").upper()
        except UnicodeDecodeError as error:
            at = error.start
    line = content[:at].count(b"\n") + 1
    why = tr("it is neither UTF-8 nor GB18030 (line {line}); save it as “CSV UTF-8”", line=line)
    raise BadFile(file=path, why=why)
