"""The seat at this terminal 席位: who sits at it, changing over, and the lock (CALL-2, DESK-12).

Where several officers share the account, nobody sits here until a PIN said who.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui_desk import host
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.i18n import tr
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session, open_session

if TYPE_CHECKING:
    from tui_desk.tui.app import DeskApp
    from tui_desk.tui.screens.change_over import Manner


class Seat:
    """Who sits here. `officer` is the staff number, empty while nobody has said who they are."""

    def __init__(self, app: DeskApp, login: str, clock: Callable[[], datetime], hint: OfficerId = "") -> None:
        self._app, self.login, self._clock = app, login, clock
        self.officer: OfficerId = ""
        self._hint, self._place = hint, host.place()
        self._touched_at = clock()

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

        if self.taken and session.has_pin:
            self._push(session.at_seat, Manner.LOCK, self.officer, self._say_who)

    # The lock by itself

    def touch(self) -> None:
        """A key was pressed."""
        self._touched_at = self._clock()

    def look(self, session: Session | None, minutes: int) -> None:
        """Lock a shared seat at which no key was pressed for so long, unless a caller is on the line."""
        if session is None or not minutes or not session.shared:
            return
        in_a_call = any(isinstance(each, ActionScreen) and each.HOLDS_CALL for each in self._app.screen_stack)
        if not in_a_call and self._clock() - self._touched_at >= timedelta(minutes=minutes):
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
        """The officer with this PIN, once every screen is theirs."""
        login, place, before = self.login, self._place, self.officer

        def take(desk: Desk) -> Session:
            desk.seats.change_over(login, staff_no, pin, place=place, before=before)
            return open_session(desk, login, self._clock, staff_no)

        session = await self._app.gateway.ask(take)
        if before != staff_no:
            self.officer, self._hint = staff_no, before
        if before:
            self._app.renew(session)
        return session.officer

    def _say_who(self) -> None:
        if self._app.session:
            name = self._app.session.officer.name
            self._app.notify(tr("{name} sits here now.", name=name), markup=False)
