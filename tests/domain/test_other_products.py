"""What other products' own test suites expect of working time, asked of ours: a table of facts, `other_products.txt`.

A line that begins with @ tells a calendar: the product, its zone, the week, the year of dates without one, and what
else it has (closed and recurring days, breaks, dates with hours of their own); it may go on in a line that begins
with |. Below it stand the cases, a time and what is asked of it; one without a time asks the same time again.

    + 2h, - 2h       this much working time later or earlier
    + 2d, - 2d       so many workdays later or earlier
    .. 12:00 = 2h    the working time until then
    .. 18:00 : ...   the stretches of opening hours until then
    > >> < <<        the next opening, the next closing, the previous closing, the previous opening
    open, shut       whether the desk works then
    ~ 10:00..11:00   standing still meanwhile

Where a product answers otherwise, the table has our answer, and in brackets because of which convention, and theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tui_desk.domain import clocks, worktime
from tui_desk.domain.ticket import Clock, Pause
from tui_desk.domain.worktime import Calendar
from tui_desk.norms.hours import WEEKDAYS
from tui_desk.norms.models import CalendarRule

CONVENTIONS = {
    "closing": "a result that lands on closing time stays there, it does not go on to the next opening",
    "exact": "nothing is rounded to seconds or minutes",
    "half-open": "the desk is closed at closing time",
    "nothing": "adding nothing outside opening hours gives the next opening",
    "repeated": "an hour that the clocks show twice is worked twice",
    "sign": "the time between a later and an earlier time is negative, not nothing",
    "workday": "so many workdays end at the same time of day, or at that day's closing; the day of the start is none",
}
UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
NOTHING = timedelta(0)


@dataclass
class Suite:
    """A calendar of a product's tests, and what they ask of it."""

    product: str
    zone: ZoneInfo
    year: str
    calendar: Calendar
    cases: list[str] = field(default_factory=list)

    def at(self, text: str, after: datetime | None = None) -> datetime:
        """A wall-clock time; without a date on the day of the time before it, without a year in that one's."""
        if " " not in text and after is not None:
            text = f"{after:%Y-%m-%d} {text}"
        elif text[2] == "-":
            text = f"{after.year if after else self.year}-{text}"
        moment, _, parts = text.partition(".")
        micros = timedelta(microseconds=int(parts.ljust(6, "0") or 0))
        return datetime.fromisoformat(moment).replace(tzinfo=self.zone) + micros

    def told(self, at: datetime, start: datetime) -> str:
        """An instant as the table tells it after another: with its date where it is another day, or another year."""
        found = at.astimezone(self.zone)
        days = "%m-%d " if found.year == start.year else "%Y-%m-%d "
        text = f"{found:{'' if found.date() == start.date() else days}%H:%M:%S.%f}".rstrip("0").removesuffix(".")
        return re.sub(r"(:\d\d):00?$|(:\d\d):$", r"\1\2", text)


def suites() -> Iterator[Suite]:
    """The table, a calendar at a time."""
    table = Path(__file__).with_name("other_products.txt").read_text(encoding="utf-8")
    for block in table.replace("\n|", " |").split("@")[1:]:
        head, *lines = block.strip().splitlines()
        found, start = suite(*(part.strip() for part in head.split("|"))), ""
        for case in "; ".join(lines).split("; "):
            if case[0].isdigit():
                start = re.sub(r"^(\S+ \S+).*", r"\1", case)
            found.cases.append(case if case[0].isdigit() else f"{start} {case}")
        yield found


def suite(product: str, zone: str, hours: str, year: str, *facts: str) -> Suite:
    """A calendar as the table tells it."""
    told = {word: rest.split() for word, _, rest in (fact.partition(" ") for fact in facts)}

    def day(text: str) -> date:
        return date.fromisoformat(text if len(text) > len("01-01") else f"{year}-{text}")

    rule = CalendarRule(
        weekly=dict(week(hours)),
        zone=zone,
        closed=tuple(map(day, told.get("closed", ()))),
        dates={day(at): tuple(own.split("+")) for at, own in (each.split("=") for each in told.get("dates", ()))},
        breaks=tuple(told.get("breaks", ())),
        recurring=dict.fromkeys(told.get("recurring", ()), ()),
    )
    return Suite(product, ZoneInfo(zone), year, Calendar.from_rule(rule))


def week(hours: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in hours.split(","):
        days, *intervals = part.split()
        first, _, last = days.partition("-")
        for weekday in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]:
            yield weekday, tuple(intervals)


