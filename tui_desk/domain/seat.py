"""What happens at a hotline seat that several officers share: who took it, who was refused (DESK-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_desk.domain.officer import OfficerId


class SeatEvent(StrEnum):
    """What stays on record of a seat: taken with the right PIN, refused for a wrong one, a PIN given."""

    TAKEN = "taken"
    REFUSED = "refused"
    PIN_SET = "pin_set"


@dataclass(frozen=True, slots=True)
class SeatEntry:
    """One line of the record. `by` sat there before, or gave the PIN; `place` is the host and the terminal."""

    at: datetime
    officer: OfficerId
    event: SeatEvent
    by: OfficerId
    login: str
    place: str
