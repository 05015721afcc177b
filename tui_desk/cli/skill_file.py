"""A CSV file of skills: which encoding, which heads, and mistakes put into words (DESK-4)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_desk.cli.people_file import LONGEST_CELL, BadFile, decoded
from tui_desk.domain.people_list import Mistake
from tui_desk.domain.skill_list import NEEDED, Column, columns_of
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr

ALLOWED_SHOWN = 12
"""How many values that may stand in a cell are named."""

SENTENCES = {
    "officer": mark("“{value}” is no officer of this desk: use one of {allowed}"),
    "two_officer": mark("“{value}” may be several officers: use one of {allowed}"),
    "subject": mark("“{value}” is nothing a skill is in: write category, subcategory or product"),
    "category": mark("“{value}” is no category of the norm: use one of {allowed}"),
    "two_category": mark("“{value}” may be several categories: use one of {allowed}"),
    "subcategory": mark("“{value}” is no subcategory of the norm: use one of {allowed}"),
    "two_subcategory": mark("“{value}” may be several subcategories: use one of {allowed}"),
    "product": mark("“{value}” is no name of a product: write 1 to {most} characters"),
    "score": mark("“{value}” is no score: write a whole number from 0 to {most}"),
    "ability": mark("“{value}” is no ability of the norm: use one of {allowed}, or leave the cell empty"),
    "two_ability": mark("“{value}” may be several abilities: use one of {allowed}"),
    "twice": mark("the same skill of the same officer stands on line {first}: delete one of them"),
}


@dataclass(frozen=True, slots=True)
class SkillFile:
    """A file that was read: its encoding, where its columns stand, heads that are not understood, and its rows."""

    encoding: str
    places: Mapping[Column, int]
    unknown: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]


def open_file(path: Path) -> SkillFile:
    """The list in a file. Raises BadFile, saying what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(file=path, why=error.strerror or str(error)) from error
    text, encoding = decoded(path, content)
    csv.field_size_limit(LONGEST_CELL)
    first = text.split("\n", 1)[0].rstrip("\r")
    delimiter = max(",\t;", key=first.count)
    try:
        (_, heads), *rows = _rows(text, delimiter) or [(1, [])]
    except csv.Error as error:
        raise BadFile(file=path, why=str(error)) from error
    places, unknown = columns_of(heads)
    missing = [column for column in NEEDED if column not in places]
    if missing:
        why = tr(
            "the first line must hold the heads officer,subject,name,score,abilities (工号,对象,名称,分数,能力); "
            "missing: {missing}",
            missing=", ".join(missing),
        )
        raise BadFile(file=path, why=why)
    return SkillFile(encoding, places, unknown, rows)


def in_words(mistake: Mistake) -> str:
    """A mistake with its line, and what to do."""
    facts = {
        name: _listed(value) if isinstance(value, tuple) else one_line(str(value))
        for name, value in mistake.facts.items()
    }
    return tr("line {line}: {what}", line=mistake.line, what=tr(SENTENCES[mistake.code], **facts))


def _listed(allowed: tuple[str, ...]) -> str:
    """What may stand there, the first of it; that there is nothing, where there is nothing."""
    more = ", …" if len(allowed) > ALLOWED_SHOWN else ""
    return ", ".join(allowed[:ALLOWED_SHOWN]) + more if allowed else tr("(there is none)")


def _rows(text: str, delimiter: str) -> list[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, Sequence[str]]] = []
    line = 1
    for row in reader:
        rows.append((line, row))
        line = reader.line_num + 1
    return rows
