"""The call log 值班记录: every call of the desk, ticket or not, the newest on top (CALL-1, CALL-15)."""

from __future__ import annotations

import logging
from bisect import insort
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.events import Event, Key, Resize

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.terms import ENDS
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.call_rows import DAYS, DIRECTIONS, LogFilter, totals
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import ACCENT, QUIET
from tui_desk.tui.screens.call_record import CallRecordScreen
from tui_desk.tui.screens.choosing import ChoosingScreen
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.call_list import CallList
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.pick_field import Entry
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

PAGE = 200
"""How many calls are read at a time."""
MANY = 100
"""From this many changes at once the log is read again from the top."""
_FILTER = "act('filter')"
_TYPING = (
    Action("keep", ("enter",), mark("keep"), mark("Keep the filter, and go back to the list.")),
    Action("clear", ("escape",), mark("all again"), mark("End the filter.")),
)
_MOVES = {"up": (-1, 0), "down": (1, 0), "page_up": (0, -1), "page_down": (0, 1)}
_log = logging.getLogger(__name__)


class CallLogScreen(EarlyKeys[None]):
    """All calls, live: what colleagues finish appears by itself, and the cursor stays on its call."""

    CSS_PATH = "call_log.tcss"
    AUTO_FOCUS = ""
    NAME = mark("The call log")
    PURPOSE = mark(
        "Every call stands here once it has ended, ticket or not. “!” marks one that was picked up later than the norm "
        "allows. The line at the top adds up the calls that the filter lets through: how fast they were answered, how "
        "long they were talked and held on average, how many were silent, late or missed."
    )
    ACTIONS = (
        Action("open", ("enter",), mark("open"), mark("Open the call: everything typed, its phases, its ticket.")),
        Action("filter", ("slash",), mark("filter"), mark("Show only calls that contain what you type.")),
        Action("end", ("e",), mark("how it ended"), mark("Show only calls that ended in one way.")),
        Action("officer", ("o",), mark("officer"), mark("Show only the calls of one officer.")),
        Action("days", ("d",), mark("days"), mark("All days, today, the last 7 or 31 days.")),
        Action("direction", ("r",), mark("in/out"), mark("Incoming calls, outgoing calls, or both.")),
        Action("clear", ("x",), mark("all again"), mark("End every filter.")),
        Action("back", ("escape", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the call above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the call below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home", "g"), mark("first"), mark("To the newest call."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self.filter = LogFilter()
        self._calls: list[CallRecord] = []
        self._figures: CallFigures | None = None
        self._changed: set[str] = set()
        self._stale = True
        self._more = False
        self._reading = False

    def compose(self) -> ComposeResult:
        """The lines from top to bottom."""
        yield StatusLine(self.session)
        yield TextLine(id="totals")
        yield Rule()
        yield TextLine(id="head")
        yield CallList(self.session)
        yield Rule(id="place")
        yield Field(placeholder=tr("name, department, telephone, number, reference, words"), id="filter")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the newest calls."""
        self._read_soon()
        self.ready()

    def on_resize(self, _: Resize) -> None:
        """The columns are others."""
        self.call_after_refresh(self._show_frame)

    # What is read

    def read_all(self) -> None:
        """Read the log again from the top."""
        self._stale = True
        self._read_soon()

    def on_changed(self, event: Changed) -> None:
        """Take in the calls that ended or changed in whichever session."""
        self._changed |= {change.key for change in event.changes if change.entity == "call"}
        if self._changed:
            self._read_soon()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read_all()

    def _read_soon(self) -> None:
        if not self._reading:
            self._reading = True
            self.run_worker(self._read(), group="read", exit_on_error=False)

    async def _read(self) -> None:
        """Read until nothing is left to read: a filter that changed meanwhile makes the answer before it void."""
        try:
            while self._stale or self._changed or self._wants_more:
                wanted = self.filter.wanted(self.session)
                ids, self._changed = self._changed, set()
                if self._stale or len(ids) >= MANY:
                    self._stale = False
                    calls, figures = await self.gateway.ask(partial(_from_the_top, wanted=wanted))
                    if not self._stale:
                        self._calls, self._figures, self._more = list(calls), figures, bool(calls)
                        self._show()
                elif ids:
                    calls, figures = await self.gateway.ask(partial(_among, ids=ids, wanted=wanted))
                    if not self._stale:
                        self._figures = figures
                        self._merge(ids, calls)
                        self._show()
                else:
                    calls = await self.gateway.ask(partial(_further, wanted=wanted, below=self._calls[-1]))
                    if not self._stale:
                        self._calls += calls
                        self._more = bool(calls)
                        self._show()
        except DatabaseUnavailable:
            _log.info("the call log is read again when the line is back")
        except Exception:  # noqa: BLE001 - the calls on the screen stay; the next change reads again
            _log.exception("the call log cannot be read")
        finally:
            self._reading = False

    @property
    def _wants_more(self) -> bool:
        return self._more and bool(self._calls) and self.query_one(CallList).near_end

    def _merge(self, ids: set[str], found: Sequence[CallRecord]) -> None:
        self._calls = [call for call in self._calls if call.id not in ids]
        for call in found:
            if self._more and self._calls and _order(call) > _order(self._calls[-1]):
                continue  # further down than what was read
            insort(self._calls, call, key=_order)

    # What is shown

    def _show(self) -> None:
        empty = (
            tr("No call fits {filter}. x shows all again.", filter=said)
            if (said := self.filter.said(self.session))
            else tr("No call yet. Every call stands here once it has ended, ticket or not. Press n when it rings.")
        )
        self.query_one(CallList).show(self._calls, empty=empty)
        self._show_frame()

    def _show_frame(self) -> None:
        calls = self.query_one(CallList)
        self.query_one("#head", TextLine).show(calls.columns.headings())
        if self._figures is not None:
            self.query_one("#totals", TextLine).show(totals(self._figures))
            said = self.filter.said(self.session)
            place = f" {calls.place}/{self._figures.calls} "
            self.query_one("#place", Rule).show((), [(f" {said} " if said else "", ACCENT), (place, QUIET)])
        self.refresh_keys()

    def on_call_list_moved(self) -> None:
        """Show the place; read on where the end is near."""
        self._show_frame()
        if self._wants_more:
            self._read_soon()

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now; names may be others."""
        super().renew(session)
        self.query_one(CallList).redraw()

    def refresh_keys(self) -> None:
        """While the filter is typed, letters belong to it."""
        super().refresh_keys()
        if isinstance(self.focused, Field):
            self.query_one(KeyBar).show(_TYPING)

    def allowed(self, action: Action) -> bool:
        """A call is opened where there is one; filters are ended where there are any."""
        if action.id == "open":
            return bool(self._calls)
        if action.id == "clear":
            return self.filter != LogFilter()
        return super().allowed(action)

    # What the keys do

    def _forward_event(self, event: Event) -> None:
        """Textual hands keys out here. The filter opens at once: what follows in a burst is for it."""
        bound = self._bindings.key_to_bindings.get(event.key, []) if isinstance(event, Key) else []
        if self._is_ready and self.focused is None and any(binding.action == _FILTER for binding in bound):
            self.act_filter()
        else:
            super()._forward_event(event)

    def action_act(self, action_id: str) -> None:
        """Move the cursor, or run any other action."""
        calls = self.query_one(CallList)
        if action_id in _MOVES:
            rows, pages = _MOVES[action_id]
            calls.move(rows + pages * calls.size.height)
        else:
            super().action_act(action_id)

    def act_first(self) -> None:
        """To the newest call."""
        self.query_one(CallList).move(-len(self._calls))

    def act_open(self) -> None:
        """Open the call's own record."""
        if (call := self.query_one(CallList).selected) is not None:
            self.app.push_screen(CallRecordScreen(self.session, self.gateway, call))

    def act_back(self) -> None:
        """End the filter that is typed, or leave the log."""
        if isinstance(self.focused, Field):
            self.act_clear()
        else:
            self.dismiss(None)

    def _look_at(self, other: LogFilter) -> None:
        if other != self.filter:
            self.filter = other
            self.read_all()

    def act_days(self) -> None:
        """The next number of days."""
        days = [each for each, _ in DAYS]
        self._look_at(replace(self.filter, days=days[(days.index(self.filter.days) + 1) % len(days)]))

    def act_direction(self) -> None:
        """The next direction."""
        ways = list(DIRECTIONS)
        self._look_at(replace(self.filter, direction=ways[(ways.index(self.filter.direction) + 1) % len(ways)]))

    def act_end(self) -> None:
        """Choose an end."""
        entries = [Entry("", tr("all")), *(Entry(str(end), tr(label)) for end, label in ENDS.items())]
        screen = ChoosingScreen(self.session, self.gateway, tr("Which end"), entries, self.filter.end)
        self.app.push_screen(
            screen, lambda end: self._look_at(replace(self.filter, end=end)) if end is not None else None
        )

    def act_officer(self) -> None:
        """Choose an officer."""
        entries = [
            Entry("", tr("all")),
            *(Entry(o.staff_no, o.name, o.staff_no) for o in self.session.officers.values()),
        ]
        screen = ChoosingScreen(self.session, self.gateway, tr("Whose calls"), entries, self.filter.officer)
        self.app.push_screen(
            screen, lambda who: self._look_at(replace(self.filter, officer=who)) if who is not None else None
        )

    def act_filter(self) -> None:
        """Open the filter line; what was typed before is still there."""
        self.set_class(True, "-filtering")
        self.set_focus(self.query_one("#filter", Field))
        self.refresh_keys()

    def act_clear(self) -> None:
        """End every filter."""
        self.query_one("#filter", Field).value = ""
        self._end_typing()
        self._look_at(LogFilter())

    def _end_typing(self) -> None:
        self.set_focus(None)
        self.set_class(bool(self.filter.words), "-filtering")
        self.refresh_keys()

    def on_input_changed(self, event: Field.Changed) -> None:
        """Filter while it is typed."""
        self._look_at(replace(self.filter, words=event.value.strip()))

    def on_input_submitted(self) -> None:
        """Keep the filter, and give the keys back to the list."""
        self._end_typing()


def _from_the_top(desk: Desk, wanted: CallFilter) -> tuple[Sequence[CallRecord], CallFigures]:
    return desk.calls.log(wanted, PAGE), desk.calls.figures(wanted)


def _among(desk: Desk, ids: set[str], wanted: CallFilter) -> tuple[Sequence[CallRecord], CallFigures]:
    return desk.calls.among(ids, wanted), desk.calls.figures(wanted)


def _further(desk: Desk, wanted: CallFilter, below: CallRecord) -> Sequence[CallRecord]:
    return desk.calls.log(wanted, PAGE, below=below)


def _order(call: CallRecord) -> tuple[float, str]:
    return -call.began_at.timestamp(), call.id
