"""The checklist on the shipped norms: what is asked, what counts, what is missing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import call_with, published, shanghai
from tui_desk.domain import checklist, priority, readback
from tui_desk.domain.branches import prepared
from tui_desk.domain.call import Call, Entry, replay
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


CALL_8 = {
    "complete error code and message": ("error_text", "long", "E-1042 会话已过期"),
    "when it began": ("since", "past", "今早9点"),
    "how often": ("frequency", "text", "每次"),
    "how many people": ("affected", "people", "十几人"),
    "which business": ("business", "text", "报销"),
    "steps": ("tried", "long", "重启过"),
    "used to work": ("worked_before", "yes_no", "yes"),
    "recent changes": ("changes", "text", "换过密码"),
    "reproducible or not": ("reproducible", "yes_no", "no"),
    "how long it takes": ("takes", "duration", "两分钟"),
}
SLOW = SIMPLE | {"summary": "打开OA很慢", "worked_before": "yes"}


@pytest.mark.parametrize("norm", [IT_TEAM, GUIDE], ids=["001", "003"])
@pytest.mark.parametrize("what", CALL_8)
def test_every_question_of_call_8_has_a_field_of_its_own(what: str, norm: Norm) -> None:
    """CALL-8: code and message, since when, how often, how many, which business, steps, changes, reproducible."""
    code, kind, answer = CALL_8[what]
    assert named(norm, code).kind == kind
    assert checklist.loose_answers(call_with(**SLOW | {code: answer}), norm)[code] == answer


@pytest.mark.parametrize("norm", [IT_TEAM, GUIDE], ids=["001", "003"])
def test_the_problem_has_a_place_for_screenshots_and_logs(norm: Norm) -> None:
    """TKT-3: 问题描述(附截图/日志)."""
    assert named(norm, "screenshot").kind == "file"
    assert "screenshot" in codes(checklist.asked(call_with(), norm))


@pytest.mark.parametrize("norm", [IT_TEAM, GUIDE], ids=["001", "003"])
def test_where_the_caller_is_is_asked(norm: Norm) -> None:
    """CALL-15: unit, address, phone, contact."""
    asked = codes(checklist.asked(call_with(), norm))
    assert {"unit", "address", "phone", "name"} <= set(asked)
    assert checklist.answer_of(call_with(address="3号楼5层"), norm, "address") == "3号楼5层"


ONLY_FAULTS = {"error_text", "since", "frequency", "reproducible", "worked_before"}


@pytest.mark.parametrize("norm", [IT_TEAM, GUIDE], ids=["001", "003"])
def test_only_a_fault_has_an_error_code(norm: Norm) -> None:
    """CALL-8: who asks for advice is not asked for a code, a first time or whether it can be reproduced."""
    for category in norm.categories:
        asked = ONLY_FAULTS.intersection(codes(checklist.asked(call_with(category=category.code), norm)))
        assert asked == (set() if category.code == "consulting" else ONLY_FAULTS), category.code
    assert set(codes(checklist.asked(call_with(), norm))) >= ONLY_FAULTS, "reachable before the category is known"


def test_a_lost_device_and_a_wanted_resource_have_no_error_code() -> None:
    """CALL-8, TKT-5: 移动设备丢失, 会议室设备调试, 云服务资源调配, 外部系统数据迁移."""
    for category, subcategory in [
        ("data_security", "lost_device"),
        ("hardware", "meeting_room"),
        ("third_party", "cloud"),
        ("third_party", "migration"),
    ]:
        asked = codes(checklist.asked(call_with(category=category, subcategory=subcategory), GUIDE))
        assert not {"error_text", "reproducible", "worked_before", "changes"}.intersection(asked)


def test_what_changed_lately_is_asked_only_if_it_used_to_work() -> None:
    """CALL-8: recent changes."""
    for worked, asked in (("", False), ("no", False), ("yes", True)):
        found = codes(checklist.asked(call_with(**SIMPLE, worked_before=worked), IT_TEAM))
        assert ("changes" in found) is asked


@pytest.mark.parametrize(
    ("summary", "asked"),
    [("登录很慢", True), ("OA is SLOW", True), ("一直转圈", True), ("校园卡刷不了", False), ("", False)],
)
def test_how_long_it_takes_is_asked_where_something_is_slow(summary: str, asked: bool) -> None:
    """CALL-9: 很慢 is made concrete by a question of its own."""
    assert ("takes" in codes(checklist.asked(call_with(summary=summary), IT_TEAM))) is asked


@pytest.mark.parametrize("code", ["since", "takes", "affected", "screenshot"])
def test_words_that_nobody_can_read_are_kept_as_words(code: str) -> None:
    """CALL-7, 8: the caller's words stay, whatever was understood of them."""
    for words in ("反正好久了", "[/b] {answer}", "明年"):
        assert checklist.loose_answers(call_with(**SLOW | {code: words}), IT_TEAM)[code] == words


