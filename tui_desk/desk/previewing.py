"""What a change would make of a ticket's clocks, shown before it is saved (TKT-7, TKT-12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from tui_desk.desk.clock_verbs import edited, retargeted
from tui_desk.desk.deciding import ranked
from tui_desk.domain.person import Unit
from tui_desk.domain.sla import Clocks, Levels
from tui_desk.domain.ticket import Clock, Pause, State, Ticket
from tui_desk.norms.models import Milestone, Norm

How = Literal["same", "recompute", "forward", "reset", "cancelled", "new"]
"""What the norm's policy does to a clock: nothing, one of `OnChange`, its end without being reached, its beginning."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """When a milestone is due before and after a change, None where it has no running clock, and how that came.

    `rule` is the service level that it then falls under, by the code of its set and its name.
    """

    milestone: Milestone
    before: datetime | None
    after: datetime | None
    how: How
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """An open ticket that falls under other service levels: its new fields, and what becomes of its clocks.

    `changes` is empty where every clock stays as it is.
    """

    number: str
    summary: str
    fields: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[ClockChange, ...] = ()


def would_be(
    levels: Levels,
    norm: Norm,
    ticket: Ticket,
    at: datetime,
    stood: Iterable[Pause],
    *,
    priority: str = "",
    fields: Mapping[str, str] = {},
) -> Clocks:
    """The clocks of the ticket with another priority or other fields from `at` on; new ones if it is reopened.

    `stood` are its waits. Raises BadValue for a field or code that is none.
    """
    changes: dict[str, Any] = edited(norm, ticket, fields)
    if priority:
        changes |= ranked(norm, priority)
    if ticket.state in (State.RESOLVED, State.CLOSED):
        return levels.restart(ticket.clocks, levels.facts(replace(ticket, **changes)), at)
    return retargeted(levels, ticket, changes, at, stood)


def moved(before: Clocks, after: Clocks) -> tuple[ClockChange, ...]:
    """What became of each clock that ran, and which are new."""
    return tuple(_moved(before, after))


def _moved(before: Clocks, after: Clocks) -> Iterator[ClockChange]:
    known, told = {_key(clock): clock for clock in before}, set()
    newest: dict[Milestone, Clock] = {clock.milestone: clock for clock in after if _key(clock) not in known}
    for clock in after:
        old = known.get(_key(clock))
        if old is None or old.over:
            continue
        milestone, new = clock.milestone, newest.get(clock.milestone)
        if clock.reached_at is not None:
            continue
        told.add(milestone)
        if clock.cancelled_at is None:
            how: How = "same" if clock.due_at == old.due_at else "recompute"
            yield ClockChange(milestone, old.due_at, clock.due_at, how, _rule(clock))
        elif new is None:
            yield ClockChange(milestone, old.due_at, None, "cancelled")
        else:
            because = clock.cancelled_because
            how = "forward" if because == "forward" else "reset" if because == "reset" else "new"
            yield ClockChange(milestone, old.due_at, new.due_at, how, _rule(new))
    for milestone, new in newest.items():
        if milestone not in told and not new.over:
            yield ClockChange(milestone, None, new.due_at, "new", _rule(new))


def customer_of(unit: Unit | None, norm: Norm, today: date) -> dict[str, Any]:
    """The kind of customer, and the level of the unit's agreement while it is in force (SLA-3, DESK-5)."""
    agreement = unit.agreement if unit else None
    return {
        "customer": (unit.customer if unit else "") or norm.default_customer,
        "agreement": agreement.level if agreement is not None and agreement.holds_on(today) else "",
    }


def _key(clock: Clock) -> tuple[int, str, int]:
    return clock.cycle, clock.milestone, clock.turn


def _rule(clock: Clock) -> str:
    return " ".join(filter(None, (clock.level_set, clock.rule)))
