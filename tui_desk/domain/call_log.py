"""The hotline duty record 热线值班记录: what stays of every call, ticket or not (CALL-1, CALL-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tui_desk.domain.call import End, Hold, reference
from tui_desk.domain.officer import OfficerId


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call that has ended, or is told a number right now. `id` is the call's draft.

    `late` is a pick-up after more than the norm's rings (CALL-1). `to` is the colleague a message or transfer went to,
    by staff number or in words; `ticket` the number it led to or was added to; `about` what the desk called out for
    (CALL-18); `problem` and `handled` what it was about and what was done.

    `answers` keeps everything that was typed, by question code, so that a call cut short
    loses nothing. Private text stands masked (TKT-15).
    """

    id: str
    officer: OfficerId
    began_at: datetime
    end: End
    outgoing: bool = False
    line: str = ""
    phases: Mapping[str, datetime] = field(default_factory=dict)
    held: timedelta = timedelta(0)
    hold_count: int = 0
    holds: tuple[Hold, ...] = ()
    unheard: int = 0
    late: bool = False
    ticket: str = ""
    to: str = ""
    about: str = ""
    caller_name: str = ""
    caller_title: str = ""
    caller_unit: str = ""
    caller_phone: str = ""
    caller_staff_no: str = ""
    address: str = ""
    problem: str = ""
    handled: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The local reference of the call."""
        return reference(self.id)

    @property
    def waited(self) -> timedelta | None:
        """From the first ring to the pick-up (ASA is its average); None where the ring was not heard of."""
        rang, answered = self.phases.get("rang"), self.phases.get("answered")
        return max(answered - rang, timedelta(0)) if rang and answered else None

    @property
    def handle_time(self) -> timedelta | None:
        """From the pick-up to hanging up, holds included; None where the call has not ended."""
        answered, hung_up = self.phases.get("answered"), self.phases.get("hung_up")
        return max(hung_up - answered, timedelta(0)) if answered and hung_up else None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls of the log: those that hold everything that is given; newest first."""

    since: datetime | None = None
    until: datetime | None = None
    officer: OfficerId = ""
    ends: tuple[End, ...] = ()
    direction: Literal["", "in", "out"] = ""
    words: str = ""
    """In name, unit, phone, staff number, ticket, reference, problem, and what the desk called out about."""


@dataclass(frozen=True, slots=True)
class CallFigures:
    """What the calls of a time amount to: counts by end, and averages over those calls that have the figure.

    `late` counts pick-ups after the norm's rings; `answer_speed` is ASA.
    """

    calls: int
    ends: Mapping[str, int]
    late: int
    answer_speed: timedelta | None
    handle_time: timedelta | None
    hold_time: timedelta | None
    """Over the calls that were held."""
    held: int
