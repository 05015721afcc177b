"""Parked calls: go on with one, or begin a new one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.journal import Orphan
from tui_desk.tui import call_texts
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.item_list import ItemList, Spoken
from tui_desk.tui.widgets.key_bar import KeyBar

NEW = "new"


class ParkedScreen(ActionModal[Orphan | str | None]):
    """Dismissed with the call to go on with, NEW for a new one, or None for neither."""

    CSS_PATH = "parked.tcss"
    NAME = mark("Parked calls")
    PURPOSE = mark("These calls were not finished. Go on with one, or begin a new one; none is lost.")
    ACTIONS = (
        Action("choose", ("enter",), mark("go on"), mark("Go on with this call.")),
        Action("begin", ("n",), mark("new call"), mark("Begin a new call; the parked ones stay.")),
        Action("up", ("up", "k"), mark("up"), mark("The call above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("The call below."), quiet=True),
        Action("back", ("escape", "q"), mark("back"), mark("Back to the queue.")),
    )

    def __init__(self, session: Session, gateway: Gateway, calls: Sequence[Orphan]) -> None:
        super().__init__(session, gateway)
        self.calls = tuple(calls)

    def compose(self) -> ComposeResult:
        """The calls, the newest first, and the new one."""
        with Vertical(id="dialog"):
            yield Static(line(tr("Go on with a parked call, or take a new one?")), id="question", markup=False)
            yield ItemList()
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the calls."""
        items = [Spoken(call.header.draft, self._line(call), False) for call in self.calls]
        self.query_one(ItemList).show([*items, Spoken(NEW, tr("A new call"), False)])
        self.refresh_keys()

    def _line(self, orphan: Orphan) -> str:
        call = orphan.call
        at = call_texts.clock_time(call.began_at, self.session.now(), self.session)
        who = call_texts.who(call, self.session.norm) or call.answer("phone") or tr("caller unknown")
        summary = one_line(call.answer("summary") or call.scratch)[:40]
        return tr("{time}  {who}  {summary}", time=at, who=one_line(who), summary=summary)

    def act_choose(self) -> None:
        """Go on with the call under the cursor."""
        chosen = self.query_one(ItemList).current
        code = chosen.code if chosen is not None else NEW
        self.dismiss(next((call for call in self.calls if call.header.draft == code), NEW))

    def act_begin(self) -> None:
        """Begin a new call."""
        self.dismiss(NEW)

    def act_up(self) -> None:
        """The call above."""
        self.query_one(ItemList).move(-1)

    def act_down(self) -> None:
        """The call below."""
        self.query_one(ItemList).move(1)

    def act_back(self) -> None:
        """Neither."""
        self.dismiss(None)
