"""Papers of a day, opened as Word files: every box by its label, every value in it (SITE-1 to 19, REC-1 to 13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from tests.desk.conftest import SHANGHAI
from tests.forms.conftest import Read, read
from tests.norms.test_forms import PAPERS
from tui_desk.domain.paper import Paper
from tui_desk.forms import boxes, word
from tui_desk.norms.models import Box, Choice, Form, Words

_YES_NO = (Choice("yes", Words(zh="是", en="yes")), Choice("no", Words(zh="否", en="no")))


def blank_mistakes(form: Form) -> Iterator[str]:
    """What an empty form lacks of the boxes that the source's form has, by its own list of them."""
    paper = read(word.write(boxes.fill(form, {}, {}, language="zh_CN", zone=SHANGHAI)))
    _, listed = PAPERS[form.code]
    there = Counter(cell.split("\n")[0] for row in paper.rows for cell in row)
    top = " ".join(paper.paragraphs[:4])
    for label, count in Counter(listed.split()).items():
        if there[label] + (label in top) < count:
            yield f"{form.code}: {label} stands {there[label]} times, the source has it {count} times"
    if "None" in paper.text:
        yield f"{form.code}: None is printed"
    filled = [cell for row in paper.rows for cell in row if "☑" in cell]
    if filled:
        yield f"{form.code}: ticked though empty: {filled}"


def mistakes(paper: Paper, form: Form, file: bytes) -> Iterator[str]:
    """What the Word file of a paper lacks, or says wrongly: labels and values, one by one."""
    found = read(file)
    beside = found.beside()
    if paper.number not in "\n".join(found.paragraphs):
        yield f"{paper.number}: its number is not on it"
    if "None" in found.text:
        yield f"{paper.number}: None is printed"
    for box in _own(form):
        label = box.label.zh
        if label not in beside:
            yield f"{paper.number}: no box {label}"
        elif box.kind == "table":
            yield from _table_mistakes(paper, box, found)
        elif box.kind != "words":
            wanted = told(box, paper.values.get(box.code, ""))
            if wanted not in beside[label]:
                yield f"{paper.number}: {label} says {beside[label]}, not {wanted!r}"


def values_in(paper: Paper) -> int:
    """How many values stand in a paper."""
    return len(paper.values) + sum(len(row) for rows in paper.rows.values() for row in rows)


def _own(form: Form) -> list[Box]:
    """The boxes but that of the paper's own number, which stands at the top."""
    numbers = [b for b in form.sections[0].boxes if b.source == "paper.number" or b.code == "number"][:1]
    return [box for box in form.boxes() if box not in numbers]


def _table_mistakes(paper: Paper, box: Box, found: Read) -> Iterator[str]:
    heads, *body = found.table(box.label.zh)
    rows: tuple[Mapping[str, str], ...] = paper.rows.get(box.code, ())
    if heads != tuple(column.label.zh for column in box.columns):
        yield f"{paper.number}: {box.label.zh} has the heads {heads}"
    if len(body) != max(box.rows, len(rows)):
        yield f"{paper.number}: {box.label.zh} has {len(body)} rows"
    for said, row in zip(body, rows, strict=False):
        wanted = tuple(told(column, row.get(column.code, "")) for column in box.columns)
        if said != wanted:
            yield f"{paper.number}: {box.label.zh} says {said}, not {wanted}"


def told(box: Box, value: str) -> str:
    """What must stand in a box, told independently of the code under test."""
    match box.kind:
        case "choice" | "ticks" | "yes_no":
            chosen = value.split(",")
            offered = box.choices or _YES_NO
            texts = [f"{'☑' if each.code in chosen else '□'}{each.label.zh}" for each in offered]
            return ("  " if any(" " in text for text in texts) else " ").join(texts)
        case "scale":
            return " ".join(f"{'☑' if str(n) == value else '□'}{n}" for n in range(box.high, box.low - 1, -1))
        case "moment" if value:
            return f"{datetime.fromisoformat(value).astimezone(SHANGHAI):%Y年%m月%d日 %H时%M分}"
        case "date" if value:
            return f"{date.fromisoformat(value):%Y年%m月%d日}"
    return value
