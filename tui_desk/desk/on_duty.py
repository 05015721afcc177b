"""Who is on duty now, until when, and why a reason is asked of whoever sends them a ticket all the same (DESK-2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tui_desk.desk.needs.board import Duty
from tui_desk.desk.ports import Reading
from tui_desk.domain.candidates import Asks, asked_on
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.roster import Shift
from tui_desk.norms.models import Norm

ROSTER_WITHIN = timedelta(days=7)
"""A desk without any shift this long before and after now keeps no roster: nobody is off duty there."""

AHEAD = timedelta(days=2)
"""How far ahead one looks for somebody's next shift."""

FORGOTTEN = timedelta(days=1)
"""Who did not sign off for so long after the end of a shift, is not taken for being there."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """How an officer stands in the roster: the shift signed on to, or missed, until when, and when the next begins."""

    is_here: bool
    shift: Shift | None = None
    until: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster as it stands now, from at most three questions."""

    now: datetime
    kept: bool
    shifts: Mapping[OfficerId, Sequence[Shift]] = field(default_factory=dict)
    to_come: Mapping[OfficerId, Sequence[Duty]] = field(default_factory=dict)

    @classmethod
    def read(cls, desk: Reading, now: datetime) -> Roster:
        """The roster around now."""
        shifts: defaultdict[OfficerId, list[Shift]] = defaultdict(list)
        to_come: defaultdict[OfficerId, list[Duty]] = defaultdict(list)
        for shift in desk.shifts_at(now):
            if shift.ends_at > now - FORGOTTEN:
                shifts[shift.officer].append(shift)
        for duty in desk.duties(now, now + AHEAD):
            to_come[duty.officer].append(duty)
        kept = bool(shifts or to_come) or desk.keeps_roster(now - ROSTER_WITHIN, now + ROSTER_WITHIN)
        return cls(now, kept, shifts, to_come)

    def of(self, officer: OfficerId) -> OnDuty:
        """How the officer stands; where no roster is kept, everybody is there."""
        if not self.kept:
            return OnDuty(is_here=True)
        shifts, to_come = self.shifts.get(officer, ()), self.to_come.get(officer, ())
        here = [shift for shift in shifts if shift.on_duty]
        if not here:
            missed = (shift for shift in shifts if shift.covers(self.now) and shift.signed_on_at is None)
            return OnDuty(False, next(missed, None), next_at=to_come[0].starts_at if to_come else None)
        shift = max(here, key=lambda each: (each.ends_at, each.id))
        until, next_at = shift.ends_at, None
        spans = [(each.starts_at, each.ends_at) for each in shifts if each.signed_off_at is None]
        spans += [(each.starts_at, each.ends_at) for each in to_come]
        for starts_at, ends_at in sorted(spans):
            if starts_at <= until:
                until = max(until, ends_at)
            elif next_at is None:
                next_at = starts_at
        return OnDuty(True, shift, until, next_at)

    def asks(self, officer: OfficerId, norm: Norm) -> Asks:
        """Why a reason is asked of whoever sends the officer a ticket now; empty for none."""
        stands = self.of(officer)
        return asked_on(stands.is_here, stands.shift, stands.until, norm.duty.ending, self.now)

    def here(self) -> Sequence[Shift]:
        """The shifts of those who are there."""
        return [shift for shifts in self.shifts.values() for shift in shifts if shift.on_duty]
