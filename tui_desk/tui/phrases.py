"""Phrases of the note: what stands between two separators, and how it goes elsewhere. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEPARATOR = re.compile(r"[,，、;；。\n]+")
_SIGNS = " ,，、;；。\n"
_BETWEEN = "，"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a text, and where it stands; empty where there is none."""

    start: int
    end: int
    text: str


def at(note: str, place: int) -> Phrase:
    """The phrase around a place of the note; at an end behind a separator the one before it."""
    start, found = 0, Phrase(0, 0, "")
    for match in [*_SEPARATOR.finditer(note), None]:
        end = match.start() if match else len(note)
        if text := note[start:end].strip():
            found = Phrase(start, end, text)
        if match is None or place < match.end():
            break
        start = match.end()
    return found


def without(note: str, phrase: Phrase) -> str:
    """The note without the phrase, and without the separator that stood beside it."""
    before = note[: phrase.start].rstrip(_SIGNS)
    behind = note[phrase.end :].lstrip(_SIGNS)
    return f"{before}{_BETWEEN}{behind}" if before and behind else before or behind


def joined(before: str, phrase: str) -> str:
    """An answer with the phrase behind it."""
    before = before.rstrip()
    return f"{before}{'' if before.endswith(tuple(',，、;；。')) else _BETWEEN}{phrase}" if before else phrase
