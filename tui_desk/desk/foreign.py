"""Tickets of another tool brought in with their history 导入: each whole or not at all, none twice (TKT-1, TKT-16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.ports import NewTicket, Reading
from tui_desk.desk.sealing import WORDS, Sealer
from tui_desk.domain.foreign_history import SHORT, Setting, draft_of, history, without_warnings
from tui_desk.domain.foreign_list import Codes, ForeignMap, ForeignTicket, Mistake, Reader
from tui_desk.domain.officer import Officer
from tui_desk.domain.person import Unit
from tui_desk.domain.privacy import masked
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import State
from tui_desk.domain.verbs import Verb
from tui_desk.norms.models import Norm

HELD = timedelta(milliseconds=50)
"""For how long a batch should keep others from writing; the next is made smaller or larger after it."""

SMALLEST, FIRST, LARGEST = 10, 100, 1000


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not brought in: its line, its cells, everything that is wrong with it."""

    line: int
    row: Sequence[str]
    mistakes: Sequence[Mistake]


@dataclass(slots=True)
class Tally:
    """What was done, or with a dry run would be, so far; `refused` are those rows since the last batch."""

    rows: int = 0
    added: int = 0
    known: int = 0
    wrong: int = 0
    refused: list[Refused] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    priorities: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""
    longest_hold: timedelta = timedelta(0)

    def count(self, told: ForeignTicket, priority: str, zone: ZoneInfo) -> None:
        """One more ticket that is, or would be, brought in."""
        self.states[told.state] += 1
        self.priorities[priority] += 1
        self.months[f"{told.times['opened_at'].astimezone(zone):%Y-%m}"] += 1
        self.notices.update(told.notices)


