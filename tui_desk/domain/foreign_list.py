"""Tickets of another tool as it exports them, in rows under heads, read by a map of columns (TKT-16).

A map says which column, or which columns together, fill what; how its times are written; how its words become codes of
the norm. A row that cannot be used says in which column, why. Pure: knows no file, and no norm but its codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, ClassVar, Literal

from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import STAMPS, State
from tui_desk.norms.models import ANY

TIMES = ("opened_at", "responded_at", "priority_at", "resolved_at", "confirmed_at", "closed_at", *STAMPS)
"""The fields that are instants; those of `STAMPS` are what was noted on the way (SITE-4)."""

CODES = (
    *("priority", "first_priority", "claimed_priority", "state", "channel", "category", "subcategory"),
    *("requester_title", "result", "feedback", "customer", "complexity", "assignee", "first_taker", "confirmed_by"),
)
"""The fields that hold a code of the norm, or an officer's staff number."""

WORDS = (
    *("requester_name", "requester_staff_no", "requester_unit", "requester_phone", "agreement", "summary", "advice"),
    *("priority_reason", "late_reason", "solution", "feedback_words", "lesson", "remark"),
)
"""The fields that hold words."""

FIELDS = ("number", *TIMES, *CODES, *WORDS, "reopened")
"""What a map may fill; `number` is the one that the ticket had, `reopened` how often it was opened again."""

ISO = "iso"
"""Instead of a format: 2016-02-29 01:16, 2016-02-29T01:16:30+08:00 and the like."""

_LINES = frozenset({"summary", "requester_name", "requester_staff_no", "requester_unit", "requester_phone", "number"})
_PLACE = re.compile(r"\{([^{}]*)\}")
_STRICT: dict[str, Any] = {"extra": "forbid"}
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """When every column named in `when` holds one of the texts beside it ("*": any), the value is `then`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    when: dict[str, tuple[str, ...]]
    then: str


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a field: the first of `rules` that holds; else a `column`, several of them in a `text`, or a `value`.

    `values` translates it; what is not among them becomes `otherwise`, or is refused where that is missing. `empty` is
    the value of an empty cell. An empty time is so many `minutes` (a column) after the opening; one before the opening
    is refused, or with `early` "opened" taken for the opening.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    column: str = ""
    text: str = ""
    value: str = ""
    rules: tuple[Rule, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    empty: str = ""
    minutes: str = ""
    early: Literal["refuse", "opened"] = "refuse"

    def columns(self) -> Iterator[str]:
        """Every column that it looks into."""
        yield from filter(None, (self.column, self.minutes))
        yield from _PLACE.findall(self.text)
        for rule in self.rules:
            yield from rule.when


@dataclass(frozen=True, slots=True)
class Waits:
    """A column of the times in which a ticket waited: spans with `between` them, each of two ends with `to` between.

    An end that is missing: it waits still, or did until the solution. A span outside of the ticket's life, or one that
    overlaps another, is refused, or with "cut" and "join" cut and joined. `kind` is one of the norm's waits, `reason`
    what is waited for.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    column: str
    between: str = ";"
    to: str = "/"
    times: tuple[str, ...] = ()
    kind: str = ""
    reason: str = ""
    outside: Literal["refuse", "cut"] = "refuse"
    overlap: Literal["refuse", "join"] = "refuse"


@dataclass(frozen=True, slots=True)
class ForeignMap:
    """How the rows of a tool become tickets. `source` names the tool: with its number it makes a ticket unique.

    Times without a zone are those of `zone`, "desk" for the desk's own; `blank` are texts that mean an empty cell.
    `answers` are kept under their codes. `norm` is the published version they come under, 0 for the one in use.
    An `encoding` or `delimiter` that is not given is found out.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    source: str
    fields: dict[str, Filling]
    answers: dict[str, Filling] = field(default_factory=dict)
    waits: Waits | None = None
    zone: str = "desk"
    times: tuple[str, ...] = (ISO,)
    blank: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    norm: int = 0


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a cell: its column, what stands there, and a code with its facts that the edges word."""

    column: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ForeignTicket:
    """A row that can be used: words and codes by field, instants, waits in order, and what is to be said of it."""

    line: int
    number: str
    fields: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    waits: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    state: State = State.OPEN
    notices: list[str] = field(default_factory=list)


Codes = Mapping[str, frozenset[str]]
"""The codes that a field may hold, by field; also those of "wait"."""
Wrong = Sequence[Mistake]
Get = Callable[[Sequence[str]], str]


