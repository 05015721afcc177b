"""The shipped norms say what their documents say, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len

from tui_desk.domain import checklist
from tui_desk.domain.call import Call
from tui_desk.domain.ticket import FILLABLE, TICKET_FIELDS
from tui_desk.norms.loader import load, load_shipped, shipped
from tui_desk.norms.merging import SHIPPED, read
from tui_desk.norms.models import SCRIPTS, Choice, Norm, Role, Words
from tui_desk.tui.widgets.choice_field import in_room

NORMS = {code: load_shipped(code) for code in shipped()}
IT_TEAM, GUIDE = NORMS["it-team"], NORMS["support-guide"]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHINESE = re.compile("[\u3400-\u9fff]")


def words_of(value: object, place: str = "") -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from words_of(getattr(value, each.name), f"{place}.{each.name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from words_of(inner, f"{place}.{key}")
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from words_of(inner, f"{place}.{getattr(inner, 'code', index)}")


def labels(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.label.zh for choice in choices]


def test_two_norms_are_shipped_each_in_the_file_of_its_code() -> None:
    assert tuple(NORMS) == ("it-team", "support-guide")
    assert [norm.source for norm in NORMS.values()] == ["001", "003"]
    assert all(read(SHIPPED / f"{code}.toml")["code"] == code for code in NORMS)
    with pytest.raises(KeyError):
        load_shipped("call")


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_every_text_is_there_in_both_languages(norm: Norm) -> None:
    for place, words in words_of(norm):
        assert bool(words.zh) == bool(words.en), place
        assert not CHINESE.search(words.en), place
        assert not re.search(r"[，。？！：；]", words.en), place
        if words.zh and not place.endswith(".label"):
            assert CHINESE.search(words.zh), place


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_both_languages_of_a_text_hold_the_same_facts(norm: Norm) -> None:
    for place, words in words_of(norm):
        assert set(re.findall(r"\{\w+\}", words.zh)) == set(re.findall(r"\{\w+\}", words.en)), place


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_steps_are_those_of_a_call(norm: Norm) -> None:
    """CALL-1 to 13, in the documents' own words."""
    assert [step.label.zh for step in norm.steps] == ["接听", "身份", "诉求", "定级", "处理与承诺", "复述", "登记"]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_scripts_are_the_lines_of_the_documents(norm: Norm) -> None:
    """CALL-2, 3, 12, 13, 19."""
    assert set(SCRIPTS) <= set(norm.scripts)
    assert norm.scripts["greeting"].zh == "您好，{desk}{operator}为您服务。"
    assert norm.scripts["cannot_hear"].zh == "您好，能听见吗？"
    assert norm.scripts["cannot_hear_end"].zh == "对不起，我听不到您的声音，请重新拨打。"
    assert "{number}" in norm.scripts["number"].zh
    assert "还有其他需求" in norm.scripts["anything_else"].zh
    assert "谢谢" in norm.scripts["goodbye"].zh, "004: thank rather than apologise"
    assert norm.steps[0].say == norm.scripts["greeting"]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_what_is_said_is_never_uncertain(norm: Norm) -> None:
    """CALL-10: never 好像是, 不太清楚, 不清楚, 不知道, 不行."""
    for place, words in words_of(norm):
        if ".vague" not in place:
            assert not re.search("好像是|不太?清楚|不知道|不行|可能是|大概", words.zh), place


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_rings_and_titles_are_asked(norm: Norm) -> None:
    """CALL-1, CALL-6: 先生/女士/老师/科长/工程师."""
    assert [question.code for question in norm.steps[0].questions] == ["rings", "channel"]
    assert labels(norm.titles) == ["先生", "女士", "老师", "科长", "工程师"]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_the_vague_words_of_the_documents_are_watched_where_the_caller_describes(norm: Norm) -> None:
    """CALL-9; in English as well."""
    watched = {word for each in norm.vague for word in each.words}
    assert {"不好用", "很慢", "有问题", "电脑坏了", "坏了", "用不了", "slow", "broken", "doesn't work"} <= watched
    assert {"summary", "wish"} <= {question.code for question in norm.questions() if question.watch_words}


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_channels_priorities_and_results_are_those_of_the_documents(norm: Norm) -> None:
    """TKT-4, TKT-6, TKT-11."""
    assert labels(norm.channels) == [
        "电话", "工单系统", "企业微信/钉钉", "邮件", "现场报备", "在线客服", "传真", "来访", "其他",
    ]  # fmt: skip
    assert [(each.rank, each.label.zh) for each in norm.priorities] == [(1, "紧急"), (2, "高"), (3, "中"), (4, "低")]
    assert labels(norm.results) == ["已解决", "待跟进", "转交外部"]


