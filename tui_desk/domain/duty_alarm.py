"""The alarm for a shift that nobody takes 无人接班 (DESK-2): nobody is on it once the roster is fixed, or nobody came.

Pure: which alarms are due at an instant, under which id, and when the next is. They have no ticket.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Literal

from tui_desk.domain.alert import Alert
from tui_desk.domain.roster import Shift, fixed_at
from tui_desk.norms.models import DutyRules

SHIFT: Literal["shift"] = "shift"
"""What stands for the milestone of such an alarm."""
NOBODY_TAKES, NOBODY_CAME = 0.5, 1.0
"""What stands for its share: 1 is the breach."""
_NAMES = {NOBODY_TAKES: "open", NOBODY_CAME: "late"}
_HEARS = ("managers",)


def armed(shift: Shift, rules: DutyRules, raised: datetime | None = None) -> Shift:
    """The shift with the instant of its next alarm, the one after `raised` where that was told; without one for none.

    A shift that was planned or emptied after the roster was fixed alarms at once, and one planned after its beginning
    gives its officer as long to come as any other.
    """
    ahead = [at for _, at in _instants(shift, rules) if at < shift.ends_at and (raised is None or at > raised)]
    return replace(shift, alarm_at=min(ahead, default=None))


def due(shift: Shift, rules: DutyRules, now: datetime, priority: str) -> Iterator[Alert]:
    """The alarms of a shift that are to be raised now, for managers; none once it is over.

    `priority` is the one under which contacts hear of it.
    """
    if shift.alarm_at is None or now >= shift.ends_at:
        return
    for share, at in _instants(shift, rules):
        if shift.alarm_at <= at <= now:
            id_ = f"{SHIFT}/{shift.id}/{_NAMES[share]}@{at:%Y%m%dT%H%M%S}"
            yield Alert(id_, "", SHIFT, share, at, shift.starts_at, now, _HEARS, priority, shift.officer)


def shift_of(alert_id: str) -> str:
    """The id of the shift that an alarm is about; empty for another alert."""
    kind, _, rest = alert_id.partition("/")
    return rest.rpartition("/")[0] if kind == SHIFT else ""


def stands(alert: Alert, shift: Shift | None) -> bool:
    """Whether still nobody takes the shift, or nobody is there; `shift` is how it stands now."""
    if shift is None or shift.cancelled_at is not None or shift.signed_on_at is not None:
        return False
    return alert.share == NOBODY_CAME or not shift.officer


def _instants(shift: Shift, rules: DutyRules) -> Iterator[tuple[float, datetime]]:
    """When which alarm comes, should nothing happen to the shift."""
    if shift.cancelled_at is not None or shift.signed_on_at is not None:
        return
    if not shift.officer:
        yield NOBODY_TAKES, max(fixed_at(shift, rules), shift.planned_at)
    yield NOBODY_CAME, max(shift.starts_at, shift.planned_at) + rules.ready_within
