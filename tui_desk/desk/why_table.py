"""Why a clock stands where it does, as a table: from, to, what it counted, because of what; sums, now, and due.

Lengths are told in whole seconds, as the instants beside them are: what is told adds up to the target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tui_desk.desk.why_words import Teller, cause, clocked
from tui_desk.desk.whys import ClockWhy
from tui_desk.domain.ticket import Clock
from tui_desk.domain.why import Stretch, Why
from tui_desk.i18n import mark, tr

WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_SECOND = timedelta(seconds=1)


class Kind(StrEnum):
    """What a row of the table is: time that counted, time that did not, a sum, or an instant: due, or now."""

    COUNTED = "counted"
    STOOD = "stood"
    WAITED = "waited"
    SUM = "sum"
    WAS_DUE = "was_due"
    NOW = "now"
    DUE = "due"


_INSTANTS = {Kind.WAS_DUE: mark("was due"), Kind.NOW: mark("now"), Kind.DUE: mark("due")}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: from, to, what it counted, because of what. `to_come` is the forecast."""

    kind: Kind
    begin: str
    end: str
    counted: str
    because: str
    to_come: bool = False


def headings() -> tuple[str, str, str, str]:
    """What stands above the columns of the table."""
    return tr("from"), tr("to"), tr("counted"), tr("because")


def table(told: ClockWhy, teller: Teller) -> tuple[TableRow, ...]:
    """Every stretch with what it counted, the sums, and what follows until it is due."""
    return tuple(_rows(told, teller)) if told.why is not None else ()


def _rows(told: ClockWhy, teller: Teller) -> Iterator[TableRow]:
    why = told.why
    assert why is not None  # noqa: S101 - asked before
    clock = told.clock
    long = len({each.astimezone(teller.zone).year for each in (clock.started_at, why.at, why.due_then)}) > 1
    add = _Adder(clock)
    if clock.spent:
        yield TableRow(Kind.SUM, "", "", clocked(add.told), tr("carried forward"))
    for stretch in why.stretches:
        if stretch.begin == clock.due_at:
            yield _instant(Kind.WAS_DUE, clock.due_at, teller, clocked(add.told - clock.paused_for), long=long)
        yield _row(stretch, told, teller, add, long=long)
    if clock.paused_for:
        words = tr("stood still before (an old record does not say when)")
        yield TableRow(Kind.SUM, "", "", "-" + clocked(clock.paused_for), words)
    yield TableRow(Kind.SUM, "", "", *_sum(add.told - clock.paused_for, why))
    if why.ended_at is None:
        yield _instant(Kind.NOW, why.at, teller, long=long)
    for stretch in why.to_come:
        yield _row(stretch, told, teller, add, long=long, to_come=True)
    if why.to_come:
        yield _instant(Kind.DUE, why.due_then, teller, clocked(why.target), long=long)


class _Adder:
    """Adds lengths up and tells each in whole seconds.

    A fraction of a second at the clock's start is added too: the instants beside are told without it.
    """

    def __init__(self, clock: Clock) -> None:
        self._exact = clock.spent + timedelta(microseconds=clock.started_at.microsecond)

    @property
    def told(self) -> timedelta:
        """The sum so far."""
        return self._exact // _SECOND * _SECOND

    def add(self, more: timedelta) -> timedelta:
        """What one more length comes to."""
        before = self.told
        self._exact += more
        return self.told - before


def _row(
    stretch: Stretch, told: ClockWhy, teller: Teller, add: _Adder, *, long: bool, to_come: bool = False
) -> TableRow:
    begin, end = _ends(stretch, teller, long=long)
    counted = clocked(add.add(stretch.counted)) if stretch.counted else "-"
    kind = Kind.COUNTED if stretch.counted else Kind.WAITED if stretch.pause else Kind.STOOD
    return TableRow(kind, begin, end, counted, cause(stretch, told.norm, teller), to_come)


def _instant(kind: Kind, at: datetime, teller: Teller, counted: str = "", *, long: bool) -> TableRow:
    return TableRow(kind, _dated(at.astimezone(teller.zone), long=long), "", counted, tr(_INSTANTS[kind]))


def _ends(stretch: Stretch, teller: Teller, *, long: bool) -> tuple[str, str]:
    """Begin and end on the wall clock; a midnight at the end is 24:00 of the day before."""
    begin, end = stretch.begin.astimezone(teller.zone), stretch.end.astimezone(teller.zone)
    clock, day = f"{end:%H:%M:%S}", end
    if clock == "00:00:00" and end.date() > begin.date():
        clock, day = "24:00:00", end - timedelta(days=1)
    same = day.date() == begin.date()
    return _dated(begin, long=long), clock if same else f"{_date(day, long=long)} {clock}"


def _dated(local: datetime, *, long: bool) -> str:
    return f"{_date(local, long=long)} {tr(WEEKDAYS[local.weekday()])} {local:%H:%M:%S}"


def _date(local: datetime, *, long: bool) -> str:
    return f"{local:%Y-%m-%d}" if long else f"{local:%m-%d}"


def _sum(counted: timedelta, why: Why) -> tuple[str, str]:
    """The sum so far, and what it leaves of the target."""
    counted = max(counted, timedelta(0))
    facts = {"left": clocked(abs(why.target - counted)), "target": clocked(why.target)}
    if counted > why.target:
        return clocked(counted), tr("counted, {left} over the target", **facts)
    return clocked(counted), tr("counted, {left} left of {target}", **facts)
