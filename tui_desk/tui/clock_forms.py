"""The forms of the verbs that move clocks, each with what it will do to them, while one chooses (TKT-7, SITE-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tui_desk.desk.clock_verbs import STARTING, too_late
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadMoment, BadValue
from tui_desk.desk.previewing import moved, would_be
from tui_desk.desk.resuming import waits
from tui_desk.desk.terms import MILESTONES, STAMPS
from tui_desk.desk.views import TicketView
from tui_desk.domain.sla import happened
from tui_desk.domain.ticket import Clock, State, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import tr
from tui_desk.norms.models import MATCHED, Choice
from tui_desk.tui.clock_texts import change_lines, clock_words, stamp_label
from tui_desk.tui.form import Answers, Attempt, Form, Item, Kind, when
from tui_desk.tui.presenting import choices_of, label, priority_label, words
from tui_desk.tui.rows import short_moment
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry

SHOWN = 300
"""How many characters of a value are shown beside its field."""
_LONG = ("summary", "remark")


def on_the_way(view: TicketView, session: Session) -> Form:
    """What happened on the way and when (SITE-4); an assessment tells the complexity and by when (SLA-4, TKT-19)."""
    ticket, levels = view.ticket, view.levels

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        now = desk.now()
        return desk.stamp(
            ticket.number,
            answers["what"],
            when(answers["at"], session, now),
            by=session.officer,
            seen=attempt.seen,
            late_reason=answers["late_reason"],
            words=answers["words"],
            complexity=answers["complexity"],
            promised_for=when(answers["promised_for"], session, now, code="promised_for"),
            change_id=attempt.change_id,
        )

    def preview(answers: Answers) -> str:
        now, what = session.now(), answers["what"]
        at = _typed(answers["at"], session, now) or now
        if at > now or not what:
            return ""
        facts = levels.facts(ticket)
        if what in STARTING:
            begun = happened(ticket), waits(view.events)
            after = levels.begin(ticket.clocks, facts, what, at, ticket.opened_at, *begun)  # type: ignore[arg-type] # a Start
        else:
            after = levels.reach(ticket.clocks, what, at)  # type: ignore[arg-type] # a Milestone
        changed = [clock for clock in after if clock not in ticket.clocks]
        lines = [f"{tr(MILESTONES[clock.milestone])}: {clock_words(clock, session, now)[0]}" for clock in changed]
        if answers["complexity"]:
            lines += _moves(view, session, fields={"complexity": answers["complexity"]})
        return "\n".join(lines)

    def assessed(answers: Answers) -> bool:
        return answers.get("what") == "assess"

    complexities = view.norm.complexities
    return Form(
        code=Verb.STAMP,
        title=tr("Note on the way"),
        items=(
            Item("what", tr("What happened"), "pick", required=True, entries=_stamps(view, session)),
            moment_item(tr("When")),
            Item(
                "complexity",
                label("complexity"),
                "choice",
                ticket.complexity,
                choices=complexities,
                asked=lambda answers: assessed(answers) and bool(complexities),
            ),
            Item(
                "promised_for",
                tr("Result expected by"),
                "moment",
                hint=tr("what the user was told, kept as a promise; like 14:00, +2h, 11-22 09:00"),
                asked=assessed,
            ),
            Item("words", tr("Words"), said_to_caller=True),
            late_reason_item(view, session, lambda answers: (answers.get("what", ""),)),
        ),
        perform=perform,
        preview=preview,
    )


def _stamps(view: TicketView, session: Session) -> tuple[Entry, ...]:
    """What can be noted: first that for which a clock runs, the earliest due before the others."""
    now, ticket = session.now(), view.ticket
    running: dict[str, Clock] = {}
    for clock in sorted(ticket.clocks, key=lambda clock: clock.due_at, reverse=True):
        if not clock.over:
            running[clock.milestone] = clock
    offered = [what for what in STAMPS if ticket.state is not State.CLOSED or what in running]
    order = {what: place for place, what in enumerate(STAMPS)}
    offered.sort(key=lambda what: (what not in running, running[what].due_at if what in running else now, order[what]))

    def detail(what: str) -> str:
        if what in running:
            return clock_words(running[what], session, now)[0]
        noted = ticket.stamps.get(what)
        return tr("noted {at}", at=short_moment(noted, session, now)) if noted else ""

    return tuple(Entry(what, stamp_label(what), detail(what)) for what in offered)


def wait(view: TicketView, session: Session) -> Form:
    """For which kind of thing, for whom or what, until when; whether the clocks stand still is said (SITE-4)."""
    norm = view.levels.norm
    kinds = tuple(Choice(each.code, each.label) for each in norm.waits)
    pauses = {each.code: each.pauses for each in norm.waits}

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return desk.wait(
            view.ticket.number,
            answers["reason"],
            by=session.officer,
            seen=attempt.seen,
            kind=answers["kind"],
            until=when(answers["until"], session, desk.now()),
            change_id=attempt.change_id,
        )

    def preview(answers: Answers) -> str:
        stands = norm.pauses_while_waiting and pauses.get(answers["kind"], True)
        told = tr("The clocks stand still meanwhile.") if stands else tr("The clocks run on meanwhile.")
        until = _typed(answers["until"], session, session.now())
        if until is None:
            return told
        at = short_moment(until, session, session.now())
        return told + "\n" + tr("Until {at}; then the ticket goes on by itself.", at=at)

    return Form(
        code=Verb.WAIT,
        title=tr("Wait"),
        items=(
            Item(
                "kind",
                label("waiting_kind"),
                "choice",
                kinds[0].code if kinds else "",
                field="waiting_kind",
                choices=kinds,
                asked=lambda _answers: bool(kinds),
            ),
            Item("reason", tr("For whom or what"), required=True, field="waiting_for"),
            Item("until", label("resume_at"), "moment", hint=tr("may stay empty; like tomorrow 9:00, +2h, 14:00")),
        ),
        perform=perform,
        preview=preview,
    )


def go_on(view: TicketView, session: Session) -> Form:
    """Go on after waiting: now, or as of a time in the wait; the due times that follow are shown."""
    ticket = view.ticket

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        at = when(answers["at"], session, desk.now())
        return desk.go_on(ticket.number, by=session.officer, seen=attempt.seen, at=at, change_id=attempt.change_id)

    def preview(answers: Answers) -> str:
        now = session.now()
        at = min(_typed(answers["at"], session, now) or now, ticket.resume_at or now, now)
        changes = moved(ticket.clocks, view.levels.resume(ticket.clocks, at))
        return "\n".join(change_lines(changes, session, now, says_how=False))

    return Form(
        code=Verb.GO_ON,
        title=tr("Go on"),
        lead=(tr("Waiting for: {what}", what=ticket.waiting_for[:SHOWN]),),
        items=(moment_item(tr("When")),),
        perform=perform,
        preview=preview,
    )


def reprioritise(view: TicketView, session: Session) -> Form:
    """Another priority with its reason; old and new due times are shown before it is saved (TKT-7)."""
    ticket = view.ticket

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        priority, reason = answers["priority"], answers["reason"]
        seen, change_id = attempt.seen, attempt.change_id
        return desk.reprioritise(ticket.number, priority, reason, by=session.officer, seen=seen, change_id=change_id)

    return Form(
        code=Verb.REPRIORITISE,
        title=tr("Priority"),
        items=(
            priority_item(view),
            Item("reason", tr("Reason"), required=True, field="priority_reason"),
        ),
        perform=perform,
        preview=lambda answers: _under(view, answers["priority"], session),
    )


def reopen(view: TicketView, session: Session) -> Form:
    """The user says it is not solved: why, and the priority looked at again (TKT-12)."""

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        reason, priority = answers["reason"], answers["priority"]
        seen, change_id = attempt.seen, attempt.change_id
        return desk.reopen(view.ticket.number, reason, priority, by=session.officer, seen=seen, change_id=change_id)

    return Form(
        code=Verb.REOPEN,
        title=tr("Reopen"),
        lead=(tr("New clocks start now; look at the priority again."),),
        items=(Item("reason", tr("Reason"), required=True, watch_words=True), priority_item(view)),
        perform=perform,
        preview=lambda answers: _under(view, answers["priority"], session),
    )


def edit(field: str, view: TicketView, session: Session) -> Form:
    """Another value for one field of the record; where a service level is chosen by it, what becomes of the clocks."""
    choices = choices_of(field, view.ticket, view.norm)
    value = str(getattr(view.ticket, field))

    def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        changes = {field: answers[field]}
        number, by = view.ticket.number, session.officer
        return desk.edit(number, changes, by=by, seen=attempt.seen, change_id=attempt.change_id)

    kind: Kind = "choice" if choices else "long" if field in _LONG else "text"
    moves_clocks = field in MATCHED and view.ticket.state in (State.OPEN, State.WAITING)
    return Form(
        code=f"{Verb.EDIT} {field}",
        title=tr("Edit: {field}", field=label(field)),
        lead=(tr("Now: {value}", value=words(field, value[:SHOWN], view, session)),),
        items=(Item(field, label(field), kind, value, choices=choices, watch_words=field == "summary"),),
        perform=perform,
        preview=(lambda answers: "\n".join(_moves(view, session, fields=answers))) if moves_clocks else None,
    )


# What these forms share with others


def moment_item(title: str) -> Item:
    """When it happened; nothing is now."""
    return Item("at", title, "moment", hint=tr("empty: now; or 9:45, -20m, 11-21 09:45"))


def priority_item(view: TicketView) -> Item:
    """The priority, the ticket's own chosen at first."""
    choices = choices_of("priority", view.ticket, view.norm)
    return Item("priority", label("priority"), "choice", view.ticket.priority, required=True, choices=choices)


