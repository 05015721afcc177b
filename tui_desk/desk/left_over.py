"""What a paper leaves over 遗留问题 becomes a ticket of its own, linked both ways (REC-12, SITE-6)."""

from __future__ import annotations

from dataclasses import fields, replace
from uuid import uuid4

from tui_desk.desk import intake, raising, rising
from tui_desk.desk.changing import Decision, carry_out
from tui_desk.desk.core import Core
from tui_desk.desk.deciding import said
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.paper_errors import NothingLeftOver
from tui_desk.desk.ports import Reading, Writing
from tui_desk.desk.receipts import value_of
from tui_desk.domain import offers
from tui_desk.domain.offers import Given
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.paper import Paper
from tui_desk.domain.privacy import masked
from tui_desk.domain.text import clean
from tui_desk.domain.ticket import Event, EventKind, Link, Ticket
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import mark
from tui_desk.norms.models import Form

LEFT_OVER, FROM = "left_over", "from"
"""Why two tickets are linked, seen from either side."""
_NOTHING = frozenset({"no", "无", "none", "没有", ""})


def is_left_over(paper: Paper, form: Form) -> bool:
    """Whether the paper says that something is left over."""
    boxes = form.with_role("left_over")
    said_so = [paper.values.get(box.code, "") for box in boxes]
    if any(box.kind == "yes_no" for box in boxes):
        return "yes" in said_so
    plan = value_of(paper, form, "left_over_plan")
    return any(words.strip().casefold() not in _NOTHING for words in (*said_so, plan)) and _unsolved(paper, form)


def _unsolved(paper: Paper, form: Form) -> bool:
    return value_of(paper, form, "verdict") != "all" or bool(form.with_role("left_over"))


def make(
    desk: Writing, core: Core, ticket: Ticket, paper: Paper, form: Form, owner: str, plan: str, by: Officer
) -> Ticket:
    """The ticket of what is left over, offered to its owner with the plan; the one that it is already, once made.

    Raises:
        NothingLeftOver: the paper says so, and no plan is named.
        AnswerMissing: no plan. BadValue: no such officer.
    """
    draft = f"left over {paper.number}"
    if (known := desk.ticket_of_draft(draft)) is not None:
        return known
    if not plan.strip() and not is_left_over(paper, form):
        raise NothingLeftOver(number=paper.number)
    plan = masked(clean(said(plan or value_of(paper, form, "left_over_plan"), mark("the plan"), "plan")).text)
    why = [box for box in form.with_role("left_over") if box.kind != "yes_no"]
    words = next((paper.values[box.code] for box in why if paper.values.get(box.code)), "") or plan
    facts, now = core.facts(desk), desk.now()
    norm, levels = core.norm(desk, facts.norm)
    made = Ticket(
        number=intake.next_number(desk, norm, facts, now),
        draft=draft,
        norm=facts.norm,
        opened_at=now,
        first_taker=by.staff_no,
        channel=ticket.channel,
        requester_name=ticket.requester_name,
        requester_staff_no=ticket.requester_staff_no,
        requester_unit=ticket.requester_unit,
        requester_phone=ticket.requester_phone,
        requester_title=ticket.requester_title,
        category=ticket.category,
        subcategory=ticket.subcategory,
        summary=words,
        customer=ticket.customer,
        agreement=ticket.agreement,
        priority=ticket.priority,
        priority_rank=ticket.priority_rank,
        proposed_priority=ticket.priority,
        advice=plan,
        links=(Link(ticket.number, FROM),),
    )
    made = replace(made, clocks=levels.start(levels.facts(made), now))
    if to := _owner(desk, owner, value_of(paper, form, "left_over_owner")) or ticket.assignee:
        made = replace(made, **offers.give(made, Given(to, by.staff_no, plan), now, norm.dispatch))
    if made.assignee not in (None, made.first_taker):
        made = replace(made, clocks=levels.reach(made.clocks, "handover", now), stamps={"handover": now})
    everything = {
        each.name: getattr(made, each.name) for each in fields(made) if each.name not in {"number", "version"}
    }
    event = Event(uuid4().hex, EventKind.REGISTERED, now, now, by.staff_no, everything)
    desk.add_ticket(made, event)
    raising.tell_managers(desk, None, made, now)
    rising.acted(desk, None, made, now, by)

    def link(of: Ticket, _now: object, _desk: Reading) -> Decision:
        return Decision(
            EventKind.LINKED, {"links": (*of.links, Link(made.number, LEFT_OVER))}, f"{made.number}: {plan}"
        )

    carry_out(desk, ticket.number, Verb.WRITE_PAPER, link, by=by, seen=None)
    return made


def _owner(desk: Reading, named: str, on_paper: str) -> OfficerId:
    """The officer who is meant, by staff number or by name. Raises BadValue for one who was named and is none."""
    officers: dict[str, OfficerId] = {}
    for officer in desk.officers():
        if may(officer, Verb.ACCEPT):
            officers |= {officer.name: officer.staff_no, officer.staff_no: officer.staff_no}
    if named.strip() and named.strip() not in officers:
        raise BadValue(field=Term(mark("the owner")), value=named, allowed=tuple(sorted(set(officers.values()))))
    return officers.get(named.strip(), "") or officers.get(on_paper, "")