def test_what_is_said_to_the_caller_is_watched() -> None:
    """CALL-10: a promise and what was told on the phone never leave the caller in doubt."""
    watched = {question.code for norm in (IT_TEAM, GUIDE) for question in norm.questions() if question.said_to_caller}
    assert watched == {"handled", "promise"}


def test_a_branch_left_rests_until_it_is_taken_again() -> None:
    """CALL-16: changing the category in mid-call drops nothing."""
    typed = {**SIMPLE, "error_text": "E-1042", "reproducible": "yes", "worked_before": "yes", "changes": "换过密码"}
    advice = call_with(**typed | {"category": "consulting"})
    assert set(checklist.loose_answers(advice, IT_TEAM)) == set()
    assert codes(checklist.resting(advice, IT_TEAM)) == ["error_text", "worked_before", "changes", "reproducible"]
    back = call_with(**{**advice.answers, "category": "software"})
    assert checklist.loose_answers(back, IT_TEAM) == {code: typed[code] for code in typed if code not in SIMPLE}
    assert checklist.resting(back, IT_TEAM) == ()


def test_a_norm_may_name_its_questions_as_it_likes() -> None:
    """CALL-7: the program asks for the promise by its role."""
    steps = tuple(
        replace(step, questions=tuple(replace(q, code="word") if q.role == "promise" else q for q in step.questions))
        for step in IT_TEAM.steps
    )
    norm = replace(IT_TEAM, steps=steps)
    assert (norm.code_of("promise"), norm.code_of("requester_name"), norm.code_of("")) == ("word", "name", "")
    assert checklist.answer_of(call_with(word="回电"), norm, "promise") == "回电"


def test_a_norm_published_before_roles_were_named_is_understood() -> None:
    steps = tuple(replace(s, questions=tuple(replace(q, role="") for q in s.questions)) for s in IT_TEAM.steps)
    assert replace(IT_TEAM, steps=steps).code_of("promise_due") == "promise_due"


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


WORDS = [
    "",
    " ",
    "host",
    "hardware",
    "software",
    "consulting",
    "business_system",
    "core_down",
    "main",
    "yes",
    "很慢",
    "x",
]
CODES = [question.code for question in GUIDE.questions()]
ANSWERS = st.dictionaries(st.sampled_from(CODES), st.sampled_from(WORDS))
TYPED = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(WORDS)), max_size=40)


def state(call: Call) -> tuple[object, ...]:
    """Everything that the checklist says of a call."""
    return (
        checklist.given(call.answers, GUIDE),
        checklist.missing(call, GUIDE),
        checklist.progress(call, GUIDE),
        checklist.resting(call, GUIDE),
        priority.propose(call.answers, GUIDE),
        readback.items(call, GUIDE, "zh_CN"),
    )


def typed_in(answers: list[tuple[str, str]]) -> Call:
    """The call after answers given one by one."""
    at = shanghai("2023-10-25 09:15")
    return replay(call_with(), [Entry(at, "answer", answer, code) for code, answer in answers])


@given(TYPED, st.randoms(use_true_random=False))
def test_only_the_last_answer_of_each_question_counts_whatever_the_order(
    answers: list[tuple[str, str]], random: Random
) -> None:
    """CALL-16: callers do not follow the form's order, and nothing is lost by jumping."""
    last = list(dict(answers).items())
    random.shuffle(last)
    assert state(typed_in(answers)) == state(typed_in(last))
    assert dict(typed_in(answers).answers) == dict(last), "nothing typed is dropped"


@given(ANSWERS, st.sampled_from(CODES), st.lists(st.sampled_from(WORDS), max_size=5))
def test_a_branch_entered_again_is_as_it_was(answers: dict[str, str], code: str, others: list[str]) -> None:
    """CALL-16: answers of a branch left are kept and come back with it."""
    call = call_with(**answers)
    left = typed_in([*answers.items(), *((code, other) for other in others)])
    kept = {**left.answers, code: answers.get(code, "")}
    assert state(call_with(**kept)) == state(call_with(**{**answers, code: answers.get(code, "")}))
    assert {each: left.answers[each] for each in answers if each != code} == {
        each: answers[each] for each in answers if each != code
    }
    assert state(call) == state(call_with(**answers)), "asking changes nothing"


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


def test_a_norm_is_made_ready_once_and_not_with_every_key() -> None:
    """One millisecond a key: `tests.bench` measures it; here, that the work is not done again."""
    ready = prepared(GUIDE)
    for summary in ("C", "CR", "CRM"):
        assert state(call_with(**SIMPLE | {"summary": summary}))
    assert prepared(GUIDE) is ready
    assert prepared(replace(GUIDE)) is not ready, "another norm, though an equal one"
    for _ in range(40):
        prepared(replace(GUIDE))
    assert prepared(GUIDE).norm is GUIDE
