"""The rows of a sheet, and instants as they stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tui_desk.tui.session import Session


class Tone(StrEnum):
    """How a row is meant; a sheet gives each tone its colour, and the words alone say the same."""

    PLAIN = "plain"
    QUIET = "quiet"
    LOUD = "loud"
    HEADING = "heading"
    BREACHED = "breached"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a sheet: a text, of any length, and the label that stands before it."""

    text: str
    label: str = ""
    tone: Tone = Tone.PLAIN


def moment(at: datetime, session: Session) -> str:
    """An instant to the minute on the desk's wall clock, with its date: "2026-11-21 09:15"."""
    return session.local(at).strftime("%Y-%m-%d %H:%M")


def short_moment(at: datetime, session: Session, now: datetime) -> str:
    """An instant to the minute; its date is left out on the same day, its year in the same year."""
    local, today = session.local(at), session.local(now)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")
