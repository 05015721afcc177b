"""Follow-ups that are made, and end, by themselves with what happens to a ticket (DESK-6, TKT-13, TKT-17).

Each in the transaction of what it follows from: a solution without its confirmation to come cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import follow_up as rules_of
from tui_desk.domain.follow_up import FollowUp, FollowUpKind, Outcome
from tui_desk.domain.officer import OfficerId, Role
from tui_desk.domain.paper import Paper
from tui_desk.domain.privacy import masked
from tui_desk.domain.roster import Post
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import Event, EventKind, Ticket
from tui_desk.domain.worktime import Calendar, NeverOpens
from tui_desk.norms.models import Norm

_CALLS = (FollowUpKind.CONFIRM, FollowUpKind.CALL_BACK)


def follow(desk: Writing, after: Ticket, event: Event, now: datetime) -> None:
    """Make and end what follows from a change of a ticket.

    Resolved: the user is to confirm. Confirmed: that is done; with a bad mark something is to be improved. Closed: the
    user is called back after some days. Reopened: nobody need be asked yet.
    """
    match event.kind:
        case EventKind.RESOLVED:
            _cancel(desk, after.number, _CALLS, event)
            _confirm(desk, after, event, now)
        case EventKind.CONFIRMED:
            told = {"feedback": after.feedback, "opinion": harmless(after.feedback_words)}
            end(desk, _open(desk, after.number, FollowUpKind.CONFIRM), Outcome.DONE, event.by, now, **told)
            _confirmed_badly(desk, after, event, now)
        case EventKind.CLOSED:
            end(desk, _open(desk, after.number, FollowUpKind.CONFIRM), Outcome.CANCELLED, event.by, now)
            call_back(desk, after, event.by, now)
        case EventKind.REOPENED:
            _cancel(desk, after.number, _CALLS, event)


def _confirm(desk: Writing, ticket: Ticket, event: Event, now: datetime) -> None:
    if (norm := norm_of(desk, ticket)) is None or norm.follow_up.confirm_within <= timedelta(0):
        return
    from_at = now + norm.follow_up.confirm_after
    _make(
        desk,
        ticket,
        FollowUpKind.CONFIRM,
        event.by,
        now,
        from_at=from_at,
        due_at=from_at + norm.follow_up.confirm_within,
        words=ticket.solution,
    )


def call_back(desk: Writing, ticket: Ticket, by: OfficerId, now: datetime, words: str = "", name: str = "") -> None:
    """The user is called back some workdays after this, within one more; not where the norm calls nobody back.

    `name` tells it from others of the ticket; otherwise the ticket's version does.
    """
    if (norm := norm_of(desk, ticket)) is None or norm.follow_up.call_back_after <= 0:
        return
    days = norm.follow_up.call_back_after
    _make(
        desk,
        ticket,
        FollowUpKind.CALL_BACK,
        by,
        now,
        from_at=workdays_after(norm, now, days),
        due_at=workdays_after(norm, now, days + 1),
        words=words or ticket.solution,
        name=name,
    )


def _confirmed_badly(desk: Writing, ticket: Ticket, event: Event, now: datetime) -> None:
    norm = norm_of(desk, ticket)
    if norm is not None and ticket.feedback in norm.follow_up.bad_feedback:
        spoken = language(desk)
        label = next((each.label.in_(spoken) for each in norm.feedback if each.code == ticket.feedback), "")
        because = " ".join(filter(None, (label, ticket.feedback_words)))
        improve(desk, norm, improvement(ticket, str(ticket.version), because, event.by, now))


def improvement(ticket: Ticket, name: str, because: str, by: OfficerId, now: datetime) -> FollowUp:
    """What is to be improved about a ticket, as `improve` takes it; `name` tells it from its others."""
    id_ = f"{ticket.number}/{FollowUpKind.IMPROVE}/{name}"
    return for_caller(replace(_blank(id_, ticket.number, now, by), because=because), ticket)


def _blank(id_: str, ticket: str, now: datetime, by: OfficerId) -> FollowUp:
    return FollowUp(id=id_, kind=FollowUpKind.IMPROVE, ticket=ticket, made_at=now, made_by=by, from_at=now, due_at=now)


def improve(desk: Writing, norm: Norm, wanted: FollowUp) -> FollowUp:
    """Something is to be improved 改进 because of a bad mark or verdict; the same id again says it anew.

    `wanted` says what and why. Its owner is the duty manager on shift, until a manager names another; nobody where
    none is on duty. It is due in so many workdays as the norm says.
    """
    wanted = replace(wanted, because=harmless(wanted.because), opinion=harmless(wanted.opinion))
    if (known := desk.follow_up(wanted.id)) is not None:
        made = replace(known, because=wanted.because, scores=wanted.scores, opinion=wanted.opinion)
    elif others := _open(desk, wanted.ticket, FollowUpKind.IMPROVE) if wanted.ticket else ():
        known = desk.follow_up(others[0].id) or others[0]
        new = wanted.because not in known.because
        made = replace(known, because=f"{known.because}; {wanted.because}" if new else known.because)
    else:
        due_at = workdays_after(norm, wanted.made_at, norm.follow_up.improve_within)
        made = replace(wanted, due_at=due_at, owner=manager_on_duty(desk))
    if known is None or (known.is_open and made != known):
        made = made if known is None else replace(made, version=known.version + 1)
        put(desk, made)
        return made
    return known


def marked(desk: Writing, norm: Norm, of: FollowUp, by: OfficerId, now: datetime) -> None:
    """The user's marks on a follow-up: a bad one is to be improved; corrected to a good one, it is not (TKT-17)."""
    bad = rules_of.bad_marks(of.scores, of.feedback, norm.follow_up)
    id_ = f"{of.id}/{FollowUpKind.IMPROVE}"
    if not bad:
        known = desk.follow_up(id_)
        end(desk, [known] if known is not None else [], Outcome.CANCELLED, by, now)
        return
    spoken = language(desk)
    labels = {each.code: each.label.in_(spoken) for each in (*norm.follow_up.scales, *norm.feedback)}
    told = [f"{labels.get(code, code)} {of.scores.get(code, '')}".strip() for code in bad]
    because = "; ".join(filter(None, (", ".join(told), of.opinion)))
    wanted = replace(_blank(id_, of.ticket, now, by), person=of.person, unit=of.unit, phone=of.phone)
    improve(desk, norm, replace(wanted, because=because, scores=of.scores, opinion=of.opinion))


