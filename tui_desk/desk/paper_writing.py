"""What is written on a paper: read box by box, masked (TKT-15), put together with what colleagues wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tui_desk.desk.deciding import bad_moment
from tui_desk.desk.errors import Term
from tui_desk.desk.following import manager_on_duty
from tui_desk.desk.paper_errors import BoxUnfit, NoSuchPaper, StalePaper
from tui_desk.desk.paper_terms import WHYS
from tui_desk.desk.ports import Reading
from tui_desk.desk.views import DeskFacts
from tui_desk.domain import filling
from tui_desk.domain.filling import Unfit
from tui_desk.domain.officer import Officer
from tui_desk.domain.paper import Paper, PaperEvent, PaperEventKind, Row
from tui_desk.domain.paper_sources import Known
from tui_desk.domain.privacy import masked
from tui_desk.domain.text import clean
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.visits import Backwards
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Box, Form, Norm

Values = Mapping[str, str]
Rows = Mapping[str, Sequence[Mapping[str, str]]]

_MOST_CONTACTS = 5


@dataclass(frozen=True, slots=True)
class Written:
    """What is done with a paper: boxes as they were typed, what was said to it, other fields of the paper."""

    kind: PaperEventKind
    values: Values = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)
    note: str = ""
    at: datetime | None = None
    after: Mapping[str, Any] = field(default_factory=dict)


def changed(
    paper: Paper,
    events: Sequence[PaperEvent],
    form: Form,
    written: Written,
    by: Officer,
    seen: int | None,
    now: datetime,
    facts: DeskFacts,
) -> tuple[Paper, PaperEvent]:
    """The paper after it, and the event, whose id is still to be given.

    What follows from other boxes follows them, as long as nobody wrote otherwise.

    Raises BoxUnfit, StalePaper, BadMoment.
    """
    if written.at is not None and written.at > now:
        raise bad_moment(written.at, mark("it is still to come"))
    values, rows = _read(form, written, now, ZoneInfo(facts.zone))
    values = {code: text for code, text in values.items() if paper.values.get(code, "") != text}
    rows = {code: table for code, table in rows.items() if tuple(paper.rows.get(code, ())) != table}
    if seen is not None and seen < paper.version:
        _refuse_conflict(paper, events, seen, values, rows)
    all_values, all_rows = _over(paper.values, values), _over(paper.rows, rows)
    follows = _following(paper, form, all_values, all_rows, written.values, facts.language)
    values |= follows
    event = PaperEvent(
        id="",
        kind=written.kind,
        happened_at=written.at or now,
        noted_at=now,
        by=by.staff_no,
        values=values,
        rows=rows,
        note=masked(clean(written.note).text.strip()),
    )
    after = replace(paper, values=_over(all_values, follows), rows=all_rows, version=paper.version + 1)
    return replace(after, **written.after), event


def as_entered(paper: Paper, events: Sequence[PaperEvent]) -> Paper:
    """The paper as it was when it was last entered; one that never was, is empty: its ticket knows nothing of it."""
    last = max((place for place, event in enumerate(events) if event.kind is PaperEventKind.RETURNED), default=-1)
    values: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for event in events[: last + 1]:
        values, rows = _over(values, event.values), _over(rows, event.rows)
    return replace(paper, values=values, rows=rows)


def _over(kept: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept with what is new in its place; what is empty now is not there."""
    return {code: value for code, value in {**kept, **new}.items() if value}


def _following(
    paper: Paper, form: Form, values: Values, rows: Mapping[str, tuple[Row, ...]], typed: Values, language: str
) -> dict[str, str]:
    before = filling.derived(form, paper.values, paper.rows, language)
    now = filling.derived(form, values, rows, language)
    return {
        code: now.get(code, "")
        for code in before.keys() | now.keys()
        if code not in typed
        and values.get(code, "") in ("", before.get(code, ""))
        and values.get(code, "") != now.get(code, "")
    }


