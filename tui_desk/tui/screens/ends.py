"""How a call ends otherwise than with a ticket (CALL-15): one key an end, each with the line to say."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui_desk.domain.call import End
from tui_desk.i18n import mark, tr
from tui_desk.tui import call_texts
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, PLAIN, STRONG
from tui_desk.tui.screens.early_keys import EarlyModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine


def _end(end: End, keys: str, label: str, help: str) -> Action:  # noqa: A002 - Action's own name
    return Action(end.value, tuple(keys.split()), label, help, quiet=True)


_IN = (
    _end(End.ANSWERED, "1 a", mark("answered at once"), mark("Problem and solution stay on record.")),
    _end(End.ADDED, "2 j", mark("added to a ticket"), mark("One more caller of an open ticket.")),
    _end(End.TRANSFERRED, "3 t", mark("transferred"), mark("Put through to a colleague.")),
    _end(End.MESSAGE, "4 m", mark("message left"), mark("The colleague is away: what, and by when.")),
    _end(End.SILENT, "5 s", mark("silent call"), mark("Nobody was heard.")),
    _end(End.WRONG_NUMBER, "6 w", mark("wrong number"), mark("The caller wanted somebody else.")),
    _end(End.NUISANCE, "7 x", mark("nuisance call"), mark("No concern of a service desk.")),
    _end(End.HUNG_UP, "8 h", mark("hung up early"), mark("Gone before it was settled; all typed stays.")),
)
_OUT = (
    _end(End.REACHED, "1 r", mark("called back"), mark("The user was reached.")),
    _end(End.NOT_REACHED, "2 o", mark("not reached"), mark("Nobody took the call.")),
)


class EndsScreen(EarlyModal[End | None]):
    """Dismissed with the end that was chosen, or None to go on with the call."""

    CSS_PATH = "ends.tcss"
    NAME = mark("End of a call")
    PURPOSE = mark("Every call has an end and stays on record. One key chooses it; Esc goes on with the call.")
    COMMON = (HELP,)
    ACTIONS = (*_IN, *_OUT, Action("back", ("escape",), mark("go on"), mark("Go on with the call.")))

    def __init__(self, session: Session, gateway: Gateway, hand: CallInHand) -> None:
        super().__init__(session, gateway)
        self.hand = hand

    def compose(self) -> ComposeResult:
        """The ends with their keys."""
        who = call_texts.who(self.hand.call, self.hand.norm)
        yield TextLine([(f" {tr('End of the call')}  ", STRONG), (who, PLAIN)])
        yield Rule()
        with Vertical(id="ends"):
            for action in self._offered():
                yield Static(_line(action), classes="end")
            yield Static(line(tr("A ticket: Esc, then ctrl+r reads back and registers.")), id="ticket")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Keys are taken from now on."""
        self.refresh_keys()
        self.ready()

    def _offered(self) -> Sequence[Action]:
        return _OUT if self.hand.call.fact("calls_back") else _IN

    def allowed(self, action: Action) -> bool:
        """A call out ends in other ways than one that came in (CALL-18)."""
        ends = {each.id for each in self._offered()}
        return super().allowed(action) and (action.id == "back" or action.id in ends)

    def action_act(self, action_id: str) -> None:
        """Choose an end."""
        if action_id in {each.id for each in (*_IN, *_OUT)}:
            self.dismiss(End(action_id))
        else:
            super().action_act(action_id)

    def act_back(self) -> None:
        """Go on with the call."""
        self.dismiss(None)


class GoodbyeScreen(EarlyModal[None]):
    """The call is on record: what to say before hanging up (CALL-11, CALL-19)."""

    CSS_PATH = "ends.tcss"
    NAME = mark("Goodbye")
    PURPOSE = mark("The call is on record. Say these lines; then it is over.")
    COMMON = (HELP,)
    ACTIONS = (
        Action("leave", ("enter", "escape", "q"), mark("back to the queue"), mark("The call is over: to the queue.")),
    )

    def __init__(self, session: Session, gateway: Gateway, title: str, lines: Sequence[str]) -> None:
        super().__init__(session, gateway)
        self._title, self._lines = title, tuple(lines)

    def compose(self) -> ComposeResult:
        """The lines to say."""
        yield TextLine([(f" {self._title}", STRONG)])
        yield Rule()
        with Vertical(id="ends"):
            for said in self._lines:
                yield Static(block(said), classes="say")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Keys are taken from now on."""
        self.refresh_keys()
        self.ready()

    def act_leave(self) -> None:
        """The call is over."""
        self.dismiss(None)


class UnansweredScreen(EarlyModal[str | None]):
    """The database does not answer: "later" leaves the call 待编号, "again" asks once more, None goes on with it."""

    CSS_PATH = "ends.tcss"
    NAME = mark("No answer from the database")
    PURPOSE = mark("The call is safe on this host. It gets its end by itself as soon as the database answers.")
    COMMON = (HELP,)
    ACTIONS = (
        Action("later", ("enter", "l"), mark("leave it to be delivered"), mark("The call ends; the record follows.")),
        Action("again", ("r",), mark("try again"), mark("Ask the database once more.")),
        Action("back", ("escape",), mark("go on"), mark("Take the end back, and go on with the call.")),
    )

    def __init__(self, session: Session, gateway: Gateway, hand: CallInHand) -> None:
        super().__init__(session, gateway)
        self.hand = hand

    def compose(self) -> ComposeResult:
        """Two sentences and three keys."""
        reference = self.hand.call.reference
        yield TextLine([(f" {tr('The database does not answer')}  ", STRONG), (reference, STRONG + ACCENT)])
        yield Rule()
        with Vertical(id="ends"):
            yield Static(
                block(tr("The call is kept on this host under {reference}.", reference=reference)), classes="say"
            )
            yield Static(block(tr("Leave it, and it is put on record by itself when the database is back.")))
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Keys are taken from now on."""
        self.refresh_keys()
        self.ready()

    def act_later(self) -> None:
        """The call ends; the record follows."""
        self.dismiss("later")

    def act_again(self) -> None:
        """Ask once more."""
        self.dismiss("again")

    def act_back(self) -> None:
        """Go on with the call."""
        self.dismiss(None)


def _line(action: Action) -> Content:
    keys = " ".join(action.keys)
    return Content.assemble(
        (f" {keys}  ", str(ACCENT)), (f"{tr(action.label)}  ", str(STRONG)), (tr(action.help), "dim")
    )
