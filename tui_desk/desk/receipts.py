"""What a paper means for its ticket: visits, the form entered (SLA-9), the verdict, what is left over (SITE-4 to 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tui_desk.desk import clock_verbs, following, handling
from tui_desk.desk.changing import Decide, Decision, carry_out
from tui_desk.desk.core import Core
from tui_desk.desk.deciding import bad_moment
from tui_desk.desk.errors import BadMoment
from tui_desk.desk.paper_errors import OwnWork
from tui_desk.desk.paper_terms import PAPER_KINDS
from tui_desk.desk.ports import Writing
from tui_desk.domain import filling, visits
from tui_desk.domain.officer import Officer
from tui_desk.domain.paper import Paper, PaperEventKind
from tui_desk.domain.ticket import EventKind, State, Ticket
from tui_desk.domain.verbs import Verb, possible
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import BoxRole, Form

_ON_SITE = ("visit", "request")
"""The uses of forms that tell of a visit."""


def tell_ticket(desk: Writing, paper: Paper, form: Form, kind: PaperEventKind, by: Officer, note: str = "") -> None:
    """One line in the ticket's history: which paper, and what happened to it."""
    told = f"{form.title.in_(language())} {paper.number}: {tr(PAPER_KINDS[kind])}"
    words = f"{told}. {tr(note)}" if note else told

    def decide(_ticket: Ticket, _now: datetime, _desk: Writing) -> Decision:
        return Decision(EventKind.PAPER, {}, words)

    carry_out(desk, paper.ticket, Verb.WRITE_PAPER, decide, by=by, seen=None)


def entered(
    desk: Writing, core: Core, ticket: Ticket, before: Paper, paper: Paper, form: Form, late_reason: str, by: Officer
) -> None:
    """The ticket learns what the paper tells that it did not tell when it was entered `before`."""
    if form.use in _ON_SITE:
        known = set(_on_the_way(before, form, ticket))
        new = [each for each in _on_the_way(paper, form, ticket) if each not in known]
        for what, at in new:
            _stamp(desk, core, ticket.number, what, at, late_reason, by)
        if before.returned_at is None or any(what == "visit_ended" for what, _ in new):
            _stamp(desk, core, ticket.number, "form", None, late_reason, by)
    verdict = value_of(paper, form, "verdict")
    if verdict and verdict != value_of(before, form, "verdict"):
        _judged(desk, core, paper, form, verdict, by)
    _follow_up(desk, core, paper, form, by)


def not_coming(desk: Writing, before: Paper, paper: Paper, form: Form, by: Officer) -> None:
    """Nobody comes: how and when the user was told stands on the ticket's record, once (SITE-3, TKT-18)."""
    words = value_of(paper, form, "not_coming")
    if words and words != value_of(before, form, "not_coming"):
        told_at = value_of(paper, form, "told_at")
        at = datetime.fromisoformat(told_at) if told_at else None
        if at is not None and at > desk.now():
            raise bad_moment(at, mark("it is still to come"), "told_at")
        note = tr("Nobody comes; the user was told: {words}", words=words)
        ticket = desk.ticket(paper.ticket)
        in_time = ticket is not None and at is not None and ticket.opened_at <= at <= desk.now()
        decide = handling.work(note, at if in_time else None)
        carry_out(desk, paper.ticket, Verb.WORK, decide, by=by, seen=None)


def _follow_up(desk: Writing, core: Core, paper: Paper, form: Form, by: Officer) -> None:
    """The user's answers are followed up: what is bad on the form's own scale is to be improved (TKT-17)."""
    ticket = desk.ticket(paper.ticket)
    if ticket is None:
        return
    rules = core.norm(desk, ticket.norm)[0].follow_up
    scales, marks = {each.code for each in rules.scales}, (rules.lowest, rules.highest)
    alike = {b.code for b in form.with_role("rating") if b.kind == "scale" and (b.low, b.high) == marks} & scales
    scores = {code: int(paper.values[code]) for code in alike if paper.values.get(code)}
    bad = [each for each in filling.bad_answers(form, paper.values) if each.box.code not in alike]
    words = "; ".join(
        f"{each.box.label.in_(language())} {filling.in_words(each.box, each.answer, language())}" for each in bad
    )
    following.from_paper(desk, ticket, paper, scores, words, value_of(paper, form, "opinion"), desk.now(), by.staff_no)


