"""What came in before a certain hour should in principle 原则上 be closed the same day (TKT-14); it has no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tui_desk.norms.models import Norm


@dataclass(frozen=True, slots=True)
class SameDay:
    """The rule on one day: what came in from `begin` up to, and not at, `end`; shown from `shown_from` on."""

    begin: datetime
    end: datetime
    shown_from: datetime

    def holds(self, opened_at: datetime, *, closed: bool) -> bool:
        """Whether a ticket is one of those that should still be closed today."""
        return not closed and self.begin <= opened_at < self.end

    def is_shown(self, now: datetime) -> bool:
        """Whether it is time to show them."""
        return now >= self.shown_from


def same_day(norm: Norm, now: datetime, zone: ZoneInfo) -> SameDay | None:
    """The rule as it holds today on the desk's wall clock; None where the norm has no such rule."""
    if not norm.same_day_before:
        return None
    today = now.astimezone(zone).date()
    return SameDay(*(_at(today, words, zone) for words in ("00:00", norm.same_day_before, norm.same_day_shown_from)))


def _at(day: date, words: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(words), zone).astimezone(UTC)
