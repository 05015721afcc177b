"""The number of a paper: prefix of its form, day, running number, and a check digit 校验位 over all its digits.

The check digit is Damm's: one wrong digit, or two neighbours in the wrong order, never passes. A receipt that comes
back is found by what somebody reads off it, so small slips of writing are forgiven: "xq 20231001 001 7", "001-7".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import damm

_LONGEST = 64
_SEPARATED = re.compile(r"(?P<prefix>[A-Z]*)[^A-Z\d]*(?P<digits>\d.*)", re.ASCII)
_SHORT_DAY, _DAY = 4, 8
"""How many digits a day has without its year's, and with them."""
_COUNT = 9
"""How many digits a running number has at the most."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: prefix and day may be missing, `right` says whether the check digit fits.

    `day` is eight digits or none; without one it is meant for today.
    """

    prefix: str
    day: str
    count: int
    check: str

    def number(self, prefix: str, today: date) -> str:
        """The whole number that is meant, with this prefix where none was typed."""
        day = self.day or f"{today:%Y%m%d}"
        return f"{self.prefix or prefix}-{day}-{self.count:03d}-{self.check}"

    def right(self, today: date) -> bool:
        """Whether the check digit fits the others."""
        return _check_digit(self.day or f"{today:%Y%m%d}", self.count) == self.check


def paper_number(prefix: str, day: date, count: int) -> str:
    """The number of the `count`-th paper of a day: "XQ-20231001-001-7"."""
    digits = f"{day:%Y%m%d}"
    return f"{prefix}-{digits}-{count:03d}-{_check_digit(digits, count)}"


def read(typed: str, today: date) -> Typed | None:
    """What was typed, if it may be the number of a paper.

    Upper and lower case, full-width signs, blanks and dashes make no difference; the day's year may be missing where
    it is this one.
    """
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST]).upper().strip()
    match = _SEPARATED.fullmatch(plain)
    if match is None:
        return None
    parts = [part for part in re.split(r"\D+", match["digits"]) if part]
    if re.search("[A-Z]", match["digits"]):
        return None
    found = next(_readings(match["prefix"], parts, today), None)
    return found if found is not None and found.count < 10**_COUNT else None


def _readings(prefix: str, parts: list[str], today: date) -> Iterator[Typed]:
    """The ways in which groups of digits may be a day, a running number and a check digit; the likeliest first."""
    match parts:
        case [day, count, check] if len(check) == 1 and len(day) in (_SHORT_DAY, _DAY):
            yield _typed(prefix, day, count, check, today)
        case [day, rest] if len(day) == _DAY and len(rest) > 1:
            yield _typed(prefix, day, rest[:-1], rest[-1], today)
        case [count, check] if len(check) == 1 and len(count) <= _DAY - 1:
            yield _typed(prefix, "", count, check, today)
        case _:
            digits = "".join(parts)
            if len(digits) > _DAY + 1:
                yield _typed(prefix, digits[:_DAY], digits[_DAY:-1], digits[-1], today)
            elif len(digits) == _DAY:
                yield _typed(prefix, digits[:_SHORT_DAY], digits[_SHORT_DAY:-1], digits[-1], today)
            elif 1 < len(digits) < _DAY:
                yield _typed(prefix, "", digits[:-1], digits[-1], today)


def _typed(prefix: str, day: str, count: str, check: str, today: date) -> Typed:
    return Typed(prefix, f"{today.year}{day}" if len(day) == _SHORT_DAY else day, int(count), check)


def _check_digit(day: str, count: int) -> str:
    digit: str = damm.calc_check_digit(f"{day}{count:03d}")
    return digit


def one_slip(number: str, other: str) -> bool:
    """Whether two numbers differ by one wrong digit, or by two neighbours in the wrong order."""
    ours, theirs = ("".join(filter(str.isdigit, each)) for each in (number, other))
    if len(ours) != len(theirs):
        return False
    wrong = [place for place, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and ours[first] == theirs[second] and ours[second] == theirs[first]
    return len(wrong) < 2
