"""Whether two problems were told in the same words (CALL-5): a caller who calls again about the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_QUOTED = re.compile(r"[“\"「『‘']([^“”\"「」『』‘’']{2,80})[”\"」』’']")
_CODE = re.compile(r"(?i)\b(?:[a-z]{1,6}[-_ ]?\d{2,8}|0x[0-9a-f]{3,16}|\d{3,6})\b")
_WORD = re.compile(r"[a-z0-9]{2,}|[\u4e00-\u9fa5]", re.IGNORECASE)
ALIKE = 0.6
"""How much of the shorter text must stand in the longer one."""
FEWEST = 4
"""Texts of fewer pieces say too little to be compared."""


def same_words(one: str, other: str) -> bool:
    """Whether two descriptions quote the same message or error code, or are largely the same text."""
    one, other = one[:2000], other[:2000]
    for sign in (_QUOTED, _CODE):
        if {found.casefold() for found in sign.findall(one)} & {found.casefold() for found in sign.findall(other)}:
            return True
    a, b = _pieces(one), _pieces(other)
    fewer = min(len(a), len(b))
    return fewer >= FEWEST and len(a & b) >= ALIKE * fewer


def _pieces(text: str) -> frozenset[str]:
    """Neighbouring words or characters, two by two."""
    words: Sequence[str] = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(f"{before} {after}" for before, after in pairwise(words))
