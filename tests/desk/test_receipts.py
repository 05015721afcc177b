"""Receipts: what a paper that comes back does to its ticket (SITE-3 to SITE-6, SITE-8, SITE-14, SLA-9, REC-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desk.conftest import MakeShift, Shift, shanghai
from tests.desk.paper_steps import ALL_SOLVED, enter, notes, request
from tui_desk.desk.errors import AnswerMissing, BadValue, NotAllowed, explain
from tui_desk.desk.paper_errors import (
    NothingLeftOver,
    OwnWork,
    PaperUnfinished,
    WrongPaperState,
)
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.domain.officer import Role
from tui_desk.domain.paper import PaperState
from tui_desk.domain.ticket import EventKind, State
from tui_desk.norms.loader import load_shipped

# Entered


def test_entering_a_receipt_stamps_every_visit_and_that_the_form_came_in_time(make_shift: MakeShift) -> None:
    """SITE-4, SITE-10, SLA-9: 48小时内录入系统, from the end of the visit."""
    shift = make_shift()
    norm = load_shipped("it-team")
    target = norm.levels[0].targets["respond"]
    form = replace(target, within=timedelta(hours=48), starts="visit_ended")
    levels = tuple(replace(level, targets={**level.targets, "form": form}) for level in norm.levels)
    shift.desk.publish_norm(replace(norm, levels=levels), by=replace(shift.lead, roles=frozenset(Role)))
    ticket = shift.register()
    paper = request(shift, ticket)
    shift.clock.at += timedelta(hours=5)
    visits = (
        {"departed": "9:30", "arrived": "10:00", "left": "11:00"},
        {"departed": "12:00", "arrived": "12:30", "left": "13:00"},
    )
    enter(shift, paper, ALL_SOLVED, *visits)
    after = shift.desk.ticket(ticket.number)
    ended = [event.happened_at for event in after.events if "visit_ended" in event.changes.get("stamps", {})]
    assert shanghai("2023-10-01 11:00") in ended
    assert shanghai("2023-10-01 13:00") in ended
    assert after.ticket.stamps["arrive"] == shanghai("2023-10-01 12:30")
    clock = next(each for each in after.ticket.clocks if each.milestone == "form")
    assert clock.reached_at == shift.clock.at


def test_a_receipt_that_comes_too_late_asks_for_the_reason(make_shift: MakeShift) -> None:
    """SLA-9, TKT-10."""
    shift = make_shift()
    norm = load_shipped("it-team")
    form = replace(norm.levels[0].targets["respond"], within=timedelta(hours=48), starts="visit_ended")
    levels = tuple(replace(level, targets={**level.targets, "form": form}) for level in norm.levels)
    shift.desk.publish_norm(replace(norm, levels=levels), by=replace(shift.lead, roles=frozenset(Role)))
    paper = request(shift, shift.register())
    visit = {"arrived": "10-01 10:00", "left": "10-01 11:00"}
    shift.clock.at += timedelta(days=3)
    with pytest.raises(AnswerMissing) as caught:
        enter(shift, paper, ALL_SOLVED, visit)
    assert caught.value.facts["code"] == "late_reason"
    assert shift.desk.papers.view(paper.number).paper.state is PaperState.OUT, "nothing was stored"
    enter(shift, paper, ALL_SOLVED, visit, reason="单据遗失")
    clock = next(c for c in shift.desk.ticket(paper.ticket).ticket.clocks if c.milestone == "form")
    assert clock.late_reason == "单据遗失"


def test_a_receipt_without_a_verdict_or_a_signature_is_not_entered(shift: Shift) -> None:
    """SITE-5; a visit may be missing, as in the worked example of 004."""
    paper = request(shift, shift.register())
    with pytest.raises(AnswerMissing):
        enter(shift, paper, {"verdict": "all", "solution": "远程处理"})
    assert shift.desk.papers.view(paper.number).paper.version == paper.version
    assert not enter(shift, paper, ALL_SOLVED).rows.get("visits")


def test_the_same_entry_sent_twice_is_carried_out_once(shift: Shift) -> None:
    paper = request(shift, shift.register())
    for _ in range(2):
        shift.desk.papers.enter(
            paper.number,
            {**ALL_SOLVED, "after_receipt": "again"},
            by=shift.operator,
            seen=paper.version,
            change_id="enter-1",
        )
    assert len(shift.desk.papers.of_ticket(paper.ticket)) == 2


def test_what_is_not_solved_goes_on_and_is_opened_again_where_it_was_resolved(shift: Shift) -> None:
    """SITE-5, TKT-12, TKT-18."""
    ticket = shift.register()
    paper = request(shift, ticket)
    now = shift.desk.ticket(ticket.number).ticket
    shift.desk.resolve(ticket.number, "solved", "换了内存", by=shift.engineer, seen=now.version)
    enter(shift, paper, {**ALL_SOLVED, "verdict": "未解决", "opinion": "还是蓝屏"})
    after = shift.desk.ticket(ticket.number).ticket
    assert after.state is State.OPEN
    assert "还是蓝屏" in notes(shift, ticket.number, EventKind.REOPENED)[0]
    partly = request(shift, shift.register("draft-2"))
    enter(shift, partly, {**ALL_SOLVED, "verdict": "部分解决"})
    assert any(partly.number in note for note in notes(shift, partly.ticket, EventKind.WORKED))


def test_a_bad_verdict_is_to_be_improved_once(shift: Shift) -> None:
    """TKT-17, SITE-5: bad on the form's own scale."""
    paper = request(shift, shift.register())
    paper = enter(shift, paper, {**ALL_SOLVED, "skill": "不满意", "opinion": "不专业"})
    enter(shift, paper, {"badge": "否"})
    made = shift.desk.follow_ups.of_ticket(paper.ticket, shift.lead)
    improvements = [each.of for each in made if each.of.kind is FollowUpKind.IMPROVE]
    assert len(improvements) == 1
    assert improvements[0].paper == paper.number
    good = request(shift, shift.register("draft-2"))
    enter(shift, good, {**ALL_SOLVED, "skill": "满意"})
    kinds = {each.of.kind for each in shift.desk.follow_ups.of_ticket(good.ticket, shift.lead)}
    assert FollowUpKind.IMPROVE not in kinds


