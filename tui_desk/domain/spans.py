"""Lengths of time as callers say them: "一个半小时", "1h30", "90s", "两天", "2.5小时".

Pure and total: whatever cannot be read gives None, and the caller's words stay what they are.
"""

from __future__ import annotations

import re
from datetime import timedelta
from unicodedata import normalize

from tui_desk.domain.numerals import arabic

_LONGEST = 64
_MOST = timedelta(days=3660)
_SECONDS = {
    "second": 1,
    "minute": 60,
    "quarter": 15 * 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 30 * 86_400,
    "year": 365 * 86_400,
}
_UNITS = {
    "second": r"秒钟?|s|secs?|seconds?",
    "minute": r"分钟?|m|mins?|minutes?",
    "quarter": r"刻钟",
    "hour": r"小时|钟头|h|hrs?|hours?",
    "day": r"天|d|days?",
    "week": r"周|星期|礼拜|w|wks?|weeks?",
    "month": r"月|months?",
    "year": r"年|y|yrs?|years?",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_PART = re.compile(
    rf"""\s*(?:and\s+|零|又)?
    (?: (?P<half>半个?多?(?!天)|half\s+an?\s+)
      | (?P<count>\d{{1,6}}(?:\.\d{{1,3}})?|an?(?=\s)) \s* (?P<plus>个半|个)?[多来]? )
    \s*(?:{_UNIT}) (?![a-z]) (?P<more>半|\s*and\s+a\s+half)?""",
    re.VERBOSE | re.ASCII,
)
_REST = re.compile(r"(\d{1,2})(?:分|m)?", re.ASCII)
_ABOUT_BEFORE = re.compile(
    r"(?:大约|大概|约|差不多|将近|接近|至少|最少|最多|不到|超过|已经|有|[要等用卡]了?|快|得|"
    r"about|around|some|nearly|almost|at least|at most|more than|less than|over|under|up to|for|~|>|<)\s*"
)
_ABOUT_AFTER = re.compile(r"\s*(?:左右|上下|以上|以内|多|了|吧|整|or so|or more)$")


def duration(text: str) -> timedelta | None:
    """The length of time that is meant; None for words that are none. 约, 左右 and the like do not count."""
    plain = spoken(text)
    if plain is None:
        return None
    length, rest, finer_than = timedelta(0), bare(plain), float("inf")
    if not rest:
        return None
    while rest:
        found = _PART.match(rest)
        if found is None:
            return _with_minutes(length, rest) if finer_than == _SECONDS["hour"] else None
        unit = _SECONDS[next(name for name in _UNITS if found[name])]
        if unit >= finer_than:
            return None
        length += timedelta(seconds=_count(found) * unit)
        if length > _MOST:
            return None
        finer_than, rest = unit, rest[found.end() :].strip()
    return length


def _with_minutes(length: timedelta, rest: str) -> timedelta | None:
    """1h30."""
    minutes = _REST.fullmatch(rest)
    return length + timedelta(minutes=int(minutes[1])) if minutes else None


def _count(found: re.Match[str]) -> float:
    if found["half"]:
        return 0.5
    count = 1.0 if found["count"].startswith("a") else float(found["count"])
    return count + (0.5 if found["plus"] == "个半" or found["more"] else 0)


def spoken(text: str) -> str | None:
    """The text with plain letters and Arabic digits; None when it is too long to be a number or a time."""
    if len(text) > _LONGEST:
        return None
    plain = arabic(normalize("NFKC", text)).strip().lower()
    return plain if len(plain) <= 2 * _LONGEST else None


def bare(text: str) -> str:
    """The text without the words around it that only say "about"."""
    while (begin := _ABOUT_BEFORE.match(text)) and begin.end():
        text = text[begin.end() :]
    while end := _ABOUT_AFTER.search(text):
        text = text[: end.start()]
    return text.strip()
