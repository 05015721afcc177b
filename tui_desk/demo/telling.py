"""The demo's day made into a desk: each verb carried out as if at its own hour."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tui_desk.demo import hotline, rostering
from tui_desk.demo.story import Step, Story, Told
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import tr
from tui_desk.norms.models import Norm

TALK = timedelta(minutes=2)
"""How long each call took before it was registered."""
ACCEPTED_AFTER, NOT_ACCEPTED_YET = 3, 15
"""After how many minutes engineers accept what is dispatched to them; what is newer waits for it still."""
PLANNED_BEFORE = timedelta(days=5)
"""How long before the day of the story its desk was set up, and the roster planned."""
_GOODBYE = timedelta(seconds=15)
_PHASES = {"rang": -8, "answered": 0, "identified": 20, "classified": 60, "read_back": 105}
"""How many seconds after the pick-up each phase of a call was passed."""


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
    clock.at = now - PLANNED_BEFORE
    desk.set_up(SetUp(story.desk, language, zone, norm, me.name, me.staff_no, me.login))
    for officer in (me, *story.colleagues):
        desk.put_officer(officer, by=me)
    desk.skills.bring_in(story.skills, by=me)
    for person in (*story.people, *story.hotline.people):
        desk.directory.put_person(person)
    for unit in story.hotline.units:
        desk.directory.put_unit(hotline.unit(unit, now.astimezone(ZoneInfo(zone)).date()))
    everybody = (me, *story.colleagues)
    roster = desk.rosters.plan_all([*rostering.shifts(norm.duty, everybody, now, ZoneInfo(zone))], by=me)
    officers = {"me": me} | {officer.staff_no: officer for officer in story.colleagues}
    tickets = [""] * len(story.calls)
    drafts: dict[int, str] = {}

    def call(index: int) -> None:
        told = story.calls[index]
        clock.at += TALK
        tickets[index] = register(desk, told, officers[told.by], clock.at - TALK, now, zone).number

    def step(index: int, each: Step) -> None:
        carry_out(desk, desk.ticket(tickets[index]).ticket, each, officers[each.by])

    def accepted(index: int, by: str) -> None:
        ticket = desk.ticket(tickets[index]).ticket
        if ticket.offer is not None and ticket.offer.to == by:
            desk.accept(ticket.number, by=officers[by], seen=ticket.version)

    def logged(index: int) -> None:
        each = story.hotline.calls[index]
        drafts[index] = hotline.finish(desk, each, officers[each.by], now, zone, tickets)

    def done(index: int) -> None:
        each = story.hotline.calls[index]
        to = str(each.told.get("to", ""))
        hotline.answer(desk, each, drafts[index], officers.get(to) or officers[each.by])

    def missed(number: str) -> None:
        desk.rings.miss(hotline.ring(desk, number), at_once=True)

    def sign_on(officer: str) -> None:
        desk.rosters.sign_on(me, [item.code for item in norm.duty.ready], officer=officer)

    moments: list[tuple[int, Callable[[], None]]] = []
    for index, told in enumerate(story.calls):
        moments.append((told.ago, partial(call, index)))
        moments += [(each.ago, partial(step, index, each)) for each in told.steps]
        dispatched = [each for each in told.steps if each.do == "dispatch" and each.ago > NOT_ACCEPTED_YET]
        moments += [(each.ago - ACCEPTED_AFTER, partial(accepted, index, each.to)) for each in dispatched]
    for index, each in enumerate(story.hotline.calls):
        moments.append((each.ago, partial(logged, index)))
        if "done_ago" in each.told:
            moments.append((each.told["done_ago"], partial(done, index)))
    moments += [(ago, partial(missed, number)) for ago, number in story.hotline.missed]
    for shift in roster:
        if shift.covers(now):
            begun = int((now - shift.starts_at) / timedelta(minutes=1)) + 1
            moments.append((begun, partial(sign_on, shift.officer)))
    for ago, happens in sorted(moments, key=lambda moment: -moment[0]):
        clock.at = now - timedelta(minutes=ago)
        happens()


def register(desk: Desk, told: Told, by: Officer, began_at: datetime, now: datetime, zone: str) -> Ticket:
    """The ticket of a told call; its promise is due `promise_in` minutes after `now`."""
    answers = dict(told.answers)
    if "promise" in answers:
        due_at = (now + timedelta(minutes=told.promise_in)).astimezone(ZoneInfo(zone))
        answers["promise_due"] = f"{due_at:%Y-%m-%d %H:%M}"
    call = Call(
        draft=uuid.uuid4().hex,
        officer=by.staff_no,
        began_at=began_at,
        answers=answers,
        phases={phase: began_at.astimezone(UTC) + timedelta(seconds=at) for phase, at in _PHASES.items()},
        priority=told.priority,
        priority_reason=told.priority_reason,
    )
    ticket = desk.register(call, by=by)
    desk.calls.hang_up(call.draft, began_at.astimezone(UTC) + TALK + _GOODBYE)
    return ticket


def carry_out(desk: Desk, ticket: Ticket, step: Step, by: Officer) -> Ticket:
    """The ticket after a step of the story."""
    number, seen = ticket.number, ticket.version
    match step.do:
        case "take":
            return desk.take(number, by=by, seen=seen)
        case "dispatch":
            reason = (step.words or tr("nobody else is there")) if step.to in desk.offers.asks() else ""
            return desk.dispatch(number, step.to, step.words, by=by, seen=seen, reason=reason)
        case "respond":
            return desk.respond(number, by=by, seen=seen, late_reason=step.late, words=step.words)
        case "work":
            return desk.work(number, step.words, by=by)
        case "wait":
            until = None if step.until is None else desk.now() + timedelta(minutes=step.ago + step.until)
            return desk.wait(number, step.words, by=by, seen=seen, kind=step.to, until=until)
        case "stamp":
            return desk.stamp(number, step.to, by=by, seen=seen, late_reason=step.late, words=step.words)
        case "reprioritise":
            return desk.reprioritise(number, step.to, step.words, by=by, seen=seen)
        case "resolve":
            return desk.resolve(number, step.to, step.words, by=by, seen=seen, late_reason=step.late)
        case "confirm":
            return desk.confirm(number, "confirmed", step.to, step.words, by=by, seen=seen)
        case "close":
            return desk.close(number, step.words, by=by, seen=seen)
        case "promise":
            return desk.promise(number, step.words, desk.now() + timedelta(minutes=int(step.to)), by=by)
        case "keep":
            return desk.keep_promise(number, _open_promise(ticket), by=by)
        case "move":
            due_at = desk.now() + timedelta(minutes=int(step.to))
            return desk.move_promise(number, _open_promise(ticket), due_at, step.words, by=by)
        case "reopen":
            return desk.reopen(number, step.words, step.to, by=by, seen=seen)
        case _:
            raise ValueError(step.do)


def _open_promise(ticket: Ticket) -> str:
    return next(promise.id for promise in ticket.promises if promise.kept_at is None)
