"""Random working time, counted twice: python -m tests.worktime_cases [--cases 100000] [--seed N].

Each case is a calendar of one's own near a place where the clocks or the calendar turn, and everything that can be
asked of it at random times; the answers are held against those of a count second by second. Prints the seed, the
number of cases and of answers, and how many differ: there must be none.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from tests.domain.slow_worktime import DAY, Hours, Weeks
from tui_desk.domain import worktime
from tui_desk.domain.worktime import Calendar, NeverCloses, NeverOpens
from tui_desk.norms.hours import WEEKDAYS, written
from tui_desk.norms.models import CalendarRule

TURNS = (
    ("Asia/Shanghai", date(2026, 12, 28)),
    ("UTC", date(2024, 2, 26)),
    ("Asia/Kathmandu", date(2026, 12, 28)),
    ("America/New_York", date(2026, 3, 2)),
    ("America/New_York", date(2026, 10, 26)),
    ("Europe/Berlin", date(2026, 3, 23)),
    ("Europe/Berlin", date(2026, 10, 19)),
    ("Europe/London", date(2026, 10, 19)),
    ("Australia/Lord_Howe", date(2026, 9, 28)),
    ("Australia/Lord_Howe", date(2026, 3, 30)),
    ("Europe/Moscow", date(2011, 3, 21)),
    ("Europe/Moscow", date(2014, 10, 20)),
    ("Pacific/Apia", date(2011, 12, 24)),
    ("Pacific/Kwajalein", date(1993, 8, 15)),
    ("America/Sao_Paulo", date(2018, 10, 29)),
    ("Asia/Beirut", date(2026, 3, 23)),
    ("Africa/Casablanca", date(2026, 2, 9)),
    ("Asia/Pyongyang", date(2018, 4, 28)),
    ("America/Caracas", date(2016, 4, 25)),
    ("Antarctica/Troll", date(2026, 3, 23)),
)
"""Where the clocks, or the year, turn within the fortnight that follows."""

BEFORE, DAYS = 20, 56
CASES_A_CALENDAR = 100
PATTERNS = ("1st", "2nd", "3rd", "4th", "5th", "last")


@dataclass(frozen=True)
class Sample:
    """A random calendar, as the desk has it and as it is counted slowly."""

    rule: CalendarRule
    fast: Calendar
    slow: Weeks
    begin: int


def samples(rng: random.Random) -> Iterator[Sample]:
    """Random calendars without end, the places by turns."""
    while True:
        for zone, first in TURNS:
            yield sample(rng, zone, first)


def sample(rng: random.Random, zone: str, first: date) -> Sample:
    """A random calendar that spans a place where the clocks turn."""
    exact = rng.random() < 0.3

    def some(most: int = 3) -> Hours:
        return [_interval(rng, exact) for _ in range(rng.randrange(most + 1))]

    def near() -> date:
        return first + timedelta(days=rng.randrange(-3, 18))

    week = {day: some() for day in range(7)} | {rng.randrange(7): [(9 * 3600, 18 * 3600)]}
    if rng.random() < 0.1:
        week = {day: [(0, DAY)] for day in range(7)}
    dates = {near(): some(2) for _ in range(rng.randrange(3))}
    closed = {near() for _ in range(rng.randrange(3))}
    extra = {near() for _ in range(rng.randrange(3))}
    extra_hours = some(1)
    breaks = [_break(rng, exact) for _ in range(rng.choice((0, 0, 1, 2)))]
    recurring = dict(_pattern(rng, near(), some(2)) for _ in range(rng.choice((0, 0, 1))))
    rule = CalendarRule(
        weekly={WEEKDAYS[day]: _written(hours) for day, hours in week.items()},
        zone=zone,
        dates={day: _written(hours) for day, hours in dates.items()},
        closed=tuple(closed),
        extra_workdays=tuple(extra),
        extra_hours=_written(extra_hours),
        breaks=_written(breaks),
        recurring={pattern: _written(hours) for pattern, (_, hours) in recurring.items()},
    )

    def hours_of(day: date) -> Hours:
        if day in dates:
            return dates[day]
        if day in closed:
            return []
        for holds, hours in recurring.values():
            if holds(day):
                return hours
        if day in extra:
            return extra_hours or next((week[each] for each in range(7) if _without(week[each], slow)), [])
        return week[day.weekday()]

    slow = Weeks(lambda _day: (), breaks, ZoneInfo(zone), first - timedelta(days=BEFORE), 0)
    slow = Weeks(cache(hours_of), breaks, ZoneInfo(zone), first - timedelta(days=BEFORE), DAYS)
    begin = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
    return Sample(rule, Calendar.from_rule(rule), slow, begin)


def differences(of: Sample, rng: random.Random) -> Iterator[tuple[str, object, object]]:
    """One case: every question whose two answers differ."""
    start = of.begin + rng.randrange(14 * DAY)
    end = start + rng.randrange(-3 * DAY, 3 * DAY)
    spans = [0, rng.randrange(-9 * 3600, 9 * 3600), rng.randrange(60) * 60, of.slow.between(start, end)]
    working, days = rng.choice(spans), rng.randrange(-4, 6)
    pauses = [(at, at + rng.randrange(DAY)) for at in (start + rng.randrange(-DAY, 2 * DAY) for _ in range(3))]
    pauses = pauses[: rng.randrange(4)]
    for name, fast, slow in answers(of, start, end, working, days, pauses):
        got, wanted = _got(fast), slow
        if wanted is None:
            wanted = got if _lies_outside(got, of) else None
        if got != wanted:
            yield f"{name} start={start} end={end} working={working} days={days} pauses={pauses} {of.rule}", got, wanted


def answers(
    of: Sample, start: int, end: int, working: int, days: int, pauses: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, Callable[[], object], object]]:
    """Each question, how the desk answers it, and the answer of the slow count."""
    fast, slow, at = of.fast, of.slow, _instant(start)
    yield "is_open", lambda: fast.is_open(at), slow.is_open(start)
    yield "between", lambda: _seconds(fast.between(at, _instant(end))), slow.between(start, end)
    yield "add", lambda: fast.add(at, timedelta(seconds=working)), slow.add(start, working)
    yield "add_workdays", lambda: fast.add_workdays(at, days), slow.add_workdays(start, days)
    for name in ("next_opening", "next_closing", "previous_opening", "previous_closing"):
        yield name, partial(getattr(fast, name), at), getattr(slow, name)(start)
    first, last = min(start, end), max(start, end)
    found = slow.openings(first, last)
    yield "openings", lambda: [(_epoch(a), _epoch(b)) for a, b in fast.openings(_instant(first), _instant(last))], found
    stood = [(_instant(since), _instant(until)) for since, until in pauses]
    with slow.without(pauses):
        counted, due = slow.between(start, end), slow.add(start, abs(working)) if working else slow.next_opening(start)
    if not working:
        due = slow.next_opening(start)
    yield "counted", lambda: _seconds(worktime.counted(fast, at, _instant(end), stood)), counted
    yield "due", lambda: worktime.due(fast, at, timedelta(seconds=abs(working)), stood), due


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask as many cases as wanted; the exit status is 1 when answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    options = parser.parse_args(arguments)
    rng, began = random.Random(options.seed), time.perf_counter()
    print(f"seed {options.seed}", flush=True)
    asked = differ = 0
    for each in samples(rng):
        for _ in range(min(CASES_A_CALENDAR, options.cases - asked)):
            asked += 1
            for question, got, wanted in differences(each, rng):
                differ += 1
                if differ <= 20:
                    print(f"{question}\n  desk: {got}\n  slow: {wanted}", file=sys.stderr)
        if asked >= options.cases:
            break
        if asked % 10_000 == 0:
            print(f"{asked} cases, {differ} differences", flush=True)
    seconds = time.perf_counter() - began
    print(f"{asked} cases with 11 answers each in {seconds:.0f} s, seed {options.seed}: {differ} differences")
    return 1 if differ else 0


def _interval(rng: random.Random, exact: bool) -> tuple[int, int]:
    begin = rng.choice([0, 3600 * rng.randrange(24), 60 * rng.randrange(1440)])
    length = rng.choice([DAY - begin, 60 * rng.randrange(1, 600)])
    if exact:
        begin, length = (begin + rng.randrange(60)) % DAY, length + rng.randrange(60)
    return begin, begin + min(length, DAY - bool(begin))


def _break(rng: random.Random, exact: bool) -> tuple[int, int]:
    begin = 900 * rng.randrange(96) + exact * rng.randrange(60)
    return begin, begin + 60 * rng.randrange(1, 180)


def _pattern(rng: random.Random, day: date, hours: Hours) -> tuple[str, tuple[Callable[[date], bool], Hours]]:
    """A recurring date that falls on this one, and whether it falls on another, found by counting through a month."""
    nth = rng.choice(PATTERNS)
    weekday = day.weekday()

    def same(on: date) -> bool:
        month = [each for each in _month(on) if each.weekday() == weekday]
        index = len(month) - 1 if nth == "last" else PATTERNS.index(nth)
        return index < len(month) and month[index] == on

    kinds: Mapping[str, Callable[[date], bool]] = {
        f"{day:%m-%d}": lambda on: (on.month, on.day) == (day.month, day.day),
        f"{day:%d}": lambda on: on.day == day.day,
        f"{nth} {WEEKDAYS[weekday]}": same,
        f"{nth} {WEEKDAYS[weekday]} {day:%m}": lambda on: on.month == day.month and same(on),
    }
    pattern = rng.choice(sorted(kinds))
    return pattern, (kinds[pattern], hours)


def _month(day: date) -> list[date]:
    first = day.replace(day=1)
    days = (first + timedelta(days=count) for count in range(31))
    return [each for each in days if each.month == day.month]


def _without(hours: Hours, weeks: Weeks) -> bool:
    return bool(Weeks(lambda _day: hours, weeks.breaks, weeks.zone, weeks.first, 0).worked_on(weeks.first))


def _written(hours: Hours) -> tuple[str, ...]:
    return tuple(map(written, hours))


def _got(ask: Callable[[], object]) -> object:
    try:
        found = ask()
    except (NeverOpens, NeverCloses):
        return None
    return _epoch(found) if isinstance(found, datetime) else found


def _lies_outside(got: object, of: Sample) -> bool:
    return not isinstance(got, int) or not of.slow.begin < got < of.slow.begin + len(of.slow.bytes)


def _instant(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _epoch(at: datetime) -> int:
    return _seconds(at - datetime(1970, 1, 1, tzinfo=UTC))


def _seconds(span: timedelta) -> int:
    assert not span % timedelta(seconds=1)
    return span // timedelta(seconds=1)


if __name__ == "__main__":
    raise SystemExit(main())
