"""The roster 值班表: the month as a grid, a day hour by hour; planned, signed on and off there (DESK-2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_desk.desk import duty_words
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain import roster_grid
from tui_desk.domain.roster import Shift, Standing, day_span, month_span, next_month, standing
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import language, mark, tr
from tui_desk.tui import roster_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import ACCENT, NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.roster_rows import Seen
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.roster_acts import RosterActs
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.day_line import DayLine
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.roster_grid import RosterGrid
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine

_AROUND = 9
"""How many lines stand around the grid."""
_NAME_CELLS = 24
KINDS = 9
"""How many of the norm's shifts have a digit."""
_ROWS = {"up": -1, "down": 1, "first": -1000, "last": 1000}
_DAYS = {"left": -1, "right": 1}
_ENTITIES = frozenset({"shift", "officer", "norm"})
_DAY_ENTITIES = _ENTITIES | {"ticket", "call"}


class RosterScreen(RosterActs, ActionScreen[None]):
    """The roster of a month and of a day, live."""

    CSS_PATH = "roster.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 1)
    NAME = mark("The roster")
    PURPOSE = mark(
        "Who has which shift. In the month each officer has a row and each day a column; below it stands how many have "
        "each shift, red where nobody has. A shift that nobody takes yet stands in the first row. What is changed less "
        "than the norm's time before it begins is late: it needs a reason, and is underlined, with “*”. “d” shows "
        "the day hour by hour: “=” planned, “#” worked, “-” away from the post, “|” now."
    )
    ACTIONS = (
        Action("sign_on", ("o",), mark("sign on"), mark("Sign on for your shift: what is in order."), Verb.HAND_OVER),
        Action("away", ("a",), mark("away"), mark("Leave the post for a while, and say why."), Verb.HAND_OVER),
        Action("return", ("a",), mark("back at the post"), mark("You are back at the post."), Verb.HAND_OVER),
        Action("hand_over", ("h",), mark("hand-over"), mark("The sheet of your shift."), Verb.HAND_OVER),
        Action("sign_off", ("f",), mark("sign off"), mark("Sign off, after the hand-over."), Verb.HAND_OVER),
        Action("day", ("d",), mark("day line"), mark("The day under the cursor, hour by hour.")),
        Action("month", ("d",), mark("month view"), mark("The whole month again.")),
        Action("give", ("enter",), mark("give to"), mark("Give the shift to somebody else, or to nobody yet.")),
        Action("take", ("enter",), mark("take the shift"), mark("Take the shift that nobody has.")),
        Action("clear", ("x", "delete"), mark("clear"), mark("Take the shift off the roster."), Verb.PLAN_SHIFTS),
        Action("pattern", ("p",), mark("pattern"), mark("Plan a pattern from this day on."), Verb.PLAN_SHIFTS),
        Action("swap", ("s",), mark("swap"), mark("Mark a shift, then swap it with another."), Verb.PLAN_SHIFTS),
        Action("post", ("t",), mark("post"), mark("The next post: hotline, manager, engineer."), Verb.PLAN_SHIFTS),
        *(
            Action(
                f"plan_{place}",
                (str(place),),
                mark("shift"),
                mark("Plan this shift there."),
                Verb.PLAN_SHIFTS,
                quiet=True,
            )
            for place in range(1, KINDS + 1)
        ),
        Action("today", ("home", "g"), mark("today"), mark("To today.")),
        Action("earlier", ("pageup",), mark("month before"), mark("The month before, or the day before."), quiet=True),
        Action("later", ("pagedown",), mark("month after"), mark("The month after, or the day after."), quiet=True),
        Action("back", ("escape", "b", "q"), mark("back"), mark("Back to where you came from.")),
        Action("left", ("left",), mark("day before"), mark("A day back."), quiet=True),
        Action("right", ("right",), mark("day after"), mark("A day on."), quiet=True),
        Action("up", ("up", "k"), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the line below."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, shift: str = "") -> None:
        super().__init__(session, gateway)
        self.day = session.local(session.now()).date()
        self.seen: Seen | None = None
        self.marked: Shift | None = None
        self._wanted_shift = shift
        self._wanted_officer: str | None = session.officer.staff_no
        self._by_day = False
        self._wanted = self._reading = False

    def compose(self) -> ComposeResult:
        """Status, which month, headings, the grid or the day line, who is on it, the shift under the cursor, keys."""
        yield StatusLine(self.session)
        yield TextLine(id="parts")
        yield Rule()
        yield TextLine(id="weekdays")
        yield TextLine(id="headings")
        yield RosterGrid(self.session, self.day)
        yield DayLine(self.session, self.day)
        with Vertical(id="cover"):
            for place in range(min(KINDS, len(self.session.norm.duty.shifts))):
                yield TextLine(id=f"cover-{place}")
        yield Vertical(id="room")
        yield Rule()
        yield TextLine(id="detail")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the month, and follow the clock."""
        self.set_interval(1, self.tick)
        self._show()
        self.read()

    def on_resize(self) -> None:
        """The columns may be others; what stands around the grid stays in sight."""
        self.query_one(RosterGrid).styles.max_height = self._most_rows
        self.call_after_refresh(self._show)

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read again when the roster, or what people are at, may be different."""
        if any(change.entity in (_DAY_ENTITIES if self._by_day else _ENTITIES) for change in event.changes):
            self.read()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def renew(self, session: Session) -> None:
        """Somebody else may sit here, or the norm is another."""
        super().renew(session)
        self.read()

    def read(self) -> None:
        """Read the month of the day under the cursor."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                if id_ := self._wanted_shift:  # an alarm is about it
                    self._go_to_shift(await self.gateway.ask(lambda desk: desk.rosters.shift(id_)))
                self.seen = await self.gateway.ask(self._question())
                self._show()
        except DatabaseUnavailable:
            if self.seen is None:
                raise
        finally:
            self._reading = False

    def _question(self) -> Callable[[Desk], Seen]:
        zone, by_day = self.session.zone, self._by_day
        since, until = month_span(self.day, zone)
        first, last = day_span(self.day, zone)
        is_today = first <= self.session.now() < last

        def ask(desk: Desk) -> Seen:
            shifts = desk.rosters.shifts(min(since, first), max(until, last))
            people = desk.board.people() if by_day and is_today else ()
            return Seen(shifts, people, desk.board.seats().needed)

        return ask

    def _go_to_shift(self, shift: Shift) -> None:
        self._wanted_shift = ""
        self.day = self.session.local(shift.starts_at).date()
        self._wanted_officer = shift.officer

    # What is shown

    def _show(self) -> None:
        session, shifts = self.session, self.seen.shifts if self.seen else ()
        rules, zone = session.norm.duty, session.zone
        officers = roster_rows.planned_for(tuple(session.officers.values()))
        grid, line = self.query_one(RosterGrid), self.query_one(DayLine)
        of_month = roster_grid.month(shifts, officers, self.day, rules, zone)
        if self._by_day:
            line.show(
                self.day, roster_grid.bars(shifts, officers, self.day, zone), self.seen.people if self.seen else ()
            )
            self.query_one("#headings", TextLine).show(line.headings())
        grid.day = self.day
        grid.show(of_month, self.seen.seats if self.seen else 0)
        self.query_one("#room").display = len(of_month.rows) < self._most_rows
        if self._wanted_officer is not None and self.seen:
            grid.go_to(self.day, self._wanted_officer)
            self._wanted_officer = None
        if not self._by_day:
            weekdays, days = grid.headings()
            self.query_one("#weekdays", TextLine).show(weekdays)
            self.query_one("#headings", TextLine).show(days)
        for place, kind in enumerate(rules.shifts[:KINDS]):
            for cover in self.query(f"#cover-{place}").results(TextLine):
                cover.show(grid.cover(kind.code))
        today = session.local(session.now()).date()
        self._show_parts(len(tuple(of_month.gaps(today))) if self.seen else 0)
        self._show_detail()

    def tick(self) -> None:
        """A second passed."""
        (self.query_one(DayLine) if self._by_day else self.query_one(RosterGrid)).tick()
        self._show_detail()

    def on_roster_grid_moved(self) -> None:
        """Another cell is under the cursor: other keys may work."""
        grid = self.query_one(RosterGrid)
        if not self._by_day and grid.day != self.day:
            self.day = grid.day
        self.show_selected()

    def show_selected(self) -> None:
        """Tell of what is under the cursor, and which keys work there."""
        self._show_detail()
        self.refresh_keys()

    def _show_parts(self, gaps: int) -> None:
        title = roster_rows.day_words(self.day) if self._by_day else f"{self.day:%Y-%m}"
        pieces: list[Piece] = [(f" {tr('Roster')} {title}  ", STRONG)]
        for place, kind in enumerate(self.session.norm.duty.shifts[:KINDS], start=1):
            if may(self.session.officer, Verb.PLAN_SHIFTS):
                pieces.append((f" {place} ", ACCENT))
            pieces += [(kind.label.in_(language()), PLAIN), (f" {kind.hours} ", QUIET)]
        nobodys = sum(
            standing(each, self.session.norm.duty, self.session.now()) is Standing.OPEN for each in self._month
        )
        right: list[Piece] = [(f"{tr('nobody takes {count}', count=nobodys)}  ", OVERDUE)] if nobodys else []
        if gaps:
            right.append((f"{tr('gaps {count}', count=gaps)} ", OVERDUE))
        self.query_one("#parts", TextLine).show(pieces, right)

    @property
    def _month(self) -> tuple[Shift, ...]:
        since, until = month_span(self.day, self.session.zone)
        return tuple(each for each in (self.seen.shifts if self.seen else ()) if since <= each.starts_at < until)

    def _show_detail(self) -> None:
        now, session = self.session.now(), self.session
        name = roster_rows.name_of(self.officer, session)
        pieces: list[Piece] = [(f" {fit(name, min(cell_len(name), _NAME_CELLS))} ", STRONG)]
        if not self.selected:  # a shift names its own
            pieces.append((f" {roster_rows.day_words(self.day)} ", PLAIN))
        if self.marked is not None:
            marked = duty_words.named(self.marked, session.norm.duty, session.zone)
            pieces.append((f" {tr('to swap: {shift}', shift=marked)} ", NEAR))
        for shift in self.selected:
            pieces += roster_rows.detail(shift, session, now)
        if not self.selected:
            pieces.append((f" {tr('no shift')}", QUIET))
        self.query_one("#detail", TextLine).show(pieces)

    @property
    def _most_rows(self) -> int:
        return max(3, self.size.height - _AROUND - len(self.query("#cover TextLine")))

    # The keys

    @property
    def officer(self) -> str:
        """Whose row the cursor is on; empty for nobody's."""
        return (self.query_one(DayLine) if self._by_day else self.query_one(RosterGrid)).officer

    @property
    def selected(self) -> tuple[Shift, ...]:
        """The shifts under the cursor."""
        return (self.query_one(DayLine) if self._by_day else self.query_one(RosterGrid)).shifts

    def allowed(self, action: Action) -> bool:
        """What can be done with the cell under the cursor, and with one's own shift."""
        return super().allowed(action) and self.fits(action)

    @property
    def by_day(self) -> bool:
        """Whether a day is looked at."""
        return self._by_day

    def action_act(self, action_id: str) -> None:
        """Move the cursor, look at another day or month, plan, or run any other action."""
        if action_id in _ROWS:
            (self.query_one(DayLine) if self._by_day else self.query_one(RosterGrid)).move(_ROWS[action_id])
        elif action_id in _DAYS:
            self._go(self.day + timedelta(days=_DAYS[action_id]))
        elif action_id.startswith("plan_"):
            self.plan_kind(int(action_id.removeprefix("plan_")))
        else:
            super().action_act(action_id)

    def _go(self, day: date) -> None:
        """Look at another day; another month is read first."""
        same = (day.year, day.month) == (self.day.year, self.day.month) and not self._by_day
        self.day = day
        if same:
            self.query_one(RosterGrid).go_to(day)
        else:
            self._show()
            self.read()

    def act_today(self) -> None:
        """To today."""
        self._go(self.session.local(self.session.now()).date())

    def act_earlier(self) -> None:
        """The month, or the day, before."""
        self._go(self.day - timedelta(days=1) if self._by_day else self.day.replace(day=1) - timedelta(days=1))

    def act_later(self) -> None:
        """The month, or the day, after."""
        self._go(self.day + timedelta(days=1) if self._by_day else next_month(self.day))

    def act_day(self) -> None:
        """The day under the cursor."""
        self._turn(by_day=True)

    def act_month(self) -> None:
        """The month again."""
        self._turn(by_day=False)

    def _turn(self, *, by_day: bool) -> None:
        self._by_day = by_day
        self.set_class(by_day, "day")
        self._show()
        self.read()
        self.refresh_keys()

    def act_back(self) -> None:
        """Leave the roster."""
        self.dismiss(None)
