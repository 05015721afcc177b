"""Papers whose ticket was given to somebody else 改派 after they were made (SITE-2)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tui_desk.desk.ports import Reading
from tui_desk.desk.views import DeskFacts
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.paper_sources import SOURCES, Known, instant
from tui_desk.domain.ticket import EventKind, Ticket
from tui_desk.norms.models import Form, Norm

_NOT_BACK = (PaperState.DRAFT, PaperState.OUT, PaperState.LOST)


def learnt(desk: Reading, facts: DeskFacts, norm: Norm, ticket: Ticket, paper: Paper, form: Form) -> dict[str, str]:
    """To whom, why, by whom and when it was given anew, in the boxes for that; what somebody wrote there stands."""
    boxes = [box for box in form.boxes() if box.source.startswith("redispatch.")]
    if not boxes or paper.state not in _NOT_BACK or len(ticket.offers) < 2:
        return {}
    events = tuple(desk.events(ticket.number))
    officers = {officer.staff_no: officer for officer in desk.officers()}
    own = {"", *(instant(event.happened_at) for event in events if event.kind is EventKind.DISPATCHED)}
    at = next((paper.values.get(box.code, "") for box in boxes if box.source == "redispatch.at"), "")
    by = officers.get(paper.made_by)
    if by is None or at not in own or (not at and any(paper.values.get(box.code) for box in boxes)):
        return {}
    known = Known(
        number=paper.number,
        now=paper.made_at,
        zone=ZoneInfo(facts.zone),
        language=facts.language,
        desk=facts.name,
        norm=norm,
        by=by,
        ticket=ticket,
        events=events,
        officers=officers,
    )
    found = {box.code: SOURCES[box.source](known, box) for box in boxes}
    return {code: text for code, text in found.items() if text and paper.values.get(code) != text}
