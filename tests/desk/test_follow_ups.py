"""Closing the loop 回访 投诉 改进, on both databases (DESK-6, TKT-13, TKT-17, CALL-18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import MakeShift, Shift, shanghai
from tests.desk.test_rings import at_once
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, BadValue, NoSuchTicket, NotAllowed
from tui_desk.desk.follow_up_errors import (
    DidTheWork,
    FollowUpDone,
    NoSuchFollowUp,
    NotAnsweredYet,
    NotReachedYet,
    StaleFollowUp,
    TooFewAttempts,
)
from tui_desk.desk.follow_ups import Complaint, from_paper
from tui_desk.domain.follow_up import FollowUp, FollowUpKind, Outcome, Stage
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.paper import Paper
from tui_desk.domain.roster import Post
from tui_desk.domain.roster import Shift as Turn
from tui_desk.domain.ticket import Ticket
from tui_desk.store import open_store

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CONFIRM, CALL_BACK, IMPROVE, COMPLAINT = FollowUpKind


@pytest.fixture
def other(shift: Shift, address: str) -> Iterator[Desk]:
    """A second session on the desk of `shift`, at its time."""
    store = open_store(address)
    yield Desk(ClockedStore(store, shift.clock.at))
    store.close()


def solved(shift: Shift, draft: str = "draft-1") -> Ticket:
    """A ticket that 陈工 took and solved."""
    desk = shift.desk
    ticket = shift.register(draft, phone="5678")
    ticket = desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    return desk.resolve(ticket.number, "solved", "重置密码", by=shift.engineer, seen=ticket.version)


def closed(shift: Shift, draft: str = "draft-1", feedback: str = "") -> Ticket:
    """That ticket, confirmed and closed by 王芳."""
    desk, ticket = shift.desk, solved(shift, draft)
    how = desk.norm().closing.accepts[0].code
    ticket = desk.confirm(ticket.number, how, feedback, "好", by=shift.operator, seen=ticket.version)
    return desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)


def open_ones(shift: Shift, officer: Officer | None = None) -> list[FollowUp]:
    return [view.of for view in shift.desk.follow_ups.open(officer or shift.operator)]


def test_a_solution_brings_the_confirmation_and_the_confirmation_ends_it(shift: Shift) -> None:
    """DESK-6, TKT-13: made with the solution, for the caller, within the norm's time; confirmed, it is done."""
    ticket = solved(shift)
    (found,) = open_ones(shift)
    assert (found.kind, found.ticket, found.person, found.phone) == (CONFIRM, ticket.number, "张三", "5678")
    assert (found.from_at, found.due_at) == (shift.clock.at, shift.clock.at + DAY)
    shift.desk.confirm(ticket.number, "confirmed", "satisfied", "好", by=shift.operator, seen=ticket.version)
    assert open_ones(shift) == []
    (done,) = shift.desk.follow_ups.finished(shift.operator)
    assert (done.of.outcome, done.of.done_by) == (Outcome.DONE, "OP001")


def test_closing_brings_the_call_back_after_the_norms_workdays(make_shift: MakeShift) -> None:
    """DESK-6: three workdays of 003's calendar after Thursday evening lie behind the weekend; one more to do it."""
    shift = make_shift("support-guide", "2023-10-12 16:00")
    closed(shift)
    (found,) = open_ones(shift)
    assert found.kind is CALL_BACK
    assert found.from_at == shanghai("2023-10-17 16:00")
    assert found.due_at == shanghai("2023-10-18 16:00")


def test_reopening_cancels_what_was_to_be_asked(shift: Shift) -> None:
    """TKT-12: nobody asks whether it is solved while it is not; the next solution asks anew."""
    ticket = closed(shift)
    ticket = shift.desk.reopen(ticket.number, "又不行", "high", by=shift.operator, seen=ticket.version)
    assert open_ones(shift) == []
    assert {view.of.outcome for view in shift.desk.follow_ups.of_ticket(ticket.number, shift.lead)} == {
        Outcome.DONE,
        Outcome.CANCELLED,
    }
    shift.desk.resolve(ticket.number, "solved", "换了电脑", by=shift.engineer, seen=ticket.version)
    assert [each.kind for each in open_ones(shift)] == [CONFIRM]


