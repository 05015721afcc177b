"""The duty manager's desk held against the norms, on both databases: what the documents ask, played with a fixed clock.

Each test is a small scene of a desk; what is asserted is what the norm says of it, not how the desk does it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.conftest import SHANGHAI, MakeShift, shanghai
from tests.desk.conftest import Shift as Scene
from tests.desk.paper_steps import ALL_SOLVED, enter, request
from tests.norms.writing import write
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, HandOverMissing, WrongState
from tui_desk.desk.follow_up_errors import DidTheWork
from tui_desk.desk.follow_ups import Complaint
from tui_desk.desk.paper_errors import PaperUnfinished
from tui_desk.domain.follow_up import FollowUp, FollowUpKind, Stage
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.roster import Post, Shift, came_late, hours_of, kind_of
from tui_desk.domain.skill import Skill, level_of
from tui_desk.domain.ticket import EventKind, State, Ticket
from tui_desk.norms.loader import load
from tui_desk.norms.models import Choice, Words

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALL = ("forms", "phone", "pen", "desk")
ON_ONE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""What the kind of database has no part in."""
NETWORK = Officer("NT002", "王工", "wanggong", frozenset({Role.ENGINEER}))


def now(scene: Scene, at: str) -> None:
    """It is this wall-clock time in Shanghai."""
    scene.clock.at = shanghai(at)


def solved(scene: Scene, draft: str = "draft-1") -> Ticket:
    """A ticket that 陈工 took and solved."""
    ticket = scene.register(draft, phone="5678")
    ticket = scene.desk.take(ticket.number, by=scene.engineer, seen=ticket.version)
    return scene.desk.resolve(ticket.number, "solved", "重置密码", by=scene.engineer, seen=ticket.version)


def todo(scene: Scene, kind: FollowUpKind) -> FollowUp:
    """The one open follow-up of a kind."""
    (found,) = [view.of for view in scene.desk.follow_ups.open(scene.operator) if view.of.kind is kind]
    return found


# The roster


def day_shift(scene: Scene, id_: str, officer: str, day: str, reason: str = "") -> Shift:
    """The day shift (08:00-18:00) of an officer, on the roster."""
    kind = kind_of(scene.desk.norm().duty, "day")
    assert kind is not None
    hours = hours_of(kind, shanghai(f"{day} 12:00").astimezone(SHANGHAI).date(), SHANGHAI)
    of = Shift(id_, officer, Post.HOTLINE, "day", *hours, scene.clock.at, "", reason=reason)
    return scene.desk.rosters.plan(of, by=scene.lead)


def test_a_roster_stands_half_a_day_ahead_and_what_changes_later_says_why(shift: Scene) -> None:
    """DESK-2: 值班经理必须提前半天安排好热线值班工作; the day shift of the 2nd is fixed at 20:00 on the 1st."""
    now(shift, "2023-10-01 19:59")
    planned = day_shift(shift, "a", "OP001", "2023-10-02")
    assert not planned.late
    now(shift, "2023-10-01 20:00")
    with pytest.raises(AnswerMissing):
        shift.desk.rosters.change(replace(planned, officer="SW003"), by=shift.lead, seen=planned.version)
    changed = shift.desk.rosters.change(
        replace(planned, officer="SW003"), by=shift.lead, seen=planned.version, reason="王芳生病"
    )
    assert (changed.officer, changed.late, changed.reason) == ("SW003", True, "王芳生病")


@pytest.mark.parametrize(("ready_at", "late"), [("08:10", False), ("08:11", True)])
def test_on_duty_ready_within_ten_minutes_or_late_and_off_only_after_the_hand_over(
    shift: Scene, ready_at: str, late: bool
) -> None:
    """DESK-2: 10分钟内做好值班准备(记录单、电话、笔、环境整理); 不得擅自离开工作岗位; 交接班."""
    day_shift(shift, "a", "OP001", "2023-10-02")
    rosters, duty = shift.desk.rosters, shift.desk.norm().duty
    now(shift, "2023-10-02 07:58")
    there = rosters.sign_on(shift.operator, ALL[:3])
    assert there.ready_at is None, "on the spot, but the desk is not tidy"
    now(shift, f"2023-10-02 {ready_at}")
    assert came_late(rosters.sign_on(shift.operator, ALL), duty) is late
    now(shift, "2023-10-02 18:00")
    with pytest.raises(HandOverMissing):
        rosters.sign_off(shift.operator)
    sheet = shift.desk.hand_overs.give(shift.desk.hand_overs.collect(shift.operator), shift.operator)
    assert rosters.sign_off(shift.operator).hand_over == sheet.id


