"""Times that are over, lengths of time and numbers of people, in words of the desk. Knows no widget and no call."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tui_desk.domain import moments
from tui_desk.domain.headcount import People
from tui_desk.domain.past import Past, past
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Question
from tui_desk.tui.session import Session

_WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_PARTS = {
    0: mark("small hours"),
    6: mark("early morning"),
    8: mark("morning"),
    12: mark("noon"),
    13: mark("afternoon"),
    17: mark("late afternoon"),
    18: mark("evening"),
    22: mark("night"),
}
_UNITS = (
    (86_400, mark("{count} d")),
    (3600, mark("{count} h")),
    (60, mark("{count} min")),
    (1, mark("{count} s")),
)


def past_told(found: Past, session: Session) -> str:
    """A time that is over on the desk's clock, as exactly as it was told: "昨天 15:00", "11-13 周五", "2026-10"."""
    local, today = session.local(found.at), session.local(session.now()).date()
    match found.grain:
        case "minute":
            return f"{_day_told(local.date(), today)} {local:%H:%M}"
        case "part":
            return f"{_day_told(local.date(), today)} {tr(_PARTS.get(local.hour, ''))}".rstrip()
        case "day":
            return _day_told(local.date(), today, weekday=True)
        case "week":
            return tr("week of {date}", date=f"{local:%m-%d}")
        case _:
            return f"{local:%Y-%m}"


def duration_told(length: timedelta) -> str:
    """A length of time in its units: "1小时30分"."""
    seconds, parts = round(length.total_seconds()), []
    for size, told in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(tr(told, count=count))
    return " ".join(parts) or tr("{count} s", count=0)


def people_told(count: People) -> str:
    """A number of people: "3 人", "11-19 人", "50 人以上", "整个单位"."""
    if count.whole:
        return tr("all of them")
    if count.most is None:
        return tr("{count} people or more", count=count.least)
    if count.least == count.most:
        return tr("{count} people", count=count.least)
    return tr("{count} people", count=f"{count.least}-{count.most}")


def answer_told(question: Question, answer: str, at: datetime, until: datetime, session: Session) -> str:
    """An answer as a record shows it: the caller's words, and behind them the time that they mean."""
    if question.kind != "past":
        return answer
    found = past(answer, at, session.zone, until)
    if found is None:
        return answer
    local = session.local(found.at)
    form = {"minute": "%Y-%m-%d %H:%M", "month": "%Y-%m"}.get(found.grain, "%Y-%m-%d")
    absolute = local.strftime(form)
    return answer if absolute in answer else f"{answer} ({absolute})"


def moment_told(answer: str, session: Session) -> str:
    """A point in time as it is typed for one to come: "明天 09:00"; empty for what is none."""
    now = session.now()
    try:
        at = moments.parse(answer.strip(), now, session.zone)
    except ValueError:
        return ""
    local, today = session.local(at), session.local(now).date()
    named = {0: tr("today"), 1: tr("tomorrow"), -1: tr("yesterday")}.get((local.date() - today).days)
    return f"{named or f'{local:%m-%d}'} {local:%H:%M}"


def _day_told(day: date, today: date, *, weekday: bool = False) -> str:
    named = {0: tr("today"), 1: tr("yesterday")}.get((today - day).days)
    if named and not weekday:
        return named
    told = f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
    return f"{named or told} {tr(_WEEKDAYS[day.weekday()])}" if weekday else told
