"""What each verb makes of a ticket: decisions on the ticket as it stands, for `changing.change` to carry out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, Term
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.sla import Clocks, Levels, late
from tui_desk.domain.ticket import FILLABLE, LEVELLED, STAMPS, EventKind, FurtherCaller, Pause, Promise, State, Ticket
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Choice, Norm

NormOf = Callable[[Reading, int], tuple[Norm, Levels]]
"""Finds the published norm of a version, with its clocks."""
_NEWS = "news-"
"""How the id of a promise begins that resolving made."""


def take(norm_of: NormOf, by: Officer) -> Decide:
    """Assigned to the one who takes it; with that it is handed over by whoever took the call (CALL-14)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        changes = {
            "assignee": by.staff_no,
            **_handed_over(ticket, norm_of(desk, ticket.counts_by)[1], by.staff_no, now),
        }
        return Decision(EventKind.TAKEN, changes)

    return decide


def dispatch(norm_of: NormOf, to: OfficerId, advice: str) -> Decide:
    """Assigned to `to`, with advice; handed over by whoever took the call (CALL-14)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        known = [officer.staff_no for officer in desk.officers() if officer.active]
        if to not in known:
            raise BadValue(field=Term(mark("the officer")), value=to, allowed=tuple(known))
        changes = {"assignee": to, "advice": advice.strip()}
        changes |= _handed_over(ticket, norm_of(desk, ticket.counts_by)[1], to, now)
        return Decision(EventKind.DISPATCHED, changes, advice.strip())

    return decide


def _handed_over(ticket: Ticket, levels: Levels, to: OfficerId, now: datetime) -> dict[str, Any]:
    """The changes of a ticket that goes from the first taker to another; empty where that happened before."""
    if to == ticket.first_taker or "handover" in ticket.stamps:
        return {}
    return {
        "clocks": levels.reach(ticket.clocks, "handover", now),
        "stamps": {**ticket.stamps, "handover": now},
    }


def respond(norm_of: NormOf, at: datetime | None, late_reason: str, words: str) -> Decide:
    """First response at `at`; the respond clock is reached."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        happened_at = _past(ticket, at, now)
        changes = _responded(ticket, norm, levels, happened_at, late_reason)
        return Decision(EventKind.RESPONDED, changes, words.strip(), happened_at)

    return decide


def _responded(ticket: Ticket, norm: Norm, levels: Levels, at: datetime, late_reason: str) -> dict[str, Any]:
    """The changes of a first response at `at`. Raises AnswerMissing when it was late without a reason (TKT-10)."""
    was_late = any(c.milestone == "respond" and not c.over and late(c, at) for c in ticket.clocks)
    if was_late and norm.late_response_needs_reason and not (late_reason.strip() or ticket.late_reason):
        raise AnswerMissing(field=Term(mark("reason for the late response")), code="late_reason")
    changes: dict[str, Any] = {
        "clocks": levels.reach(ticket.clocks, "respond", at, late_reason.strip() if was_late else "")
    }
    if ticket.responded_at is None:
        changes["responded_at"] = at
    if late_reason.strip():
        changes["late_reason"] = late_reason.strip()
    return changes


def work(words: str, at: datetime | None) -> Decide:
    """A line of 处理过程; it changes no field, so it never conflicts."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        return Decision(EventKind.WORKED, {}, _said(words, mark("what was done"), "words"), _past(ticket, at, now))

    return decide


def wait(norm_of: NormOf, reason: str, kind: str, until: datetime | None) -> Decide:
    """Waiting for one of the norm's `waits`; the clocks pause if the norm says so, and go on by themselves `until`."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        waiting_for = _said(reason, mark("what is waited for"), "reason")
        if kind:
            _one_of(tuple(Choice(each.code, each.label) for each in norm.waits), kind, mark("the kind of waiting"))
        if until is not None and until <= now:
            raise BadMoment(value=f"{until:%Y-%m-%d %H:%M} UTC", why=Term(mark("it is past already")))
        changes = {
            "state": State.WAITING,
            "waiting_for": waiting_for,
            "waiting_kind": kind,
            "resume_at": until,
            "clocks": levels.pause(ticket.clocks, Pause(now, None, waiting_for, kind, until)),
        }
        return Decision(EventKind.WAITING, changes, waiting_for)

    return decide