# Dispatch


def test_a_paper_that_is_out_hears_that_somebody_else_goes_with_advice_and_time_of_its_own(shift: Scene) -> None:
    """SITE-2: 现场服务工程师 处置建议 派单时间; 改派 with its own; what somebody wrote in these boxes stands."""
    desk = shift.desk
    desk.put_officer(NETWORK, by=shift.lead)
    ticket = shift.register()
    ticket = desk.dispatch(ticket.number, "SW003", "带内存条", by=shift.lead, seen=ticket.version)
    paper, by_hand = request(shift, ticket), request(shift, ticket, other_engineer="张技术员")
    shift.clock.forward(30 * MINUTE)
    desk.dispatch(ticket.number, "NT002", "带交换机", by=shift.lead, seen=ticket.version)
    told = desk.papers.view(paper.number).paper.values
    assert (told["engineer"], told["advice"], told["dispatched_at"]) == (
        "陈工",
        "带内存条",
        "2023-10-01T01:15:00+00:00",
    )
    assert (told["other_engineer"], told["other_advice"]) == ("王工", "带交换机")
    assert (told["other_manager"], told["other_at"]) == ("李敏", "2023-10-01T01:45:00+00:00")
    shift.clock.forward(30 * MINUTE)
    ticket = desk.ticket(ticket.number).ticket
    desk.dispatch(ticket.number, "OP001", "先去看看", by=shift.lead, seen=ticket.version)
    entered = enter(shift, desk.papers.view(paper.number).paper, ALL_SOLVED)
    assert (entered.values["other_engineer"], entered.values["other_at"]) == ("王芳", "2023-10-01T02:15:00+00:00")
    assert desk.papers.view(by_hand.number).paper.values["other_engineer"] == "张技术员"


def test_nobody_comes_and_the_user_was_told_how_and_at_a_time_that_is_past(shift: Scene) -> None:
    """SITE-3: 未上门通知用户记载; told at 9:40, noted at 14:00."""
    ticket = shift.register()
    paper = request(shift, ticket)
    now(shift, "2023-10-01 14:00")
    with pytest.raises(BadMoment):
        enter(shift, paper, {"not_coming": "电话告知张三", "told_at": "10-02 9:40"})
    enter(shift, paper, {"not_coming": "电话告知张三", "told_at": "10-01 9:40"})
    told = [each for each in shift.desk.ticket(ticket.number).events if each.kind is EventKind.WORKED]
    assert [(each.happened_at, each.noted_at) for each in told] == [(shanghai("2023-10-01 09:40"), shift.clock.at)]


@ON_ONE
def test_departure_arrival_and_leaving_are_noted_hours_later_but_never_for_a_time_to_come(shift: Scene) -> None:
    """SITE-4, TKT-9: the time at which it happened, not at which somebody clicked."""
    desk, ticket = shift.desk, shift.register()
    ticket = desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    now(shift, "2023-10-01 17:00")
    with pytest.raises(BadMoment):
        desk.stamp(ticket.number, "arrive", shanghai("2023-10-01 17:01"), by=shift.operator, seen=None)
    for what, at in (("depart", "10:00"), ("arrive", "10:40"), ("visit_ended", "12:00")):
        desk.stamp(ticket.number, what, shanghai(f"2023-10-01 {at}"), by=shift.operator, seen=None)
    stamps = desk.ticket(ticket.number).ticket.stamps
    assert stamps["visit_ended"] - stamps["arrive"] == 80 * MINUTE


