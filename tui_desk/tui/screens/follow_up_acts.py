"""What is done on the screen of follow-ups: calls, marks, ends, complaints (DESK-6, CALL-18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.domain.call import End
from tui_desk.domain.follow_up import FollowUp
from tui_desk.domain.officer import Officer, Role
from tui_desk.i18n import tr
from tui_desk.tui import follow_up_forms, follow_up_rows
from tui_desk.tui.form import Item
from tui_desk.tui.paint import STRONG
from tui_desk.tui.screens.asking import Asked, AskScreen
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.widgets.text_line import Piece

Deed = Callable[[Desk, Officer], object]
"""Changes a follow-up; by whom."""


class FollowUpActs(ActionScreen[None]):
    """The deeds; whoever shows the list says which follow-up is `selected`, and reads it again."""

    @property
    def selected(self) -> FollowUpView | None:
        """What the cursor is on."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def complained(self) -> None:
        """A complaint was taken."""

    @property
    def manages(self) -> bool:
        """Whether the officer decides who does what."""
        return self.session.officer.is_any(Role.MANAGER)

    def owns(self, of: FollowUp | None) -> bool:
        """Whether it is the officer's to do: their own, nobody's, or a manager's to decide."""
        staff_no = self.session.officer.staff_no
        if of is None or (of.is_call and staff_no in of.not_by):
            return False
        return self.manages or of.owner in ("", staff_no)

    async def act_call(self) -> None:
        """Call the user (CALL-18); who was reached is asked for marks at once."""
        from tui_desk.tui.screens.call_back import CallBackScreen

        if (view := self.selected) is None:
            return
        ended = await self.app.push_screen_wait(CallBackScreen(self.session, self.gateway, view.of.id))
        if ended is End.REACHED:
            officer, id_ = self.session.officer, view.of.id
            await self._marks(await self.gateway.ask(lambda desk: desk.follow_ups.view(id_, officer)))

    async def act_marks(self) -> None:
        """The user's marks."""
        if (view := self.selected) is not None:
            await self._marks(view)

    async def _marks(self, view: FollowUpView) -> None:
        def deed(told: Asked) -> Deed:
            scores, opinion = follow_up_forms.read_marks(told), told["opinion"]
            return lambda desk, by: desk.follow_ups.scores(view.of.id, scores, opinion, by=by)

        items, more = follow_up_forms.marks(view), follow_up_forms.ladder_words(view.rules)
        await self._ask(view, tr("The user's marks"), items, deed, tr("Marks noted."), more)

    async def act_reached(self) -> None:
        """Note that the user was reached."""
        await self._attempt(reached=True)

    async def act_missed(self) -> None:
        """Note an attempt that reached nobody."""
        await self._attempt(reached=False)

    async def _attempt(self, *, reached: bool) -> None:
        if (view := self.selected) is None:
            return
        title = tr("Reached") if reached else tr("Not reached")
        items = follow_up_forms.words(tr("What was said") if reached else tr("What happened"), required=reached)
        seen = view.of.version

        def deed(told: Asked) -> Deed:
            return lambda desk, by: desk.follow_ups.attempt(view.of.id, reached, told["words"], by=by, seen=seen)

        if await self._ask(view, title, items, deed, tr("Attempt noted.")) and reached:
            officer = self.session.officer
            await self._marks(await self.gateway.ask(lambda desk: desk.follow_ups.view(view.of.id, officer)))

    async def act_end(self) -> None:
        """It is done."""
        if (view := self.selected) is None:
            return
        seen = view.of.version

        def deed(told: Asked) -> Deed:
            how = {name: told.get(name, "") for name in ("accepted", "feedback")}
            return lambda desk, by: desk.follow_ups.done(view.of.id, told["words"], by=by, seen=seen, **how)

        await self._ask(view, tr("Done"), follow_up_forms.ending(view), deed, tr("Done."))

    async def act_give_up(self) -> None:
        """Give the user up."""
        if (view := self.selected) is None:
            return

        def deed(told: Asked) -> Deed:
            return lambda desk, by: desk.follow_ups.give_up(view.of.id, told["words"], by=by)

        items = follow_up_forms.words(tr("Why it is given up"))
        await self._ask(view, tr("Give up"), items, deed, tr("Given up, on record."))

    async def act_answer(self) -> None:
        """Answer a complaint."""
        if (view := self.selected) is None:
            return
        seen = view.of.version

        def deed(told: Asked) -> Deed:
            return lambda desk, by: desk.follow_ups.answer(view.of.id, told["words"], by=by, seen=seen)

        said = tr("Answered: now the caller is to be called back.")
        await self._ask(view, tr("Answer"), follow_up_forms.words(tr("The answer")), deed, said)

    async def act_assign(self) -> None:
        """Give it to an owner, or take it."""
        if (view := self.selected) is None:
            return
        me, seen = self.session.officer.staff_no, view.of.version

        def deed(told: Asked) -> Deed:
            return lambda desk, by: desk.follow_ups.assign(view.of.id, told["owner"], told["words"], by=by, seen=seen)

        def said(told: Asked) -> str:
            return tr("{name} has it now.", name=self.session.officer_name(told["owner"]))

        if not self.manages:
            mine = {"owner": me, "words": ""}
            await self._do(deed(mine), said(mine))
        else:
            await self._ask(view, tr("Owner"), follow_up_forms.owner(view, self.session), deed, said)

    async def act_complain(self) -> None:
        """Take a complaint."""
        rules, request = self.session.norm.follow_up, uuid4().hex[:8]
        items = follow_up_forms.complaint(rules, self.session)

        async def perform(answers: Asked) -> None:
            said = follow_up_forms.read_complaint(answers, request)
            await self._do(lambda desk, by: desk.follow_ups.complain(said, by=by), tr("The complaint is on record."))

        screen = AskScreen(self.session, self.gateway, tr("New complaint"), items, perform=perform)
        if await self.app.push_screen_wait(screen) is not None:
            self.complained()

    async def _ask(
        self,
        view: FollowUpView,
        title: str,
        items: Sequence[Item],
        deed: Callable[[Asked], Deed],
        said: str | Callable[[Asked], str],
        more: str = "",
    ) -> bool:
        """Ask, and carry it out before the dialog closes; whether it was done."""

        async def perform(answers: Asked) -> None:
            await self._do(deed(answers), said if isinstance(said, str) else said(answers))

        head: list[Piece] = [(f" {title}  ", STRONG), (follow_up_rows.who(view.of), STRONG)]
        say = "\n".join(filter(None, (follow_up_rows.about(view), more)))
        screen = AskScreen(self.session, self.gateway, head, items, say=lambda _: say, perform=perform)
        return await self.app.push_screen_wait(screen) is not None

    async def _do(self, deed: Deed, said: str) -> None:
        officer = self.session.officer
        await self.gateway.ask(lambda desk: deed(desk, officer))
        self.say(said)
        self.read()
