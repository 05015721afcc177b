"""A ticket on paper: as lines of text, and as JSON with fields that stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tui_desk.cli import terminal
from tui_desk.desk.terms import FIELDS, KINDS, MILESTONES, STAMPS, STATES
from tui_desk.desk.views import TicketView
from tui_desk.domain.officer import Officer
from tui_desk.domain.sla import late
from tui_desk.domain.ticket import Event, EventKind, Ticket
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Category, Choice, Priority


def say(view: TicketView, officers: Sequence[Officer], zone: ZoneInfo) -> None:
    """Write a ticket with its promises and its history, in times of `zone`."""
    names = {officer.staff_no: officer.name for officer in officers}
    for label, text in _fields(view, names, zone):
        if text:
            terminal.say(f"{label}: {text}")
    for line in clock_lines(view.ticket, zone):
        terminal.say(line)
    for promise in view.ticket.promises:
        kept = "x" if promise.kept_at else " "
        terminal.say(f"[{kept}] {tr('Promise')} {_local(promise.due_at, zone)}  {promise.words}")
    terminal.say("")
    for event in view.events:
        who, what = names.get(event.by, event.by), _what(event)
        terminal.say(f"{_local(event.happened_at, zone)}  {who}  {what}  {event.note}".rstrip())


def clock_lines(ticket: Ticket, zone: ZoneInfo) -> Iterator[str]:
    """How each clock of the ticket stands: by when, whether it stands still, when it was reached, why it was late."""
    for clock in ticket.clocks:
        due, milestone = _local(clock.due_at, zone), tr(MILESTONES[clock.milestone])
        if clock.reached_at is not None:
            at = _local(clock.reached_at, zone)
            if late(clock, clock.reached_at):
                told = tr("late {at} (by {due})", at=at, due=due)
                yield f"[x] {milestone}: {told}" + (f"; {clock.late_reason}" if clock.late_reason else "")
            else:
                yield f"[x] {milestone}: {tr('met {at} (by {due})', at=at, due=due)}"
        elif clock.cancelled_at is not None:
            yield f"[-] {milestone}: {tr('cancelled')}"
        else:
            stands = f"  ({tr('paused')})" if clock.paused_at else ""
            yield f"[ ] {tr('{milestone} by {due}', milestone=milestone, due=due)}{stands}"


def _what(event: Event) -> str:
    """What happened, in words; what was noted on the way by its own name."""
    noted = max(event.changes.get("stamps", {}).items(), key=lambda item: item[1] == event.happened_at, default=None)
    if event.kind is EventKind.STAMPED and noted is not None:
        return tr(STAMPS.get(noted[0], noted[0]))
    return tr(KINDS[event.kind])


def as_json(view: TicketView) -> dict[str, Any]:
    """Every field of a ticket, the code of its norm, and its events; times in ISO 8601 and UTC, spans in seconds."""
    content: dict[str, Any] = plain(asdict(view.ticket))
    return {**content, "norm_code": view.norm.code, "events": [plain(asdict(event)) for event in view.events]}


def plain(value: Any) -> Any:
    """The value in what JSON knows."""
    match value:
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return value


def _fields(view: TicketView, names: Mapping[str, str], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    ticket, norm = view.ticket, view.norm
    caller = (ticket.requester_name, ticket.requester_staff_no, ticket.requester_unit, ticket.requester_phone)
    yield tr("Number"), ticket.number
    yield tr("State"), tr(STATES[ticket.state])
    yield tr("Priority"), _label(ticket.priority, norm.priorities)
    yield tr("Submitted"), _local(ticket.opened_at, zone)
    yield tr("Requester"), " ".join(filter(None, caller))
    yield tr("Category"), _label(ticket.category, norm.categories)
    yield tr("Description"), ticket.summary
    yield tr("Assignee"), names.get(ticket.assignee or "", ticket.assignee or tr("unassigned"))
    yield tr("Advice"), ticket.advice
    yield tr("First response"), _local(ticket.responded_at, zone)
    yield tr("Result"), _label(ticket.result, norm.results)
    yield tr("Solution"), ticket.solution
    yield tr("Closed at"), _local(ticket.closed_at, zone)
    yield tr("Lesson"), ticket.lesson
    yield tr(FIELDS["foreign"]), ticket.foreign


def _label(code: str, choices: Iterable[Choice | Category | Priority]) -> str:
    return next((choice.label.in_(language()) for choice in choices if choice.code == code), code)


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""