def test_who_did_the_work_does_not_call_the_user(shift: Shift) -> None:
    """DESK-6: the engineer sees it, marked, and is refused; the operator may."""
    ups = shift.desk.follow_ups
    closed(shift)
    (mine,), (theirs,) = ups.open(shift.engineer), ups.open(shift.operator)
    assert (mine.why_not, theirs.why_not) == ("worked", "")
    assert mine.of.not_by == ("SW003",)
    with pytest.raises(DidTheWork):
        ups.attempt(mine.of.id, True, by=shift.engineer)
    with pytest.raises(DidTheWork):
        ups.scores(mine.of.id, {"service": 5}, by=shift.engineer)
    with pytest.raises(DidTheWork):
        ups.done(mine.of.id, by=shift.engineer)
    with pytest.raises(DidTheWork):
        ups.give_up(mine.of.id, "联系不上", by=shift.engineer)
    assert ups.attempt(mine.of.id, True, "很满意", by=shift.operator).attempts[0].reached


def test_an_earlier_engineer_counts_and_one_who_only_called_the_user_does_not(shift: Shift) -> None:
    """DESK-6: passed on after work was done, both worked; whoever told the user how far it is did not."""
    desk = shift.desk
    second = Officer("NT002", "王工", "wanggong", frozenset({Role.ENGINEER}))
    desk.put_officer(second, by=shift.lead)
    ticket = shift.register()
    ticket = desk.dispatch(ticket.number, "SW003", "先看", by=shift.lead, seen=ticket.version)
    ticket = desk.work(ticket.number, "查了日志", by=shift.engineer)
    ticket = desk.work(ticket.number, "已告知用户进展", by=shift.operator)
    ticket = desk.dispatch(ticket.number, "NT002", "换网络组", by=shift.lead, seen=ticket.version)
    desk.resolve(ticket.number, "solved", "换端口", by=shift.operator, seen=ticket.version)
    (found,) = open_ones(shift)
    assert set(found.not_by) == {"NT002", "SW003", "OP001"}  # the last one noted the solution
    ticket = solved(shift, "draft-2")
    assert open_ones(shift)[-1].not_by == ("SW003",)


def test_three_attempts_at_different_times_before_a_user_is_given_up(shift: Shift) -> None:
    """DESK-6: 9:20, 9:40 and 11:50 of one morning are one attempt; the afternoon and the next day two more."""
    ups, clock = shift.desk.follow_ups, shift.clock
    closed(shift)
    id_ = open_ones(shift)[0].id
    with pytest.raises(TooFewAttempts):
        ups.give_up(id_, "联系不上", by=shift.operator)
    for at, counted, next_at in (
        ("2023-10-05 09:20", 1, "2023-10-05 14:00"),
        ("2023-10-05 09:40", 1, "2023-10-05 14:00"),
        ("2023-10-05 11:50", 1, "2023-10-05 14:00"),
        ("2023-10-05 14:30", 2, "2023-10-06 09:00"),
        ("2023-10-06 09:30", 3, "2023-10-06 14:00"),
    ):
        clock.at = shanghai(at)
        ups.attempt(id_, False, "无人接听", by=shift.operator)
        (view,) = ups.open(shift.operator)
        assert (view.counted, view.next_at) == (counted, shanghai(next_at))
        assert view.may_be_given_up is (counted == 3)
    with pytest.raises(AnswerMissing):
        ups.give_up(id_, " ", by=shift.operator)
    given_up = ups.give_up(id_, "三次无人接听", by=shift.operator)
    assert (given_up.outcome, given_up.answer, len(given_up.attempts)) == (Outcome.GIVEN_UP, "三次无人接听", 5)
    with pytest.raises(FollowUpDone):
        ups.attempt(id_, True, by=shift.operator)


