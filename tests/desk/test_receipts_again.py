"""Receipts that are entered twice, late, or beside a later visit, on both databases (SITE-6, SITE-10, SLA-9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.desk.conftest import MakeShift, Shift, shanghai
from tests.desk.paper_steps import ALL_SOLVED, enter, notes, request
from tui_desk.desk.errors import AnswerMissing, BadValue, NotAllowed
from tui_desk.desk.paper_errors import BoxUnfit, OwnWork, StalePaper, WrongPaperState
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.paper import PaperState
from tui_desk.domain.roster import Post
from tui_desk.domain.roster import Shift as Duty
from tui_desk.domain.ticket import EventKind, State, on_the_way
from tui_desk.norms.loader import load_shipped
from tui_desk.store.desk_store import DeskStore

HOUR = timedelta(hours=1)
FIRST = {"departed": "9:30", "arrived": "10:00", "left": "11:00"}
SECOND = {"departed": "14:00", "arrived": "14:30", "left": "15:00"}


def with_form_clock(make_shift: MakeShift) -> Shift:
    """A desk whose forms are to be entered within 48 hours."""
    shift = make_shift()
    norm = load_shipped("it-team")
    form = replace(norm.levels[0].targets["respond"], within=48 * HOUR, starts="visit_ended")
    levels = tuple(replace(level, targets={**level.targets, "form": form}) for level in norm.levels)
    shift.desk.publish_norm(replace(norm, levels=levels), by=replace(shift.lead, roles=frozenset(Role)))
    return shift


def test_the_receipt_of_the_first_visit_takes_nobody_off_the_site_of_the_second(shift: Shift) -> None:
    """SITE-4, SITE-10: entered within 48 hours, when the next visit is under way."""
    ticket = shift.register()
    paper = request(shift, ticket)
    shift.clock.at += 6 * HOUR
    for what, at in (("depart", "14:00"), ("arrive", "14:30")):
        shift.desk.stamp(ticket.number, what, shanghai(f"2023-10-01 {at}"), by=shift.operator, seen=None)
    enter(shift, paper, {**ALL_SOLVED, "verdict": "partly"}, FIRST)
    after = shift.desk.ticket(ticket.number).ticket
    way = on_the_way(after)
    assert way is not None
    assert (way.what, way.at) == ("arrive", shanghai("2023-10-01 14:30"))
    assert after.stamps["visit_ended"] == shanghai("2023-10-01 11:00")


def test_the_same_receipt_entered_again_stamps_nothing_again(make_shift: MakeShift) -> None:
    """SLA-9, SITE-10: a slip of the pen corrected later is no other visit, and no other form."""
    shift = with_form_clock(make_shift)
    ticket = shift.register()
    paper = request(shift, ticket)
    shift.clock.at += 7 * HOUR
    paper = enter(shift, paper, {**ALL_SOLVED, "verdict": "partly"}, FIRST, SECOND)
    before = shift.desk.ticket(ticket.number)
    shift.clock.at += HOUR
    enter(shift, paper, {"opinion": "还好"}, FIRST, SECOND)
    after = shift.desk.ticket(ticket.number)
    assert after.ticket.stamps == before.ticket.stamps
    assert after.ticket.clocks == before.ticket.clocks


def test_a_correction_reaches_no_clock_of_another_visits_form(make_shift: MakeShift) -> None:
    """SLA-9: the second visit's own form is still owed."""
    shift = with_form_clock(make_shift)
    ticket = shift.register()
    paper = request(shift, ticket)
    shift.clock.at += 3 * HOUR
    paper = enter(shift, paper, {**ALL_SOLVED, "verdict": "partly"}, FIRST)
    shift.clock.at += 4 * HOUR
    shift.desk.stamp(ticket.number, "visit_ended", shanghai("2023-10-01 15:00"), by=shift.operator, seen=None)
    enter(shift, paper, {"opinion": "还好"}, FIRST)
    owed = [clock for clock in shift.desk.ticket(ticket.number).ticket.clocks if clock.milestone == "form"]
    assert [clock.over for clock in owed] == [True, False]


def test_what_was_written_before_the_paper_came_back_counts_when_it_is_entered(shift: Shift) -> None:
    """SITE-5, SITE-6: verdict and order, whoever wrote them when."""
    ticket = shift.register()
    paper = request(shift, ticket)
    early = {"verdict": "partly", "after_receipt": "again"}
    paper = shift.desk.papers.write(paper.number, early, by=shift.operator, seen=paper.version)
    enter(shift, paper, {**ALL_SOLVED, **early}, FIRST | {"departed": "", "arrived": "9:15", "left": "9:15"})
    assert len(shift.desk.papers.of_ticket(ticket.number)) == 2
    assert any(paper.number in note for note in notes(shift, ticket.number, EventKind.WORKED))


def test_a_verdict_that_is_corrected_on_the_paper_counts_when_it_is_entered_again(shift: Shift) -> None:
    """SITE-5, TKT-12."""
    ticket = shift.register()
    paper = enter(shift, request(shift, ticket), ALL_SOLVED)
    ticket = shift.desk.ticket(ticket.number).ticket
    shift.desk.resolve(ticket.number, "solved", "换内存", by=shift.engineer, seen=ticket.version)
    paper = shift.desk.papers.write(paper.number, {"verdict": "not"}, by=shift.operator, seen=paper.version)
    enter(shift, paper, {"verdict": "not"})
    assert shift.desk.ticket(ticket.number).ticket.state is State.OPEN


