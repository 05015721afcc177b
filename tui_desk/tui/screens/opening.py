"""The first frame, drawn before the database is opened; what is typed meanwhile is for the desk."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.screen import Screen

from tui_desk.i18n import tr
from tui_desk.tui.gateway import Line
from tui_desk.tui.paint import OVERDUE, QUIET, STRONG
from tui_desk.tui.widgets.text_line import Rule, TextLine


class OpeningScreen(Screen[None]):
    """The frame of the queue while the desk is being opened. `q` leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,alt+q,escape", "app.leave", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._early: list[Key | Paste] = []

    def _forward_event(self, event: Event) -> None:
        """Textual hands keys out here: those that are none of this screen's are kept."""
        if isinstance(event, Key) and event.key not in self._bindings.key_to_bindings:
            self._early.append(Key(event.key, event.character))
        elif isinstance(event, Paste):
            self._early.append(Paste(event.text))
        else:
            super()._forward_event(event)

    def typed(self) -> list[Key | Paste]:
        """What was typed since this was asked last."""
        early, self._early = self._early, []
        return early

    def compose(self) -> ComposeResult:
        """A head, a rule and one sentence."""
        yield TextLine([(" tui-desk", STRONG)])
        yield TextLine()
        yield Rule()
        yield TextLine([(f"  {tr('Reading the queue ...')}", QUIET)], id="sentence")

    def on_line(self, event: Line) -> None:
        """Say that the database takes its time."""
        sentence = tr("Reading the queue ...") if event.up else tr("The database does not answer yet. q leaves.")
        self.query_one("#sentence", TextLine).show([(f"  {sentence}", QUIET if event.up else OVERDUE)])