def test_a_bad_mark_opens_an_improvement_with_owner_and_due_time(make_shift: MakeShift) -> None:
    """TKT-17: 003 below 3 on any of its scales; five workdays, the duty manager on shift, the user's words."""
    shift = make_shift("support-guide", "2023-10-12 16:00")
    ups = shift.desk.follow_ups
    on_duty(shift)
    closed(shift)
    id_ = open_ones(shift)[0].id
    shift.clock.at = shanghai("2023-10-17 15:00")
    ups.attempt(id_, True, "接通", by=shift.operator)
    ups.scores(id_, {"speed": 5, "skill": 2}, "修了三次", by=shift.operator)
    (improve,) = [each for each in open_ones(shift) if each.kind is IMPROVE]
    assert (improve.owner, improve.due_at) == ("DM001", shanghai("2023-10-24 15:00"))
    assert improve.because == "专业能力 2; 修了三次"
    ups.done(id_, by=shift.operator)
    with pytest.raises(NotAllowed):
        ups.done(improve.id, "培训", by=shift.operator)
    with pytest.raises(AnswerMissing):
        ups.done(improve.id, by=shift.lead)
    ups.done(improve.id, "安排CRM权限培训", by=shift.lead)
    (again,) = open_ones(shift)
    assert (again.kind, again.words) == (CALL_BACK, "安排CRM权限培训")


def test_a_mark_corrected_to_a_good_one_ends_the_improvement(shift: Shift) -> None:
    """TKT-17: a slip of the finger opens nothing for good; said twice, there is one."""
    ups = shift.desk.follow_ups
    closed(shift)
    id_ = open_ones(shift)[0].id
    ups.scores(id_, {"service": 1}, by=shift.operator)
    ups.scores(id_, {"service": 2}, "慢", by=shift.operator)
    assert [each.because for each in open_ones(shift) if each.kind is IMPROVE] == ["服务满意度 2; 慢"]
    ups.scores(id_, {"service": 5}, by=shift.operator)
    assert [each.kind for each in open_ones(shift)] == [CALL_BACK]


def test_a_bad_word_at_the_confirmation_opens_an_improvement(shift: Shift) -> None:
    """TKT-17: 001's 需进一步优化."""
    ticket = closed(shift, feedback="improve")
    (improve,) = [each for each in open_ones(shift) if each.kind is IMPROVE]
    assert (improve.ticket, improve.because, improve.owner) == (ticket.number, "需进一步优化 好", "")
    shift.desk.follow_ups.assign(improve.id, "SW003", "请改进", by=shift.lead)
    assert shift.desk.follow_ups.done(improve.id, "改了模板", by=shift.engineer).stage is Stage.DONE


def test_a_bad_paper_opens_one_improvement_however_often_it_is_entered(shift: Shift) -> None:
    """TKT-17, SITE-5: the form's own verdict; the same paper again says it anew, another word joins it."""
    ticket = solved(shift)
    paper = Paper(number="P1", form="x", norm=1, ticket=ticket.number, made_at=shift.clock.at, made_by="SW003")

    def enter(verdict: str, words: str = "", number: str = "P1") -> FollowUp | None:
        with shift.desk.store.writing() as desk:
            entered = replace(paper, number=number)
            return from_paper(desk, ticket, entered, {}, verdict, words, desk.now(), "OP001")

    assert enter("") is None
    enter("未解决", "还是登录不了")
    enter("部分解决", "还是登录不了")
    (improve,) = [each for each in open_ones(shift) if each.kind is IMPROVE]
    assert (improve.paper, improve.because) == ("P1", "部分解决; 还是登录不了")
    enter("技术水平 不满意", number="P2")
    (improve,) = [each for each in open_ones(shift) if each.kind is IMPROVE]
    assert improve.because == "部分解决; 还是登录不了; 技术水平 不满意"


