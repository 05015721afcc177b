"""What each verb makes of a ticket: decisions on the ticket as it stands, for `changing.change` to carry out.

Those that move clocks stand in `clock_verbs`, those of promises in `promising`, those of offers in `offering`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.clock_verbs import reached
from tui_desk.desk.deciding import NormOf, one_of, past, ranked, said, since_reopened
from tui_desk.desk.ports import Writing
from tui_desk.desk.promising import news, told
from tui_desk.desk.resuming import WAIT_OVER
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import EventKind, FurtherCaller, State, Ticket
from tui_desk.i18n import mark


def respond(norm_of: NormOf, at: datetime | None, late_reason: str, words: str) -> Decide:
    """First response at `at`; the respond clock is reached."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        happened_at = since_reopened(desk, ticket, at, now)
        changes = reached(norm, levels, ticket, ("respond",), happened_at, late_reason)
        if ticket.responded_at is None:
            changes["responded_at"] = happened_at
        return Decision(EventKind.RESPONDED, changes, words.strip(), happened_at)

    return decide


def work(words: str, at: datetime | None) -> Decide:
    """A line of 处理过程; it changes no field, so it never conflicts."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        return Decision(EventKind.WORKED, {}, said(words, mark("what was done"), "words"), past(ticket, at, now))

    return decide


def add_caller(caller: FurtherCaller) -> Decide:
    """One more caller with the same problem (CALL-15); the same call again adds nobody."""

    def decide(ticket: Ticket, _now: datetime, _desk: Writing) -> Decision:
        others = tuple(each for each in ticket.callers if each.call != caller.call)
        note = " ".join(filter(None, (caller.name, caller.unit, caller.phone, caller.words)))
        return Decision(EventKind.CALLER_ADDED, {"callers": (*others, caller)}, note, caller.at)

    return decide


def resolve(norm_of: NormOf, result: str, solution: str, at: datetime | None, late_reason: str, by: Officer) -> Decide:
    """Resolved with result and solution; what still ran is reached. The news is owed to the caller (CALL-12)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        solved_at = since_reopened(desk, ticket, at, now)
        found = said(solution, mark("the solution"), "solution")
        one_of(norm_of(desk, ticket.norm)[0].results, result, mark("the result"))
        changes: dict[str, Any] = {
            **WAIT_OVER,
            **reached(norm, levels, ticket, reached_by_solution(ticket), solved_at, late_reason),
            "state": State.RESOLVED,
            "result": result,
            "solution": found,
            "resolved_at": solved_at,
            "promises": (*ticket.promises, news(ticket, norm, now, by)),
        }
        if ticket.responded_at is None and any(c.milestone == "respond" and not c.over for c in ticket.clocks):
            changes["responded_at"] = solved_at
        return Decision(EventKind.RESOLVED, changes, found, solved_at)

    return decide


def reached_by_solution(ticket: Ticket) -> tuple[str, ...]:
    """The milestones of the ticket that need not come any more once it is solved: all but the form (SLA-9)."""
    return tuple(dict.fromkeys(clock.milestone for clock in ticket.clocks if clock.milestone != "form"))


def confirm(norm_of: NormOf, accepted: str, feedback: str, words: str) -> Decide:
    """Confirmed by the user, in one of the norm's ways, with a mark of satisfaction."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        one_of(norm.closing.accepts, accepted, mark("the confirmation"))
        if feedback:
            one_of(norm.feedback, feedback, mark("the satisfaction"))
        changes = {
            "confirmed_at": now,
            "confirmed_by": accepted,
            "feedback": feedback,
            "feedback_words": words.strip(),
            **told(ticket, now),
        }
        return Decision(EventKind.CONFIRMED, changes, words.strip())

    return decide


def close(lesson: str, by: Officer) -> Decide:
    """Closed, with what was learned."""

    def decide(_ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        changes = {"state": State.CLOSED, "closed_at": now, "closed_by": by.staff_no, "lesson": lesson.strip()}
        return Decision(EventKind.CLOSED, changes, lesson.strip())

    return decide


def reopen(norm_of: NormOf, reason: str, priority: str) -> Decide:
    """Open again with new clocks; the first response and the old solution stay on record.

    One that another than the first taker has is handed over already (CALL-14).
    """

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        why = said(reason, mark("reason for reopening"), "reason")
        new = ranked(norm, priority or ticket.priority)
        _, levels = norm_of(desk, ticket.counts_by)
        new["clocks"] = levels.restart(ticket.clocks, levels.facts(replace(ticket, **new)), now)
        if ticket.assignee not in (None, ticket.first_taker):
            new["clocks"] = levels.reach(new["clocks"], "handover", now)
        changes = {
            **new,
            "state": State.OPEN,
            "result": "",
            "late_reason": "",
            "resolved_at": None,
            "confirmed_at": None,
            "confirmed_by": "",
            "feedback": "",
            "feedback_words": "",
            "closed_at": None,
            "closed_by": "",
            "reopened": ticket.reopened + 1,
            **told(ticket, now),
        }
        return Decision(EventKind.REOPENED, changes, why)

    return decide
