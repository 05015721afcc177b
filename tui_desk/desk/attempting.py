"""Calling a user about a follow-up: who may, and what is noted of it (DESK-6, CALL-18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tui_desk.desk import following
from tui_desk.desk.follow_up_errors import DidTheWork
from tui_desk.desk.follow_up_views import why_not
from tui_desk.desk.following import harmless
from tui_desk.desk.ports import Writing
from tui_desk.domain.follow_up import Attempt, FollowUp, FollowUpKind
from tui_desk.domain.officer import Officer


def attempted(of: FollowUp, attempt: Attempt) -> FollowUp:
    """The follow-up with one more attempt; whoever reached the user of what nobody has, has it now."""
    owner = of.owner or (attempt.by if attempt.reached and of.kind is not FollowUpKind.COMPLAINT else "")
    return replace(of, attempts=(*of.attempts, attempt), owner=owner)


def must_be_free_of_it(of: FollowUp, by: Officer) -> None:
    """Raises DidTheWork for an officer who is not to call the user about this (DESK-6)."""
    if why_not(of, by) == "worked":
        raise DidTheWork(name=by.name)


def called_out(desk: Writing, id_: str, reached: bool, words: str, at: datetime, by: Officer) -> FollowUp | None:
    """Note a call out about a follow-up within its transaction (CALL-18); None where there is none, or it is over.

    Raises DidTheWork.
    """
    of = desk.follow_up(id_)
    if of is None or not of.is_open:
        return None
    must_be_free_of_it(of, by)
    changed = attempted(of, Attempt(at, by.staff_no, reached, harmless(words)))
    following.put(desk, replace(changed, version=of.version + 1))
    return changed
