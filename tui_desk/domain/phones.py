"""Telephone numbers as people in China write them, and the keys by which a number is looked up (CALL-5).

Two depths: storing knows numbering plans (`phonenumbers`, imported with the first number that needs it); looking up
knows digits, +86, area codes and extensions only, and is done with every key that is typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

_EXTENSION = re.compile(
    r"(?:转接?|轉|分机号?|分機|内线|內線|ext(?:ension)?|extn|(?<=\d)\s*x|#|,)[\s.:：号]*(\d{1,6})\)?\s*$", re.IGNORECASE
)
_DASHED_EXTENSION = re.compile(r"^(.*\d{7,8})\s*[-－—~]\s*(\d{1,6})\s*$")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE = re.compile(r"[48]00\d{7}|1[02]\d{3}|100\d{2,3}|9\d{4}|9\d{5}")
"""400 and 800 numbers, and short ones that anybody may dial: 10086, 12345, 95588."""
_PREFIX = re.compile(r"(?:\+|00)\s*86[\s-]*")
SHORT = 6
"""A number of no more digits is one of the house's own extensions 内线."""
SEPARATORS = re.compile(r"[;；、,，/|\n]+|\s{2,}")
"""What stands between several numbers in one cell of a list."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is dialled: national digits without +86, and the extension behind it, if any."""

    digits: str
    extension: str = ""
    foreign: bool = False


@lru_cache(maxsize=4096)
def read(text: str) -> Number:
    """The number that a text holds, by its digits alone: no numbering plan is asked. Empty digits when it holds none.

    +86, 0086, and the 0 before a mobile number are taken off; full-width digits are digits.
    """
    text = normalize("NFKC", text).strip()
    extension = ""
    if found := _EXTENSION.search(text):
        text, extension = text[: found.start()], found[1]
    elif (found := _DASHED_EXTENSION.match(text)) and not _is_whole(_digits(text)):
        text, extension = found[1], found[2]
    bare = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    foreign = bare == text and text.startswith(("+", "00"))
    digits = _digits(bare)
    if not digits and extension:
        digits, extension = extension, ""  # 分机8003 is the number itself
    if len(digits) == 13 and digits.startswith("86") and _MOBILE.fullmatch(digits[2:]):
        digits = digits[2:]
    if len(digits) == 12 and digits.startswith("01") and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]
    if foreign:
        digits = digits.removeprefix("00")
    return Number(digits, extension, foreign)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def _is_whole(digits: str) -> bool:
    """Whether these digits are a number that has neither area code nor extension."""
    return bool(_MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits))


def sought(text: str) -> list[str]:
    """The keys that a text typed by an officer may begin, the most exact first; none when it is no number."""
    if any(letter.isalpha() for letter in _EXTENSION.sub("", normalize("NFKC", text))):
        return []
    number = read(text)
    if not number.digits:
        return []
    dialled = [number.digits]
    if not number.foreign and _lacks_zero(
        number.digits, is_national=bool(_PREFIX.match(normalize("NFKC", text).strip()))
    ):
        dialled.insert(0, f"0{number.digits}")
    return [*(f"{each}x{number.extension}" for each in dialled if number.extension), *dialled]


def _lacks_zero(digits: str, *, is_national: bool) -> bool:
    """Whether these are the digits of a landline as they stand behind +86: with an area code, without the 0 before."""
    if digits.startswith("0") or re.match("1[3-9]|[48]00", digits):
        return False
    return is_national or (9 <= len(digits) <= 11 and not _is_whole(digits))


def keys(text: str) -> list[str]:
    """Every key by which a stored number may be looked up.

    A landline is found with its area code and without; one with an extension also by "main number x extension" and by
    the extension alone; a foreign one with and without its country code.
    """
    number = read(text)
    if not number.digits:
        return []
    dialled = _dialled(number)
    found = list(dialled)
    if number.extension:
        found = [*(f"{each}x{number.extension}" for each in dialled), *dialled, number.extension]
    return list(dict.fromkeys(found))


def spellings(text: str) -> list[str]:
    """The digit strings under which somebody may have written the number down, with or without codes."""
    number = read(text)
    if not number.digits:
        return []
    found = [number.digits]
    for each in _by_digits(number):
        found += [each, f"{each}{number.extension}", f"86{each}", f"0086{each}"]
        if _MOBILE.fullmatch(each):
            found.append(f"0{each}")
    if number.extension:
        found.append(number.extension)
    return list(dict.fromkeys(found))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same number.

    The area code may be missing on one side. An extension must be the same; a short number of the house is the
    extension of a longer one.
    """
    a, b = read(one), read(other)
    if not a.digits or not b.digits:
        return False
    for short, long in ((a, b), (b, a)):
        if len(short.digits) <= SHORT and not short.extension and long.extension:
            return short.digits == long.extension
    return a.extension == b.extension and not set(_by_digits(a)).isdisjoint(_by_digits(b))


def _by_digits(number: Number) -> list[str]:
    """The ways to dial a number, as far as its digits tell: 010 and 02x are area codes of three digits, others of four.

    The numbering plan is not asked.
    """
    digits = number.digits
    if number.foreign or _is_whole(digits) or len(digits) <= SHORT:
        return [digits]
    if not digits.startswith("0"):
        return [digits] if len(digits) <= 8 else [digits, f"0{digits}"]
    area = 3 if digits[1] in "12" else 4
    return [digits, digits[1:], digits[area:]] if len(digits) > area + SHORT else [digits, digits[1:]]


def _dialled(number: Number) -> list[str]:
    """The ways to dial a number, the fullest first."""
    digits = number.digits
    if number.foreign:
        return _foreign(digits)
    if _is_whole(digits) or len(digits) <= SHORT:
        return [digits]
    if len(digits) <= 8 and not digits.startswith("0"):
        return [digits]  # a number of one's own town
    bare = digits.removeprefix("0")
    area = _area_code_length(bare[:5], len(bare))
    if not area:
        return [digits] if digits == bare else [digits, bare]
    return [f"0{bare}", bare[area:]]


@lru_cache(maxsize=4096)
def _area_code_length(start: str, length: int) -> int:
    """How many digits of a Chinese landline that begins so are its area code, the 0 left out; 0 when it is none."""
    import phonenumbers

    try:
        number = phonenumbers.parse(f"0{start:8<{length}}", "CN")
    except phonenumbers.NumberParseException:
        return 0
    return phonenumbers.length_of_geographical_area_code(number) if phonenumbers.is_possible_number(number) else 0


def _foreign(digits: str) -> list[str]:
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return [digits]
    national = phonenumbers.national_significant_number(number)
    return [f"{number.country_code}{national}", f"0{national}", national]
