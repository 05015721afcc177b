"""The priority that the answers ask for, rule by rule of TKT-6."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.samples import published
from tui_desk.domain.priority import propose

IT_TEAM, GUIDE = published("it-team"), published("support-guide")


@pytest.mark.parametrize(
    ("scope", "priority", "because"),
    [
        ("core", "urgent", "影响核心业务"),
        ("department", "high", "影响部门业务"),
        ("non_core", "medium", "非核心功能故障"),
        ("advice", "low", "咨询类或优化建议"),
    ],
)
def test_001_judges_by_scope(scope: str, priority: str, because: str) -> None:
    """TKT-6."""
    proposal = propose({"scope": scope}, IT_TEAM)
    assert (proposal.priority, proposal.because.zh) == (priority, because)


@pytest.mark.parametrize(
    ("lost", "priority", "because"),
    [
        ("core_down", "urgent", "核心业务系统完全中断"),
        ("main", "high", "主要业务功能不可用"),
        ("partial", "medium", "部分功能异常"),
        ("minor", "low", "轻微操作疑问或非核心设备故障"),
    ],
)
def test_003_judges_by_the_function_lost(lost: str, priority: str, because: str) -> None:
    """TKT-6."""
    proposal = propose({"function_lost": lost}, GUIDE)
    assert (proposal.priority, proposal.because.zh) == (priority, because)


@pytest.mark.parametrize(
    ("category", "subcategory", "question", "by_answer"),
    [
        (
            "hardware",
            "host",
            "host_fault",
            {"core_down": "urgent", "non_core": "high", "peripheral": "medium", "aged_part": "low"},
        ),
        (
            "software",
            "business_system",
            "system_fault",
            {"no_login": "urgent", "core_function": "high", "non_core_function": "medium", "display": "low"},
        ),
    ],
)
def test_003_judges_two_subcategories_by_its_table(
    category: str, subcategory: str, question: str, by_answer: dict[str, str]
) -> None:
    """TKT-6; the table calls a non-core computer 高 where the text calls it 低 (norms §8)."""
    for answer, priority in by_answer.items():
        answers = {"category": category, "subcategory": subcategory, question: answer, "function_lost": "minor"}
        assert propose(answers, GUIDE).priority == priority


def test_example_of_001_is_medium_by_its_criteria() -> None:
    """Norms §7: 无法登录OA系统 is a non-core function by 001's criteria; 高 takes the officer's word."""
    assert propose({"scope": "non_core"}, IT_TEAM).priority == "medium"


def test_example_of_003_is_high() -> None:
    """Norms §7: CRM系统无法新建客户,报错“权限不足”: 主要业务功能不可用."""
    assert propose({"category": "software", "function_lost": "main"}, GUIDE).priority == "high"


def test_before_the_question_is_answered_it_is_medium_and_says_why() -> None:
    proposal = propose({}, IT_TEAM)
    assert (proposal.priority, proposal.rule, proposal.because.zh) == ("medium", "not_judged", "影响范围未问")


def test_without_any_rule_that_holds_it_is_the_norms_default() -> None:
    proposal = propose({}, replace(IT_TEAM, priority_rules=()))
    assert (proposal.priority, proposal.rule, proposal.because.zh) == ("medium", "", "")


def test_what_the_caller_claims_decides_nothing() -> None:
    """TKT-6: kept beside the verified one."""
    assert propose({"claimed": "urgent", "scope": "advice"}, IT_TEAM).priority == "low"
