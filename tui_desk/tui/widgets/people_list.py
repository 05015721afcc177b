"""The people of the dispatch board 派单板: ranked for a ticket with a digit before each, or the whole team."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from rich.style import Style

from tui_desk.domain.candidates import Doing, Ranked
from tui_desk.domain.officer import OfficerId
from tui_desk.i18n import tr
from tui_desk.tui.paint import NEAR, NEW, PLAIN, QUIET, SELECTED, STRONG, WAITING
from tui_desk.tui.people_texts import bar, doing, level, most_load, until
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, right
from tui_desk.tui.widgets.live_list import Drawn, LiveList
from tui_desk.tui.widgets.text_line import Piece

DIGITS = 9
"""So many people have a digit."""
HINDSIGHT_SECONDS = 0.7
"""A digit typed this soon after the order changed means who stood there before: nobody reads faster."""
Says = Callable[[Ranked], str]
_INKS: dict[Doing, Style] = {"free": NEW, "call": NEAR, "on_way": WAITING, "site": WAITING, "away": QUIET, "off": QUIET}
_WIDE_FROM, _WIDEST_FROM = 46, 76
_UNTIL, _LOAD = 5, 3
_AT_MOST = 30
"""The cells for what one of the team is at, where there is room for their skills beside it."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """How many cells each column takes; 0: there is none."""

    name: int
    staff_no: int
    at: int
    level: int
    bar: int
    can: int

    @classmethod
    def of(cls, width: int, digits: bool) -> _Columns:
        """The columns of a list of this width; a level only where people are ranked."""
        if width < _WIDE_FROM:
            name, staff_no, bars, level = 8, 0, 0, 2
        else:
            name, staff_no, bars, level = (14, 0, 4, 3) if width < _WIDEST_FROM else (22, 7, 10, 3)
        level = level if digits else 0
        others = sum(cells + 1 for cells in (name, staff_no, level, bars) if cells)
        room = max(4, width - 3 - others - 1 - _LOAD - 1 - _UNTIL)
        can = 0 if digits or room < _AT_MOST + 20 else room - _AT_MOST - 1
        return cls(name, staff_no, _AT_MOST if can else room, level, bars, can)


class PeopleList(LiveList[Ranked]):
    """Everybody on a line each, and where there is room on a second one what is said of them.

    With `digits` they are ranked, nine have a digit, and a level of skill stands with each; else it is the team.
    """

    DEFAULT_CSS = "PeopleList { height: 1fr; width: 1fr; scrollbar-size: 0 0; }"

    def __init__(
        self,
        session: Session,
        says: Says,
        *,
        digits: bool = True,
        clock: Callable[[], float] = time.monotonic,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(session, id=id)
        self._says, self._digits, self._clock = says, digits, clock
        self._ticket = ""
        self._order: Sequence[OfficerId] = ()
        self._before: tuple[float, Sequence[OfficerId]] = (float("-inf"), ())
        self._tall = self._chosen = False
        self._most = 0
        self._columns = _Columns.of(80, digits)

    def show_people(self, people: Sequence[Ranked], ticket: str = "", *, empty: str = "") -> None:
        """Show these people, ranked for the `ticket`; for another ticket the cursor goes to the best."""
        order = [each.person.officer.staff_no for each in people]
        if ticket != self._ticket:
            self._before = float("-inf"), ()
        elif order != self._order:
            self._before = self._clock(), self._order
        is_other, self._ticket, self._order = ticket != self._ticket, ticket, order
        self._most = most_load(people)
        self.show(people, empty=empty)
        if is_other:
            self.move(-len(people))

    def choose(self, *, chosen: bool) -> None:
        """Let the person under the cursor stand out, because something is about to be sent there."""
        self._chosen = chosen
        self.tick()

    def by_digit(self, digit: int) -> Ranked | None:
        """Who has this digit, or had it when it was read; None for nobody."""
        at, before = self._before
        order = before if self._clock() - at < HINDSIGHT_SECONDS else self._order
        wanted = order[digit - 1] if digit <= min(len(order), DIGITS) else None
        return next((each for each in self._rows if each.person.officer.staff_no == wanted), None)

    def key(self, row: Ranked) -> Hashable:
        """The staff number."""
        return row.person.officer.staff_no

    def height(self, row: Ranked) -> int:
        """Two lines where all have the room."""
        del row
        return 2 if self._tall else 1

    def fit_columns(self) -> None:
        """A second line each where that leaves nobody out."""
        self._columns = _Columns.of(self.size.width, self._digits)
        self._tall = self._digits and 0 < 2 * len(self._rows) <= self.size.height

    def headings(self) -> list[Piece]:
        """What stands above the last columns of a ranking, or above all of the team's."""
        columns = self._columns
        cells = (
            []
            if self._digits
            else [
                "   " + fit(tr("who"), columns.name),
                *([fit(tr("staff no."), columns.staff_no)] if columns.staff_no else []),
                fit(tr("now"), columns.at),
                *([fit(tr("skills"), columns.can)] if columns.can else []),
            ]
        )
        load = _LOAD if self._digits else (columns.bar + 1 if columns.bar else 0) + _LOAD
        cells += [right(tr("load"), load), right(tr("until"), _UNTIL)]
        return [(" ".join(cells), QUIET)]

    def pieces(self, row: Ranked, part: int, *, here: bool, lit: bool) -> Drawn:
        """A person on one line, or what is said of them."""
        del lit
        if part:
            return (("   ", PLAIN), (fit(self._says(row), max(4, self.size.width - 4)), QUIET))
        person, columns = row.person, self._columns
        ink = QUIET if person.doing == "off" else PLAIN
        what = doing(person, self.session.now())
        if columns.bar and person.place:
            what = f"{what} {person.place}"
        pieces: list[Piece] = [
            (">" if here else " ", PLAIN),
            (self._digit(row), STRONG),
            ("!", NEAR) if row.asks else (" ", PLAIN),
            (fit(person.officer.name, columns.name) + " ", STRONG if here else ink),
            *([(fit(person.officer.staff_no, columns.staff_no) + " ", QUIET)] if columns.staff_no else []),
            (fit(what, columns.at) + " ", _INKS.get(person.doing, ink)),
            *([(fit(self._says(row), columns.can) + " ", ink)] if columns.can else []),
            *([(fit(level(row), columns.level) + " ", ink)] if columns.level else []),
            *([(fit(bar(person.load, self._most, columns.bar), columns.bar) + " ", ink)] if columns.bar else []),
            (right(str(person.load) if person.load else "-", _LOAD) + " ", ink),
            (right(until(person, self.session), _UNTIL), NEAR if row.asks == "shift_ends" else ink),
        ]
        if here and (self._chosen or not self._digits):
            pieces = [(text, style + SELECTED) for text, style in pieces]
        return tuple(pieces)

    def _digit(self, row: Ranked) -> str:
        if not self._digits:
            return " "
        place = self._order.index(row.person.officer.staff_no) + 1
        return str(place) if place <= DIGITS else " "