def _on_the_way(paper: Paper, form: Form, ticket: Ticket) -> Iterator[tuple[str, datetime]]:
    """What happened on each visit, in order (SITE-10).

    Of a visit that was over before the last one that the ticket knows of began, only the end, and only the newest.
    """
    stamps = ticket.stamps
    began = max((stamps[what] for what in ("depart", "arrive") if what in stamps), default=ticket.opened_at)
    for span in _visits(paper, form):
        is_earlier = span.ended is not None and span.ended < began
        if span.departed is not None and not is_earlier:
            yield "depart", span.departed
        if span.began is not None and not is_earlier:
            yield "arrive", span.began
        if span.ended is not None and not (is_earlier and span.ended <= stamps.get("visit_ended", ticket.opened_at)):
            yield "visit_ended", span.ended


def _visits(paper: Paper, form: Form) -> tuple[visits.Span, ...]:
    table = next(iter(form.with_role("visits")), None)
    if table is None:
        return visits.spans([paper.values], form.boxes())
    return visits.spans(paper.rows.get(table.code, ()), table.columns)


def _stamp(
    desk: Writing, core: Core, number: str, what: str, at: datetime | None, late_reason: str, by: Officer
) -> None:
    """Note it, unless it stands there already or the ticket takes it no more. Raises AnswerMissing for a late one."""
    ticket = desk.ticket(number)
    if ticket is None or not possible(ticket, Verb.STAMP) or (at is not None and ticket.stamps.get(what) == at):
        return
    decide = clock_verbs.stamp(core.norm, clock_verbs.Noted(what, at, late_reason), by, None)
    try:
        carry_out(desk, number, Verb.STAMP, decide, by=by, seen=None)
    except BadMoment:
        if what in clock_verbs.OF_A_VISIT_THAT_IS_OVER:
            raise


def _judged(desk: Writing, core: Core, paper: Paper, form: Form, verdict: str, by: Officer) -> None:
    """The user's verdict on the ticket's record; what is not solved goes on, or is opened again (TKT-12, TKT-18)."""
    box = form.with_role("verdict")[0]
    label = next((choice.label.in_(language()) for choice in box.choices if choice.code == verdict), verdict)
    opinion = value_of(paper, form, "opinion")
    words = tr("The user on {paper}: {verdict}", paper=paper.number, verdict=label)
    words = f"{words}. {opinion}" if opinion else words
    ticket = desk.ticket(paper.ticket)
    again = ticket is not None and ticket.state in (State.RESOLVED, State.CLOSED) and verdict == "not"
    decide: Decide = handling.reopen(core.norm, words, "") if again else handling.work(words, None)
    carry_out(desk, paper.ticket, Verb.REOPEN if again else Verb.WORK, decide, by=by, seen=None)


def put_off(desk: Writing, core: Core, ticket: Ticket, paper: Paper, form: Form, by: Officer) -> None:
    """暂缓处理: the ticket waits, if it is being worked on, until the next visit where the paper says when (SITE-6)."""
    now = desk.ticket(ticket.number)
    if now is not None and possible(now, Verb.WAIT):
        reason = tr("Put off by {paper}", paper=paper.number)
        visit = value_of(paper, form, "next_visit")
        until = datetime.fromisoformat(visit) if visit else None
        until = until if until is not None and until > desk.now() else None
        carry_out(desk, ticket.number, Verb.WAIT, clock_verbs.wait(core.norm, reason, "", until), by=by, seen=None)


def refuse_own_work(ticket: Ticket, paper: Paper, form: Form, by: Officer) -> None:
    """Raises OwnWork for an officer who is not to review and score the paper (SITE-6)."""
    if did_the_work(ticket, paper, form, by):
        raise OwnWork(number=paper.number)


def did_the_work(ticket: Ticket, paper: Paper, form: Form, officer: Officer) -> bool:
    """Whether the officer has the ticket, or stands on the paper as the one who did the work."""
    named = {officer.staff_no, officer.name}
    for box in form.with_role("engineer"):
        if paper.values.get(box.code) in named:
            return True
        if any(named & set(row.values()) for row in paper.rows.get(box.code, ())):
            return True
    return officer.staff_no in (ticket.assignee, paper.made_by if form.use == "record" else "")


def value_of(paper: Paper, form: Form, role: BoxRole) -> str:
    """What stands in the first box of a role that is filled; empty for nothing."""
    return next((paper.values[box.code] for box in form.with_role(role) if paper.values.get(box.code)), "")