def late_reason_item(view: TicketView, session: Session, milestones: Callable[[Answers], Iterable[str]]) -> Item:
    """Asked where one of these milestones was overdue at the time typed (TKT-10)."""

    def asked(answers: Answers) -> bool:
        now = session.now()
        try:
            at = when(answers.get("at", ""), session, now) or now
        except BadMoment:
            return False
        meant = [milestone for milestone in milestones(answers) if milestone and milestone not in STARTING]
        return at <= now and too_late(view.levels.norm, view.levels, view.ticket, meant, at)

    return Item("late_reason", label("late_reason"), required=True, asked=asked)


def _under(view: TicketView, priority: str, session: Session) -> str:
    """Old and new priority, and what becomes of each clock."""
    was, will = priority_label(view.ticket.priority, view.norm), priority_label(priority, view.norm)
    return "\n".join((f"{was} -> {will}", *_moves(view, session, priority=priority)))


def _moves(view: TicketView, session: Session, *, priority: str = "", fields: Answers | None = None) -> list[str]:
    """A line for each clock, after another field only for those that it moves; none for what cannot be saved."""
    now, ticket = session.now(), view.ticket
    fields = {name: value for name, value in (fields or {}).items() if name in MATCHED}
    try:
        after = would_be(view.levels, view.norm, ticket, now, waits(view.events), priority=priority, fields=fields)
    except BadValue:  # a code that the norm does not have, from a damaged row
        return []
    changes = moved(ticket.clocks, after)
    return list(change_lines([each for each in changes if priority or each.how != "same"], session, now))


def _typed(text: str, session: Session, now: datetime) -> datetime | None:
    """The instant typed so far; None for nothing, and for what cannot be read yet."""
    try:
        return when(text, session, now)
    except BadMoment:
        return None
