"""Offers: accepted, sent back, not accepted in time; tickets passed on or left alone rise to the managers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.desk.conftest import Shift, shanghai
from tests.desk.test_due_work import statements
from tui_desk.desk.errors import AnswerMissing, BadMoment, NotAllowed, WrongState
from tui_desk.domain import offers
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.posting import Contact
from tui_desk.domain.roster import Post
from tui_desk.domain.roster import Shift as Duty
from tui_desk.domain.ticket import EventKind, State, Ticket
from tui_desk.store.desk_store import DeskStore

MINUTE = timedelta(minutes=1)
AT = shanghai("2023-10-01 09:15")
NETWORK = Officer("NT002", "王工", "wanggong", frozenset({Role.ENGINEER}))


def offered(shift: Shift, to: str = "SW003", by: Officer | None = None) -> Ticket:
    """A ticket of the priority 高 that was just offered; its time is 15 minutes."""
    ticket = shift.register()
    return shift.desk.dispatch(ticket.number, to, "先查账号", by=by or shift.operator, seen=ticket.version)


def kinds(shift: Shift, number: str) -> list[EventKind]:
    return [event.kind for event in shift.desk.ticket(number).events]


def test_a_dispatched_ticket_is_offered_for_the_norms_time_and_accepted_later_as_of_then(shift: Shift) -> None:
    """SITE-2: 处置建议 and 派单时间 of its own; accepted over the telephone, and noted later by the operator."""
    ticket = offered(shift)
    offer = ticket.offer
    assert offer is not None
    assert (offer.to, offer.by, offer.at, offer.advice) == ("SW003", "OP001", shift.clock.at, "先查账号")
    assert offer.until == shift.clock.at + 15 * MINUTE
    assert shift.desk.queue_rows([ticket.number])[0].offered
    shift.clock.forward(10 * MINUTE)
    with pytest.raises(BadMoment):
        shift.desk.accept(ticket.number, by=shift.operator, seen=None, at=offer.at - MINUTE)
    ticket = shift.desk.accept(ticket.number, by=shift.operator, seen=None, at=offer.at + 2 * MINUTE)
    event = shift.desk.ticket(ticket.number).events[-1]
    assert (event.kind, event.happened_at, event.by) == (EventKind.ACCEPTED, offer.at + 2 * MINUTE, "OP001")
    assert (ticket.offer, ticket.offers[-1].answer) == (None, "accepted")
    assert not shift.desk.queue_rows([ticket.number])[0].offered
    with pytest.raises(WrongState):
        shift.desk.accept(ticket.number, by=shift.engineer, seen=None)


def test_a_ticket_is_accepted_and_sent_back_by_whom_it_is_offered_to_and_by_nobody_else(shift: Shift) -> None:
    """SITE-2, DESK-11: 退回 needs words; nobody has it then, and who sent it back is remembered."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    ticket = offered(shift)
    with pytest.raises(NotAllowed):
        shift.desk.accept(ticket.number, by=NETWORK, seen=None)
    with pytest.raises(AnswerMissing) as error:
        shift.desk.decline(ticket.number, "  ", by=shift.engineer, seen=None)
    assert error.value.facts["code"] == "words"
    ticket = shift.desk.decline(ticket.number, "手上有紧急单", by=shift.engineer, seen=None)
    assert (ticket.assignee, ticket.offers[-1].words) == (None, "手上有紧急单")
    assert offers.declined_by(ticket) == {"SW003"}
    assert shift.desk.ticket(ticket.number).events[-1].note == "手上有紧急单"


