"""What will breach, how past tickets complied, and how they would have under another norm or calendar (DESK-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tui_desk.desk import own_days
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadSpan, BadValue, Term
from tui_desk.desk.ports import Reading
from tui_desk.desk.views import BreachRow, Resuming, Story
from tui_desk.domain.compliance import Compliance, Waiting, looking_back
from tui_desk.domain.replay import LevelsOf, Replay, Replayed, Unknown
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Clock
from tui_desk.domain.worktime import Calendar, NeverOpens
from tui_desk.i18n import mark
from tui_desk.norms.models import CalendarRule, Norm

LISTED = 500
"""How many breaches a forecast lists."""
BATCH = 500
"""How many past tickets are read at a time."""

Told = Callable[[int, int], None]
"""Hears how many of how many tickets were looked at."""

SKIPPED = {
    "damaged": mark("the record cannot be read"),
    "unknown": mark("a code of the ticket is none of the norm's"),
    "no_level": mark("no service level holds for the ticket"),
    "never_opens": mark("a calendar ends before the clock does"),
}
"""Why a ticket could not be replayed."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will be late up to `until` if nothing changes, overdue first; `more` says that the list was cut."""

    now: datetime
    until: datetime
    rows: tuple[BreachRow, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class How:
    """How compliance is counted: with waiting time or without it, by the final priority from the opening or not."""

    waiting: Waiting = "norm"
    by_final_priority: bool = False

    @property
    def as_recorded(self) -> bool:
        """Whether the clocks are counted as they stand on record."""
        return self.waiting == "norm" and not self.by_final_priority


@dataclass(slots=True)
class Report:
    """The compliance of the tickets opened in a span of time: as it was, and `under` another norm.

    Both sides count the same tickets: those `skipped`, by the reason in `SKIPPED`, are on neither. `unknown` counts the
    tickets with a code that a norm asks for and does not know; service levels that do not ask for it may hold for
    them.
    """

    since: datetime
    until: datetime
    tickets: int = 0
    counted: int = 0
    as_was: Compliance = field(default_factory=Compliance)
    under: Compliance | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    unknown: Counter[Unknown] = field(default_factory=Counter)


class Forecasts:
    """Looks ahead and back at the service levels, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def breaches(self, hours: float = 8, limit: int = LISTED) -> Forecast:
        """What will be late within so many hours if nobody does anything, in the order in which it will.

        Running clocks, promises, and the clocks of waiting tickets that go on by themselves. One read.
        """
        now = self._core.store.now()
        until = now + timedelta(hours=hours)
        with self._core.store.reading() as reading:
            rows = [*reading.breaching(until, limit + 1), *reading.promises_due(until, limit + 1)]
            for waiting in reading.resuming(until, limit + 1):
                rows += self._after_waiting(reading, waiting, until)
        rows.sort(key=lambda row: (row.due_at, row.number, row.what))
        return Forecast(now, until, tuple(rows[:limit]), len(rows) > limit)

    def _after_waiting(self, reading: Reading, waiting: Resuming, until: datetime) -> Iterator[BreachRow]:
        """What will be late of a waiting ticket after it went on by itself."""
        ticket = waiting.ticket
        stood = [clock for clock in ticket.clocks if clock.paused_at is not None and not clock.over]
        for clock in self._core.norm(reading, ticket.counts_by)[1].resume(tuple(stood), waiting.at):
            if clock.due_at < until:
                yield BreachRow(
                    ticket.number,
                    clock.milestone,
                    clock.due_at,
                    ticket.state,
                    ticket.priority,
                    ticket.norm,
                    ticket.summary,
                    ticket.requester_name,
                    ticket.requester_unit,
                    ticket.assignee,
                    resumes_at=waiting.at,
                )

    def report(self, since: datetime, until: datetime, how: How = How(), told: Told | None = None) -> Report:
        """The compliance of the tickets opened from `since` to before `until`, as it was.

        Raises BadSpan when that is no time at all.
        """
        return self._look_back(None, since, until, how, told)

    def replay(
        self,
        norm: Norm | None,
        since: datetime,
        until: datetime,
        how: How = How(),
        told: Told | None = None,
        *,
        calendars: Mapping[str, str] | None = None,
    ) -> Report:
        """The same, and beside it what it would have been under `norm`, None for the one in force.

        It need not be published. `calendars` says which of its calendars are replaced by which other. Only reads.

        Raises:
            BadSpan: the span is no time at all.
            BadValue: a calendar that is none; the norm's own, and those of the norm in force, are known.
        """
        with self._core.store.reading() as reading:
            zone = self._core.facts(reading).zone
            in_force, _ = self._core.norm(reading, self._core.facts(reading).norm)
            days = own_days.own_days(reading.facts())
        other = in_force if norm is None else own_days.laid_over(_written_out(norm, zone, since, until), days)
        return self._look_back(_with_calendars(other, in_force, calendars or {}), since, until, how, told)

    def _look_back(self, norm: Norm | None, since: datetime, until: datetime, how: How, told: Told | None) -> Report:
        if since >= until:
            raise BadSpan(since=f"{since:%Y-%m-%d %H:%M}", until=f"{until:%Y-%m-%d %H:%M} UTC")
        report = Report(since, until, under=Compliance() if norm else None)
        own: dict[int, Levels] = {}
        with self._core.store.reading() as reading:
            total, now, last = reading.opened_count(since, until), self._core.store.now(), 0
        other = Replay(_always(Levels(looking_back(norm, how.waiting)))) if norm else None
        while True:
            with self._core.store.reading() as reading:
                retold = norm is not None or not how.as_recorded
                stories = reading.stories(
                    since, until, after=last, limit=BATCH, retold=retold, recorded=how.as_recorded
                )
                if not stories:
                    return report
                levels_of = partial(self._own, reading, own, how)
                _Side(report, how, now, levels_of, other).take_in(stories)
            last = stories[-1].id
            if told is not None:
                told(report.tickets, max(total, report.tickets))

    def _own(self, reading: Reading, own: dict[int, Levels], how: How, version: int) -> Levels:
        """The service levels of a published version, waiting time counted as it is asked for."""
        if version not in own:
            norm, levels = self._core.norm(reading, version)
            own[version] = levels if how.as_recorded else Levels(looking_back(norm, how.waiting))
        return own[version]


class _Side:
    """Counts a batch of stories: as they were on the one side of the report, under another norm on the other."""

    def __init__(self, report: Report, how: How, now: datetime, levels_of: LevelsOf, other: Replay | None) -> None:
        self._report, self._how, self._now, self._levels_of = report, how, now, levels_of
        self._as_was, self._other = Replay(levels_of), other

    def take_in(self, stories: Sequence[Story]) -> None:
        """Count them."""
        report = self._report
        for story in stories:
            report.tickets += 1
            was = self._recorded(story) if self._how.as_recorded else self._replayed(self._as_was, story)
            would_be = self._replayed(self._other, story) if self._other and was else was
            if was is None or would_be is None:
                continue
            report.counted += 1
            report.unknown.update({*was.unknown, *would_be.unknown})
            self._count(report.as_was, was, story, self._levels_of(story.counts_by))
            if report.under is not None and self._other is not None:
                self._count(report.under, would_be, story, self._other.levels_of(story.counts_by))

    def _recorded(self, story: Story) -> Replayed | None:
        """The clocks as they are; None, and put down why, where there are none to count."""
        if story.damaged or not (story.clocks or self._other):
            self._report.skipped["damaged" if story.damaged else "no_level"] += 1
            return None
        return Replayed(story.clocks)

    def _replayed(self, replay: Replay, story: Story) -> Replayed | None:
        """The story told again; None, and put down why, where it cannot be."""
        if story.damaged:
            self._report.skipped["damaged"] += 1
            return None
        priority = story.priority if self._how.by_final_priority else ""
        try:
            replayed = replay.clocks(story.number, story.events, priority=priority)
        except NeverOpens:
            self._report.skipped["never_opens"] += 1
            return None
        except (ValueError, TypeError, KeyError, OverflowError):
            self._report.skipped["damaged"] += 1
            return None
        if not replayed.clocks:
            self._report.skipped["unknown" if replayed.unknown else "no_level"] += 1
            self._report.unknown.update(replayed.unknown)
            return None
        return replayed

    def _count(self, into: Compliance, replayed: Replayed, story: Story, levels: Levels) -> None:
        def calendar_of(clock: Clock) -> Calendar | None:
            return levels.calendar(clock.calendar) if clock.calendar in levels.norm.calendars else None

        into.add(replayed.clocks, story.priority, calendar_of, self._now)


def _always(levels: Levels) -> LevelsOf:
    return lambda _version: levels


def _written_out(norm: Norm, zone: str, since: datetime, until: datetime) -> Norm:
    """The norm with its calendars as dates, its holidays those of the years of the span and the one after."""
    from tui_desk.norms.publish import publish

    years = range(since.year + 1, until.year + 3, 4)  # each writes out the year before, its own and two more
    written = [publish(norm, zone, date(year, 1, 1)).calendars for year in years]
    calendars = {name: _together([each[name] for each in written]) for name in norm.calendars}
    return replace(norm, calendars=calendars)


def _together(rules: Sequence[CalendarRule]) -> CalendarRule:
    """The same rule written out for other years, in one."""
    return replace(
        rules[-1],
        closed=tuple(sorted({day for rule in rules for day in rule.closed})),
        extra_workdays=tuple(sorted({day for rule in rules for day in rule.extra_workdays})),
        names={day: words for rule in rules for day, words in rule.names.items()},
    )


def _with_calendars(norm: Norm, in_force: Norm, wanted: Mapping[str, str]) -> Norm:
    """The norm with some of its calendars replaced by others. Raises BadValue."""
    known = {**in_force.calendars, **norm.calendars}
    for names, among in ((wanted, norm.calendars), (wanted.values(), known)):
        for name in names:
            if name not in among:
                raise BadValue(field=Term(mark("the calendar")), value=name, allowed=tuple(among))
    return replace(norm, calendars={**norm.calendars, **{name: known[other] for name, other in wanted.items()}})


def span_of_days(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the midnight with which the first day begins to that with which the last one ends, in UTC."""
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    end = datetime.combine(last + timedelta(days=1), begin.timetz())
    return begin.astimezone(UTC), end.astimezone(UTC)
