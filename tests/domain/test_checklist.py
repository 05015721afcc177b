"""The checklist on the shipped norms: what is asked, what counts, what is missing."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import call_with, published
from tui_desk.domain import checklist, priority, readback, wording
from tui_desk.domain.ticket import FILLABLE
from tui_desk.norms.models import Norm, Question

IT_TEAM, GUIDE = published("it-team"), published("support-guide")
SIMPLE = {"name": "张三", "unit": "市场部", "summary": "无法登录OA系统", "category": "software"}


def codes(questions: tuple[Question, ...]) -> list[str]:
    return [question.code for question in questions]


def lacking(norm: Norm, **answers: str) -> list[str]:
    return [lack.question.code for lack in checklist.missing(call_with(**answers), norm)]


def named(norm: Norm, code: str) -> Question:
    return next(question for question in norm.questions() if question.code == code)


def test_a_simple_call_of_001_needs_five_answers() -> None:
    """CALL-5, 7: who, where from, what, which kind, how wide."""
    assert lacking(IT_TEAM) == ["name", "unit", "summary", "category", "scope"]
    assert lacking(IT_TEAM, **SIMPLE, scope="department") == []


def test_a_simple_call_of_003_needs_five_answers() -> None:
    assert lacking(GUIDE) == ["name", "unit", "summary", "category", "function_lost"]
    assert lacking(GUIDE, **SIMPLE, function_lost="main") == []


def test_any_question_may_be_answered_first() -> None:
    """CALL-16: the steps answered out of order are skipped."""
    call = call_with(scope="core", summary="全公司断网")
    step = checklist.next_step(call, IT_TEAM)
    assert step is not None
    assert step.code == "identity"
    done = checklist.next_step(call_with(**SIMPLE, scope="core"), IT_TEAM)
    assert done is None


def test_blanks_are_no_answer() -> None:
    assert "name" in lacking(IT_TEAM, name="  \n")


def test_the_channel_is_the_phone_until_something_else_is_said() -> None:
    """TKT-4."""
    assert checklist.ticket_fields(call_with(), IT_TEAM) == {"channel": "phone"}
    assert checklist.ticket_fields(call_with(channel="mail"), IT_TEAM) == {"channel": "mail"}


def test_an_answer_that_is_no_choice_does_not_count() -> None:
    assert "category" in lacking(IT_TEAM, **SIMPLE | {"category": "plumbing"})
    assert "reproducible" not in checklist.loose_answers(call_with(reproducible="maybe"), IT_TEAM)


def test_subcategories_are_those_of_the_category() -> None:
    """TKT-5."""
    subcategory = named(GUIDE, "subcategory")
    hardware = checklist.choices(subcategory, call_with(category="hardware"), GUIDE)
    assert [choice.label.zh for choice in hardware][:2] == ["电脑主机故障", "外设损坏"]
    assert checklist.choices(subcategory, call_with(), GUIDE) == ()
    assert "subcategory" not in codes(checklist.asked(call_with(), GUIDE))
    assert "subcategory" in codes(checklist.asked(call_with(category="hardware"), GUIDE))


def test_a_norm_without_subcategories_never_asks_for_one() -> None:
    assert "subcategory" not in codes(checklist.asked(call_with(**SIMPLE), IT_TEAM))


def test_the_subcategory_of_another_category_does_not_count() -> None:
    fields = checklist.ticket_fields(call_with(category="network", subcategory="host"), GUIDE)
    assert fields == {"channel": "phone", "category": "network"}


@pytest.mark.parametrize(
    ("category", "subcategory", "asked"),
    [
        ("hardware", "host", "host_fault"),
        ("software", "business_system", "system_fault"),
        ("hardware", "peripheral", "function_lost"),
        ("", "", "function_lost"),
    ],
)
def test_each_subcategory_has_its_own_ranking_question(category: str, subcategory: str, asked: str) -> None:
    """TKT-6: 003's table asks for 电脑主机故障 and 业务系统报错, its text for everything else."""
    ranking = {"host_fault", "system_fault", "function_lost"}
    found = codes(checklist.asked(call_with(category=category, subcategory=subcategory), GUIDE))
    assert ranking.intersection(found) == {asked}


