"""The intake 来电: the checklist leads the call, every key is kept, and the call ends with a number (CALL-1 to 19)."""

from __future__ import annotations

from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import mark, tr
from tui_desk.tui.screens.intake_ends import IntakeEnds
from tui_desk.tui.screens.intake_keys import ACTIONS, COMMON
from tui_desk.tui.screens.number import NumberScreen
from tui_desk.tui.screens.read_back import ReadBackScreen
from tui_desk.tui.session import Session


class IntakeScreen(IntakeEnds):
    """A call in hand. It stays alive while another is on the screen; `Lines` shows and closes it."""

    CSS_PATH = "intake.tcss"
    HOLDS_CALL = True
    NAME = mark("Call")
    PURPOSE = mark(
        "The checklist leads the call; answer in any order. Enter goes to the next question that is still open, "
        "Tab to the next line. Every key is kept: Esc, a closed terminal or a crash lose nothing."
    )
    COMMON = COMMON
    ACTIONS = ACTIONS

    def renew(self, session: Session) -> None:
        """Go on with the officer who sits here now; the call keeps the norm it began with."""
        super().renew(session)
        self.hand.renew(session)
        self.look_again()

    def act_register(self) -> None:
        """Go to what is missing; else read back and register."""
        self.app.clear_notifications()
        self._fix_moment(self.here)
        if missing := self.hand.missing():
            names = " ".join(self.hand.label(question.code) for question in missing)
            self.say(tr("Still missing: {names}", names=names), "warning")
            self._told_missing = True
            self._go_to(missing[0].code)
        else:
            self.app.push_screen(ReadBackScreen(self.session, self.gateway, self.hand), self._read_back)

    def _read_back(self, outcome: Ticket | str | None) -> None:
        """Registered: tell the number. Left to be delivered: it is over. A question to change: go there."""
        if isinstance(outcome, Ticket):
            self.tell_number(outcome)
        elif self.hand.left:
            self.hang_up()
        elif outcome:
            self._go_to(outcome)

    def tell_number(self, ticket: Ticket) -> None:
        """Show the number to tell the caller; the telephone is down when that is left."""
        self.over = True
        self.app.push_screen(NumberScreen(self.session, self.gateway, ticket, self.hand.call), lambda _: self.hang_up())
