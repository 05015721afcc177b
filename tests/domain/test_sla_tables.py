"""Every table of norms §3, with times worked out by hand. 2023-10-25 is a Wednesday, 2023-10-01 National Day."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from tests.domain.level_samples import PARTS, including, levels_of, one
from tests.domain.samples import SHANGHAI, shanghai
from tui_desk.domain.sla import Facts, Levels, late

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEDNESDAY = shanghai("2023-10-25 09:15")
PRIORITIES = ("urgent", "high", "medium", "low")


def of(priority: str = "medium", **facts: str) -> Facts:
    return {"priority": priority, "customer": "internal", **facts}


def dues(levels: Levels, facts: Facts, opened: str) -> dict[str, str]:
    """Each milestone with its due time on the wall clock."""
    found = levels.due_times(facts, shanghai(opened))
    return {what: f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for what, at in found.items()}


@pytest.mark.parametrize("code", ["it-team", "support-guide"])
@pytest.mark.parametrize("part", PARTS)
def test_every_set_goes_with_both_norms(part: str, code: str) -> None:
    """SLA-3 to SLA-9, SLA-11, SLA-12: each names its document and needs nothing but a norm that includes it."""
    norm = including(part, code=code)
    (level_set,) = norm.level_sets
    assert level_set.source[:4] in ("002 ", "004 ")
    assert level_set.title.zh
    assert level_set.title.en


def test_a_desk_may_hold_all_sets_at_once() -> None:
    """SLA-3 to SLA-12: in the order in which they are included; the norm's own come last."""
    assert [each.code for each in including(*PARTS).sets()] == [
        "at-once", "complexity", "customer-kind", "service-form", "handover", "it-service", "on-site", "resident",
        "tender", "ours",
    ]  # fmt: skip


@pytest.mark.parametrize(("priority", "minutes"), zip(PRIORITIES, (30, 120, 240, 480), strict=True))
def test_sla_1_of_001(priority: str, minutes: int) -> None:
    """SLA-1: respond 紧急 30 min, 高 2 h, 中 4 h, 低 8 h, on Sunday night as well; no other milestone."""
    levels, at = levels_of(), shanghai("2023-10-01 22:00")
    assert levels.due_times(of(priority), at) == {"respond": at + minutes * MINUTE}


def test_sla_2_a_workaround_stands_for_the_solution_of_high_only() -> None:
    """SLA-2: 高 "4小时内解决或提供临时方案"; 紧急 has to be restored."""
    levels = levels_of(code="support-guide")
    high = levels.reach(levels.start(of("high"), WEDNESDAY), "workaround", WEDNESDAY + HOUR)
    assert one(high, "resolve").reached_at == WEDNESDAY + HOUR
    assert one(high).reached_at is None
    urgent = levels.reach(levels.start(of("urgent"), WEDNESDAY), "workaround", WEDNESDAY + HOUR)
    assert one(urgent, "resolve").reached_at is None


@pytest.mark.parametrize(
    ("priority", "failed", "due"),
    [
        ("urgent", "2023-10-27 17:45", "2023-10-27 18:15"),
        ("high", "2023-10-27 17:45", "2023-10-30 09:45"),
        ("high", "2023-10-26 10:00", "2023-10-26 11:00"),
    ],
)
def test_sla_2_departure_counts_from_when_remote_help_failed(priority: str, failed: str, due: str) -> None:
    """SLA-2: 紧急 "30分钟内出发" on 7×24, 高 "1小时内出发" in workdays 9:00-18:00; others have no such clock."""
    levels = levels_of(code="support-guide")
    clocks = levels.start(of(priority), WEDNESDAY)
    assert {clock.milestone for clock in clocks} == {"respond", "resolve"}
    gone = levels.begin(clocks, of(priority), "remote_failed", shanghai(failed), WEDNESDAY)
    assert (one(gone, "depart").started_at, one(gone, "depart").due_at) == (shanghai(failed), shanghai(due))
    assert levels.begin(clocks, of("medium"), "remote_failed", shanghai(failed), WEDNESDAY) == clocks


