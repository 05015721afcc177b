"""Points in time as people type them: "9:15", "-20m", "明天9点半", "2026-11-21 09:15"."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tui_desk.domain.numerals import arabic

_LONGEST = 64
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_NOW = frozenset({"", "now", "现在", "刚才", "刚刚"})
_SHIFT = re.compile(
    r"""(?P<sign>[+-]) \s*
    (?: (?P<days>\d+) d )?
    (?: (?P<hours>\d+) h (?: (?P<rest>\d{1,2}) (?![\dm]) )? )?
    (?: (?P<minutes>\d+) m (?:in)? )?""",
    re.VERBOSE,
)
_SPAN = re.compile(
    r"""(?: (?P<days>\d+) 天 )?
    (?: (?: (?P<hours>\d+) 个? )? (?P<half>半)? 个?小时 )?
    (?: (?P<minutes>\d+) 分钟? )?
    [之以]? (?P<sign>[前后内])""",
    re.VERBOSE,
)
_DAY = re.compile(
    r"""(?: (?P<year>\d{4}) [-/.年] )? (?P<month>\d{1,2}) [-/.月] (?P<day>\d{1,2})
      (?: [日号]\s* | [\st]+ | (?=[^\d:.]) )
    | (?P<word> 前天 | 昨[天日]? | 今[天日]? | 明[天日]? | 后天 | yesterday | today | tomorrow ) \s*""",
    re.VERBOSE,
)
_CLOCK = re.compile(
    r"""(?P<part> 凌晨 | 早上? | 上午 | 中午 | 下午 | 傍晚 | 晚上? | 夜里 )? \s*
    (?: (?P<compact>\d{4})
      | (?P<bare>\d{1,2}) (?=\s*[ap]m)
      | (?P<hour>\d{1,2}) (?: : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) )?
                           | [点时] (?: (?P<half>半) | (?P<quarter>[123])刻 | (?P<past>\d{1,2})分? | 整 )? ) )
    \s* (?P<english>[ap]m)?""",
    re.VERBOSE,
)
_WORDS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "yesterday": -1, "today": 0, "tomorrow": 1}
_EVENING = frozenset({"晚上", "晚", "夜里"})
_AFTER_NOON = _EVENING | {"下午", "傍晚", "pm"}
_BEFORE_NOON = frozenset({"凌晨", "am"})


def parse(text: str, now: datetime, zone: str | tzinfo) -> datetime:
    """The point in time, in UTC; nothing at all means now.

    A time without a date is today's in `zone`, a date without a year is the one nearest to now.

    Raises:
        ValueError: the text is no point in time that is known here.
    """
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    plain = arabic(unicodedata.normalize("NFKC", text).strip().lower())
    if plain in _NOW:
        return now.astimezone(UTC)
    try:
        found = _shifted(plain, now.astimezone(UTC)) or _iso(plain, zone) or _dated(plain, now.astimezone(zone), zone)
        if found is not None:
            return found.astimezone(UTC)
    except OverflowError:
        pass
    raise ValueError(text)


def is_moment(text: str) -> bool:
    """Whether the text is a point in time that `parse` knows, whenever it is read."""
    try:
        parse(text, _ANY_TIME, UTC)
    except ValueError:
        return False
    return True


def is_clock(text: str) -> bool:
    """Whether the text is a time of day without a day: "9:15", "下午3点"; whoever reads it says which day is meant."""
    plain = arabic(unicodedata.normalize("NFKC", text[:_LONGEST]).strip().lower())
    return _CLOCK.fullmatch(plain) is not None


def begins_with(text: str) -> str:
    """The point in time with which a sentence begins, as it stands there: "明天9点" of "明天9点前回电", or ""."""
    starts = (text[:end].rstrip() for end in range(min(len(text), _LONGEST), 0, -1))
    told = (start for start in starts if is_moment(start))
    return next((start for start in told if any(map(str.isdigit, arabic(start)))), "")


def _shifted(text: str, now: datetime) -> datetime | None:
    match = _SHIFT.fullmatch(text) or _SPAN.fullmatch(text)
    parts = {name: part for name, part in match.groupdict().items() if part} if match else {}
    if len(parts) < 2:
        return None
    half = timedelta(minutes=30) if "half" in parts else timedelta(0)
    minutes = int(parts.get("minutes", 0)) + int(parts.get("rest", 0))
    span = timedelta(days=int(parts.get("days", 0)), hours=int(parts.get("hours", 0)), minutes=minutes) + half
    return now - span if parts["sign"] in "-前" else now + span


def _iso(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.upper()) if ":" in text else None
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if found and found.tzinfo is None else found


def _dated(text: str, here: datetime, zone: tzinfo) -> datetime | None:
    dated = _DAY.match(text)
    clock = _CLOCK.fullmatch(text, dated.end() if dated else 0)
    if clock is None:
        return None
    day = _day(dated, here.date()) if dated else here.date()
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the wall clock's; the zone follows
    return (midnight + _after_midnight(clock)).replace(tzinfo=zone)


def _day(match: re.Match[str], today: date) -> date:
    word = match["word"]
    if word:
        return today + timedelta(days=_WORDS[word if word.isascii() else word[0]])
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, day)
    nearby = [found for year in range(today.year - 1, today.year + 2) if (found := _date(year, month, day))]
    if not nearby:
        raise ValueError(match[0])
    return min(nearby, key=lambda found: abs(found - today))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _after_midnight(clock: re.Match[str]) -> timedelta:
    """How far the day has gone; 24:00 is its end. Raises ValueError for 25:00 or 9:60."""
    compact = clock["compact"] or ""
    hour = _hour_of_day(int(compact[:2] or clock["hour"] or clock["bare"]), clock["part"] or clock["english"] or "")
    minute = int(compact[2:] or clock["minute"] or clock["past"] or 0)
    minute += 30 if clock["half"] else 15 * int(clock["quarter"] or 0)
    gone = timedelta(hours=hour, minutes=minute, seconds=int(clock["second"] or 0))
    if minute > 59 or gone > timedelta(days=1):
        raise ValueError(clock[0])
    return gone


def _hour_of_day(hour: int, part: str) -> int:
    """The hour on the 24-hour clock: 下午3点 is 15, 晚上12点 is 24, 凌晨12点 is 0."""
    if part in _BEFORE_NOON and hour == 12:
        return 0
    if part in _EVENING and hour == 12:
        return 24
    if (part in _AFTER_NOON and hour < 12) or (part == "中午" and hour < 10):
        return hour + 12
    return hour
