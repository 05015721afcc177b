"""The seat at this terminal 席位: who sits at it, changing over, and the lock (CALL-2, DESK-12).

Where several officers share the account, nobody sits here until a PIN said who.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui_desk import host
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, WrongPin
from tui_desk.domain import pin as pins
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.i18n import tr
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session, open_session

if TYPE_CHECKING:
    from tui_desk.tui.app import DeskApp
    from tui_desk.tui.screens.change_over import Manner

PATIENCE_SECONDS, IMPATIENT_SECONDS = 5.0, 1.0
"""How long the desk may take to compare a PIN; how long when it has been silent for a while already."""
_OPENING = frozenset({"adopt", "take"})
"""Groups of the app's workers that open or close screens."""
_log = logging.getLogger(__name__)


class Seat:
    """Who sits here. `officer` is the staff number, empty while nobody has said who they are."""

    def __init__(self, app: DeskApp, login: str, clock: Callable[[], datetime], hint: OfficerId = "") -> None:
        self._app, self.login, self._clock = app, login, clock
        self.officer: OfficerId = ""
        self._hint, self._place = hint, host.place()
        self._touched_at = clock()
        self._kept, self._wrong = "", 0

    def open_session(self, desk: Desk) -> Session:
        """The session of who sits here. Raises SharedSeat while that is open, UnknownOfficer, NotAtSeat."""
        return open_session(desk, self.login, self._clock, self.officer)

    @property
    def taken(self) -> bool:
        """Whether the desk is on the screen: somebody sits here, and it is not locked."""
        from tui_desk.tui.screens.change_over import ChangeOverScreen

        return bool(self.officer) and not any(isinstance(each, ChangeOverScreen) for each in self._app.screen_stack)

    async def ask_who(self) -> None:
        """Ask who sits here before anything of the desk is shown; then open it."""
        from tui_desk.tui.screens.change_over import Manner

        login = self.login
        officers, last = await self._app.gateway.ask(
            lambda desk: (desk.seats.officers_at(login), desk.seats.last_at(login))
        )
        self._push(officers, Manner.START, self._hint or last, self._app.open_desk)

    def change_over(self, session: Session) -> None:
        """Let another officer of this account sit down; Esc leaves everything as it is."""
        from tui_desk.tui.screens.change_over import Manner

        if self.taken and session.shared:
            others = [each for each in session.at_seat if each.staff_no != self.officer]
            at = self._hint if any(each.staff_no == self._hint for each in others) else others[0].staff_no
            self._push(others, Manner.CHANGE, at, self._say_who)

    def lock(self, session: Session) -> None:
        """Hide the desk until somebody of this account gives their PIN; every call stays as it is."""
        from tui_desk.tui.screens.change_over import Manner

        if not (self.taken and session.has_pin):
            return
        if self._awaited:
            self._app.notify(tr("Still waiting for the database; nothing is lost."), markup=False)
        else:
            self._push(session.at_seat, Manner.LOCK, self.officer, self._say_who)

    @property
    def _awaited(self) -> bool:
        """Whether an answer is on its way that may open or close a screen: it would do so above a lock."""
        ending = any(screen.hand.finishing for screen in self._app.lines.screens)
        return ending or any(work.group in _OPENING and work.is_running for work in self._app.workers)

    # The lock by itself

    def touch(self) -> None:
        """A key was pressed."""
        self._touched_at = self._clock()

    def look(self, session: Session | None, minutes: int) -> None:
        """Lock a shared seat at which no key was pressed for so long, unless a caller is on the line."""
        if session is None or not minutes or not session.shared:
            return
        in_a_call = any(isinstance(each, ActionScreen) and each.HOLDS_CALL for each in self._app.screen_stack)
        if not (in_a_call or self._awaited) and self._clock() - self._touched_at >= timedelta(minutes=minutes):
            self.lock(session)

    # Sitting down

    def _push(self, officers: Sequence[Officer], manner: Manner, at: OfficerId, then: Callable[[], object]) -> None:
        from tui_desk.tui.screens.change_over import ChangeOverScreen

        def done(officer: Officer | None) -> None:
            if officer is not None:
                self.touch()
                then()

        screen = ChangeOverScreen(officers, manner, self._take, at=at, calls=len(self._app.lines))
        self._app.push_screen(screen, done)

    async def _take(self, staff_no: OfficerId, pin: str) -> Officer:
        """The officer with this PIN, once every screen is theirs.

        Without the database nobody changes over; but whoever locked the desk opens it again: a caller may be waiting.
        """
        login, place, before = self.login, self._place, self.officer
        given_up: list[bool] = []

        def take(desk: Desk) -> tuple[Session, str]:
            if given_up:  # the database answers again, but nobody waits for this any more
                raise DatabaseUnavailable(why="-")
            desk.seats.change_over(login, staff_no, pin, place=place, before=before)
            kept = pins.hashed(pins.typed(pin), secrets.token_bytes(16))
            return open_session(desk, login, self._clock, staff_no), kept

        patience = PATIENCE_SECONDS if self._app.gateway.down_since is None else IMPATIENT_SECONDS
        try:
            session, kept = await asyncio.wait_for(self._app.gateway.ask(take), patience)
        except (TimeoutError, DatabaseUnavailable):
            given_up.append(True)
            if before == staff_no and self._kept and self._app.session:
                return await self._opened_alone(self._app.session.officer, pin)
            raise DatabaseUnavailable(why=tr("no answer")) from None
        self._kept, self._wrong = kept, 0
        if before != staff_no:
            self.officer, self._hint = staff_no, before
        if before:
            self._app.renew(session)
        return session.officer

    async def _opened_alone(self, officer: Officer, pin: str) -> Officer:
        """The officer who locked the desk, by the hash that this process kept; after a few wrong tries nobody."""
        if self._wrong >= pins.FREE_TRIES:
            raise DatabaseUnavailable(why=tr("no answer"))
        self._wrong += 1
        if not await asyncio.to_thread(pins.matches, pins.typed(pin), self._kept):
            raise WrongPin(name=officer.name, left=pins.FREE_TRIES - self._wrong)
        self._wrong = 0
        _log.info("%s opened the lock while the database was away", officer.staff_no)
        return officer

    def _say_who(self) -> None:
        if self._app.session:
            name = self._app.session.officer.name
            self._app.notify(tr("{name} sits here now.", name=name), markup=False)
