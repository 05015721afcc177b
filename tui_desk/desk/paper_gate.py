"""A ticket is not closed while a paper of it misses what its form demands for that (TKT-13, SITE-14: 本单方为关闭)."""

from __future__ import annotations

from datetime import datetime

from tui_desk.desk.changing import Decide, Decision
from tui_desk.desk.deciding import NormOf
from tui_desk.desk.errors import DamagedDesk
from tui_desk.desk.paper_errors import PaperUnfinished
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import filling
from tui_desk.domain.paper import PaperState
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import language

ON_SITE = ("visit", "request")
"""The uses of forms that tell of a visit. A record of the work holds nobody up."""


def closing(norm_of: NormOf, decide: Decide) -> Decide:
    """The closing that `decide` makes, unless a paper is unfinished. Raises PaperUnfinished."""

    def guarded(ticket: Ticket, now: datetime, desk: Writing) -> Decision:
        refuse_unfinished(norm_of, ticket, desk)
        return decide(ticket, now, desk)

    return guarded


def refuse_unfinished(norm_of: NormOf, ticket: Ticket, desk: Reading) -> None:
    """Raises PaperUnfinished, with the first such paper and its empty boxes; a void paper demands nothing."""
    for paper in desk.papers_of(ticket.number):
        if paper.state is PaperState.VOID:
            continue
        try:
            norm, _ = norm_of(desk, paper.norm)
        except DamagedDesk:
            continue
        form = norm.form(paper.form)
        if form is None or form.use not in ON_SITE:
            continue
        if still := filling.missing(paper, form, "close", ticket, norm):
            boxes = ", ".join(box.label.in_(language()) for box in still)
            raise PaperUnfinished(number=ticket.number, paper=paper.number, boxes=boxes)