CASE = re.compile(
    r"(?P<start>\S+ \S+) "
    r"(?:(?P<state>open|shut)|(?P<sign>[+-]) (?P<much>\S+)|\.\. (?P<end>[^=:~]*\d\d:\d\S*)|(?P<ask>[<>]+))"
    r"(?: ~ (?P<pauses>[^=]+))?(?: [=:])?(?: (?P<expected>[^\[]+?))?(?: \[(?P<convention>\S+) (?P<theirs>.+)\])?"
)


def answer(of: Suite, case: re.Match[str]) -> str | timedelta:
    """What ours says."""
    start = of.at(case["start"])
    pauses: list[tuple[datetime, datetime]] = []
    for part in filter(None, (case["pauses"] or "").split(", ")):
        since = of.at(part.split("..")[0], pauses[-1][1] if pauses else start)
        pauses.append((since, of.at(part.split("..")[1], since)))
    if case["state"]:
        return "open" if of.calendar.is_open(start) else "shut"
    if case["ask"]:
        asks = (of.calendar.next_opening, of.calendar.next_closing, of.calendar.previous_closing)
        ask = dict(zip((">", ">>", "<"), asks, strict=True)).get(case["ask"], of.calendar.previous_opening)
        return of.told(ask(start), start)
    if case["end"]:
        end = of.at(case["end"], start)
        return stretches(of, start, end) if " : " in case[0] else counted(of, start, end, pauses)
    if case["much"].endswith("d"):
        return of.told(of.calendar.add_workdays(start, int(case["sign"] + case["much"][:-1])), start)
    return of.told(due(of, start, span(case["sign"] + case["much"]), pauses), start)


def due(of: Suite, start: datetime, working: timedelta, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """By the calendar, and by a ticket's clock."""
    if working <= NOTHING:
        return of.calendar.add(start, working)
    found = worktime.due(of.calendar, start, working, pauses)
    assert clocks.due_at(clock(start, working, pauses), of.calendar) == found
    assert pauses or of.calendar.add(start, working) == found
    return found


def counted(of: Suite, start: datetime, end: datetime, pauses: list[tuple[datetime, datetime]]) -> timedelta:
    """By the calendar, and by a ticket's clock."""
    found = worktime.counted(of.calendar, start, end, pauses)
    assert end < start or clocks.counted(clock(start, found, pauses), of.calendar, end) == found
    assert pauses or of.calendar.between(start, end) == found
    return found


def stretches(of: Suite, start: datetime, end: datetime) -> str:
    told = []
    for opens, closes in of.calendar.openings(start, end):
        told.append(f"{of.told(opens, start)}-{of.told(closes, opens.astimezone(of.zone))}")
        start = opens.astimezone(of.zone)
    return ", ".join(told)


def clock(start: datetime, target: timedelta, pauses: list[tuple[datetime, datetime]]) -> Clock:
    return Clock("resolve", "", target, start, start, start, pauses=tuple(Pause(*pause) for pause in pauses))


def span(text: str) -> timedelta:
    parts = (timedelta(seconds=float(much) * UNITS[unit]) for much, unit in re.findall(r"([\d.]+)([hms])", text))
    return sum(parts, NOTHING) * (-1 if text.startswith("-") else 1)


SUITES = list(suites())


@pytest.mark.parametrize("of", SUITES, ids=lambda of: f"{of.product} in {of.zone.key.replace('/', ' ')}")
def test_what_other_products_expect(of: Suite) -> None:
    """SLA-1 to 12: the arithmetic and the clocks say what theirs say, or a convention of ours says why not."""
    for text in of.cases:
        case = CASE.fullmatch(text)
        assert case, text
        told = case["expected"] or case["state"]
        expected = span(told) if case["end"] and " : " not in text else told
        assert answer(of, case) == expected, text
        if case["convention"]:
            assert case["convention"] in CONVENTIONS, text
            assert case["theirs"] != told, text


def test_the_table_is_read_whole() -> None:
    """SLA-1 to 12: hundreds of cases of more than a dozen products, each convention met by some of them."""
    products = {of.product.split(",")[0] for of in SUITES}
    cases = [case for of in SUITES for case in of.cases]
    assert len(products) >= 15, products
    assert len(cases) >= 900
    assert {found[1] for case in cases if (found := re.search(r"\[(\S+) ", case))} == set(CONVENTIONS)
