"""To whom a ticket is best given 派单: everyone at the desk, ranked with reasons in words (TKT-8, DESK-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tui_desk.domain.officer import Officer
from tui_desk.domain.roster import Shift
from tui_desk.domain.skill import Skill

Doing = Literal["free", "busy", "call", "on_way", "site", "away", "off"]
"""What somebody is at: nothing, a ticket, a call, on the way, on site 现场, away from the post, off duty."""


@dataclass(frozen=True, slots=True)
class PersonNow:
    """One officer as they are now: on which shift, doing what since when and where, with how much work.

    `load` is the open tickets weighed by priority. `place` is the unit on site, or whom the call is with; `key` the
    ticket or call. `served` maps units and requesters to when this officer last worked for them.
    """

    officer: Officer
    doing: Doing
    shift: Shift | None = None
    since: datetime | None = None
    place: str = ""
    key: str = ""
    open_tickets: int = 0
    load: int = 0
    skills: tuple[Skill, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a rank, to be put into words at the edge: a code, its facts, and the points it gave."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    points: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One officer for one ticket: the points with their reasons, the weightiest first.

    `asks` names why a reason is asked of whoever sends it there all the same: "off_duty", "shift_ends", "away"; empty
    for none.
    """

    person: PersonNow
    points: int
    reasons: tuple[Reason, ...]
    asks: str = ""
