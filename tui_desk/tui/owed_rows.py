"""What is owed to callers, in words: how long is left, whose it is, what was said so far. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tui_desk.desk.terms import OWED
from tui_desk.desk.views import OwedView
from tui_desk.domain import ranking
from tui_desk.domain.message import Message, Owed
from tui_desk.i18n import tr
from tui_desk.tui.presenting import Row, Tone, short_moment
from tui_desk.tui.session import Session


def left(owed: OwedView, now: datetime) -> str:
    """How much time is left, or how late it is, in words: "17m", "late 12m"; empty when nothing was promised."""
    if owed.due_at is None:
        return ""
    label = ranking.countdown(owed.due_at, now)
    return tr("late {span}", span=label[1:]) if label.startswith("-") else label


def kind(owed: OwedView) -> str:
    """What it is: "message, new", "message", "missed call", "promise"."""
    if owed.kind is Owed.MESSAGE and owed.message is not None and owed.message.read_at is None:
        return tr("message, new")
    return tr(OWED[owed.kind])


def who(owed: OwedView) -> str:
    """The caller, as far as known: name and unit, or the telephone."""
    return " ".join(filter(None, (owed.caller_name, owed.caller_unit))) or owed.caller_phone or tr("number withheld")


def about(owed: OwedView) -> str:
    """What the caller waits for."""
    if owed.kind is Owed.MISSED and not owed.words:
        return tr("nobody answered: call back")
    return owed.words


def owes(owed: OwedView, session: Session) -> str:
    """Whose it is to do."""
    return session.officer_name(owed.owes) or tr("anybody")


def detail(owed: OwedView, session: Session, now: datetime) -> tuple[Row, ...]:
    """Everything about one thing owed, label by label."""
    return tuple(row for row in _detail(owed, session, now) if row.text)


def _detail(owed: OwedView, session: Session, now: datetime) -> Iterator[Row]:
    caller = (owed.caller_name, owed.caller_unit, owed.caller_phone)
    yield Row(" ".join(filter(None, caller)) or tr("number withheld"), tr("Caller"), Tone.LOUD)
    yield Row(about(owed), tr(OWED[owed.kind]), Tone.LOUD)
    yield Row(_due(owed, session, now), tr("Answer due"), _tone(owed, now))
    yield Row(owed.ticket, tr("Ticket"))
    message = owed.message
    yield Row(message.place if message else "", tr("Place"))
    yield Row(_left_by(owed, session, now), tr("Left"))
    if message is not None:
        yield from _story(message, session, now)


def _due(owed: OwedView, session: Session, now: datetime) -> str:
    if owed.due_at is None:
        return ""
    due = short_moment(owed.due_at, session, now)
    if owed.done_at is not None:
        late = owed.done_at > owed.due_at
        return tr("by {due}, answered late", due=due) if late else tr("by {due}, answered in time", due=due)
    if owed.due_at < now:
        return tr("by {due}, overdue by {span}", due=due, span=ranking.countdown(owed.due_at, now)[1:])
    return tr("by {due}, {span} left", due=due, span=ranking.countdown(owed.due_at, now))


def _tone(owed: OwedView, now: datetime) -> Tone:
    over = owed.due_at is not None and owed.due_at < (owed.done_at or now)
    return Tone.BREACHED if over else Tone.PLAIN


def _left_by(owed: OwedView, session: Session, now: datetime) -> str:
    since, whom = short_moment(owed.since, session, now), owes(owed, session)
    message = owed.message
    if message is None or message.kind is Owed.PROMISE:
        return tr("{since}; {whom} is to do it", since=since, whom=whom)
    if message.kind is Owed.MISSED:
        return tr("{since}, rang for {whom}", since=since, whom=whom)
    return tr("{since} by {name} for {whom}", since=since, name=session.officer_name(message.by), whom=whom)


def _story(message: Message, session: Session, now: datetime) -> Iterator[Row]:
    """When it was read, what was agreed since, and what the caller was told."""
    if message.kind is Owed.MESSAGE:
        read = tr("not read yet")
        if message.read_at is not None:
            at, name = short_moment(message.read_at, session, now), session.officer_name(message.read_by)
            read = tr("{at} by {name}", at=at, name=name)
        yield Row(read, tr("Read"))
    for move in message.moves:
        at, name = short_moment(move.at, session, now), session.officer_name(move.by)
        before = short_moment(move.before, session, now) if move.before else "-"
        said = tr("{at} {name}: {words} (before: {before})", at=at, name=name, words=move.words, before=before)
        yield Row(said, tr("Agreed anew"))
    for reply in message.replies:
        at, name = short_moment(reply.at, session, now), session.officer_name(reply.by)
        yield Row(tr("{at} {name}: {words}", at=at, name=name, words=reply.words), tr("Caller told"))
