"""Visits and intervals of work 上门 起止时间 (SITE-10, REC-4): each by itself, over midnight or not, never backwards.

Pure. The rows are those of a table whose columns have the roles began and ended, or departed, arrived and left; a form
with single boxes for them has one visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tui_desk.domain.paper import Row
from tui_desk.norms.models import Box

_BEGINS, _ENDS = ("arrived", "began"), ("left", "ended")
_HOUR = timedelta(hours=1)
LONGEST = timedelta(days=31)
"""A single visit is not longer: its end has the wrong day."""


@dataclass(frozen=True, slots=True)
class Span:
    """One visit, or one interval of work; what is not known is None."""

    departed: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None

    def in_order(self) -> bool:
        """Whether it ends after it began, and began after they departed; unknown times are in order."""
        told = [at for at in (self.departed, self.began, self.ended) if at is not None]
        return told == sorted(told) and (not told or told[-1] - told[0] <= LONGEST)


class Backwards(ValueError):
    """A visit that ends before it begins, or goes on for more than a month: the `row`-th, counted from 1."""

    def __init__(self, box: Box, row: int) -> None:
        super().__init__(row)
        self.box, self.row = box, row


def spans(rows: Iterable[Mapping[str, str]], columns: Sequence[Box]) -> tuple[Span, ...]:
    """The visits that these rows tell of, in their order."""
    roles = {column.role: column.code for column in columns if column.role}

    def at(row: Mapping[str, str], *wanted: str) -> datetime | None:
        text = next((row[roles[role]] for role in wanted if role in roles and row.get(roles[role])), "")
        return _instant(text)

    found = (Span(at(row, "departed"), at(row, *_BEGINS), at(row, *_ENDS)) for row in rows)
    return tuple(span for span in found if span != Span())


def check(box: Box, rows: Sequence[Row]) -> None:
    """Raises Backwards where a row of a table of visits ends before it begins."""
    if not any(column.role in (*_BEGINS, *_ENDS) for column in box.columns):
        return
    for number, row in enumerate(rows, 1):
        if not all(span.in_order() for span in spans([row], box.columns)):
            raise Backwards(box, number)


def overlapping(found: Sequence[Span]) -> tuple[int, ...]:
    """The places (from 1) of those that begin before another one that began earlier has ended: to be marked."""
    placed = sorted((span.began, span.ended, place) for place, span in enumerate(found, 1) if span.began and span.ended)
    marked, until = [], None
    for began, ended, place in placed:
        if until is not None and began < until:
            marked.append(place)
        until = ended if until is None else max(until, ended)
    return tuple(sorted(marked))


def hours(found: Sequence[Span]) -> timedelta | None:
    """How long one was there in all; time that two of them share counts once. None where nothing has ended."""
    known = sorted((span.began, span.ended) for span in found if span.began and span.ended)
    if not known:
        return None
    total, until = timedelta(0), known[0][0]
    for began, ended in known:
        total += max(ended - max(began, until), timedelta(0))
        until = max(until, ended)
    return total


def hours_text(spent: timedelta) -> str:
    """Hours as a box keeps them: "2.5"."""
    number = (Decimal(spent // timedelta(minutes=1)) / 60).quantize(Decimal("0.01"))
    return f"{number.normalize():f}"


def impact(spent: timedelta) -> str:
    """影响程度 by the time on site alone (SITE-14): 严重 from 4 hours on, 普通 from 2, 轻微 below."""
    return "severe" if spent >= 4 * _HOUR else "ordinary" if spent >= 2 * _HOUR else "slight"


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
