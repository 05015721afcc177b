"""The sheet of a hand-over 交接班 as a form to be signed (DESK-2): each kind of item in the table called like it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.paper import Row
from tui_desk.domain.roster import HandOver, HandOverItem, Shift
from tui_desk.forms import boxes
from tui_desk.forms.boxes import PAPER_MARKS, Marks, Sheet
from tui_desk.norms.models import Form, Norm

_NOBODY_READS = re.compile(r"(?:[a-z]+-)?(?:[0-9a-f]{8}|[0-9a-f]{32}|[0-9a-f-]{36})")
"""Ids that the program gave, which are no numbers to a reader."""


def form_of(norm: Norm) -> Form | None:
    """The norm's sheet of a hand-over, if it has one."""
    return next((form for form in norm.forms if form.use == "hand_over"), None)


def values(
    of: HandOver, shift: Shift | None, names: Mapping[OfficerId, str], norm: Norm, *, zone: tzinfo, language: str
) -> tuple[dict[str, str], dict[str, tuple[Row, ...]]]:
    """Values and rows for the norm's form of a hand-over, as papers keep them; what is not known is not there.

    `names` are the officers' by their staff numbers, and `shift` is the one that was handed over.
    """
    told = {
        "number": _read(of.id),
        "shift": _shift(shift, norm, zone, language) if shift else "",
        "date": f"{(shift.starts_at if shift else of.made_at).astimezone(zone):%Y-%m-%d}",
        "giver": names.get(of.giver, of.giver),
        "made_at": of.made_at.isoformat(),
        "words": of.words,
        "taker": names.get(of.taker, of.taker),
        "taken_at": _instant(of.taken_at),
    }
    rows: dict[str, tuple[Row, ...]] = {}
    for item in of.items:
        above = rows.get(item.kind, ())
        rows[item.kind] = (*above, _row(item, len(above) + 1, of, names))
    return {code: text for code, text in told.items() if text}, rows


def sheet(
    of: HandOver,
    shift: Shift | None,
    names: Mapping[OfficerId, str],
    norm: Norm,
    *,
    zone: tzinfo,
    language: str,
    heading: str = "",
    marks: Marks = PAPER_MARKS,
) -> Sheet:
    """The sheet ready to print, on the norm's form. Raises LookupError where the norm has none."""
    form = form_of(norm)
    if form is None:
        raise LookupError("hand_over")
    filled, rows = values(of, shift, names, norm, zone=zone, language=language)
    return boxes.fill(form, filled, rows, language=language, zone=zone, heading=heading, marks=marks)


def _row(item: HandOverItem, place: int, of: HandOver, names: Mapping[OfficerId, str]) -> Row:
    """An item of the sheet; who confirmed it is named where that is another than who took over."""
    other = item.confirmed_by if item.confirmed_by != of.taker else ""
    told = {
        "key": _read(item.key) or str(place),
        "words": item.words,
        "due_at": _instant(item.due_at),
        "confirmed_at": _instant(item.confirmed_at),
        "remark": "  ".join(filter(None, (item.remark, names.get(other, other)))),
    }
    return {code: text for code, text in told.items() if text}


def _shift(shift: Shift, norm: Norm, zone: tzinfo, language: str) -> str:
    kind = next((kind.label.in_(language) for kind in norm.duty.shifts if kind.code == shift.kind), shift.kind)
    begins, ends = (at.astimezone(zone) for at in (shift.starts_at, shift.ends_at))
    return f"{kind} {begins:%H:%M}-{ends:%H:%M}".strip()


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _read(key: str) -> str:
    return "" if _NOBODY_READS.fullmatch(key) else key
