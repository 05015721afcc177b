"""The values of a form's boxes as they are typed and shown, and as a paper keeps them (REC-4). Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from tui_desk.domain import row_times
from tui_desk.domain.filling import read_value
from tui_desk.domain.paper import Row
from tui_desk.domain.text import one_line
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Box, BoxRole
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.box_fields import choices_of
from tui_desk.tui.widgets.rows_field import json_of, rows_of

OVER: frozenset[BoxRole] = frozenset({"intervals", "visits"})
"""Tables whose times are over: work that was done."""


def shown(box: Box, value: str, rows: Sequence[Row], session: Session) -> str:
    """A value as it stands in its field: local times that can be typed so, rows as the JSON of their cells."""
    if box.kind == "table":
        columns = {column.code: column for column in box.columns}
        cells = [{c: shown(columns[c], v, (), session) for c, v in row.items() if c in columns} for row in rows]
        return json_of(cells)
    if box.kind == "moment" and value:
        with suppress(ValueError):
            return typeable(datetime.fromisoformat(value), session)
    return value


def typeable(at: datetime, session: Session) -> str:
    """An instant as one may type it on any day: "11-20 09:15", with its year where that is another one."""
    local, year = session.local(at), session.local(session.now()).year
    return local.strftime("%m-%d %H:%M" if local.year == year else "%Y-%m-%d %H:%M")


def kept(box: Box, typed: str, session: Session) -> str:
    """What a paper keeps of what was typed: an instant in UTC, a day, a code, a figure in ASCII digits, harmless words.

    Raises:
        Unfit: it cannot stand in the box.
    """
    if box.kind == "moment" and (at := instant(typed, session)) is not None:
        return _iso(at)
    return read_value(box, typed, session.now(), session.zone)


def kept_rows(box: Box, typed: str, session: Session) -> tuple[Row, ...]:
    """What a paper keeps of a table's rows; times of each row go forward.

    Raises:
        Unfit: a cell cannot stand there.
    """
    rows = rows_of(typed)
    return tuple(_kept_row(box, rows, at, session) for at in range(len(rows)))


def _kept_row(box: Box, rows: Sequence[Mapping[str, str]], at: int, session: Session) -> Row:
    times, cells = row_instants(box, rows, at, session), {}
    for column in box.columns:
        moment = times.get(column.code)
        text = rows[at].get(column.code, "")
        cells[column.code] = _iso(moment) if moment is not None else kept(column, text, session)
    return {code: text for code, text in cells.items() if text}


def row_instants(box: Box, rows: Sequence[Mapping[str, str]], at: int, session: Session) -> dict[str, datetime | None]:
    """The instants of the row at this place by their columns, each after the one before it, over midnight too."""
    columns = [column.code for column in box.columns if column.kind == "moment"]
    before: datetime | None = None
    found: tuple[datetime | None, ...] = ()
    now, over = session.now(), box.role in OVER
    for row in rows[: at + 1]:
        typed = [row.get(code, "") for code in columns]
        found = row_times.times_of(typed, now, session.zone, before, over=over)
        before = next((each for each in reversed(found) if each is not None), before)
    return dict(zip(columns, found, strict=False))


def instant(text: str, session: Session) -> datetime | None:
    """The instant that was typed into a box of its own; a time of day that is still to come was yesterday's."""
    (at,) = row_times.times_of([text], session.now(), session.zone, over=True)
    return at


def day_of(text: str, session: Session) -> date | None:
    """The day that was typed: "11-20", "昨天", "2026年11月20日"."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    at = row_times.moment_of(f"{text} 12:00", session.now(), session.zone) or row_times.moment_of(
        text, session.now(), session.zone
    )
    return session.local(at).date() if at is not None else None


def told(box: Box, value: str, rows: Sequence[Row], session: Session) -> str:
    """A value as a person reads it on one line: labels for codes, local times; rows beside each other."""
    if box.kind == "table":
        lines = (
            " ".join(filter(None, (told(c, row.get(c.code, ""), (), session) for c in box.columns))) for row in rows
        )
        return "; ".join(line for line in lines if line)
    if not value:
        return ""
    match box.kind:
        case "choice" | "yes_no" | "ticks" | "scale":
            labels = {choice.code: choice.label.in_(language()) for choice in choices_of(box)}
            return ", ".join(labels.get(code, code) for code in value.split(","))
        case "moment":
            return shown(box, value, (), session)
        case _:
            return one_line(value)


def beside(box: Box, typed: str, session: Session) -> str:
    """What was understood of a time or a day; empty when nothing was, and for everything else."""
    if not typed.strip():
        return ""
    if box.kind == "moment":
        at = instant(typed, session)
        return f"= {typeable(at, session)}" if at is not None else tr("no time")
    if box.kind == "date":
        day = day_of(typed, session)
        return f"= {day.isoformat()}" if day is not None else tr("no day")
    return ""


def settled(box: Box, typed: str, session: Session) -> str:
    """What was typed as it stays once its field is left: "-20m" becomes the time that it was."""
    if not typed.strip():
        return typed
    if box.kind == "moment" and (at := instant(typed, session)) is not None:
        return typeable(at, session)
    if box.kind == "date" and (day := day_of(typed, session)) is not None:
        return day.isoformat()
    return typed


def length(rows: Sequence[Mapping[str, datetime | None]]) -> timedelta:
    """The working time of the rows of a table of intervals."""
    return row_times.hours([tuple(row.values()) for row in rows])


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="minutes")