def test_categories_of_001() -> None:
    """TKT-5."""
    assert [category.label.zh for category in IT_TEAM.categories] == [
        "硬件故障", "软件问题", "网络异常", "账号权限", "数据恢复", "技术咨询",
    ]  # fmt: skip


def test_categories_of_003_have_subcategories() -> None:
    """TKT-5."""
    assert [category.label.zh for category in GUIDE.categories] == [
        "硬件故障", "软件异常", "网络问题", "操作咨询", "数据安全", "第三方服务",
    ]  # fmt: skip
    assert all(category.subcategories for category in GUIDE.categories)
    assert labels(GUIDE.categories[0].subcategories)[:2] == ["电脑主机故障", "外设损坏"]
    assert labels(GUIDE.categories[1].subcategories)[0] == "业务系统报错"


OTHER_CATEGORIES = {
    "categories-software.toml": ["软件问题", "硬件问题", "其他问题"],
    "categories-repair.toml": ["硬件故障", "软件故障", "网络故障", "操作故障"],
    "categories-technical.toml": ["故障处理", "健康检查", "其它"],
    "categories-maker.toml": ["安装调试", "投运", "维护", "其他"],
    "categories-service.toml": ["故障排除", "系统部署", "性能优化", "日常巡检", "技术咨询", "培训指导"],
}
OWN_DESK = """
include = ["call.toml", "tickets.toml", "always.toml", "{part}"]
code = "ours"
title = {{zh = "服务台"}}
source = "own"
number_prefix = "OD"
response_means = {{zh = "联系上用户"}}
feedback = []
[closing]
accepts = [{{code = "confirmed", label = {{zh = "用户确认"}}}}]
"""
LEVELS = "".join(
    f'[[levels]]\npriority = "{code}"\ntargets.respond = {{within = "1h", calendar = "always"}}\n'
    for code in ("urgent", "high", "medium", "low")
)


@pytest.mark.parametrize("part", OTHER_CATEGORIES)
def test_a_desk_may_work_by_the_categories_of_another_document(part: str, tmp_path: Path) -> None:
    """TKT-5: those of 002 (软件 硬件 其他), of 004's three forms, and the service types of 000 are data, not code."""
    path = tmp_path / "ours.toml"
    path.write_text(OWN_DESK.format(part=part) + LEVELS, "utf-8")
    norm = load(path)
    assert [category.label.zh for category in norm.categories] == OTHER_CATEGORIES[part]
    for category in norm.categories:
        asked = {q.code for q in checklist.asked(Call("d", "x", NOW, {"category": category.code}), norm)}
        assert ("error_text" in asked) is category.fault


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_advice_is_no_fault(norm: Norm) -> None:
    """TKT-5, CALL-8: 技术咨询 and 操作咨询."""
    assert [category.label.zh for category in norm.categories if not category.fault] == [
        {"it-team": "技术咨询", "support-guide": "操作咨询"}[norm.code]
    ]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_few_questions_are_required(norm: Norm) -> None:
    """CALL-5, TKT-6: name, unit, what, which kind, and what the priority hangs on."""
    required = {question.code for question in norm.questions() if question.required and not question.asked_when}
    assert required == {"name", "unit", "summary", "category", {"it-team": "scope"}.get(norm.code, "function_lost")}


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_a_choice_has_room_beside_its_question(norm: Norm) -> None:
    """On 80 columns 36 cells are left: a label without its examples in brackets fits, in both languages."""
    for question in norm.questions():
        assert all(cell_len(text) <= 20 for text in (question.label.zh, question.label.en)), question.code
        for choice in (*question.choices, *(each for category in norm.categories for each in category.subcategories)):
            assert all(cell_len(in_room(text, 36)) <= 36 for text in (choice.label.zh, choice.label.en)), choice.code


