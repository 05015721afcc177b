"""The read-back 复述: read the call aloud, item by item, then register it (CALL-12)."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from tui_desk.desk.errors import AnswerMissing
from tui_desk.domain import readback
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Words
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import NEAR, PLAIN, STRONG
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.item_list import ItemList, Spoken
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine


class ReadBackScreen(ActionScreen[Ticket | str | None]):
    """Dismissed with the ticket once registered, with a question's code to change its answer, or None to go back."""

    CSS_PATH = "read_back.tcss"
    NAME = mark("Read back")
    PURPOSE = mark("Read the items aloud; the caller confirms each, or you change it. Then register.")
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action(
            "confirm",
            ("enter", "y"),
            mark("right"),
            mark("The caller confirms this item."),
        ),
        Action("finish", ("enter", "y"), mark("register"), mark("Everything is confirmed: register."), Verb.REGISTER),
        Action("change", ("e", "x"), mark("change"), mark("Go back to the question and change the answer.")),
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
        yield TextLine(
            [
                (f" {tr('Read back')}  ", STRONG),
                (call_texts.who(self.hand.call, self.hand.norm), PLAIN),
            ]
        )
        yield Rule()
        yield Static(line(f"“{say}”"), id="say", markup=False)
        yield ItemList()
        yield Rule()
        yield TextLine(id="verdict")
        yield TextLine(id="remaining")
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first item that is not confirmed."""
        self._show()
        self.query_one(ItemList).go_to_open()

    def _show(self) -> None:
        call, norm = self.hand.call, self.hand.norm
        open_items = {item.code for item in readback.unconfirmed(call, norm, language())}
        items = [
            Spoken(item.code, item.text, item.code not in open_items) for item in readback.items(call, norm, language())
        ]
        self.query_one(ItemList).show(items)
        self.query_one("#verdict", TextLine).show(call_texts.verdict(self.hand))
        left = (
            tr("{count} not confirmed yet", count=len(open_items))
            if open_items
            else tr("All is confirmed. Enter registers.")
        )
        self.query_one("#remaining", TextLine).show([(f" {left}", NEAR if open_items else STRONG)])
        self.refresh_keys()

    def _confirm(self, code: str) -> None:
        self.hand.note("read_back", self.hand.call.answer(code), code)

    def allowed(self, action: Action) -> bool:
        """Items are confirmed while one is open; then the same key registers."""
        if action.id not in ("confirm", "confirm_all", "finish"):
            return super().allowed(action)
        all_right = any(items.all_right for items in self.query(ItemList))
        return super().allowed(action) and all_right == (action.id == "finish")

    def act_finish(self) -> None:
        """Register what was confirmed."""
        self.action_act("register")

    def act_confirm(self) -> None:
        """One item is right."""
        items = self.query_one(ItemList)
        if (item := items.current) is not None:
            self._confirm(item.code)
            self._show()
            items.go_to_open()
        self._all_read()

    def act_confirm_all(self) -> None:
        """Everything that remains is right."""
        for item in readback.unconfirmed(self.hand.call, self.hand.norm, language()):
            self._confirm(item.code)
        self._show()
        self._all_read()

    def _all_read(self) -> None:
        self.refresh_keys()
        if self.query_one(ItemList).all_right:
            self.hand.reach("read_back")

    def act_change(self) -> None:
        """Back to the question of this item."""
        if (item := self.query_one(ItemList).current) is not None:
            self._leave(item.code)

    def act_up(self) -> None:
        """The item above."""
        self.query_one(ItemList).move(-1)

    def act_down(self) -> None:
        """The item below."""
        self.query_one(ItemList).move(1)

    def act_back(self) -> None:
        """Back to the questions."""
        self._leave(None)

    def _leave(self, code: str | None) -> None:
        """Back, unless the call is being registered: what is changed then would not be in the ticket."""
        if self._registering:
            self.say(tr("Still waiting for the database; nothing is lost."))
        else:
            self.dismiss(code)

    async def act_register(self) -> None:
        """Register; pressed again after an outage it gives the one ticket of this call."""
        if self._registering:
            return
        self._registering = True
        try:
            call, officer, norm = self.hand.call, self.session.officer, self.hand.session.desk.norm
            ticket = await self.gateway.ask(lambda desk: desk.register(call, by=officer, norm=norm))
        except AnswerMissing as error:
            self.say_error(error)
            self.dismiss(str(error.facts.get("code", "")) or None)
            return
        finally:
            self._registering = False
        if open_items := readback.unconfirmed(call, self.hand.norm, language()):
            self.app.notify(tr("Registered; {count} items were not read back.", count=len(open_items)), markup=False)
        self.hand.file.done()
        self.dismiss(ticket)
