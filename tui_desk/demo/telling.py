"""The demo's day made into a desk: each verb carried out as if at its own hour."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.demo.story import Step, Story, Told
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import Norm

TALK = timedelta(minutes=2)
"""How long each call took before it was registered."""


class StoryClock:
    """A clock for a store: the hour at which the story is."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        """That hour, in UTC."""
        return self.at


def tell(desk: Desk, clock: StoryClock, story: Story, norm: Norm, *, language: str, zone: str) -> None:
    """Set up the desk of the story and carry out its whole day, oldest first; `clock` must be the desk's."""
    now, me = clock.at, story.me
    clock.at = now - timedelta(days=1)
    desk.set_up(SetUp(story.desk, language, zone, norm, me.name, me.staff_no, me.login))
    for officer in (me, *story.colleagues):
        desk.put_officer(officer, by=me)
    for person in story.people:
        desk.directory.put_person(person)
    officers = {"me": me} | {officer.staff_no: officer for officer in story.colleagues}
    tickets: dict[int, str] = {}
    for ago, index, step in _in_order(story):
        told = story.calls[index]
        if step is None:
            began_at = now - timedelta(minutes=ago)
            clock.at = began_at + TALK
            tickets[index] = register(desk, told, officers[told.by], began_at, now, zone).number
        else:
            clock.at = now - timedelta(minutes=ago)
            ticket = desk.ticket(tickets[index]).ticket
            carry_out(desk, ticket, step, officers[step.by])


def _in_order(story: Story) -> list[tuple[int, int, Step | None]]:
    """Calls and steps as (minutes ago, index of the call, step or None for the call itself), oldest first."""
    moments: list[tuple[int, int, Step | None]] = []
    for index, told in enumerate(story.calls):
        moments.append((told.ago, index, None))
        moments += [(step.ago, index, step) for step in told.steps]
    return sorted(moments, key=lambda moment: -moment[0])


def register(desk: Desk, told: Told, by: Officer, began_at: datetime, now: datetime, zone: str) -> Ticket:
    """The ticket of a told call; its promise is due `promise_in` minutes after `now`."""
    answers = dict(told.answers)
    if "promise" in answers:
        due_at = (now + timedelta(minutes=told.promise_in)).astimezone(ZoneInfo(zone))
        answers["promise_due"] = f"{due_at:%Y-%m-%d %H:%M}"
    return desk.register(
        Call(
            draft=uuid.uuid4().hex,
            officer=by.staff_no,
            began_at=began_at,
            answers=answers,
            phases={"answered": began_at.astimezone(UTC)},
            priority=told.priority,
            priority_reason=told.priority_reason,
        ),
        by=by,
    )


def carry_out(desk: Desk, ticket: Ticket, step: Step, by: Officer) -> Ticket:
    """The ticket after a step of the story."""
    number, seen = ticket.number, ticket.version
    match step.do:
        case "take":
            return desk.take(number, by=by, seen=seen)
        case "dispatch":
            return desk.dispatch(number, step.to, step.words, by=by, seen=seen)
        case "respond":
            return desk.respond(number, by=by, seen=seen, late_reason=step.late, words=step.words)
        case "work":
            return desk.work(number, step.words, by=by)
        case "wait":
            return desk.wait(number, step.words, by=by, seen=seen)
        case "reprioritise":
            return desk.reprioritise(number, step.to, step.words, by=by, seen=seen)
        case "resolve":
            return desk.resolve(number, step.to, step.words, by=by, seen=seen, late_reason=step.late)
        case "confirm":
            return desk.confirm(number, "confirmed", step.to, step.words, by=by, seen=seen)
        case "close":
            return desk.close(number, step.words, by=by, seen=seen)
        case "reopen":
            return desk.reopen(number, step.words, step.to, by=by, seen=seen)
        case _:
            raise ValueError(step.do)
