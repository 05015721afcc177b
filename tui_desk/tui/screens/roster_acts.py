"""What the keys of the roster do: plan, give, swap, clear; sign on and off, leave the post and come back (DESK-2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from tui_desk.desk import duty_words
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, NoShift
from tui_desk.domain.patterns import BadPattern, days_of
from tui_desk.domain.roster import Post, Shift, hours_of, next_month, on_duty_of, to_sign_on
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import language, mark, tr
from tui_desk.tui import roster_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.form import Item
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry
from tui_desk.tui.widgets.roster_grid import RosterGrid

if TYPE_CHECKING:
    from tui_desk.tui.roster_rows import Seen

Deed = Callable[[Desk, str], object]
"""Changes the roster, with the reason that a late change needs; empty before one was asked for."""
_NOBODY = "-"
"""The entry that gives a shift to nobody yet."""


class RosterActs(ActionScreen[None]):
    """The deeds of the roster screen, which says what is under the cursor."""

    day: date
    seen: Seen | None
    marked: Shift | None
    session: Session

    @property
    def officer(self) -> str:
        """Whose row the cursor is on."""
        raise NotImplementedError

    @property
    def selected(self) -> tuple[Shift, ...]:
        """The shifts under the cursor."""
        raise NotImplementedError

    @property
    def by_day(self) -> bool:
        """Whether a day is looked at."""
        raise NotImplementedError

    @property
    def mine(self) -> Shift | None:
        """The officer's own shift: on duty, or to sign on for."""
        shifts, me = self.seen.shifts if self.seen else (), self.session.officer.staff_no
        return on_duty_of(shifts, me) or to_sign_on(shifts, me, self.session.now())

    def fits(self, action: Action) -> bool:
        """Whether the action can be done with what is under the cursor, or with one's own shift."""
        plans, mine, selected = may(self.session.officer, Verb.PLAN_SHIFTS), self.mine, self.selected
        on_duty = mine is not None and mine.on_duty
        nobodys = bool(selected) and not selected[0].officer
        match action.id:
            case "sign_on":
                return mine is not None and (not mine.on_duty or mine.ready_at is None)
            case "away":
                return on_duty and mine is not None and mine.away_since is None
            case "return":
                return on_duty and mine is not None and mine.away_since is not None
            case "sign_off":
                return on_duty
            case "day":
                return not self.by_day
            case "month":
                return self.by_day
            case "give":
                return plans and bool(selected)
            case "take":
                return not plans and nobodys
            case "clear" | "swap" | "post":
                return bool(selected)
            case "pattern":
                return not self.by_day
            case _:
                return True

    # Planning

    def plan_kind(self, place: int) -> None:
        """Plan the norm's shift with this number for whoever is under the cursor, or make theirs this one."""
        rules = self.session.norm.duty
        if self.by_day or place > len(rules.shifts):
            return
        kind = rules.shifts[place - 1]
        starts_at, ends_at = hours_of(kind, self.day, self.session.zone)
        me, officer, old = self.session.officer, self.officer, self.selected
        if old and officer:
            new = replace(old[0], kind=kind.code, starts_at=starts_at, ends_at=ends_at)
            self._do(lambda desk, why: desk.rosters.change(new, by=me, seen=old[0].version, reason=why))
            return
        post = roster_rows.usual_post(self.session.officers.get(officer), self.seen.shifts if self.seen else ())
        new = Shift(uuid4().hex, officer, post, kind.code, starts_at, ends_at, self.session.now(), me.staff_no)
        self._do(lambda desk, why: desk.rosters.plan(replace(new, reason=why), by=me))

    def act_clear(self) -> None:
        """Take the shifts of the cell off the roster."""
        me, old = self.session.officer, self.selected

        def clear(desk: Desk, why: str) -> None:
            for each in old:
                desk.rosters.cancel(each.id, by=me, seen=each.version, reason=why)

        self._do(clear)

    def act_post(self) -> None:
        """The next post."""
        old, me, posts = self.selected[0], self.session.officer, tuple(Post)
        new = replace(old, post=posts[(posts.index(old.post) + 1) % len(posts)])
        self._do(lambda desk, why: desk.rosters.change(new, by=me, seen=old.version, reason=why))

    def act_take(self) -> None:
        """Take a shift that nobody has."""
        old, me = self.selected[0], self.session.officer
        self._do(lambda desk, why: desk.rosters.fill(old.id, me.staff_no, by=me, seen=old.version, reason=why))

    def act_give(self) -> None:
        """Give the shift to somebody else."""
        self.start(self._give(self.selected[0]))

    async def _give(self, old: Shift) -> None:
        from tui_desk.tui.screens.choosing import ChoosingScreen

        session, rules = self.session, self.session.norm.duty
        officers = roster_rows.planned_for(tuple(session.officers.values()))
        entries = [Entry(_NOBODY, tr("nobody for now"))] if old.officer else []
        entries += [Entry(each, session.officer_name(each), each) for each in officers if each != old.officer]
        title = tr("Who has the shift {shift}?", shift=duty_words.named(old, rules, session.zone))
        chosen = await self.app.push_screen_wait(ChoosingScreen(session, self.gateway, title, entries))
        if chosen:
            to, me = "" if chosen == _NOBODY else chosen, session.officer
            await self._deed(lambda desk, why: desk.rosters.fill(old.id, to, by=me, seen=old.version, reason=why))

    def act_swap(self) -> None:
        """Mark the shift, or swap the one that is marked with this one."""
        other, me = self.selected[0], self.session.officer
        one, self.marked = self.marked, None
        if one is None:
            self.marked = other
        elif one.id != other.id:
            seen = one.version, other.version
            self._do(lambda desk, why: desk.rosters.swap(one.id, other.id, by=me, seen=seen, reason=why))
        self.query_one(RosterGrid).mark(self.marked.id if self.marked else "")
        self.show_selected()

    def show_selected(self) -> None:
        """Tell of what is under the cursor."""
        raise NotImplementedError

    def act_pattern(self) -> None:
        """Plan a pattern for whoever is under the cursor, from this day to the end of the month."""
        self.start(self._pattern())

    async def _pattern(self) -> None:
        from tui_desk.tui.screens.asking import AskScreen

        session, officer, first = self.session, self.officer, self.day
        rules, end = session.norm.duty, next_month(self.day)
        signs = duty_words.letters(rules)

        def check(answers: dict[str, str]) -> tuple[str, str] | None:
            try:
                days_of(answers["pattern"], rules, signs, first, end)
            except BadPattern as wrong:
                return "pattern", tr("“{sign}” is no shift. Write one sign a day.", sign=str(wrong))
            return None

        written = " ".join(f"{signs[kind.code]}={kind.label.in_(language())}" for kind in rules.shifts)
        hint = tr("{signs}, - off; again and again until {date}", signs=written, date=f"{end:%m-%d}")
        item = Item("pattern", tr("Pattern"), required=True, hint=hint)
        title = tr(
            "A pattern for {name} from {date}", name=roster_rows.name_of(officer, session), date=f"{first:%m-%d}"
        )
        screen = AskScreen(session, self.gateway, title, [item], check=lambda answers: check(dict(answers)))
        answers = await self.app.push_screen_wait(screen)
        if answers is None:
            return
        me, now = session.officer, session.now()
        post = roster_rows.usual_post(session.officers.get(officer), self.seen.shifts if self.seen else ())
        shifts = [
            Shift(uuid4().hex, officer, post, kind.code, *hours_of(kind, day, session.zone), now, me.staff_no)
            for day, kind in days_of(answers["pattern"], rules, signs, first, end)
        ]
        await self._deed(lambda desk, why: desk.rosters.plan_all([replace(s, reason=why) for s in shifts], by=me))

    def _do(self, deed: Deed) -> None:
        self.start(self._deed(deed))

    async def _deed(self, deed: Deed) -> None:
        """Do it; where it comes after the roster was fixed, ask for the reason first (DESK-2)."""
        from tui_desk.tui.screens.asking import AskScreen

        try:
            await self.gateway.ask(lambda desk: deed(desk, ""))
        except AnswerMissing as missing:
            if missing.facts.get("code") != "reason":
                raise
            item = Item("reason", tr("Why so late"), required=True, hint=tr("it stays on the roster with the change"))
            title = tr("The roster is fixed already")
            answers = await self.app.push_screen_wait(AskScreen(self.session, self.gateway, title, [item]))
            if answers is None:
                return
            why = answers["reason"]
            await self.gateway.ask(lambda desk: deed(desk, why))

    # At work

    def act_sign_on(self) -> None:
        """Sign on with what is in order."""
        self.start(self._sign_on())

    async def _sign_on(self) -> None:
        from tui_desk.tui.screens.sign_on import SignOnScreen

        if (shift := self.mine) is None:
            raise NoShift(name=self.session.officer.name)
        ready = await self.app.push_screen_wait(SignOnScreen(self.session, self.gateway, shift))
        if ready is not None:
            me = self.session.officer
            signed = await self.gateway.ask(lambda desk: desk.rosters.sign_on(me, ready))
            self.say(tr("Signed on, all in order.") if signed.ready_at else tr("Signed on; not all is in order yet."))

    def act_away(self) -> None:
        """Leave the post."""
        self.start(self._words(mark("Why the post is left"), self._leave_post))

    def _leave_post(self, desk: Desk, why: str) -> object:
        return desk.rosters.away(self.session.officer, why)

    async def act_return(self) -> None:
        """Back at the post."""
        me = self.session.officer
        await self.gateway.ask(lambda desk: desk.rosters.back(me))

    def act_hand_over(self) -> None:
        """The sheet with which the shift is handed over."""
        from tui_desk.tui.screens.hand_over import HandOverScreen

        self.app.push_screen(HandOverScreen(self.session, self.gateway))

    def act_sign_off(self) -> None:
        """Sign off after the hand-over; long before the end, say why."""
        self.start(self._sign_off())

    async def _sign_off(self) -> None:
        me = self.session.officer
        try:
            await self.gateway.ask(lambda desk: desk.rosters.sign_off(me))
        except AnswerMissing:
            await self._words(
                mark("Why before the end of the shift"), lambda desk, why: desk.rosters.sign_off(me, words=why)
            )
        else:
            self.say(tr("Signed off."))

    async def _words(self, question: str, deed: Deed) -> None:
        from tui_desk.tui.screens.asking import AskScreen

        items = [Item("words", tr(question), required=True)]
        answers = await self.app.push_screen_wait(AskScreen(self.session, self.gateway, tr(question), items))
        if answers is not None:
            words = answers["words"]
            await self.gateway.ask(lambda desk: deed(desk, words))