def test_a_ticket_passed_on_more_than_twice_is_shown_to_the_duty_manager_and_twice_is_not(shift: Scene) -> None:
    """DESK-11: 严禁相互推托责任; more than twice (ours)."""
    desk = shift.desk
    ticket = shift.register()
    for times in (1, 2, 3):
        ticket = desk.dispatch(ticket.number, "SW003", "", by=shift.operator, seen=ticket.version)
        ticket = desk.decline(ticket.number, "不归我管", by=shift.engineer, seen=ticket.version)
        (row,) = desk.queue_rows([ticket.number])
        assert row.risen == ("passed_on" if times == 3 else "")
    assert ticket.number in {row.number for row in desk.board.tickets()}


# Before the work


def test_no_form_comes_back_on_which_the_customer_did_not_agree_before_the_work(shift: Scene) -> None:
    """SITE-8: 签字确认后方可开始操作; a backup that was not made says who refused it."""
    desk = shift.desk
    paper = desk.papers.start(shift.register().number, "technical-service", by=shift.engineer)
    work = {"work": "更换电源", "result": "done", "next_step": "无", "hours": "1", "signature": "张三"}
    with pytest.raises(AnswerMissing) as caught:
        desk.papers.enter(paper.number, work, by=shift.operator, seen=paper.version)
    assert caught.value.facts["code"] == "os_backup"
    agreed = {
        "os_backup": "no",
        "os_backup_refused": "张三：机器已无法启动",
        "data_backup": "yes",
        "data_backup_at": "10-01 8:00",
        "restore_tested": "no",
        "old_setup_kept": "yes",
        "consent": "张三",
    }
    back = desk.papers.enter(paper.number, {**work, **agreed}, by=shift.operator, seen=paper.version)
    assert back.state is PaperState.RETURNED
    assert back.values["next_step"] == "无"


@ON_ONE
def test_how_grave_it_was_follows_from_the_time_on_site(shift: Scene) -> None:
    """SITE-14: 严重 4小时以上, 普通 2~4小时, 轻微 小于2小时; the engineer's word stands above it."""
    papers = shift.desk.papers
    paper = papers.start(shift.register().number, "repair-service", by=shift.engineer)
    arrived = shift.clock.at
    shift.clock.forward(5 * HOUR)
    for minutes, impact in ((119, "slight"), (120, "ordinary"), (239, "ordinary"), (240, "severe"), (30, "slight")):
        visit = {"arrived": arrived.isoformat(), "left": (arrived + minutes * MINUTE).isoformat()}
        paper = papers.write(paper.number, {}, {"visits": [visit]}, by=shift.engineer, seen=paper.version)
        assert paper.values["impact"] == impact, minutes
    paper = papers.write(paper.number, {"impact": "severe"}, by=shift.engineer, seen=paper.version)
    assert paper.values["impact"] == "severe"


# The receipt


def publish(scene: Scene, folder: Path, text: str) -> None:
    """The desk publishes a norm file of its own."""
    norm = replace(load(write(folder, text)), code=scene.desk.norm().code)
    scene.desk.publish_norm(norm, by=replace(scene.lead, roles=frozenset(Role)))


def form_due(scene: Scene, ticket: str) -> list[tuple[str, bool]]:
    """By when forms are to be entered, on the wall clock, and whether that is over."""
    clocks = scene.desk.ticket(ticket).ticket.clocks
    return [
        (f"{each.due_at.astimezone(SHANGHAI):%m-%d %H:%M}", each.reached_at is not None)
        for each in clocks
        if each.milestone == "form"
    ]


def test_the_forty_eight_hours_to_enter_the_form_run_from_the_end_of_the_visit(shift: Scene, tmp_path: Path) -> None:
    """SLA-9: 本服务单由服务工程师48小时内录入系统; not from the call, nor from the dispatch."""
    publish(shift, tmp_path, 'include = ["it-team.toml", "levels-form.toml"]\ncode = "ours"\n')
    ticket = shift.register()
    paper = request(shift, ticket)
    now(shift, "2023-10-02 17:00")
    shift.desk.stamp(ticket.number, "arrive", shanghai("2023-10-02 14:00"), by=shift.engineer, seen=None)
    assert form_due(shift, ticket.number) == []
    shift.desk.stamp(ticket.number, "visit_ended", shanghai("2023-10-02 16:30"), by=shift.engineer, seen=None)
    assert form_due(shift, ticket.number) == [("10-04 16:30", False)]
    now(shift, "2023-10-04 16:30")
    enter(shift, paper, ALL_SOLVED, {"arrived": "10-02 14:00", "left": "10-02 16:30"})
    assert form_due(shift, ticket.number) == [("10-04 16:30", True)]