def test_a_branch_that_was_left_keeps_its_answers_and_does_not_count() -> None:
    call = call_with(
        **SIMPLE | {"category": "hardware"}, subcategory="printer", host_fault="core_down", function_lost="minor"
    )
    assert "host_fault" not in checklist.loose_answers(call, GUIDE)
    assert priority.propose(call.answers, GUIDE).priority == "low"
    back = call_with(**{**call.answers, "subcategory": "host"})
    assert priority.propose(back.answers, GUIDE).priority == "urgent"


def test_a_promise_needs_its_time() -> None:
    """CALL-7, 12."""
    assert "promise_due" not in codes(checklist.asked(call_with(), IT_TEAM))
    assert lacking(IT_TEAM, **SIMPLE, scope="core", promise="14:00前回电") == ["promise_due"]
    assert lacking(IT_TEAM, **SIMPLE, scope="core", promise="14:00前回电", promise_due="下午") == ["promise_due"]
    assert lacking(IT_TEAM, **SIMPLE, scope="core", promise="14:00前回电", promise_due="下午2点") == []


def test_every_question_of_call_8_has_a_field_of_its_own() -> None:
    """CALL-8: code and message, since when, how often, how many, which business, steps, changes, reproducible."""
    wanted = ["error_text", "since", "frequency", "affected", "business", "tried", "changes", "reproducible"]
    answers = dict.fromkeys([*wanted, "worked_before"], "yes")
    assert set(wanted) <= set(codes(checklist.asked(call_with(**answers), IT_TEAM)))
    assert checklist.loose_answers(call_with(**answers), IT_TEAM) == answers


def test_answers_become_the_fields_of_the_ticket() -> None:
    """TKT-2, 3."""
    call = call_with(**SIMPLE, phone="8003", title="mr", staff_no="ZS001", claimed="urgent", remark="下午两点前要用")
    assert checklist.ticket_fields(call, IT_TEAM) == {
        "channel": "phone",
        "requester_name": "张三",
        "requester_unit": "市场部",
        "requester_phone": "8003",
        "requester_title": "mr",
        "requester_staff_no": "ZS001",
        "summary": "无法登录OA系统",
        "category": "software",
        "claimed_priority": "urgent",
        "remark": "下午两点前要用",
    }


def test_progress_counts_answers_and_what_is_missing() -> None:
    progress = {each.step.code: each for each in checklist.progress(call_with(name="张三"), IT_TEAM)}
    assert list(progress) == ["answer", "identity", "complaint", "ranking", "handling", "read_back", "register"]
    assert (progress["identity"].answered, progress["identity"].missing, progress["identity"].asked) == (1, 1, 5)
    assert (progress["read_back"].answered, progress["read_back"].missing) == (0, 0)


ANSWERS = st.dictionaries(
    st.sampled_from([question.code for question in GUIDE.questions()]),
    st.sampled_from(
        ["", "host", "hardware", "software", "business_system", "core_down", "main", "no_login", "yes", "x"]
    ),
)


@given(ANSWERS)
def test_an_answer_counts_once_or_not_at_all(answers: dict[str, str]) -> None:
    call = call_with(**answers)
    fields, loose = checklist.ticket_fields(call, GUIDE), checklist.loose_answers(call, GUIDE)
    asked = codes(checklist.asked(call, GUIDE))
    assert set(fields) <= FILLABLE
    assert set(loose) <= set(asked)
    assert len(asked) == len(set(asked))
    assert (checklist.next_step(call, GUIDE) is None) == (not checklist.missing(call, GUIDE))
    assert sum(each.missing for each in checklist.progress(call, GUIDE)) == len(checklist.missing(call, GUIDE))


def test_all_rules_together_take_less_than_a_millisecond_a_key() -> None:
    call = call_with(**SIMPLE, function_lost="main", error_text="E-1042 " * 20, tried="重启 " * 50)
    rounds, began = 100, perf_counter()
    for _ in range(rounds):
        checklist.asked(call, GUIDE)
        checklist.missing(call, GUIDE)
        checklist.progress(call, GUIDE)
        priority.propose(call.answers, GUIDE)
        readback.unconfirmed(call, GUIDE, "zh_CN")
        wording.vague(call.answers["tried"], GUIDE)
    each = (perf_counter() - began) / rounds
    assert each < 0.005, "five times the budget of 1 ms, for machines under load"
