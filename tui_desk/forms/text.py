"""A form in plain text, for the terminal: the boxes of the paper in frames of ASCII, exact to the cell (SITE-9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from tui_desk.domain.paper import Row
from tui_desk.domain.text import cells
from tui_desk.forms import boxes
from tui_desk.forms.boxes import TERMINAL_MARKS, Marks, Printed, Sheet
from tui_desk.forms.lines import broken, padded
from tui_desk.norms.models import Form

NARROWEST = 40
"""Frames are not drawn narrower than this, in cells."""
_NARROWEST_COLUMN = 6
_SIGNATURE = "_" * 12
_SCISSORS = "✂"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of boxes beside each other: the lines of text of each, and how wide it is."""

    texts: tuple[Sequence[str], ...]
    widths: tuple[int, ...]

    def edges(self) -> set[int]:
        """In which cells its frame's upright lines stand."""
        at, found = 0, {0}
        for width in self.widths:
            at += width + 3
            found.add(at)
        return found

    def drawn(self) -> Iterator[str]:
        for row in range(max(map(len, self.texts))):
            each = (text[row] if row < len(text) else "" for text in self.texts)
            yield "".join(f"| {padded(t, w)} " for t, w in zip(each, self.widths, strict=True)) + "|"


def lay(
    form: Form,
    values: Mapping[str, str],
    rows: Mapping[str, Sequence[Row]],
    language: str,
    width: int = 80,
    *,
    zone: tzinfo,
    number: str = "",
    heading: str = "",
    marks: Marks = TERMINAL_MARKS,
) -> str:
    """The form with these values as text, in `language` and in times of `zone`; see `lay_sheet`."""
    sheet = boxes.fill(form, values, rows, language=language, zone=zone, number=number, heading=heading, marks=marks)
    return lay_sheet(sheet, width)


def lay_sheet(sheet: Sheet, width: int = 80) -> str:
    """The form in frames of exactly `width` cells, at least `NARROWEST`; ends with a line end."""
    return "\n".join(line.rstrip() for line in _paper(sheet, max(width, NARROWEST))).replace("\u00a0", " ") + "\n"


def _paper(sheet: Sheet, width: int) -> Iterator[str]:
    for title in (sheet.heading, sheet.title):
        for line in broken(title, width) if title else ():
            yield " " * ((width - cells(line)) // 2) + line
    for line in broken(_labelled(sheet.number_label, sheet.number, sheet.language), width):
        yield " " * (width - cells(line)) + line
    frame: list[_Line] = []
    for part in sheet.parts:
        if part.cut:
            yield from _framed(frame, width)
            yield _cut(part.label, width)
            frame = []
        elif part.label:
            frame.append(_whole(part.label, width))
        frame.extend(_part(part.boxes, sheet.language, width))
    yield from _framed(frame, width)
    for note in sheet.notes:
        yield from broken(note, width)


def _cut(label: str, width: int) -> str:
    """The line at which a receipt is cut off, with its name in the middle."""
    label = f" {label}" if cells(label) < width // 2 else ""
    dashes = (width - cells(_SCISSORS + label)) // 2
    before = " -" * (dashes // 2)
    after = width - cells(_SCISSORS + before + label)
    return _SCISSORS + before + label + " " * (after % 2) + " -" * (after // 2)


def _framed(frame: Sequence[_Line], width: int) -> Iterator[str]:
    above: set[int] = set()
    for line in frame:
        yield _rule(above | line.edges(), width)
        yield from line.drawn()
        above = line.edges()
    if frame:
        yield _rule(above, width)


def _rule(edges: set[int], width: int) -> str:
    return "".join("+" if at in edges else "-" for at in range(width))


def _part(printed: Sequence[Printed], language: str, width: int) -> Iterator[_Line]:
    left = (width - 7) // 2
    halves = left, width - 7 - left

    def narrow(box: Printed) -> bool:
        text = _told(box, language)
        return not (box.wide or box.kind in {"table", "words"} or "\n" in text) and cells(text) <= left

    for line in boxes.lines(printed, narrow):
        if len(line) == 2:
            yield _Line(tuple([_told(box, language)] for box in line), halves)
        elif line[0].kind == "table":
            yield from _table(line[0], language, width)
        else:
            yield _whole(_told(line[0], language), width)


def _whole(text: str, width: int) -> _Line:
    return _Line((broken(text, width - 4),), (width - 4,))


def _told(box: Printed, language: str) -> str:
    """A box in words, with the hint to who fills it as long as it is empty."""
    label = f"{box.label}（{box.note}）" if box.note and box.empty else box.label
    label = label if language.startswith("zh") else label.replace("（", " (").replace("）", ")")
    if box.kind in {"words", "table"}:
        return label
    return _labelled(label, box.text or (_SIGNATURE if box.kind == "sign" else ""), language)


def _labelled(label: str, text: str, language: str) -> str:
    """What a box is called and what stands in it; a label that ends a sentence or a question of its own stays so."""
    colon = "" if label.endswith(("：", ":", "？", "?", "。")) else "：" if language.startswith("zh") else ":"
    between = "\n" if "\n" in text else " " if text and not (label + colon).endswith(("：", "？", "。")) else ""
    return f"{label}{colon}{between}{text}"


def _table(table: Printed, language: str, width: int) -> Iterator[_Line]:
    """The table's name, the heads of its columns, its rows; where the columns do not fit, each row box by box."""
    if table.label:
        yield _whole(_told(table, language), width)
    room = width - 3 * len(table.columns) - 1
    if not table.columns or room // len(table.columns) < _NARROWEST_COLUMN:
        for count, row in enumerate(table.rows, 1):
            told = (_told(cell, language) for cell in row.values())
            yield _whole(f"{count}. " + "  ".join(told), width)
        return
    heads = [column.label for column in table.columns]
    body = [[cell.text for cell in row.values()] for row in table.rows]
    widths = _widths([heads, *body], room)
    for texts in [heads, *body]:
        yield _Line(tuple(broken(text, each) for text, each in zip(texts, widths, strict=True)), widths)


def _widths(rows: Sequence[Sequence[str]], room: int) -> tuple[int, ...]:
    """How wide each column is: as wide as its widest line asks for, while nobody takes more than a fair share."""
    wanted = [max(cells(line) for text in column for line in text.split("\n")) for column in zip(*rows, strict=True)]
    widths, left = [0] * len(wanted), room
    for place, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[column] = min(max(wanted[column], _NARROWEST_COLUMN), left // (len(wanted) - place))
        left -= widths[column]
    for turn in range(left):
        widths[turn % len(widths)] += 1
    return tuple(widths)
