"""Why a ticket's clocks stand where they do: the rule that chose each, earlier cycles, earlier times, and the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from tests.desk.conftest import SHANGHAI, MakeShift, Shift, shanghai
from tests.desk.test_directory import counted
from tests.domain.test_why import histories
from tui_desk import i18n
from tui_desk.desk import clock_verbs
from tui_desk.desk.changing import change
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadMoment, NoSuchTicket
from tui_desk.desk.why_table import Kind, TableRow, table
from tui_desk.desk.why_words import Teller, answer, facts
from tui_desk.desk.whys import ClockWhy, TicketWhys
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.verbs import Verb
from tui_desk.domain.why import Cause
from tui_desk.store.desk_store import DeskStore

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
TELLER = Teller(SHANGHAI, {"SW003": "陈工", "DM001": "李敏"})


def keys(whys: TicketWhys) -> list[tuple[str, int, int, bool]]:
    """Milestone, cycle, turn of each clock, and whether it is the one that counts now."""
    return [(each.clock.milestone, each.clock.cycle, each.clock.turn, each.current) for each in whys.clocks]


def told(each: ClockWhy, whys: TicketWhys) -> dict[str, str]:
    """What led to a clock, by its labels."""
    return dict(facts(each, whys, TELLER, whys.at))


def seconds(text: str) -> int:
    """The seconds of "27:00:00"; none for a row that counted nothing."""
    hours, minutes, rest = text.split(":") if text != "-" else ("0", "0", "0")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def test_the_rule_that_chose_a_clock_is_named_with_what_held(shift: Shift) -> None:
    """SLA-1: it-team, the rule for 高, in the words of the norm."""
    ticket = shift.register()
    shift.clock.forward(48 * MINUTE)
    whys = shift.desk.whys.of(ticket.number)
    (each,) = whys.clocks
    assert each.policy is not None
    assert each.why is not None
    assert (each.policy.level_set.code, each.policy.level.name) == ("it-team", "high")
    assert each.policy.held == (("priority", ("high",)),)
    assert each.policy.target == each.policy.level.targets["respond"]
    assert (each.why.counted, each.why.left) == (48 * MINUTE, 72 * MINUTE)


def test_the_next_warning_says_who_will_hear_of_it(shift: Shift) -> None:
    """CALL-14: of a ticket that nobody has, operators and managers; once taken, who took it."""
    ticket = shift.register()
    shift.clock.forward(61 * MINUTE)
    whys = shift.desk.whys.of(ticket.number)
    warning = whys.next_warning(whys.clocks[0], whys.at)
    assert warning is not None
    assert (warning.share, warning.at) == (0.75, ticket.opened_at + 90 * MINUTE)
    assert told(whys.clocks[0], whys)["Next warning"] == "75% at 10:45, to operator, duty manager"
    shift.desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    whys = shift.desk.whys.of(ticket.number)
    assert told(whys.clocks[0], whys)["Next warning"] == "75% at 10:45, to SW003 陈工"


def test_a_reopened_ticket_tells_its_new_clocks_first_and_keeps_the_old(shift: Shift) -> None:
    """TKT-12: both cycles are explained."""
    ticket = shift.register()
    ticket = shift.desk.resolve(ticket.number, "solved", "重置密码", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR)
    shift.desk.reopen(ticket.number, "又不行了", "", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR)
    whys = shift.desk.whys.of(ticket.number)
    assert keys(whys) == [("respond", 2, 1, True), ("respond", 1, 1, False)]
    new, old = (each.why for each in whys.clocks)
    assert new is not None
    assert old is not None
    assert (new.counted, old.counted, old.ended_at) == (HOUR, timedelta(0), ticket.resolved_at)


def test_a_target_that_took_over_and_the_one_before_are_both_told(shift: Shift) -> None:
    """TKT-7: what was counted under the old target is carried forward, and said to be."""
    norm = replace(shift.desk.norm(), on_change="forward")
    shift.desk.publish_norm(norm, by=shift.lead)
    ticket = shift.register(scope="non_core")
    shift.clock.forward(HOUR)
    shift.desk.reprioritise(ticket.number, "high", "整个部门", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR / 2)
    whys = shift.desk.whys.of(ticket.number)
    assert keys(whys) == [("respond", 1, 2, True), ("respond", 1, 1, False)]
    new, old = whys.clocks
    assert told(new, whys)["Carried forward"] == "1:00:00 counted before, under another target"
    assert answer(new, TELLER, whys.at) == "Respond: due 11:15, 30 min left"
    assert answer(old, TELLER, whys.at).endswith("because another target took over; what was counted went along")


def test_an_earlier_time_shows_the_ticket_as_it_stood_then(make_shift: MakeShift) -> None:
    """TKT-9: while it waited, though it goes on since; a later time shows what follows."""
    shift = make_shift("support-guide", "2023-10-25 09:00")
    ticket = shift.register()
    shift.clock.forward(HOUR)
    ticket = shift.desk.wait(ticket.number, "等用户", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(HOUR)
    shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    then = shift.desk.whys.of(ticket.number, at=shanghai("2023-10-25 10:30"))
    assert then.ticket.waiting_for == "等用户"
    why = then.clocks[0].why
    assert why is not None
    assert [s.because for s in why.stretches] == [Cause.HOURS, Cause.WAITING]
    later = shift.desk.whys.of(ticket.number, at=shanghai("2023-10-25 14:00"))
    resolve = next(each for each in later.clocks if each.clock.milestone == "resolve")
    assert resolve.why is not None
    assert (resolve.why.counted, resolve.why.left) == (4 * HOUR, timedelta(0))


def test_a_time_before_the_ticket_and_a_number_that_is_none_are_refused(shift: Shift) -> None:
    """TKT-1."""
    ticket = shift.register()
    with pytest.raises(BadMoment):
        shift.desk.whys.of(ticket.number, at=ticket.opened_at - MINUTE)
    with pytest.raises(NoSuchTicket):
        shift.desk.whys.of("IT-20231001-999")


def test_a_clock_that_ended_is_explained_by_the_calendar_it_was_counted_by(make_shift: MakeShift) -> None:
    """SLA-2: the respond clock ended before the desk's hours were changed; only the resolve clock is counted anew."""
    shift = make_shift("support-guide", "2023-10-25 09:00")
    ticket = shift.register()
    shift.clock.forward(HOUR)
    ticket = shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    norm = shift.desk.norm()
    hours: dict[str, tuple[str, ...]] = dict.fromkeys(norm.calendars["workdays"].weekly, ("09:30-18:00",))
    calendars = {**norm.calendars, "workdays": replace(norm.calendars["workdays"], weekly=hours)}
    version = shift.desk.publish_norm(replace(norm, calendars=calendars), by=shift.lead)
    decide = clock_verbs.recount(Core(shift.desk.store).norm, version)
    change(shift.desk.store, ticket.number, Verb.EDIT, decide, by=shift.lead, seen=None)
    whys = shift.desk.whys.of(ticket.number)
    by = {each.clock.milestone: each for each in whys.clocks}
    respond, resolve = by["respond"].why, by["resolve"].why
    assert respond is not None
    assert resolve is not None
    assert (by["respond"].version, by["resolve"].version) == (1, version)
    assert (respond.counted, resolve.counted) == (HOUR, HOUR / 2)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_the_table_tells_in_seconds_adds_up_to_the_target(make_shift: MakeShift, language: str) -> None:
    """SLA-2: from a time that is no whole second, over a wait, a night, a weekend, past its due time."""
    shift = make_shift("support-guide", "2023-10-26 16:12:33.700000")
    ticket = shift.register()
    shift.clock.forward(timedelta(minutes=17, microseconds=400_000))
    ticket = shift.desk.wait(ticket.number, "等用户", by=shift.engineer, seen=ticket.version)
    shift.clock.forward(timedelta(hours=3, microseconds=250_000))
    shift.desk.go_on(ticket.number, by=shift.engineer, seen=ticket.version)
    i18n.use(language)
    for forward, late in ((timedelta(0), False), (timedelta(days=5, microseconds=1), True)):
        shift.clock.forward(forward)
        whys = shift.desk.whys.of(ticket.number)
        for each in whys.clocks:
            rows = table(each, TELLER)
            _adds_up(rows, each)
            kinds = [row.kind for row in rows]
            assert (Kind.WAS_DUE in kinds, Kind.DUE in kinds) == (late, not late)
    i18n.use("en")


