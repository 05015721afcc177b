"""Who is where now: which officer has which ticket open, who is on which call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tui_desk.domain.officer import OfficerId

GONE_AFTER = timedelta(seconds=20)
"""After this time without a sign of life a session counts as gone, where its end cannot be seen at once."""

SIGN_OF_LIFE = timedelta(seconds=8)
"""How often a session gives one, where that is needed."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One session at the desk: whose, and what it has in hand since when.

    `what` is "call" with the draft of the call as `key`, "ticket" with its number, or "desk" with nothing in hand;
    `words` tell more of a call: who calls.
    """

    session: str
    officer: OfficerId
    what: Literal["desk", "ticket", "call"]
    key: str
    since: datetime
    words: str = ""
