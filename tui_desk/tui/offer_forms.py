"""The forms of giving a ticket to somebody 派单, taking it over 接手, and sending it back 退回 (SITE-2, TKT-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui_desk.desk import offer_words
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import OfficerLoad, TicketView
from tui_desk.domain.candidates import Asks
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import tr
from tui_desk.tui.form import Answers, Attempt, Form, Item
from tui_desk.tui.presenting import label, officer
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry


def dispatch(
    view: TicketView, session: Session, loads: Sequence[OfficerLoad], asks: Mapping[OfficerId, Asks] | None = None
) -> Form:
    """To whom 派单, or to whom now 改派, with advice 处置建议 (SITE-2, TKT-8); those with least to do come first.

    `asks` are those who are given it for a reason only, which is asked then (DESK-2); they come last.
    """
    ticket, only_for_a_reason = view.ticket, asks or {}

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return desk.dispatch(
            ticket.number,
            answers["to"],
            answers["advice"],
            by=session.officer,
            seen=attempt.seen,
            reason=answers["reason"],
            change_id=attempt.change_id,
        )

    lead = [tr("{officer} has it now.", officer=officer(ticket.assignee, session))] if ticket.assignee else []
    lead += [tr("Advice so far: {advice}", advice=ticket.advice)] if ticket.advice else []
    return Form(
        code=Verb.DISPATCH,
        title=tr("Dispatch to another") if ticket.assignee else tr("Dispatch"),
        lead=tuple(lead),
        items=(
            Item(
                "to",
                tr("To whom"),
                "pick",
                required=True,
                field="assignee",
                entries=_officers(ticket, loads, only_for_a_reason),
            ),
            Item("advice", label("advice")),
            Item(
                "reason",
                tr("Reason"),
                required=True,
                hint=tr("why somebody off duty, away, or at the end of the shift"),
                asked=lambda answers: answers.get("to", "") in only_for_a_reason,
            ),
        ),
        perform=perform,
    )


def take_over(view: TicketView, session: Session) -> Form:
    """Why one takes a ticket over that somebody else has accepted."""
    ticket = view.ticket

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        number, seen, change_id = ticket.number, attempt.seen, attempt.change_id
        return desk.take(number, by=session.officer, seen=seen, reason=answers["reason"], change_id=change_id)

    return Form(
        code=Verb.TAKE,
        title=tr("Take over"),
        lead=(tr("{officer} has it now.", officer=officer(ticket.assignee or "", session)),),
        items=(Item("reason", tr("Reason"), required=True),),
        perform=perform,
    )


def decline(view: TicketView, session: Session) -> Form:
    """Why a ticket is sent back 退回: nobody has it then (DESK-11)."""
    ticket, offer = view.ticket, view.ticket.offer

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        number, seen, change_id = ticket.number, attempt.seen, attempt.change_id
        return desk.decline(number, answers["words"], by=session.officer, seen=seen, change_id=change_id)

    lead = [tr("Offered by {officer}.", officer=officer(offer.by, session))] if offer else []
    lead += [tr("Advice: {advice}", advice=offer.advice)] if offer and offer.advice else []
    items = (Item("words", tr("Why it is sent back"), "long", required=True),)
    return Form(code=Verb.DECLINE, title=tr("Send back"), lead=tuple(lead), items=items, perform=perform)


def _officers(
    ticket: Ticket, loads: Iterable[OfficerLoad], only_for_a_reason: Mapping[OfficerId, Asks]
) -> tuple[Entry, ...]:
    """The officers, each with how much they have, and what speaks against them; those last."""

    def order(load: OfficerLoad) -> tuple[bool, bool, int, str]:
        return load.staff_no in only_for_a_reason, load.staff_no == ticket.assignee, load.open_tickets, load.staff_no

    entries = []
    for load in sorted(loads, key=order):
        details = [tr("open {count}", count=load.open_tickets)]
        if asked := only_for_a_reason.get(load.staff_no):
            details.append(tr(offer_words.ASKED[asked]))
        if load.staff_no == ticket.assignee:
            details = [tr("{load}, has it now", load=", ".join(details))]
        entries.append(Entry(load.staff_no, f"{load.staff_no} {load.name}", ", ".join(details)))
    return tuple(entries)
