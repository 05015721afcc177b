"""Whether the forms of a norm fit together: codes, numbers, what their boxes ask for (SITE, REC).

Each check yields the place of a mistake and the reason, in the words of whoever writes norms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tui_desk.i18n import tr
from tui_desk.norms import conditions
from tui_desk.norms.codes import Found, are_codes
from tui_desk.norms.merging import Place
from tui_desk.norms.models import ANY, MATCHED, WORD, Box, Form, Norm

SOURCES = frozenset(
    {
        "desk.name",
        "dispatch.advice",
        "dispatch.at",
        "dispatch.engineer",
        "dispatch.manager",
        "officer.assignee",
        "officer.assignee_phone",
        "officer.assignee_staff_no",
        "officer.first_taker",
        "officer.manager",
        "officer.me",
        "paper.date",
        "paper.made_at",
        "paper.number",
        "paper.weekday",
        "person.title",
        "receipt.weekday",
        "redispatch.advice",
        "redispatch.at",
        "redispatch.engineer",
        "redispatch.manager",
        "ticket.arrive",
        "ticket.category",
        "ticket.channel",
        "ticket.closed_at",
        "ticket.depart",
        "ticket.feedback",
        "ticket.in_time",
        "ticket.left_over",
        "ticket.lesson",
        "ticket.number",
        "ticket.opened_at",
        "ticket.opened_on",
        "ticket.phenomenon",
        "ticket.phone",
        "ticket.place",
        "ticket.priority",
        "ticket.progress",
        "ticket.remark",
        "ticket.requester",
        "ticket.requester_and_staff_no",
        "ticket.resolved_at",
        "ticket.responded_at",
        "ticket.result",
        "ticket.service_type",
        "ticket.solution",
        "ticket.subcategory",
        "ticket.summary",
        "ticket.unit",
        "ticket.visit_ended",
        "ticket.wish",
        "ticket.work",
        "ticket.workaround",
        "unit.address",
        "unit.agreement_until",
        "unit.card_no",
        "unit.name",
        "unit.phone",
        "unit.product",
        "unit.serial",
        "visits.hours",
        "visits.impact",
    }
)
"""What a box may name as its source."""

ROW_SOURCES = frozenset({"officer.staff", "person.contacts", "ticket.intervals", "ticket.visits"})
"""What a table may name as its source."""

_PREFIX = re.compile(r"[A-Z]{1,4}", re.ASCII)
_CHOOSING = frozenset({"choice", "ticks"})
_KINDS: Mapping[str, frozenset[str]] = {
    "intervals": frozenset({"table"}),
    "visits": frozenset({"table"}),
    "began": frozenset({"moment"}),
    "ended": frozenset({"moment"}),
    "departed": frozenset({"moment"}),
    "arrived": frozenset({"moment"}),
    "left": frozenset({"moment"}),
    "causes": frozenset({"table"}),
    "steps": frozenset({"table"}),
    "parts": frozenset({"table"}),
    "risk": frozenset({"yes_no"}),
    "backup": frozenset({"yes_no"}),
    "verdict": frozenset({"choice"}),
    "after_receipt": frozenset({"choice"}),
    "rating": frozenset({"scale", "choice", "yes_no"}),
    "next_visit": frozenset({"moment"}),
    "told_at": frozenset({"moment"}),
    "score": frozenset({"number", "scale"}),
}
"""The kinds that a box of a role may be of."""
_CODES: Mapping[str, frozenset[str]] = {
    "verdict": frozenset({"all", "partly", "not"}),
    "after_receipt": frozenset({"again", "wait", "file"}),
}
"""The codes that the choices of a role must be of: the program acts on them."""
_OF_TABLES = {"visits": ("arrived", "left"), "intervals": ("began", "ended")}
"""The columns that a table of a role must have."""
_ONCE = ("visits", "intervals", "verdict", "after_receipt", "told_at", "next_visit")
"""The roles that one box of a form may have."""


def mistakes(norm: Norm) -> Found:
    """Every mistake of the norm's forms and templates."""
    yield from are_codes([(("forms", index, "code"), form.code) for index, form in enumerate(norm.forms)])
    prefixes = {norm.number_prefix.upper()}
    for index, form in enumerate(norm.forms):
        place: Place = ("forms", index)
        if not _PREFIX.fullmatch(form.prefix):
            yield (*place, "prefix"), tr("must be one to four capital letters")
        elif form.prefix in prefixes:
            yield (*place, "prefix"), tr("“{code}” is used twice", code=form.prefix)
        prefixes.add(form.prefix)
        yield from _form(place, form, norm)
    for name in ("record_form", "request_form", "site_form"):
        code = getattr(norm, name)
        if code and norm.form(code) is None:
            yield (name,), tr("there is no form “{code}”", code=code)
    yield from _templates(norm)


