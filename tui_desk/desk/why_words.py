"""Why a clock stands where it does, in words: the answer, what led to it, the reason of each stretch.

Knows no widget and no terminal: whoever shows the texts makes them harmless and lays them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk.terms import FIELDS, MILESTONES, ROLES, STAMPS
from tui_desk.desk.whys import ClockWhy, Policy, TicketWhys
from tui_desk.domain import alert as rules
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import Mark, State, Ticket
from tui_desk.domain.why import Cause, Stretch, Why
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import ANY, Choice, Milestone, Norm, Target

CAUSES = {
    Cause.ALWAYS: mark("around the clock"),
    Cause.HOURS: mark("opening hours"),
    Cause.MAKEUP: mark("make-up workday"),
    Cause.OWN_DATE: mark("hours of this date"),
    Cause.RECURRING: mark("hours of a recurring date"),
    Cause.OUTSIDE: mark("outside opening hours"),
    Cause.BREAK: mark("break"),
    Cause.DAY_OFF: mark("day off"),
    Cause.HOLIDAY: mark("public holiday"),
    Cause.OWN_CLOSED: mark("closed on this date"),
    Cause.RECURRING_CLOSED: mark("closed on a recurring date"),
    Cause.WAITING: mark("waiting"),
}
CANCELLED = {
    "reopened": mark("the ticket was opened again"),
    "changed": mark("the service level that holds now has no such target"),
    "forward": mark("another target took over; what was counted went along"),
    "reset": mark("another target took over and counts anew"),
}
CUSTOMERS = {"internal": mark("internal"), "external": mark("external")}
_NAMED = {
    "customer": mark("Customer"),
    "agreement": mark("Agreement"),
    "complexity": mark("Complexity"),
}
_SECOND = timedelta(seconds=1)
_LONGEST = 200
"""How many characters of what was waited for are told."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: the desk's zone, and the names of its officers by staff number."""

    zone: ZoneInfo
    names: Mapping[OfficerId, str]

    def moment(self, at: datetime, now: datetime) -> str:
        """An instant to the minute; its date is left out on the same day, its year in the same year."""
        local, today = at.astimezone(self.zone), now.astimezone(self.zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"

    def officer(self, staff_no: OfficerId | None) -> str:
        """An officer with staff number and name; empty for none."""
        return " ".join(dict.fromkeys((staff_no, self.names.get(staff_no, "")))).strip() if staff_no else ""


def answer(told: ClockWhy, teller: Teller, at: datetime) -> str:
    """The whole in one sentence: when it is due, and how much of the working time is left."""
    why, clock = told.why, told.clock
    milestone, due = tr(MILESTONES[clock.milestone]), teller.moment(clock.due_at, at)
    if why is None:
        return tr("{milestone}: due {due}", milestone=milestone, due=due)
    ended = why.ended_at
    facts = {
        "milestone": milestone,
        "due": due,
        "left": length(max(why.left, timedelta(0)), why),
        "over": length(max(-why.left, timedelta(0)), why),
        "late": span(why.late_by, days=True),
    }
    late = why.late_by > timedelta(0)
    if ended is not None:
        facts["at"] = teller.moment(ended, at)
        if clock.cancelled_at is not None:
            facts["because"] = tr(CANCELLED.get(clock.cancelled_because, "")) or clock.cancelled_because
            return tr("{milestone}: ended {at} without being reached, because {because}", **facts)
        if late:
            return tr("{milestone}: reached {at}, {late} after it was due at {due}", **facts)
        return tr("{milestone}: met {at}, due {due}, with {left} to spare", **facts)
    if clock.paused_at is not None:
        facts["since"] = teller.moment(clock.paused_at, at)
        if late:
            return tr("{milestone}: stands still since {since}, {late} after it was due at {due}", **facts)
        facts["due"] = teller.moment(why.due_then, at)
        if why.goes_on_at is not None and why.goes_on_at > at:
            facts["then"] = teller.moment(why.goes_on_at, at)
            return tr("{milestone}: stands still since {since}, {left} left; goes on {then}, due {due} then", **facts)
        return tr("{milestone}: stands still since {since}, {left} left; due {due} if it went on now", **facts)
    if late:
        if why.always:
            return tr("{milestone}: was due {due}, {late} ago", **facts)
        return tr("{milestone}: was due {due}, {late} ago; {over} over", **facts)
    return tr("{milestone}: due {due}, {left} left", **facts)


def in_short(told: ClockWhy, of: TicketWhys) -> str:
    """The service level, the rule with its conditions, and the target, on one line."""
    return tr(
        "{level}; rule {rule}; target {target}",
        level=told.clock.level_set or tr("not on record"),
        rule=_rule(told.policy, of, told.clock.rule),
        target=_target(told),
    )


def facts(told: ClockWhy, of: TicketWhys, teller: Teller, at: datetime) -> Iterator[tuple[str, str]]:
    """What led to the clock, each with its label: the service level and its rule, the target, the calendar."""
    clock, why = told.clock, told.why
    yield tr("Service level"), _level(told)
    yield tr("Rule"), _rule(told.policy, of, clock.rule)
    yield tr("Target"), _target(told)
    if why is not None:
        told_in = tr("told here in {zone}", zone=teller.zone.key) if why.zone != teller.zone.key else ""
        parts = [clock.calendar, tr("around the clock") if why.always else "", why.zone, told_in]
        yield tr("Calendar"), ", ".join(filter(None, parts))
    else:
        yield tr("Calendar"), tr("{calendar}, which the norm does not know any more", calendar=clock.calendar)
    if clock.met_by:
        yield tr("Also met by"), tr(MILESTONES[clock.met_by])
    if clock.spent:
        yield tr("Carried forward"), tr("{spent} counted before, under another target", spent=clocked(clock.spent))
    elif clock.turn > 1:
        yield tr("Begun anew"), teller.moment(clock.started_at, at)
    if clock.late_reason:
        yield tr("Why it was late"), clock.late_reason
    if not clock.over and clock.paused_at is None:
        following = of.next_warning(told, at)
        yield tr("Next warning"), warning(following, of.ticket, teller, at) if following else tr("none")
        if of.ticket.state is State.WAITING:
            yield tr("Waiting"), tr("this clock runs on meanwhile, as the norm has it")
    if of.to_begin:
        yield tr("Not begun yet"), tr("; ").join(_to_begin(*each) for each in of.to_begin)


def _to_begin(milestone: Milestone, target: Target) -> str:
    """A target whose clock is still to begin: "Depart: 30 min, from “Remote help failed” on"."""
    return tr(
        "{milestone}: {length}, from “{what}” on",
        milestone=tr(MILESTONES[milestone]),
        length=_length(target),
        what=tr(STAMPS[target.starts]),
    )


def _length(target: Target) -> str:
    if target.workdays:
        return tr("{count} workdays", count=target.workdays)
    return span(target.within) if target.within else tr("at once")


def warning(mark_: Mark, ticket: Ticket, teller: Teller, at: datetime) -> str:
    """A warning: at which share, when, and to whom."""
    people = {"assignee": ticket.assignee, "first_taker": ticket.first_taker}
    names = [
        teller.officer(people[name])
        if name in people
        else tr(ROLES[rules.ROLES[name]])
        if name in rules.ROLES
        else name
        for name in mark_.to
    ]
    who = ", ".join(dict.fromkeys(filter(None, names))) or tr("nobody")
    return tr("{share} at {at}, to {who}", share=f"{mark_.share:.0%}", at=teller.moment(mark_.at, at), who=who)


def cause(stretch: Stretch, norm: Norm, teller: Teller) -> str:
    """Why a stretch counted, or did not: "opening hours", "国庆节 (public holiday)", "waiting for user: words"."""
    pause = stretch.pause
    if pause is None:
        words, name = tr(CAUSES[stretch.because]), stretch.name.in_(language())
        if stretch.because is Cause.MAKEUP:  # its name says so
            return name or words
        return tr("{words}: {name}", words=words, name=name) if name else words
    kind = next((each.label.in_(language()) for each in norm.waits if each.code == pause.kind), pause.kind)
    words = tr("waiting for {kind}", kind=kind) if kind else tr("waiting")
    because = pause.because if len(pause.because) <= _LONGEST else pause.because[:_LONGEST] + ".."
    if because and because != kind:
        words = tr("{words}: {name}", words=words, name=because)
    if pause.expected is not None:
        expected = pause.expected.astimezone(teller.zone)
        words = tr("{words} (expected until {at})", words=words, at=f"{expected:%m-%d %H:%M}")
    return words


def clocked(length_: timedelta) -> str:
    """A length as a clock shows it, to the second: "27:00:00"."""
    seconds = int(length_ // _SECOND)
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def span(length_: timedelta, *, days: bool = False) -> str:
    """A length in words: "1 h 12 min", "4 min 31 s"; seconds only under ten minutes, days where they are asked for."""
    seconds = int(length_ // _SECOND)
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if days and hours >= 48:
        return tr("{days} d {hours} h", days=hours // 24, hours=hours % 24)
    if hours:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else tr("{hours} h", hours=hours)
    if minutes >= 10:
        return tr("{minutes} min", minutes=minutes)
    if minutes:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=seconds % 60)
    return tr("{seconds} s", seconds=seconds)


def length(length_: timedelta, why: Why) -> str:
    """A length of the time that counts: working time, where that is less than all time."""
    return span(length_) if why.always else tr("{length} of working time", length=span(length_))


def _level(told: ClockWhy) -> str:
    clock, policy = told.clock, told.policy
    if policy is None:
        return clock.level_set or tr("not on record")
    title = policy.level_set.title.in_(language())
    named = f"{title} ({policy.level_set.code})" if title else policy.level_set.code
    if policy.level_set.source:
        named = tr("{named}, from {source}", named=named, source=policy.level_set.source)
    return named


def _rule(policy: Policy | None, of: TicketWhys, rule: str) -> str:
    if policy is None:
        return tr("{rule}, which the norm does not know any more", rule=rule) if rule else tr("not on record")
    held = tr("; ").join(f"{_fact(name, of.norm)} {_values(name, values, of)}" for name, values in policy.held)
    return tr("{rule}: {conditions}", rule=policy.level.name or "-", conditions=held or tr("for every ticket"))


def _fact(name: str, norm: Norm) -> str:
    """What something is called by which a service level is chosen."""
    if name in _NAMED:
        return tr(_NAMED[name])
    if name in FIELDS:
        return tr(FIELDS[name])
    return next((q.label.in_(language()) for q in norm.questions() if q.code == name), name)


def _values(name: str, values: Sequence[str], of: TicketWhys) -> str:
    known = _choices(name, of)
    return " / ".join(known.get(value, tr("(any)") if value == ANY else value) for value in values)


def _choices(name: str, of: TicketWhys) -> Mapping[str, str]:
    norm = of.norm
    choices: Sequence[Choice]
    match name:
        case "priority":
            choices = [Choice(each.code, each.label) for each in norm.priorities]
        case "category":
            choices = [Choice(each.code, each.label) for each in norm.categories]
        case "subcategory":
            choices = [each for category in norm.categories for each in category.subcategories]
        case "channel":
            choices = norm.channels
        case "complexity":
            choices = norm.complexities
        case "customer":
            return {code: tr(words) for code, words in CUSTOMERS.items()}
        case _:
            choices = [each for q in norm.questions() if q.code == name for each in q.choices]
    return {choice.code: choice.label.in_(language()) for choice in choices}


def _target(told: ClockWhy) -> str:
    clock, why = told.clock, told.why
    if clock.workdays:
        words = tr("{count} workdays: the same time of day on the last of them, or its closing", count=clock.workdays)
        return tr("{words}; {length} of working time", words=words, length=clocked(why.target)) if why else words
    if not clock.within:
        return tr("at once")
    return length(clock.within, why) if why is not None else span(clock.within)
