"""Harmless text: control characters and bidirectional overrides are taken out, words never.

Used at the entrance (with a notice) and once more at the exit to the terminal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
_SEQUENCES = re.compile(
    # OSC … BEL or ST: with its payload, which ends where another begins: a megabyte of openings is looked at once
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c\x9d\n]{0,4096}(?:\x07|\x1b\\\\|\x9c)"
    "|(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]"  # CSI … final byte
)
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The harmless text, and how many characters were taken out of it."""

    text: str
    removed: int


def clean(text: str) -> Cleaned:
    """Text without control sequences, control characters and bidi controls; newlines and tabs stay.

    Other line ends become newlines; that is not counted as a removal. Text that only looks like markup ("[/b]") is
    left as it is.
    """
    text = _LINE_ENDS.sub("\n", text)
    kept = _UNWANTED.sub("", _SEQUENCES.sub("", text))
    return Cleaned(kept, len(text) - len(kept))


def one_line(text: str) -> str:
    """Harmless text on one line: blanks, newlines and tabs become single spaces."""
    return " ".join(clean(text).text.split())


def cells(text: str) -> int:
    """How many cells of a terminal a harmless text on one line takes."""
    return sum(map(_cells_of, text))


@cache
def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
