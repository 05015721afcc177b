"""The lines around the list: the views with their counts, the headings, the promises that fall due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from rich.cells import cell_len
from textual.geometry import Region

from tui_desk.i18n import language, mark, tr
from tui_desk.tui import owed_rows
from tui_desk.tui.alerts import Owing
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
    View.TODAY: mark("to close"),
}
_BARE_FIRST = (View.CLOSED, View.WAITING, View.UNASSIGNED, View.MINE)
"""Which tabs lose their labels first where the line is too short for all."""
SHOWN = 200
"""How many characters of what a caller waits for are looked at for one line."""


class TabLine(TextLine):
    """The views with their keys and counts; at the right end what is overdue and what nearly is."""

    DEFAULT_CSS = "TabLine { height: 1; width: 1fr; }"
    _told: tuple[object, ...] = ()

    def show_tabs(self, here: View, counts: Mapping[View, int], due: Due, *, today: bool = False) -> None:
        """Show that we are `here`; with `today` also what should be closed today (TKT-14)."""
        told = here, tuple(counts.items()), due, today, self.size.width, language()
        if told == self._told:  # every second asks
            return
        self._told = told
        views = [view for view in TABS if today or view is not View.TODAY or view is here]
        overdue = (tr("late {count}", count=due.breached), OVERDUE if due.breached else QUIET)
        near = (tr("near {count}", count=due.near), NEAR if due.near else QUIET)
        right = [(" ", PLAIN), overdue, (" ", PLAIN), near, (" ", PLAIN)]
        room = self.size.width - _cells(right)
        tabs = _tabs(views, here, counts, "  ")
        for bare in range(len(_BARE_FIRST) + 1):
            if self.size.width and _cells(tabs) > room:
                tabs = _tabs(views, here, counts, " ", _BARE_FIRST[:bare])
        self.show(tabs, right)


def _tabs(
    views: Sequence[View], here: View, counts: Mapping[View, int], between: str, bare: Collection[View] = ()
) -> list[Piece]:
    """The tabs; those `bare` have a key and a count only, but for the one where we are."""
    tabs: list[Piece] = []
    for place, (view, label) in enumerate(TABS.items(), 1):
        if view not in views:
            continue
        ink = STRONG if view is here else PLAIN
        urges = view is View.TODAY and counts[view]
        tabs += [
            (f"{between if tabs else ' '}{place}", ACCENT),
            (f" {tr(label)}" if view is here or view not in bare else "", ink),
            (f" {counts[view]}", NEAR if urges else ink if view is here else QUIET),
        ]
    return tabs


def _cells(pieces: Iterable[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


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
    """What the officer owes to callers: what falls due next, and in numbers what else waits (CALL-11, CALL-12)."""

    DEFAULT_CSS = "PromiseLine { height: 1; width: 1fr; }"
    TIME_CELLS = 12
    """What counts down stands in these first cells, so that a second costs a few bytes."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def show_owing(self, owing: Owing, parked: int = 0, waiting: int = 0) -> None:
        """Show what falls due next; at the right end what is overdue, unread, missed, without a number, and parked."""
        now = self.session.now()
        owed = owing.next
        if owed is None or owed.due_at is None:
            left: list[Piece] = [(f" {tr('No caller waits for you')} ", QUIET)]
        else:
            late = owed.due_at < now
            time = " " + fit(owed_rows.left(owed, now), self.TIME_CELLS - 2) + " "
            left = [(time, OVERDUE if late else STRONG), (f"{owed_rows.kind(owed)} ", QUIET)]
            left += [(f"{owed_rows.who(owed)} {owed.caller_phone} ", PLAIN), (owed_rows.about(owed)[:SHOWN], QUIET)]
        counts = (
            (tr("overdue {count}", count=owing.overdue), OVERDUE, owing.overdue),
            (tr("unread {count}", count=owing.unread), NEW, owing.unread),
            (tr("missed {count}", count=owing.missed), NEAR, owing.missed),
            (tr("without a number {count}", count=waiting), NEW, waiting),
            (tr("parked calls {count}", count=parked), NEW, parked),
        )
        told: list[Piece] = [(f" {text} ", ink) for text, ink, count in counts if count]
        key = [(" b", ACCENT)] if owed is not None or owing.missed else []
        self.show(left, [*key, *told])

    def show(self, left: Iterable[Piece], right: Iterable[Piece] = ()) -> None:
        """Show other pieces; where only the time is another, only that is sent."""
        new = tuple(left), tuple(right)
        same = self._right == new[1] and self._left[1:] == new[0][1:] and len(self._left) == len(new[0]) > 1
        only_time = same and len(self._left[0][0]) == len(new[0][0][0]) and self._left[0][1] == new[0][0][1]
        if not only_time:
            super().show(*new)
        elif self._left[0] != new[0][0]:
            self._left = new[0]
            self.refresh(Region(0, 0, self.TIME_CELLS, 1))
