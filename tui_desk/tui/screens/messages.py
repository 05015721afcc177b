"""Owed to callers 待答复: messages, missed calls and promises, what falls due first on top (CALL-7, 11, 12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from textual.app import ComposeResult

from tui_desk.desk import promises
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadMoment, DatabaseUnavailable
from tui_desk.desk.views import OwedView, TicketView
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui import owed_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.form import Done, Item, when
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import ACCENT, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.screens.base import ActionScreen, OpenTicket
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.owed_list import OwedList
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine

Reads = Callable[[Desk, Officer], Sequence[OwedView]]


class Part(StrEnum):
    """Which part of what is owed is looked at."""

    MINE = "mine"
    ALL = "all"
    SENT = "sent"
    DONE = "done"


_TABS = {
    Part.MINE: mark("mine"),
    Part.ALL: mark("everybody's"),
    Part.SENT: mark("left by me"),
    Part.DONE: mark("answered"),
}
_EMPTY = {
    Part.MINE: mark("No caller waits for you: messages, missed calls and promises would stand here."),
    Part.ALL: mark("No caller waits for anybody."),
    Part.SENT: mark("You left no message for a colleague in the last seven days. F12 in a call leaves one."),
    Part.DONE: mark("No message was answered yet."),
}


def _done(desk: Desk, _officer: Officer) -> Sequence[OwedView]:
    return [promises.of_message(each) for each in reversed(desk.messages.everybodys(done=True))]


def _sent(desk: Desk, officer: Officer) -> Sequence[OwedView]:
    return [promises.of_message(each) for each in reversed(desk.messages.sent(officer))]


_READS: dict[Part, Reads] = {
    Part.MINE: lambda desk, officer: desk.promises.owed(officer),
    Part.ALL: lambda desk, _officer: desk.promises.everybodys(),
    Part.SENT: _sent,
    Part.DONE: _done,
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


class OwedScreen(ActionScreen[None]):
    """Everything that is owed to callers, live."""

    CSS_PATH = "messages.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 2)
    NAME = mark("Owed to callers")
    PURPOSE = mark(
        "Messages that colleagues left for you, calls that nobody took, and promises: each with the time by which the "
        "caller is to hear from the desk. What falls due first stands on top; “late” is past its time. A duty manager "
        "sees everybody's. A message is marked as read when you press Enter on it, and whoever left it sees that."
    )
    ACTIONS = (
        Action("read", ("enter",), mark("read"), mark("Mark the message as read; whoever left it sees that.")),
        Action("ticket", ("enter",), mark("open"), mark("Open the ticket on which it was promised.")),
        Action("reply", ("enter",), mark("answered"), mark("Note what the caller was told: the message is answered.")),
        Action("call_back", ("c",), mark("call back"), mark("Call the caller back, with a call of its own.")),
        Action("answer", ("r",), mark("answered"), mark("Note what the caller was told: the message is answered.")),
        Action("keep", ("y",), mark("kept"), mark("Note that a promise was kept.")),
        Action("move", ("v",), mark("agree anew"), mark("Agree on another time with the caller, and note what.")),
        Action("view_mine", ("1",), mark("mine"), mark("What you owe, and what anybody does."), quiet=True),
        Action("view_all", ("2",), mark("everybody's"), mark("What everybody owes."), quiet=True),
        Action("view_sent", ("3",), mark("left by me"), mark("Messages you left, read and answered."), quiet=True),
        Action("view_done", ("4",), mark("answered"), mark("Messages that were answered."), quiet=True),
        Action("back", ("escape", "b", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the line below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home", "g"), mark("first"), mark("To the first line."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self.part = Part.MINE
        self._owed: Sequence[OwedView] | None = None
        self._wanted = self._reading = False

    def compose(self) -> ComposeResult:
        """Status, parts, list, the selected one, keys."""
        yield StatusLine(self.session)
        yield TextLine(id="parts")
        yield Rule()
        yield TextLine(id="headings")
        yield OwedList(self.session)
        yield Rule(id="place")
        yield Sheet(id="detail")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what is owed, and follow the clock."""
        self.query_one("#detail", Sheet).can_focus = False
        self.set_interval(1, self.tick)
        self._show_parts()
        self.read()

    def on_resize(self) -> None:
        """The columns may be others."""
        self.call_after_refresh(self._show_headings)

    def _show_headings(self) -> None:
        self.query_one("#headings", TextLine).show(self.query_one(OwedList).headings())

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read again when something owed may have changed."""
        if any(change.entity in ("message", "ticket") for change in event.changes):
            self.read()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def renew(self, session: Session) -> None:
        """Somebody else may sit here: what is theirs is read."""
        super().renew(session)
        self.read()

    def read(self) -> None:
        """Read the part that is looked at."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                part, officer = self.part, self.session.officer
                owed = await self.gateway.ask(lambda desk: _READS[part](desk, officer))  # noqa: B023 - asked at once
                if part is self.part:
                    new_part, self._owed = self._owed is None, owed
                    self._show(keep=not new_part)
        except DatabaseUnavailable:
            if self._owed is None:
                raise
        finally:
            self._reading = False

    # What is shown

    def _show(self, *, keep: bool = True) -> None:
        self.query_one(OwedList).show(self._owed or (), empty=tr(_EMPTY[self.part]), keep=keep)
        self._show_headings()
        self._show_parts()
        self.tick()

    def tick(self) -> None:
        """A second passed."""
        self.query_one(OwedList).tick()
        self._show_detail()
        self._show_parts()

    def on_owed_list_moved(self) -> None:
        """Something else is under the cursor: other keys may work."""
        at, count = self.query_one(OwedList).place
        self.query_one("#place", Rule).show((), [(f" {at}/{count} ", QUIET)])
        self._show_detail()
        self.refresh_keys()

    def _show_detail(self) -> None:
        owed, session = self.selected, self.session
        self.query_one("#detail", Sheet).show(owed_rows.detail(owed, session, session.now()) if owed else ())

    def _show_parts(self) -> None:
        pieces: list[Piece] = []
        for place, (part, label) in enumerate(_TABS.items(), start=1):
            if part is Part.ALL and not self._sees_all:
                continue
            here = part is self.part
            pieces += [(f" {place} ", ACCENT), (tr(label), STRONG if here else PLAIN)]
            pieces.append((f" {len(self._owed)} " if here and self._owed is not None else " ", STRONG))
        now = self.session.now()
        late = sum(each.done_at is None and each.due_at is not None and each.due_at < now for each in self._owed or ())
        count = (tr("overdue {count}", count=late), OVERDUE if late else QUIET)
        self.query_one("#parts", TextLine).show(pieces, [count, (" ", PLAIN)])

    @property
    def _sees_all(self) -> bool:
        return self.session.officer.is_any(Role.MANAGER)

    # The keys

    @property
    def selected(self) -> OwedView | None:
        """What the cursor is on."""
        return self.query_one(OwedList).selected

    def allowed(self, action: Action) -> bool:
        """What can be done with the one under the cursor."""
        if not super().allowed(action):
            return False
        owed = self.selected
        is_open = owed is not None and owed.done_at is None
        message = owed.message if owed else None
        is_new = bool(message and message.kind is Owed.MESSAGE and not message.read_at)
        unread = is_new and bool(message and message.is_for(self.session.officer.staff_no))
        match action.id:
            case "view_all":
                return self._sees_all
            case "read":
                return is_open and unread
            case "ticket":
                return bool(owed and owed.ticket)
            case "reply":
                return is_open and message is not None and not unread
            case "answer":
                return is_open and message is not None
            case "keep":
                return is_open and bool(owed and owed.ticket)
            case "move" | "call_back":
                return is_open
            case _:
                return True

    def action_act(self, action_id: str) -> None:
        """Move the cursor, look at another part, or run any other action."""
        if action_id in _MOVES:
            owed = self.query_one(OwedList)
            lines, pages, lists = _MOVES[action_id]
            owed.move(lines + pages * owed.size.height + lists * FAR)
        elif action_id in _VIEWS:
            self.part, self._owed = _VIEWS[action_id], None
            self.read()
        else:
            super().action_act(action_id)

    def act_back(self) -> None:
        """Leave the list."""
        self.dismiss(None)

    def act_ticket(self) -> None:
        """Ask for the ticket's own screen."""
        if (owed := self.selected) is not None:
            self.post_message(OpenTicket(owed.ticket))

    async def act_read(self) -> None:
        """Mark the message as read."""
        if (owed := self.selected) is not None:
            officer = self.session.officer
            await self.gateway.ask(lambda desk: desk.messages.read(owed.id, by=officer))

    def act_call_back(self) -> None:
        """Open the screen for calling out, about this (CALL-18)."""
        from tui_desk.tui.screens.call_back import CallBackScreen

        if (owed := self.selected) is not None:
            promise = owed.id if owed.ticket else ""
            self.app.push_screen(CallBackScreen(self.session, self.gateway, owed.ticket or owed.id, promise))

    def act_reply(self) -> None:
        """Enter on a message that was read."""
        self.start(self._answer())

    def act_answer(self) -> None:
        """Note what the caller was told."""
        self.start(self._answer())

    async def _answer(self) -> None:
        from tui_desk.tui.screens.asking import AskScreen

        if (owed := self.selected) is None:
            return
        items = [Item("words", tr("What was told"), "long", required=True)]
        title: list[Piece] = [(f" {tr('The caller was answered')}  ", STRONG), (owed_rows.who(owed), STRONG)]
        told = await self.app.push_screen_wait(
            AskScreen(self.session, self.gateway, title, items, say=lambda _: owed_rows.about(owed))
        )
        if told is None:
            return
        officer, words = self.session.officer, told["words"]
        answered = await self.gateway.ask(lambda desk: desk.messages.answer(owed.id, words, by=officer))
        self.say(self._outcome(answered))

    def _outcome(self, answered: Message) -> str:
        first = answered.replies[0] if answered.replies else None
        if first is not None and first.by != self.session.officer.staff_no:
            name = self.session.officer_name(first.by)
            return tr("{name} had answered already ({words}); both are on record.", name=name, words=first.words)
        return tr("Noted: the caller was answered.")

    def act_keep(self) -> None:
        """Note that a ticket's promise was kept."""
        self.start(self._on_ticket(Verb.KEEP_PROMISE))

    def act_move(self) -> None:
        """Renegotiate a promise, or the reply to a message."""
        if (owed := self.selected) is not None:
            self.start(self._on_ticket(Verb.MOVE_PROMISE) if owed.ticket else self._move(owed))

    async def _on_ticket(self, verb: Verb) -> None:
        from tui_desk.tui.promise_forms import keep_promise, move_promise
        from tui_desk.tui.screens.dialogs import FormDialog

        if (owed := self.selected) is None:
            return
        view: TicketView = await self.gateway.ask(lambda desk: desk.ticket(owed.ticket))
        make = keep_promise if verb is Verb.KEEP_PROMISE else move_promise
        form = make(view, self.session, owed.id)
        done: Done | None = await self.app.push_screen_wait(FormDialog(self.session, self.gateway, view, form))
        if done is not None:
            kept = verb is Verb.KEEP_PROMISE
            sentence = mark("{number}: promise kept.") if kept else mark("{number}: agreed anew.")
            self.say(tr(sentence, number=owed.ticket))

    async def _move(self, owed: OwedView) -> None:
        from tui_desk.tui.screens.asking import AskScreen

        session = self.session

        def wrong(answers: dict[str, str]) -> tuple[str, str] | None:
            try:
                at = when(answers["due_at"], session, session.now())
            except BadMoment:
                at = None
            if at is None:
                return "due_at", tr("This time cannot be read. Write it like 14:00, +2h or 11-22 09:00.")
            return ("due_at", tr("This time is past already.")) if at < session.now() else None

        items = [
            Item("due_at", tr("By when"), "moment", required=True, hint=tr("like 14:00, +2h, 11-22 09:00")),
            Item("words", tr("What was agreed"), required=True),
        ]
        title: list[Piece] = [(f" {tr('Agree anew')}  ", STRONG), (owed_rows.who(owed), STRONG)]
        screen = AskScreen(session, self.gateway, title, items, check=lambda a: wrong(dict(a)))
        agreed = await self.app.push_screen_wait(screen)
        if agreed is None:
            return
        due_at, words, officer = when(agreed["due_at"], session, session.now()), agreed["words"], session.officer
        if due_at is not None:
            await self.gateway.ask(lambda desk: desk.messages.move(owed.id, due_at, words, by=officer))
            self.say(tr("Agreed anew."))
