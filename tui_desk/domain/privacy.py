"""Private data in what is typed 身份证号 银行卡 家庭住址 (TKT-15): found while typing, masked before it is stored."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from unicodedata import decimal

from tui_desk.domain import addresses

SHOWN_ENDS = 4
"""How many digits stay readable at either end of a masked number."""

_BETWEEN = "[ \t\u00a0\u00ad\u2000-\u200d\u2010-\u2015\u202f\u205f\u2060\u2212\u3000\ufeff\uff0d-]{0,3}"
"""What people put between the groups of a number: blanks and dashes of any kind, and what cannot be seen."""

_RUN = re.compile(rf"\d(?<!\d.)(?:{_BETWEEN}\d){{12,}}(?:{_BETWEEN}[XxＸｘ×])?")
"""Digits enough for a card, grouped in any way; a letter may be the check digit of an identity number."""

_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RESIDENT = re.compile(rf"(?=({_PROVINCE}\d{{4}}(?:19|20)\d\d{_DAY}\d{{3}}[\dX]))")
_OLD_RESIDENT = re.compile(rf"{_PROVINCE}(?:0[1-9]|[12]\d|3[0-4]|5[1-3]|90)\d\d\d\d{_DAY}\d{{3}}")

_ISSUERS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("62", (16, 17, 18, 19)),
    ("4", (16,)),
    ("436742 436745 456351 427018 427020 427030", (19,)),
    ("405512", (17,)),
    ("51 52 53 54 55", (16,)),
    (" ".join(str(prefix) for prefix in range(2221, 2721)), (16,)),
    ("34 37", (15,)),
    (" ".join(str(prefix) for prefix in range(3528, 3590)), (16,)),
    ("6011 644 645 646 647 648 649 65", (16,)),
    ("601382 601428", (17, 19)),
    ("9558 95599 95588 103", (19,)),
    ("95555 95595 940", (16,)),
    ("966666", (18,)),
)
"""With which digits the cards begin that are in use in China, and how many digits such a card has."""

_PREFIXES = {length: tuple(p for ps, sizes in _ISSUERS if length in sizes for p in ps.split()) for length in range(20)}
_SIZES = range(13, 20)
_CARD_GROUPS = re.compile("4(?:,4)*(?:,[1-4])?|6,(?:10|11|12|13)|4,6,[45]")
"""How many digits stand between the gaps of a number that is written as cards are."""

_CARD_SAID = re.compile(
    r"(?i:银行卡|储蓄卡|借记卡|信用卡|贷记卡|工资卡|社保卡金融|bank ?card|(?:credit|debit) ?card)\D{0,12}$"
)
_CARD_PERHAPS = re.compile(r"(?i:卡号|账号|帐号|card (?:no|number)|account)\D{0,8}$")
_IDENTITY_SAID = re.compile(r"(?i:身份证|证件|公民身份|居民身份|identity|id ?card|id (?:no|number))\D{0,12}$")
_OTHER_NUMBER = re.compile(
    r"(?i:单号|订单|工单|编号|流水|序列|运单|快递|物流|发票|合同|凭证|条码|条形码|批次|批号|资产|设备号|机身|串号|串码|料号|件号|时间戳"
    r"|会话|令牌|进程|线程|偏移|端口|分机|内线|版本|电话|手机|号码|(?<![a-z])(?:imei|meid|imsi|iccid|sim|s/?n|p/?n|uuid|guid|mac|id|pid|trace|tracking"
    r"|order|ticket|serial|invoice|token|session|version|build|port|ext|extension|phone|tel|timestamp|barcode)(?![a-z]))\D{0,8}$"
)
"""What says that the number behind it is a thing's: then only a check digit makes it a person's."""

_MOST_GROUPS = 6
"""More groups than these nobody writes a card or a resident's number in."""

_LOOKED_BACK = 24
_THINGS_SINCE = 2008
"""A number that is called an order and holds a date from then on is an order of that day, not somebody's birthday."""


class Private(StrEnum):
    """What kind of private data."""

    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    HOME_ADDRESS = "home_address"


