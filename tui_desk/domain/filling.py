"""Filling a form: what the desk knows already, which boxes this kind of work asks for, what is missing, what may stand.

Pure. A value is kept as `Paper` says; what people type is read by `read_value`, which says why it cannot stand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from tui_desk.domain import moments, row_times, visits
from tui_desk.domain.branches import conditions, hold
from tui_desk.domain.paper import Paper, Row
from tui_desk.domain.paper_sources import ROW_SOURCES, SOURCES, Known, weekday
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import MATCHED, Asked, Box, Form, Norm, RecordTemplate, Words

__all__ = [
    "ROW_SOURCES",
    "SOURCES",
    "Filled",
    "Known",
    "Unfit",
    "asked",
    "bad_answers",
    "derived",
    "missing",
    "prefill",
]

LONGEST_LINE, LONGEST_TEXT, MOST_ROWS = 500, 20_000, 200
"""How much a box holds: a line, several lines, rows of a table."""

_OVER = ("visits", "intervals")
"""The roles of tables that tell of what happened."""

_YES = frozenset({"yes", "y", "是", "有", "对", "1", "true", "√", "✓"})
_NO = frozenset({"no", "n", "否", "无", "没有", "0", "false", "×"})

Filled = tuple[dict[str, str], dict[str, tuple[Row, ...]]]
"""Values and rows by the codes of their boxes."""


class Unfit(ValueError):
    """A text that cannot stand in a box. `why` is one of `WHYS`; `facts` fill its sentence."""

    def __init__(self, box: Box, text: str, why: str, **facts: str) -> None:
        super().__init__(why)
        self.box, self.text, self.why, self.facts = box, text, why, facts


def prefill(form: Form, known: Known) -> Filled:
    """What the desk knows already, in the boxes that ask for it. Unknown boxes are not there."""
    values: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for box in form.boxes():
        if box.source in ROW_SOURCES:
            rows[box.code] = ROW_SOURCES[box.source](known)
        elif box.source in SOURCES:
            values[box.code] = _fitting(box, SOURCES[box.source](known, box))
    return _without_blanks(values, rows)


def _fitting(box: Box, known: str) -> str:
    """What is known, as far as the box takes it: a code that is none of its choices is left out."""
    if box.kind == "choice" and known not in {choice.code for choice in box.choices}:
        return ""
    return clean(known).text.strip() if box.kind == "long" else one_line(known)


def derived(form: Form, values: Mapping[str, str], rows: Mapping[str, Sequence[Row]], language: str) -> dict[str, str]:
    """What follows from other boxes, by the codes of those it stands in.

    Hours and impact from the visits (SITE-4, SITE-14), the weekday from the day of a receipt.
    """
    table = next(iter((*form.with_role("visits"), *form.with_role("intervals"))), None)
    spent = visits.hours(
        visits.spans(rows.get(table.code, ()), table.columns) if table else visits.spans([values], form.boxes())
    )
    found: dict[str, str] = {}
    for box in form.boxes():
        if box.source == "visits.hours" and spent is not None:
            found[box.code] = visits.hours_text(spent)
        elif box.source == "visits.impact" and spent is not None:
            found[box.code] = visits.impact(spent)
        elif box.source == "receipt.weekday" and _is_day(on := values.get("receipt_date", "")):
            found[box.code] = weekday(date.fromisoformat(on), language)
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# What is asked


def asked(
    form: Form, values: Mapping[str, str], rows: Mapping[str, Sequence[Row]], ticket: Ticket | None, norm: Norm
) -> tuple[Box, ...]:
    """The boxes that this kind of work asks for, in the order of the paper; nobody faces forty empty ones.

    A box whose conditions name a box that is not asked itself is not asked either.
    """
    known: dict[str, str] = {}
    if ticket is not None:
        known |= {name: str(getattr(ticket, name)) for name in MATCHED if getattr(ticket, name, "")}
    filled = {code: "*" for code, table in rows.items() if table} | dict(values)
    own = {box.code for box in form.boxes()}
    hidden: set[str] = set()
    while True:
        counted = known | {code: value for code, value in filled.items() if code not in hidden}
        out = {box.code for box in form.boxes() if not _is_asked(box, counted, norm)} & own
        if out <= hidden:
            return tuple(box for box in form.boxes() if box.code not in hidden)
        hidden |= out


def _is_asked(box: Box, counted: Mapping[str, str], norm: Norm) -> bool:
    if not hold(conditions(box.asked_when, norm), counted):
        return False
    return not any(condition.holds(counted) for condition in conditions(box.skipped_when, norm))


def missing(paper: Paper, form: Form, by: Asked, ticket: Ticket | None, norm: Norm) -> tuple[Box, ...]:
    """The boxes that the form demands by then, to give it out, begin the work (SITE-8) or so, and that are empty."""
    boxes = asked(form, paper.values, paper.rows, ticket, norm)
    return tuple(box for box in boxes if box.by == by and box.by and not _has(paper, box))


def _has(paper: Paper, box: Box) -> bool:
    return bool(paper.rows.get(box.code)) if box.kind == "table" else bool(paper.values.get(box.code, "").strip())


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """An answer of the user that calls for an improvement (TKT-17): which box, and what it says."""

    box: Box
    answer: str


def bad_answers(form: Form, values: Mapping[str, str]) -> tuple[BadAnswer, ...]:
    """The user's answers that are bad on the form's own scale."""
    return tuple(BadAnswer(box, values[box.code]) for box in form.boxes() if values.get(box.code, "") in (*box.bad,))


def in_words(box: Box, value: str, language: str) -> str:
    """A value as it is said: the labels of choices, yes and no in the language."""
    if box.kind == "yes_no":
        return Words("是", "yes").in_(language) if value == "yes" else Words("否", "no").in_(language)
    labels = {choice.code: choice.label.in_(language) for choice in box.choices}
    return ", ".join(labels.get(code, code) for code in value.split(",")) if labels else value


def templates(form: Form, ticket: Ticket, norm: Norm) -> tuple[RecordTemplate, ...]:
    """The norm's templates 记录模板 for this form and such tickets, in the order of the norm."""
    known = {name: str(getattr(ticket, name)) for name in MATCHED if getattr(ticket, name, "")}
    return tuple(each for each in norm.templates if each.form == form.code and hold(conditions(each.when, norm), known))