def test_sending_again_makes_the_next_request_with_what_was_to_be_done_next(shift: Shift) -> None:
    """SITE-6: 再派现场服务人员."""
    paper = request(shift, shift.register())
    enter(shift, paper, {**ALL_SOLVED, "verdict": "部分解决", "next_step": "换主板", "after_receipt": "再派"})
    first, second = shift.desk.papers.of_ticket(paper.ticket)
    assert (second.form, second.state, second.values["advice"]) == ("site-request", PaperState.DRAFT, "换主板")
    assert shift.desk.papers.view(second.number).events[0].note == first.number
    assert "visits" not in second.rows


def test_putting_off_lets_the_ticket_wait(shift: Shift) -> None:
    """SITE-6: 暂缓处理."""
    paper = request(shift, shift.register())
    enter(shift, paper, {**ALL_SOLVED, "verdict": "部分解决", "after_receipt": "暂缓"})
    after = shift.desk.ticket(paper.ticket).ticket
    assert after.state is State.WAITING
    assert paper.number in after.waiting_for


def test_filing_ends_the_paper_save_for_its_review(shift: Shift) -> None:
    """SITE-6: 存档, 存档人; 审查 核定 by a manager who did not do the work."""
    paper = request(shift, shift.register(), engineer="陈工")
    filed = enter(shift, paper, {**ALL_SOLVED, "after_receipt": "存档"})
    assert (filed.state, filed.values["filed_by"]) == (PaperState.FILED, "王芳")
    with pytest.raises(WrongPaperState):
        shift.desk.papers.write(paper.number, {"remarks": "x"}, by=shift.operator, seen=filed.version)
    with pytest.raises(NotAllowed):
        shift.desk.papers.review(paper.number, {"score": "9"}, by=shift.engineer, seen=filed.version)
    both = replace(shift.engineer, roles=frozenset({Role.ENGINEER, Role.MANAGER}))
    shift.desk.put_officer(both, by=shift.lead)
    with pytest.raises(OwnWork):
        shift.desk.papers.review(paper.number, {"score": "9"}, by=both, seen=filed.version)
    marks = {"score": "9", "scorer": "李敏", "reviewer": "李敏"}
    after = shift.desk.papers.review(paper.number, marks, by=shift.lead, seen=filed.version)
    assert (after.values["score"], after.state) == ("9", PaperState.FILED)


def test_nobody_comes_and_how_the_user_was_told_stands_on_the_ticket(shift: Shift) -> None:
    """SITE-3, TKT-18; then the engineer's and the user's parts are not asked."""
    ticket = shift.register()
    paper = request(shift, ticket)
    with pytest.raises(AnswerMissing):
        enter(shift, paper, {"not_coming": "电话告知张三，远程已解决"})
    paper = enter(shift, paper, {"not_coming": "电话告知张三，远程已解决", "told_at": "9:15"})
    assert paper.state is PaperState.RETURNED
    told = notes(shift, ticket.number, EventKind.WORKED)
    assert len(told) == 1
    assert "电话告知张三" in told[0]