def test_nobody_scores_their_own_work_in_whichever_way(shift: Shift) -> None:
    """SITE-6: 业绩核定分值; who types in what a manager wrote on the paper, may."""
    paper = request(shift, shift.register(), engineer="陈工")
    with pytest.raises(OwnWork):
        shift.desk.papers.write(paper.number, {"score": "10"}, by=shift.engineer, seen=paper.version)
    with pytest.raises(OwnWork):
        shift.desk.papers.enter(paper.number, {**ALL_SOLVED, "score": "10"}, by=shift.engineer, seen=paper.version)
    assert enter(shift, paper, {**ALL_SOLVED, "score": "7"}).values["score"] == "7"


def test_a_review_changes_nothing_that_the_user_said(shift: Shift) -> None:
    """SITE-6: on a filed paper nothing is written any more, save a review."""
    paper = request(shift, shift.register(), engineer="陈工")
    filed = enter(shift, paper, {**ALL_SOLVED, "after_receipt": "file"})
    assert filed.state is PaperState.FILED
    with pytest.raises(BoxUnfit):
        shift.desk.papers.review(filed.number, {"verdict": "not"}, by=shift.lead, seen=filed.version)


# Left over


def test_what_is_left_over_is_offered_to_its_owner(shift: Shift) -> None:
    """REC-12, SITE-2: like any ticket that is given to somebody; who does not accept it, loses it."""
    paper = enter(shift, request(shift, shift.register()), {**ALL_SOLVED, "verdict": "partly", "next_step": "换主板"})
    made = shift.desk.papers.left_over(paper.number, "SW003", "", shift.operator)
    assert made.offer is not None
    assert (made.offer.to, made.offer.advice, made.assignee) == ("SW003", "换主板", "SW003")
    assert made.offer.until is not None
    shift.clock.at = made.offer.until
    assert made.number in shift.desk.offers.do_due()


def test_what_is_left_over_and_has_no_owner_rises_when_nobody_touches_it(shift: Shift) -> None:
    """REC-12, DESK-11."""
    paper = enter(shift, request(shift, shift.register()), {**ALL_SOLVED, "verdict": "partly", "next_step": "换主板"})
    made = shift.desk.papers.left_over(paper.number, "", "", shift.operator)
    assert made.assignee is None
    shift.clock.at += HOUR
    assert made.number in shift.desk.offers.do_due()


def test_an_owner_of_what_is_left_over_works_on_tickets(shift: Shift) -> None:
    """REC-12, DESK-14."""
    clerk = Officer("AD001", "赵管", "zhao", frozenset({Role.ADMINISTRATOR}))
    shift.desk.put_officer(clerk, by=shift.lead)
    paper = enter(shift, request(shift, shift.register()), {**ALL_SOLVED, "verdict": "partly", "next_step": "换主板"})
    with pytest.raises(BadValue):
        shift.desk.papers.left_over(paper.number, "AD001", "", shift.operator)


def test_a_void_paper_leaves_nothing_over(shift: Shift) -> None:
    """REC-12."""
    paper = request(shift, shift.register())
    shift.desk.papers.void(paper.number, shift.lead, "重复")
    with pytest.raises(WrongPaperState):
        shift.desk.papers.left_over(paper.number, "SW003", "换主板", shift.operator)


# Who may, and when


def test_only_a_manager_makes_a_paper_void_that_the_user_has_signed(shift: Shift) -> None:
    """SITE-6, SITE-14: an engineer does not get rid of a verdict."""
    paper = enter(shift, request(shift, shift.register()), {**ALL_SOLVED, "verdict": "not"})
    with pytest.raises(NotAllowed):
        shift.desk.papers.void(paper.number, shift.engineer, "重填")
    assert shift.desk.papers.void(paper.number, shift.lead, "重填").state is PaperState.VOID


def test_nothing_is_filed_that_is_not_finished(shift: Shift) -> None:
    """SITE-5, SITE-6: 存档 of a form without verdict and signature; then nobody could enter it."""
    paper = shift.desk.papers.start(shift.register().number, "site-request", by=shift.lead)
    with pytest.raises(AnswerMissing):
        shift.desk.papers.file(paper.number, shift.operator)


def test_a_damaged_event_lets_nobody_write_over_a_colleague(shift: Shift, store: DeskStore) -> None:
    """DESK-12: who cannot tell who filled a box, asks."""
    paper = request(shift, shift.register())
    shift.desk.papers.write(paper.number, {"remarks": "一"}, by=shift.lead, seen=paper.version)
    with store.writing() as desk:
        desk.connection.execute(text("UPDATE paper_event SET record = '[]' WHERE seq = 3"))
    with pytest.raises(StalePaper):
        shift.desk.papers.write(paper.number, {"remarks": "二"}, by=shift.operator, seen=paper.version)
    assert shift.desk.papers.write(paper.number, {"remarks": "二"}, by=shift.operator, seen=3).values["remarks"] == "二"


def test_the_duty_manager_is_the_one_who_signed_on_last(shift: Shift) -> None:
    """DESK-2, TKT-17: not who forgot to sign off days ago."""
    other = Officer("DM002", "赵敏", "zhaomin", frozenset({Role.MANAGER}))
    shift.desk.put_officer(other, by=shift.lead)
    with shift.clock.writing() as desk:
        for days, who in ((3, "DM001"), (0, "DM002")):
            since = shift.clock.at - timedelta(days=days)
            turn = Duty(who, who, Post.MANAGER, "", since, since + 8 * HOUR, since, who, signed_on_at=since)
            desk.put_shift(turn)
    ticket = shift.register()
    paper = enter(shift, request(shift, ticket), {**ALL_SOLVED, "verdict": "not"})
    owners = {view.of.kind: view.of.owner for view in shift.desk.follow_ups.of_ticket(ticket.number, other)}
    assert owners[FollowUpKind.IMPROVE] == "DM002"
    assert paper.values["manager"] == "赵敏"
