"""The roster as a month grid and as a day line (DESK-2), and how many sit there hour by hour (DESK-3). Pure data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import Shift, day_span, next_month
from tui_desk.norms.models import DutyRules

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class GridRow:
    """The shifts of one officer, day by day; of nobody, with an empty `officer`. A shift stands on its first day."""

    officer: OfficerId
    cells: tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Of a kind of shift, how many officers have it on each day; a gap is a day on which nobody has."""

    kind: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A month of the roster. `cover` has a line for each of the norm's shifts."""

    days: tuple[date, ...]
    rows: tuple[GridRow, ...]
    cover: tuple[Cover, ...]

    @property
    def last(self) -> date | None:
        """The last day with any shift; None where nothing is planned. What lies behind it is not planned yet."""
        with_any = (day for place, day in enumerate(self.days) if any(row.cells[place] for row in self.rows))
        return max(with_any, default=None)

    def gaps(self, since: date) -> Iterator[tuple[str, date]]:
        """The kinds of shift that nobody has, by day, from that day on as far as the month is planned."""
        last = self.last
        for of in self.cover if last is not None else ():
            counts = zip(self.days, of.counts, strict=True)
            yield from ((of.kind, day) for day, count in counts if last and not count and since <= day <= last)


@dataclass(frozen=True, slots=True)
class Bar:
    """The shifts of one officer that reach into a day."""

    officer: OfficerId
    shifts: tuple[Shift, ...]


def month(shifts: Iterable[Shift], officers: Sequence[OfficerId], day: date, rules: DutyRules, zone: tzinfo) -> Grid:
    """The month of a day: first what nobody takes, then these officers, then others who have a shift."""
    first, end = day.replace(day=1), next_month(day)
    days = tuple(first + timedelta(days=place) for place in range((end - first).days))
    cells: dict[OfficerId, dict[date, list[Shift]]] = {officer: {} for officer in officers}
    nobodys: dict[date, list[Shift]] = {}
    for shift in _in_order(shifts):
        begins = shift.starts_at.astimezone(zone).date()
        if first <= begins < end:
            of = cells.setdefault(shift.officer, {}) if shift.officer else nobodys
            of.setdefault(begins, []).append(shift)
    rows = [("", nobodys), *cells.items()]
    grid = [GridRow(officer, tuple(tuple(of.get(each, ())) for each in days)) for officer, of in rows]
    cover = [Cover(kind.code, tuple(_count(cells.values(), each, kind.code) for each in days)) for kind in rules.shifts]
    return Grid(days, tuple(grid), tuple(cover))


def bars(shifts: Iterable[Shift], officers: Sequence[OfficerId], day: date, zone: tzinfo) -> tuple[Bar, ...]:
    """The day line: what nobody takes, then whoever has a shift that reaches into the day, by its beginning."""
    since, until = day_span(day, zone)
    of: dict[OfficerId, list[Shift]] = {}
    for shift in _in_order(shifts):
        if shift.starts_at < until and shift.ends_at > since:
            of.setdefault(shift.officer, []).append(shift)
    place = {officer: number for number, officer in enumerate(officers)}
    order = sorted(of, key=lambda each: (each != "", of[each][0].starts_at, place.get(each, len(place)), each))
    return tuple(Bar(officer, tuple(of[officer])) for officer in order)


def staffed(shifts: Iterable[Shift], since: datetime, until: datetime) -> tuple[int, ...]:
    """For each hour of a span, how many officers are on the roster at the least at any moment of it (DESK-3)."""
    taken = [each for each in shifts if each.officer and each.cancelled_at is None]
    counts = []
    start = since
    while start < until:
        end = min(start + _HOUR, until)
        edges = {start, *(at for each in taken for at in (each.starts_at, each.ends_at) if start < at < end)}
        counts.append(min(len({each.officer for each in taken if each.covers(at)}) for at in edges))
        start = end
    return tuple(counts)


def _in_order(shifts: Iterable[Shift]) -> list[Shift]:
    standing = (each for each in shifts if each.cancelled_at is None)
    return sorted(standing, key=lambda each: (each.starts_at, each.id))


def _count(rows: Iterable[dict[date, list[Shift]]], day: date, kind: str) -> int:
    return sum(any(shift.kind == kind for shift in row.get(day, ())) for row in rows)
