"""The queue: every open ticket, the one whose clock runs out next on top."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Event, Key, Resize

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.views import QueueRow
from tui_desk.domain.same_day import SameDay, same_day
from tui_desk.domain.ticket import State
from tui_desk.domain.verbs import STATES, Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import BACK_TO_CALL, CHANGE_OVER, NEW_CALL, Action
from tui_desk.tui.alerts import Owing
from tui_desk.tui.gateway import Changed, Gateway, Line, PresenceChanged, Waiting
from tui_desk.tui.lines import Lines
from tui_desk.tui.paint import QUIET
from tui_desk.tui.present import Present
from tui_desk.tui.queue_rows import QueueRows, Sort, View
from tui_desk.tui.screens.base import BackToCall, LeaveDesk, OpenTicket
from tui_desk.tui.screens.verbs import PAPERS, RECORD, VERB_ACTIONS, WHY, VerbScreen, is_for
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.line_strip import LineStrip
from tui_desk.tui.widgets.notice_line import NoticeLine
from tui_desk.tui.widgets.place_rule import PlaceRule
from tui_desk.tui.widgets.queue_lines import HeadLine, PromiseLine, TabLine
from tui_desk.tui.widgets.queue_list import QueueList
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule
from tui_desk.tui.widgets.ticket_pane import TicketPane

PANE_FROM_WIDTH = 110
MANY = 500
"""From this many changes at once the whole queue is read again."""
_FILTER, _NEW_CALL, _BACK = "act('filter')", "act('new_call')", "act('back_to_call')"
_CHANGE_OVER = "act('change_over')"
_TYPING = (
    Action("keep", ("enter",), mark("keep"), mark("Keep the filter, and go back to the list.")),
    Action("unfilter", ("escape",), mark("all again"), mark("End the filter.")),
)
"""The keys while the filter is typed."""
_log = logging.getLogger(__name__)

EMPTY = {
    View.ALL: mark("No call yet. Press n when it rings."),
    View.UNASSIGNED: mark("Every ticket has someone who works on it."),
    View.MINE: mark("Nothing is yours now. 2 shows what nobody has taken; a takes the selected ticket."),
    View.WAITING: mark("No ticket waits for a user. w lets the selected ticket wait; its clock then stands still."),
    View.CLOSED: mark("No ticket was closed today. A resolved one is closed with c, once the user has confirmed."),
    View.TODAY: mark("Nothing that came in today is left to be closed today."),
}


_MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
"""By how many rows, pages and whole queues each moves the cursor."""
_VIEWS = {f"view_{view}": view for view in View}


class QueueScreen(VerbScreen[None]):
    """All tickets that are open, and those closed today."""

    CSS_PATH = "queue.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 2)
    NAME = mark("The queue")
    PURPOSE = mark(
        "Every open ticket, by priority and then by what falls due next. The first column is the time that is left: "
        "“!” is near its end, “!!” is past it. Waiting tickets stand below, their clocks stand still. The list is "
        "live: what colleagues do appears by itself and lights up for two seconds, and the cursor stays on its ticket."
    )
    ACTIONS = (
        BACK_TO_CALL,
        Action("open", ("enter",), mark("open"), mark("Open the selected ticket.")),
        *VERB_ACTIONS,
        WHY,
        RECORD,
        PAPERS,
        Action("filter", ("slash",), mark("filter"), mark("Show only tickets that contain what you type.")),
        Action("sort", ("t",), mark("sort"), mark("Sort by priority and due time, or by due time alone.")),
        Action("owed", ("b",), mark("owed"), mark("Messages, missed calls and promises: what callers wait for.")),
        Action("go_to", ("number_sign",), mark("number"), mark("Go to a ticket or call by its number or reference.")),
        Action("forecast", ("j",), mark("forecast"), mark("What will breach in the next hours, hour by hour.")),
        Action("calls", ("l",), mark("calls"), mark("The call log: every call, ticket or not.")),
        Action("unfilter", ("escape",), mark("all again"), mark("End the filter."), quiet=True),
        Action("up", ("up",), mark("up"), mark("To the ticket above."), quiet=True),
        Action("down", ("down",), mark("down"), mark("To the ticket below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home",), mark("first"), mark("To the first ticket."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last ticket."), quiet=True),
        Action("view_all", ("1",), mark("all"), mark("Show all open tickets."), quiet=True),
        Action("view_unassigned", ("2",), mark("untaken"), mark("Show tickets that nobody has."), quiet=True),
        Action("view_mine", ("3",), mark("mine"), mark("Show the tickets that are yours."), quiet=True),
        Action("view_waiting", ("4",), mark("waiting"), mark("Show the tickets that wait for a user."), quiet=True),
        Action("view_closed", ("5",), mark("done today"), mark("Show the tickets closed today."), quiet=True),
        Action("view_today", ("6",), mark("to close"), mark("Show what should be closed today still."), quiet=True),
        Action("board", ("7",), mark("board"), mark("The manager’s board: what burns, who is free."), quiet=True),
        Action("follow_ups", ("9",), mark("follow-ups"), mark("Call-backs, improvements, complaints."), quiet=True),
        Action("hand_over", ("H",), mark("hand-over"), mark("Your shift's sheet, and those that wait."), quiet=True),
        Action("roster", ("8",), mark("roster"), mark("The roster: who has which shift; sign on and off."), quiet=True),
        replace(CHANGE_OVER, keys=("x",), quiet=False),
        Action("directory", ("u",), mark("directory"), mark("Look for people, units, phones and warranty.")),
        Action("leave", ("q",), mark("leave"), mark("Leave the desk.")),
    )

    def __init__(
        self,
        session: Session,
        gateway: Gateway,
        first_rows: Sequence[QueueRow] = (),
        parked: Callable[[], int] = int,
        lines: Lines | None = None,
    ) -> None:
        super().__init__(session, gateway)
        self.rows = QueueRows(session.officer.staff_no)
        self._same_day: SameDay | None = None
        self.rows.replace(first_rows)
        self._count_parked, self._parked, self._lines = parked, 0, lines
        self._owing = Owing()
        self._view = View.ALL
        self._words = ""
        self._complete = False
        self._changed: set[str] = set()
        self._reading = False
        self._today = session.local(session.now()).date()
        self._close_today()

    def compose(self) -> ComposeResult:
        """The lines from top to bottom."""
        yield StatusLine(self.session)
        yield TabLine()
        yield Rule()
        yield HeadLine()
        with Horizontal():
            yield QueueList(self.session)
            yield TicketPane(self.session, self.gateway)
        yield NoticeLine(self.session, self.gateway)
        yield PlaceRule(self.session, self.gateway, id="place")
        yield PromiseLine(self.session)
        yield LineStrip()
        yield Field(placeholder=tr("number, words, name, department, telephone"), id="filter")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what was read already, and read the rest."""
        self.set_interval(1, self.tick)
        self.show_rows()
        self.call_after_refresh(self.read_all)
        self.call_after_refresh(self.query_one(NoticeLine).look)

    # What is read

    def read_all(self) -> None:
        """Read the whole queue again."""
        self._complete = False
        self._read_soon()

    def on_changed(self, event: Changed) -> None:
        """Take in what changed in whichever session."""
        self._changed |= {change.key for change in event.changes if change.entity == "ticket"}
        if self._changed:
            self._read_soon()
        number = self.ticket_number()
        if number and any(each.entity == "alert" and each.key.startswith(f"{number}/") for each in event.changes):
            self.query_one(TicketPane).follow(number)  # it names the next warning
            self.query_one(PlaceRule).follow(number)

    def on_presence_changed(self, event: PresenceChanged) -> None:
        """Show who has which ticket open."""
        for queue in self.query(QueueList):  # none while the screen opens or closes
            queue.show_present(Present(event.others))

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now; names and labels may be others."""
        super().renew(session)
        self.rows.serve(session.officer.staff_no)
        self._close_today()
        self.query_one(NoticeLine).look()
        self.query_one(QueueList).redraw()
        self.show_rows()

    def on_line(self, event: Line) -> None:
        """Whatever was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read_all()
            self.query_one(NoticeLine).look()

    def on_waiting(self, event: Waiting) -> None:
        """Calls got their number, or came back: some may be parked now."""
        super().on_waiting(event)
        self._parked = self._count_parked()
        self._show_promises()
        self.refresh_keys()

    def _read_soon(self) -> None:
        if not self._reading:
            self._reading = True
            self.run_worker(self._read(), group="read", exit_on_error=False)

    async def _read(self) -> None:
        """Read until nothing is left to read. What arrives meanwhile is read together."""
        try:
            while self._changed or not self._complete:
                numbers, self._changed = self._changed, set()
                if self._complete and len(numbers) < MANY:
                    rows = await self.gateway.ask(partial(Desk.queue_rows, numbers=numbers))
                    self.show_rows(self.rows.merge(numbers, rows))
                else:
                    self._complete = True
                    rows = await self.gateway.ask(Desk.queue)
                    self.rows.replace(rows)
                    self.show_rows()
        except DatabaseUnavailable:
            _log.info("the queue is read again when the line is back")
        except Exception:  # noqa: BLE001 - the rows on the screen stay; the next change reads again
            _log.exception("the queue cannot be read")
        finally:
            self._reading = False

    # What is shown

    def show_rows(self, changed: set[str] | None = None) -> None:
        """Show the rows of the view; those changed light up."""
        self._drop_yesterday()
        shown = self.rows.view(self._view, self._words)
        empty = tr("Nothing found for “{words}”. Esc shows all again.", words=self._words) if self._words else ""
        queue = self.query_one(QueueList)
        queue.show(shown, empty=empty or tr(EMPTY[self._view]), changed=changed or ())
        self._show_head()
        pane = self.query_one(TicketPane)
        if changed and queue.selected and queue.selected.number in changed:
            pane.follow(queue.selected.number)
            self.query_one(PlaceRule).follow(queue.selected.number)
        self._show_frame()

    def on_screen_resume(self) -> None:
        """Come back, perhaps from a call."""
        self._parked = self._count_parked()
        super().on_screen_resume()
        self._show_promises()
        self._show_lines()

    def tick(self) -> None:
        """A second passed."""
        if self._drop_yesterday():
            self.show_rows()
        self.query_one(QueueList).tick()
        self.query_one(PlaceRule).tick()
        self._show_tabs()
        self._show_promises()
        self._show_lines()

    def _drop_yesterday(self) -> bool:
        """Let go of yesterday's closed tickets at midnight on the desk's calendar."""
        today = self.session.local(self.session.now()).date()
        self._today, before = today, self._today
        if today != before:
            self._close_today()
            self.query_one(NoticeLine).look()
            self.rows.drop_closed_before(datetime.combine(today, time(), self.session.zone).astimezone(UTC))
        return today != before

    def _close_today(self) -> None:
        """Know what should be closed on this day, by the norm in force (TKT-14)."""
        self._same_day = same_day(self.session.norm, self.session.now(), self.session.zone)
        self.rows.close_today(self._same_day)

    def _show_head(self) -> None:
        self.query_one(HeadLine).show_columns(self.query_one(QueueList).columns)

    def _show_frame(self) -> None:
        self._show_tabs()
        self._show_place()
        self._show_promises()
        self.refresh_keys()

    def _show_promises(self) -> None:
        for line in self.query_children(PromiseLine):  # none while the screen opens or closes
            line.show_owing(self._owing, self._parked, self.gateway.waiting_calls)

    def show_owing(self, owing: Owing) -> None:
        """Show what the officer owes to callers, in the line at the bottom; the queue's own second draws the time."""
        if owing != self._owing:
            self._owing = owing
            self._show_promises()

    def act_owed(self) -> None:
        """Show everything that is owed to callers."""
        from tui_desk.tui.screens.messages import OwedScreen

        self.app.push_screen(OwedScreen(self.session, self.gateway))

    def act_roster(self) -> None:
        """Show who has which shift."""
        from tui_desk.tui.screens.roster import RosterScreen

        self.app.push_screen(RosterScreen(self.session, self.gateway))

    def act_forecast(self) -> None:
        """Show what breaches next."""
        from tui_desk.tui.screens.forecast import ForecastScreen

        self.app.push_screen(ForecastScreen(self.session, self.gateway))

    def act_follow_ups(self) -> None:
        """Show whom to call back, what to improve, and who complains (DESK-6)."""
        from tui_desk.tui.screens.follow_ups import FollowUpsScreen

        self.app.push_screen(FollowUpsScreen(self.session, self.gateway))

    def act_hand_over(self) -> None:
        """Show the sheet of the shift, and those that wait (DESK-2)."""
        from tui_desk.tui.screens.hand_over import HandOverScreen

        self.app.push_screen(HandOverScreen(self.session, self.gateway))

    def _show_lines(self) -> None:
        if self._lines is not None:
            self.query_one(LineStrip).show(self._lines.on_lines(self.session.now()))

    def _show_tabs(self) -> None:
        now = self.session.now()
        urges = self._same_day is not None and self._same_day.is_shown(now)
        self.query_one(TabLine).show_tabs(self._view, self.rows.counts, self.rows.due(now), today=urges)

    def _show_place(self) -> None:
        at, count = self.query_one(QueueList).place
        order = tr("by due time") if self.rows.sort is Sort.DUE else tr("by priority")
        self.query_one(PlaceRule).show_place([(f" {order} {at}/{count} ", QUIET)])

    def on_resize(self, event: Resize) -> None:
        """The selected ticket stands beside the list where there is room."""
        pane = self.query_one(TicketPane)
        pane.display = event.size.width >= PANE_FROM_WIDTH
        if pane.display:
            pane.follow(self.ticket_number())
        self.call_after_refresh(self._show_head)

    def _forward_event(self, event: Event) -> None:
        """Textual hands keys out here. Filter and calls open at once: what follows in a burst is for them."""
        bound = self._bindings.key_to_bindings.get(event.key, []) if isinstance(event, Key) else []
        wanted = {binding.action for binding in bound} if self.focused is None else set()
        if _FILTER in wanted:
            self.act_filter()
        elif self._lines is not None and _NEW_CALL in wanted and self.allowed(NEW_CALL):
            self._lines.take(self.session)
        elif self._lines and _BACK in wanted:
            self._lines.back()
        elif _CHANGE_OVER in wanted and self.allowed(CHANGE_OVER):
            self.act_change_over()
        else:
            super()._forward_event(event)

    # The cursor

    def ticket_number(self) -> str | None:
        """The selected ticket."""
        row = self.query_one(QueueList).selected
        return row.number if row else None

    def on_queue_list_selected(self, event: QueueList.Selected) -> None:
        """Another ticket is selected: once the cursor is drawn the pane follows, and other keys may work."""
        self.query_one(TicketPane).follow(event.number)
        self.query_one(PlaceRule).follow(event.number)
        self.call_after_refresh(self._show_place)
        self.call_after_refresh(self.refresh_keys)

    def allowed(self, action: Action) -> bool:
        """What is done with a ticket is offered where one is selected whose state allows it."""
        if not super().allowed(action):
            return False
        if action.id == "view_today":
            return bool(self.session.norm.same_day_before)
        if action.id == BACK_TO_CALL.id:
            return bool(self._lines) or self._parked > 0
        if action.id in ("open", WHY.id) or action.verb in STATES or action.verb is Verb.SEE_RISEN:
            row, me = self.query_one(QueueList).selected, self.session.officer.staff_no
            if row is None:
                return False
            if not is_for(me, action.verb, assignee=row.assignee, offered=row.offered, risen=bool(row.risen)):
                return False
            return action.verb is None or row.state in STATES.get(action.verb, frozenset(State))
        return True

    def refresh_keys(self) -> None:
        """While the filter is typed, letters belong to it; while it holds, the key that ends it is shown."""
        super().refresh_keys()
        typing = isinstance(self.focused, Field)
        if typing or self._words:
            shown = [] if typing else [each for each in self.actions() if not each.quiet and self.allowed(each)]
            self.query_one(KeyBar).show([*shown, *(_TYPING if typing else _TYPING[1:])])

    def action_act(self, action_id: str) -> None:
        """Move the cursor, look at another part, or run any other action."""
        if action_id in _MOVES:
            queue = self.query_one(QueueList)
            rows, pages, queues = _MOVES[action_id]
            queue.move(rows + pages * queue.size.height + queues * len(self.rows))
        elif action_id in _VIEWS:
            self._view = _VIEWS[action_id]
            self.show_rows()
        else:
            super().action_act(action_id)

    def act_back_to_call(self) -> None:
        """Ask for the call in hand."""
        self.post_message(BackToCall())

    def act_open(self) -> None:
        """Ask for the screen of the selected ticket."""
        if number := self.ticket_number():
            self.post_message(OpenTicket(number))

    def act_leave(self) -> None:
        """Ask to leave."""
        self.post_message(LeaveDesk())

    def act_go_to(self) -> None:
        """Ask for a number or a local reference, and open what it names."""
        from tui_desk.tui.screens.finding import FindScreen, open_found

        self.app.push_screen(FindScreen(self.session, self.gateway), lambda found: open_found(self, found))

    async def _look_beyond(self, words: str) -> None:
        """A filter that fits no ticket of the queue may be the number of an older one."""
        from tui_desk.tui.screens.finding import look_for, open_found

        found = await look_for(self, words)
        if not isinstance(found, str):
            open_found(self, found)

    def act_board(self) -> None:
        """Open the dispatch board."""
        from tui_desk.tui.screens.board import BoardScreen

        self.app.push_screen(BoardScreen(self.session, self.gateway, self.rows.all(), self._lines))

    def act_calls(self) -> None:
        """Open the call log."""
        from tui_desk.tui.screens.call_log import CallLogScreen

        self.app.push_screen(CallLogScreen(self.session, self.gateway))

    # Order and filter

    def act_directory(self) -> None:
        """Look for people and units (CALL-17); who is chosen calls now."""
        from tui_desk.tui.screens.directory import DirectoryScreen

        self.app.push_screen(DirectoryScreen(self.session, self.gateway, fills=False))

    def act_sort(self) -> None:
        """Sort by the other order."""
        self.rows.sort_by(Sort.DUE if self.rows.sort is Sort.PRIORITY else Sort.PRIORITY)
        self.show_rows()

    def act_filter(self) -> None:
        """Open the filter line; what was typed before is still there."""
        if not self.is_mounted:  # typed before there is a line to open
            return
        self.set_class(True, "-filtering")
        self.set_focus(self.query_one("#filter", Field))
        self.refresh_keys()

    def act_unfilter(self) -> None:
        """End the filter."""
        self.query_one("#filter", Field).value = self._words = ""
        self._end_typing()

    def _end_typing(self) -> None:
        self.set_focus(None)
        self.set_class(bool(self._words), "-filtering")
        self.refresh_keys()

    def on_input_changed(self, event: Field.Changed) -> None:
        """Filter while it is typed."""
        self._words = event.value
        self.show_rows()

    def on_input_submitted(self) -> None:
        """Keep the filter, and give the keys back to the list; one that fits nothing may be a number."""
        self._end_typing()
        if self._words and not self.query_one(QueueList).place[1]:
            self.start(self._look_beyond(self._words))
