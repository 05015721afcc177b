"""How the roster looks: signs and inks of shifts, and what is said of one. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rich.cells import cell_len
from rich.style import Style

from tui_desk.desk import duty_words
from tui_desk.domain.candidates import PersonNow
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.roster import Post, Shift, Standing, came_late, standing
from tui_desk.i18n import mark, tr
from tui_desk.tui.paint import NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.text_line import Piece

WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
NOBODY = mark("open shifts")
_INKS = {
    Standing.OPEN: OVERDUE + SELECTED,
    Standing.LATE: OVERDUE,
    Standing.MISSED: OVERDUE,
    Standing.OVERDUE: OVERDUE,
    Standing.AWAY: NEAR,
    Standing.UNREADY: NEAR,
    Standing.ON_DUTY: NEW,
    Standing.DONE: QUIET,
}
_CHANGED = Style(underline=True)
_LATELY = timedelta(days=1)
"""How long a shift for which nobody came stands out."""
_DOING = {"call": mark("on a call"), "on_way": mark("on the way"), "site": mark("on site")}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at the desk brought: the shifts, what people are at now, and the hotline seats needed (DESK-3)."""

    shifts: tuple[Shift, ...]
    people: tuple[PersonNow, ...] = ()
    seats: int = 0


def ink(shift: Shift, session: Session, now: datetime) -> Style:
    """How a shift is painted: nobody's and those where nobody came stand out, one changed late is underlined too."""
    how = standing(shift, session.norm.duty, now)
    colour = QUIET if how is Standing.MISSED and now - shift.ends_at > _LATELY else _INKS.get(how, PLAIN)
    return colour + _CHANGED if shift.late else colour


def cell(shifts: Sequence[Shift], signs: dict[str, str], width: int) -> str:
    """The shifts of a day in so many cells: the sign of the first, "*" if it was changed late, "+" for more."""
    if not shifts:
        return fit(".", width)
    sign = signs.get(shifts[0].kind, "#")
    beside = "+" if len(shifts) > 1 else "*" if shifts[0].late else ""
    return fit(sign + beside if cell_len(sign) + len(beside) <= width else sign, width)


def name_of(officer: OfficerId, session: Session) -> str:
    """What the row of an officer, or of nobody, is called."""
    return session.officer_name(officer) or tr(NOBODY)


def day_words(day: date) -> str:
    """A day as headings name it: "11-23 周一"."""
    return f"{day:%m-%d} {tr(WEEKDAYS[day.weekday()])}"


def short_weekday(day: date, width: int) -> str:
    """A day of the week in so few cells: "一", "Mo"."""
    name = tr(WEEKDAYS[day.weekday()])
    return name if cell_len(name) <= width - 1 else name[-1:] if cell_len(name[-1:]) > 1 else name[: min(2, width)]


def state(shift: Shift, session: Session, now: datetime, people: Sequence[PersonNow] = ()) -> tuple[str, Style]:
    """How it stands in words: "on site", "ready", "late 12 min", "late 2:05"."""
    how = standing(shift, session.norm.duty, now)
    colour = _INKS.get(how, PLAIN)
    if how is Standing.ON_DUTY:
        doing = next((each.doing for each in people if each.officer.staff_no == shift.officer), "")
        return tr(_DOING[doing]) if doing in _DOING else tr("ready"), colour
    if how is Standing.LATE:
        minutes = int((now - shift.starts_at) / timedelta(minutes=1))
        time = f"{minutes // 60}:{minutes % 60:02}" if minutes >= 60 else tr("{count} min", count=minutes)
        return tr("late {time}", time=time), colour
    return tr(duty_words.STANDINGS[how]), colour


def detail(shift: Shift, session: Session, now: datetime) -> list[Piece]:
    """A shift on one line: name and hours, how it stands, ready when, why it was changed late."""
    rules = session.norm.duty
    said, colour = state(shift, session, now)
    pieces: list[Piece] = [(f" {duty_words.named(shift, rules, session.zone)}  ", STRONG), (f"{said}  ", colour)]
    if shift.signed_on_at is not None:
        came = shift.ready_at or shift.signed_on_at
        late = came_late(shift, rules)
        told = mark("ready late at {time}") if late else mark("ready at {time}")
        if shift.ready_at is None:
            told = mark("signed on at {time}, not all in order")
        pieces.append((f"{tr(told, time=f'{session.local(came):%H:%M}')}  ", NEAR if late else PLAIN))
    if shift.away_since is not None:
        since = f"{session.local(shift.away_since):%H:%M}"
        pieces.append((f"{tr('away since {time}: {why}', time=since, why=shift.away_words)}  ", NEAR))
    if shift.late:
        by = session.officer_name(shift.planned_by)
        pieces.append((f"{tr('changed late by {name}: {why}', name=by, why=shift.reason)}  ", NEAR))
    return pieces


def usual_post(officer: Officer | None, shifts: Sequence[Shift]) -> Post:
    """At which post an officer sits: as the last time, else by role."""
    last = [each.post for each in shifts if officer is not None and each.officer == officer.staff_no]
    if last:
        return last[-1]
    if officer is None or officer.is_any(Role.OPERATOR):
        return Post.HOTLINE
    return Post.MANAGER if officer.is_any(Role.MANAGER) else Post.ENGINEER


def planned_for(officers: Sequence[Officer]) -> tuple[OfficerId, ...]:
    """Whom the grid shows: who works at the desk, by staff number."""
    return tuple(each.staff_no for each in officers if each.active and each.roles != {Role.ADMINISTRATOR})