@dataclass(frozen=True, slots=True)
class PrivateText:
    """Where private data stands in a text, and how it reads masked: "3301**********1234"."""

    start: int
    end: int
    kind: Private
    text: str
    masked: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An original that was kept because an officer insisted (TKT-15); it is read only on purpose.

    `field` is the ticket field, the question's code, or the event's id; the text there holds `masked`.
    """

    id: str
    field: str
    kind: Private
    masked: str
    reason: str


def private(text: str) -> tuple[PrivateText, ...]:
    """The private data in a text, in order, without overlaps.

    Residents' numbers of 18 digits with their check digit and of 15 digits with a birthday, bank cards with an issuer
    and a check digit, home addresses. Numbers of things (orders, devices, sessions) and places of work are none.
    """
    numbers = [_number(text, found) for run in _RUN.finditer(text) for found in _Digits(run, text).private()]
    homes = [
        PrivateText(start, end, Private.HOME_ADDRESS, text[start:end], addresses.MASKED)
        for start, end in addresses.homes(text)
    ]
    if not homes:
        return tuple(numbers)
    found = sorted(numbers + homes, key=lambda each: each.start)
    return tuple(found[:1]) + tuple(after for before, after in pairwise(found) if after.start >= before.end)


def masked(text: str) -> str:
    """The text with everything private masked; masked once more, it stays as it is."""
    while found := private(text):
        text = replaced(text, found)
    return text


def replaced(text: str, found: Sequence[PrivateText]) -> str:
    """The text with what was found in it masked: what a mask leaves may make a number with what stands beside it."""
    pieces, end = [], 0
    for each in found:
        pieces += [text[end : each.start], each.masked]
        end = each.end
    return "".join([*pieces, text[end:]])


def _number(text: str, found: tuple[int, int, Private, str]) -> PrivateText:
    start, end, kind, digits = found
    hidden = "*" * (len(digits) - 2 * SHOWN_ENDS)
    return PrivateText(start, end, kind, text[start:end], f"{digits[:SHOWN_ENDS]}{hidden}{digits[-SHOWN_ENDS:]}")


class _Digits:
    """A run of digits in a text: its digits without what stands between them, and where each of them stands."""

    def __init__(self, run: re.Match[str], text: str) -> None:
        self._places = [place for place in range(*run.span()) if not _is_gap(text[place])]
        self._digits = "".join(_digit(text[place]) for place in self._places)
        self._before = text[max(0, run.start() - _LOOKED_BACK) : run.start()]
        self._beside = self._before[-1:] + text[run.end() : run.end() + 1]
        starts = [0] + [n + 1 for n, (a, b) in enumerate(pairwise(self._places)) if b > a + 1]
        self._groups = list(pairwise([*starts, len(self._digits)]))
        self._starts, self._ends = starts, frozenset(end for _, end in self._groups)

    def private(self) -> Iterator[tuple[int, int, Private, str]]:
        """Where each private number begins and ends in the text, its kind, its digits."""
        taken = list(self._residents())
        taken += self._cards(self._free(taken))
        taken += self._old_residents(self._free(taken))
        for start, end, kind in sorted(taken):
            yield self._places[start], self._places[end - 1] + 1, kind, self._digits[start:end]

    def _free(self, taken: list[tuple[int, int, Private]]) -> list[tuple[int, int]]:
        """The groups of which nothing is taken."""
        places = {place for start, end, _ in taken for place in range(start, end)}
        return [(start, end) for start, end in self._groups if not places & {start, end - 1}]

    def _residents(self) -> Iterator[tuple[int, int, Private]]:
        end = 0
        for match in _RESIDENT.finditer(self._digits):
            number, start = match[1], match.start()
            if start < end or not self._is_whole(start, start + len(number)) or not is_resident(number):
                continue
            if int(number[6:10]) >= _THINGS_SINCE and self._is_of_a_thing():
                continue
            end = start + len(number)
            yield start, end, Private.IDENTITY

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether these digits stand in one group, or begin with one and end with one."""
        first, last = self._groups[bisect_right(self._starts, start) - 1]
        return end <= last or (start == first and end in self._ends)

    def _cards(self, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int, Private]]:
        said = bool(_CARD_SAID.search(self._before))
        if not said and ((self._is_of_a_thing() and not _CARD_PERHAPS.search(self._before)) or _glued(self._beside)):
            return
        first = 0
        while first < len(groups):
            start = groups[first][0]
            lasts = [
                n
                for n in range(first + 1, min(len(groups), first + _MOST_GROUPS) + 1)
                if groups[n - 1][1] - start in _SIZES
            ]
            last = next((last for last in reversed(lasts) if self._is_card(groups[first:last], said)), 0)
            if last:
                yield groups[first][0], groups[last - 1][1], Private.BANK_CARD
            first = last or first + 1

    def _is_card(self, groups: list[tuple[int, int]], said: bool) -> bool:
        start, end = groups[0][0], groups[-1][1]
        number = self._digits[start:end]
        if any(b[0] != a[1] for a, b in pairwise(groups)) or not number.isdecimal():
            return False
        if not said:
            sizes = ",".join(str(b - a) for a, b in groups)
            if (len(groups) > 1 and not _CARD_GROUPS.fullmatch(sizes)) or not number.startswith(_PREFIXES[len(number)]):
                return False
        return luhn(number)

    def _old_residents(self, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int, Private]]:
        said = bool(_IDENTITY_SAID.search(self._before))
        if not said and (self._is_of_a_thing() or _glued(self._beside)):
            return
        end = 0
        for first, (start, _) in enumerate(groups):
            for last in range(first + 1, min(len(groups), first + _MOST_GROUPS) + 1):
                stop = groups[last - 1][1]
                whole = last == first + 1 or said or [b - a for a, b in groups[first:last]] == [6, 6, 3]
                if stop - start == 15 and start >= end and whole and self._is_old(self._digits[start:stop], said):
                    yield start, stop, Private.IDENTITY
                    end = stop

    def _is_old(self, number: str, said: bool) -> bool:
        if not _OLD_RESIDENT.fullmatch(number) or not _is_day(f"19{number[6:12]}"):
            return False
        return said or not (number.startswith("35") and luhn(number))  # such is the number of a mobile phone (IMEI)

    def _is_of_a_thing(self) -> bool:
        return bool(_OTHER_NUMBER.search(self._before)) and not _IDENTITY_SAID.search(self._before)


def is_resident(number: str) -> bool:
    """Whether the birthday and the check digit (GB 11643) of an identity number of 18 digits are right."""
    return _is_day(number[6:14]) and "0123456789X"[(1 - 2 * int(number[:17], 13)) % 11] == number[17]


def luhn(number: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812)."""
    doubled = sum((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)] for digit in number[-2::-2])
    return (doubled + sum(int(digit) for digit in number[::-2])) % 10 == 0 and number.strip("0") != ""


def _is_day(day: str) -> bool:
    return int(day[6:]) <= calendar.monthrange(int(day[:4]), int(day[4:6]))[1]


def _is_gap(letter: str) -> bool:
    return not letter.isdecimal() and letter not in "XxＸｘ×"


def _digit(letter: str) -> str:
    return str(decimal(letter)) if letter.isdecimal() else "X"


def _glued(beside: str) -> bool:
    """Whether a letter or a point beside a number makes it a part of something else."""
    return any((letter.isascii() and letter.isalpha()) or letter in "._#@/" for letter in beside)