def go_on(norm_of: NormOf, at: datetime | None = None) -> Decide:
    """Open again; the clocks run on, from `at` where that is named: a time in the wait."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        _, levels = norm_of(desk, ticket.counts_by)
        happened_at = _past(ticket, at, now)
        changes = {
            "state": State.OPEN,
            "waiting_for": "",
            "waiting_kind": "",
            "resume_at": None,
            "clocks": levels.resume(ticket.clocks, happened_at),
        }
        return Decision(EventKind.RESUMED, changes, "", happened_at)

    return decide


def stamp(norm_of: NormOf, what: str, at: datetime | None, late_reason: str, words: str) -> Decide:
    """One of `STAMPS` happened at `at`: its clock is reached, or those that it sets going begin (SITE-4, TKT-9)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        if what not in STAMPS:
            raise BadValue(field=Term(mark("what happened")), value=what, allowed=STAMPS)
        happened_at = _past(ticket, at, now)
        clocks, reason = ticket.clocks, late_reason.strip()
        if what in ("remote_failed", "visit_ended"):
            facts = levels.facts(ticket)
            clocks = levels.begin(clocks, facts, what, happened_at, ticket.opened_at)  # type: ignore[arg-type] # a Start
        else:
            meant = [c for c in clocks if what in (c.milestone, c.met_by) and not c.over]
            if any(late(c, happened_at) for c in meant) and norm.late_response_needs_reason and not reason:
                raise AnswerMissing(field=Term(mark("reason why it is late")), code="late_reason")
            clocks = levels.reach(clocks, what, happened_at, reason)  # type: ignore[arg-type] # a Milestone
        changes = {"stamps": {**ticket.stamps, what: happened_at}, "clocks": clocks}
        return Decision(EventKind.STAMPED, changes, words.strip(), happened_at)

    return decide


def recount(norm_of: NormOf, version: int) -> Decide:
    """The clocks under the service levels and calendars of another published version of the norm."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        _, levels = norm_of(desk, version)
        clocks = levels.recount(levels.retarget(ticket.clocks, levels.facts(ticket), now), levels.facts(ticket))
        return Decision(EventKind.RECOUNTED, {"levels_norm": version, "clocks": clocks})

    return decide


def reprioritise(norm_of: NormOf, priority: str, reason: str) -> Decide:
    """Another priority for a reason; clocks under way are recomputed from their start (TKT-7)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        why = _said(reason, mark("reason for the priority"), "reason")
        if priority == ticket.priority:
            others = tuple(each.code for each in norm.priorities if each.code != priority)
            raise BadValue(field=Term(mark("the priority")), value=priority, allowed=others)
        changes = {**_priority(norm, priority), "priority_reason": why}
        _, levels = norm_of(desk, ticket.counts_by)
        changes["clocks"] = retargeted(levels, ticket, changes, now)
        return Decision(EventKind.REPRIORITISED, changes, why)

    return decide


def retargeted(levels: Levels, ticket: Ticket, changes: Mapping[str, Any], at: datetime) -> Clocks:
    """The clocks of a ticket with these fields changed; as they are where no other service level follows (TKT-7)."""
    after = levels.facts(replace(ticket, **changes))
    if levels.chosen(after) == levels.chosen(levels.facts(ticket)):
        return ticket.clocks
    return levels.retarget(ticket.clocks, after, at)


def edit(norm_of: NormOf, wanted: Mapping[str, str]) -> Decide:
    """Other values for fields that the call filled, or a service level is chosen by; codes must be the norm's."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        changes: dict[str, Any] = {name: value.strip() for name, value in wanted.items()}
        for name in changes:
            if name not in FILLABLE | LEVELLED:
                raise BadValue(field=Term(mark("the field")), value=name, allowed=tuple(FILLABLE | LEVELLED))
        if "category" in changes and changes["category"] != ticket.category:
            changes.setdefault("subcategory", "")
        _check_codes(norm, changes, changes.get("category", ticket.category))
        if ticket.state in (State.OPEN, State.WAITING):
            _, levels = norm_of(desk, ticket.counts_by)
            clocks = retargeted(levels, ticket, changes, now)
            changes |= {"clocks": clocks} if clocks != ticket.clocks else {}
        return Decision(EventKind.EDITED, changes)

    return decide


def _check_codes(norm: Norm, changes: Mapping[str, str], category: str) -> None:
    under = next((c.subcategories for c in norm.categories if c.code == category), ())
    for name, known in (
        ("category", [c.code for c in norm.categories]),
        ("subcategory", [c.code for c in under]),
        ("channel", [c.code for c in norm.channels]),
        ("claimed_priority", [p.code for p in norm.priorities]),
        ("requester_title", [c.code for c in norm.titles]),
        ("customer", ["internal", "external"]),
        ("complexity", [c.code for c in norm.complexities]),
    ):
        if changes.get(name) and changes[name] not in known:
            raise BadValue(field=Term(name), value=changes[name], allowed=tuple(known))


def promise(words: str, due_at: datetime, by: Officer) -> Decide:
    """One more promise, open until kept."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        said = _said(words, mark("what was promised"), "words")
        if due_at < now:
            raise BadMoment(value=f"{due_at:%Y-%m-%d %H:%M} UTC", why=Term(mark("it is past already")))
        made = Promise(uuid4().hex, said, due_at, now, by.staff_no)
        return Decision(EventKind.PROMISED, {"promises": (*ticket.promises, made)}, said)

    return decide


