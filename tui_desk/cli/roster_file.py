"""The roster as files: a CSV list read and written, and an iCalendar file with stable bytes (DESK-2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tui_desk.cli.people_file import LONGEST_CELL, BadFile, decoded
from tui_desk.desk import duty_words
from tui_desk.domain.people_list import Mistake
from tui_desk.domain.roster import Shift, kind_of
from tui_desk.domain.roster_list import NEEDED, Column, columns_of
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import DutyRules

HEADS = (
    *("officer", "name", "date", "shift", "post", "begins", "ends", "signed_on", "ready", "signed_off", "late"),
    "reason",
)
"""The heads of an export; an import reads officer, date, shift, post and reason of it."""
SENTENCES = {
    "officer": mark("“{value}” is no officer of this desk: use one of {allowed}, or - for nobody yet"),
    "no_day": mark("“{value}” is no date: write 2026-01-31"),
    "shift": mark("“{value}” is no shift of the norm: use one of {allowed}"),
    "post": mark("“{value}” is no post: use one of {allowed}"),
    "no_time": mark("“{value}” is no beginning and end on that day: write 2026-01-31 08:00"),
    "overlap": mark("{value} has another shift at that time already, from {other}: delete one of them"),
    "fixed": mark("the roster of {value} is fixed already: fill in the reason, or give it with --reason"),
}


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file that was read: its encoding, where its columns stand, heads that are not understood, and its rows."""

    encoding: str
    places: Mapping[Column, int]
    unknown: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]


def open_file(path: Path) -> RosterFile:
    """The list in a file, UTF-8 or GB18030. Raises BadFile, saying what to do."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(file=path, why=error.strerror or str(error)) from error
    text, encoding = decoded(path, content)
    csv.field_size_limit(LONGEST_CELL)
    delimiter = max(",\t;", key=text.split("\n", 1)[0].count)
    try:
        (_, heads), *rows = _rows(text, delimiter) or [(1, [])]
    except csv.Error as error:
        raise BadFile(file=path, why=str(error)) from error
    places, unknown = columns_of(heads)
    missing = [column for column in NEEDED if column not in places]
    if missing:
        why = tr(
            "the first line must hold the heads officer,date,shift,post (工号,日期,班次,岗位); missing: {missing}",
            missing=", ".join(missing),
        )
        raise BadFile(file=path, why=why)
    return RosterFile(encoding, places, unknown, rows)


def in_words(mistake: Mistake) -> str:
    """A mistake with its line, and what to do."""
    facts = {
        name: ", ".join(value) if isinstance(value, tuple) else one_line(str(value))
        for name, value in mistake.facts.items()
    }
    return tr("line {line}: {what}", line=mistake.line, what=tr(SENTENCES[mistake.code], **facts))


def csv_of(shifts: Iterable[Shift], names: Mapping[str, str], zone: ZoneInfo) -> str:
    """The shifts as CSV, times on the desk's clock; an import takes it back."""

    def at(instant: datetime | None) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant is not None else ""

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for each in shifts:
        who = each.officer or "-", _plain(names.get(each.officer, ""))
        hours = at(each.starts_at), at(each.ends_at)
        signed = at(each.signed_on_at), at(each.ready_at), at(each.signed_off_at)
        late = "yes" if each.late else ""
        day = f"{each.starts_at.astimezone(zone):%Y-%m-%d}"
        writer.writerow([*who, day, each.kind, each.post, *hours, *signed, late, _plain(each.reason)])
    return out.getvalue()


def calendar_of(
    shifts: Iterable[Shift], names: Mapping[str, str], rules: DutyRules, zone: ZoneInfo, desk: str
) -> bytes:
    """The shifts as an iCalendar file: the same bytes for the same shifts, one UID a shift, cancelled ones marked."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//tui-desk//roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(f"{desk} {tr('Roster')}"))
    for each in shifts:
        event = Event()
        event.add("uid", f"{each.id}@tui-desk")
        event.add("dtstamp", each.planned_at.astimezone(UTC).replace(microsecond=0))
        event.add("sequence", each.version - 1)
        event.add("dtstart", each.starts_at.astimezone(zone))
        event.add("dtend", each.ends_at.astimezone(zone))
        who = one_line(names.get(each.officer, each.officer)) or tr("nobody takes it")
        event.add("summary", f"{duty_words.kind(each, rules)} {who}")
        event.add("categories", [tr(duty_words.POSTS[each.post])])
        if each.reason:
            event.add("description", one_line(each.reason))
        event.add("status", "CANCELLED" if each.cancelled_at is not None else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def shift_words(shift: Shift, rules: DutyRules) -> str:
    """What a shift is called in a table: "白班 08:00-18:00"."""
    kind = kind_of(rules, shift.kind)
    return f"{duty_words.kind(shift, rules)} {kind.hours if kind else ''}".strip()


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = one_line(text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _rows(text: str, delimiter: str) -> list[tuple[int, Sequence[str]]]:
    """The rows, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, Sequence[str]]] = []
    line = 1
    for row in reader:
        rows.append((line, row))
        line = reader.line_num + 1
    return rows
