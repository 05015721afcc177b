"""To whom a ticket is best given (TKT-8, DESK-4): who goes up and down, why, and whether a reason is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.samples import published, shanghai
from tui_desk.domain.candidates import Doing, Need, PersonNow, Ranked, asks, rank
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.skill import Skill, Subject

NORM = published("it-team")
NOW = shanghai("2023-10-25 15:00")
EVENING = shanghai("2023-10-25 18:00")


def shift(officer: str, post: Post = Post.ENGINEER, ends_at: datetime = EVENING) -> Shift:
    return Shift(officer, officer, post, "day", ends_at - timedelta(hours=10), ends_at, NOW, "DM001", signed_on_at=NOW)


def person(
    number: str = "E1", *, roles: tuple[Role, ...] = (Role.ENGINEER,), post: Post = Post.ENGINEER, **more: Any
) -> PersonNow:
    """An engineer on duty until the evening, with nothing to do."""
    officer = Officer(number, f"工程师{number}", number.lower(), frozenset(roles))
    usual: dict[str, Any] = {"doing": "free", "shift": shift(number, post), "until": EVENING}
    return PersonNow(officer, **(usual | more))


def off(number: str, **more: Any) -> PersonNow:
    return person(number, doing="off", shift=None, until=None, on_duty=False, **more)


def skill(number: str, subject: Subject, name: str, score: int) -> Skill:
    return Skill(number, subject, name, score)


def order(need: Need, *people: PersonNow) -> list[str]:
    return [each.person.officer.staff_no for each in rank(need, people, NORM, NOW)]


def only(need: Need, one: PersonNow) -> Ranked:
    (ranked,) = rank(need, [one], NORM, NOW)
    return ranked


def codes(ranked: Ranked) -> dict[str, int]:
    return {reason.code: reason.points for reason in ranked.reasons}


def test_the_higher_level_in_the_category_goes_first() -> None:
    """DESK-4: six levels by score, used for dispatch."""
    people = [person(f"E{n}", skills=(skill(f"E{n}", "category", "network", n * 10 + 1),)) for n in range(6)]
    assert order(Need(category="network"), *people) == ["E5", "E4", "E3", "E2", "E1", "E0"]


def test_a_level_in_the_subcategory_tells_more_than_one_in_the_category_and_that_more_than_one_in_a_product() -> None:
    """DESK-4: skills per product and module; the narrower one counts for more."""
    need = Need(category="network", subcategory="vpn", words="在家用 SAP 时 VPN 断开")
    wide = person("E1", skills=(skill("E1", "product", "SAP", 60),))
    wider = person("E2", skills=(skill("E2", "category", "network", 60),))
    narrow = person("E3", skills=(skill("E3", "subcategory", "vpn", 60),))
    assert order(need, wide, wider, narrow) == ["E3", "E2", "E1"]


def test_one_more_skill_never_puts_anybody_back() -> None:
    """DESK-4: of several skills that fit, the one that gives most counts."""
    need = Need(category="network", subcategory="vpn")
    strong = skill("E1", "category", "network", 55)
    alone = only(need, person(skills=(strong,)))
    with_a_weak_one = only(need, person(skills=(strong, skill("E1", "subcategory", "vpn", 1))))
    assert with_a_weak_one.points == alone.points


@pytest.mark.parametrize(
    ("words", "fits"),
    [("登录 sap 报错", True), ("SAP系统打不开", True), ("asap 处理", False), ("SAPUI 打不开", False), ("", False)],
)
def test_a_product_is_found_in_the_words_of_the_ticket_as_a_whole_word(words: str, fits: bool) -> None:
    """DESK-4: skills per product."""
    ranked = only(Need(words=words), person(skills=(skill("E1", "product", "SAP", 60),)))
    assert ("skill" in codes(ranked)) is fits


def test_at_a_desk_that_keeps_no_skills_nobody_is_told_to_have_none() -> None:
    """DESK-4."""
    assert "no_skill" not in codes(only(Need(category="network"), person()))


@pytest.mark.parametrize("doing", ["call", "on_way", "site"])
def test_who_has_full_hands_goes_down_and_stays_offered_without_a_question(doing: Doing) -> None:
    """TKT-8: a duty manager may wait for them."""
    ranked = rank(Need(), [person("E1", doing=doing, since=NOW, place="财务部"), person("E2")], NORM, NOW)
    assert [each.person.officer.staff_no for each in ranked] == ["E2", "E1"]
    assert [each.asks for each in ranked] == ["", ""]
    assert codes(ranked[1])[doing] < 0


def test_an_urgent_ticket_waits_less_gladly_for_full_hands() -> None:
    """TKT-6, TKT-8."""
    busy = person(doing="site", place="财务部")
    assert only(Need(priority="urgent"), busy).points < only(Need(priority="low"), busy).points


def test_who_is_on_site_at_the_very_unit_goes_up() -> None:
    """TKT-8, SITE-4."""
    there, elsewhere = (person(f"E{n}", doing="site", place=place) for n, place in ((2, "财务部"), (1, "市场部")))
    assert order(Need(unit="财务部"), there, elsewhere) == ["E2", "E1"]
    assert codes(only(Need(unit="财务部"), there))["at_unit"] > 0


def test_more_work_goes_down() -> None:
    """TKT-8: load, by open tickets and their priority."""
    people = [person("E1", load=9, open_tickets=3), person("E2", load=8, open_tickets=1), person("E3")]
    assert order(Need(), *people) == ["E3", "E2", "E1"]


def test_who_sent_the_ticket_back_goes_down_and_who_let_it_pass_less_so() -> None:
    """TKT-8, DESK-11: it is not offered in a circle."""
    need = Need(declined={"E1": NOW}, lapsed={"E2": NOW}, assignee="E4")
    assert order(need, person("E1"), person("E2"), person("E3"), person("E4")) == ["E3", "E2", "E1", "E4"]


def test_who_knows_the_ticket_the_requester_or_the_unit_goes_up() -> None:
    """TKT-8."""
    need = Need(
        did=frozenset({"E3"}),
        served_unit={"E2": NOW, "E4": NOW},
        served_requester={"E4": NOW},
        unit="财务部",
        requester="张三",
    )
    assert order(need, *(person(f"E{n}") for n in range(1, 5))) == ["E4", "E2", "E3", "E1"]


def test_whoever_can_go_at_once_stands_before_the_best_one_who_is_off_duty() -> None:
    """DESK-2: on duty counts for more than any skill."""
    beginner = person("E2", skills=(skill("E2", "subcategory", "vpn", 1),), load=8, open_tickets=4)
    expert = off("E1", skills=(skill("E1", "subcategory", "vpn", 99),), next_at=EVENING)
    assert order(Need(subcategory="vpn"), expert, beginner) == ["E2", "E1"]


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (off("E1"), "off_duty"),
        (replace(off("E1"), shift=shift("E1")), "off_duty"),
        (replace(off("E1"), doing="call"), "off_duty"),
        (person(doing="away", shift=replace(shift("E1"), away_since=NOW)), "away"),
        (person(until=NOW + timedelta(minutes=31)), ""),
        (person(until=NOW + timedelta(minutes=30)), "shift_ends"),
        (person(until=NOW - timedelta(minutes=5)), "shift_ends"),
        (person(until=None, shift=None), ""),
    ],
)
def test_a_reason_is_asked_for_whoever_is_off_duty_away_or_about_to_go(who: PersonNow, asked: str) -> None:
    """DESK-2: nobody off duty or at shift end without a reason given."""
    assert asks(who, NORM, NOW) == asked
    assert only(Need(), who).asks == asked
    if asked:
        assert only(Need(), who).points < only(Need(), person()).points


def test_when_the_shift_ends_is_told_of_everybody_who_has_one() -> None:
    """DESK-2."""
    reasons = {reason.code: reason.facts for reason in only(Need(), person()).reasons}
    assert reasons["until"] == {"until": EVENING}


def test_who_sits_at_the_hotline_goes_down_and_who_is_no_engineer_too() -> None:
    """DESK-14, TKT-8."""
    at_phone = person("E1", post=Post.HOTLINE)
    operator = person("E2", roles=(Role.OPERATOR,))
    assert order(Need(), at_phone, operator, person("E3")) == ["E3", "E1", "E2"]


def test_whose_roles_do_not_let_them_accept_is_no_candidate() -> None:
    """DESK-14."""
    assert order(Need(), person("E1", roles=(Role.ADMINISTRATOR,)), person("E2")) == ["E2"]
    gone = replace(person("E3"), officer=replace(person("E3").officer, active=False))
    assert order(Need(), gone) == []


def test_equals_stand_by_staff_number() -> None:
    """TKT-8: the ranking is reproducible."""
    assert order(Need(), person("E2"), person("E10"), person("E1")) == ["E1", "E10", "E2"]


NUMBERS = [f"E{n}" for n in range(5)]
_subjects: st.SearchStrategy[Subject] = st.sampled_from(get_args(Subject))
_instants = st.integers(-600, 600).map(lambda minutes: NOW + timedelta(minutes=minutes))
_some = st.dictionaries(st.sampled_from(NUMBERS), _instants, max_size=4)


@st.composite
def people(draw: st.DrawFn) -> list[PersonNow]:
    """Some people in any state, each with some skills."""
    found = []
    for number in draw(st.lists(st.sampled_from(NUMBERS), unique=True)):
        subjects = draw(st.lists(st.tuples(_subjects, st.sampled_from(["network", "vpn", "SAP"])), unique=True))
        roles = draw(st.sets(st.sampled_from(Role), min_size=1))
        found.append(
            person(
                number,
                roles=tuple(roles),
                post=draw(st.sampled_from(Post)),
                doing=draw(st.sampled_from(["free", "busy", "call", "on_way", "site", "away", "off"])),
                until=draw(st.none() | _instants),
                on_duty=draw(st.booleans()),
                load=draw(st.integers(0, 90)),
                skills=tuple(skill(number, *each, draw(st.integers(0, 70))) for each in subjects),
            )
        )
    return found


@st.composite
def needs(draw: st.DrawFn) -> Need:
    """Any ticket."""
    return Need(
        category=draw(st.sampled_from(["", "network"])),
        subcategory=draw(st.sampled_from(["", "vpn"])),
        priority=draw(st.sampled_from(["urgent", "low", "unheard of"])),
        words=draw(st.sampled_from(["", "SAP 打不开"])),
        assignee=draw(st.sampled_from(["", *NUMBERS])),
        did=frozenset(draw(st.sets(st.sampled_from(NUMBERS)))),
        declined=draw(_some),
        lapsed=draw(_some),
        served_unit=draw(_some),
        served_requester=draw(_some),
    )


@settings(max_examples=60, deadline=None)
@given(needs(), people(), st.randoms(use_true_random=False))
def test_the_ranking_is_explained_and_does_not_depend_on_the_order_of_the_people(
    need: Need, found: list[PersonNow], chance: Any
) -> None:
    """TKT-8, DESK-4: the points are the sum of the reasons, the weightiest first; the same however listed."""
    ranked = rank(need, found, NORM, NOW)
    for each in ranked:
        points = [reason.points for reason in each.reasons]
        assert each.points == sum(points)
        assert sorted(map(abs, points), reverse=True) == list(map(abs, points))
        assert len({reason.code for reason in each.reasons}) == len(points)
    shuffled = [replace(each, skills=tuple(chance.sample(each.skills, len(each.skills)))) for each in found]
    chance.shuffle(shuffled)
    again = rank(need, shuffled, NORM, NOW)
    assert [(each.person.officer.staff_no, each.points, each.reasons) for each in ranked] == [
        (each.person.officer.staff_no, each.points, each.reasons) for each in again
    ]