def test_a_new_dispatch_withdraws_the_open_offer_and_has_its_own_advice_and_time(shift: Shift) -> None:
    """SITE-2: 改派."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    ticket = offered(shift)
    shift.clock.forward(3 * MINUTE)
    ticket = shift.desk.dispatch(ticket.number, "NT002", "查网络", by=shift.lead, seen=ticket.version)
    first, second = ticket.offers
    assert (first.answer, first.advice, first.answered_at) == ("withdrawn", "先查账号", shift.clock.at)
    assert (second.to, second.advice, second.at, second.answer) == ("NT002", "查网络", shift.clock.at, "")


def test_who_takes_a_ticket_accepts_it_at_once(shift: Shift) -> None:
    """SITE-2."""
    ticket = offered(shift)
    ticket = shift.desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    assert [(offer.by, offer.answer) for offer in ticket.offers] == [("OP001", "accepted")]
    again = shift.register("draft-2")
    again = shift.desk.take(again.number, by=shift.engineer, seen=again.version)
    assert [(offer.to, offer.by, offer.answer) for offer in again.offers] == [("SW003", "SW003", "accepted")]


@pytest.mark.parametrize("act", ["respond", "work", "depart", "resolve"])
def test_an_act_of_the_officer_accepts_without_saying_so(shift: Shift, act: str) -> None:
    """SITE-2, SITE-4: with that it was accepted; another's act leaves the offer open."""
    ticket, desk = offered(shift), shift.desk
    desk.work(ticket.number, "已通知", by=shift.operator)
    assert desk.ticket(ticket.number).ticket.offer is not None
    at = shift.clock.at
    shift.clock.forward(MINUTE)
    seen = desk.ticket(ticket.number).ticket.version
    match act:
        case "respond":
            ticket = desk.respond(ticket.number, at, by=shift.engineer, seen=seen)
        case "work":
            ticket = desk.work(ticket.number, "已联系用户", by=shift.engineer, at=at)
        case "depart":
            ticket = desk.stamp(ticket.number, "depart", at, by=shift.operator, seen=seen)
        case _:
            ticket = desk.resolve(ticket.number, "solved", "已解决", by=shift.engineer, seen=seen, at=at)
    assert (ticket.offers[-1].answer, ticket.offers[-1].answered_at) == ("accepted", at)
    assert "offers" in desk.ticket(ticket.number).events[-1].changes


def test_an_offer_is_withdrawn_when_somebody_else_solves_the_ticket(shift: Shift) -> None:
    """SITE-2: there is nothing left to accept, and nothing lapses."""
    ticket = offered(shift)
    ticket = shift.desk.resolve(ticket.number, "solved", "用户自行恢复", by=shift.lead, seen=ticket.version)
    assert ticket.offers[-1].answer == "withdrawn"
    shift.clock.forward(60 * MINUTE)
    assert shift.desk.offers.do_due() == []


def test_an_offer_that_lapses_is_made_again_and_then_rises_to_the_managers(shift: Shift) -> None:
    """DESK-11, SITE-2: after the norm's two rounds nobody has it, and the managers are told, once."""
    ticket = offered(shift, by=shift.lead)
    shift.clock.forward(15 * MINUTE)
    assert shift.desk.alerts.next_due_work() == shift.clock.at
    assert shift.desk.offers.do_due() == [ticket.number]
    ticket = shift.desk.ticket(ticket.number).ticket
    assert [(offer.round, offer.answer) for offer in ticket.offers] == [(1, "lapsed"), (2, "")]
    assert (ticket.assignee, ticket.offers[-1].until) == ("SW003", shift.clock.at + 15 * MINUTE)
    assert shift.desk.offers.do_due() == []
    shift.clock.forward(16 * MINUTE)
    shift.desk.offers.do_due()
    ticket = shift.desk.ticket(ticket.number).ticket
    assert (ticket.assignee, ticket.offer, ticket.risen_because) == (None, None, "unaccepted")
    assert shift.desk.queue_rows([ticket.number])[0].risen == "unaccepted"
    assert kinds(shift, ticket.number)[-3:] == [EventKind.LAPSED, EventKind.LAPSED, EventKind.ROSE]
    alerts = [view.alert for view in shift.desk.alerts.of_ticket(ticket.number)]
    told = [(alert.milestone, alert.to, alert.assignee) for alert in alerts if alert.milestone in ("offer", "risen")]
    assert told == [("offer", ("assignee",), "SW003"), ("offer", ("assignee",), "SW003"), ("risen", ("managers",), "")]
    assert [finding for finding in shift.desk.examine() if not finding.good] == []


def test_a_late_yes_is_noted_as_of_an_earlier_round(shift: Shift) -> None:
    """SITE-2, TKT-9: it was said in time; the operator came to write it down after the offer was made again."""
    ticket = offered(shift)
    said = shift.clock.at + 5 * MINUTE
    shift.clock.forward(16 * MINUTE)
    shift.desk.offers.do_due()
    ticket = shift.desk.accept(ticket.number, by=shift.operator, seen=ticket.version, at=said)
    assert shift.desk.ticket(ticket.number).events[-1].happened_at == said
    assert ticket.offer is None


def test_without_a_time_for_its_priority_an_offer_stays_open(shift: Shift) -> None:
    """SITE-2: no source states one, so a desk may have none."""
    norm = shift.desk.norm()
    rules = replace(norm.dispatch, accept_within={}, untouched_after={})
    shift.desk.publish_norm(replace(norm, dispatch=rules), by=shift.lead)
    ticket = offered(shift)
    shift.clock.forward(timedelta(days=3))
    assert shift.desk.offers.do_due() == []
    assert shift.desk.ticket(ticket.number).ticket.offer is not None


