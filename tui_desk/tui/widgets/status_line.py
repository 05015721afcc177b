"""The top line: which desk, who sits at it, the time, and whether the database answers."""

from __future__ import annotations

from datetime import datetime

from tui_desk.desk import duty_words
from tui_desk.desk.terms import ROLES
from tui_desk.domain.roster import Shift, Standing, standing
from tui_desk.i18n import tr
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece, TextLine


class StatusLine(TextLine):
    """The line at the top of a screen. The clock moves by the minute."""

    DEFAULT_CSS = "StatusLine { height: 1; width: 1fr; }"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._down_since: datetime | None = None
        self._waiting = self._warned = 0
        self._shift: Shift | None = None

    def on_mount(self) -> None:
        """Begin to follow the clock."""
        self.set_interval(1, self.tick)
        self.tick()

    def show_line(self, down_since: datetime | None) -> None:
        """Show since when the database has not answered, or that it does."""
        self._down_since = down_since
        self.tick()

    def show_waiting(self, count: int) -> None:
        """Show how many calls wait for their number 待编号, while there are some."""
        self._waiting = count
        self.tick()

    def show_warned(self, count: int) -> None:
        """Show how many of the officer's tickets a warning 预警 stands for, while there are some (CALL-14)."""
        if count != self._warned:
            self._warned = count
            self.tick()

    def show_duty(self, shift: Shift | None) -> None:
        """Show the officer's own shift: until when it lasts, or that they have not signed on (DESK-2)."""
        if shift != self._shift:
            self._shift = shift
            self.tick()

    def tick(self) -> None:
        """Draw the line, if anything on it is different."""
        session = self.session
        held = [tr(label) for role, label in ROLES.items() if role in session.officer.roles]
        roles = " ".join(held) if len(held) < len(ROLES) else tr("all roles")
        now = f"{session.local(session.now()):%H:%M}"
        if self._down_since is None:
            line = (tr("online"), QUIET)
        else:
            line = (tr("database silent since {time}", time=f"{session.local(self._down_since):%H:%M}"), OVERDUE)
        waiting = [(f"  {tr('to be numbered {count}', count=self._waiting)}", NEAR)] if self._waiting else []
        if self._warned:
            waiting.insert(0, (f"  {tr('warned {count}', count=self._warned)}", NEAR))
        self.show(
            [(f" {session.desk.name}", STRONG), (f"   {session.officer.name} ", PLAIN), (roles, QUIET), *self._duty()],
            [*waiting, (f"  {now}  ", PLAIN), line, (" ", PLAIN)],
        )

    def _duty(self) -> list[Piece]:
        if self._shift is None:
            return []
        session, now = self.session, self.session.now()
        how = standing(self._shift, session.norm.duty, now)
        words = duty_words.mine(self._shift, session.norm.duty, now, how, session.zone)
        ink = OVERDUE if how is Standing.LATE else PLAIN if how in (Standing.ON_DUTY, Standing.PLANNED) else NEAR
        return [(f"  {words}", ink)] if words else []
