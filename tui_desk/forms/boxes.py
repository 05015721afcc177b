"""A filled form as texts that are ready to print: what stands in each box of the paper (SITE-9).

Pure: knows neither Word nor a terminal. What is unknown is an empty box, and every choice stands there to be ticked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from tui_desk.domain.paper import Row
from tui_desk.domain.text import clean, one_line
from tui_desk.norms.models import Box, BoxKind, Choice, Form, Words

NUMBER = "paper.number"
"""The source of the box that holds the paper's own number, which is printed at the top right."""

_NO_ROW: Row = {}
_YES_NO = (Choice("yes", Words(zh="是", en="yes")), Choice("no", Words(zh="否", en="no")))


@dataclass(frozen=True, slots=True)
class Marks:
    """How a chosen and an open choice are marked."""

    on: str
    off: str


PAPER_MARKS = Marks("☑", "□")
TERMINAL_MARKS = Marks("[x]\u00a0", "[\u00a0]\u00a0")
"""Terminals differ in how wide they draw the paper's signs, so frames would not meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One box as it is printed: what it is called, the hint to who fills it, and what stands in it.

    `empty`: nothing was written and nothing ticked. `ticks` are the marks of its choices by their codes.
    `columns` are the empty boxes that head a table, and each of `rows` holds its cells by the columns' codes.
    """

    code: str
    label: str
    kind: BoxKind
    note: str = ""
    text: str = ""
    empty: bool = True
    ticks: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Printed, ...] = ()
    rows: tuple[Mapping[str, Printed], ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form with its boxes; `cut`: below the line at which a receipt 回执 is cut off."""

    label: str
    boxes: tuple[Printed, ...]
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form that is ready to print.

    `heading` is who issues it, `number` its own number and `number_label` what that is called; the box of the number is
    in none of the parts.
    """

    form: str
    title: str
    language: str
    heading: str = ""
    number: str = ""
    number_label: str
    number_code: str = ""
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()

    def boxes(self) -> tuple[Printed, ...]:
        """Every box in the order of the paper, the number's left out."""
        return tuple(box for part in self.parts for box in part.boxes)


def fill(
    form: Form,
    values: Mapping[str, str],
    rows: Mapping[str, Sequence[Row]],
    *,
    language: str,
    zone: tzinfo,
    number: str = "",
    heading: str = "",
    marks: Marks = PAPER_MARKS,
) -> Sheet:
    """The form with these values and rows, in `language` and in times of `zone`; empty where nothing is known."""
    own = _number_box(form)
    pen = _Pen(language, zone, marks)
    parts = tuple(
        Part(
            one_line(section.label.in_(language)),
            tuple(pen.printed(box, values, rows) for box in section.boxes if box is not own),
            section.cut,
        )
        for section in form.sections
    )
    return Sheet(
        form=form.code,
        title=one_line(form.title.in_(language)),
        language=language,
        heading=one_line(heading),
        number=one_line(number or (values.get(own.code, "") if own else "")),
        number_label=pen.label(own) if own else Words(zh="编号", en="No.").in_(language),
        number_code=own.code if own else "",
        parts=tuple(part for part in parts if part.boxes or part.cut),
        notes=tuple(clean(note.in_(language)).text for note in form.notes),
    )


def lines(boxes: Sequence[Printed], narrow: Callable[[Printed], bool]) -> Iterator[tuple[Printed, ...]]:
    """The boxes line by line: two on a line where both are narrow, else one."""
    at = 0
    while at < len(boxes):
        both = at + 1 < len(boxes) and narrow(boxes[at]) and narrow(boxes[at + 1])
        yield tuple(boxes[at : at + 1 + both])
        at += 1 + both


def _number_box(form: Form) -> Box | None:
    """The box of the paper's own number at the top, if there is one; a receipt repeats it in a place of its own."""
    first = [box for section in form.sections[:1] for box in section.boxes]
    return next((box for box in first if box.source == NUMBER or box.code == "number"), None)


@dataclass(frozen=True, slots=True)
class _Pen:
    language: str
    zone: tzinfo
    marks: Marks

    def printed(self, box: Box, values: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> Printed:
        value = values.get(box.code, "") or ""
        ticks = {code: self._mark(chosen) for code, _, chosen in self._choices(box, value)}
        return Printed(
            code=box.code,
            label=self.label(box),
            note=one_line(box.note.in_(self.language)),
            kind=box.kind,
            text=self._text(box, value),
            empty=not value.strip() and not rows.get(box.code),
            ticks=ticks,
            columns=tuple(self.printed(column, {}, {}) for column in box.columns),
            rows=self._rows(box, rows.get(box.code, ())),
            wide=box.wide,
        )

    def label(self, box: Box) -> str:
        return clean(box.label.in_(self.language)).text

    def _rows(self, box: Box, rows: Sequence[Row]) -> tuple[Mapping[str, Printed], ...]:
        if box.kind != "table":
            return ()
        padded = [*rows, *[_NO_ROW] * (box.rows - len(rows))]
        return tuple({column.code: self.printed(column, row, {}) for column in box.columns} for row in padded)

    def _text(self, box: Box, value: str) -> str:
        match box.kind:
            case "choice" | "ticks" | "yes_no" | "scale":
                told = [f"{self._mark(chosen)}{label}" for _, label, chosen in self._choices(box, value)]
                return ("  " if any(" " in each or "\u00a0" in each for each in told) else " ").join(told)
            case "moment" | "date":
                return self._time(value, whole=box.kind == "moment")
            case "long":
                return clean(value).text.strip("\n")
            case "table" | "words":
                return ""
            case _:
                return one_line(value)

    def _choices(self, box: Box, value: str) -> Iterator[tuple[str, str, bool]]:
        """Every choice as (code, label, whether it is chosen), then what was written beside them."""
        if box.kind not in {"choice", "ticks", "yes_no", "scale"}:
            return
        chosen = [one_line(each) for each in value.split(",") if each.strip()]
        for code, label in self._offered(box):
            yield code, label, code in chosen
        known = {code for code, _ in self._offered(box)}
        yield from ((each, each, True) for each in chosen if each not in known)

    def _offered(self, box: Box) -> list[tuple[str, str]]:
        if box.kind == "scale":
            return [(str(score), str(score)) for score in range(box.high, box.low - 1, -1)]
        choices = box.choices or (_YES_NO if box.kind == "yes_no" else ())
        return [(choice.code, one_line(choice.label.in_(self.language))) for choice in choices]

    def _mark(self, chosen: bool) -> str:
        return self.marks.on if chosen else self.marks.off

    def _time(self, value: str, *, whole: bool) -> str:
        """An instant or a day as the paper has it; what cannot be read stays as it was written."""
        chinese = self.language.startswith("zh")
        try:
            if not whole and len(value) == len("2026-11-21"):
                return f"{date.fromisoformat(value):{'%Y年%m月%d日' if chinese else '%Y-%m-%d'}}"
            at = datetime.fromisoformat(value)
        except ValueError:
            return one_line(value)
        at = at.astimezone(self.zone) if at.tzinfo else at
        if whole:
            return f"{at:{'%Y年%m月%d日 %H时%M分' if chinese else '%Y-%m-%d %H:%M'}}"
        return f"{at:{'%Y年%m月%d日' if chinese else '%Y-%m-%d'}}"