def test_sla_3_internal_and_external_customers() -> None:
    """SLA-3: internal 1 h / 24 h, external 2 h / 48 h, whatever the priority, 24×7."""
    levels = levels_of("levels-customer.toml")
    for priority in PRIORITIES:
        assert dues(levels, of(priority), "2023-10-28 20:00") == {
            "respond": "2023-10-28 21:00",
            "resolve": "2023-10-29 20:00",
        }
        assert dues(levels, of(priority, customer="external"), "2023-10-28 20:00") == {
            "respond": "2023-10-28 22:00",
            "resolve": "2023-10-30 20:00",
        }


def test_sla_4_five_workdays_or_ten_when_complex() -> None:
    """SLA-4: 1 h, 24 h, 5 or 10 workdays; from the last workday before the National Day, two make-up days count."""
    levels = levels_of("levels-complexity.toml")
    soon = {"respond": "2023-09-28 11:00", "assess": "2023-09-29 10:00"}
    ordinary, complex_ = {"resolve": "2023-10-11 10:00"}, {"resolve": "2023-10-18 10:00"}
    assert dues(levels, of(), "2023-09-28 10:00") == soon | ordinary
    assert dues(levels, of(complexity="ordinary"), "2023-09-28 10:00") == soon | ordinary
    assert dues(levels, of(complexity="complex"), "2023-09-28 10:00") == soon | complex_


def test_sla_4_the_assessment_finds_it_complex() -> None:
    """SLA-4, TKT-7: the ten workdays count as if it had been called complex from the start; the rest stays."""
    levels, opened = levels_of("levels-complexity.toml"), shanghai("2023-10-16 10:00")
    clocks = levels.start(of(), opened)
    assert one(clocks, "resolve").due_at == shanghai("2023-10-23 10:00")
    assessed = levels.reach(clocks, "assess", opened + 20 * HOUR)
    after = levels.retarget(assessed, of(complexity="complex"), opened + 20 * HOUR)
    assert one(after, "resolve").due_at == shanghai("2023-10-30 10:00")
    assert (one(after, "resolve").rule, one(after, "assess")) == ("complex", one(assessed, "assess"))


def test_sla_4_workdays_that_begin_in_the_evening_end_at_closing() -> None:
    """SLA-4: at the same time of day on the fifth workday, or that day's closing if earlier."""
    levels = levels_of("levels-complexity.toml")
    assert dues(levels, of(), "2023-10-16 20:30")["resolve"] == "2023-10-23 18:00"
    assert dues(levels, of(), "2023-10-16 07:30")["resolve"] == "2023-10-23 07:30"


@pytest.mark.parametrize(
    ("part", "within"),
    [("levels-it-service.toml", 30 * MINUTE), ("levels-tender.toml", 24 * HOUR)],
)
def test_sla_5_and_sla_11_ask_for_a_response_only(part: str, within: timedelta) -> None:
    """SLA-5: respond 30 min. SLA-11: respond 24 h. On the 24×7 clock, whatever the priority."""
    at = shanghai("2023-10-28 23:50")
    for priority in PRIORITIES:
        assert levels_of(part).due_times(of(priority), at) == {"respond": at + within}


def test_sla_6_on_site_within_24_hours_of_the_call() -> None:
    """SLA-6: no clock while the telephone may do; not solved by phone at 14:00, there by 09:15 of the next day."""
    levels = levels_of("levels-on-site.toml")
    clocks = levels.start(of("low"), WEDNESDAY)
    assert {clock.milestone for clock in clocks} == {"respond"}
    clocks = levels.begin(clocks, of("low"), "remote_failed", shanghai("2023-10-25 14:00"), WEDNESDAY)
    arrive = one(clocks, "arrive")
    assert (arrive.started_at, arrive.due_at) == (WEDNESDAY, shanghai("2023-10-26 09:15"))
    there = one(levels.reach(clocks, "arrive", shanghai("2023-10-26 09:15:01")), "arrive")
    assert late(there, shanghai("2023-10-26 12:00")), "one second after 24 hours"