def test_a_ticket_taken_over_asks_for_a_reason_once_the_grace_is_over(shift: Shift) -> None:
    """DESK-11, issue 5: somebody else has accepted it; for five minutes anybody may still take it."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    early, late = shift.register("draft-1"), shift.register("draft-2")
    early = shift.desk.take(early.number, by=shift.engineer, seen=early.version)
    late = shift.desk.take(late.number, by=shift.engineer, seen=late.version)
    shift.clock.forward(5 * MINUTE)
    assert shift.desk.take(early.number, by=NETWORK, seen=early.version).assignee == "NT002"
    shift.clock.forward(MINUTE)
    with pytest.raises(AnswerMissing) as error:
        shift.desk.take(late.number, by=NETWORK, seen=late.version)
    assert error.value.facts["code"] == "reason"
    late = shift.desk.take(late.number, by=NETWORK, seen=late.version, reason="陈工去了现场")
    assert (late.assignee, late.offers[-1].reason) == ("NT002", "陈工去了现场")
    assert shift.desk.ticket(late.number).events[-1].note == "陈工去了现场"


ROSTERS: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
    ({}, {}),
    ({"officer": "OP001"}, {"SW003": "off_duty"}),
    ({"signed_on_at": None}, {"SW003": "off_duty", "OP001": "off_duty"}),
    ({"away_since": AT}, {"SW003": "away", "OP001": "off_duty"}),
    ({"ends_at": AT + 30 * MINUTE}, {"SW003": "shift_ends", "OP001": "off_duty"}),
    ({"ends_at": AT + 31 * MINUTE}, {"OP001": "off_duty"}),
)
"""What the one shift of the day is otherwise than 陈工's, who signed on; none for no roster. Who then asks a reason."""


def test_nobody_off_duty_away_or_at_the_end_of_a_shift_is_sent_without_a_reason(shift: Shift) -> None:
    """DESK-2: where a roster is kept, and only there; the reason stands with the offer."""
    desk = shift.desk
    for place, (shift_of, asked) in enumerate(ROSTERS):
        ticket = shift.register(f"draft-{place}")
        if shift_of:
            hours = {"starts_at": AT - 60 * MINUTE, "ends_at": AT + 240 * MINUTE, "signed_on_at": AT - 60 * MINUTE}
            planned = {
                "officer": "SW003",
                "post": Post.ENGINEER,
                "kind": "day",
                "planned_at": AT,
                "planned_by": "DM001",
            }
            with desk.store.writing() as unit:
                unit.put_shift(Duty(**{"id": "s1", **planned, **hours, **shift_of}))
        assert {to: why for to, why in desk.offers.asks().items() if to in ("SW003", "OP001")} == asked
        if "SW003" in asked:
            with pytest.raises(AnswerMissing) as error:
                desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=ticket.version)
            assert error.value.facts["code"] == "reason"
        ticket = desk.dispatch(ticket.number, "SW003", "", by=shift.lead, seen=ticket.version, reason="已电话联系")
        assert ticket.offers[-1].reason == "已电话联系"


def test_several_tickets_are_given_at_once_or_none_of_them(shift: Shift) -> None:
    """SITE-2: all in one transaction."""
    first, second = shift.register("draft-1"), shift.register("draft-2")
    closed = shift.register("draft-3")
    shift.desk.resolve(closed.number, "solved", "好了", by=shift.engineer, seen=closed.version)
    both = [(first.number, first.version), (second.number, second.version)]
    with pytest.raises(WrongState):
        shift.desk.dispatch_all([*both, (closed.number, 9)], "SW003", "一起看", by=shift.lead)
    assert shift.desk.ticket(first.number).ticket.assignee is None
    done = shift.desk.dispatch_all(both, "SW003", "一起看", by=shift.lead, change_id="all-1")
    assert [(ticket.assignee, ticket.advice) for ticket in done] == [("SW003", "一起看")] * 2
    assert [t.version for t in shift.desk.dispatch_all(both, "SW003", "一起看", by=shift.lead, change_id="all-1")] == [
        2,
        2,
    ]


