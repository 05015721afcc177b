"""The reasons of a rank in words, in both languages (TKT-8, DESK-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.domain.samples import published, shanghai
from tests.domain.test_candidates import off, only, person, shift, skill
from tui_desk.desk import rank_words
from tui_desk.domain.candidates import Need, PersonNow, Ranked, Reason
from tui_desk.domain.roster import Post
from tui_desk.i18n import speaking

NORM = published("it-team")
NOW = shanghai("2023-10-25 15:00")
ZONE = ZoneInfo("Asia/Shanghai")
AT = shanghai("2023-10-25 13:10")
PAST = shanghai("2023-10-03 09:00")

WORDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("skill", {"subject": "category", "name": "network", "level": "L4", "score": 35}, "网络异常 L4", "Network L4"),
    (
        "skill",
        {"subject": "product", "name": "用友", "level": "", "score": 3},
        "用友 未达等级 (3)",
        "用友 no level (3)",
    ),
    ("skill", {"subject": "category", "name": "gone", "level": "L1", "score": 3}, "gone L1", "gone L1"),
    ("no_skill", {}, "未登记此项技能", "no skill in this on record"),
    ("free", {}, "空闲", "free"),
    ("busy", {"open": 3}, "处理其他工单中", "at work on others"),
    ("call", {"since": AT, "place": "", "key": ""}, "通话中 13:10起", "on a call since 13:10"),
    ("on_way", {"since": AT, "place": "财务部"}, "13:10 出发去 财务部", "on the way to 财务部 since 13:10"),
    ("site", {"since": AT, "place": "财务部"}, "在现场 财务部 13:10起", "on site at 财务部 since 13:10"),
    ("at_unit", {"since": AT, "place": "财务部"}, "正在该单位现场 13:10起", "on site at this unit since 13:10"),
    ("off_duty", {"next_at": None}, "不在班", "off duty"),
    (
        "off_duty",
        {"next_at": shanghai("2023-10-26 08:00")},
        "不在班, 10-26 08:00 上班",
        "off duty until 10-26 08:00",
    ),
    ("not_signed_on", {"since": AT}, "13:10 的班未签到", "not signed on since 13:10"),
    ("away", {"since": AT, "words": ""}, "离岗 13:10起", "away since 13:10"),
    ("away", {"since": AT, "words": "取件"}, "离岗 13:10起 (取件)", "away since 13:10 (取件)"),
    ("until", {"until": shanghai("2023-10-25 18:00")}, "到 18:00", "until 18:00"),
    ("shift_ends", {"until": shanghai("2023-10-25 15:20")}, "15:20 下班", "shift ends 15:20"),
    ("shift_over", {"until": AT}, "13:10 已下班未签退", "shift over since 13:10"),
    ("has_it", {}, "工单在手", "has it now"),
    ("did_it", {}, "处理过此工单", "had this ticket before"),
    ("declined", {"at": AT}, "13:10 退回", "sent it back 13:10"),
    ("lapsed", {"at": AT}, "13:10 未接单", "did not accept it 13:10"),
    ("served_unit", {"unit": "财务部", "at": PAST}, "上次处理过该单位 10-03", "last helped this unit 10-03"),
    (
        "served_requester",
        {"requester": "张三", "at": shanghai("2022-12-31 09:00")},
        "上次处理过该用户 2022-12-31",
        "last helped this requester 2022-12-31",
    ),
    ("load", {"load": 7, "open": 3}, "负荷 7 (3 单)", "load 7 (3 open)"),
    ("post", {"post": Post.HOTLINE}, "在热线岗", "sits as hotline"),
    ("no_engineer", {}, "不是工程师", "no engineer"),
]


@pytest.mark.parametrize(("code", "facts", "zh", "en"), WORDS, ids=[f"{n}-{each[0]}" for n, each in enumerate(WORDS)])
def test_each_reason_is_said_in_both_languages(code: str, facts: dict[str, Any], zh: str, en: str) -> None:
    """TKT-8: times on the wall clock, the shorter the nearer."""
    for language, told in (("zh_CN", zh), ("en", en)):
        with speaking(language):
            assert rank_words.words(Reason(code, facts), NORM, ZONE, NOW) == told


def test_every_reason_is_tried_above() -> None:
    """TKT-8: none goes without words."""
    said = {code for code, *_ in WORDS} | {"off_duty_until", "away_because"}
    assert said == set(rank_words.REASONS)


def line(need: Need, one: PersonNow, norm: Any = NORM) -> str:
    with speaking("zh_CN"):
        return rank_words.line(only(need, one), norm, ZONE, NOW)


def test_the_line_is_as_short_as_the_manager_would_say_it() -> None:
    """TKT-8: "网络 L4, 空闲, 到 18:00; 上次处理过该单位"; of unit and requester only the nearer."""
    served = {"E1": PAST}
    need = Need(category="network", unit="财务部", served_unit=served)
    engineer = person(skills=(skill("E1", "category", "network", 35),))
    assert line(need, engineer) == "网络异常 L4, 空闲, 到 18:00; 上次处理过该单位 10-03"
    assert line(replace(need, served_requester=served), engineer).endswith("到 18:00; 上次处理过该用户 10-03")


def test_what_is_against_somebody_is_in_the_line_too() -> None:
    """TKT-8."""
    busy = person(doing="busy", load=7, open_tickets=3, post=Post.HOTLINE)
    assert line(Need(declined={"E1": AT}), busy) == "到 18:00, 负荷 7 (3 单), 在热线岗; 13:10 退回"
    assert line(Need(), off("E1")) == "不在班"


def test_the_points_are_told_line_by_line() -> None:
    """TKT-8: the ranking is explained."""
    ranked = only(Need(), person(load=4, open_tickets=2))
    with speaking("zh_CN"):
        told = rank_words.lines(ranked, NORM, ZONE, NOW)
    assert [(each.points, each.words) for each in told] == [(10, "空闲"), (-4, "负荷 4 (2 单)"), (0, "到 18:00")]


@pytest.mark.parametrize(
    ("one", "zh", "en"),
    [
        (off("E1"), "工程师E1不在班。为何仍要派单？", "工程师E1 is off duty. Why all the same?"),
        (
            person(shift=replace(shift("E1"), away_since=AT)),
            "工程师E1离岗。为何仍要派单？",
            "工程师E1 is away from the post. Why all the same?",
        ),
        (
            person(until=shanghai("2023-10-25 15:20")),
            "工程师E1 15:20 下班。为何仍要派单？",
            "The shift of 工程师E1 ends 15:20. Why all the same?",
        ),
        (person(), "", ""),
    ],
)
def test_what_is_asked_names_who_and_why(one: PersonNow, zh: str, en: str) -> None:
    """DESK-2: nobody off duty or at shift end without a reason given."""
    ranked: Ranked = only(Need(), one)
    for language, told in (("zh_CN", zh), ("en", en)):
        with speaking(language):
            assert rank_words.asked(ranked, ZONE, NOW) == told


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (shanghai("2023-10-25 00:00"), "00:00"),
        (shanghai("2023-10-24 23:59"), "10-24 23:59"),
        (shanghai("2023-10-26 08:00"), "10-26 08:00"),
        (shanghai("2023-10-20 08:00"), "10-20"),
        (shanghai("2022-10-25 08:00"), "2022-10-25"),
    ],
)
def test_a_time_is_as_long_as_it_has_to_be(at: datetime, told: str) -> None:
    """TKT-8."""
    assert rank_words.when(at, ZONE, NOW) == told