def _read(
    form: Form, written: Written, now: datetime, zone: ZoneInfo
) -> tuple[dict[str, str], dict[str, tuple[Row, ...]]]:
    values: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    try:
        for code, text in written.values.items():
            box = _box(form, code, text)
            if written.kind is PaperEventKind.REVIEWED and box not in _of_archive(form):
                raise BoxUnfit(value=text, box=box.label, why=Term(WHYS["reviewed"]), code=code)
            values[code] = masked(filling.read_value(box, text, now, zone))
        for code, table in written.rows.items():
            box = _box(form, code, "")
            kept = filling.read_rows(box, table, now, zone)
            rows[code] = tuple({name: masked(text) for name, text in row.items()} for row in kept)
    except Unfit as unfit:
        allowed = ", ".join(choice.label.in_(language()) for choice in unfit.box.choices)
        why = tr(WHYS[unfit.why], **{**unfit.facts, "allowed": allowed})
        raise BoxUnfit(value=unfit.text, box=unfit.box.label, why=why, code=unfit.box.code) from None
    except Backwards as error:
        why = tr(WHYS["backwards"], row=error.row)
        raise BoxUnfit(value=str(error.row), box=error.box.label, why=why, code=error.box.code) from None
    return values, rows


def _of_archive(form: Form) -> tuple[Box, ...]:
    return tuple(box for section in form.sections if section.by == "archive" for box in section.boxes)


def _box(form: Form, code: str, text: str) -> Box:
    box = form.box(code)
    if box is None:
        raise BoxUnfit(value=text, box=code, why=Term(WHYS["no_box"]), code=code)
    return box


def _refuse_conflict(
    paper: Paper, events: Sequence[PaperEvent], seen: int, values: Values, rows: Mapping[str, tuple[Row, ...]]
) -> None:
    """Raises StalePaper where a box is filled otherwise that an event since `seen` filled, or a damaged one may."""
    touched = {code for event in events[seen:] for code in (*event.values, *event.rows)}
    if len(events) != paper.version:
        touched |= {*paper.values, *paper.rows}
    mine: dict[str, object] = {**values, **rows}
    theirs: dict[str, object] = {**paper.values, **paper.rows}
    conflicts = {code: (theirs.get(code, ""), value) for code, value in mine.items() if code in touched}
    if conflicts:
        raise StalePaper(paper.number, paper.version, conflicts)


# What is known already


def known(
    desk: Reading, facts: DeskFacts, norm: Norm, ticket: Ticket, paper: Paper, form: Form, by: Officer
) -> filling.Filled:
    """What the desk knows of a ticket, in the boxes of a form."""
    unit = desk.unit_named(ticket.requester_unit) if ticket.requester_unit else None
    names = (unit.name, *unit.short_names) if unit else ()
    officers = {officer.staff_no: officer for officer in desk.officers()}
    key = ticket.requester_staff_no or ticket.requester_phone
    callers = [each for each in desk.people_like(key, 20) if each.name == ticket.requester_name] if key else []
    found = Known(
        number=paper.number,
        now=paper.made_at,
        zone=ZoneInfo(facts.zone),
        language=facts.language,
        desk=facts.name,
        norm=norm,
        by=by,
        ticket=ticket,
        events=tuple(desk.events(ticket.number)),
        unit=unit,
        person=callers[0] if callers else None,
        contacts=tuple(desk.people_of(names, _MOST_CONTACTS, main=True)) if names else (),
        officers=officers,
        manager=officers.get(manager_on_duty(desk)),
        papers=tuple(desk.papers_of(ticket.number)),
    )
    values, rows = filling.prefill(form, found)
    values |= filling.derived(form, values, rows, found.language)
    return (
        {code: masked(text) for code, text in values.items()},
        {
            code: tuple({name: masked(text) for name, text in row.items()} for row in table)
            for code, table in rows.items()
        },
    )


def carried(form: Form, earlier: Paper) -> dict[str, str]:
    """What the next paper takes over from the one it follows 再派: what was to be done next."""
    plan = next((earlier.values.get(box.code, "") for box in form.with_role("left_over_plan")), "")
    advice = next((box.code for box in form.boxes() if box.source == "dispatch.advice"), "")
    return {advice: plan} if advice and plan else {}


def signed(form: Form, paper: Paper, names: Mapping[str, str]) -> dict[str, str]:
    """Names for those of these boxes that the form has and nobody filled."""
    return {code: name for code, name in names.items() if form.box(code) and not paper.values.get(code)}


def made_by(desk: Reading, ticket: str, request_id: str) -> Paper:
    """The paper that this request made already. Raises NoSuchPaper."""
    for paper in desk.papers_of(ticket):
        if any(event.id == request_id for event in desk.paper_events(paper.number)[:1]):
            return paper
    raise NoSuchPaper(number=request_id)
