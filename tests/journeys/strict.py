"""Reads what a program sends to a terminal, and knows every sequence that it has a right to send."""

from __future__ import annotations

import re
from unicodedata import category

_SEQUENCE = re.compile(
    rb"""
      \x1b\[(?P<line>\d+);(?P<column>\d+)H               # the cursor
    | \x1b\[(?P<style>[\d;]*)m                           # a style
    | \x1b\[\?(?:1049|1000|1002|1003|1006|1015|1016|1004|2004|2026|2048|25|7)[hl]
    | \x1b\[\?(?:2026|2048|1016)\$p | \x1b\[>\d+u | \x1b\[<u # asking what the terminal can do
    | \x1b\]22;[a-z-]*\x07                               # the shape of the pointer
    | \x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]*)\x07         # the clipboard
    | \r\n
    """,
    re.VERBOSE,
)
_COLOURS = re.compile(rb"\d|[34579]\d|10[0-7]")
"""Sixteen colours and the attributes of text: the theme of the desk knows no others."""


def strangers(sent: bytes, columns: int, lines: int, copied: tuple[bytes, ...] = ()) -> list[str]:
    """What stands in `sent` and is neither a harmless character nor a sequence of Textual's own within the screen."""
    found = []
    at = 0
    text = bytearray()
    while at < len(sent):
        sequence = _SEQUENCE.match(sent, at)
        if sequence is None:
            text.append(sent[at])
            at += 1
            continue
        text += b" "
        if not _is_ours(sequence, columns, lines, copied):
            found.append(repr(sequence[0]))
        at = sequence.end()
    characters = text.decode(errors="replace").replace("\u200d", "")  # stands within an emoji
    found += [repr(each) for each in characters if category(each) in {"Cc", "Cf", "Cs", "Co"}]
    return found


def _is_ours(sequence: re.Match[bytes], columns: int, lines: int, copied: tuple[bytes, ...]) -> bool:
    if (line := sequence["line"]) is not None:
        return 1 <= int(line) <= lines and 1 <= int(sequence["column"]) <= columns
    if (style := sequence["style"]) is not None:
        return all(_COLOURS.fullmatch(number) for number in style.split(b";") if number)
    return sequence["copied"] is None or sequence["copied"] in copied