def test_a_confirmation_by_telephone_confirms_the_ticket(shift: Shift) -> None:
    """TKT-13: one act: the follow-up ends, the ticket is confirmed with the marks and words; an engineer may not."""
    ups = shift.desk.follow_ups
    ticket = solved(shift)
    second = Officer("NT002", "王工", "wanggong", frozenset({Role.ENGINEER}))
    shift.desk.put_officer(second, by=shift.lead)
    (view,) = ups.open(second)
    assert view.why_not == "role"
    with pytest.raises(NotAllowed):
        ups.done(view.of.id, by=second)
    ups.attempt(view.of.id, True, "接通", by=shift.operator)
    done = ups.done(view.of.id, "好了", by=shift.operator, feedback="satisfied")
    after = shift.desk.ticket(ticket.number).ticket
    assert (done.outcome, done.attempts[0].words) == (Outcome.DONE, "接通")
    assert (after.feedback, after.feedback_words, after.confirmed_by) == ("satisfied", "好了", "confirmed")


def test_a_call_back_is_not_done_before_somebody_was_reached(shift: Shift) -> None:
    """DESK-6: a call in vain is none."""
    ups = shift.desk.follow_ups
    closed(shift)
    id_ = open_ones(shift)[0].id
    ups.attempt(id_, False, by=shift.operator)
    with pytest.raises(NotReachedYet):
        ups.done(id_, by=shift.operator)
    ups.attempt(id_, True, by=shift.operator)
    assert ups.done(id_, "没有复发", by=shift.operator).answer == "没有复发"


def test_a_complaint_is_taken_given_out_answered_and_called_back(shift: Shift) -> None:
    """DESK-6: with its ticket and cause; the one complained about neither owns it nor calls back."""
    ups, ticket = shift.desk.follow_ups, closed(shift)
    said = Complaint("态度不好", ticket=ticket.number.lower(), cause="attitude", request="r1")
    made = ups.complain(said, by=shift.operator)
    assert ups.complain(said, by=shift.operator) == made
    assert (made.stage, made.person, made.phone, made.not_by) == (Stage.TAKEN, "张三", "5678", ("SW003",))
    assert made.due_at == shift.clock.at + 3 * DAY
    with pytest.raises(DidTheWork):
        ups.assign(made.id, "SW003", by=shift.lead)
    with pytest.raises(NotAllowed):
        ups.assign(made.id, "DM001", by=shift.operator)
    with pytest.raises(NotAnsweredYet):
        ups.done(made.id, by=shift.operator)
    assert ups.assign(made.id, "DM001", "请核实", by=shift.lead).stage is Stage.OWNED
    with pytest.raises(NotAllowed):
        ups.answer(made.id, "已核实", by=shift.operator)
    ups.attempt(made.id, True, "先致谢", by=shift.operator)
    shift.clock.forward(HOUR)
    assert ups.answer(made.id, "已谈话并道谢", by=shift.lead).stage is Stage.ANSWERED
    with pytest.raises(NotReachedYet):
        ups.done(made.id, by=shift.operator)
    with pytest.raises(DidTheWork):
        ups.attempt(made.id, True, by=shift.engineer)
    ups.attempt(made.id, True, "用户接受", by=shift.operator)
    done = ups.done(made.id, "用户接受", by=shift.operator)
    assert (done.stage, done.answer, done.opinion) == (Stage.DONE, "已谈话并道谢", "用户接受")


def test_a_complaint_without_a_ticket_names_who_complains(shift: Shift) -> None:
    """DESK-6, TKT-15: private text is masked; a cause, officer or ticket that is not there is refused."""
    ups = shift.desk.follow_ups
    with pytest.raises(AnswerMissing):
        ups.complain(Complaint("热线没人接"), by=shift.operator)
    with pytest.raises(AnswerMissing):
        ups.complain(Complaint(" ", person="刘芳"), by=shift.operator)
    with pytest.raises(BadValue):
        ups.complain(Complaint("慢", person="刘芳", cause="bad"), by=shift.operator)
    with pytest.raises(BadValue):
        ups.complain(Complaint("慢", person="刘芳", against=("XX",)), by=shift.operator)
    with pytest.raises(NoSuchTicket):
        ups.complain(Complaint("慢", ticket="IT-1"), by=shift.operator)
    made = ups.complain(Complaint("身份证11010519491231002X\x1b[31m", person="刘\n芳", phone="3114"), by=shift.operator)
    assert (made.person, "19491231" in made.words, "\x1b" in made.words) == ("刘 芳", False, False)
    assert ups.assign(made.id, "OP001", by=shift.operator).owner == "OP001"