def _adds_up(rows: Sequence[TableRow], each: ClockWhy) -> None:
    """Every sum is that of the rows above it, and at the due time it is the target."""
    assert each.why is not None
    target = each.why.target
    so_far = seconds(rows[0].counted) if each.clock.spent else 0
    for row in rows[1:] if each.clock.spent else rows:
        match row.kind:
            case Kind.COUNTED | Kind.STOOD | Kind.WAITED:
                so_far += seconds(row.counted)
            case Kind.SUM:
                assert seconds(row.counted) == so_far
            case Kind.DUE | Kind.WAS_DUE if each.clock.spent <= target:
                assert so_far - target // SECOND in (0, int(target % SECOND > timedelta(0)))


@settings(max_examples=25, deadline=None)
@given(histories())
def test_the_table_of_any_clock_adds_up_as_it_is_told(history: tuple[Levels, Clocks, datetime]) -> None:
    """SLA-1 to SLA-12: in whole seconds, with pauses and targets that end between them."""
    levels, clocks, at = history
    for clock in clocks:
        calendar = levels.calendar(clock.calendar)
        each = ClockWhy(clock, True, levels.norm, 1, None, None, calendar).by_the_second(at)
        _adds_up(table(each, TELLER), each)


def test_explaining_costs_two_statements_beside_the_norm(shift: Shift, store: DeskStore) -> None:
    """SLA-1: the ticket and its history, however many clocks it has."""
    ticket = shift.register()
    shift.desk.reprioritise(ticket.number, "urgent", "断网", by=shift.engineer, seen=ticket.version)
    shift.desk.whys.of(ticket.number)
    with counted(store) as statements:
        shift.desk.whys.of(ticket.number)
    assert len([each for each in statements if "norm" not in each.split("FROM")[-1]]) == 2
