"""The words for filled forms 单据: their states, what happened to them, why a box does not take a text; as msgids."""

from __future__ import annotations

from tui_desk.domain.paper import PaperEventKind, PaperState
from tui_desk.i18n import mark

PAPER_STATES = {
    PaperState.DRAFT: mark("being written"),
    PaperState.OUT: mark("handed out"),
    PaperState.RETURNED: mark("come back"),
    PaperState.LOST: mark("lost"),
    PaperState.FILED: mark("filed"),
    PaperState.VOID: mark("void"),
}
PAPER_KINDS = {
    PaperEventKind.MADE: mark("Paper made"),
    PaperEventKind.WRITTEN: mark("Paper written"),
    PaperEventKind.OUT: mark("Paper given out"),
    PaperEventKind.LOST: mark("Paper lost"),
    PaperEventKind.RETURNED: mark("Paper entered"),
    PaperEventKind.REVIEWED: mark("Paper reviewed"),
    PaperEventKind.FILED: mark("Paper filed"),
    PaperEventKind.VOID: mark("Paper made void"),
}
WHYS = {
    "number": mark("it is no number"),
    "scale": mark("a mark from {low} to {high} goes there"),
    "yes_no": mark("yes or no goes there"),
    "choice": mark("it is none of {allowed}"),
    "date": mark("it is no day; write it like 2026-11-21 or 11-21"),
    "moment": mark("it is no time; write it like 9:15, -20m or 2026-11-21 09:15"),
    "future": mark("it is still to come"),
    "long": mark("it is longer than {most} characters"),
    "rows": mark("it has more than {most} rows"),
    "no_column": mark("the table has no such column"),
    "no_box": mark("the form has no such box"),
    "table": mark("rows go there"),
    "reviewed": mark("a review changes nothing that others wrote"),
    "backwards": mark("row {row} ends before it begins, or a month later"),
}
"""By the `why` of `domain.filling.Unfit`."""