def test_put_off_until_the_next_visit_goes_on_by_itself(shift: Scene) -> None:
    """SITE-6: 暂缓处理, with 下次上门时间 on the paper."""
    ticket = shift.register()
    enter(
        shift,
        request(shift, ticket),
        {**ALL_SOLVED, "verdict": "partly", "after_receipt": "wait", "next_visit": "10-03 9:00"},
    )
    after = shift.desk.ticket(ticket.number).ticket
    assert (after.state, after.resume_at) == (State.WAITING, shanghai("2023-10-03 09:00"))
    now(shift, "2023-10-03 09:00")
    assert shift.desk.clocks.resume_due() == [ticket.number]


def test_sent_again_is_the_next_request_with_a_receipt_of_its_own(shift: Scene) -> None:
    """SITE-6, SITE-10: 再派现场服务人员; the second one is filed, with who filed it, and reviewed with a score."""
    desk, ticket = shift.desk, shift.register()
    first = request(shift, ticket, engineer="陈工")
    enter(shift, first, {**ALL_SOLVED, "verdict": "partly", "next_step": "换主板", "after_receipt": "again"})
    second = desk.papers.of_ticket(ticket.number)[-1]
    assert (second.state, second.values["advice"], second.values.get("verdict")) == (PaperState.DRAFT, "换主板", None)
    second = desk.papers.write(second.number, {"engineer": "陈工"}, by=shift.lead, seen=second.version)
    second = desk.papers.out(second.number, shift.lead)
    filed = enter(shift, second, {**ALL_SOLVED, "after_receipt": "file"})
    assert (filed.state, filed.values["filed_by"]) == (PaperState.FILED, "王芳")
    scored = desk.papers.review(
        filed.number, {"reviewer": "李敏", "score": "95", "scorer": "李敏"}, by=shift.lead, seen=filed.version
    )
    assert (scored.values["score"], scored.values["reviewer"]) == ("95", "李敏")


# The record


def record(scene: Scene, ticket: Ticket, *intervals: tuple[str, str]) -> Paper:
    """The record of the work, with these intervals."""
    paper = scene.desk.papers.start(ticket.number, by=scene.engineer)
    rows = [{"began": began, "ended": ended} for began, ended in intervals]
    return scene.desk.papers.write(paper.number, {}, {"intervals": rows}, by=scene.engineer, seen=paper.version)


@ON_ONE
def test_work_over_midnight_and_in_several_goes_is_an_interval_each(shift: Scene) -> None:
    """REC-4: 跨日或分多次进行,应分别记录每次的起止时间; as people type it, the morning after."""
    ticket = shift.register()
    now(shift, "2023-10-02 09:15")
    paper = record(shift, ticket, ("22:30", "1:15"), ("8:00", "9:00"))
    told = [
        tuple(f"{datetime.fromisoformat(row[each]).astimezone(SHANGHAI):%d %H:%M}" for each in ("began", "ended"))
        for row in paper.rows["intervals"]
    ]
    assert told == [("01 22:30", "02 01:15"), ("02 08:00", "02 09:00")]