class Reader:
    """Reads the rows of one file, whose heads are `heads`, by a map that was checked for them."""

    def __init__(self, plan: ForeignMap, heads: Sequence[str], codes: Codes, zone: tzinfo, now: datetime) -> None:
        self._plan, self._codes, self._zone, self._now = plan, codes, zone, now
        self._heads = len(heads)
        self._places = {head: place for place, head in reversed(list(enumerate(heads)))}
        self._blank = frozenset(plan.blank)
        self._words = [(name, self._getter(each), each) for name, each in plan.fields.items() if name not in TIMES]
        self._times = [
            (name, self._getter(plan.fields[name]), plan.fields[name]) for name in TIMES if name in plan.fields
        ]
        self._answers = [(code, self._getter(each), each) for code, each in plan.answers.items()]
        self._instant = _instants(plan.times, zone)
        waits = plan.waits
        self._waited = _instants(waits.times or plan.times, zone) if waits else self._instant
        self._first: dict[str, int] = {}

    def read(self, line: int, row: Sequence[str]) -> ForeignTicket | Wrong:
        """The ticket of a row, or everything that is wrong with it."""
        if len(row) != self._heads:
            return [Mistake("", "", "cells", {"count": len(row), "heads": self._heads})]
        self._wrong: list[Mistake] = []
        self._removed = 0
        made = ForeignTicket(line, "")
        self._read_words(made, row)
        self._read_times(made, row)
        if not self._wrong:
            self._settle_state(made)
            self._read_waits(made, row)
        if made.number and (first := self._first.setdefault(made.number, line)) != line:
            self._mistake("number", made.number, "twice", first=first)
        if self._removed:
            made.notices.append("cleaned")
        return self._wrong or made

    def _mistake(self, name: str, value: str, code: str, **facts: Any) -> None:
        filling = self._plan.fields.get(name) or self._plan.answers.get(name)
        column = next(filling.columns(), name) if filling else name
        self._wrong.append(Mistake(column, value[:200], code, facts))

    # Words and codes

    def _read_words(self, made: ForeignTicket, row: Sequence[str]) -> None:
        for name, get, filling in self._words:
            value = self._translated(name, get(row), filling)
            if name in self._codes and value and value not in self._codes[name]:
                self._mistake(name, value, "no_code", field=name, allowed=sorted(self._codes[name]))
            elif name == "number":
                made.number = value
            elif name == "reopened" and value and not value.isdecimal():
                self._mistake(name, value, "no_count")
            elif value:
                made.fields[name] = value
        for code, get, filling in self._answers:
            if value := self._translated(code, get(row), filling):
                made.answers[code] = value
        if not made.number:
            self._mistake("number", "", "empty", field="number")

    def _translated(self, name: str, raw: str, filling: Filling) -> str:
        if not raw:
            return filling.empty
        if filling.values:
            if raw in filling.values:
                return filling.values[raw]
            if filling.otherwise is None:
                self._mistake(name, raw, "no_value", field=name)
            return filling.otherwise or ""
        if raw.isascii() and raw.isprintable():
            return raw
        cleaned = clean(raw)
        self._removed += cleaned.removed
        return one_line(raw) if name in _LINES or name in CODES else cleaned.text.strip()

    def _getter(self, filling: Filling) -> Get:
        """What gives the raw text of a filling out of a row."""
        get = self._plain_getter(filling)
        if not filling.rules:
            return get
        rules = [([(self._column(c), frozenset(texts)) for c, texts in r.when.items()], r.then) for r in filling.rules]

        def ruled(row: Sequence[str]) -> str:
            for conditions, then in rules:
                if all((text := cell(row)) in among or (ANY in among and text) for cell, among in conditions):
                    return then
            return get(row)

        return ruled

    def _plain_getter(self, filling: Filling) -> Get:
        if filling.column:
            return self._column(filling.column)
        if not filling.text:
            return lambda _row: filling.value
        pieces = _PLACE.split(filling.text)
        cells = [self._column(name) for name in pieces[1::2]]

        def joined(row: Sequence[str]) -> str:
            """Nothing where every cell is empty."""
            texts = [cell(row) for cell in cells]
            if cells and not any(texts):
                return ""
            return "".join(each for pair in zip(pieces[::2], [*texts, ""], strict=True) for each in pair).strip()

        return joined

    def _column(self, name: str) -> Get:
        place, blank = self._places[name], self._blank

        def cell(row: Sequence[str]) -> str:
            text = row[place].strip()
            return "" if text in blank else text

        return cell

    # Times

    def _read_times(self, made: ForeignTicket, row: Sequence[str]) -> None:
        for name, get, filling in self._times:
            raw = get(row) or filling.empty
            at = self._instant(raw) if raw else self._later(made, row, filling)
            opened_at = made.times.get("opened_at")
            if raw and at is None:
                self._mistake(name, raw, "no_time")
            elif at is None:
                continue
            elif at > self._now:
                self._mistake(name, raw, "future")
            elif opened_at is not None and at < opened_at:
                if filling.early == "refuse":
                    self._mistake(name, raw, "early", field=name)
                else:
                    made.times[name] = opened_at
                    made.notices.append("early")
            else:
                made.times[name] = at
        if "opened_at" not in made.times and not self._wrong:
            self._mistake("opened_at", "", "empty", field="opened_at")

    def _later(self, made: ForeignTicket, row: Sequence[str], filling: Filling) -> datetime | None:
        """So many minutes after the opening, where a column says how many."""
        text = self._column(filling.minutes)(row) if filling.minutes else ""
        if not text or "opened_at" not in made.times:
            return None
        try:
            return made.times["opened_at"] + float(text) * _MINUTE
        except (OverflowError, ValueError):
            self._wrong.append(Mistake(filling.minutes, text[:200], "no_count"))
            return None

    def _settle_state(self, made: ForeignTicket) -> None:
        """The state that the row names, or that its times tell; they must not contradict each other."""
        times, named = made.times, made.fields.pop("state", "")
        if "priority_at" in times and "first_priority" not in made.fields:
            del times["priority_at"]
        resolved, closed = times.get("resolved_at"), times.get("closed_at")
        told = State.CLOSED if closed else State.RESOLVED if resolved else State.OPEN
        made.state = State(named) if named else told
        if made.state is State.CLOSED and closed is None:
            closed = times["closed_at"] = resolved or self._now
            if resolved is None:
                self._mistake("closed_at", "", "state", state=named)
        elif made.state is State.RESOLVED and resolved is None:
            self._mistake("resolved_at", "", "state", state=named)
        elif made.state in (State.OPEN, State.WAITING):
            for name in ("resolved_at", "confirmed_at", "closed_at"):
                times.pop(name, None)
        end = times.get("resolved_at") or times.get("closed_at")
        if end is not None and closed is not None and closed < end:
            self._mistake("closed_at", f"{closed:%Y-%m-%d %H:%M}", "closed_early")
        if end is not None and "responded_at" in times and times["responded_at"] > end:
            self._mistake("responded_at", f"{times['responded_at']:%Y-%m-%d %H:%M}", "responded_late")

    # Waits

    def _read_waits(self, made: ForeignTicket, row: Sequence[str]) -> None:
        waits = self._plan.waits
        text = self._column(waits.column)(row) if waits else ""
        if not waits or not text:
            return
        opened_at = made.times["opened_at"]
        last = made.times.get("resolved_at") or made.times.get("closed_at")
        spans: list[tuple[datetime, datetime | None]] = []
        for span in text.split(waits.between):
            if not span.strip():
                continue
            first, _, second = (each.strip() for each in span.partition(waits.to))
            since, until = self._waited(first), self._waited(second) if second else last
            if since is None or (second and until is None):
                self._wrong.append(Mistake(waits.column, span[:200], "no_span", {"to": waits.to}))
                return
            if until is not None and until < since:
                self._wrong.append(Mistake(waits.column, span[:200], "inverted"))
                return
            if since < opened_at or (last is not None and (since > last or until is None or until > last)):
                if waits.outside == "refuse":
                    self._wrong.append(Mistake(waits.column, span[:200], "outside"))
                    return
                made.notices.append("cut")
                since, until = max(since, opened_at), last if until is None else min(until, last or until)
            if max(since, until or since) > self._now:
                self._wrong.append(Mistake(waits.column, span[:200], "future"))
                return
            if until is None or until > since:
                spans.append((since, until))
        self._lay_out(made, sorted(spans, key=lambda each: each[0]), waits, text)

    def _lay_out(
        self, made: ForeignTicket, spans: list[tuple[datetime, datetime | None]], waits: Waits, text: str
    ) -> None:
        """The spans one after the other; a last one that is open means that the ticket waits still."""
        for since, until in spans:
            before = made.waits[-1] if made.waits else None
            if before is not None and (before[1] is None or since < before[1]):
                if waits.overlap == "refuse":
                    self._wrong.append(Mistake(waits.column, text[:200], "overlap"))
                    return
                made.notices.append("joined")
                ends = (before[1], until)
                made.waits[-1] = (before[0], None if None in ends else max(filter(None, ends)))
            else:
                made.waits.append((since, until))
        if made.waits and made.waits[-1][1] is None and made.state is State.OPEN:
            made.state = State.WAITING


def _instants(formats: Sequence[str], zone: tzinfo) -> Callable[[str], datetime | None]:
    """What reads an instant in one of these formats; None for what is none."""

    @lru_cache(maxsize=4096)
    def instant(text: str) -> datetime | None:
        for form in formats:
            try:
                found = datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes next
                at = found.replace(tzinfo=zone) if found.tzinfo is None else found
                return at.astimezone(UTC) if 2 < at.year < 9998 else None
            except (OverflowError, ValueError):
                continue
        return None

    return instant