class Foreign:
    """The tickets of other tools, over the store of a desk."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def codes(self, version: int = 0) -> Codes:
        """The codes that the fields of a map may come to, by field: those of the norm, and staff numbers."""
        with self._core.store.reading() as reading:
            norm = self._core.norm(reading, version or self._core.facts(reading).norm)[0]
            return codes_of(norm, [officer.staff_no for officer in reading.officers()])

    def bring_in(
        self,
        plan: ForeignMap,
        heads: Sequence[str],
        rows: Iterable[tuple[int, Sequence[str] | Mistake]],
        *,
        by: Officer,
        dry_run: bool = False,
    ) -> Iterator[Tally]:
        """Bring in rows with the lines they stand on; gives the same tally after every batch, and at the end.

        Each batch is a transaction of its own; what was brought in before, in whichever run, is left as it is. Nobody
        is warned of what is long over: no alerts, messages or promises are made.

        Raises NotAllowed, DamagedDesk.
        """
        return self.importing(plan, heads, by=by, dry_run=dry_run).run(rows)

    def importing(self, plan: ForeignMap, heads: Sequence[str], *, by: Officer, dry_run: bool = False) -> Importing:
        """A run over one file, whose `tally` may be looked at while it lasts. Raises NotAllowed, DamagedDesk."""
        return Importing(self._core, plan, heads, by, dry_run=dry_run)


def codes_of(norm: Norm, staff: Iterable[str]) -> Codes:
    """The codes that each field may hold under a norm, at a desk with these officers."""
    priorities = frozenset(each.code for each in norm.priorities)
    people = frozenset(staff)
    return {
        "priority": priorities,
        "first_priority": priorities,
        "claimed_priority": priorities,
        "state": frozenset(State),
        "channel": frozenset(each.code for each in norm.channels),
        "category": frozenset(each.code for each in norm.categories),
        "subcategory": frozenset(each.code for category in norm.categories for each in category.subcategories),
        "requester_title": frozenset(each.code for each in norm.titles),
        "result": frozenset(each.code for each in norm.results),
        "feedback": frozenset(each.code for each in norm.feedback),
        "confirmed_by": frozenset(each.code for each in norm.closing.accepts),
        "customer": frozenset({"internal", "external"}),
        "complexity": frozenset(each.code for each in norm.complexities),
        "assignee": people,
        "first_taker": people,
        "wait": frozenset(each.code for each in norm.waits),
    }


class Importing:
    """One run over one file."""

    def __init__(self, core: Core, plan: ForeignMap, heads: Sequence[str], by: Officer, *, dry_run: bool) -> None:
        self._core, self._plan, self._dry = core, plan, dry_run
        with core.store.reading() as reading:
            must_be_allowed(reading, by, Verb.IMPORT_TICKETS)
            facts = core.facts(reading)
            version = plan.norm or facts.norm
            norm, levels = core.norm(reading, version)
            codes = codes_of(norm, [officer.staff_no for officer in reading.officers()])
        self._zone = ZoneInfo(facts.zone)
        now = core.store.now()
        zone = self._zone if plan.zone == "desk" else ZoneInfo(plan.zone)
        self._reader = Reader(plan, heads, codes, UTC if plan.zone == "UTC" else zone, now)
        waits = plan.waits
        ranks = {each.code: each.rank for each in norm.priorities}
        kind, reason = (waits.kind, waits.reason) if waits else ("", "")
        self._setting = Setting(
            norm, version, levels, Levels(without_warnings(norm)), by.staff_no, now, kind, masked(reason), ranks
        )
        self._prefix = norm.number_prefix
        self._shown_since = datetime.combine(now.astimezone(self._zone).date(), time(), self._zone).astimezone(UTC)
        self._known_from = _holidays_known_from(norm)
        self._units: dict[str, Unit | None] = {}
        self.tally = Tally()
        self.size = FIRST

    def run(self, rows: Iterable[tuple[int, Sequence[str] | Mistake]]) -> Iterator[Tally]:
        """Read, and store batch after batch."""
        tally, batch = self.tally, list[ForeignTicket]()
        for line, row in rows:
            tally.rows += 1
            told = [row] if isinstance(row, Mistake) else self._reader.read(line, row)
            if isinstance(told, ForeignTicket):
                batch.append(told)
            else:
                tally.wrong += 1
                tally.refused.append(Refused(line, () if isinstance(row, Mistake) else row, told))
            if len(batch) >= self.size or len(tally.refused) >= LARGEST:
                self._store(batch)
                yield tally
                batch = []
                tally.refused = []
        self._store(batch)
        yield tally

    def _store(self, batch: Sequence[ForeignTicket]) -> None:
        if not batch:
            return
        drafts = {draft_of(self._plan.source, told.number): told for told in batch}
        names = {told.fields["requester_unit"] for told in batch if "requester_unit" in told.fields}
        with self._core.store.reading() as reading:
            known = reading.drafts_among(drafts)
            self._look_up(reading, names)
        new = [self._made(told, draft) for draft, told in drafts.items() if draft not in known]
        stored = {each.ticket.draft for each in new}
        if new and not self._dry:
            done = self._core.store.put_tickets(self._prefix, new, self._shown_since)
            stored = {draft for draft, _ in done.numbers}
            self.adapt(len(done.numbers), done.held)
            if done.numbers:
                self.tally.first = self.tally.first or done.numbers[0][1]
                self.tally.last = done.numbers[-1][1]
        self.tally.known += len(batch) - len(stored)
        self.tally.added += len(stored)
        for each in new:
            if each.ticket.draft in stored:
                self.tally.count(drafts[each.ticket.draft], each.ticket.priority, self._zone)

    def adapt(self, count: int, held: timedelta) -> None:
        """Make the next batch as large as `HELD` allows, by what this one took."""
        self.tally.longest_hold = max(self.tally.longest_hold, held)
        if count:
            fitting = int(count * HELD / max(held, timedelta(milliseconds=1)))
            self.size = max(SMALLEST, min(fitting, self.size * 2, LARGEST))

    def _look_up(self, reading: Reading, names: Iterable[str]) -> None:
        """The units that were not asked for yet."""
        if wanted := [name for name in names if name not in self._units]:
            found = reading.units_named(wanted)
            self._units.update((name, found.get(name)) for name in wanted)

    def _made(self, told: ForeignTicket, draft: str) -> NewTicket:
        """The ticket of a row, everything private in it masked (TKT-15)."""
        sealer = Sealer(lambda _field: "")
        for fields, names in ((told.fields, WORDS), (told.answers, told.answers.keys())):
            for name in names & fields.keys():
                fields[name] = sealer.words(name, fields[name])
        opened_at = told.times["opened_at"]
        day = opened_at.astimezone(self._zone).date()
        if len(told.number) > SHORT:
            told.number = masked(told.number)
        ticket, events = history(told, draft, self._customer(told, day), self._setting)
        if any(day < self._known_from.get(clock.calendar, date.min) for clock in ticket.clocks):
            told.notices.append("holidays")
        return NewTicket(f"{day:%Y%m%d}", ticket, events)

    def _customer(self, told: ForeignTicket, day: date) -> dict[str, str]:
        """The kind of customer, and the level of the unit's agreement on the day of the opening (SLA-3, DESK-5)."""
        unit = self._units.get(told.fields.get("requester_unit", ""))
        found: dict[str, str] = {name: told.fields[name] for name in ("customer", "agreement") if name in told.fields}
        if unit is not None:
            agreement = unit.agreement
            if unit.customer:
                found.setdefault("customer", unit.customer)
            if agreement is not None and agreement.holds_on(day):
                found.setdefault("agreement", agreement.level)
        return found


def _holidays_known_from(norm: Norm) -> Mapping[str, date]:
    """From which day on the holidays of a calendar that follows a country's are known, by calendar."""
    return {
        name: date(min((*rule.closed, *rule.extra_workdays)).year, 1, 1)
        for name, rule in norm.calendars.items()
        if rule.known_until is not None and (rule.closed or rule.extra_workdays)
    }
