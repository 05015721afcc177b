"""Who sits here 换人: a name and a PIN, before the desk is shown, to change over, to open a lock (CALL-2, DESK-12).

Nothing of the desk stands on this screen but the names of those who share the account.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui_desk.desk.errors import DeskError, explain
from tui_desk.desk.terms import ROLES
from tui_desk.domain import pin as pins
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.tui.gateway import Line
from tui_desk.tui.paint import ACCENT, PLAIN, QUIET, STRONG
from tui_desk.tui.text import fit, line
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine

STAFF_CELLS, NAME_CELLS = 12, 14
TakeSeat = Callable[[OfficerId, str], Awaitable[Officer]]
"""Asks the desk whether the PIN is this officer's; returns the officer once everything is theirs."""


class Manner(StrEnum):
    """Why the PIN is asked."""

    START = "start"
    CHANGE = "change"
    LOCK = "lock"


_HEADS = {
    Manner.START: mark("Who sits here?"),
    Manner.CHANGE: mark("Change over"),
    Manner.LOCK: mark("Locked"),
}
_SAYS = {
    Manner.START: mark("Several officers use this computer. Choose yourself and type your PIN."),
    Manner.CHANGE: mark("Choose yourself and type your PIN: everything from now on is yours."),
    Manner.LOCK: mark("The desk is hidden until a PIN opens it. Nothing was closed, nothing is lost."),
}
_MOVES = {"up": -1, "down": 1, "shift+tab": -1, "tab": 1, "pageup": -8, "pagedown": 8, "home": -999, "end": 999}


class ChangeOverScreen(Screen[Officer | None]):
    """Dismissed with the officer who sits here now, or None when nobody changed over."""

    CSS_PATH = "change_over.tcss"
    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(
        self, officers: Sequence[Officer], manner: Manner, take: TakeSeat, *, at: OfficerId = "", calls: int = 0
    ) -> None:
        super().__init__()
        self._officers, self.manner, self._take, self._calls = tuple(officers), manner, take, calls
        self._at = next((place for place, each in enumerate(self._officers) if each.staff_no == at), 0)
        self._pin = ""
        self._asking = False

    def compose(self) -> ComposeResult:
        """The names, the PIN, what is wrong, the keys."""
        yield TextLine([(f" {tr(_HEADS[self.manner])}", STRONG)])
        yield Rule()
        with Vertical(id="seat"):
            yield Static(line(tr(_SAYS[self.manner])), id="why", markup=False)
            if self._calls:
                yield Static(line(tr("Calls in hand, kept as they are: {count}.", count=self._calls)), id="calls")
            yield Static(id="names", markup=False)
            yield TextLine(id="pin")
            yield Static(id="message", markup=False)
        yield Rule()
        yield TextLine(id="keys")

    def on_mount(self) -> None:
        """Show the names."""
        self.app.clear_notifications()
        self._draw()
        keys = [("Up Down", tr("choose")), ("Enter", tr("sit down"))]
        keys.append(("ctrl+q", tr("leave")) if self.manner is not Manner.CHANGE else ("Esc", tr("back")))
        self.query_one("#keys", TextLine).show(
            [piece for key, label in keys for piece in ((f" {key} ", ACCENT), (f"{label} ", PLAIN))]
        )

    def on_resize(self) -> None:
        """Show as many names as fit."""
        self._draw()

    def on_line(self, event: Line) -> None:
        """Say that the database does not answer, or that it does again."""
        self._say(
            "" if event.up else tr("The database does not answer; the PIN can be compared once it does."), "$near"
        )

    # What is typed

    def on_key(self, event: events.Key) -> None:
        """Digits are the PIN; everything else moves, corrects, or goes back."""
        event.stop()
        digit = pins.typed(event.character or "")
        if self._asking:
            return
        if event.key in _MOVES:
            self._choose(self._at + _MOVES[event.key])
        elif event.key == "enter":
            self._enter()
        elif event.key == "escape":
            self._back()
        elif event.key == "backspace":
            self._type(self._pin[:-1])
        elif event.key == "ctrl+u":
            self._type("")
        elif len(digit) == 1 and digit.isascii() and digit.isdecimal():
            self._type(self._pin + digit)
        elif event.is_printable:
            self._find(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """A PIN may be pasted; what holds anything but digits is none."""
        event.stop()
        pasted = pins.typed(event.text[:200])
        if pasted.isascii() and pasted.isdecimal():
            self._type(self._pin + pasted)
        else:
            self._say(tr("A PIN has digits only."), "$near")

    def _type(self, pin: str) -> None:
        self._pin = pin[: pins.LONGEST]
        self._say("")
        self._draw_pin()

    def _choose(self, place: int) -> None:
        self._at = max(0, min(len(self._officers) - 1, place))
        self._type("")
        self._draw()

    def _find(self, character: str) -> None:
        """Go to the next officer whose name or staff number begins with this."""
        order = [*range(self._at + 1, len(self._officers)), *range(self._at + 1)]
        beginning = character.casefold()
        for place in order:
            officer = self._officers[place]
            if any(text.casefold().startswith(beginning) for text in (officer.name, officer.staff_no)):
                self._choose(place)
                return

    def _back(self) -> None:
        if self._pin:
            self._type("")
        elif self.manner is Manner.CHANGE:
            self.dismiss(None)

    def _enter(self) -> None:
        if not self._pin:
            self._say(tr("Type your PIN first."), "$near")
            return
        pin, self._pin, self._asking = self._pin, "", True
        self._say(tr("One moment ..."), "dim")
        self._draw_pin()
        self.run_worker(self._ask(self._officers[self._at].staff_no, pin), group="pin", exit_on_error=False)

    async def _ask(self, staff_no: OfficerId, pin: str) -> None:
        try:
            officer = await self._take(staff_no, pin)
        except DeskError as error:
            self._say(explain(error), "$overdue bold")
        else:
            self.dismiss(officer)
        finally:
            self._asking = False

    # What is shown

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one("#message", Static).update(Content.styled(one_line(sentence), style))

    def _draw(self) -> None:
        names = self.query_one("#names", Static)
        room = max(3, self.size.height - 11)
        top = max(0, min(self._at - room // 2, len(self._officers) - room))
        shown = range(top, min(len(self._officers), top + room))
        names.update(Content("\n").join(self._officer_line(place) for place in shown))
        self._draw_pin()

    def _officer_line(self, place: int) -> Content:
        officer, here = self._officers[place], place == self._at
        roles = " ".join(tr(label) for role, label in ROLES.items() if role in officer.roles)
        longest = max(cell_len(one_line(each.name)) for each in self._officers)
        cells = max(NAME_CELLS, min(longest, self.size.width // 3))
        text = f"{fit(officer.name, cells)}  {fit(officer.staff_no, STAFF_CELLS)}  "
        room = max(4, self.size.width - cells - STAFF_CELLS - 14)
        sign = Content.styled("> ", "$accent bold") if here else Content("  ")
        return sign + Content.styled(text, "bold" if here else "") + Content.styled(fit(roles, room).rstrip(), "dim")

    def _draw_pin(self) -> None:
        pieces: list[Piece] = [(f"{tr('PIN')}  ", STRONG), ("*" * len(self._pin), ACCENT), ("_", ACCENT)]
        if not self._pin:
            pieces.append((f"   {tr('4 to 12 digits')}", QUIET))
        self.query_one("#pin", TextLine).show(pieces)