def keep_promise(promise_id: str) -> Decide:
    """A promise kept."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        kept = _open_promise(ticket, promise_id)
        promises = tuple(replace(p, kept_at=now) if p is kept else p for p in ticket.promises)
        return Decision(EventKind.PROMISE_KEPT, {"promises": promises}, kept.words)

    return decide


def move_promise(promise_id: str, due_at: datetime, words: str) -> Decide:
    """A promise renegotiated with the caller: another time, and what was agreed."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        promised = _open_promise(ticket, promise_id)
        said = _said(words, mark("what was agreed"), "words")
        if due_at < now:
            raise BadMoment(value=f"{due_at:%Y-%m-%d %H:%M} UTC", why=Term(mark("it is past already")))
        moved = replace(promised, due_at=due_at, moved_from=(*promised.moved_from, promised.due_at))
        promises = tuple(moved if p is promised else p for p in ticket.promises)
        return Decision(EventKind.PROMISE_MOVED, {"promises": promises}, said)

    return decide


def _open_promise(ticket: Ticket, promise_id: str) -> Promise:
    """The open promise with this id. Raises BadValue."""
    found = next((p for p in ticket.promises if p.id == promise_id and p.kept_at is None), None)
    if found is None:
        open_ones = tuple(p.id for p in ticket.promises if p.kept_at is None)
        raise BadValue(field=Term(mark("the promise")), value=promise_id, allowed=open_ones)
    return found


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
        solved_at = _past(ticket, at, now)
        said = _said(solution, mark("the solution"), "solution")
        _one_of(norm_of(desk, ticket.norm)[0].results, result, mark("the result"))
        changes = _responded(ticket, norm, levels, solved_at, late_reason) if _unanswered(ticket) else {}
        clocks = changes.get("clocks", ticket.clocks)
        for milestone in {clock.milestone for clock in clocks} - {"form"}:  # the form is entered afterwards
            clocks = levels.reach(clocks, milestone, solved_at, late_reason.strip())
        changes |= {
            "state": State.RESOLVED,
            "result": result,
            "solution": said,
            "resolved_at": solved_at,
            "waiting_for": "",
            "waiting_kind": "",
            "resume_at": None,
            "clocks": clocks,
            "promises": (*ticket.promises, _news(ticket, norm, now, by)),
        }
        return Decision(EventKind.RESOLVED, changes, said, solved_at)

    return decide


def _news(ticket: Ticket, norm: Norm, now: datetime, by: Officer) -> Promise:
    """The promise to tell the caller at once that there is a solution 第一时间告知 (CALL-12)."""
    words = tr("Tell the caller the result")
    due_at = now + norm.call.reply_within
    return Promise(f"{_NEWS}{uuid4().hex}", words, due_at, now, by.staff_no, to=ticket.requester_name)


def _told(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The change of a ticket whose caller spoke about the result: the news is told. Empty where none was owed."""
    told = tuple(
        replace(p, kept_at=now) if p.id.startswith(_NEWS) and p.kept_at is None else p for p in ticket.promises
    )
    return {"promises": told} if told != ticket.promises else {}


def _unanswered(ticket: Ticket) -> bool:
    return any(clock.milestone == "respond" and not clock.over for clock in ticket.clocks)


def confirm(norm_of: NormOf, accepted: str, feedback: str, words: str) -> Decide:
    """Confirmed by the user, in one of the norm's ways, with a mark of satisfaction."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        _one_of(norm.closing.accepts, accepted, mark("the confirmation"))
        if feedback:
            _one_of(norm.feedback, feedback, mark("the satisfaction"))
        changes = {
            "confirmed_at": now,
            "confirmed_by": accepted,
            "feedback": feedback,
            "feedback_words": words.strip(),
            **_told(ticket, now),
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
    """Open again with new clocks; the first response and the old solution stay on record."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        why = _said(reason, mark("reason for reopening"), "reason")
        ranked = _priority(norm, priority or ticket.priority)
        _, levels = norm_of(desk, ticket.counts_by)
        changes = {
            **ranked,
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
            "clocks": levels.restart(ticket.clocks, levels.facts(replace(ticket, **ranked)), now),
            **_told(ticket, now),
        }
        return Decision(EventKind.REOPENED, changes, why)

    return decide


def _priority(norm: Norm, code: str) -> dict[str, Any]:
    for priority in norm.priorities:
        if priority.code == code:
            return {"priority": code, "priority_rank": priority.rank}
    known = tuple(priority.code for priority in norm.priorities)
    raise BadValue(field=Term(mark("the priority")), value=code, allowed=known)


def _one_of(choices: tuple[Choice, ...], code: str, field: str) -> None:
    if code not in {choice.code for choice in choices}:
        raise BadValue(field=Term(field), value=code, allowed=tuple(choice.code for choice in choices))


def _said(words: str, field: str, code: str) -> str:
    """The words without the blanks around them. Raises AnswerMissing when there are none."""
    if not words.strip():
        raise AnswerMissing(field=Term(field), code=code)
    return words.strip()


def _past(ticket: Ticket, at: datetime | None, now: datetime) -> datetime:
    """`at`, or now. Raises BadMoment when it is in the future or before the ticket was opened."""
    if at is None:
        return now
    if at > now:
        raise BadMoment(value=f"{at:%Y-%m-%d %H:%M} UTC", why=Term(mark("it is still to come")))
    if at < ticket.opened_at.replace(second=0, microsecond=0):
        raise BadMoment(value=f"{at:%Y-%m-%d %H:%M} UTC", why=Term(mark("the ticket was opened later")))
    return at
