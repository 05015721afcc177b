"""What somebody reports in one line, as it is said on the telephone: "李四 到场 001 10:20", "lisi arrive 3 -20m".

Pure. A line holds a deed, and in any order who did it, the number of the ticket, when, and words; what is left out is
asked of the desk: whoever types, the ticket in hand, now (SITE-4).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from tui_desk.domain import past
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.pinyin import of_person

Deed = Literal["accept", "decline", "respond", "depart", "arrive", "done"]
"""What can be reported: 接单 退回 响应 出发 到场, and 离开/完成, which the forms have as one time (SITE-4)."""

DEEDS: Mapping[Deed, tuple[str, ...]] = {
    "accept": ("接单", "已接单", "接受", "accept", "accepts", "accepted"),
    "decline": ("退回", "退单", "拒单", "decline", "declines", "declined"),
    "respond": ("响应", "已响应", "respond", "responds", "responded"),
    "depart": ("出发", "已出发", "动身", "depart", "departs", "departed"),
    "arrive": ("到场", "到达", "到了", "arrive", "arrives", "arrived"),
    "done": ("离开", "离场", "完成", "完工", "left", "leaves", "done", "finished"),
}
"""The words for each, in both languages."""
INITIALS: Mapping[str, Deed] = {
    "jd": "accept", "th": "decline", "xy": "respond", "cf": "depart", "dc": "arrive", "dd": "arrive", "lk": "done",
    "wc": "done",
}  # fmt: skip
"""The same by the first letters of their pinyin; they count only beside something else."""
_WORDS = {word: deed for deed, words in DEEDS.items() for word in words}
_GLUED = re.compile("|".join(sorted((word for word in _WORDS if not word.isascii()), key=len, reverse=True)))
_NUMBER = re.compile(r"(?:[a-z]{1,12}-)?(?:\d{8}|\d{4})-\d{1,6}|[a-z]{1,12}-\d{1,6}|\d{1,3}|\d{5,6}", re.ASCII)
_CALLED = re.compile(r"(.{1,2})(?:工|师傅|经理|老师|工程师)")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says. `officers` are those who may be meant, none where nobody was named; `at` is in UTC.

    `number` is as it was typed, empty for the ticket in hand.
    """

    deed: Deed
    officers: tuple[Officer, ...] = ()
    number: str = ""
    at: datetime | None = None
    words: str = ""

    @property
    def bare(self) -> bool:
        """Whether the line is the deed and nothing else."""
        return not (self.officers or self.number or self.at or self.words)


def read(line: str, officers: Sequence[Officer], now: datetime, zone: tzinfo) -> Said | None:
    """What a line says; None where no deed stands in it."""
    tokens = _tokens(line)
    place = _deed_place(tokens)
    if place is None:
        return None
    word = _plain(tokens.pop(place))
    who: tuple[Officer, ...] = ()
    number, rest = "", list[str]()
    for token in tokens:
        plain = _plain(token)
        if not who and (found := _named(plain, officers)):
            who = found
        elif not number and _NUMBER.fullmatch(plain):
            number = plain
        else:
            rest.append(token)
    if not who:
        who, rest = _spelt(rest, officers)
    at, words = _time(rest, now, zone)
    return Said(_WORDS.get(word) or INITIALS[word], who, number, at, words)


def mentions(line: str) -> bool:
    """Whether a deed stands in a line: it may be a report."""
    return _deed_place(_tokens(line)) is not None


def _tokens(line: str) -> list[str]:
    """The words of a line as they were typed, the first deed apart from what is written without a blank."""
    text = unicodedata.normalize("NFKC", line[:_LONGEST])
    return _GLUED.sub(lambda found: f" {found[0]} ", text, count=1).split()


def _plain(token: str) -> str:
    """A word as it is compared."""
    return token.strip(",;:。、").casefold()


def _deed_place(tokens: Sequence[str]) -> int | None:
    """Where the deed stands; its first letters count where it is not written out, and beside something else."""
    written = (place for place, token in enumerate(tokens) if _plain(token) in _WORDS)
    if (place := next(written, None)) is not None:
        return place
    if len(tokens) < 2:
        return None
    return max((place for place, token in enumerate(tokens) if _plain(token) in INITIALS), default=None)


def _named(token: str, officers: Iterable[Officer]) -> tuple[Officer, ...]:
    """The officers with this staff number, name or login; of "王工" also those of that surname, engineers first."""
    exact = tuple(each for each in officers if token in (each.staff_no.casefold(), each.name.casefold(), each.login))
    if exact or not (called := _CALLED.fullmatch(token)):
        return exact
    alike = tuple(each for each in officers if each.name.startswith(called[1]))
    return tuple(each for each in alike if each.is_any(Role.ENGINEER)) or alike


def _spelt(tokens: list[str], officers: Sequence[Officer]) -> tuple[tuple[Officer, ...], list[str]]:
    """Those whose pinyin one of the tokens is, in full, in its first letters or begun; and the other tokens."""
    for place, token in enumerate(map(_plain, tokens)):
        if not (token.isascii() and token.isalpha()):
            continue
        spelt = [(each, of_person(each.name)) for each in officers]
        found = tuple(each for each, ways in spelt if token in ways)
        if not found and len(token) > 2:
            found = tuple(each for each, ways in spelt if any(way.startswith(token) for way in ways))
        if found:
            return found, [*tokens[:place], *tokens[place + 1 :]]
    return (), tokens


def _time(tokens: Sequence[str], now: datetime, zone: tzinfo) -> tuple[datetime | None, str]:
    """The time that stands among the tokens, the longest that can be read as one, and the words that are left."""
    for length in range(min(len(tokens), 4), 0, -1):
        for start in range(len(tokens) - length + 1):
            found = past.past(" ".join(tokens[start : start + length]), now, zone)
            if found is not None and found.grain == "minute":
                return found.at, " ".join([*tokens[:start], *tokens[start + length :]])
    return None, " ".join(tokens)
