"""Follow-ups in words: how far one is, when the next attempt counts, what the user said. Knows no widget (DESK-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.desk.terms import FOLLOW_UP_STAGES, FOLLOW_UPS, OUTCOMES
from tui_desk.domain import ranking
from tui_desk.domain.follow_up import FollowUp, FollowUpKind, Outcome
from tui_desk.i18n import language, tr
from tui_desk.tui.rows import Row, Tone, short_moment
from tui_desk.tui.session import Session


def left(of: FollowUp, now: datetime) -> str:
    """How much time is left, or how late it is: "17m", "late 12m"."""
    label = ranking.countdown(of.due_at, now)
    return tr("late {span}", span=label[1:]) if label.startswith("-") else label


def kind(of: FollowUp) -> str:
    """What it is."""
    return tr(FOLLOW_UPS[of.kind])


def who(of: FollowUp) -> str:
    """The user, as far as known."""
    return " ".join(filter(None, (of.person, of.unit))) or of.phone or tr("number withheld")


def tries(view: FollowUpView) -> str:
    """How many attempts count, of how many: "2/3"; empty where nobody is called."""
    return f"{view.counted}/{view.rules.attempts}" if view.of.is_call else ""


def next_step(view: FollowUpView, session: Session, now: datetime) -> str:
    """What comes next, in a word or a time: whose it is, when to call."""
    of = view.of
    if of.done_at is not None:
        return tr(OUTCOMES.get(Outcome(of.outcome), of.outcome)) if of.outcome else ""
    if of.kind is FollowUpKind.IMPROVE or (of.kind is FollowUpKind.COMPLAINT and of.answered_at is None):
        return session.officer_name(of.owner) or tr("nobody has it")
    if view.why_not:
        return tr("not by you")
    if view.may_be_given_up:
        return tr("give up?")
    return tr("call now") if view.next_at <= now else short_moment(view.next_at, session, now)


def about(view: FollowUpView) -> str:
    """What it is about: the complaint, what is to be improved, or what the ticket was."""
    of = view.of
    if of.kind is FollowUpKind.COMPLAINT:
        return of.words
    return (of.because if of.kind is FollowUpKind.IMPROVE else "") or view.summary or of.words


def detail(view: FollowUpView, session: Session, now: datetime) -> tuple[Row, ...]:
    """Everything about one, label by label."""
    return tuple(row for row in _detail(view, session, now) if row.text)


def _detail(view: FollowUpView, session: Session, now: datetime) -> Iterator[Row]:
    of = view.of
    yield Row(" ".join(filter(None, (of.person, of.unit, of.phone))), tr("User"), Tone.LOUD)
    yield Row(" ".join(filter(None, (of.ticket, view.summary))), tr("Ticket"))
    if of.kind is FollowUpKind.COMPLAINT:
        cause = next((each.label.in_(language()) for each in view.rules.causes if each.code == of.cause), of.cause)
        yield Row(": ".join(filter(None, (cause, of.words))), tr("Complaint"), Tone.LOUD)
    elif of.kind is FollowUpKind.IMPROVE:
        yield Row(of.because, tr("To improve"), Tone.LOUD)
    else:
        yield Row(of.words, tr("Solution"))
    yield _due(view, session, now)
    if of.is_call and of.is_open:
        yield _may(view, session, now)
    yield Row(session.officer_name(of.owner), tr("Owner"))
    yield Row(of.because if of.kind is FollowUpKind.COMPLAINT else "", tr("Remark"))
    yield from _story(view, session, now)


def _due(view: FollowUpView, session: Session, now: datetime) -> Row:
    of, due = view.of, short_moment(view.of.due_at, session, now)
    late = of.late(now)
    if not of.is_open and of.done_at is not None:
        outcome = tr(OUTCOMES[Outcome(of.outcome)]) if of.outcome else ""
        at, name = short_moment(of.done_at, session, now), session.officer_name(of.done_by)
        said = tr("{at} by {name}: {outcome}", at=at, name=name, outcome=outcome)
        return Row(said, tr("Ended"), Tone.BREACHED if late and of.outcome == Outcome.DONE else Tone.PLAIN)
    stage = tr(FOLLOW_UP_STAGES[of.stage]) if of.kind is FollowUpKind.COMPLAINT else ""
    if late:
        span = ranking.countdown(of.due_at, now)[1:]
        said = tr("by {due}, overdue by {span}", due=due, span=span)
    elif of.from_at > now:
        said = tr("from {since} to {due}", since=short_moment(of.from_at, session, now), due=due)
    else:
        said = tr("by {due}, {span} left", due=due, span=ranking.countdown(of.due_at, now))
    return Row("  ".join(filter(None, (said, stage))), tr("Due"), Tone.BREACHED if late else Tone.PLAIN)


def _may(view: FollowUpView, session: Session, now: datetime) -> Row:
    """Who may not call, and when the next attempt counts."""
    names = ", ".join(session.officer_name(each) for each in view.of.not_by)
    said = [tr("never by {names}", names=names)] if names else []
    if view.may_be_given_up:
        said.append(tr("tried often enough"))
    else:
        at = short_moment(view.next_at, session, now)
        made, wanted = view.counted, view.rules.attempts
        said.append(tr("{made} of {wanted} attempts; the next counts from {at}", made=made, wanted=wanted, at=at))
    return Row("; ".join(said), tr("Calling"), Tone.NEAR if view.why_not else Tone.PLAIN)


def _story(view: FollowUpView, session: Session, now: datetime) -> Iterator[Row]:
    of = view.of
    for attempt in of.attempts:
        facts = {"at": short_moment(attempt.at, session, now), "name": session.officer_name(attempt.by)}
        reached = tr("{at} {name}: reached", **facts) if attempt.reached else tr("{at} {name}: not reached", **facts)
        yield Row("  ".join(filter(None, (reached, attempt.words))), tr("Attempt"))
    scales = {each.code: each.label.in_(language()) for each in view.rules.scales}
    marks = [f"{scales.get(code, code)} {mark}" for code, mark in of.scores.items()]
    marks += [each.label.in_(language()) for each in view.feedback if each.code == of.feedback]
    bad = any(mark < view.rules.bad_below for mark in of.scores.values()) or of.feedback in view.rules.bad_feedback
    yield Row(", ".join(marks), tr("Marks"), Tone.BREACHED if bad else Tone.PLAIN)
    yield Row(of.opinion, tr("The user's words"))
    yield Row(of.answer, tr("Improved") if of.kind is FollowUpKind.IMPROVE else tr("Answer"))
