"""Text made to be spoken 复述 (CALL-12, CALL-13): numbers in groups that an ear can hold, sentences one breath long.

Pure: text in, text out; nothing is said that was not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BREATH = 24
"""Cells after which a sentence goes on at its next comma: what is said in one breath and remembered."""

_EXTENSION = re.compile(r"\s*(?:转|分机|#|ext(?:ension)?\.?|x)\s*[:：]?\s*(\d{1,6})$", re.IGNORECASE)
_DASHED = re.compile(r"^((?:\(0\d{2,3}\)|0\d{2,3})[\s－-]?\d{3,4}[\s－-]?\d{4})[－-](\d{1,5})$")
"""A number with its area code, and behind one more dash its extension."""
_MOBILE = re.compile(r"1[3-9]\d{9}$")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.*:/+－-])"
    r"(\+?\d(?:[\d\s()（）－-]*\d)(?:\s*(?:转|分机|ext\.?|x)\s*\d{1,6})?)"
    r"(?![A-Za-z0-9_*]|[.:/－-][A-Za-z0-9])",
    re.IGNORECASE,
)
_TICKET = re.compile(r"(?<![\w-])([A-Za-z]{1,8})-(\d{8})-(\d{3,6})(?![\w-])")
_SENTENCE_ENDS = re.compile(r"(?<=[。！？!?；;])\s*|(?<=\.)\s+|\s*\n\s*")
_PAUSES = re.compile(r"(?<=[，、])|(?<=,)\s+|(?<=：)|(?<=:)\s+")
_SHORTEST = 7
"""Digits from which a number in a sentence is taken for one to be spoken in groups."""


def grouped(number: str, language: str = "zh_CN") -> str:
    """A telephone number in groups (CALL-12): 138 0013 8000, 0571 8888 6666 转 8003; other text as it is.

    A mobile number goes 3-4-4, an area code and an extension stand apart, a country code keeps its plus.
    """
    main, extension = number.strip(), ""
    if (found := _EXTENSION.search(main)) and len(_digits(main[: found.start()])) >= _SHORTEST:
        main, extension = main[: found.start()].strip(), found[1]
    elif found := _DASHED.match(main):
        main, extension = found[1], found[2]
    if not re.fullmatch(r"\+?[\d\s()（）－-]+", main):
        return number
    word = "转" if language.startswith("zh") else "extension"
    return " ".join([*_telephone(main), *([word, *_groups(extension)] if extension else [])])


def ticket_number(number: str) -> str:
    """A ticket's number as it is told (CALL-13): IT-20231001-001 becomes "IT 2023 1001 001"."""
    parts = [part for part in re.split(r"[-_/.\s]+", number) if part]
    return " ".join(group for part in parts for group in (_groups(part) if part.isdecimal() else [part]))


def aloud(text: str, language: str = "zh_CN") -> str:
    """A sentence as it is read aloud: telephone and ticket numbers in groups, everything else word for word.

    Dates, times, amounts, IP addresses, error codes and masked text stay as they are.
    """
    text = _TICKET.sub(lambda found: ticket_number(found[0]), text)
    return _NUMBER.sub(lambda found: _in_groups(found[0], language), text)


def sentences(text: str) -> tuple[str, ...]:
    """A text in short sentences, in order: cut at full stops and line ends, a long one at its commas too."""
    return tuple(piece for sentence in _SENTENCE_ENDS.split(text) if sentence.strip() for piece in _breaths(sentence))


def _breaths(sentence: str) -> Iterator[str]:
    said = ""
    for part in _PAUSES.split(sentence.strip()):
        if said and _cells(said + part) > 2 * BREATH and _cells(said) >= BREATH // 2:
            yield said.strip()
            said = ""
        said += part if not said or not said.isascii() else f" {part}"
    if said.strip():
        yield said.strip()


def _in_groups(found: str, language: str) -> str:
    return grouped(found, language) if len(_digits(found)) >= _SHORTEST and not _is_date(found) else found


def _is_date(text: str) -> bool:
    """Whether it is written like a date."""
    return bool(re.match(r"(?:19|20)\d\d[-－\s]?(?:0[1-9]|1[0-2])[-－\s]?(?:0[1-9]|[12]\d|3[01])(?!\d)", text))


def _telephone(text: str) -> Iterator[str]:
    digits = _digits(text)
    abroad = text.startswith("+") or (digits.startswith("00") and len(digits) > 11)
    if abroad:
        digits = digits.removeprefix("00")
    if abroad and digits.startswith("86"):
        yield "+86"
        digits = digits[2:]
        if not _MOBILE.match(digits) and not digits.startswith("0") and len(digits) > 8:
            digits = f"0{digits}"
    elif abroad:
        yield f"+{digits[:2]}"
        digits = digits[2:]
    area = 0
    if digits.startswith("0") and len(digits) in (10, 11, 12):
        area = 3 if digits[1] in "12" else 4
    elif digits.startswith(("400", "800")) and len(digits) == 10:
        area = 3
    if area:
        yield digits[:area].lstrip("0") if abroad else digits[:area]
    yield from _groups(digits[area:])


def _groups(digits: str) -> list[str]:
    """Digits in groups of three or four, the longer ones behind; up to four stay together."""
    count = len(digits)
    if count <= 4:
        return [digits] if digits else []
    pieces = -(-count // 4)
    sizes = [count // pieces + (place >= pieces - count % pieces) for place in range(pieces)]
    found, start = [], 0
    for size in sizes:
        found.append(digits[start : start + size])
        start += size
    return found


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _cells(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
