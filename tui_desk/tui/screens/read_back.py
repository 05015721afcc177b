"""The read-back 复述: read the call aloud, item by item, then register it (CALL-12)."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.widgets import Static

from tui_desk.desk.errors import AnswerMissing, DatabaseUnavailable
from tui_desk.domain import privacy, readback
from tui_desk.domain.call import End
from tui_desk.domain.spoken import aloud
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Words
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.pending import LEAVE, RETRY, PendingScreen
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.spoken_list import Spoken, SpokenList
from tui_desk.tui.widgets.text_line import Rule, TextLine

IMPATIENT_SECONDS = 1.0
"""How long the database is asked that has been silent for a while already: the caller is on the line."""


class ReadBackScreen(ActionScreen[Ticket | str | None]):
    """Dismissed with the ticket once registered, with a question's code to change its answer, or None to go back.

    A call that was left to be delivered 待编号 ends it with None too; the call in hand then is `left`.
    """

    CSS_PATH = "read_back.tcss"
    NAME = mark("Read back")
    PURPOSE = mark(
        "Read the items aloud; the caller confirms each, or you change it. Then register. If the database does not "
        "answer, the call is kept under its reference, and the number follows by itself."
    )
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action("confirm", ("enter", "y"), mark("right"), mark("The caller confirms this item.")),
        Action("finish", ("enter", "y"), mark("register"), mark("Everything is confirmed: register."), Verb.REGISTER),
        Action("change", ("e", "n"), mark("change"), mark("Go back to the question and change the answer.")),
        Action("confirm_all", ("a",), mark("all right"), mark("The caller confirms everything that remains.")),
        Action(
            "register",
            ("ctrl+r", "f10", "alt+r"),
            mark("register"),
            mark("Register the call, read back or not."),
            Verb.REGISTER,
        ),
        Action("up", ("up", "k"), mark("up"), mark("The item above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("The item below."), quiet=True),
        Action("back", ("escape",), mark("back"), mark("Back to the questions.")),
    )

    def __init__(self, session: Session, gateway: Gateway, hand: CallInHand) -> None:
        super().__init__(session, gateway)
        self.hand = hand
        self._registering = False

    def compose(self) -> ComposeResult:
        """What to say first, the items, and how far one is."""
        step = next((s for s in self.hand.norm.steps if s.code == "read_back"), None)
        say = call_texts.script(step.say if step else Words(), self.session, self.hand.call)
        yield TextLine(id="head")
        yield Rule()
        yield Static(line(f"“{say}”"), id="say", markup=False)
        yield SpokenList(tr("Nothing to read back yet. Esc goes back to the questions."))
        yield Rule()
        yield TextLine(id="verdict")
        yield TextLine(id="remaining")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first item that is not confirmed."""
        self._show()
        self.query_one(SpokenList).go_to_open()

    def show_line(self, up: bool) -> None:
        """The head tells since when the database has not answered."""
        super().show_line(up)
        since = self.gateway.down_since
        silent = "" if up or since is None else f"{self.session.local(since):%H:%M}"
        self.query_one("#head", TextLine).show(
            [(f" {tr('Read back')}  ", STRONG), (call_texts.who(self.hand.call, self.hand.norm), PLAIN)],
            [(f"{tr('database silent since {time}', time=silent)} ", OVERDUE)] if silent else [],
        )

    def _show(self) -> None:
        self.query_one(SpokenList).show([self._spoken(item) for item in self._items()])
        self.query_one("#verdict", TextLine).show(call_texts.verdict(self.hand))
        self._show_progress()
        self.show_line(self.gateway.down_since is None)
        self.refresh_keys()

    def _items(self) -> tuple[readback.Item, ...]:
        return readback.items(self.hand.call, self.hand.norm, language())

    def _open_items(self) -> tuple[readback.Item, ...]:
        return readback.unconfirmed(self.hand.call, self.hand.norm, language())

    def _spoken(self, item: readback.Item) -> Spoken:
        """An item as it is read aloud: private text masked, numbers in groups, and when it was confirmed."""
        call, masked = self.hand.call, privacy.masked(item.text)
        is_open = any(each.code == item.code for each in self._open_items())
        at = None if is_open else call.confirmed_at.get(item.code, call.began_at)
        return Spoken(
            item.code,
            aloud(masked, language()),
            f"{self.session.local(at):%H:%M}" if at else "",
            self._note(item.code) if masked != item.text else "",
        )

    def _note(self, code: str) -> str:
        if code in self.hand.call.insisted:
            return tr("stored masked; the original is kept apart")
        return tr("private text is masked when it is stored")

    def _show_progress(self) -> None:
        left = len(self._open_items())
        if self._registering:
            told = (tr("Registering ... the caller hears the number in a moment."), NEAR)
        elif left:
            told = (tr("{count} not confirmed yet", count=left), NEAR)
        else:
            told = (tr("All is confirmed. Enter registers."), STRONG)
        self.query_one("#remaining", TextLine).show(
            [(f" {told[0]}", told[1])], [(f"{tr('draft {reference}', reference=self.hand.call.reference)} ", QUIET)]
        )

    # Confirming

    def _confirm(self, code: str) -> None:
        self.hand.note("read_back", readback.said(self.hand.call, self.hand.norm, code), code)

    def allowed(self, action: Action) -> bool:
        """Items are confirmed while one is open; then the same key registers."""
        if action.id not in ("confirm", "confirm_all", "finish"):
            return super().allowed(action)
        all_right = any(items.all_right for items in self.query(SpokenList))
        return super().allowed(action) and all_right == (action.id == "finish")

    def act_finish(self) -> None:
        """Register what was confirmed."""
        self.action_act("register")

    def act_confirm(self) -> None:
        """One item is right."""
        items = self.query_one(SpokenList)
        if (item := items.current) is not None:
            self._confirm(item.code)
            self._show()
            items.go_to_open()
        self._all_read()

    def act_confirm_all(self) -> None:
        """Everything that remains is right."""
        for item in self._open_items():
            self._confirm(item.code)
        self._show()
        self._all_read()

    def _all_read(self) -> None:
        self.refresh_keys()
        if self.query_one(SpokenList).all_right:
            self.hand.reach("read_back")

    def act_change(self) -> None:
        """Back to the question of this item."""
        if (item := self.query_one(SpokenList).current) is not None:
            self._leave(item.code)

    def act_up(self) -> None:
        """The item above."""
        self.query_one(SpokenList).move(-1)

    def act_down(self) -> None:
        """The item below."""
        self.query_one(SpokenList).move(1)

    def act_back(self) -> None:
        """Back to the questions."""
        self._leave(None)

    def _leave(self, code: str | None) -> None:
        """Back, unless the call is being registered: what is changed then would not be in the ticket."""
        if self._registering:
            self.say(tr("Still waiting for the database; nothing is lost."))
        else:
            self.dismiss(code)

    # Registering

    async def act_register(self) -> None:
        """Register; pressed again after an outage it gives the one ticket of this call."""
        if self._registering:
            return
        self._registering = True
        self._show_progress()
        try:
            ticket = await self._registered()
        except AnswerMissing as error:
            self.say_error(error)
            self.dismiss(str(error.facts.get("code", "")) or None)
        except DatabaseUnavailable:
            self._registering = False
            self._show_progress()
            self.app.push_screen(PendingScreen(self.session, self.gateway, self.hand), self._decided)
        else:
            if open_items := self._open_items():
                told = tr("Registered; {count} items were not read back.", count=len(open_items))
                self.app.notify(told, markup=False)
            self.dismiss(ticket)
        finally:
            self._registering = False
            if self.is_attached:
                self._show_progress()

    async def _registered(self) -> Ticket | None:
        """The ticket of the call. Raises DatabaseUnavailable when the desk does not answer in time."""
        patience = None if self.gateway.down_since is None else IMPATIENT_SECONDS
        try:
            finished = await asyncio.wait_for(self.hand.finish(self.gateway, End.TICKET), patience)
        except TimeoutError:
            raise DatabaseUnavailable(why=tr("no answer")) from None
        return finished.ticket

    def _decided(self, choice: str | None) -> None:
        """The database did not answer: leave the call 待编号, ask again, or go on with it."""
        if choice == LEAVE:
            self.hand.leave()
            reference = self.hand.call.reference
            self.app.notify(tr("{reference} is kept; its number follows by itself.", reference=reference), markup=False)
            self.dismiss(None)
        elif choice == RETRY:
            self.action_act("register")
        else:
            self.hand.reconsider()