def from_paper(
    desk: Writing,
    ticket: Ticket,
    paper: Paper,
    scores: Mapping[str, int],
    verdict: str,
    words: str,
    now: datetime,
    by: OfficerId,
) -> FollowUp | None:
    """What a form that came back asks for: an improvement where its user was not content (TKT-17, SITE-5).

    `scores` are marks by the norm's scales, where the form has these. `verdict` says in words what is bad on the
    form's own scales ("未解决; 技术水平 不满意"), empty for nothing; `words` is the user's opinion. The same paper
    entered again says it anew. Its engineers are not to call the user, either.
    """
    _bar(desk, ticket)
    if (norm := norm_of(desk, ticket)) is None:
        return None
    spoken = language(desk)
    labels = {each.code: each.label.in_(spoken) for each in norm.follow_up.scales}
    low = [code for code in rules_of.bad_marks(scores, "", norm.follow_up) if code in labels]
    told = [*([verdict.strip()] if verdict.strip() else []), *(f"{labels[code]} {scores[code]}" for code in low)]
    if not told:
        return None
    wanted = improvement(ticket, paper.number, "; ".join([*told, *filter(None, [words.strip()])]), by, now)
    return improve(desk, norm, replace(wanted, paper=paper.number, scores=dict(scores), opinion=words))


def _bar(desk: Writing, ticket: Ticket) -> None:
    """Those who did the work by now are kept from the ticket's open calls."""
    for each in _open(desk, ticket.number, *_CALLS, FollowUpKind.COMPLAINT):
        known = desk.follow_up(each.id) or each
        all_of_them = tuple(dict.fromkeys((*known.not_by, *workers(desk, ticket))))
        if known.is_open and all_of_them != known.not_by:
            put(desk, replace(known, not_by=all_of_them, version=known.version + 1))


def _make(
    desk: Writing,
    ticket: Ticket,
    kind: FollowUpKind,
    by: OfficerId,
    now: datetime,
    *,
    from_at: datetime,
    due_at: datetime,
    words: str,
    name: str = "",
) -> None:
    id_ = f"{ticket.number}/{kind}/{name or ticket.version}"
    if desk.follow_up(id_) is not None:
        return
    made = FollowUp(
        id=id_,
        kind=kind,
        ticket=ticket.number,
        made_at=now,
        made_by=by,
        from_at=from_at,
        due_at=due_at,
        words=words,
        not_by=workers(desk, ticket),
    )
    put(desk, for_caller(made, ticket))


