"""What a hand-over 交接班 is made of: everything that is open at the end of a shift (DESK-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tui_desk.desk import following
from tui_desk.desk.ports import Reading
from tui_desk.desk.terms import FOLLOW_UPS, KINDS, OWED
from tui_desk.desk.views import QueueRow
from tui_desk.domain.follow_up import FollowUp
from tui_desk.domain.message import Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.presence import Presence
from tui_desk.domain.roster import HandOverItem, Post, Shift
from tui_desk.domain.ticket import EventKind, State
from tui_desk.i18n import tr
from tui_desk.norms.models import Norm

CALL, PROMISE, TICKET, MESSAGE, PAPER, FOLLOW_UP, CHANGED = HAND_OVER_KINDS = (
    "call",
    "promise",
    "ticket",
    "message",
    "paper",
    "follow_up",
    "changed",
)
"""The kinds of items, in the order of the sheet."""

_NEVER = datetime.max.replace(tzinfo=UTC)
WITHOUT_A_SHIFT = timedelta(hours=12)
"""How far back it is looked for changes where nobody signed on."""
_NAMED = 12
"""How many numbers a line of changes names."""
_ALL_MESSAGES = 500
_TOLD = (
    EventKind.REGISTERED,
    EventKind.RESOLVED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.REPRIORITISED,
    EventKind.DISPATCHED,
    EventKind.ROSE,
    EventKind.WAITING,
    EventKind.LINKED,
)
"""What is told of a shift, in this order."""


def sees_all(by: Officer, shift: Shift | None) -> bool:
    """Whether an officer hands over what is everybody's: a duty manager."""
    return Role.MANAGER in by.roles or (shift is not None and shift.post is Post.MANAGER)


def collected(
    desk: Reading, by: Officer, shift: Shift | None, norm: Norm, now: datetime, here: Sequence[Presence] = ()
) -> Iterator[HandOverItem]:
    """Everything that the officer hands over now; a duty manager what is everybody's.

    `here` are the calls that sessions have in hand; parked ones are known to their own seat only.
    """
    whole = sees_all(by, shift)
    yield from _calls(desk, by, whole, here)
    yield from _promises(desk, "" if whole else by.staff_no)
    yield from _tickets(desk, by, norm, now)
    yield from _messages(desk, by, whole)
    yield from _papers(desk, by, whole)
    yield from _follow_ups(desk, by, whole, now)
    since = shift.signed_on_at if shift is not None and shift.signed_on_at else now - WITHOUT_A_SHIFT
    yield from _changed(desk, since)


def _calls(desk: Reading, by: Officer, whole: bool, here: Sequence[Presence]) -> Iterator[HandOverItem]:
    """Calls in hand, telephones that ring, and missed calls that nobody called back."""
    names = {each.staff_no: each.name for each in desk.officers()}
    for each in here:
        if each.what == "call" and (whole or each.officer == by.staff_no):
            words = tr("in hand of {name}: {words}", name=names.get(each.officer, each.officer), words=each.words)
            yield HandOverItem(CALL, each.key, words.rstrip(": "))
    for ring in desk.rings():
        yield HandOverItem(CALL, ring.id, tr("rings: {number}", number=ring.number), ring.until)
    messages = desk.all_messages(limit=_ALL_MESSAGES) if whole else desk.messages(by.staff_no, limit=_ALL_MESSAGES)
    for message in messages:
        if message.kind is Owed.MISSED:
            who = _joined(message.caller_name, message.caller_unit, message.caller_phone)
            yield HandOverItem(CALL, message.id, _joined(tr(OWED[message.kind]), who, message.words), message.due_at)


def _promises(desk: Reading, of: str) -> Iterator[HandOverItem]:
    for row in desk.open_promises(of):
        who = _joined(row.promise.to or row.caller_name, row.caller_unit, row.caller_phone)
        words = f"{who}: {row.promise.words} ({row.ticket})"
        yield HandOverItem(PROMISE, row.promise.id, words, row.promise.due_at)


def _tickets(desk: Reading, by: Officer, norm: Norm, now: datetime) -> Iterator[HandOverItem]:
    """The endangered ones, then the officer's own."""
    endangered = desk.endangered(by, norm.alert_manager_at)
    rows = {row.number: row for row in desk.queue(closed_since=_NEVER) if row.state is not State.CLOSED}
    names = {each.staff_no: each.name for each in desk.officers()}
    mine = [
        number
        for number, row in rows.items()
        if row.assignee == by.staff_no and row.state in (State.OPEN, State.WAITING) and number not in endangered
    ]
    for number in (*(number for number in rows if number in endangered), *mine):
        row = rows[number]
        late = row.due_at is not None and row.due_at <= now
        sign = tr("mine") if number not in endangered else tr("overdue") if late else tr("endangered")
        yield HandOverItem(TICKET, number, _ticket_words(row, sign, names.get(row.assignee or "", "")), row.due_at)


def _ticket_words(row: QueueRow, sign: str, assignee: str) -> str:
    what = _joined(f"[{sign}]", row.requester_unit, row.summary)
    return f"{what} ({assignee})" if assignee else what


def _messages(desk: Reading, by: Officer, whole: bool) -> Iterator[HandOverItem]:
    messages = desk.all_messages(limit=_ALL_MESSAGES) if whole else desk.messages(by.staff_no, limit=_ALL_MESSAGES)
    names = {each.staff_no: each.name for each in desk.officers()}
    for message in messages:
        if message.kind is not Owed.MISSED:
            who = _joined(message.caller_name, message.caller_unit, message.caller_phone)
            words = f"{names.get(message.to, message.to)}: {_joined(who, message.words)}"
            yield HandOverItem(MESSAGE, message.id, words, message.due_at)


def _papers(desk: Reading, by: Officer, whole: bool) -> Iterator[HandOverItem]:
    """Papers that are out or lost, and those that came back and nobody entered."""
    for paper in desk.papers((PaperState.OUT, PaperState.LOST)):
        if whole or by.staff_no in (paper.made_by, paper.entered_by):
            lost = tr("lost") if paper.state is PaperState.LOST else ""
            yield HandOverItem(PAPER, paper.number, _joined(lost, _title(desk, paper), paper.ticket))


def _title(desk: Reading, paper: Paper) -> str:
    """What the paper's form is called; its code where the norm cannot be read."""
    with suppress(KeyError, ValueError):
        if (form := desk.norm(paper.norm).form(paper.form)) is not None:
            return form.title.in_(following.language(desk))
    return paper.form


def _follow_ups(desk: Reading, by: Officer, whole: bool, now: datetime) -> Iterator[HandOverItem]:
    for each in desk.follow_ups():
        if each.from_at <= now and (whole or each.owner in ("", by.staff_no)):
            yield HandOverItem(FOLLOW_UP, each.id, _follow_up_words(each), each.due_at)


def _follow_up_words(of: FollowUp) -> str:
    who = _joined(of.person, of.unit, of.phone)
    return _joined(tr(FOLLOW_UPS[of.kind]), of.ticket, f"{who}:" if who else "", of.because or of.words)


def _changed(desk: Reading, since: datetime) -> Iterator[HandOverItem]:
    """How many tickets were opened, closed, given another priority …, and which."""
    numbers: dict[EventKind, list[str]] = {}
    for kind, number in desk.happened_since(since):
        numbers.setdefault(kind, []).append(number)
    for kind in _TOLD:
        if found := numbers.get(kind):
            named = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
            words = tr("{what}: {count} ({numbers})", what=tr(KINDS[kind]), count=len(found), numbers=named)
            yield HandOverItem(CHANGED, str(kind), words)


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))