def test_sla_7_there_within_ten_minutes_of_the_clients_day() -> None:
    """SLA-7: beside the response of the norm; five minutes before closing on Friday, five past opening on Monday."""
    levels = levels_of("levels-resident.toml")
    assert dues(levels, of("high"), "2023-10-27 10:00") == {
        "respond": "2023-10-27 12:00",
        "arrive": "2023-10-27 10:10",
    }
    assert dues(levels, of("high"), "2023-10-27 17:55")["arrive"] == "2023-10-30 09:05"
    own = levels_of("levels-resident.toml", text='[calendars.client.weekly]\nfri = ["08:00-20:00"]\n')
    assert dues(own, of("high"), "2023-10-27 17:55")["arrive"] == "2023-10-27 18:05", "the client's own hours"


def test_sla_8_the_first_taker_hands_over_within_24_hours_and_the_path_leads_upward() -> None:
    """SLA-8, CALL-14: the first taker, the managers, for important ones the service centre and even the president."""
    levels = levels_of("levels-handover.toml")
    path = {p: [(m.share, m.at, m.to) for m in one(levels.start(of(p), WEDNESDAY), "handover").marks]
            for p in ("low", "high")}  # fmt: skip
    assert path["low"] == [
        (0.5, WEDNESDAY + 12 * HOUR, ("first_taker",)),
        (0.75, WEDNESDAY + 18 * HOUR, ("first_taker", "managers")),
        (1.0, WEDNESDAY + 24 * HOUR, ("first_taker", "managers")),
    ]
    assert path["high"][2:] == [
        (1.0, WEDNESDAY + 24 * HOUR, ("first_taker", "managers", "service_centre")),
        (2.0, WEDNESDAY + 48 * HOUR, ("president",)),
    ]
    raised = levels.retarget(levels.start(of("low"), WEDNESDAY), of("high"), WEDNESDAY + HOUR)
    assert one(raised, "handover") == one(levels.start(of("high"), WEDNESDAY), "handover"), "the path follows"


def test_sla_9_the_form_within_48_hours_of_the_visits_end_and_each_visit_its_own() -> None:
    """SLA-9, SITE-10: a second visit, after the first one's form, has a form of its own."""
    levels, end = levels_of("levels-form.toml"), shanghai("2023-10-26 16:30")
    clocks = levels.begin(levels.start(of(), WEDNESDAY), of(), "visit_ended", end, WEDNESDAY)
    assert one(clocks, "form").due_at == shanghai("2023-10-28 16:30")
    assert levels.begin(clocks, of(), "visit_ended", end + HOUR, WEDNESDAY) == clocks, "one form for both is owed"
    entered = levels.reach(clocks, "form", end + 2 * HOUR)
    again = levels.begin(entered, of(), "visit_ended", end + 24 * HOUR, WEDNESDAY)
    first, second = (clock for clock in again if clock.milestone == "form")
    assert (first.reached_at, first.turn) == (end + 2 * HOUR, 1)
    assert (second.due_at, second.turn) == (end + 72 * HOUR, 2)


def test_sla_9_a_form_is_owed_though_the_ticket_is_reopened() -> None:
    """SLA-9, TKT-12: reopening does not undo the visit."""
    levels, end = levels_of("levels-form.toml"), shanghai("2023-10-26 16:30")
    clocks = levels.begin(levels.start(of(), WEDNESDAY), of(), "visit_ended", end, WEDNESDAY)
    again = levels.restart(levels.reach(clocks, "respond", end), of(), end + HOUR)
    assert not one(again, "form").over
    assert one(levels.reach(again, "form", end + 2 * HOUR), "form").reached_at == end + 2 * HOUR


def test_sla_12_urgent_is_due_as_it_is_opened_and_the_rest_falls_through() -> None:
    """SLA-12: at once; its only warning is the breach. 高 is the norm's own."""
    levels = levels_of("levels-at-once.toml")
    urgent = one(levels.start(of("urgent"), WEDNESDAY))
    assert (urgent.due_at, urgent.near_at, urgent.level_set) == (WEDNESDAY, WEDNESDAY, "at-once")
    assert [(mark.share, mark.at) for mark in urgent.marks] == [(1.0, WEDNESDAY)]
    assert not late(one(levels.reach((urgent,), "respond", WEDNESDAY)), WEDNESDAY)
    assert late(one(levels.reach((urgent,), "respond", WEDNESDAY + timedelta(seconds=1))), WEDNESDAY)
    high = one(levels.start(of("high"), WEDNESDAY))
    assert (high.due_at, high.level_set, high.rule) == (WEDNESDAY + 2 * HOUR, "ours", "high")


