"""When something began, as callers say it: "今早9点", "昨天下午三点", "上周五", "半小时前", "since Monday", "-20m".

Pure and total: words that are no time give None and stay the caller's words. What is found never lies in the future.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from tui_desk.domain import spans

Grain = Literal["minute", "part", "day", "week", "month"]
"""How exactly a time was told: to the minute, a part of a day 上午, a day, a week, a month."""


@dataclass(frozen=True, slots=True)
class Past:
    """A time that is over: where it begins, in UTC, and how exactly it was told."""

    at: datetime
    grain: Grain = "minute"


_NOW = frozenset({"now", "just now", "a moment ago", "moments ago", "right now", "现在", "刚才", "刚刚", "刚", "方才"})
_BEFORE = re.compile(r"(?:自从|自|从|打|是|在|就|大约|大概|约|差不多|since|from|about|around|at|on|it was)\s*")
_AFTER = re.compile(
    r"\s*(?:开始的?|起|以来|左右|前后|的时候|那会儿?|那时候?|至今|到现在|一直这样|就这样了?|就有了?|的|了|吧"
    r"|onwards?|or so)$"
)
_AGO = re.compile(r"(?:-\s*(?P<short>.+)|(?P<long>.+?)\s*(?:之前|以前|前|ago|earlier|back))")
_TIME_UNIT = re.compile(r"小时|钟头|分|刻|秒|\d\s*[hms](?![a-z])|hour|hr|min|sec")
_MONTH_UNIT = re.compile(r"月|年|month|year|\dy")

_PARTS = {
    "凌晨": 0, "半夜": 0, "午夜": 0, "清晨": 6, "早晨": 6, "早上": 6, "大早": 6, "早": 6, "上午": 8, "中午": 12,
    "午后": 13, "下午": 13, "傍晚": 17, "晚上": 18, "晚": 18, "夜里": 22, "深夜": 22,
    "morning": 6, "noon": 12, "afternoon": 13, "evening": 18, "night": 18,
}  # fmt: skip
_PART = re.compile(
    rf"\s*(?:in the |[一1])?(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})"
    r"(?:[一1]?刚?上班(?:时|后)?)?[\s,，的]*"
)
_NIGHT = frozenset({"晚", "晚上", "夜里", "深夜", "半夜", "午夜", "night"})
_CLOCK = re.compile(
    r"""(?:at\s+)?
    (?: (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : \d{2} )? (?P<half>(?!))?
      | (?P<spoken>\d{1,2}) (?: 点 | \s*o'?clock )
        (?: (?P<to_half>半) | (?P<quarter>[123])刻 | (?P<past>\d{1,2})分? | 整 | 多? | 来 )? 钟?
      | (?P<written>\d{1,2}) 时 (?: (?P<written_past>\d{1,2})分? | 许 )?
      | (?P<bare>\d{1,2}) (?=\s*[ap]\.?m)
      | (?P<compact>(?:[01]\d|2[0-3])[0-5]\d) (?!\d) )
    (?: \s* (?P<english>[ap])\.?m\.? )? [\s,，]*""",
    re.VERBOSE | re.ASCII,
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"


def past(text: str, at: datetime, zone: tzinfo, until: datetime | None = None) -> Past | None:
    """The time that is meant by words said in a call that began `at`; None for words that are none.

    "20分钟前" counts back from `at`. Of what comes again (三点, 周五) the last one is meant that is not after `until`,
    or after `at` without one.
    """
    plain = spans.spoken(text)
    if plain is None:
        return None
    plain = _bare(plain)
    limit = max(at, until or at)
    if plain in _NOW:
        return Past(at.astimezone(UTC))
    try:
        found = _ago(plain, at, zone) or _iso(plain, zone) or _dated(plain, limit.astimezone(zone), zone)
    except (OverflowError, ValueError):
        return None
    return found if found is not None and found.at <= limit else None


def _bare(text: str) -> str:
    """Without the words around it that only say that it began then."""
    while (begin := _BEFORE.match(text)) and begin.end() < len(text):
        text = text[begin.end() :]
    while (end := _AFTER.search(text)) and end.start():
        text = text[: end.start()]
    return text.strip()


def _ago(text: str, at: datetime, zone: tzinfo) -> Past | None:
    found = _AGO.fullmatch(text)
    words = (found["short"] or found["long"]) if found else ""
    length = spans.duration(words) if words else None
    if length is None:
        return None
    if _TIME_UNIT.search(words) and not _MONTH_UNIT.search(words):
        return Past((at - length).astimezone(UTC))
    day = (at.astimezone(zone) - length).date()
    if _MONTH_UNIT.search(words):
        return Past(_instant(day.replace(day=1), timedelta(0), zone), "month")
    return Past(_instant(day, timedelta(0), zone), "day")


def _iso(text: str, zone: tzinfo) -> Past | None:
    if ":" not in text or "-" not in text:
        return None
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return Past((found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that was named, the one that is meant where this one is not over yet, and what part of it was named."""

    day: date
    before: date | None = None
    grain: Grain = "day"
    part: str = ""


def _dated(text: str, now: datetime, zone: tzinfo) -> Past | None:
    first = _CLOCK.match(text)
    if first is not None and first["compact"] is None and first.end() < len(text):  # 3pm yesterday
        text = f"{text[first.end() :].removeprefix('on ')} {text[: first.end()]}"
    day, rest = _day(text, now.date())
    found_part = _PART.match(rest)
    part = found_part["part"] if found_part else ""
    rest = rest[found_part.end() :] if found_part else rest
    clock = _CLOCK.fullmatch(rest) if rest.strip() else None
    if rest.strip() and clock is None:
        return None
    if day is None:
        if not part and clock is None:
            return None
        day, named = _Day(now.date(), now.date() - timedelta(days=1)), False
    else:
        named = True
    part = part or day.part
    if clock is None and not part:
        return Past(_instant(day.day, timedelta(0), zone), day.grain)
    if day.grain != "day":
        return None
    gone = [timedelta(hours=_PARTS[part])] if clock is None else _after_midnight(clock, part, named=named)
    candidates = [_instant(each, after, zone) for each in (day.day, day.before) if each for after in gone]
    over = (each for each in candidates if each <= now)
    grain: Grain = "part" if clock is None else "minute"
    return next((Past(each, grain) for each in over), None)


def _instant(day: date, gone: timedelta, zone: tzinfo) -> datetime:
    wall = datetime.combine(day, time()) + gone
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _after_midnight(clock: re.Match[str], part: str, *, named: bool) -> list[timedelta]:
    """How far the day had gone: the likelier first, where 三点 may be morning or afternoon.

    Raises:
        ValueError: 25:00 or 9:60.
    """
    compact = clock["compact"] or ""
    spoken = clock["spoken"] or ""
    hour = int(compact[:2] or clock["hour"] or spoken or clock["written"] or clock["bare"])
    minute = int(compact[2:] or clock["minute"] or clock["past"] or clock["written_past"] or 0)
    minute += 30 if clock["to_half"] else 15 * int(clock["quarter"] or 0)
    if minute > 59 or hour > 24:
        raise ValueError(clock[0])
    hours = [_hour_of_day(hour, part or clock["english"] or "")]
    if not (part or clock["english"]) and spoken and not spoken.startswith("0") and 1 <= hour < 12:
        hours = [hour + 12, hour] if not named or hour < 7 else [hour]
    return [timedelta(hours=each, minutes=minute) for each in hours]


def _hour_of_day(hour: int, part: str) -> int:
    """The hour on the 24-hour clock: 下午3点 is 15, 晚上12点 is 24, 晚上1点 is 25, 凌晨12点 is 0."""
    if part in ("凌晨", "a", "morning") and hour == 12:
        return 0
    if part in _NIGHT and (hour == 12 or 0 < hour < 5):
        return hour + 12 if hour == 12 else hour + 24 * (part not in ("半夜", "午夜"))
    if hour < 12 and part in ("下午", "午后", "傍晚", "p", "afternoon", "evening", *(_NIGHT - {"半夜", "午夜"})):
        return hour + 12
    return hour + 12 if part in ("中午", "noon") and hour < 10 else hour


def _day(text: str, today: date) -> tuple[_Day | None, str]:
    """The day with which the text begins, and what follows; None where it begins with none."""
    for pattern, meaning in _DAYS:
        if found := pattern.match(text):
            return meaning(found, today), text[found.end() :].lstrip(" ,，的t")
    return None, text


def _word(found: re.Match[str], today: date) -> _Day:
    back = {"大": 3, "前": 2, "昨": 1, "今": 0, "t": 2 if "before" in found[0] else 0, "y": 1}[found[0][0]]
    return _Day(today - timedelta(days=back))


def _named_part(found: re.Match[str], today: date) -> _Day:
    is_last = found[0].startswith("last")
    return _Day(today - timedelta(days=is_last), part=found["when"] or "night")


def _weekday(found: re.Match[str], today: date) -> _Day:
    which, name = found["which"] or "", found["weekday"]
    if name == "末":
        place = 5
    else:
        place = _WEEKDAYS.index(name[:3]) if name.isalpha() and name.isascii() else min("1234567日天".index(name), 6)
    monday = today - timedelta(days=today.weekday())
    if which.startswith("上"):
        return _Day(monday + timedelta(days=place - 7 * which.count("上")))
    if which.startswith(("本", "这", "this")):
        return _Day(monday + timedelta(days=place))
    day = today - timedelta(days=(today.weekday() - place) % 7)
    week = timedelta(days=7)
    return _Day(day - week) if which == "last" and day == today else _Day(day, day - week)


def _week(found: re.Match[str], today: date) -> _Day:
    back = 7 * (found["which"].count("上") or (found["which"] == "last"))
    return _Day(today - timedelta(days=today.weekday() + back), grain="week")


def _month(found: re.Match[str], today: date) -> _Day:
    first = today.replace(day=1)
    for _ in range(found["which"].count("上") or (found["which"] == "last")):
        first = (first - timedelta(days=1)).replace(day=1)
    return _Day(first.replace(day=int(found["day"]))) if found["day"] else _Day(first, grain="month")


def _date(found: re.Match[str], today: date) -> _Day:
    groups = found.groupdict()
    month = _MONTHS.index(groups["name"]) + 1 if groups.get("name") else int(groups["month"])
    day = int(groups["day"]) if groups.get("day") else 0
    year = groups.get("year") or ""
    years = {"今年": today.year, "去年": today.year - 1, "前年": today.year - 2}
    if year:
        return _Day(date(years.get(year) or int(year), month, day or 1), grain="day" if day else "month")
    return _last([_valid(today.year - back, month, day or 1) for back in range(13)], today, "day" if day else "month")


def _of_month(found: re.Match[str], today: date) -> _Day:
    months, first = [], today.replace(day=1)
    for _ in range(4):
        months.append(_valid(first.year, first.month, int(found["day"])))
        first = (first - timedelta(days=1)).replace(day=1)
    return _last(months, today, "day")


def _last(days: Iterable[date | None], today: date, grain: Grain) -> _Day:
    """The last of the days that has begun, and the one before it. Raises ValueError where no such day is."""
    begun = [day for day in days if day is not None and day <= today]
    if not begun:
        raise ValueError(days)
    return _Day(begun[0], begun[1] if grain == "day" and len(begun) > 1 else None, grain)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_Meaning = Callable[[re.Match[str], date], _Day]
_WEEK = r"(?:周|星期|礼拜)"
_YEAR = r"(?:(?P<year>\d{4}|今年|去年|前年)\s*[-/.年]?\s*)?"
_DAYS: tuple[tuple[re.Pattern[str], _Meaning], ...] = tuple(
    (re.compile(pattern, re.ASCII), meaning)
    for pattern, meaning in (
        (r"last night|(?:this|last) (?P<when>morning|afternoon|evening)", _named_part),
        (r"大前天|前[天日]|昨[天日]|昨(?=[早晚上下中凌夜])|今[天日]|今儿?(?=[早晚上下中凌夜])", _word),
        (r"the day before yesterday|yesterday|today", _word),
        (rf"(?P<which>上上个?|上个?|本|这个?)?{_WEEK}(?P<weekday>[1-7日天末])(?![0-9])", _weekday),
        (rf"(?P<which>last|this)?\s*(?P<weekday>{'|'.join(_WEEKDAYS)})[a-z]*", _weekday),
        (rf"(?P<which>上上个?|上个?|本|这个?){_WEEK}", _week),
        (r"(?P<which>last|this) week", _week),
        (r"(?P<which>上上个?|上个?|本|这个?)月(?:份)?(?:(?P<day>\d{1,2})[日号])?", _month),
        (r"(?P<which>last|this) month(?P<day>(?!))?", _month),
        (rf"{_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})(?:[日号]|(?=\D|$))", _date),
        (r"(?:(?P<year>\d{4})[-/.])?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?=[\st]|[^\d:点时]|$)", _date),
        (rf"{_YEAR}(?P<month>\d{{1,2}})月份?", _date),
        (rf"{_MONTH_NAME} {_ENGLISH_DAY}(?:,? (?P<year>\d{{4}}))?(?!\d)", _date),
        (rf"{_ENGLISH_DAY} {_MONTH_NAME}(?: (?P<year>\d{{4}}))?", _date),
        (r"(?P<day>\d{1,2})[日号]", _of_month),
    )
)