def test_the_roles_that_the_program_relies_on_are_taken() -> None:
    """CALL-1, 7, 15: rings, promise and its time, what was done, the place."""
    for norm in NORMS.values():
        taken = {question.role for question in norm.questions()} - {""}
        assert taken == set(get_args(Role)) - {""}


def test_levels_of_001() -> None:
    """SLA-1."""
    targets = {level.priority: level.targets for level in IT_TEAM.levels}
    hours = {"urgent": 0.5, "high": 2, "medium": 4, "low": 8}
    assert {code: target["respond"].within for code, target in targets.items()} == {
        code: timedelta(hours=count) for code, count in hours.items()
    }
    assert {aim.calendar for target in targets.values() for aim in target.values()} == {"always"}
    assert all(set(target) == {"respond"} for target in targets.values())


def test_levels_of_003() -> None:
    """SLA-2."""
    hours = {
        level.priority: tuple(level.targets[what].within / timedelta(hours=1) for what in ("respond", "resolve"))
        for level in GUIDE.levels
    }
    assert hours == {"urgent": (1, 2), "high": (2, 4), "medium": (4, 8), "low": (8, 24)}
    for level in GUIDE.levels:
        expected = "always" if level.priority == "urgent" else "workdays"
        assert {target.calendar for target in level.targets.values()} == {expected}
    workdays = GUIDE.calendars["workdays"]
    assert workdays.holidays == "CN"
    assert workdays.weekly == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-18:00",))


def test_closing_and_feedback_are_each_norms_own() -> None:
    """TKT-13, TKT-17."""
    assert [choice.code for choice in IT_TEAM.closing.accepts] == ["confirmed"]
    assert labels(IT_TEAM.feedback) == ["满意", "基本满意", "需进一步优化"]
    assert labels(GUIDE.closing.accepts) == ["用户签字", "线上问卷"]
    assert [choice.code for choice in GUIDE.feedback] == ["5", "4", "3", "2", "1"]


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_late_answers_urgent_tickets_and_warnings(norm: Norm) -> None:
    """TKT-8: 紧急 alerts the duty manager; TKT-9, TKT-10; near at 75 %."""
    assert norm.alert_manager_at == ("urgent",)
    assert norm.late_response_needs_reason
    assert norm.near == 0.75
    assert norm.response_means.zh


def test_numbers_begin_as_in_the_documents() -> None:
    """TKT-1."""
    assert [norm.number_prefix for norm in NORMS.values()] == ["IT", "TS"]


def test_what_a_norm_may_fill_is_what_a_ticket_lets_fill() -> None:
    assert FILLABLE < TICKET_FIELDS


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_nobody_is_left_in_doubt_blamed_or_sent_away_by_a_script(norm: Norm) -> None:
    """CALL-10: never 好像, 不知道, 不行, nor who is to blame; in English as well."""
    for name, words in norm.scripts.items():
        assert not re.search("好像|似乎|也许|不知道|不清楚|不行|没办法|您弄错|操作不当|不归", words.zh), name
        assert not re.search(r"(?i)\b(not sure|don't know|maybe|perhaps|impossible|your fault)\b", words.en), name


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS)
def test_the_call_ends_with_thanks_and_a_call_out_asks_whether_it_suits(norm: Norm) -> None:
    """CALL-11, CALL-18, CALL-19: who waits, is transferred or is called is asked; goodbye thanks, never apologises."""
    said = {name: words.zh for name, words in norm.scripts.items()}
    assert "可以吗" in said["transfer"], "002 §4.1.9: 询问客户是否可以由他人接听"
    assert all(word in said["transfer_away"] for word in ("姓名", "电话"))
    assert said["call_out"].index("{desk}{operator}") < said["call_out"].index("方便")
    for name in ("anything_else", "goodbye"):
        assert not re.search("对不起|抱歉|不好意思", said[name]), name
        assert "sorry" not in norm.scripts[name].en.lower(), name
    assert said["long_wait"].startswith("对不起"), "002 §4.1.3: 应向来电者先行道歉"