def test_the_first_set_wins_with_all_that_it_says() -> None:
    """SLA-2, SLA-12: of a set below nothing is taken, though the winner names no solution."""
    levels = levels_of("levels-at-once.toml", code="support-guide")
    assert set(levels.chosen(of("urgent"))) == {"respond"}
    assert set(levels.chosen(of("high"))) == {"respond", "resolve", "depart"}


def test_what_stands_beside_adds_in_whichever_order() -> None:
    """SLA-3, SLA-8, SLA-9: sets beside never end the search nor take the winner's milestones."""
    for order in permutations(("levels-customer.toml", "levels-handover.toml", "levels-form.toml")):
        chosen = levels_of(*order).chosen(of(customer="external"))
        assert {what: each.level_set.code for what, each in chosen.items()} == {
            "respond": "customer-kind",
            "resolve": "customer-kind",
            "handover": "handover",
            "form": "service-form",
        }


def test_of_two_sets_beside_the_first_with_a_milestone_gives_it() -> None:
    """SLA-6, SLA-7: both are about the arrival."""
    by = {
        order: levels_of(*order).chosen(of())["arrive"].level_set.code
        for order in permutations(("levels-on-site.toml", "levels-resident.toml"))
    }
    assert by == {
        ("levels-on-site.toml", "levels-resident.toml"): "on-site",
        ("levels-resident.toml", "levels-on-site.toml"): "resident",
    }


AGREEMENT = """
[[level_sets]]
code = "gold"
title = { zh = "金牌", en = "Gold" }
source = "own"
when = { agreement = ["gold"], category = ["@fault"] }
on_change = "forward"
[[level_sets.levels]]
code = "by-mail"
when = { channel = ["mail"] }
targets.respond = { within = "20m", calendar = "always" }
[[level_sets.levels]]
code = "core"
when = { scope = ["core", "department"] }
targets.respond = { within = "10m", calendar = "always" }
"""


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"agreement": "gold", "category": "network", "channel": "mail"}, "gold by-mail"),
        ({"agreement": "gold", "category": "network", "channel": "phone", "scope": "core"}, "gold core"),
        ({"agreement": "gold", "category": "network", "channel": "phone"}, "customer-kind internal"),
        ({"agreement": "gold", "category": "consulting", "channel": "mail"}, "customer-kind internal"),
        ({"agreement": "silver", "category": "network", "channel": "mail"}, "customer-kind internal"),
    ],
)
def test_a_set_is_matched_by_agreement_category_channel_and_answers(facts: dict[str, str], rule: str) -> None:
    """SLA-3, DESK-5: the desk's own set before those of its parts; its condition, then its first level that holds."""
    chosen = levels_of("levels-customer.toml", text=AGREEMENT).chosen(of(**facts))["respond"]
    assert f"{chosen.level_set.code} {chosen.level.name}" == rule


def test_who_is_warned_by_the_shipped_norms() -> None:
    """CALL-14, TKT-8: half, three quarters, nine tenths, the breach, as late again; managers at once for 紧急."""
    marks = {p: [(m.share, m.to) for m in one(levels_of().start(of(p), WEDNESDAY)).marks] for p in ("low", "urgent")}
    assert marks["low"] == [
        (0.5, ("assignee",)),
        (0.75, ("assignee",)),
        (0.9, ("assignee",)),
        (1.0, ("assignee", "managers")),
        (2.0, ("managers",)),
    ]
    assert marks["urgent"][1] == (0.75, ("assignee", "managers"))


def test_what_the_shipped_norms_wait_for_and_close_the_same_day() -> None:
    """TKT-14: 001 before 17:00, shown from 15:00; 003 knows no such rule. Norms §3: what pauses."""
    for code, before in (("it-team", "17:00"), ("support-guide", "")):
        norm = levels_of(code=code).norm
        assert (norm.same_day_before, norm.same_day_shown_from) == (before, "15:00")
        assert [(each.label.zh, each.pauses) for each in norm.waits] == [
            ("用户", True), ("第三方", True), ("备件", False), ("停机窗口", True),
        ]  # fmt: skip
        assert (norm.on_change, norm.default_customer) == ("recompute", "internal")
