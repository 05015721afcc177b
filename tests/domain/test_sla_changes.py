"""Clocks in mid-course: other targets, waits, events on the way, reopening; worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.level_samples import levels_of, one, turns
from tests.domain.samples import shanghai
from tui_desk.domain.clocks import counted
from tui_desk.domain.sla import Facts, Levels, happened, late
from tui_desk.domain.ticket import Pause, Ticket
from tui_desk.norms.models import OnChange

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NINE = shanghai("2023-10-25 09:00")
IT_TEAM = levels_of()
GUIDE = levels_of(code="support-guide")


def of(priority: str = "medium", **facts: str) -> Facts:
    return {"priority": priority, "customer": "internal", **facts}


def by(how: OnChange, *parts: str) -> Levels:
    return levels_of(*parts, on_change=how)


def ticket(priority: str, **facts: object) -> Ticket:
    known = {"number": "IT-1", "draft": "d", "norm": 1, "opened_at": NINE, "first_taker": "DH001"}
    return Ticket(**{**known, "priority": priority, **facts})  # type: ignore[arg-type]


# Priority changed (TKT-6, TKT-7)


def test_the_clock_follows_the_officers_word_not_the_proposal_nor_the_claim() -> None:
    """TKT-6: all three are kept; 001's example is 高 by the officer's word, 2小时内."""
    told = ticket("high", proposed_priority="medium", claimed_priority="urgent")
    assert one(IT_TEAM.start(IT_TEAM.facts(told), NINE)).due_at == NINE + 2 * HOUR


@pytest.mark.parametrize(
    ("how", "due", "turn", "spent"),
    [("recompute", "11:00", 1, 0), ("forward", "11:00", 2, 60), ("reset", "12:00", 2, 0)],
)
def test_low_raised_to_high_after_an_hour(how: OnChange, due: str, turn: int, spent: int) -> None:
    """TKT-7: 8 h from 9:00 become 2 h at 10:00; recompute and forward agree while nothing else changed before."""
    clocks = by(how).retarget(by(how).start(of("low"), NINE), of("high"), NINE + HOUR)
    now = turns(clocks)[-1]
    assert (now.due_at, now.turn, now.spent) == (shanghai(f"2023-10-25 {due}"), turn, spent * MINUTE)
    assert (now.level_set, now.rule) == ("ours", "high")
    if turn == 2:
        before = turns(clocks)[0]
        assert (before.cancelled_at, before.cancelled_because, before.due_at) == (NINE + HOUR, how, NINE + 8 * HOUR)


def test_carried_forward_what_ran_before_a_higher_priority_makes_nobody_late_in_the_past() -> None:
    """TKT-7: 低 for 3 h, then 紧急 30 min: recomputed it was due at 9:30; carried forward it is due at once."""
    now = NINE + 3 * HOUR
    assert turns(by("recompute").retarget(IT_TEAM.start(of("low"), NINE), of("urgent"), now))[-1].due_at == (
        NINE + 30 * MINUTE
    )
    carried = turns(by("forward").retarget(IT_TEAM.start(of("low"), NINE), of("urgent"), now))[-1]
    assert (carried.due_at, carried.spent) == (now, 3 * HOUR)
    assert not late(carried, now)
    assert late(carried, now + timedelta(seconds=1))


def test_carried_forward_and_back_keeps_each_hour_once() -> None:
    """TKT-7: 1 h as 低, 30 min as 高, then 低 again: 6 h 30 of the 8 h are left."""
    levels = by("forward")
    clocks = levels.retarget(levels.start(of("low"), NINE), of("high"), NINE + HOUR)
    clocks = levels.retarget(clocks, of("low"), NINE + 90 * MINUTE)
    assert [clock.turn for clock in turns(clocks)] == [1, 2, 3]
    assert turns(clocks)[-1].due_at == NINE + 8 * HOUR
    assert counted(turns(clocks)[-1], levels.calendar("always"), NINE + 2 * HOUR) == 2 * HOUR


@pytest.mark.parametrize("how", ["recompute", "forward", "reset"])
def test_a_change_while_waiting_leaves_it_waiting(how: OnChange) -> None:
    """TKT-7: it waits from 9:30, is raised at 10:00 and goes on at 11:00."""
    levels = by(how)
    waiting = levels.pause(levels.start(of("low"), NINE), Pause(NINE + 30 * MINUTE, None, "等用户", "user"))
    raised = levels.retarget(waiting, of("high"), NINE + HOUR)
    assert turns(raised)[-1].paused_at is not None
    again = turns(levels.resume(raised, NINE + 2 * HOUR))[-1]
    expected = {"recompute": 3 * HOUR + 30 * MINUTE, "forward": 3 * HOUR + 30 * MINUTE, "reset": 4 * HOUR}
    assert again.due_at == NINE + expected[how]


@pytest.mark.parametrize("how", ["recompute", "forward", "reset"])
def test_a_target_that_goes_and_comes_back_has_its_clock_again(how: OnChange) -> None:
    """TKT-7, SLA-2: remote help failed under 高; lowered to 中 there is no departure; raised again there is."""
    levels = levels_of(code="support-guide", on_change=how)
    clocks = levels.begin(levels.start(of("high"), NINE), of("high"), "remote_failed", NINE + HOUR, NINE)
    lowered = levels.retarget(clocks, of("medium"), NINE + 70 * MINUTE)
    assert one(lowered, "depart").cancelled_because == "changed"
    told = {"remote_failed": NINE + HOUR, "opened": NINE}
    raised = levels.retarget(lowered, of("high"), NINE + 80 * MINUTE, told)
    first, second = turns(raised, "depart")
    assert (first.turn, second.turn, second.over) == (1, 2, False)
    due = {"recompute": 120, "forward": 80 + 50, "reset": 80 + 60}
    assert second.due_at == NINE + due[how] * MINUTE


def test_remote_help_that_had_failed_before_the_priority_rose() -> None:
    """TKT-7, SLA-2: no clock under 中; as 高 from 10:00 on, the hour counts from when remote help failed, 9:30."""
    told = ticket("medium", stamps={"remote_failed": NINE + 30 * MINUTE}, clocks=GUIDE.start(of("medium"), NINE))
    raised = GUIDE.retarget(told.clocks, of("high"), NINE + HOUR, happened(told))
    assert one(raised, "depart").due_at == NINE + 90 * MINUTE
    gone = replace(told, stamps={**told.stamps, "depart": NINE + 50 * MINUTE})
    raised = GUIDE.retarget(told.clocks, of("high"), NINE + HOUR, happened(gone))
    assert one(raised, "depart").reached_at == NINE + 50 * MINUTE, "they had left already"


def test_what_happened_before_its_target_was_there_reaches_it() -> None:
    """TKT-7, TKT-9: handed over at 9:20 under a norm without that target; the agreement found at 10:00 has it."""
    levels = levels_of("levels-handover.toml")
    told = ticket("low", stamps={"handover": NINE + 20 * MINUTE}, clocks=IT_TEAM.start(of("low"), NINE))
    after = levels.retarget(told.clocks, of("low"), NINE + HOUR, happened(told))
    assert one(after, "handover").reached_at == NINE + 20 * MINUTE
    old_cycle = levels.retarget(IT_TEAM.restart(told.clocks, of("low"), NINE + HOUR), of("low"), NINE + 2 * HOUR,
                                happened(told))  # fmt: skip
    assert not one(old_cycle, "handover").over, "what happened before it was reopened is no answer to that"


def test_a_change_that_only_warns_others_counts_too() -> None:
    """TKT-7, CALL-14: under one target for every priority, 紧急 has its managers warned earlier."""
    levels = levels_of("levels-it-service.toml")
    clocks = levels.retarget(levels.start(of("low"), NINE), of("urgent"), NINE + MINUTE)
    assert [mark.to for mark in one(clocks).marks][1] == ("assignee", "managers")
    assert one(clocks).due_at == NINE + 30 * MINUTE


def test_a_ticket_without_any_target_gets_one_from_its_opening() -> None:
    """TKT-7."""
    assert one(IT_TEAM.retarget((), of("high"), NINE + HOUR, {"opened": NINE})).due_at == NINE + 2 * HOUR


# Events on the way


def test_a_clock_that_begins_while_the_ticket_waits_stands_still() -> None:
    """SLA-2: remote help fails at 10:00 while the user is waited for until 11:00; an hour from then."""
    waiting = GUIDE.pause(GUIDE.start(of("high"), NINE), Pause(NINE + 30 * MINUTE, None, "等用户", "user"))
    begun = GUIDE.begin(waiting, of("high"), "remote_failed", NINE + HOUR, NINE)
    assert one(begun, "depart").paused_at == NINE + HOUR
    assert one(begun, "depart").next_mark is None
    assert one(GUIDE.resume(begun, NINE + 2 * HOUR), "depart").due_at == NINE + 3 * HOUR


def test_a_clock_that_counts_from_the_opening_leaves_out_what_was_waited_before_it_began() -> None:
    """SLA-6: of the 24 hours since the call two were waited."""
    levels = levels_of("levels-on-site.toml")
    clocks = levels.resume(levels.pause(levels.start(of("low"), NINE), Pause(NINE + HOUR)), NINE + 3 * HOUR)
    begun = levels.begin(clocks, of("low"), "remote_failed", NINE + 5 * HOUR, NINE)
    assert one(begun, "arrive").due_at == NINE + 26 * HOUR


def test_waits_that_no_clock_shows_stop_one_that_begins_in_the_middle() -> None:
    """SLA-6: answered at 9:10, so that no clock ran when it waited; the last wait is not over as remote help fails."""
    levels = levels_of("levels-on-site.toml")
    answered = levels.reach(levels.start(of("low"), NINE), "respond", NINE + 10 * MINUTE)
    stood = (
        Pause(NINE + HOUR, NINE + 2 * HOUR, "等备件", "parts"),
        Pause(NINE + 3 * HOUR, NINE + 4 * HOUR, "等用户", "user"),
        Pause(NINE + 5 * HOUR, None, "等用户", "user"),
    )
    begun = levels.begin(answered, of("low"), "remote_failed", NINE + 6 * HOUR, NINE, waits=stood)
    assert one(begun, "arrive").paused_at == NINE + 5 * HOUR
    again = one(levels.resume(begun, NINE + 7 * HOUR), "arrive")
    assert again.due_at == NINE + 24 * HOUR + 3 * HOUR, "spare parts are the desk's own affair"


def test_what_was_noted_in_the_wrong_order_still_reaches_the_clock() -> None:
    """SITE-4, TKT-9: the departure of 9:40 was noted before the failure of 9:20."""
    begun = GUIDE.begin(GUIDE.start(of("high"), NINE), of("high"), "remote_failed", NINE + 20 * MINUTE, NINE,
                        {"depart": NINE + 40 * MINUTE})  # fmt: skip
    assert one(begun, "depart").reached_at == NINE + 40 * MINUTE
    second = GUIDE.begin(begun, of("high"), "remote_failed", NINE + 2 * HOUR, NINE, {"depart": NINE + 40 * MINUTE})
    assert [clock.over for clock in turns(second, "depart")] == [True, False], "the first trip answers no second one"


# Waiting


@pytest.mark.parametrize(("kind", "stands"), [("user", True), ("third_party", True), ("window", True),
                                              ("parts", False), ("", True)])  # fmt: skip
def test_the_norm_says_which_waits_pause(kind: str, stands: bool) -> None:
    """Norms §3: the user and third parties pause; what the desk has to get itself does not (ours)."""
    clocks = GUIDE.pause(GUIDE.start(of("high"), NINE), Pause(NINE, None, "", kind))
    assert {clock.paused_at is not None for clock in clocks} == {stands}


def test_a_wait_that_is_over_is_added_as_a_whole() -> None:
    """An import knows waits by both ends; a clock that ran meanwhile is due later, a reached one is not."""
    clocks = GUIDE.reach(GUIDE.start(of("high"), NINE), "respond", NINE + HOUR)
    after = GUIDE.pause(clocks, Pause(NINE + 2 * HOUR, NINE + 3 * HOUR, "等用户", "user"))
    assert one(after, "resolve").due_at == NINE + 5 * HOUR
    assert (one(after, "resolve").paused_at, one(after)) == (None, one(clocks))


def test_the_expected_end_of_a_wait_moves_nothing_before_it_is_over() -> None:
    """SITE-4: it is kept with the pause; whoever notices resumes as of then."""
    until = NINE + 2 * HOUR
    (clock,) = IT_TEAM.pause(IT_TEAM.start(of("high"), NINE), Pause(NINE + HOUR, None, "等用户", "user", until))
    assert (clock.due_at, clock.pauses[0].expected) == (NINE + 2 * HOUR, until)
    (again,) = IT_TEAM.resume((clock,), until)
    assert (again.due_at, again.pauses[0].expected) == (NINE + 3 * HOUR, until)


# Reached, late, reopened


def test_an_early_response_noted_late_undoes_the_pauses_noted_since() -> None:
    """TKT-9: noted at 14:00, happened at 9:45; the waits after that do not belong to it."""
    clocks = IT_TEAM.start(of("high"), NINE)
    for begin in (1, 3):
        clocks = IT_TEAM.resume(IT_TEAM.pause(clocks, Pause(NINE + begin * HOUR)), NINE + (begin + 1) * HOUR)
    assert one(clocks).due_at == NINE + 3 * HOUR
    clock = one(IT_TEAM.reach(clocks, "respond", NINE + 45 * MINUTE))
    assert (clock.pauses, clock.due_at, clock.reached_at) == ((), NINE + 2 * HOUR, NINE + 45 * MINUTE)
    during = one(IT_TEAM.reach(clocks, "respond", NINE + 90 * MINUTE))
    assert [(pause.since, pause.until) for pause in during.pauses] == [(NINE + HOUR, NINE + 90 * MINUTE)]


def test_a_late_response_keeps_its_reason_with_the_clock() -> None:
    """TKT-10: 外出培训暂时无法处理."""
    clock = one(IT_TEAM.reach(IT_TEAM.start(of("urgent"), NINE), "respond", NINE + HOUR, "外出培训暂时无法处理"))
    assert late(clock, NINE + 9 * HOUR)
    assert clock.late_reason == "外出培训暂时无法处理"


def test_a_wait_after_the_breach_heals_nothing() -> None:
    """TKT-10: due at 9:30, waiting from 9:31, answered at 12:00: late."""
    clocks = IT_TEAM.pause(IT_TEAM.start(of("urgent"), NINE), Pause(NINE + 31 * MINUTE))
    clock = one(IT_TEAM.reach(clocks, "respond", NINE + 3 * HOUR))
    assert clock.due_at == NINE + 30 * MINUTE
    assert late(clock, NINE + 3 * HOUR)


def test_reopening_keeps_what_was_reached_and_cancels_what_still_ran() -> None:
    """TKT-12: both cycles stay; the priority is looked at again."""
    clocks = GUIDE.reach(GUIDE.start(of("medium"), NINE), "respond", NINE + HOUR)
    again = GUIDE.restart(clocks, of("urgent"), NINE + 2 * HOUR)
    old, new = [c for c in again if c.cycle == 1], [c for c in again if c.cycle == 2]
    assert one(tuple(old)) == one(clocks)
    assert (one(tuple(old), "resolve").cancelled_because, one(tuple(old), "resolve").cancelled_at) == (
        "reopened",
        NINE + 2 * HOUR,
    )
    assert [(clock.turn, clock.due_at) for clock in new] == [(1, NINE + 3 * HOUR), (1, NINE + 4 * HOUR)]


def test_after_reopening_the_24_hours_of_the_call_are_those_of_the_new_one() -> None:
    """SLA-6, TKT-12."""
    levels, tomorrow = levels_of("levels-on-site.toml"), NINE + 24 * HOUR
    clocks = levels.restart(levels.reach(levels.start(of(), NINE), "respond", NINE + HOUR), of(), tomorrow)
    begun = levels.begin(clocks, of(), "remote_failed", tomorrow + HOUR, NINE)
    assert one(begun, "arrive").due_at == tomorrow + 24 * HOUR


# What it is chosen by


def test_facts_of_a_ticket_and_of_the_call_it_came_from_agree() -> None:
    """SLA-3: answers to questions that fill a field, to others, and answers of a branch that was left."""
    answers = {"unit": "市场部", "category": "network", "scope": "core", "claimed": "urgent", "summary": "断网"}
    fields = {"requester_unit": "市场部", "category": "network", "claimed_priority": "urgent", "summary": "断网"}
    told = ticket("high", channel="phone", answers={"scope": "core"}, **fields)
    facts, of_call = IT_TEAM.facts(told), IT_TEAM.facts_of_call(answers, "high")
    for code in ("unit", "category", "scope", "claimed", "summary", "priority", "customer", "channel"):
        assert facts[code] == of_call[code], code
    guide = {"subcategory": "host", "category": "hardware", "system_fault": "no_login"}
    assert not GUIDE.facts_of_call(guide, "high").get("system_fault"), "of another branch"


def test_a_ticket_of_old_is_of_a_default_customer() -> None:
    """SLA-3: it was registered before anybody asked."""
    assert IT_TEAM.facts(ticket("high"))["customer"] == "internal"
    assert IT_TEAM.facts(ticket("high", customer="external"))["customer"] == "external"
