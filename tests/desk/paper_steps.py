"""What the tests of papers do again and again: give a request for a visit out, enter its receipt."""

from __future__ import annotations

from collections.abc import Mapping

from tests.desk.conftest import Shift
from tui_desk.domain.paper import Paper
from tui_desk.domain.ticket import EventKind, Ticket

ALL_SOLVED = {"verdict": "all", "solution": "更换内存", "signature": "张三"}


def request(shift: Shift, ticket: Ticket, **values: str) -> Paper:
    """A request for a visit that was given out."""
    paper = shift.desk.papers.start(ticket.number, "site-request", by=shift.lead)
    if values:
        paper = shift.desk.papers.write(paper.number, values, by=shift.lead, seen=paper.version)
    return shift.desk.papers.out(paper.number, shift.lead)


def enter(shift: Shift, paper: Paper, values: Mapping[str, str], *visits: Mapping[str, str], reason: str = "") -> Paper:
    """The paper entered by the operator, with what was typed and the visits."""
    return shift.desk.papers.enter(
        paper.number, values, {"visits": visits}, by=shift.operator, seen=paper.version, late_reason=reason
    )


def notes(shift: Shift, number: str, kind: EventKind) -> list[str]:
    """What was said to the events of a kind, oldest first."""
    return [event.note for event in shift.desk.ticket(number).events if event.kind is kind]