@ON_ONE
def test_a_record_says_cause_plan_steps_backup_difficulties_and_what_was_measured(shift: Scene) -> None:
    """REC-6 to REC-11: every one of them has its boxes, and what the norm demands is missing until it is there."""
    desk = shift.desk
    paper = desk.papers.start(shift.register().number, by=shift.engineer)
    values = {
        "plan_kind": "custom",
        "plan": "更换存储控制器",
        "temporary": "切换到备用服务器",
        "long_term": "升级固件",
        "risk": "yes",
        "backup": "yes",
        "backup_how": "全量导出",
        "backup_where": "/backup/20231001",
        "goal": "yes",
        "solved": "all",
        "restored": "yes",
        "all_done": "yes",
        "result": "读写恢复",
        "watched": "30",
        "again": "no",
        "left_over": "no",
        "parts_used": "yes",
    }
    rows = {
        "causes": [
            {"cause": "磁盘坏道", "test": "smartctl", "finding": "正常", "excluded": "无重映射扇区"},
            {"cause": "控制器故障", "test": "更换测试", "finding": "错误消失"},
        ],
        "steps": [{"step": "改超时", "command": "sysctl -w x=5", "setting": "x", "before": "1", "after": "5"}],
        "parts": [{"part": "控制器", "old_part_no": "A1", "old_serial": "S1", "new_part_no": "A2", "new_serial": "S2"}],
        "difficulties": [{"difficulty": "缺备件", "measure": "邻站借用"}],
        "measured": [{"what": "系统响应时间", "before": "12秒", "after": "2秒"}],
    }
    paper = desk.papers.write(paper.number, values, rows, by=shift.engineer, seen=paper.version)
    assert {code: paper.rows[code] for code in rows} == {code: tuple(table) for code, table in rows.items()}
    missing = {box.code for by in ("start", "close") for box in desk.papers.missing(paper, by)}
    assert missing == {"place", "intervals"}


# The loop


def test_the_call_back_waits_for_workdays_over_a_holiday_and_counts_made_up_ones(make_shift: MakeShift) -> None:
    """DESK-6, norms §3 调休: closed on 28 September 2023; the next workdays are 7, 8 and 9 October."""
    scene = make_shift("support-guide", "2023-09-28 16:00")
    ticket = solved(scene)
    ticket = scene.desk.confirm(ticket.number, "signature", "5", "", by=scene.operator, seen=ticket.version)
    scene.desk.close(ticket.number, "", by=scene.operator, seen=ticket.version)
    found = todo(scene, FollowUpKind.CALL_BACK)
    assert found.from_at == shanghai("2023-10-09 16:00")
    with pytest.raises(DidTheWork):
        scene.desk.follow_ups.attempt(found.id, True, by=scene.engineer)


@pytest.mark.parametrize(("mark", "improves"), [(3, False), (2, True)])
def test_a_mark_below_three_is_improved_and_three_is_not(make_shift: MakeShift, mark: int, improves: bool) -> None:
    """TKT-17: 低于3分需启动回访改进流程; five workdays of 003 from a Friday pass over two weekends at most."""
    scene = make_shift("support-guide", "2023-10-13 14:00")
    ticket = solved(scene)
    ups = scene.desk.follow_ups
    call = todo(scene, FollowUpKind.CONFIRM)
    ups.attempt(call.id, True, "接通", by=scene.operator)
    ups.scores(call.id, {"effect": mark}, "又坏了", by=scene.operator)
    found = [view.of for view in ups.open(scene.lead) if view.of.kind is FollowUpKind.IMPROVE]
    assert [each.due_at for each in found] == [shanghai("2023-10-20 14:00")] * improves
    if improves:
        ups.assign(found[0].id, "DM001", "请改进", by=scene.lead)
        assert ups.done(found[0].id, "更换供应商", by=scene.lead).stage is Stage.DONE
    assert ticket.number == call.ticket


@ON_ONE
def test_a_complaint_goes_all_the_way_and_is_due_in_workdays(make_shift: MakeShift) -> None:
    """DESK-6: 受理 分配 处理 回访; three workdays from a Friday end on Wednesday."""
    scene = make_shift("support-guide", "2023-10-13 14:00")
    ups = scene.desk.follow_ups
    made = ups.complain(Complaint("来了两次都没修好", ticket=solved(scene).number, cause="unsolved"), by=scene.operator)
    assert (made.stage, made.due_at) == (Stage.TAKEN, shanghai("2023-10-18 14:00"))
    with pytest.raises(DidTheWork):
        ups.assign(made.id, "SW003", by=scene.lead)
    ups.assign(made.id, "DM001", by=scene.lead)
    ups.answer(made.id, "更换整机", by=scene.lead)
    with pytest.raises(DidTheWork):
        ups.attempt(made.id, True, by=scene.engineer)
    ups.attempt(made.id, True, "接受", by=scene.operator)
    assert ups.done(made.id, "接受", by=scene.operator).stage is Stage.DONE


