"""The list of follow-ups: what is due first on top; those that the officer may not do are quiet (DESK-6)."""

from __future__ import annotations

from collections.abc import Hashable

from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.i18n import tr
from tui_desk.tui import follow_up_rows
from tui_desk.tui.paint import NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.live_list import Drawn, LiveList
from tui_desk.tui.widgets.text_line import Piece

WIDE_FROM = 100
"""From this width telephone and ticket have columns of their own."""
LEFT, KIND, TRIES, NEXT = 10, 6, 5, 11


class FollowUpList(LiveList[FollowUpView]):
    """Follow-ups, with a cursor that stays on its own, whatever arrives."""

    def key(self, row: FollowUpView) -> Hashable:
        """The follow-up's id."""
        return row.of.id

    def headings(self) -> list[Piece]:
        """The line above the list."""
        who, phone, ticket = self._columns()
        cells = [
            " " + right(tr("left"), LEFT - 1),
            fit(tr("what"), self._kind),
            fit(tr("user"), who),
            *([fit(tr("phone"), phone), fit(tr("ticket"), ticket)] if phone else []),
            fit(tr("tried"), TRIES),
            fit(tr("next step"), NEXT),
            tr("words"),
        ]
        return [(" ".join(cells), QUIET)]

    @property
    def _kind(self) -> int:
        return KIND if tr("improvement") != "improvement" else 12

    def _columns(self) -> tuple[int, int, int]:
        """The cells of the user's name, of the telephone and of the ticket (0: no column)."""
        return (20, 12, 15) if self.size.width >= WIDE_FROM else (16, 0, 0)

    def pieces(self, row: FollowUpView, part: int, *, here: bool, lit: bool) -> Drawn:  # noqa: ARG002 - one line a row
        """The row's line."""
        of, now = row.of, self.session.now()
        who, phone, ticket = self._columns()
        done, barred, early = not of.is_open, bool(row.why_not), of.from_at > now
        ink = QUIET if done or barred or early else PLAIN
        first = follow_up_rows.left(of, now)
        if of.done_at is not None:
            first = f"{self.session.local(of.done_at):%m-%d %H:%M}"[-LEFT + 1 :]
        step = follow_up_rows.next_step(row, self.session, now)
        urges = NEAR if not done and (barred or (not of.owner and not of.is_call)) else ink
        loud = {FollowUpKind.COMPLAINT: NEW, FollowUpKind.IMPROVE: NEAR}.get(of.kind, ink)
        cells = [
            fit(follow_up_rows.who(of), who),
            *([fit(of.phone, phone), fit(of.ticket, ticket)] if phone else []),
            fit(follow_up_rows.tries(row), TRIES),
        ]
        pieces = (
            ((">" if here else " ") + right(first, LEFT - 1) + " ", OVERDUE if of.is_open and of.late(now) else ink),
            (fit(follow_up_rows.kind(of), self._kind) + " ", QUIET if done or early else loud),
            (" ".join(cells) + " ", ink),
            (fit(step, NEXT) + " ", urges),
            (fit(follow_up_rows.about(row), max(8, self.size.width)), ink),
        )
        lights = SELECTED if here or lit else None
        return tuple((text, style + lights if lights else style) for text, style in pieces)
