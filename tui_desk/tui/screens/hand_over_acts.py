"""What is done with the sheets of a hand-over: given, confirmed item by item (DESK-2)."""

from __future__ import annotations

from dataclasses import replace

from tui_desk.domain.roster import HandOver, HandOverItem
from tui_desk.i18n import tr
from tui_desk.journal import NoteFile
from tui_desk.tui.drafts import draft_of
from tui_desk.tui.form import Item
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.hand_over_list import HandOverList
from tui_desk.tui.widgets.long_field import LongField


class HandOverActs(ActionScreen[None]):
    """The deeds; whoever shows the sheets says which is looked at, and reads them again."""

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self.note: NoteFile | None = None
        """Where the own words are kept while they are typed."""

    @property
    def sheet(self) -> HandOver | None:
        """The sheet that is looked at."""
        raise NotImplementedError

    @property
    def selected(self) -> HandOverItem | None:
        """The item under the cursor."""
        raise NotImplementedError

    def read(self) -> None:
        """Read all sheets again."""
        raise NotImplementedError

    async def act_give(self) -> None:
        """Give the sheet as it stands on the screen, with the words."""
        if (sheet := self.sheet) is None:
            return
        officer = self.session.officer
        written = replace(sheet, words=self.query_one(LongField).answer)
        given = await self.gateway.ask(lambda desk: desk.hand_overs.give(written, officer))
        if self.note is not None:
            self.note.done()
            self.note = draft_of(self.app, self.session, "hand over", take_up=False)
        self.set_focus(None)
        self.say(tr("{id} is given. You can sign off now; the next one confirms it.", id=given.id))
        self.read()

    async def act_confirm(self) -> None:
        """Confirm the item, and go on to the next one."""
        await self._confirm_one("")

    async def act_remark(self) -> None:
        """Confirm it with a remark."""
        from tui_desk.tui.screens.asking import AskScreen

        if (item := self.selected) is None:
            return
        items = [Item("remark", tr("Remark"), value=item.remark, required=True)]
        screen = AskScreen(self.session, self.gateway, tr("Remark"), items, say=lambda _: item.words)
        if (told := await self.app.push_screen_wait(screen)) is not None:
            await self._confirm_one(told["remark"], item)

    async def _confirm_one(self, remark: str, item: HandOverItem | None = None) -> None:
        sheet, item, officer = self.sheet, item or self.selected, self.session.officer
        if sheet is None or item is None:
            return
        kind, key = item.kind, item.key
        self.query_one(HandOverList).move(1)
        after = await self.gateway.ask(lambda desk: desk.hand_overs.confirm(sheet.id, kind, key, officer, remark))
        self._taken(after)

    async def act_rest(self) -> None:
        """Confirm all that is left."""
        if (sheet := self.sheet) is not None:
            officer = self.session.officer
            self._taken(await self.gateway.ask(lambda desk: desk.hand_overs.confirm_rest(sheet.id, officer)))

    def _taken(self, after: HandOver) -> None:
        if after.taken_at is not None:
            self.say(tr("{id} is taken over by you.", id=after.id))
        self.read()
