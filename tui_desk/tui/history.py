"""The history of a ticket in words: who, when it happened, when it was noted, what changed, what was said (TKT-9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tui_desk.desk.terms import KINDS, MILESTONES
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import Clock, Event, EventKind, Promise, Ticket, apply, fold
from tui_desk.i18n import language, tr
from tui_desk.tui.presenting import Row, Tone, label, moment, officer, words
from tui_desk.tui.session import Session

_UNTOLD = frozenset(
    {
        *("version", "priority_rank", "phases", "answers", "clocks", "promises", "reopened", "draft", "norm"),
        *("sealed", "attachments", "callers"),
    }
)
_SAID_BY_KIND = {
    EventKind.RESPONDED: {"responded_at"},
    EventKind.WAITING: {"state"},
    EventKind.RESUMED: {"state", "waiting_for"},
    EventKind.RESOLVED: {"state", "resolved_at"},
    EventKind.CONFIRMED: {"confirmed_at"},
    EventKind.CLOSED: {"state", "closed_at", "closed_by"},
    EventKind.REOPENED: {"state", "resolved_at", "confirmed_at", "confirmed_by", "closed_at", "closed_by"},
}
_NOTED_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a person reads it. `noted_at` only when it was noted later than it happened."""

    version: int
    happened_at: datetime
    noted_at: datetime | None
    who: str
    what: str
    changes: tuple[str, ...]
    note: str


def entries(view: TicketView, session: Session) -> tuple[Entry, ...]:
    """The whole history, oldest first; the version of an entry is the ticket's once it had happened."""
    told: list[Entry] = []
    before: Ticket | None = None
    for version, event in enumerate(view.events, start=1):
        after = fold(view.ticket.number, view.events[:1]) if before is None else apply(before, event)
        told.append(
            Entry(
                version=version,
                happened_at=event.happened_at,
                noted_at=event.noted_at if event.noted_at - event.happened_at >= _NOTED_LATER else None,
                who=officer(event.by, session),
                what=tr(KINDS[event.kind]),
                changes=tuple(_changes(before, after, event, view, session)),
                note=event.note,
            )
        )
        before = after
    return tuple(told)


def history_rows(view: TicketView, session: Session) -> tuple[Row, ...]:
    """The history for a sheet, oldest first, a heading above it."""
    rows = [Row(tr("History"), tone=Tone.HEADING)]
    for entry in entries(view, session):
        what = f"{entry.what}  {entry.who}"
        if entry.noted_at is not None:
            what = tr("{what} (noted {at})", what=what, at=session.local(entry.noted_at).strftime("%m-%d %H:%M"))
        rows.append(Row(what, session.local(entry.happened_at).strftime("%m-%d %H:%M"), Tone.LOUD))
        rows.extend(Row(change, tone=Tone.QUIET) for change in entry.changes)
        if entry.note:
            rows.append(Row(entry.note))
    return tuple(rows)


def last_change(field: str, since: int, view: TicketView) -> Event | None:
    """The newest event after version `since` that changed the field; None when none did."""
    return next((event for event in reversed(view.events[since:]) if field in event.changes), None)


def _changes(before: Ticket | None, after: Ticket, event: Event, view: TicketView, session: Session) -> Iterator[str]:
    """What an event changed, field by field, old -> new; the first event's values are the record itself."""
    if before is None:
        return
    silent = _UNTOLD | _SAID_BY_KIND.get(event.kind, set())
    for field in event.changes:
        old, new = getattr(before, field), getattr(after, field)
        if field in silent or old == new or _is_note(new, event):
            continue
        told = words(field, new, view, session)
        if old not in (None, ""):
            told = f"{words(field, old, view, session)} -> {told}"
        yield f"{label(field)}: {told}"
    yield from _answers(before, after, view)
    yield from _due_times(before, after, session)
    yield from _promises(before, after, session)


def _is_note(value: Any, event: Event) -> bool:
    """Whether a change only repeats the event's note, which is shown in full anyway."""
    return bool(event.note) and value == event.note


def _answers(before: Ticket, after: Ticket, view: TicketView) -> Iterator[str]:
    labels = {question.code: question.label.in_(language()) for question in view.norm.questions()}
    for code, answer in after.answers.items():
        if (old := before.answers.get(code, "")) != answer:
            told = f"{old} -> {answer}" if old else answer
            yield f"{labels.get(code, code)}: {told}"


def _due_times(before: Ticket, after: Ticket, session: Session) -> Iterator[str]:
    """Clocks whose due time moved, or that a reopening started anew."""
    known = {_key(clock): clock for clock in before.clocks}
    for clock in after.clocks:
        old = known.get(_key(clock))
        due, milestone = moment(clock.due_at, session), tr(MILESTONES[clock.milestone])
        if old is None:
            yield tr("{milestone} by {due}", milestone=milestone, due=due)
        elif old.due_at != clock.due_at:
            yield tr("{milestone} by {old} -> {due}", milestone=milestone, old=moment(old.due_at, session), due=due)


def _promises(before: Ticket, after: Ticket, session: Session) -> Iterator[str]:
    known: dict[str, Promise] = {promise.id: promise for promise in before.promises}
    for promise in after.promises:
        old = known.get(promise.id)
        if old is None or old.kept_at != promise.kept_at:
            yield tr("{words} (by {due})", words=promise.words, due=moment(promise.due_at, session))


def _key(clock: Clock) -> tuple[int, str]:
    return clock.cycle, clock.milestone
