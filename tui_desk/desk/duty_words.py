"""The roster in words 值班表: posts, how a shift stands, its name and hours, and the alarm for one that nobody takes.

What the norm says has the norm's own words; everything else is translated. Knows no screen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.domain import duty_alarm
from tui_desk.domain.alert import Alert
from tui_desk.domain.roster import Post, Shift, Standing, kind_of
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import DutyRules

POSTS = {
    Post.HOTLINE: mark("hotline"),
    Post.MANAGER: mark("duty manager"),
    Post.ENGINEER: mark("engineer"),
}
STANDINGS = {
    Standing.OPEN: mark("nobody takes it"),
    Standing.PLANNED: mark("planned"),
    Standing.DUE: mark("not signed on"),
    Standing.LATE: mark("late, not there"),
    Standing.UNREADY: mark("not ready"),
    Standing.ON_DUTY: mark("on duty"),
    Standing.AWAY: mark("away from the post"),
    Standing.OVERDUE: mark("over, not signed off"),
    Standing.DONE: mark("signed off"),
    Standing.MISSED: mark("never signed on"),
    Standing.CANCELLED: mark("cancelled"),
}


def kind(shift: Shift, rules: DutyRules) -> str:
    """What the shift is called: "白班"; its code where the norm has none such, "shift" for hours of its own."""
    found = kind_of(rules, shift.kind)
    return found.label.in_(language()) if found else shift.kind or tr("shift")


def letters(rules: DutyRules) -> dict[str, str]:
    """One sign for each kind of shift: the first of its name, 白 夜, or its number where two begin alike."""
    first = {each.code: each.label.in_(language())[:1].upper() for each in rules.shifts}
    signs = list(first.values())
    return {
        code: sign if signs.count(sign) == 1 and sign.strip() else str(place)
        for place, (code, sign) in enumerate(first.items(), start=1)
    }


def hours(shift: Shift, zone: ZoneInfo) -> str:
    """When it begins and ends: "10-02 18:00–08:00"; the end with its day where that is not within a day."""
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    far = end - start > timedelta(days=1)
    return f"{start:%m-%d %H:%M}–{end:%m-%d %H:%M}" if far else f"{start:%m-%d %H:%M}–{end:%H:%M}"


def named(shift: Shift, rules: DutyRules, zone: ZoneInfo) -> str:
    """A shift on one line: "夜班 10-02 18:00–08:00 热线"."""
    return f"{kind(shift, rules)} {hours(shift, zone)} {tr(POSTS[shift.post])}"


def alarm(alert: Alert, name: str) -> str:
    """What an alarm says of a shift; `name` is its officer's, empty for nobody."""
    if alert.share == duty_alarm.NOBODY_TAKES:
        return tr("Nobody takes the shift")
    return tr("{name} did not sign on", name=name) if name else tr("Nobody is there for the shift")


def mine(shift: Shift, rules: DutyRules, now: datetime, standing: Standing, zone: ZoneInfo) -> str:
    """The officer's own shift as the status line has it: "白班至18:00", "未签到"; empty for one that is far off."""
    called = kind(shift, rules)
    end = f"{shift.ends_at.astimezone(zone):%H:%M}"
    match standing:
        case Standing.DUE | Standing.LATE:
            return tr("{shift}: not signed on", shift=called)
        case Standing.UNREADY:
            return tr("{shift}: not ready", shift=called)
        case Standing.ON_DUTY:
            return tr("{shift} until {time}", shift=called, time=end)
        case Standing.AWAY:
            return tr("{shift}: away", shift=called)
        case Standing.OVERDUE:
            return tr("{shift}: over, sign off", shift=called)
        case Standing.PLANNED if shift.starts_at - now <= timedelta(hours=2):
            return tr("{shift} from {time}", shift=called, time=f"{shift.starts_at.astimezone(zone):%H:%M}")
        case _:
            return ""
