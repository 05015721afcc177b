"""Going to a ticket or a call by what somebody reads out: its number, or a local reference 待编号 (CALL-13)."""

from __future__ import annotations

import re
from typing import Any, Protocol, runtime_checkable
from unicodedata import normalize

from textual.app import ComposeResult
from textual.widgets import Static

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, explain
from tui_desk.desk.finding import Found
from tui_desk.desk.paper_errors import NoSuchPaper, WrongCheckDigit
from tui_desk.domain.paper import Paper
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.journal import Journal
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import STRONG
from tui_desk.tui.screens.base import ActionScreen, OpenTicket
from tui_desk.tui.screens.early_keys import EarlyModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine

_CHECKED = re.compile(r"\s*\d{4,8}\D+\d{3,}\D+\d\s*")
"""A day, a running number and a check digit: no ticket is told so."""


@runtime_checkable
class _HasJournal(Protocol):
    @property
    def journal(self) -> Journal: ...


async def look_for(screen: ActionScreen[Any], typed: str) -> Found | Paper | str:
    """What was meant, or a sentence where there is nothing to open. A paper's wrong check digit is told (SITE-6).

    Raises:
        DatabaseUnavailable: and the call is not in the journal of this host either.
    """
    waiting = _waiting(screen, typed)
    try:
        found = await screen.gateway.ask(lambda desk: _look_up(desk, typed))
    except DatabaseUnavailable:
        if waiting:
            return waiting
        raise
    except WrongCheckDigit as error:
        return waiting or explain(error)
    return found or waiting or tr("There is no ticket and no call {reference}.", reference=one_line(typed)[:40])


def _look_up(desk: Desk, typed: str) -> Found | Paper | None:
    """The ticket, the call or the paper that is meant. Raises WrongCheckDigit for a paper's number only."""
    prefixes = {form.prefix for form in desk.papers.forms()}
    names_paper = any(normalize("NFKC", typed).strip().upper().startswith(prefix) for prefix in prefixes if prefix)
    if not names_paper and (found := desk.find(typed)) is not None:
        return found
    try:
        return desk.papers.find(typed)
    except NoSuchPaper:
        return desk.find(typed) if names_paper else None
    except WrongCheckDigit:
        if names_paper or _CHECKED.fullmatch(normalize("NFKC", typed)):
            raise
        return None


def open_found(screen: ActionScreen[Any], found: Found | Paper | None) -> None:
    """Open the ticket, the record of the call that has none, or the receipt, over `screen`."""
    if found is None:
        return
    if isinstance(found, Paper):
        from tui_desk.tui.screens.receipt import open_typed

        screen.start(open_typed(screen, found))
        return
    if found.call is None or found.ticket:
        screen.post_message(OpenTicket(found.ticket))
        return
    from tui_desk.tui.screens.call_record import CallRecordScreen

    screen.app.push_screen(CallRecordScreen(screen.session, screen.gateway, found.call))


def _waiting(screen: ActionScreen[Any], typed: str) -> str:
    """What is known of a call that only the journal of this host holds."""
    app = screen.app
    orphan = app.journal.find(typed, screen.session.address) if isinstance(app, _HasJournal) else None
    if orphan is None:
        return ""
    if orphan.pending:
        words = mark("{reference} waits on this host for its number; nothing of it is lost.")
    else:
        words = mark("{reference} is a call that has not ended yet: z goes back to it.")
    return tr(words, reference=orphan.call.reference)


class FindScreen(EarlyModal[Found | Paper | None]):
    """Asks for a number or reference; dismissed with what was found, or None."""

    CSS_PATH = "finding.tcss"
    NAME = mark("Go to a number")
    PURPOSE = mark(
        "Type a ticket's number or a local reference. The prefix may be left out, today's date as well: 7 is today's "
        "seventh ticket, 1121-007 that of 21 November. The number of a paper that came back opens its receipt."
    )
    ACTIONS = (
        Action("go", ("enter",), mark("open"), mark("Open it.")),
        Action("back", ("escape",), mark("back"), mark("Back; nothing changes.")),
    )
    COMMON = (HELP,)

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self._typed = ""
        self._field = Field(placeholder="7   1121-007   IT-20261121-007   D7F3A2C1", take_key=self._take_key)

    def compose(self) -> ComposeResult:
        """What is typed, and what is said about it."""
        yield TextLine([(f" {tr('Go to a number')}", STRONG)])
        yield Rule()
        yield self._field
        yield Static(id="message")
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self._field)
        self.ready()

    def _take_key(self, key: str) -> bool:
        action = next((each for each in self.ACTIONS if key in each.keys), None)
        if action is not None:
            self._typed = self._field.value  # what is typed behind Enter is no part of the number
            self.action_act(action.id)
        return action is not None

    async def act_go(self) -> None:
        """Open it, or say that there is none."""
        if not self._typed.strip():
            self.dismiss(None)
            return
        found = await look_for(self, self._typed)
        if isinstance(found, str):
            self.query_one("#message", Static).update(line(found))
        else:
            self.dismiss(found)

    def act_back(self) -> None:
        """Nothing."""
        self.dismiss(None)
