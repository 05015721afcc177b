"""A warning that was raised 预警: a clock came to one of its marks, and somebody has to hear of it (CALL-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui_desk.domain.ticket import Clock, Mark
from tui_desk.norms.models import Milestone


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning, raised once whoever notices. `share` 1 is the breach; `at` is when it was to be raised.

    `to` are the audiences and contacts of the mark; `assignee` is who had the ticket then, empty for nobody.
    """

    id: str
    ticket: str
    milestone: Milestone
    share: float
    at: datetime
    due_at: datetime
    raised_at: datetime
    to: tuple[str, ...]
    priority: str
    assignee: str = ""
    first_taker: str = ""


def id_of(ticket: str, clock: Clock, mark: Mark) -> str:
    """The id of the alert of a mark: the same in every process that comes to raise it.

    A mark that moves, because the clock stood still or got another target, is another warning.
    """
    share = f"{round(mark.share * 100)}"
    return f"{ticket}/{clock.milestone}/{clock.cycle}.{clock.turn}/{share}@{mark.at:%Y%m%dT%H%M%S}"
