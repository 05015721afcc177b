"""The calls in hand at this seat 在手来电: several at once, one of them on the screen (CALL-4).

Each call keeps its own intake, alive while another is shown: cursor, step, answers and timers stay as they were.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from textual.app import App

from tui_desk.desk.errors import DeskError
from tui_desk.domain.call import Call
from tui_desk.domain.message import Ring
from tui_desk.i18n import tr
from tui_desk.journal import CallHeld, Journal, Orphan
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.queue_rows import QueueRows
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.line_strip import OnLine

if TYPE_CHECKING:
    from tui_desk.tui.screens.intake import IntakeScreen

MOST = 9
NORM_SECONDS = 2.0
"""How long the desk is waited for when a parked call began under an older norm."""


class Lines:
    """Up to nine calls in hand, by their place at the seat (1 to 9)."""

    def __init__(self, app: App[Any], gateway: Gateway, journal: Callable[[], Journal]) -> None:
        self._app, self._gateway, self._journal = app, gateway, journal
        self._screens: dict[int, IntakeScreen] = {}
        self._last = 0
        self.queue: QueueRows | None = None
        """The tickets of the queue, for those who look for one to add a caller to."""
        self.claim: Callable[[], Ring | None] = lambda: None
        """Takes the telephone that rings, if one does: a new call is that one."""

    def __len__(self) -> int:
        return len(self._screens)

    @property
    def screens(self) -> tuple[IntakeScreen, ...]:
        """The intakes of the calls in hand, by their places."""
        return tuple(self._screens[place] for place in sorted(self._screens))

    def place_of(self, screen: IntakeScreen) -> int:
        """The place of a call at the seat; 0 when it is not in hand any more."""
        return next((place for place, each in self._screens.items() if each is screen), 0)

    def on_lines(self, now: datetime, here: CallInHand | None = None) -> tuple[OnLine, ...]:
        """The calls in hand as the strip shows them; `here` is the one on the screen."""
        return tuple(self._on_line(place, self._screens[place], now, here) for place in sorted(self._screens))

    def spoken_to(self, now: datetime) -> tuple[str, str] | None:
        """The draft and the caller of a call in hand, one not on hold first; None where there is none."""
        lines = sorted(self.on_lines(now), key=lambda line: (line.waiting is not None, line.place))
        return (self._screens[lines[0].place].hand.call.draft, lines[0].name) if lines else None

    def _on_line(self, place: int, screen: IntakeScreen, now: datetime, here: CallInHand | None) -> OnLine:
        hand = screen.hand
        call, waiting = hand.call, hand.waiting(now)
        known = (call.answer(hand.norm.code_of(field)) for field in ("requester_name", "requester_phone"))
        name = next(filter(None, known), "") or tr("caller {place}", place=place)
        return OnLine(
            place,
            name,
            call.answer(hand.norm.code_of("requester_unit")),
            waiting if call.on_hold else None,
            long=waiting >= hand.norm.call.long_hold,
            here=hand is here,
        )

    def prepare(self, session: Session) -> None:
        """Load and reckon what the first call needs, while nobody waits for it."""
        from tui_desk.domain import wording
        from tui_desk.tui.screens import intake

        facts = session.levels.facts_of_call({}, session.norm.default_priority)
        session.levels.due_times(facts, session.now())
        wording.vague("", session.norm)
        wording.unclear("", session.norm)

        sheet = str(Path(intake.__file__).with_name(intake.IntakeScreen.CSS_PATH))
        if not self._app.stylesheet.has_source(sheet):
            self._app.stylesheet.read(sheet)
            self._app.stylesheet.reparse()

    # Taking calls

    def take(
        self,
        session: Session,
        ring: Ring | None = None,
        answers: Mapping[str, str] | None = None,
        calls_back: str = "",
    ) -> None:
        """Open the intake of a new call; the one on the screen is held. The tenth says that nine are enough."""
        if not self._room():
            return
        if ring is None and not calls_back:
            ring = self.claim()
        call = Call(uuid4().hex, session.officer.staff_no, session.now())
        file = self._journal().begin(call, desk=session.address, norm=session.desk.norm)
        hand = CallInHand(session, file)
        hand.take_up(ring, answers, calls_back)
        self._open(hand, session)

    async def adopt(self, session: Session, orphan: Orphan) -> None:
        """Take up a parked call, under the norm it began with."""
        if not self._room():
            return
        try:
            file = self._journal().adopt(orphan)
        except CallHeld:
            self._app.notify(tr("Another session has taken this call up."), markup=False)
            return
        hand = CallInHand(await self._under(session, orphan.header.norm), file)
        hand.take_up()
        hand.resume()
        self._open(hand, session)

    async def _under(self, session: Session, version: int) -> Session:
        """The session with this version of the norm; as it is when the desk cannot say."""
        if version == session.desk.norm:
            return session
        try:
            norm = await asyncio.wait_for(self._gateway.ask(lambda desk: desk.norm(version)), NORM_SECONDS)
        except (DeskError, TimeoutError):
            return session
        return replace(session, norm=norm, desk=replace(session.desk, norm=version))

    def _room(self) -> bool:
        if len(self) < MOST:
            return True
        self._app.notify(tr("Nine calls are in hand; end one of them first."), severity="warning", markup=False)
        return False

    def _open(self, hand: CallInHand, session: Session) -> None:
        from tui_desk.tui.screens.intake import IntakeScreen

        screen = IntakeScreen(session, self._gateway, self, hand)
        place = next(place for place in range(1, MOST + 1) if place not in self._screens)
        self._app.install_screen(screen, hand.call.draft)
        shown = self._uncovered()
        self._screens[place] = screen
        self._show(screen, shown)

    # Going from call to call

    def cycle(self, screen: IntakeScreen) -> None:
        """Hold this call and speak to the next one."""
        places = sorted(self._screens)
        here = self.place_of(screen)
        following = next((place for place in places if place > here), places[0])
        if following != here:
            self._speak_to(self._screens[following], screen)

    def back(self) -> bool:
        """Go back to the call that was on the screen last, and speak to it; whether there is one."""
        if not self._screens:
            return False
        place = self._last if self._last in self._screens else min(self._screens)
        self._speak_to(self._screens[place], self._uncovered())
        return True

    def put_aside(self, screen: IntakeScreen) -> None:
        """Hold the call and go back to where one was."""
        screen.put_on_hold()
        self._app.pop_screen()

    def close(self, screen: IntakeScreen) -> None:
        """The call is over: it is in hand no more."""
        place = self.place_of(screen)
        if not place:
            return
        del self._screens[place]
        if screen in self._app.screen_stack:
            self._uncover(screen)
            self._app.pop_screen()
            self._app.uninstall_screen(screen)
        else:
            self._app.uninstall_screen(screen)
            screen.remove()

    def park_all(self) -> None:
        """Let go of every call: each is offered again at the next start, an empty one is forgotten."""
        for screen in self._screens.values():
            screen.hand.let_go()
        self._screens.clear()

    def _speak_to(self, screen: IntakeScreen, shown: IntakeScreen | None) -> None:
        if shown is not screen:
            self._show(screen, shown)
        screen.speak_again()

    def _show(self, screen: IntakeScreen, shown: IntakeScreen | None) -> None:
        self._last = self.place_of(screen)
        if shown is None:
            self._app.push_screen(screen)
        else:
            shown.put_on_hold()
            self._app.switch_screen(screen)

    def _uncovered(self) -> IntakeScreen | None:
        """The intake on the screen, with what stood above it put away; None where none is."""
        shown = next((each for each in self._screens.values() if each in self._app.screen_stack), None)
        if shown is None:
            return None
        self._uncover(shown)
        if shown.over:
            self.close(shown)
            return None
        return shown

    def _uncover(self, screen: IntakeScreen) -> None:
        while self._app.screen is not screen:
            self._app.screen.dismiss(None)