def test_two_sessions_that_change_one_follow_up_are_told(shift: Shift, other: Desk) -> None:
    """DESK-6: the second one who looked at the same version hears of the first."""
    closed(shift)
    (found,) = open_ones(shift)
    outcomes = at_once(
        [
            lambda: shift.desk.follow_ups.attempt(found.id, False, by=shift.operator, seen=found.version),
            lambda: other.follow_ups.attempt(found.id, True, by=shift.lead, seen=found.version),
        ]
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["FollowUp", "StaleFollowUp"]
    with pytest.raises(StaleFollowUp):
        shift.desk.follow_ups.attempt(found.id, True, by=shift.operator, seen=found.version)
    shift.desk.follow_ups.attempt(found.id, True, by=shift.operator)
    assert len(open_ones(shift)[0].attempts) == 2


def test_what_cannot_be_is_refused(shift: Shift) -> None:
    """DESK-6, DESK-12: an unknown id, scale, mark or feedback; somebody who does not work here."""
    ups = shift.desk.follow_ups
    ticket = closed(shift)
    id_ = open_ones(shift)[0].id
    assert ups.view(ticket.number, shift.operator).of.id == id_
    with pytest.raises(NoSuchFollowUp):
        ups.attempt("no", True, by=shift.operator)
    with pytest.raises(NoSuchFollowUp):
        ups.view("no", shift.operator)
    for scores, feedback in (({"no": 3}, ""), ({"service": 6}, ""), ({"service": 0}, ""), ({}, "no")):
        with pytest.raises(BadValue):
            ups.scores(id_, scores, by=shift.operator, feedback=feedback)
    admin = Officer("AD001", "管理", "admin", frozenset({Role.ADMINISTRATOR}))
    shift.desk.put_officer(admin, by=shift.lead)
    with pytest.raises(NotAllowed):
        ups.attempt(id_, True, by=admin)


def test_the_figures_of_a_time(make_shift: MakeShift) -> None:
    """DESK-6, DESK-8: made, done, reached, the mean of each scale, bad ones, complaints by cause, late ones."""
    shift = make_shift("support-guide", "2023-10-12 16:00")
    ups = shift.desk.follow_ups
    since = shift.clock.at
    for place, marks in enumerate(({"speed": 5, "skill": 2}, {"speed": 4})):
        ticket = closed(shift, f"draft-{place}")
        (view,) = [v for v in ups.of_ticket(ticket.number, shift.operator) if v.of.kind is CALL_BACK]
        ups.attempt(view.of.id, True, by=shift.operator)
        ups.scores(view.of.id, marks, by=shift.operator)
        ups.done(view.of.id, by=shift.operator)
    ups.complain(Complaint("慢", person="刘芳", cause="slow"), by=shift.operator)
    shift.clock.forward(30 * DAY)
    found = ups.figures(since, shift.clock.at)
    assert found.made == {CONFIRM: 2, CALL_BACK: 2, IMPROVE: 1, COMPLAINT: 1}
    assert (found.done, found.reached, found.bad, found.late, found.improvements_late) == (4, 2, 1, 2, 1)
    assert found.average == {"speed": 4.5, "skill": 2.0}
    assert found.complaints == {"slow": 1}
    assert not ups.figures(shift.clock.at, shift.clock.at + DAY).made


def on_duty(shift: Shift) -> None:
    """李敏 has the day shift as duty manager, and signed on."""
    at = shift.clock.at
    turn = Turn("s1", "DM001", Post.MANAGER, "day", at - HOUR, at + 12 * HOUR, at - DAY, "DM001", signed_on_at=at)
    with shift.desk.store.writing() as desk:
        desk.put_shift(turn)
