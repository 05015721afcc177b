"""The verbs of promises 承诺: given, kept, agreed anew, and the news of a solution that is owed (CALL-7, CALL-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.deciding import said, to_come
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.ports import Writing
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import EventKind, Promise, Ticket
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Norm

_NEWS = "news-"
"""How the id of a promise begins that resolving made."""


def promise(words: str, due_at: datetime, by: Officer) -> Decide:
    """One more promise, open until kept."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        promised = said(words, mark("what was promised"), "words")
        return Decision(EventKind.PROMISED, given(ticket, promised, due_at, now, by), promised)

    return decide


def given(ticket: Ticket, words: str, due_at: datetime, now: datetime, by: Officer) -> dict[str, Any]:
    """The change of a ticket with one more promise. Raises BadMoment when it is due in the past."""
    made = Promise(uuid4().hex, words, to_come(due_at, now), now, by.staff_no)
    return {"promises": (*ticket.promises, made)}


def keep_promise(promise_id: str) -> Decide:
    """A promise kept."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        kept = _open_promise(ticket, promise_id)
        promises = tuple(replace(p, kept_at=now) if p is kept else p for p in ticket.promises)
        return Decision(EventKind.PROMISE_KEPT, {"promises": promises}, kept.words)

    return decide


def move_promise(promise_id: str, due_at: datetime, words: str) -> Decide:
    """A promise renegotiated with the caller: another time, and what was agreed."""

    def decide(ticket: Ticket, now: datetime, _desk: Writing) -> Decision:
        promised = _open_promise(ticket, promise_id)
        agreed = said(words, mark("what was agreed"), "words")
        moved = replace(promised, due_at=to_come(due_at, now), moved_from=(*promised.moved_from, promised.due_at))
        promises = tuple(moved if p is promised else p for p in ticket.promises)
        return Decision(EventKind.PROMISE_MOVED, {"promises": promises}, agreed)

    return decide


def news(ticket: Ticket, norm: Norm, now: datetime, by: Officer) -> Promise:
    """The promise to tell the caller at once that there is a solution 第一时间告知 (CALL-12)."""
    words = tr("Tell the caller the result")
    due_at = now + norm.call.reply_within
    return Promise(f"{_NEWS}{uuid4().hex}", words, due_at, now, by.staff_no, to=ticket.requester_name)


def told(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The change of a ticket whose caller spoke about the result: the news is told. Empty where none was owed."""
    kept = tuple(
        replace(p, kept_at=now) if p.id.startswith(_NEWS) and p.kept_at is None else p for p in ticket.promises
    )
    return {"promises": kept} if kept != ticket.promises else {}


def _open_promise(ticket: Ticket, promise_id: str) -> Promise:
    """The open promise with this id. Raises BadValue."""
    found = next((p for p in ticket.promises if p.id == promise_id and p.kept_at is None), None)
    if found is None:
        open_ones = tuple(p.id for p in ticket.promises if p.kept_at is None)
        raise BadValue(field=Term(mark("the promise")), value=promise_id, allowed=open_ones)
    return found
