"""The verbs that move a ticket's clocks: waiting, what happens on the way, other service levels (SITE-4, TKT-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.deciding import NormOf, bad_moment, one_of, past, ranked, said, since_reopened, to_come
from tui_desk.desk.errors import AnswerMissing, BadValue, StaleTicket, Term
from tui_desk.desk.ports import Writing
from tui_desk.desk.promising import given
from tui_desk.desk.resuming import WAIT_OVER, waits, waits_of
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.sla import Clocks, Levels, happened, late
from tui_desk.domain.ticket import FILLABLE, LEVELLED, STAMPS, EventKind, Pause, State, Ticket
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Choice, Norm

STARTING = ("remote_failed", "visit_ended")
"""What is noted on the way that reaches no milestone, but sets clocks going (SLA-2, SLA-9)."""

OF_A_VISIT_THAT_IS_OVER = ("visit_ended", "form")
"""What may be noted as of a time before the ticket was reopened: the form is owed all the same (SLA-9)."""

# Waiting


def wait(norm_of: NormOf, reason: str, kind: str, until: datetime | None) -> Decide:
    """Waiting for one of the norm's `waits`; the clocks pause if the norm says so, and go on by themselves `until`."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        waiting_for = said(reason, mark("what is waited for"), "reason")
        if kind:
            one_of(tuple(Choice(each.code, each.label) for each in norm.waits), kind, mark("the kind of waiting"))
        if until is not None and until <= now:
            raise bad_moment(until, mark("it is past already"))
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
    """Open again; the clocks run on from `at`, a time in the wait, and at the latest from its expected end."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        happened_at = past(ticket, at, now)
        if at is not None and (stood := waits(desk.events(ticket.number))):
            if at < stood[-1].since.replace(second=0, microsecond=0):
                raise bad_moment(at, mark("the ticket did not wait yet"))
            happened_at = max(at, stood[-1].since)
        happened_at = min(happened_at, ticket.resume_at or happened_at)
        _, levels = norm_of(desk, ticket.counts_by)
        changes = {**WAIT_OVER, "clocks": levels.resume(ticket.clocks, happened_at)}
        return Decision(EventKind.RESUMED, changes, "", happened_at)

    return decide


# On the way


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted on the way: which of `STAMPS`, when it happened, and what was said to it.

    `late_reason` is asked for where its clock was late (TKT-10). An assessment may find the `complexity` (SLA-4), and
    tell the user by when to expect the result, `promised_for` (TKT-19).
    """

    what: str
    at: datetime | None = None
    late_reason: str = ""
    words: str = ""
    complexity: str = ""
    promised_for: datetime | None = None


def stamp(norm_of: NormOf, noted: Noted, by: Officer, seen: int | None) -> Decide:
    """One of `STAMPS` happened: its clock is reached, or those that it sets going begin (SITE-4, TKT-9).

    Noted again, the newest time stands on the ticket and both in its history; a clock that was reached stays so.
    """

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, levels = norm_of(desk, ticket.counts_by)
        what = noted.what
        if what not in STAMPS:
            raise BadValue(field=Term(mark("what happened")), value=what, allowed=STAMPS)
        if what in OF_A_VISIT_THAT_IS_OVER:
            happened_at = past(ticket, noted.at, now)
        else:
            happened_at = since_reopened(desk, ticket, noted.at, now)
        _refuse_other_time(desk, ticket, what, happened_at, seen)
        changes: dict[str, Any] = {"stamps": {**ticket.stamps, what: happened_at}}
        if what in STARTING:
            changes["clocks"] = _begun(desk, levels, ticket, what, happened_at)
        else:
            changes |= reached(norm, levels, ticket, (what,), happened_at, noted.late_reason)
        if noted.complexity and noted.complexity != ticket.complexity:
            one_of(norm_of(desk, ticket.norm)[0].complexities, noted.complexity, mark("the complexity"))
            after = replace(ticket, clocks=changes["clocks"])
            changes["clocks"] = retargeted(
                levels, after, {"complexity": noted.complexity}, happened_at, waits_of(desk, ticket.number)
            )
            changes["complexity"] = noted.complexity
        if noted.promised_for is not None:
            expected = noted.words.strip() or tr("Tell the caller the result")
            due_at = to_come(noted.promised_for, now, "promised_for")
            changes |= given(ticket, expected, due_at, now, by)
        return Decision(EventKind.STAMPED, changes, noted.words.strip(), happened_at)

    return decide


def handed_over(ticket: Ticket, levels: Levels, to: OfficerId, now: datetime) -> dict[str, Any]:
    """The changes of a ticket that goes from the first taker to another; empty where nothing is to be noted.

    Nobody is asked why it is late: who takes a ticket is not who let it lie.
    """
    clocks = levels.reach(ticket.clocks, "handover", now)
    if to == ticket.first_taker or ("handover" in ticket.stamps and clocks == ticket.clocks):
        return {}
    return {"clocks": clocks, "stamps": {**ticket.stamps, "handover": now}}


def reached(
    norm: Norm, levels: Levels, ticket: Ticket, milestones: Iterable[str], at: datetime, late_reason: str
) -> dict[str, Any]:
    """The changes of a ticket whose milestones were reached at `at`; the reason stands with each clock that was late.

    Raises AnswerMissing when one was late without a reason, where the norm asks for it (TKT-10).
    """
    reason, clocks = late_reason.strip(), ticket.clocks
    for milestone in milestones:
        clocks = levels.reach(clocks, milestone, at)  # type: ignore[arg-type] # one of STAMPS that is a Milestone
    ended = [new for old, new in zip(ticket.clocks, clocks, strict=True) if not old.over and new.over]
    too_late = {(clock.cycle, clock.milestone, clock.turn) for clock in ended if late(clock, at)}
    if not too_late:
        return {"clocks": clocks}
    if norm.late_response_needs_reason and not reason:
        raise AnswerMissing(field=Term(mark("reason why it is late")), code="late_reason")
    clocks = tuple(
        replace(clock, late_reason=reason) if (clock.cycle, clock.milestone, clock.turn) in too_late else clock
        for clock in clocks
    )
    its_own = reason and (not ticket.late_reason or any(milestone == "respond" for _, milestone, _ in too_late))
    return {"clocks": clocks, **({"late_reason": reason} if its_own else {})}


