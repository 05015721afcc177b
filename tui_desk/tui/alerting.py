"""The app's part in what cannot wait: it is heard, shown on whatever screen is in front, and taken by one key."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, DeskError, NoSuchRing, RingTaken, explain
from tui_desk.desk.ports import Change
from tui_desk.domain.duty_alarm import shift_of
from tui_desk.domain.message import Ring
from tui_desk.domain.roster import HandOver
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import mark, tr
from tui_desk.tui.alerts import Alerts
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.lines import Lines
from tui_desk.tui.locked import LockedApp
from tui_desk.tui.screens.base import ActionScreen, GoToWarned, InFront, NewCall, OpenTicket
from tui_desk.tui.seat import Seat
from tui_desk.tui.session import Session

T = TypeVar("T")
SHEETS = frozenset({"hand_over", "shift"})
"""Entities of the feed after which a hand-over may wait for the officer."""
AGAIN_SECONDS = 2.0
"""How long after the database did not answer it is told again who took a call."""
_NOT_TOLD = mark("The database does not answer: colleagues do not see yet that you have taken this call.")
_PREFILLED = 2
"""How many answers a ring gives: the telephone, and how often it rang."""


class AlertingApp(LockedApp[T]):
    """An app that tells what rings and what is left for its officer. The one that is made of it sets `session`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4,alt+n", "take_ring", show=False, priority=True)]

    gateway: Gateway
    lines: Lines
    settings: Settings
    seat: Seat
    session: Session | None = None

    def __init__(self) -> None:
        super().__init__()
        self._alerts: Alerts | None = None
        self._sheets_told: set[tuple[str, str, int]] = set()

    @property
    def alerts(self) -> Alerts:
        """What the officer is to hear, and owes to callers."""
        if self._alerts is None:
            self._alerts = Alerts(self.gateway, lambda: self.session, self.show_alerts, lambda: not self.seat.taken)
            self.set_interval(1, self._tick_alerts)
        return self._alerts

    def hear(self, changes: Collection[Change]) -> None:
        """Take in what changed in the desk."""
        if self.session is not None and self.alerts.changed(changes):
            self._read_alerts()
        if any(change.entity in SHEETS for change in changes):
            self._look_for_sheets()

    def hear_all(self) -> None:
        """Everything may be different: at the start, after an outage, when somebody else sits down."""
        if self.session is not None and self.alerts.all_again():
            self._read_alerts()
        self._look_for_sheets()

    def _look_for_sheets(self) -> None:
        self.run_worker(self._tell_sheets(), group="sheets", exclusive=True, exit_on_error=False)

    async def _tell_sheets(self) -> None:
        """Tell of each hand-over that waits for the officer, once (DESK-2)."""
        if (session := self.session) is None or not may(session.officer, Verb.HAND_OVER):
            return
        officer = session.officer
        try:
            waiting = await self.gateway.ask(lambda desk: desk.hand_overs.open_for(officer))
        except DeskError:
            return
        for sheet in waiting:
            if (officer.staff_no, sheet.id, sheet.version) not in self._sheets_told and not _begun(sheet):
                self._sheets_told.add((officer.staff_no, sheet.id, sheet.version))
                name = session.officer_name(sheet.giver)
                self.alerts.tell(tr("Hand-over {id} of {name} waits for you: H in the queue.", id=sheet.id, name=name))

    def _read_alerts(self) -> None:
        self.run_worker(self.alerts.read(), group="alerts", exit_on_error=False)

    def show_alerts(self) -> None:
        """Tell the screen in front, and those behind it what is owed; nothing is told above a lock."""
        front, owing = self.screen_stack[-1] if self.seat.taken and self.screen_stack else None, self.alerts.owing()
        if self.alerts.bell and self.settings.bell:
            self.bell()
        self.alerts.bell = False
        for screen in self.screen_stack:
            if isinstance(screen, ActionScreen):
                screen.show_alerts(self.alerts.lines(screen.ALERTS[1]) if screen is front else ())
                screen.show_owing(owing)
                screen.show_warned(len(self.alerts.warned.in_danger))
                screen.show_duty(self.alerts.duty)

    def on_in_front(self, _: InFront) -> None:
        """Another screen is in front: it tells what rings, and what came while the desk was locked."""
        if self.session is not None:
            self.show_alerts()
            if self.seat.taken and self.alerts.opened():
                self._read_alerts()

    def _tick_alerts(self) -> None:
        for ring in self.alerts.tick():
            self.run_worker(self._miss(ring), group="miss", exit_on_error=False)

    async def _miss(self, ring: str) -> None:
        """The time of a ring is over. Every session says so; the desk counts it once."""
        try:
            await self.gateway.ask(lambda desk: desk.rings.miss(ring))
        except (DatabaseUnavailable, NoSuchRing):
            return

    # Taking a call that rings

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key takes a call where one rings; in a call it is the intake's own, which holds that call.

        On a locked desk, or before somebody sits at it, it does nothing.
        """
        if action == "take_ring":
            screen = self.screen
            is_free = isinstance(screen, ActionScreen) and not screen.HOLDS_CALL
            return is_free and self.seat.taken and self._alerts is not None and self._alerts.ringing is not None
        return super().check_action(action, parameters)

    def on_go_to_warned(self, _: GoToWarned) -> None:
        """Open the ticket that was warned of last; on that one, the next of those in danger."""
        from tui_desk.tui.screens.roster import RosterScreen
        from tui_desk.tui.screens.ticket import TicketScreen

        front = self.screen
        here = front.number if isinstance(front, TicketScreen) else ""
        if isinstance(front, RosterScreen) and shift_of(self.alerts.warned.last):
            here = self.alerts.warned.last
        number = self.alerts.warned.goal(here)
        if not number:
            self.notify(tr("No warning stands for a ticket of yours."), markup=False)
        elif number != here:
            if isinstance(front, TicketScreen):
                front.dismiss(None)
            if (shift := shift_of(number)) and self.session is not None:
                self.push_screen(RosterScreen(self.session, self.gateway, shift))
            else:
                self.post_message(OpenTicket(number))

    def action_take_ring(self) -> None:
        """Take the call that rings longest."""
        self.post_message(NewCall())

    def claim(self) -> Ring | None:
        """The telephone that rings longest, taken from now on; None when none does.

        The intake opens at once, and what is typed is its own; the desk is told meanwhile. Should a colleague have
        been quicker, the intake goes again.
        """
        ring = self.alerts.ringing if self.session is not None else None
        if ring is not None:
            self.alerts.gone(ring.id)
            self.run_worker(self._take(ring), group="take", exit_on_error=False)
        return ring

    async def _take(self, ring: Ring) -> None:
        session = self.session
        if session is None:
            return

        def take(desk: Desk) -> Ring:
            return desk.rings.take(ring.id, by=session.officer)

        told = False
        while True:
            try:
                await self.gateway.ask(take)
            except (RingTaken, NoSuchRing) as error:
                self._give_up(ring)
                self.alerts.tell(explain(error))
            except DatabaseUnavailable:
                if not told:
                    self.alerts.tell(tr(_NOT_TOLD))
                told = True
                if session.now() < ring.until:
                    await asyncio.sleep(AGAIN_SECONDS)
                    continue
            except DeskError as error:
                self.alerts.tell(explain(error))
            return

    def _give_up(self, ring: Ring) -> None:
        """Close the intake of a call that a colleague has; where more was typed than the ring gave, it stays."""
        screen = next((each for each in self.lines.screens if each.hand.call.fact("ring") == ring.id), None)
        if screen is None:
            return
        call = screen.hand.call
        if call.scratch or len([answer for answer in call.answers.values() if answer]) > _PREFILLED:
            screen.hand.note("fact", "", "ring")
            return
        screen.hand.file.done()
        self.lines.close(screen)


def _begun(sheet: HandOver) -> bool:
    """Whether somebody confirms it already."""
    return any(item.confirmed_at is not None for item in sheet.items)