# What may stand in a box


def read_rows(box: Box, rows: Sequence[Mapping[str, str]], now: datetime, zone: ZoneInfo) -> tuple[Row, ...]:
    """The rows of a table as they are kept; empty ones fall away. Raises Unfit.

    Visits and intervals are over: their times of day go forward, over midnight too, and none is still to come (REC-4).
    """
    if box.kind != "table":
        raise Unfit(box, "", "no_column")
    if len(rows) > MOST_ROWS:
        raise Unfit(box, str(len(rows)), "rows", most=str(MOST_ROWS))
    columns = {column.code: column for column in box.columns}
    for row in rows:
        if strange := [code for code in row if code not in columns]:
            raise Unfit(box, strange[0], "no_column")
    told = tuple(_forward(box, rows, now, zone)) if box.role in _OVER else rows
    kept = ({code: read_value(columns[code], text, now, zone) for code, text in row.items()} for row in told)
    table = tuple({code: value for code, value in row.items() if value} for row in kept)
    table = tuple(row for row in table if row)
    visits.check(box, table)
    return table


def _forward(box: Box, rows: Sequence[Mapping[str, str]], now: datetime, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    """The rows with the instants that are meant, as far as they can be read."""
    columns = [column for column in box.columns if column.kind == "moment"]
    before: datetime | None = None
    for row in rows:
        typed = [row.get(column.code, "") for column in columns]
        found = row_times.times_of(typed, now, zone, before, over=True)
        for column, text, at in zip(columns, typed, found, strict=True):
            if at is not None and at > now:
                raise Unfit(column, text, "future")
        meant = {column.code: at.isoformat() for column, at in zip(columns, found, strict=True) if at is not None}
        before = next((at for at in reversed(found) if at is not None), before)
        yield {**row, **meant}


def read_value(box: Box, text: str, now: datetime, zone: ZoneInfo) -> str:
    """What somebody typed into a box, as it is kept; empty for nothing. Raises Unfit.

    Control characters are taken out, never refused.
    """
    if box.kind in ("table", "words"):
        raise Unfit(box, text, "table" if box.kind == "table" else "no_box")
    if box.kind == "long":
        said = clean(text).text.strip()
        if len(said) > LONGEST_TEXT:
            raise Unfit(box, said[:40], "long", most=str(LONGEST_TEXT))
        return said
    said = one_line(text)
    if len(said) > LONGEST_LINE:
        raise Unfit(box, said[:40], "long", most=str(LONGEST_LINE))
    if not said:
        return ""
    match box.kind:
        case "number":
            return _number(box, said)
        case "scale":
            return _mark(box, said)
        case "yes_no":
            return _yes_no(box, said)
        case "choice":
            return _choice(box, said)
        case "ticks":
            return ",".join(dict.fromkeys(_choice(box, each) for each in _listed(said)))
        case "date":
            return _day(box, said, now, zone)
        case "moment":
            return _moment(box, said, now, zone)
        case _:
            return said


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).strip()


