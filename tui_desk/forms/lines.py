"""Lines of Chinese and Western text, broken as a typesetter breaks them 避头尾, measured in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui_desk.domain.text import cells

NOT_FIRST = frozenset("，。、；：！？）］｝〕】》〉」』”’…—～·％‰℃,.;:!?)]}%")
"""With these no line begins."""
NOT_LAST = frozenset("（［｛〔【《〈「『“‘￥＄([{$\u00a0")
"""With these no line ends."""

_UNITS = re.compile(r"[ \u3000]+|[!-~\u00a0-\u024f\u0370-\u052f]+|.", re.DOTALL)
"""Blanks, a Western word with its signs, or one sign."""
_BLANKS = " \u3000"


def broken(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, at least one line; its own line ends stay.

    A word or a run of signs that is wider than a line is broken anywhere. `width` is at least 2.
    """
    return [line for own in text.expandtabs(4).split("\n") for line in _lines(own, width)]


def padded(text: str, width: int) -> str:
    """The text and blanks up to `width` cells."""
    return text + " " * (width - cells(text))


def _lines(text: str, width: int) -> Iterator[str]:
    indent = text[: len(text) - len(text.lstrip(_BLANKS))]
    line = indent if cells(indent) < width // 2 else ""
    used = cells(line)
    for unit in _glued(text.strip(_BLANKS)):
        if used + cells(unit) > width:
            if line.strip(_BLANKS):
                yield line.rstrip(_BLANKS)
            line, used = "", 0
        *whole, last = _forced(unit, width) if unit.strip(_BLANKS) or line else [""]
        yield from whole
        line, used = line + last, used + cells(last)
    yield line.rstrip(_BLANKS)


def _glued(text: str) -> Iterator[str]:
    """The pieces between which a line may be broken."""
    kept = ""
    for unit in _UNITS.findall(text):
        if kept and not (unit[0] in NOT_FIRST or kept[-1] in NOT_LAST):
            yield kept
            kept = ""
        kept += unit
    if kept:
        yield kept


def _forced(piece: str, width: int) -> Iterator[str]:
    """A piece in parts that fit a line, each as wide as can be and if possible without a closing sign first."""
    part, used = "", 0
    for sign in piece:
        size = cells(sign)
        if used + size > width and part:
            carried = part[-1] if sign in NOT_FIRST and len(part) > 1 and part[-1] not in NOT_FIRST else ""
            carried = carried if cells(carried) + size <= width else ""
            yield part.removesuffix(carried)
            part, used = carried, cells(carried)
        part, used = part + sign, used + size
    yield part
