"""The history of a ticket in words: who, when it happened, when it was noted, what changed, what was said (TKT-9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tui_desk.desk import offer_words
from tui_desk.desk.previewing import moved
from tui_desk.desk.resuming import by_itself
from tui_desk.desk.terms import KINDS, MILESTONES
from tui_desk.desk.views import TicketView
from tui_desk.domain.ticket import Clock, Event, EventKind, Promise, Ticket, apply, fold
from tui_desk.i18n import language, tr
from tui_desk.tui.clock_texts import change_lines, clock_words, stamp_label
from tui_desk.tui.offer_rows import told_offers
from tui_desk.tui.presenting import Row, Tone, label, moment, officer, words
from tui_desk.tui.session import Session

_UNTOLD = frozenset(
    {
        *("version", "priority_rank", "phases", "answers", "clocks", "promises", "reopened", "draft", "norm"),
        *("sealed", "attachments", "callers", "stamps", "levels_norm", "offers", "risen_at", "risen_because"),
    }
)
_SAID_BY_KIND = {
    EventKind.RESPONDED: {"responded_at"},
    EventKind.WAITING: {"state"},
    EventKind.STAMPED: {"late_reason"},
    EventKind.RESUMED: {"state", "waiting_for", "waiting_kind", "resume_at"},
    EventKind.RESOLVED: {"state", "resolved_at", "waiting_for", "waiting_kind", "resume_at"},
    EventKind.CONFIRMED: {"confirmed_at"},
    EventKind.CLOSED: {"state", "closed_at", "closed_by"},
    EventKind.REOPENED: {"state", "resolved_at", "confirmed_at", "confirmed_by", "closed_at", "closed_by"},
}
_SAYS_HOW = {EventKind.REPRIORITISED, EventKind.EDITED, EventKind.RECOUNTED, EventKind.STAMPED}
"""After which of these the norm's policy decided what became of the clocks (TKT-7)."""
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
                who="" if offer_words.by_itself(event) else officer(event.by, session),
                what=_what(before, event),
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
        what = f"{entry.what}  {entry.who}".rstrip()
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
    yield from _due_times(before, after, event, session)
    yield from _promises(before, after, session)
    yield from told_offers(before, after, event, session)


def _is_note(value: Any, event: Event) -> bool:
    """Whether a change only repeats the event's note, which is shown in full anyway."""
    return bool(event.note) and value == event.note


def _answers(before: Ticket, after: Ticket, view: TicketView) -> Iterator[str]:
    labels = {question.code: question.label.in_(language()) for question in view.norm.questions()}
    for code, answer in after.answers.items():
        if (old := before.answers.get(code, "")) != answer:
            told = f"{old} -> {answer}" if old else answer
            yield f"{labels.get(code, code)}: {told}"


def _what(before: Ticket | None, event: Event) -> str:
    """What happened, in words: "Departed" rather than "On the way"."""
    if event.kind is EventKind.STAMPED:
        known = before.stamps if before else {}
        noted = [what for what, at in event.changes.get("stamps", {}).items() if known.get(what) != at]
        return ", ".join(map(stamp_label, noted)) or tr(KINDS[event.kind])
    if offer_words.seen(event):
        return tr("Seen by the duty manager")
    return tr("Went on by itself: the wait was over") if by_itself(event) else tr(KINDS[event.kind])


def _due_times(before: Ticket, after: Ticket, event: Event, session: Session) -> Iterator[str]:
    """Clocks that were reached by what was noted; those whose due time moved, that are new, or ended without it."""
    now = event.noted_at
    if event.kind is EventKind.STAMPED:
        known = {_key(clock): clock for clock in before.clocks}
        for clock in after.clocks:
            if clock.reached_at is not None and (old := known.get(_key(clock))) and not old.over:
                yield f"{tr(MILESTONES[clock.milestone])}: {clock_words(clock, session, now)[0]}"
    changes = [change for change in moved(before.clocks, after.clocks) if change.how != "same"]
    yield from change_lines(changes, session, now, says_how=event.kind in _SAYS_HOW)


def _promises(before: Ticket, after: Ticket, session: Session) -> Iterator[str]:
    known: dict[str, Promise] = {promise.id: promise for promise in before.promises}
    for promise in after.promises:
        old = known.get(promise.id)
        if old is None or old.kept_at != promise.kept_at:
            yield tr("{words} (by {due})", words=promise.words, due=moment(promise.due_at, session))


def _key(clock: Clock) -> tuple[int, str, int]:
    return clock.cycle, clock.milestone, clock.turn