def test_work_begins_only_after_the_customer_declared_and_a_refusal_names_who(shift: Shift) -> None:
    """SITE-8: 用户签字确认后方可开始操作."""
    ticket = shift.register()
    paper = shift.desk.papers.start(ticket.number, "technical-service", by=shift.engineer)
    wanted = {box.code for box in shift.desk.papers.missing(paper, "start")}
    assert wanted == {"os_backup", "data_backup", "restore_tested", "old_setup_kept", "consent"}
    values = {"os_backup": "no", "data_backup": "yes", "restore_tested": "no", "old_setup_kept": "yes"}
    paper = shift.desk.papers.write(paper.number, values, by=shift.engineer, seen=paper.version)
    wanted = {box.code for box in shift.desk.papers.missing(paper, "start")}
    assert wanted == {"os_backup_refused", "data_backup_at", "consent"}
    said = {"os_backup_refused": "张三：来不及", "data_backup_at": "8:00", "consent": "张三"}
    paper = shift.desk.papers.write(paper.number, said, by=shift.engineer, seen=paper.version)
    assert shift.desk.papers.missing(paper, "start") == ()


def test_a_ticket_is_closed_only_with_the_three_marks_and_the_signature_of_its_repair_form(shift: Shift) -> None:
    """SITE-14, TKT-13: 本单方为关闭."""
    ticket = shift.register()
    paper = shift.desk.papers.start(ticket.number, "repair-service", by=shift.engineer)
    ticket = shift.desk.ticket(ticket.number).ticket
    ticket = shift.desk.resolve(ticket.number, "solved", "换硬盘", by=shift.engineer, seen=ticket.version)
    ticket = shift.desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    with pytest.raises(PaperUnfinished) as caught:
        shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    assert paper.number in explain(caught.value)
    marks = {"manner": "5", "speed": "4", "effect": "5", "signature": "张三"}
    shift.desk.papers.write(paper.number, marks, by=shift.operator, seen=paper.version)
    assert shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version).state is State.CLOSED


def test_a_void_repair_form_holds_no_closing_up(shift: Shift) -> None:
    """SITE-14."""
    ticket = shift.register()
    paper = shift.desk.papers.start(ticket.number, "repair-service", by=shift.engineer)
    shift.desk.papers.void(paper.number, shift.lead, "电话解决")
    ticket = shift.desk.ticket(ticket.number).ticket
    ticket = shift.desk.resolve(ticket.number, "solved", "重启", by=shift.engineer, seen=ticket.version)
    ticket = shift.desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    assert shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version).state is State.CLOSED


# Left over


def test_what_is_left_over_becomes_a_ticket_with_owner_and_plan_linked_both_ways(shift: Shift) -> None:
    """REC-12, SITE-6: 遗留问题, 责任人, 后续计划, 遗留问题记录单."""
    ticket = shift.register()
    paper = request(shift, ticket)
    paper = enter(shift, paper, {**ALL_SOLVED, "verdict": "部分解决", "next_step": "下周换主板"})
    made = shift.desk.papers.left_over(paper.number, "SW003", "", shift.operator)
    assert (made.assignee, made.advice, made.summary) == ("SW003", "下周换主板", "下周换主板")
    assert (made.requester_name, made.category, made.priority) == ("张三", "software", ticket.priority)
    assert [(link.number, link.why) for link in made.links] == [(ticket.number, "from")]
    before = shift.desk.ticket(ticket.number)
    assert [(link.number, link.why) for link in before.ticket.links] == [(made.number, "left_over")]
    assert before.events[-1].kind is EventKind.LINKED
    assert made.clocks
    assert shift.desk.papers.view(paper.number).paper.values["left_over_no"] == made.number
    assert (
        shift.desk.papers.left_over(paper.number, "", "又一次", shift.operator) == shift.desk.ticket(made.number).ticket
    )


def test_the_owner_and_the_plan_of_the_record_are_taken_where_nobody_names_others(shift: Shift) -> None:
    """REC-12."""
    paper = shift.desk.papers.start(shift.register().number, by=shift.engineer)
    with pytest.raises(NothingLeftOver):
        shift.desk.papers.left_over(paper.number, "", "", shift.engineer)
    values = {
        "left_over": "有",
        "left_over_why": "缺备件",
        "left_over_plan": "到货后更换",
        "left_over_owner": "陈工",
    }
    shift.desk.papers.write(paper.number, values, by=shift.engineer, seen=paper.version)
    with pytest.raises(BadValue):
        shift.desk.papers.left_over(paper.number, "无此人", "", shift.engineer)
    made = shift.desk.papers.left_over(paper.number, "", "", shift.engineer)
    assert (made.summary, made.advice, made.assignee) == ("缺备件", "到货后更换", "SW003")