# Skills


BANDS = ((0, "L1"), (10, "L1"), (11, "L2"), (20, "L2"), (31, "L4"), (50, "L5"), (51, "L6"), (1000, "L6"))


@ON_ONE
def test_the_level_follows_the_score_band(shift: Scene) -> None:
    """DESK-4: E1 0~10, E2 10~20, … E6 >50 of 004's model; a bound belongs to the band below it, as >50 does."""
    for score, level in BANDS:
        shift.desk.skills.put("SW003", "category", "software", score, by=shift.lead)
        (skill,) = shift.desk.skills.of("SW003")
        found = level_of(skill, shift.desk.norm().skill_levels)
        assert found is not None
        assert found.code == level, score


@ON_ONE
def test_a_score_without_an_obligatory_ability_stays_below_that_level(shift: Scene) -> None:
    """DESK-4: ★ 项指标为达到该级别必须具备的能力; of this level and of each below it."""
    levels = tuple(
        replace(each, must=(Choice("sql", Words("数据库语言")),)) if each.code == "L4" else each
        for each in shift.desk.norm().skill_levels
    )
    for score, abilities, level in ((35, (), "L3"), (60, (), "L3"), (35, ("sql",), "L4"), (60, ("sql",), "L6")):
        found = level_of(Skill("SW003", "category", "software", score, abilities), levels)
        assert found is not None
        assert found.code == level, (score, abilities)


# Closing


@ON_ONE
def test_001_closes_on_the_users_word_and_003_on_a_signature_or_a_questionnaire_only(make_shift: MakeShift) -> None:
    """TKT-13: each norm its own; a word on the telephone is no signature."""
    scene = make_shift("support-guide", "2023-10-12 10:00")
    desk = scene.desk
    for draft, how in (("d1", "signature"), ("d2", "questionnaire")):
        ticket = solved(scene, draft)
        with pytest.raises(WrongState):
            desk.close(ticket.number, "", by=scene.operator, seen=ticket.version)
        with pytest.raises(BadValue):
            desk.confirm(ticket.number, "confirmed", "5", "", by=scene.operator, seen=ticket.version)
        ticket = desk.confirm(ticket.number, how, "5", "", by=scene.operator, seen=ticket.version)
        assert desk.close(ticket.number, "多为权限", by=scene.operator, seen=ticket.version).state is State.CLOSED


@ON_ONE
def test_002_closes_when_nothing_more_was_heard(shift: Scene, tmp_path: Path) -> None:
    """TKT-13: 当用户确认问题已解决或未再提出相关问题后; a desk says so in three lines of its norm."""
    text = """
        include = ["it-team.toml"]
        code = "ours"
        [[closing.accepts]]
        code = "silent"
        label = { zh = "未再提出相关问题", en = "Nothing more was heard" }
    """
    publish(shift, tmp_path, text)
    for draft, how in (("d1", "confirmed"), ("d2", "silent")):
        ticket = solved(shift, draft)
        ticket = shift.desk.confirm(ticket.number, how, "", "", by=shift.operator, seen=ticket.version)
        closed = shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
        assert (closed.state, closed.confirmed_by) == (State.CLOSED, how)


def test_004_closes_with_all_three_marks_and_the_signature_whichever_lacks(shift: Scene) -> None:
    """TKT-13, SITE-14: 服务态度、反应时间、处理效果三项并签名确认,本单方为关闭."""
    desk, ticket = shift.desk, solved(shift)
    ticket = desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    paper = desk.papers.start(ticket.number, "repair-service", by=shift.operator)
    marks = {"manner": "5", "speed": "5", "effect": "5", "signature": "张三"}
    for lacking in marks:
        paper = desk.papers.write(paper.number, {**marks, lacking: ""}, by=shift.operator, seen=paper.version)
        with pytest.raises(PaperUnfinished):
            desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    desk.papers.write(paper.number, marks, by=shift.operator, seen=paper.version)
    assert desk.close(ticket.number, "", by=shift.operator, seen=ticket.version).state is State.CLOSED
