"""What two officers wrote into the same box of a paper, compared; and what of an earlier paper is used again (REC)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from tui_desk.desk.errors import Term
from tui_desk.desk.paper_errors import BoxUnfit, StalePaper
from tui_desk.desk.paper_terms import WHYS
from tui_desk.desk.papers import PaperView
from tui_desk.domain.filling import Unfit
from tui_desk.domain.paper import Paper, Row
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Box, BoxRole, Form
from tui_desk.tui import paper_values
from tui_desk.tui.rows import short_moment
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.conflict import Both, ConflictScreen
from tui_desk.tui.session import Session

_OWN: frozenset[BoxRole] = frozenset(
    {
        "intervals", "visits", "began", "ended", "departed", "arrived", "left", "verdict", "rating", "opinion",
        "signature", "score", "after_receipt", "told_at", "not_coming", "next_visit", "consent", "backup", "complaint",
    }
)  # fmt: skip
"""What belongs to one visit or one user, and is never taken from an earlier paper."""


def reusable(paper: Paper, form: Form) -> tuple[dict[str, str], dict[str, Sequence[Row]]]:
    """What of an earlier paper may be written again: what the desk does not know by itself, and no times or answers."""
    boxes = [
        box
        for section in form.sections
        if section.by not in ("user", "archive")
        for box in section.boxes
        if not box.source and box.role not in _OWN and box.kind not in ("moment", "date", "sign", "words")
    ]
    values = {box.code: paper.values[box.code] for box in boxes if paper.values.get(box.code)}
    return values, {box.code: paper.rows[box.code] for box in boxes if paper.rows.get(box.code)}


async def compared(screen: ActionScreen[Any], view: PaperView, error: StalePaper) -> frozenset[str] | None:
    """The boxes in which the other officer's value is to stand; None when this one went back."""
    session = screen.session
    fields = {code: _both(code, values, view, session) for code, values in error.conflicts.items()}
    dialog = ConflictScreen(session, screen.gateway, view.paper.number, fields)
    verdict = await screen.app.push_screen_wait(dialog)
    return None if verdict is None else frozenset(code for code, mine in verdict.items() if not mine)


def _both(code: str, values: tuple[object, object], view: PaperView, session: Session) -> Both:
    box = view.form.box(code) or Box(code, view.form.title)
    theirs, mine = (_told(box, value, session) for value in values)
    last = next((each for each in reversed(view.events) if code in each.values or code in each.rows), None)
    who = ""
    if last is not None:
        who = f"{session.officer_name(last.by)}, {short_moment(last.noted_at, session, session.now())}"
    return Both(box.label.in_(language()), theirs, who, mine)


def _told(box: Box, value: object, session: Session) -> str:
    if isinstance(value, str):
        told = value if box.kind == "long" else paper_values.told(box, value, (), session)
    else:
        rows: Sequence[Mapping[str, str]] = value or ()  # type: ignore[assignment] # what a table holds
        told = paper_values.told(box, "", rows, session)
    return told or tr("(empty)")


def unfit(error: Unfit) -> BoxUnfit:
    """What cannot stand in a box, as a person hears it."""
    why = tr(WHYS.get(error.why, error.why), **error.facts)
    return BoxUnfit(value=error.text[:64], box=error.box.label, why=Term(why), code=error.box.code)


def change_id(base: str, values: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> str:
    """The same for the same values: asked again after an outage, they are written once."""
    told = json.dumps([dict(values), {code: list(map(dict, table)) for code, table in rows.items()}], sort_keys=True)
    return uuid5(UUID(base), told).hex
