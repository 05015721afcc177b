"""Clocks in words: how each stands, what a change makes of it, what was noted on the way. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tui_desk.desk.previewing import ClockChange, How
from tui_desk.desk.terms import MILESTONES, STAMPS
from tui_desk.domain.ranking import countdown
from tui_desk.domain.sla import late
from tui_desk.domain.ticket import Clock, Ticket
from tui_desk.i18n import mark, tr
from tui_desk.tui.rows import Row, Tone, short_moment
from tui_desk.tui.session import Session

_HOW: dict[How, str] = {
    "same": mark("as it is"),
    "recompute": mark("recomputed from its start"),
    "forward": mark("what was counted stays counted"),
    "reset": mark("counts anew from now"),
    "cancelled": mark("no such target any more"),
    "new": mark("new"),
}
_CANCELLED = {
    "reopened": mark("cancelled: reopened"),
    "changed": mark("cancelled: no such target any more"),
    "forward": mark("carried on under another target"),
    "reset": mark("began anew under another target"),
}


def clock_words(clock: Clock, session: Session, now: datetime) -> tuple[str, Tone]:
    """How one clock stands: "17m left (by 10:59)", "late 10:45 (by 10:30)", "paused until 14:00 …"."""
    due = short_moment(clock.due_at, session, now)
    if clock.reached_at is not None:
        at = short_moment(clock.reached_at, session, now)
        if late(clock, clock.reached_at):
            told = tr("late {at} (by {due})", at=at, due=due)
            return f"{told}; {clock.late_reason}" if clock.late_reason else told, Tone.BREACHED
        return tr("met {at} (by {due})", at=at, due=due), Tone.QUIET
    if clock.cancelled_at is not None:
        because = clock.cancelled_because
        return tr(_CANCELLED[because]) if because in _CANCELLED else because or tr("cancelled"), Tone.QUIET
    if clock.paused_at is not None:
        return _paused(clock, session, now), Tone.QUIET
    left = countdown(clock.due_at, now)
    if late(clock, now):
        return tr("{left} overdue (by {due})", left=left, due=due), Tone.BREACHED
    if now >= clock.near_at:
        return tr("{left} left, near (by {due})", left=left, due=due), Tone.NEAR
    return tr("{left} left (by {due})", left=left, due=due), Tone.PLAIN


def _paused(clock: Clock, session: Session, now: datetime) -> str:
    left = countdown(clock.due_at, clock.paused_at or now)
    expected = clock.pauses[-1].expected if clock.pauses else None
    if expected is None:
        return tr("stands still, {left} left", left=left)
    until = short_moment(expected, session, now)
    return tr("paused until {until}, then goes on by itself; {left} left", until=until, left=left)


def clock_rows(ticket: Ticket, session: Session, now: datetime) -> tuple[Row, ...]:
    """Each clock that counts now, by due time: what is due, how much is left, whether it was met 达标 or late 超时."""
    in_order = sorted(ticket.clocks, key=lambda clock: clock.due_at)
    return tuple(_row(clock, session, now) for clock in in_order if _counts(clock, ticket))


def earlier_rows(ticket: Ticket, session: Session, now: datetime) -> tuple[Row, ...]:
    """The clocks that ended before another took their place: of earlier cycles, and of targets that were left."""
    return tuple(
        Row(row.text, row.label, Tone.QUIET)
        for clock in ticket.clocks
        if not _counts(clock, ticket)
        for row in (_row(clock, session, now),)
    )


def _counts(clock: Clock, ticket: Ticket) -> bool:
    """Whether it is of the current cycle, and the last of its milestone in it."""
    cycle = max((each.cycle for each in ticket.clocks), default=1)
    last = max(each.turn for each in ticket.clocks if (each.milestone, each.cycle) == (clock.milestone, clock.cycle))
    return clock.cycle == cycle and clock.turn == last


def _row(clock: Clock, session: Session, now: datetime) -> Row:
    text, tone = clock_words(clock, session, now)
    return Row(text, tr(MILESTONES[clock.milestone]), tone)


def change_lines(
    changes: Iterable[ClockChange], session: Session, now: datetime, *, says_how: bool = True
) -> Iterator[str]:
    """A line for each clock, by due time: old due time -> new due time, and what the norm's policy does (TKT-7)."""
    for change in sorted(changes, key=lambda change: change.after or change.before or now):
        before = short_moment(change.before, session, now) if change.before else tr("none")
        after = short_moment(change.after, session, now) if change.after else tr("none")
        times = before if change.how == "same" else f"{before} -> {after}"
        line = f"{tr(MILESTONES[change.milestone])}: {times}"
        yield f"{line}  ({tr(_HOW[change.how])})" if says_how else line


def stamp_label(what: str) -> str:
    """What is noted on the way, in words: "Departed"."""
    return tr(STAMPS[what]) if what in STAMPS else what


def stamps_words(ticket: Ticket, session: Session, now: datetime) -> str:
    """What was noted on the way and when, in the order it happened: "Departed 09:20, Arrived 09:40"."""
    noted = sorted(ticket.stamps.items(), key=lambda item: item[1])
    return ", ".join(f"{stamp_label(what)} {short_moment(at, session, now)}" for what, at in noted)
