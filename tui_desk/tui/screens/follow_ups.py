"""Closing the loop 回访 投诉 改进: the work list, what is due first on top (DESK-6, TKT-13, TKT-17)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from textual.app import ComposeResult

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.domain.follow_up import FollowUpKind
from tui_desk.domain.officer import Officer
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui import call_back_texts, follow_up_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import ACCENT, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.screens.base import OpenTicket
from tui_desk.tui.screens.follow_up_acts import FollowUpActs
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.follow_up_list import FollowUpList
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine


class Part(StrEnum):
    """Which part of the work is looked at."""

    CALLS = "calls"
    IMPROVE = "improve"
    COMPLAINTS = "complaints"
    DONE = "done"


_TABS = {
    Part.CALLS: mark("to call"),
    Part.IMPROVE: mark("to improve"),
    Part.COMPLAINTS: mark("complaints"),
    Part.DONE: mark("done"),
}
_KINDS = {
    FollowUpKind.CONFIRM: Part.CALLS,
    FollowUpKind.CALL_BACK: Part.CALLS,
    FollowUpKind.IMPROVE: Part.IMPROVE,
    FollowUpKind.COMPLAINT: Part.COMPLAINTS,
}
_EMPTY = {
    Part.CALLS: mark("No user is to be called: confirmations and call-backs of solved tickets would stand here."),
    Part.IMPROVE: mark("Nothing is to be improved: a bad mark of a user opens an improvement."),
    Part.COMPLAINTS: mark("Nobody complains. c takes a complaint."),
    Part.DONE: mark("Nothing was done yet."),
}
_MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
_VIEWS = {f"view_{part}": part for part in Part}
FAR = 100_000
_FEED = frozenset({"follow_up"})


class FollowUpsScreen(FollowUpActs):
    """Whom to call back, what to improve, who complains: live."""

    CSS_PATH = "follow_ups.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 1)
    NAME = mark("Follow-ups")
    PURPOSE = mark(
        "After a solution the user is called to confirm it, and some days after closing called back; never by those "
        "who did the work: such lines say “not by you”. Three attempts count when they lie in different halves of the "
        "day; then a user may be given up. A bad mark opens an improvement with an owner and a due time. Complaints "
        "are taken with c, given to an owner, answered, and called back."
    )
    ACTIONS = (
        Action("call", ("enter",), mark("call up"), mark("Call the user: notes, hours, the line to say.")),
        Action("answer", ("enter", "r"), mark("answer"), mark("Note what the desk found and does about it.")),
        Action("end", ("e",), mark("done"), mark("Note that it is done: confirmed, called back, improved.")),
        Action("marks", ("s",), mark("marks"), mark("The user's marks, a digit each, and the words.")),
        Action("reached", ("y",), mark("reached"), mark("Note that the user was reached, without a call of its own.")),
        Action("missed", ("x",), mark("not reached"), mark("Note an attempt that reached nobody.")),
        Action("give_up", ("g",), mark("give up"), mark("Give the user up, after the norm's attempts.")),
        Action("assign", ("a",), mark("owner"), mark("Give it to an owner, or take it.")),
        Action("complain", ("c",), mark("complaint"), mark("Take a complaint."), Verb.FOLLOW_UP),
        Action("ticket", ("o",), mark("ticket"), mark("Open the ticket.")),
        Action("view_calls", ("1",), mark("to call"), mark("Confirmations and call-backs."), quiet=True),
        Action("view_improve", ("2",), mark("to improve"), mark("What is to be improved."), quiet=True),
        Action("view_complaints", ("3",), mark("complaints"), mark("Complaints."), quiet=True),
        Action("view_done", ("4",), mark("done"), mark("What was done, the newest first."), quiet=True),
        Action("back", ("escape", "b", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the line below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home",), mark("first"), mark("To the first line."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self.part = Part.CALLS
        self._open: Sequence[FollowUpView] | None = None
        self._done: Sequence[FollowUpView] = ()
        self._wanted = self._reading = False

    def compose(self) -> ComposeResult:
        """Status, parts, hours, list, the selected one, keys."""
        yield StatusLine(self.session)
        yield TextLine(id="parts")
        yield Rule()
        yield TextLine(id="hours")
        yield TextLine(id="headings")
        yield FollowUpList(self.session)
        yield Rule(id="place")
        yield Sheet(id="detail")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what is to be done, and follow the clock."""
        self.query_one("#detail", Sheet).can_focus = False
        self.set_interval(1, self.tick)
        self._show_parts()
        self.read()

    def on_resize(self) -> None:
        """The columns may be others."""
        self.call_after_refresh(self._show_headings)

    def _show_headings(self) -> None:
        self.query_one("#headings", TextLine).show(self.work.headings())

    @property
    def work(self) -> FollowUpList:
        """The list."""
        return self.query_one(FollowUpList)

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read again when something may have changed."""
        if any(change.entity in _FEED for change in event.changes):
            self.read()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def renew(self, session: Session) -> None:
        """Somebody else may sit here, who may do other things."""
        super().renew(session)
        self.read()

    def read(self) -> None:
        """Read all that is open, and what was done where that is looked at."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                officer, done = self.session.officer, self.part is Part.DONE
                self._open, finished = await self.gateway.ask(lambda desk: _read(desk, officer, done=done))  # noqa: B023 - asked at once
                self._done = finished if done else self._done
                self._show()
        except DatabaseUnavailable:
            if self._open is None:
                raise
        finally:
            self._reading = False

    # What is shown

    def _rows(self, part: Part) -> Sequence[FollowUpView]:
        if part is Part.DONE:
            return self._done
        return [view for view in self._open or () if _KINDS[view.of.kind] is part]

    def _show(self) -> None:
        self.work.show(self._rows(self.part), empty=tr(_EMPTY[self.part]))
        self._show_headings()
        self.tick()
        self._moved()

    def tick(self) -> None:
        """A second passed."""
        self.work.tick()
        self._show_parts()
        self._show_detail()
        self.query_one("#hours", TextLine).show(call_back_texts.hours(self.session))

    def on_live_list_moved(self) -> None:
        """Something else is under the cursor: other keys may work."""
        self._moved()

    def _moved(self) -> None:
        at, count = self.work.place
        self.query_one("#place", Rule).show((), [(f" {at}/{count} ", QUIET)])
        self._show_detail()
        self.refresh_keys()

    def _show_detail(self) -> None:
        view, session = self.selected, self.session
        self.query_one("#detail", Sheet).show(follow_up_rows.detail(view, session, session.now()) if view else ())

    def _show_parts(self) -> None:
        pieces: list[Piece] = []
        for place, (part, label) in enumerate(_TABS.items(), start=1):
            here, count = part is self.part, len(self._rows(part))
            shown = f" {count} " if self._open is not None and part is not Part.DONE else " "
            pieces += [(f" {place} ", ACCENT), (tr(label), STRONG if here else PLAIN), (shown, STRONG)]
        now = self.session.now()
        late = sum(view.of.late(now) for view in self._open or ())
        count_late = (tr("overdue {count}", count=late), OVERDUE if late else QUIET)
        self.query_one("#parts", TextLine).show(pieces, [count_late, (" ", PLAIN)])

    # The keys

    @property
    def selected(self) -> FollowUpView | None:
        """What the cursor is on."""
        return self.work.selected

    def allowed(self, action: Action) -> bool:
        """What can be done with the one under the cursor."""
        if not super().allowed(action):
            return False
        view = self.selected
        of = view.of if view is not None else None
        is_open = of is not None and of.is_open
        calls = view is not None and is_open and view.of.is_call and not view.why_not
        answered = of is not None and (of.kind is not FollowUpKind.COMPLAINT or of.answered_at is not None)
        match action.id:
            case "call":
                return calls and answered
            case "reached" | "missed" | "marks":
                return calls
            case "give_up":
                return calls and view is not None and view.may_be_given_up
            case "answer":
                return is_open and self.owns(of) and not answered
            case "end":
                return (calls and answered) or (is_open and self.owns(of) and of.kind is FollowUpKind.IMPROVE)  # type: ignore[union-attr] # open
            case "assign":
                return is_open and of is not None and (self.manages or not of.owner)
            case "ticket":
                return bool(of and of.ticket)
            case _:
                return True

    def action_act(self, action_id: str) -> None:
        """Move the cursor, look at another part, or run any other action."""
        if action_id in _MOVES:
            lines, pages, lists = _MOVES[action_id]
            self.work.move(lines + pages * self.work.size.height + lists * FAR)
        elif action_id in _VIEWS:
            self.part = _VIEWS[action_id]
            self._show()
            if self.part is Part.DONE:
                self.read()
        else:
            super().action_act(action_id)

    def complained(self) -> None:
        """Look at the complaints: there is a new one."""
        self.action_act("view_complaints")

    def act_back(self) -> None:
        """Leave the list."""
        self.dismiss(None)

    def act_ticket(self) -> None:
        """Ask for the ticket's own screen."""
        if (view := self.selected) is not None and view.of.ticket:
            self.post_message(OpenTicket(view.of.ticket))


def _read(desk: Desk, officer: Officer, *, done: bool) -> tuple[Sequence[FollowUpView], Sequence[FollowUpView]]:
    return desk.follow_ups.open(officer), desk.follow_ups.finished(officer) if done else ()
