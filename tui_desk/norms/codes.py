"""Codes in a norm: their form, and that none is used twice. Mistakes come back as places with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tui_desk.i18n import tr
from tui_desk.norms.merging import Place

Found = Iterator[tuple[Place, str]]
"""Mistakes: where each stands, and why it is one."""

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)


def are_codes(placed: Iterable[tuple[Place, str]]) -> Found:
    """What is wrong with the codes of one list."""
    seen: set[str] = set()
    for place, code in placed:
        yield from is_code(place, code)
        if code in seen:
            yield place, tr("“{code}” is used twice", code=code)
        seen.add(code)


def is_code(place: Place, code: str) -> Found:
    """What is wrong with the form of a code."""
    if not _CODE.fullmatch(code):
        yield place, tr("a code has only a–z, 0–9, “_” and “-”")
