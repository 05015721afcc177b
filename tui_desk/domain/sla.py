"""The clocks of a ticket 时效: started, standing still, changed, reached, cancelled, started again.

Pure: clocks in, clocks out. When something happened is always an argument, and may lie in the past (TKT-9). Which
service level gives them is chosen in `service_levels`; what becomes of a single clock is in `one_clock`, what it
counts in `clocks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tui_desk.domain.one_clock import Clocks, Happened, OneClock, minute_of, next_turn
from tui_desk.domain.service_levels import Chosen, Facts
from tui_desk.domain.ticket import Clock, Pause, Ticket
from tui_desk.norms.models import Milestone, Start

__all__ = ["Chosen", "Clocks", "Facts", "Happened", "Levels", "happened", "late"]

_NONE: Happened = {}
_OUTLASTING: frozenset[Milestone] = frozenset({"form"})
"""What is still owed when the ticket is reopened: the form of a visit that is over (SLA-9)."""


class Levels(OneClock):
    """The service levels of a published norm, and the clocks that they give a ticket (SLA-1 to SLA-12)."""

    # Started

    def start(
        self,
        facts: Facts,
        at: datetime,
        *,
        cycle: int = 1,
        starts: Start = "opened",
        opened_at: datetime | None = None,
    ) -> Clocks:
        """A running clock for each target that `starts` sets going at `at`; none where no level holds."""
        return tuple(
            self._new(milestone, chosen, _begun(chosen, at, opened_at or at), cycle=cycle)
            for milestone, chosen in self.chosen(facts).items()
            if chosen.target.starts == starts
        )

    def due_times(self, facts: Facts, at: datetime) -> dict[Milestone, datetime]:
        """When each milestone would be due for a ticket opened at this instant."""
        return {clock.milestone: clock.due_at for clock in self.start(facts, at)}

    def begin(
        self,
        clocks: Clocks,
        facts: Facts,
        starts: Start,
        at: datetime,
        opened_at: datetime,
        happened: Happened = _NONE,
        waits: Iterable[Pause] = (),
    ) -> Clocks:
        """The clocks with those that an event on the way sets going at `at` (SLA-2, 6, 9).

        One that still runs stays; where one ended, the next turn begins (a second visit). One that counts from the
        opening counts from that of its cycle. A clock stands still while the ticket waits: from what the others
        show, and `waits`. What `happened` after `at` already reaches it, in whichever order both were noted.
        """
        cycle, current = _current(clocks)
        opened = _opened(cycle, current, opened_at)
        running = {clock.milestone for clock in current if not clock.over}
        stood = self._stood(current, waits)
        new = []
        for milestone, chosen in self.chosen(facts).items():
            if chosen.target.starts != starts or milestone in running:
                continue
            first, turn = _begun(chosen, at, opened), next_turn(current, milestone)
            clock = self._new(milestone, chosen, first, cycle=cycle, turn=turn, stood=stood)
            new.append(self._reached_by(clock, happened, at))
        return (*clocks, *new)

    def restart(self, clocks: Clocks, facts: Facts, at: datetime) -> Clocks:
        """A new cycle of clocks beside the old ones, which stay as they ended (TKT-12).

        What still ran is cancelled, save the form of a visit that is over: that is owed all the same.
        """
        cycle = max((clock.cycle for clock in clocks), default=0) + 1
        old = tuple(
            clock if clock.over or clock.milestone in _OUTLASTING else self._cancelled(clock, at, "reopened")
            for clock in clocks
        )
        return (*old, *self.start(facts, at, cycle=cycle))

    # Standing still

    def pause(self, clocks: Clocks, pause: Pause) -> Clocks:
        """The running clocks stand still from `pause.since`, or stood still if that pause is over.

        All go on where the norm lets such a wait count.
        """
        if not self.pauses_for(pause.kind):
            return clocks
        return tuple(self._paused(clock, pause) if _runs(clock) else clock for clock in clocks)

    def resume(self, clocks: Clocks, at: datetime) -> Clocks:
        """The clocks that stood still go on, due later by the working time that they stood.

        One that was due before it stood still stays so: no pause heals a breach.
        """
        return tuple(self._resumed(clock, at) for clock in clocks)

    # Ended

    def reach(self, clocks: Clocks, milestone: Milestone, at: datetime, late_reason: str = "") -> Clocks:
        """The milestone's clocks stop, as of `at`, and those it stands for (a workaround for the solution, SLA-2).

        One that is over stays as it is. What was noted of pauses after `at` counts no more: it happened before them
        (TKT-9).
        """
        return tuple(
            self._reached(clock, at, late_reason)
            if milestone in (clock.milestone, clock.met_by) and not clock.over
            else clock
            for clock in clocks
        )

    def cancel(self, clocks: Clocks, at: datetime, because: str) -> Clocks:
        """The clocks that are not over end here, unreached."""
        return tuple(clock if clock.over else self._cancelled(clock, at, because) for clock in clocks)

    # Changed

    def retarget(
        self,
        clocks: Clocks,
        facts: Facts,
        at: datetime,
        happened: Happened = _NONE,
        waits: Iterable[Pause] = (),
    ) -> Clocks:
        """The clocks of a ticket that falls under other service levels from `at` on (TKT-7).

        Those of the current cycle that are not over change as `OnChange` says; one whose target is as before only
        tells the new rule. Where there is no target any more it is cancelled. A target that has no clock gets one:
        as if it had held from the start (recompute), with what an earlier turn counted (forward), or anew (reset);
        if what sets it going has `happened`, and reached as of when it happened. Back and forth, nothing is lost: it
        stands still as `begin` says. `waits` are looked at only for such a one.
        """
        cycle, current = _current(clocks)
        chosen = self.chosen(facts)
        kept: list[Clock] = []
        for clock in clocks:
            is_open = clock.cycle == cycle and not clock.over
            kept += self._changed(clock, chosen.get(clock.milestone), at) if is_open else (clock,)
        there = {clock.milestone for clock in current if clock.cancelled_at is None}
        opened = _opened(cycle, current, happened.get("opened"), at)
        stood: tuple[Pause, ...] | None = None
        for milestone, each in chosen.items():
            begun = opened if each.target.starts == "opened" else happened.get(each.target.starts)
            if milestone in there or begun is None or begun < minute_of(opened):
                continue
            stood = self._stood(current, waits) if stood is None else stood
            kept += self._added(milestone, each, current, _begun(each, begun, opened), at, happened, stood, cycle)
        return tuple(kept)

    def recount(self, clocks: Clocks, facts: Facts) -> Clocks:
        """The clocks that are not over by the calendars and warnings as they are now, each with its own target."""
        chosen = self.chosen(facts)
        return tuple(
            clock if clock.over else self._timed(clock, each.ladder if (each := chosen.get(clock.milestone)) else None)
            for clock in clocks
        )


def happened(ticket: Ticket) -> Happened:
    """When things happened to a ticket, as `begin` and `retarget` take them."""
    responded = {"respond": ticket.responded_at} if ticket.responded_at else {}
    return {**ticket.stamps, **responded, "opened": ticket.opened_at}


def late(clock: Clock, at: datetime) -> bool:
    """Whether the clock ended, or stands at `at`, after it was due; on the second is in time (TKT-10)."""
    end = clock.reached_at or clock.cancelled_at or min(at, clock.paused_at or at)
    return end > clock.due_at


def _current(clocks: Clocks) -> tuple[int, Clocks]:
    """The current cycle, and its clocks."""
    cycle = max((clock.cycle for clock in clocks), default=1)
    return cycle, tuple(clock for clock in clocks if clock.cycle == cycle)


def _begun(chosen: Chosen, at: datetime, opened: datetime) -> datetime:
    """From when a clock counts that is set going at `at`."""
    return opened if chosen.target.counts_from == "opened" else at


def _opened(cycle: int, current: Clocks, opened_at: datetime | None, at: datetime | None = None) -> datetime:
    """When a cycle began: with the ticket, or as the first of its clocks; `at` where nobody can tell."""
    if cycle == 1 and opened_at is not None:
        return opened_at
    return min((clock.started_at for clock in current), default=at or opened_at or datetime.max.replace(tzinfo=UTC))


def _runs(clock: Clock) -> bool:
    return not clock.over and clock.paused_at is None
