"""The originals of masked private text: a reason is asked, the look is on record, and closed they are gone (TKT-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult

from tui_desk.desk.desk import Desk
from tui_desk.desk.views import TicketView
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.form import Form, Item
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.kept_rows import original_rows
from tui_desk.tui.paint import NEAR, STRONG
from tui_desk.tui.screens.base import ActionModal, ActionScreen
from tui_desk.tui.screens.dialogs import FormDialog
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.text_line import Rule, TextLine


async def open_originals(screen: ActionScreen[Any], view: TicketView) -> None:
    """Ask why, open the originals of a ticket, and show them until they are closed. Raises DeskError."""
    form = Form(
        title=tr("Open the originals"),
        lead=(tr("Your name, the time and the reason go on record with the ticket."),),
        items=(Item("reason", tr("Reason"), required=True),),
    )
    done = await screen.app.push_screen_wait(FormDialog(screen.session, screen.gateway, view, form))
    if done is None:
        return
    number, reason, by = view.ticket.number, done.answers["reason"], screen.session.officer

    def ask(desk: Desk) -> Mapping[str, str]:
        return desk.discretion.originals(number, reason, by=by)

    originals = await screen.gateway.ask(ask)
    await screen.app.push_screen_wait(OriginalsScreen(screen.session, screen.gateway, view, originals))


class OriginalsScreen(ActionModal[None]):
    """The originals of one ticket, as long as it is open."""

    CSS_PATH = "unsealing.tcss"
    AUTO_FOCUS = "#originals"
    NAME = mark("Originals")
    PURPOSE = mark("The private text that was kept with the ticket. That you looked is on record. Esc closes it.")
    ACTIONS = (
        Action("close", ("escape", "enter", "q"), mark("close"), mark("Close; then the originals are gone.")),
        Action("down", ("down", "j"), mark("down"), mark("Read on, by a line."), quiet=True),
        Action("up", ("up", "k"), mark("up"), mark("Read back, by a line."), quiet=True),
    )
    COMMON = (HELP,)

    def __init__(self, session: Session, gateway: Gateway, view: TicketView, originals: Mapping[str, str]) -> None:
        super().__init__(session, gateway)
        self._number, self._rows = view.ticket.number, original_rows(view, originals)

    def compose(self) -> ComposeResult:
        """Head, the originals, keys."""
        yield TextLine([(f" {tr('Originals')}  {self._number}  ", STRONG)], [(f"{tr('not for others')} ", NEAR)])
        yield Rule()
        yield Sheet(id="originals", take_key=self._take_key)
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(Sheet).show(self._rows)

    def _take_key(self, key: str) -> bool:
        action = next((action for action in self.ACTIONS if key in action.all_keys()), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def act_close(self) -> None:
        """Close."""
        self._rows = ()
        self.dismiss(None)

    def act_down(self) -> None:
        """A line on."""
        self.query_one(Sheet).scroll_down(animate=False)

    def act_up(self) -> None:
        """A line back."""
        self.query_one(Sheet).scroll_up(animate=False)
