"""The items of a hand-over, under a heading for each kind: what is confirmed has a sign (DESK-2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from tui_desk.desk.terms import HAND_OVER
from tui_desk.domain import ranking
from tui_desk.domain.roster import HandOverItem
from tui_desk.i18n import tr
from tui_desk.tui.paint import MINE, NEAR, OVERDUE, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.live_list import Drawn, LiveList

LEFT, MARK, REMARK = 10, 4, 24
NAMED = ("ticket", "paper")
"""The kinds whose key is a number that people use."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, or an item; `signs` says that the items are confirmed one by one."""

    kind: str
    item: HandOverItem | None = None
    count: int = 0
    signs: bool = False


def lines(items: Sequence[HandOverItem], *, signs: bool) -> tuple[Line, ...]:
    """The lines of a sheet."""
    return tuple(_lines(items, signs))


def _lines(items: Sequence[HandOverItem], signs: bool) -> Iterator[Line]:
    kinds = dict.fromkeys(each.kind for each in items)
    for kind in kinds:
        those = [each for each in items if each.kind == kind]
        yield Line(kind, None, len(those))
        yield from (Line(kind, each, signs=signs) for each in those)


class HandOverList(LiveList[Line]):
    """The lines of a sheet, with a cursor on its items."""

    def key(self, row: Line) -> Hashable:
        """Kind and key of the item; the kind alone of a heading."""
        return (row.kind, row.item.key if row.item is not None else None)

    def is_heading(self, row: Line) -> bool:
        """Whether it names a kind."""
        return row.item is None

    def pieces(self, row: Line, part: int, *, here: bool, lit: bool) -> Drawn:  # noqa: ARG002 - one line a row
        """The line."""
        item = row.item
        if item is None:
            return ((f" {tr(HAND_OVER.get(row.kind, row.kind))} ", STRONG), (f"{row.count}", QUIET))
        now, width = self.session.now(), max(10, self.size.width)
        left = "" if item.due_at is None else ranking.countdown(item.due_at, now)
        late = left.startswith("-")
        left = tr("late {span}", span=left[1:]) if late else left
        ink = QUIET if item.confirmed_at is not None else PLAIN
        sign = "" if not row.signs else "[x]" if item.confirmed_at is not None else "[ ]"
        named = f"{item.key} {item.words}" if item.kind in NAMED else item.words
        words = fit(named, max(8, width - LEFT - MARK - 2 - (REMARK if item.remark else 0)))
        pieces = [
            ((">" if here else " ") + right(left, LEFT - 1) + " ", OVERDUE if late and ink is PLAIN else ink),
            (fit(sign, MARK), MINE if item.confirmed_at is None else QUIET),
            (words + " ", ink),
        ]
        if item.remark:
            pieces.append((fit(item.remark, REMARK), NEAR))
        return tuple((text, style + SELECTED) if here else (text, style) for text, style in pieces)
