"""The demo's roster: whoever calls come to is on duty now, at whatever hour the demo is tried (DESK-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift, hours_of
from tui_desk.norms.models import DutyRules

BEFORE, AFTER = 3, 17
"""How many days before and after today are planned."""
_OTHERS = frozenset({"OP102", "DB006"})
"""Who has the other shift, and every third day off."""
_POSTS = ((Role.MANAGER, Post.MANAGER), (Role.OPERATOR, Post.HOTLINE), (Role.ENGINEER, Post.ENGINEER))


def shifts(rules: DutyRules, officers: Sequence[Officer], now: datetime, zone: ZoneInfo) -> Iterator[Shift]:
    """The shifts of everybody: most are on the one that is under way now, two on another."""
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=day) for day in range(-BEFORE, AFTER)]

    def covers(code: str) -> bool:
        spans = (hours_of(kind, day, zone) for day in days[: BEFORE + 1] for kind in rules.shifts if kind.code == code)
        return any(begin <= now < end for begin, end in spans)

    kinds = sorted(rules.shifts, key=lambda kind: not covers(kind.code))
    for officer in officers:
        post = next((post for role, post in _POSTS if officer.is_any(role)), Post.ENGINEER)
        for place, day in enumerate(days):
            other = officer.staff_no in _OTHERS
            if other and place % 3 == 2:
                continue
            kind = kinds[-1 if other else 0]
            yield Shift(
                uuid4().hex, officer.staff_no, post, kind.code, *hours_of(kind, day, zone), now, officers[0].staff_no
            )
