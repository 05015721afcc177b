"""The calendars that the desk works by, and what another one would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk.core import Core
from tui_desk.norms.models import Norm

HOLIDAY_NOTICE = timedelta(days=60)
"""How long before a calendar runs out of known holidays it is said."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A calendar whose known holidays and make-up workdays 调休 end soon, or ended: the last day it knows."""

    calendar: str
    known_until: date
    days_left: int


def endings(norm: Norm, today: date) -> tuple[Ending, ...]:
    """The calendars of a norm that run out of known holidays within `HOLIDAY_NOTICE`, the earliest first."""
    known = [(rule.known_until, name) for name, rule in norm.calendars.items() if rule.known_until is not None]
    return tuple(
        Ending(name, until, (until - today).days) for until, name in sorted(known) if until < today + HOLIDAY_NOTICE
    )


class Calendars:
    """The calendars of the norm in force, over a store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def ending(self, now: datetime) -> Sequence[Ending]:
        """The calendars in force that run out of known holidays within 60 days, the earliest first; `now` is aware.

        The manager hears of it: the norm must be published again once next year's notice is out.
        """
        with self._core.store.reading() as reading:
            facts = self._core.facts(reading)
            norm, _ = self._core.norm(reading, facts.norm)
            return endings(norm, now.astimezone(ZoneInfo(facts.zone)).date())
