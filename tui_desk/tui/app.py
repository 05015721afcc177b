"""The app: paints its frame, opens the desk in the gateway's thread, and opens the screens that screens ask for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Event, InputEvent, Key, Paste
from textual.screen import Screen

from tui_desk import config, host
from tui_desk.config import Settings
from tui_desk.desk.errors import DatabaseUnavailable, DeskError, NoDeskHere, SharedSeat
from tui_desk.desk.views import QueueRow
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.presence import Presence
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import use
from tui_desk.tui.alerting import AlertingApp
from tui_desk.tui.gateway import Changed, Gateway, Line, PresenceChanged
from tui_desk.tui.lines import Lines
from tui_desk.tui.paint import THEME
from tui_desk.tui.present import in_hand
from tui_desk.tui.screens.base import ActionScreen, BackToCall, ChangeOver, LeaveDesk, NewCall, OpenTicket
from tui_desk.tui.screens.opening import OpeningScreen
from tui_desk.tui.seat import Seat
from tui_desk.tui.session import Session, host_now

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.journal import Journal, Orphan
    from tui_desk.tui.delivery import Deliveries
    from tui_desk.tui.printing import Printer

FIRST_ROWS = 60
"""How many rows are read for the first paint; the rest follows."""
LOOK_SECONDS = 0.5
LOCK_LOOK_SECONDS = 5.0
PREPARE_SECONDS = 1.0
"""How long after the queue what a call needs is loaded."""
_SESSION = frozenset({"officer", "fact", "norm"})
"""Entities of the feed that make a session another one."""
COLLECT_SECONDS = 3.0
"""When garbage is looked for again: the start, which goes without, is over by then."""


class DeskApp(AlertingApp[DeskError | None]):
    """The desk on a terminal. `run` returns the error that kept the desk from opening, or None."""

    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "leave", show=False, priority=True)]

    def __init__(
        self,
        settings: Settings,
        connect: Callable[[], Desk],
        *,
        login: str = "",
        journal: Journal | None = None,
        clock: Callable[[], datetime] = host_now,
        printer: Callable[[], Printer] | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.seat = Seat(self, login or host.login(), clock, settings.officer)
        self._journal = journal
        self.printer = printer
        self.gateway = Gateway(connect, self.post_message)
        self.lines = Lines(self, self.gateway, lambda: self.journal)
        self.lines.claim = self.claim
        self.session: Session | None = None
        self._deliveries: Deliveries | None = None
        self.register_theme(THEME)
        self.theme = THEME.name

    def get_default_screen(self) -> Screen[Any]:
        """The frame, before there is a desk."""
        return OpeningScreen()

    def on_mount(self) -> None:
        """Open the desk; the frame is on the screen meanwhile."""
        self.gateway.start()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(LOCK_LOOK_SECONDS, lambda: self.seat.look(self.session, self.settings.lock_minutes))
        self.open_desk()
        self.set_timer(COLLECT_SECONDS, _collect_garbage)

    def _look(self) -> None:
        """Whether the line is up; and what this session has in hand, for the others to see."""
        self.gateway.look()
        if self.session is not None:
            self.gateway.here(self._in_hand(self.session) if self.seat.taken else ())

    def _in_hand(self, session: Session) -> Sequence[Presence]:
        screens = [screen for screen in reversed(self.screen_stack) if isinstance(screen, ActionScreen)]
        ticket = next(filter(None, (screen.ticket_open() for screen in screens)), "")
        on_line = self.lines.spoken_to(session.now())
        call, caller = on_line or ("", "")
        return in_hand(
            self.gateway.presence.session,
            session.officer.staff_no,
            session.now(),
            ticket=ticket,
            call=call,
            caller=caller,
        )

    def on_unmount(self) -> None:
        """Let the calls in hand and the desk's thread go."""
        self.lines.park_all()
        self.gateway.stop()

    # Opening

    def open_desk(self) -> None:
        """Sign in and show the queue; what keeps the desk from opening ends the app and is its result."""
        self.run_worker(self._open(), group="open", exclusive=True)

    async def _open(self) -> None:
        def first(desk: Desk) -> tuple[Session, Sequence[QueueRow]]:
            return self.seat.open_session(desk), desk.queue(limit=FIRST_ROWS)

        try:
            session, rows = await self.gateway.ask(first)
        except NoDeskHere:
            self._typed_early()
            self._set_up()
        except SharedSeat:
            self._typed_early()
            await self.seat.ask_who()
        except DeskError as error:
            self.exit(error)
        else:
            from tui_desk.tui.delivery import Deliveries
            from tui_desk.tui.screens.queue import QueueScreen

            self.session, self.seat.officer = session, session.officer.staff_no
            if not self.settings.language:
                use(session.desk.language)
            queue = QueueScreen(session, self.gateway, rows, self.parked_calls, self.lines)
            self.lines.queue = queue.rows
            self.push_screen(queue)
            if board_first(self.settings, session.officer):
                queue.act_board()
            self.screen.call_after_refresh(self._type, self._typed_early())
            self._deliveries = Deliveries(self, self.gateway, self.journal, session.address)
            self.offer_parked()
            self.set_timer(PREPARE_SECONDS, lambda: self.lines.prepare(session))
            self.hear_all()

    def _typed_early(self) -> list[Key | Paste]:
        """What was typed before there was a screen to type on; another one begins anew."""
        opening = self.screen_stack[0]
        return opening.typed() if isinstance(opening, OpeningScreen) else []

    def _type(self, typed: Sequence[Key | Paste]) -> None:
        for event in typed:
            self.post_message(event)

    def _set_up(self) -> None:
        from tui_desk.tui.screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen(self.gateway, self.seat.login), lambda _: self.open_desk())

    # What screens ask for

    def on_new_call(self, event: NewCall) -> None:
        """Open the intake of one more call, over whatever screen asks; a call on the screen is held."""
        if self.session and may(self.session.officer, Verb.REGISTER):
            self.lines.take(self.session, event.ring, event.answers, event.calls_back)

    def on_back_to_call(self, _: BackToCall) -> None:
        """Go back to the call in hand; without one, offer those that are parked."""
        if not self.lines.back():
            self.offer_parked()

    def offer_parked(self) -> None:
        """Offer the calls that nobody holds, if there are any."""
        from tui_desk.tui.screens.parked import NEW, ParkedScreen

        session = self.session
        if session is None or not may(session.officer, Verb.REGISTER):
            return
        if not (orphans := self.journal.orphans(session.address)):
            return

        def chosen(choice: Orphan | str | None) -> None:
            if choice == NEW:
                self.post_message(NewCall())
            elif choice is not None and not isinstance(choice, str):
                self.run_worker(self.lines.adopt(session, choice), group="adopt", exit_on_error=False)

        self.push_screen(ParkedScreen(session, self.gateway, orphans), chosen)

    def on_open_ticket(self, event: OpenTicket) -> None:
        """Open a ticket's own screen."""
        from tui_desk.tui.screens.ticket import TicketScreen

        if self.session:
            self.push_screen(TicketScreen(self.session, self.gateway, event.number))

    @property
    def journal(self) -> Journal:
        """Where calls in progress are kept."""
        if self._journal is None:
            from tui_desk.journal import Journal

            self._journal = Journal(config.calls_folder())
        return self._journal

    def parked_calls(self) -> int:
        """How many calls are neither registered nor on the screen."""
        return len(self.journal.orphans(self.session.address)) if self.session else 0

    def on_leave_desk(self, _: LeaveDesk | None = None) -> None:
        """Leave the program; asked first when a call would stay unregistered."""
        from tui_desk.tui.screens.leaving import LeavingScreen

        parked, in_hand = self.parked_calls(), len(self.lines)
        if not self.session or not (parked or in_hand) or isinstance(self.screen, LeavingScreen):
            self.exit()
            return
        leaving = LeavingScreen(self.session, self.gateway, parked, in_hand)
        self.push_screen(leaving, lambda leave: self.exit() if leave else None)

    def _screens(self) -> tuple[Screen[Any], ...]:
        """Every screen that lives: those on the stack, and the calls in hand that are not."""
        held = (screen for screen in self.lines.screens if screen not in self.screen_stack)
        return (*self.screen_stack, *held)

    def action_leave(self) -> None:
        """ctrl+q, on every screen."""
        self.on_leave_desk()

    # What all screens hear

    def on_changed(self, event: Changed) -> None:
        """Hand the changes on to every screen."""
        for screen in self._screens():
            screen.post_message(Changed(event.changes))
        self.hear(event.changes)
        if any(change.entity in _SESSION for change in event.changes):
            self.run_worker(self._sign_in_again(), group="session", exclusive=True, exit_on_error=False)

    def on_presence_changed(self, event: PresenceChanged) -> None:
        """Other sessions have something else in hand: every screen may show it."""
        for screen in self._screens():
            screen.post_message(PresenceChanged(event.others))

    async def _sign_in_again(self) -> None:
        """Officers, norm or facts changed: all screens get the session as it is now."""
        try:
            session = await self.gateway.ask(self.seat.open_session)
        except DatabaseUnavailable:
            return
        except DeskError as error:  # no officer of this desk any more
            self.exit(error)
            return
        if session.officer.staff_no == self.seat.officer:
            self.renew(session)
        else:  # somebody changed over meanwhile
            await self._sign_in_again()

    def renew(self, session: Session) -> None:
        """Let every screen go on with this session: another officer, other roles, another norm."""
        self.session = session
        for screen in self._screens():
            if isinstance(screen, ActionScreen):
                screen.renew(session)
        self.hear_all()

    def on_change_over(self, event: ChangeOver) -> None:
        """Another officer sits down, or this one locks the desk."""
        if self.session:
            (self.seat.lock if event.lock else self.seat.change_over)(self.session)

    async def on_event(self, event: Event) -> None:
        """Whoever presses a key is there."""
        if isinstance(event, InputEvent):
            self.seat.touch()
        await super().on_event(event)

    def on_line(self, event: Line) -> None:
        """Hand on to every screen that the line is down, or back."""
        for screen in self._screens():
            screen.post_message(Line(event.up, event.why))
        if event.up and self._deliveries:
            self._deliveries.line_is_back()
        if event.up and self.session:
            self.run_worker(self._sign_in_again(), group="session", exclusive=True, exit_on_error=False)


def board_first(settings: Settings, officer: Officer) -> bool:
    """Whether the dispatch board comes first: as the settings say, else for managers who work on no tickets."""
    only_leads = officer.is_any(Role.MANAGER) and not officer.is_any(Role.OPERATOR, Role.ENGINEER)
    return settings.first_screen == "board" or (not settings.first_screen and only_leads)


def _collect_garbage() -> None:
    """From now on; what the start made stays for good and is not looked at again."""
    gc.freeze()
    gc.enable()
