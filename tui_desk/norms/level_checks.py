"""Whether the service levels of a norm fit it: sets, conditions, targets, warnings, waits, the rule of the same day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from tui_desk.i18n import tr
from tui_desk.norms.codes import Found, are_codes, is_code
from tui_desk.norms.conditions import CUSTOMERS, on_tickets
from tui_desk.norms.merging import Place
from tui_desk.norms.models import ANY, AUDIENCES, Level, Milestone, Norm, Start, Target, WarningRule

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_AFTER: Mapping[Start, Sequence[Milestone]] = {
    "opened": ("handover", "respond", "assess", "depart", "arrive", "workaround", "resolve", "form"),
    "remote_failed": ("depart", "arrive", "workaround", "resolve"),
    "visit_ended": ("workaround", "resolve", "form"),
}
"""What may still be ahead when a clock is set going."""


def mistakes(norm: Norm) -> Found:
    """Every mistake of the service levels."""
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("level_sets", [each.code for each in norm.level_sets]),
        ("waits", [each.code for each in norm.waits]),
        ("complexities", [each.code for each in norm.complexities]),
    )
    for name, codes in lists:
        yield from are_codes([((name, index, "code"), code) for index, code in enumerate(codes)])
    yield from _levels(("levels",), norm.levels, norm)
    for index, each in enumerate(norm.level_sets):
        place: Place = ("level_sets", index)
        if each.code == norm.code:
            yield (*place, "code"), tr("“{code}” is used twice", code=each.code)
        if not each.levels:
            yield (*place, "levels"), tr("must have at least one entry")
        yield from on_tickets((*place, "when"), each.when, norm)
        yield from _levels((*place, "levels"), each.levels, norm)
        yield from _warnings((*place, "warnings"), each.warnings, norm)
    yield from _warnings(("warnings",), norm.warnings, norm)
    yield from _covered(norm)
    if not 0 < norm.near < 1:
        yield ("near",), tr("must lie between 0 and 1")
    yield from _same_day(norm)


def _levels(place: Place, levels: Sequence[Level], norm: Norm) -> Found:
    priorities = {priority.code for priority in norm.priorities}
    names = [level.name for level in levels]
    for index, level in enumerate(levels):
        here: Place = (*place, index)
        if not level.name:
            yield (*here, "code"), tr("a level needs a code, or the priority that it is for")
        if level.code:
            yield from is_code((*here, "code"), level.code)
        if level.priority and level.priority not in priorities:
            yield (*here, "priority"), tr("there is no priority “{code}”", code=level.priority)
        if level.name and level.name in names[:index]:
            yield (*here, "code" if level.code else "priority"), tr("“{code}” is used twice", code=level.name)
        yield from on_tickets((*here, "when"), level.when, norm)
        if not (level.when or level.priority) and index + 1 < len(levels):
            yield (*here, "when"), tr("a level without conditions hides the levels below it")
        for milestone, target in level.targets.items():
            yield from _target((*here, "targets", milestone), milestone, target, norm)


def _target(place: Place, milestone: Milestone, target: Target, norm: Norm) -> Found:
    if target.calendar not in norm.calendars:
        yield (*place, "calendar"), tr("there is no calendar “{code}”", code=target.calendar)
    if target.within < timedelta(0):
        yield (*place, "within"), tr("must not be less than nothing")
    if target.workdays < 0:
        yield (*place, "workdays"), tr("must not be less than nothing")
    if target.within and target.workdays:
        yield (*place, "workdays"), tr("a target has either “within” or “workdays”")
    if milestone not in _AFTER[target.starts]:
        allowed = ", ".join(_AFTER[target.starts])
        yield (*place, "starts"), tr("“{start}” sets going only: {values}", start=target.starts, values=allowed)
    if target.or_reached == milestone:
        yield (*place, "or_reached"), tr("must be another milestone than its own")


def _warnings(place: Place, warnings: Sequence[WarningRule], norm: Norm) -> Found:
    priorities = {priority.code for priority in norm.priorities}
    for index, rule in enumerate(warnings):
        here: Place = (*place, index)
        if not rule.at > 0 or rule.at == float("inf"):
            yield (*here, "at"), tr("must be a share of the target above 0: 0.75, or 1 for the breach")
        if not rule.to:
            yield (*here, "to"), tr("must have at least one entry")
        for name in rule.to:
            if name not in AUDIENCES and any(is_code(here, name)):
                audiences = ", ".join(AUDIENCES)
                yield (
                    (*here, "to"),
                    tr("“{name}” is neither one of {values} nor a contact's name", name=name, values=audiences),
                )
        for code in rule.priorities:
            if code not in priorities:
                yield (*here, "priorities"), tr("there is no priority “{code}”", code=code)


def _covered(norm: Norm) -> Found:
    """Every priority has a target, for whichever kind of customer: in the norm's own levels, or in a set that wins."""
    for index, priority in enumerate(norm.priorities):
        for customer in CUSTOMERS:
            facts = {"priority": priority.code, "customer": customer}
            if not any(_sure(when, facts) for when in _winning(norm)):
                yield ("priorities", index), tr("no level says how fast this priority must be")
                break


def _winning(norm: Norm) -> Iterator[Mapping[str, Sequence[str]]]:
    """The conditions under which each level gives a ticket its clocks."""
    for each in norm.sets():
        for level in () if each.beside else each.levels:
            by_priority = {"priority": (level.priority,)} if level.priority else {}
            if not (each.when.keys() & (level.when.keys() | by_priority.keys())):
                yield {**each.when, **level.when, **by_priority}


def _sure(when: Mapping[str, Sequence[str]], facts: Mapping[str, str]) -> bool:
    """Whether the conditions hold for every ticket with these facts."""
    return all(code in facts and (ANY in values or facts[code] in values) for code, values in when.items())


def _same_day(norm: Norm) -> Found:
    for name in ("same_day_before", "same_day_shown_from"):
        time = getattr(norm, name)
        if not _CLOCK.fullmatch(time) and (time or name != "same_day_before"):
            yield (name,), tr("must be a time of day such as 17:00")