def _open(desk: Reading, number: str, *kinds: FollowUpKind) -> Sequence[FollowUp]:
    return [each for each in desk.follow_ups_of(number) if each.is_open and each.kind in kinds]


def _cancel(desk: Writing, number: str, kinds: Iterable[FollowUpKind], event: Event) -> None:
    end(desk, _open(desk, number, *kinds), Outcome.CANCELLED, event.by, event.noted_at)


def end(
    desk: Writing,
    those: Iterable[FollowUp],
    outcome: Outcome,
    by: OfficerId,
    now: datetime,
    *,
    feedback: str = "",
    opinion: str = "",
) -> None:
    """End these, in whichever way, with what the user said, if anything."""
    for each in those:
        now_stands = desk.follow_up(each.id)
        if now_stands is not None and now_stands.is_open:
            stands = replace(
                now_stands, feedback=feedback or now_stands.feedback, opinion=opinion or now_stands.opinion
            )
            version = stands.version + 1
            put(desk, replace(stands, version=version, done_at=now, done_by=by, outcome=str(outcome)))


def put(desk: Writing, of: FollowUp) -> None:
    """Store it. Who changes one has read it, locked, in the same transaction."""
    desk.put_follow_up(of)


# What they are made of


def norm_of(desk: Reading, ticket: Ticket) -> Norm | None:
    """The norm that a ticket was opened under; None for one that cannot be read."""
    return norm_at(desk, ticket.norm)


def norm_at(desk: Reading, version: int) -> Norm | None:
    """The norm of a version; None for one that cannot be read."""
    try:
        return desk.norm(version)
    except (KeyError, ValueError):
        return None


def workers(desk: Reading, ticket: Ticket) -> tuple[OfficerId, ...]:
    """Who did the work on the ticket, the engineers of its papers among them (DESK-6)."""
    return rules_of.workers(ticket, desk.events(ticket.number), engineers(desk, ticket))


def engineers(desk: Reading, ticket: Ticket) -> tuple[OfficerId, ...]:
    """The officers whom the ticket's papers name as engineers, by staff number or by name."""
    papers = desk.papers_of(ticket.number)
    if not papers:
        return ()
    officers, found = desk.officers(), dict[OfficerId, None]()
    for paper in papers:
        for words in _named(desk, paper):
            found |= {each.staff_no: None for each in officers if each.staff_no in words or each.name in words}
    return tuple(found)


def _named(desk: Reading, paper: Paper) -> Iterator[str]:
    """What a paper says in its boxes for engineers, and in such columns of its tables."""
    with suppress(KeyError, ValueError):
        form = desk.norm(paper.norm).form(paper.form)
        for box in form.boxes() if form is not None else ():
            if box.role == "engineer" and box.kind != "table":
                yield paper.values.get(box.code, "")
            for column in box.columns:
                if "engineer" in (box.role, column.role):
                    yield from (row.get(column.code, "") for row in paper.rows.get(box.code, ()))


def manager_on_duty(desk: Reading) -> OfficerId:
    """The duty manager 值班经理 who is on shift, the one of the latest; empty for none."""
    managers = {each.staff_no for each in desk.officers() if each.active and Role.MANAGER in each.roles}
    on_duty = [each for each in reversed(desk.on_duty()) if each.officer in managers]
    posted = [each for each in on_duty if each.post is Post.MANAGER]
    return next((each.officer for each in (*posted, *on_duty)), "")


def workdays_after(norm: Norm, at: datetime, days: int) -> datetime:
    """So many workdays later on the norm's calendar for follow-ups; days where that cannot say."""
    rule = norm.calendars.get(norm.follow_up.calendar)
    try:
        return at + timedelta(days=days) if rule is None else Calendar.from_rule(rule).add_workdays(at, days)
    except NeverOpens:
        return at + timedelta(days=days)


def language(desk: Reading) -> str:
    """The desk's own language, in which what it writes down by itself stands."""
    return desk.facts().get("language", "")


def for_caller(of: FollowUp, ticket: Ticket) -> FollowUp:
    """The follow-up with whom to call: the requester of its ticket."""
    return replace(of, person=ticket.requester_name, unit=ticket.requester_unit, phone=ticket.requester_phone)


def harmless(words: str, *, line: bool = False) -> str:
    """Words as they may be kept: no control characters, private text masked (TKT-15)."""
    return masked(one_line(words) if line else clean(words).text.strip())