def test_a_ticket_passed_on_once_too_often_rises_until_a_manager_takes_it_in_hand(shift: Shift) -> None:
    """DESK-11: more than twice; sent back, or given on while somebody had it."""
    shift.desk.put_officer(NETWORK, by=shift.lead)
    ticket = offered(shift)
    ticket = shift.desk.decline(ticket.number, "不是软件问题", by=shift.engineer, seen=ticket.version)
    ticket = shift.desk.dispatch(ticket.number, "NT002", "查网络", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.accept(ticket.number, by=NETWORK, seen=ticket.version)
    ticket = shift.desk.dispatch(ticket.number, "SW003", "网络正常", by=shift.operator, seen=ticket.version)
    assert (offers.passed_on(ticket), ticket.risen_at) == (2, None)
    ticket = shift.desk.decline(ticket.number, "还是网络", by=shift.engineer, seen=ticket.version)
    assert (ticket.risen_because, kinds(shift, ticket.number)[-1]) == ("passed_on", EventKind.ROSE)
    ticket = shift.desk.dispatch(ticket.number, "NT002", "一起到现场", by=shift.lead, seen=ticket.version)
    assert (ticket.risen_at, ticket.risen_because) == (None, "")


def test_a_manager_who_has_looked_into_it_clears_the_mark(shift: Shift) -> None:
    """DESK-11: nobody else can."""
    ticket = shift.register()
    shift.clock.forward(60 * MINUTE)
    assert shift.desk.offers.do_due() == [ticket.number]
    with pytest.raises(NotAllowed):
        shift.desk.see_risen(ticket.number, by=shift.operator, seen=None)
    ticket = shift.desk.see_risen(ticket.number, "已安排明早处理", by=shift.lead, seen=None)
    assert (ticket.risen_at, ticket.risen_because) == (None, "")
    with pytest.raises(WrongState):
        shift.desk.see_risen(ticket.number, by=shift.lead, seen=None)
    shift.clock.forward(60 * MINUTE)
    assert shift.desk.offers.do_due() == [ticket.number]


def test_a_ticket_that_nobody_touches_rises_and_every_act_begins_its_time_anew(shift: Shift) -> None:
    """DESK-11: 高 after an hour; it is told to the managers once, at the instant it came to be due."""
    ticket = shift.register()
    shift.clock.forward(50 * MINUTE)
    shift.desk.work(ticket.number, "已回电", by=shift.operator)
    shift.clock.forward(59 * MINUTE)
    assert shift.desk.offers.do_due() == []
    shift.clock.forward(MINUTE)
    assert shift.desk.offers.do_due() == [ticket.number]
    assert shift.desk.offers.do_due() == []
    ticket = shift.desk.ticket(ticket.number).ticket
    assert (ticket.risen_because, ticket.risen_at) == ("untouched", shift.clock.at)


def test_a_ticket_that_waits_or_that_somebody_accepted_does_not_rise(shift: Shift) -> None:
    """DESK-11: waiting for the user is no neglect; when the wait is over its time begins."""
    accepted, waiting = shift.register("draft-1"), shift.register("draft-2")
    shift.desk.take(accepted.number, by=shift.engineer, seen=1)
    until = shift.clock.at + 120 * MINUTE
    shift.desk.wait(waiting.number, "等用户", by=shift.operator, seen=1, kind="user", until=until)
    shift.clock.forward(120 * MINUTE)
    assert shift.desk.offers.do_due() == []
    assert shift.desk.clocks.resume_due() == [waiting.number]
    assert shift.desk.ticket(waiting.number).ticket.state is State.OPEN
    shift.clock.forward(59 * MINUTE)
    assert shift.desk.offers.do_due() == []
    shift.clock.forward(MINUTE)
    assert shift.desk.offers.do_due() == [waiting.number]


def test_a_message_says_by_when_to_accept_and_why_a_ticket_rose(shift: Shift) -> None:
    """SITE-2, DESK-11, CALL-14: sent to who stands for the officer, and to the managers' contacts."""
    desk = shift.desk
    for name, audience in (("陈工手机", "SW003"), ("经理群", "managers")):
        desk.posts.put_contact(Contact(name, (f"json://localhost/{name}",), stands_for=(audience,)), by=shift.lead)
    ticket = offered(shift)
    claimed = desk.posts.claim("watch")
    assert claimed is not None
    assert claimed.post.contact == "陈工手机"
    assert claimed.letter.title == f"[高] {ticket.number}: 派单"
    assert "接单时限: 2023-10-01 09:30" in claimed.letter.body.replace(":2023", ": 2023")
    desk.posts.sent(claimed)
    for _ in range(2):
        shift.clock.forward(16 * MINUTE)
        desk.offers.do_due()
    letters = []
    while (errand := desk.posts.claim("watch")) is not None:
        letters.append((errand.post.contact, errand.letter.title))
        desk.posts.sent(errand)
    assert letters == [
        ("陈工手机", f"[高] {ticket.number}: 再次派单"),
        ("经理群", f"[高] {ticket.number}: 上报:无人接单"),
    ]


def test_an_open_offer_costs_nothing_until_its_time_is_over(shift: Shift, store: DeskStore) -> None:
    """CALL-14: no process asks for it again and again."""
    offered(shift)
    assert statements(shift, store, 50) == 0
