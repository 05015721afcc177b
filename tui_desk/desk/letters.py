"""What an alert says when it is sent out of the desk (CALL-14): number, level, milestone, due time.

Plain text, in the contact's language. What people wrote stands in it only when the desk allows it, and then without the
signs by which a chat makes links, mentions and bold letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk import duty_words, offer_words
from tui_desk.desk.terms import MILESTONES
from tui_desk.desk.views import DeskFacts
from tui_desk.domain import duty_alarm
from tui_desk.domain.alert import Alert
from tui_desk.domain.offer_alert import OFFER, RISEN
from tui_desk.domain.roster import Shift
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Clock, Ticket
from tui_desk.i18n import mark, speaking, tr
from tui_desk.norms.models import Norm

SIGNATURE = "tui-desk"
"""Stands in every message: chats that take only messages with a key word are given this one."""
LONGEST_WORDS = 300
_DISARMED = str.maketrans("<>[]()@#*_`|\\~", "＜＞［］（）＠＃＊＿｀｜＼～")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: one line that says it all, and the rest."""

    title: str
    body: str


def letter(
    alert: Alert, ticket: Ticket | None, norm: Norm, facts: DeskFacts, now: datetime, *, language: str, words: bool
) -> Letter:
    """The message of an alert. With `words`, what the ticket is about and who called stands in it."""
    zone = ZoneInfo(facts.zone)
    with speaking(language or facts.language or "en"):
        priority = norm.priority(alert.priority).label.in_(language or facts.language or "en")
        lines = [*_about(alert, ticket, zone, now), *(_words(ticket) if words and ticket else ())]
        lines.append(tr("Alert: {id}", id=alert.id))
        return Letter(_title(alert, priority), "\n".join([*lines, f"{facts.name} · {SIGNATURE}"]))


def test_letter(contact: str, facts: DeskFacts, now: datetime, *, language: str) -> Letter:
    """A message that says that messages arrive."""
    with speaking(language or facts.language or "en"):
        title = tr("A test of the duty desk: alerts for {contact} arrive here.", contact=disarmed(contact))
        return Letter(title, f"{_at(now, ZoneInfo(facts.zone))}\n{facts.name} · {SIGNATURE}")


def disarmed(text: str) -> str:
    """What somebody wrote, on one line, without what a chat takes for markup."""
    text = one_line(text).translate(_DISARMED)
    return text if len(text) <= LONGEST_WORDS else f"{text[:LONGEST_WORDS]}…"


def duty_letter(
    alert: Alert, shift: Shift | None, norm: Norm, facts: DeskFacts, officer: str, now: datetime, *, language: str
) -> Letter:
    """The message about a shift that nobody takes (DESK-2). `officer` is the name of whoever has it."""
    zone = ZoneInfo(facts.zone)
    with speaking(language or facts.language or "en"):
        says = duty_words.alarm(alert, disarmed(officer))
        lines = [tr("Begins: {at}", at=_at(alert.due_at, zone))]
        if not duty_alarm.stands(alert, shift):
            lines.append(tr("Somebody has it meanwhile"))
        elif now >= alert.due_at:
            lines.append(tr("Late by {span}", span=_span(now - alert.due_at)))
        lines.append(tr("Alert: {id}", id=alert.id))
        named = f": {duty_words.named(shift, norm.duty, zone)}" if shift is not None else ""
        return Letter(f"[{tr('Roster')}] {says}{named}", "\n".join([*lines, f"{facts.name} · {SIGNATURE}"]))


def _title(alert: Alert, priority: str) -> str:
    if alert.milestone in (OFFER, RISEN):
        return f"[{priority}] {alert.ticket}: {offer_words.alarm(alert)}"
    what = tr(MILESTONES.get(alert.milestone, alert.milestone))
    facts = {"priority": priority, "number": alert.ticket, "milestone": what, "percent": round(alert.share * 100)}
    if alert.share == 0:
        return tr("[{priority}] {number}: for the duty manager to know", **facts)
    if alert.share < 1:
        return tr("[{priority}] {number}: {milestone}, {percent} % of the time used", **facts)
    if alert.share == 1:
        return tr("[{priority}] {number}: {milestone} is overdue", **facts)
    return tr("[{priority}] {number}: {milestone} is overdue, {percent} % of the time used", **facts)


def _about(alert: Alert, ticket: Ticket | None, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    if alert.milestone in (OFFER, RISEN):
        yield from _of_offer(alert, ticket, zone)
        return
    yield tr("Due: {at}", at=_at(alert.due_at, zone))
    clock = _clock(alert, ticket)
    if clock is not None and clock.reached_at is not None:
        yield tr("Done meanwhile, at {at}", at=_at(clock.reached_at, zone))
    elif clock is not None and (clock.cancelled_at is not None or clock.due_at != alert.due_at):
        yield tr("The clock was set anew meanwhile")
    elif clock is not None and clock.paused_at is not None:
        yield tr("The clock stands still since {at}", at=_at(clock.paused_at, zone))
    elif now >= alert.due_at:
        yield tr("Late by {span}", span=_span(now - alert.due_at))
    else:
        yield tr("Left: {span}", span=_span(alert.due_at - now))


def _of_offer(alert: Alert, ticket: Ticket | None, zone: ZoneInfo) -> Iterator[str]:
    """By when an offer is to be accepted, and whether that is still so; since when a ticket has risen."""
    if alert.milestone == RISEN:
        yield tr("Since: {at}", at=_at(alert.at, zone))
        if ticket is not None and ticket.risen_at is None:
            yield tr("A manager has looked into it meanwhile")
        return
    if alert.due_at > alert.raised_at:
        yield tr("To be accepted by: {at}", at=_at(alert.due_at, zone))
    if ticket is not None and ticket.offer is None:
        yield tr("Done meanwhile")


def _clock(alert: Alert, ticket: Ticket | None) -> Clock | None:
    """The newest clock of the milestone, which tells how the matter stands."""
    clocks = [clock for clock in (ticket.clocks if ticket else ()) if clock.milestone == alert.milestone]
    return clocks[-1] if clocks else None


def _words(ticket: Ticket) -> Iterator[str]:
    yield tr("About: {summary}", summary=disarmed(ticket.summary))
    caller = " ".join(filter(None, (ticket.requester_name, ticket.requester_unit, ticket.requester_phone)))
    yield tr("Caller: {caller}", caller=disarmed(caller))


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


_SPANS = (
    (86_400, mark("{count} d {rest} h"), 3600),
    (3600, mark("{count} h {rest} min"), 60),
)


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, words, smaller in _SPANS:
        if seconds >= unit:
            return tr(words, count=seconds // unit, rest=seconds % unit // smaller)
    return tr("{count} min", count=seconds // 60) if seconds >= 60 else tr("{count} s", count=seconds)