def _form(place: Place, form: Form, norm: Norm) -> Found:
    if not form.boxes():
        yield (*place, "sections"), tr("must have at least one entry")
    yield from are_codes([((*place, "sections", at, "code"), section.code) for at, section in enumerate(form.sections)])
    placed = list(_placed(place, form))
    yield from are_codes([((*where, "code"), box.code) for where, box in placed])
    boxes = {box.code: box for _, box in placed}
    for where, box in placed:
        yield from _box(where, box)
        for branch, when in (("asked_when", box.asked_when), ("skipped_when", box.skipped_when)):
            for code, values in when.items():
                yield from _condition((*where, branch, code), code, values, boxes, norm)
    for role in _ONCE:
        for where, _ in [(where, box) for where, box in placed if box.role == role][1:]:
            yield (*where, "role"), tr("“{code}” is used twice", code=role)


def _box(place: Place, box: Box) -> Found:
    if (box.kind in _CHOOSING) != bool(box.choices):
        yield (*place, "choices"), tr("a box to choose in has choices, and no other has")
    yield from are_codes([((*place, "choices", at, "code"), choice.code) for at, choice in enumerate(box.choices)])
    if (box.kind == "table") != bool(box.columns):
        yield (*place, "columns"), tr("a table has columns, and no other box has")
    yield from are_codes([((*place, "columns", at, "code"), column.code) for at, column in enumerate(box.columns)])
    for at, column in enumerate(box.columns):
        if column.kind in ("table", "words"):
            yield (*place, "columns", at, "kind"), tr("a column cannot be of the kind “{kind}”", kind=column.kind)
        yield from _box((*place, "columns", at), column)
    if box.source and box.source not in (ROW_SOURCES if box.kind == "table" else SOURCES):
        yield (*place, "source"), tr("there is no source “{code}”", code=box.source)
    if box.kind == "scale" and not 0 <= box.low < box.high <= 100:
        yield (*place, "low"), tr("a scale goes from a lower to a higher mark")
    if box.rows < 1:
        yield (*place, "rows"), tr("must have at least one entry")
    for at, value in enumerate(box.bad):
        if (known := _answers(box)) is not None and value not in known:
            yield (*place, "bad", at), tr("“{question}” has no answer “{value}”", question=box.code, value=value)
    yield from _role(place, box)


def _role(place: Place, box: Box) -> Found:
    if box.role in _KINDS and box.kind not in _KINDS[box.role]:
        kinds = ", ".join(sorted(_KINDS[box.role]))
        yield (*place, "kind"), tr("a box of this role must be of the kind “{kind}”", kind=kinds)
    if box.role in _CODES and not {choice.code for choice in box.choices} <= _CODES[box.role]:
        codes = ", ".join(sorted(_CODES[box.role]))
        yield (*place, "choices"), tr("the choices of this role have the codes {codes}", codes=codes)
    roles = {column.role for column in box.columns}
    for role in _OF_TABLES.get(box.role, ()):
        if role not in roles:
            yield (*place, "columns"), tr("no column has the role “{role}”", role=role)


def _answers(box: Box) -> frozenset[str] | None:
    """What a box may hold; None when anything may."""
    match box.kind:
        case "choice" | "ticks":
            return frozenset(choice.code for choice in box.choices)
        case "yes_no":
            return frozenset({"yes", "no"})
        case "scale":
            return frozenset(map(str, range(box.low, box.high + 1)))
        case _:
            return None


def _condition(place: Place, code: str, values: Sequence[str], boxes: Mapping[str, Box], norm: Norm) -> Found:
    if code not in boxes:
        if code in MATCHED:
            yield from conditions.on_tickets(place[:-1], {code: tuple(values)}, norm)
        else:
            yield place, tr("the form has no box “{code}”", code=code)
        return
    if not values:
        yield place, tr("must have at least one entry")
    known = _answers(boxes[code])
    for value in values:
        if value != ANY and known is not None and value not in known and not value.startswith(WORD):
            yield place, tr("“{question}” has no answer “{value}”", question=code, value=value)


def _templates(norm: Norm) -> Found:
    yield from are_codes([(("templates", index, "code"), each.code) for index, each in enumerate(norm.templates)])
    for index, template in enumerate(norm.templates):
        place: Place = ("templates", index)
        form = norm.form(template.form)
        if form is None:
            yield (*place, "form"), tr("there is no form “{code}”", code=template.form)
            continue
        yield from conditions.on_tickets((*place, "when"), template.when, norm)
        for code in template.values:
            if (box := form.box(code)) is None or box.kind == "table":
                yield (*place, "values", code), tr("the form has no box “{code}”", code=code)
        for code, rows in template.rows.items():
            box = form.box(code)
            if box is None or box.kind != "table":
                yield (*place, "rows", code), tr("the form has no table “{code}”", code=code)
                continue
            columns = {column.code for column in box.columns}
            for at, row in enumerate(rows):
                for name in row.keys() - columns:
                    yield (*place, "rows", code, at, name), tr("the table has no column “{code}”", code=name)


def _placed(place: Place, form: Form) -> Iterator[tuple[Place, Box]]:
    for at, section in enumerate(form.sections):
        for number, box in enumerate(section.boxes):
            yield (*place, "sections", at, "boxes", number), box
