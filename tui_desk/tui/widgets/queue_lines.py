"""The lines around the list: the views with their counts, the headings, the promises that fall due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_desk.desk.views import QueueRow
from tui_desk.i18n import mark, tr
from tui_desk.tui.paint import ACCENT, NEAR, NEW, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.queue_rows import Due, View
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.queue_list import Columns
from tui_desk.tui.widgets.text_line import Piece, TextLine

TABS = {
    View.ALL: mark("all"),
    View.UNASSIGNED: mark("untaken"),
    View.MINE: mark("mine"),
    View.WAITING: mark("waiting"),
    View.CLOSED: mark("done today"),
}
PROMISES_SHOWN = 3


class TabLine(TextLine):
    """The views with their keys and counts; at the right end what is overdue and what nearly is."""

    DEFAULT_CSS = "TabLine { height: 1; width: 1fr; }"

    def show_tabs(self, here: View, counts: Mapping[View, int], due: Due) -> None:
        """Show that we are `here`."""
        tabs: list[Piece] = []
        for place, (view, label) in enumerate(TABS.items(), 1):
            ink = STRONG if view is here else PLAIN
            tabs += [
                (f"{'  ' if tabs else ' '}{place} ", ACCENT),
                (tr(label), ink),
                (f" {counts[view]}", ink if view is here else QUIET),
            ]
        overdue = (tr("late {count}", count=due.breached), OVERDUE if due.breached else QUIET)
        near = (tr("near {count}", count=due.near), NEAR if due.near else QUIET)
        self.show(tabs, [(" ", PLAIN), overdue, (" ", PLAIN), near, (" ", PLAIN)])


class HeadLine(TextLine):
    """What the columns of the list are."""

    DEFAULT_CSS = "HeadLine { height: 1; width: 1fr; }"

    def show_columns(self, columns: Columns) -> None:
        """Name the columns where they stand."""
        cells = [
            fit(tr("level"), columns.priority) + " ",
            fit(tr("number"), columns.number) + " ",
            fit(tr("problem"), columns.summary),
        ]
        if columns.unit:
            cells.append(fit(tr("department"), columns.unit))
        cells.append(fit(tr("assignee"), columns.assignee))
        countdown = right(tr("left"), 1 + columns.COUNTDOWN)
        self.show([(countdown + " " * (columns.LEFT - 1 - columns.COUNTDOWN) + " ".join(cells), QUIET)])


class PromiseLine(TextLine):
    """The promises to callers that fall due first, and the calls that are parked."""

    DEFAULT_CSS = "PromiseLine { height: 1; width: 1fr; }"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def show_promises(self, rows: Sequence[QueueRow], parked: int) -> None:
        """Show the first of these, which come earliest first; at the right end how many calls are parked."""
        pieces: list[Piece] = [(f" {tr('Promises')} ", QUIET)]
        for row in rows[:PROMISES_SHOWN]:
            due_at = row.due_at or row.opened_at
            at, is_over = self.session.local(due_at), due_at < self.session.now()
            who = f"{row.requester_name} {row.requester_unit} {row.requester_phone}"
            pieces += [(f" {at:%H:%M}{'!!' if is_over else ''} ", OVERDUE if is_over else STRONG)]
            pieces += [(f"{who.strip()} ", PLAIN)]
        if not rows:
            pieces.append((tr("none open"), QUIET))
        self.show(pieces, [(f" {tr('parked calls {count}', count=parked)} ", NEW)] if parked else ())