def _number(box: Box, said: str) -> str:
    try:
        number = Decimal(_plain(said).replace(",", ""))
    except InvalidOperation:
        raise Unfit(box, said, "number") from None
    if not number.is_finite() or abs(number) >= 10**9:
        raise Unfit(box, said, "number")
    return f"{number.normalize():f}"


def _mark(box: Box, said: str) -> str:
    plain = _plain(said).removesuffix("分")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 4 and box.low <= int(plain) <= box.high):
        raise Unfit(box, said, "scale", low=str(box.low), high=str(box.high))
    return str(int(plain))


def _yes_no(box: Box, said: str) -> str:
    plain = _plain(said).lower()
    if plain not in _YES | _NO:
        raise Unfit(box, said, "yes_no")
    return "yes" if plain in _YES else "no"


def _listed(said: str) -> Iterator[str]:
    return filter(None, (each.strip() for each in said.replace("，", ",").replace("、", ",").split(",")))


def _choice(box: Box, said: str) -> str:
    plain = said.casefold()
    names = {
        choice.code: (choice.code, choice.label.zh.casefold(), choice.label.en.casefold()) for choice in box.choices
    }
    for code, called in names.items():
        if plain in called:
            return code
    begins = [code for code, called in names.items() if any(name.startswith(plain) for name in called)]
    if len(begins) == 1:
        return begins[0]
    raise Unfit(box, said, "choice")


def _day(box: Box, said: str, now: datetime, zone: ZoneInfo) -> str:
    if _is_day(said):
        return said
    try:
        at = moments.parse(f"{said.rstrip('日号')}{'日' if '月' in said else ' '}0:00", now, zone)
    except ValueError:
        raise Unfit(box, said, "date") from None
    return f"{at.astimezone(zone):%Y-%m-%d}"


def _moment(box: Box, said: str, now: datetime, zone: ZoneInfo) -> str:
    try:
        at = moments.parse(said, now, zone)
    except ValueError:
        raise Unfit(box, said, "moment") from None
    return at.replace(second=0, microsecond=0).isoformat()


def _without_blanks(values: Mapping[str, str], rows: Mapping[str, tuple[Row, ...]]) -> Filled:
    return (
        {code: value for code, value in values.items() if value},
        {code: table for code, table in rows.items() if table},
    )