def too_late(norm: Norm, levels: Levels, ticket: Ticket, milestones: Iterable[str], at: datetime) -> bool:
    """Whether noting these milestones at `at` asks for a reason (TKT-10)."""
    try:
        reached(norm, levels, ticket, milestones, at, "")
    except AnswerMissing:
        return True
    return False


def _begun(desk: Writing, levels: Levels, ticket: Ticket, starts: str, at: datetime) -> Clocks:
    """The clocks with those that `starts` sets going; they stand still while the ticket waits."""
    stood = waits_of(desk, ticket.number)
    return levels.begin(ticket.clocks, levels.facts(ticket), starts, at, ticket.opened_at, happened(ticket), stood)  # type: ignore[arg-type] # a Start


def _refuse_other_time(desk: Writing, ticket: Ticket, what: str, at: datetime, seen: int | None) -> None:
    """Raises StaleTicket where a colleague noted the same at another time since the version seen."""
    theirs = ticket.stamps.get(what)
    if seen is None or seen >= ticket.version or theirs is None or theirs == at:
        return
    since = desk.events(ticket.number)[seen:]
    if any(event.changes.get("stamps", {}).get(what) == theirs for event in since):
        raise StaleTicket(ticket.number, ticket.version, {f"stamps.{what}": (theirs, at)})


# Other service levels


def recount(norm_of: NormOf, version: int) -> Decide:
    """The clocks under the service levels and calendars of another published version of the norm."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        _, levels = norm_of(desk, version)
        facts = levels.facts(ticket)
        stood = waits_of(desk, ticket.number)
        clocks = levels.recount(levels.retarget(ticket.clocks, facts, now, happened(ticket), stood), facts)
        return Decision(EventKind.RECOUNTED, {"levels_norm": version, "clocks": clocks})

    return decide


def reprioritise(norm_of: NormOf, priority: str, reason: str) -> Decide:
    """Another priority for a reason; clocks under way change as the norm says (TKT-7)."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        why = said(reason, mark("reason for the priority"), "reason")
        if priority == ticket.priority:
            others = tuple(each.code for each in norm.priorities if each.code != priority)
            raise BadValue(field=Term(mark("the priority")), value=priority, allowed=others)
        changes = {**ranked(norm, priority), "priority_reason": why}
        stood = waits_of(desk, ticket.number)
        changes["clocks"] = retargeted(norm_of(desk, ticket.counts_by)[1], ticket, changes, now, stood)
        return Decision(EventKind.REPRIORITISED, changes, why)

    return decide


def edit(norm_of: NormOf, wanted: Mapping[str, str]) -> Decide:
    """Other values for fields that the call filled, or a service level is chosen by; codes must be the norm's."""

    def decide(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        norm, _ = norm_of(desk, ticket.norm)
        changes = edited(norm, ticket, wanted)
        if ticket.state in (State.OPEN, State.WAITING):
            stood = waits_of(desk, ticket.number)
            clocks = retargeted(norm_of(desk, ticket.counts_by)[1], ticket, changes, now, stood)
            changes |= {"clocks": clocks} if clocks != ticket.clocks else {}
        return Decision(EventKind.EDITED, changes)

    return decide


def edited(norm: Norm, ticket: Ticket, wanted: Mapping[str, str]) -> dict[str, Any]:
    """The changes of an edited ticket, its clocks apart. Raises BadValue for a field or code that is none."""
    changes: dict[str, Any] = {name: value.strip() for name, value in wanted.items()}
    for name in changes:
        if name not in FILLABLE | LEVELLED:
            raise BadValue(field=Term(mark("the field")), value=name, allowed=tuple(FILLABLE | LEVELLED))
    if "category" in changes and changes["category"] != ticket.category:
        changes.setdefault("subcategory", "")
    under = changes.get("category", ticket.category)
    for name, known in (
        ("category", [c.code for c in norm.categories]),
        ("subcategory", [s.code for c in norm.categories if c.code == under for s in c.subcategories]),
        ("channel", [c.code for c in norm.channels]),
        ("claimed_priority", [p.code for p in norm.priorities]),
        ("requester_title", [c.code for c in norm.titles]),
        ("customer", ["internal", "external"]),
        ("complexity", [c.code for c in norm.complexities]),
    ):
        if changes.get(name) and changes[name] not in known:
            raise BadValue(field=Term(name), value=changes[name], allowed=tuple(known))
    return changes


def retargeted(
    levels: Levels, ticket: Ticket, changes: Mapping[str, Any], at: datetime, stood: Iterable[Pause]
) -> Clocks:
    """The clocks of a ticket with these fields changed; as they are where no other service level follows (TKT-7).

    `stood` are the ticket's waits. Who is warned depends on the priority, whichever service level holds.
    """
    before, after = levels.facts(ticket), levels.facts(replace(ticket, **changes))
    if before["priority"] == after["priority"] and levels.chosen(after) == levels.chosen(before):
        return ticket.clocks
    return levels.retarget(ticket.clocks, after, at, happened(ticket), stood)
