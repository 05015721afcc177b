"""What all screens share: actions from the registry, and errors said where the officer looks."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeVar, cast

from textual.events import Event, ScreenResume
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui_desk.desk.errors import DeskError, explain
from tui_desk.domain.message import Ring
from tui_desk.domain.roster import Shift
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import may
from tui_desk.i18n import tr
from tui_desk.tui.actions import CHANGE_OVER, GO_TO_WARNED, HELP, LOCK, NEW_CALL, PALETTE, Action
from tui_desk.tui.alerts import Owing
from tui_desk.tui.compositor import SparingCompositor
from tui_desk.tui.gateway import Gateway, Line, Waiting
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.alert_lines import AlertLines
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece

T = TypeVar("T")
_log = logging.getLogger(__name__)


class NewCall(Message):
    """A screen asks for the intake of a new call; the app opens it.

    `ring` is the telephone that was taken, `answers` what is known of the caller by question code, and `calls_back`
    what the desk calls out about (see `domain.call.Fact`).
    """

    def __init__(
        self, ring: Ring | None = None, answers: Mapping[str, str] | None = None, calls_back: str = ""
    ) -> None:
        super().__init__()
        self.ring, self.answers, self.calls_back = ring, dict(answers or {}), calls_back


class BackToCall(Message):
    """A screen asks to go back to the call in hand, or to be offered the parked ones."""


class OpenTicket(Message):
    """A screen asks for a ticket's own screen; the app opens it."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class GoToWarned(Message):
    """A screen asks for the ticket that was warned of; the app knows which."""


class InFront(Message):
    """Another screen is in front; the app has something to show on it, perhaps."""


class ChangeOver(Message):
    """A screen asks for the PIN of another officer, or with `lock` to hide the desk until a PIN is given."""

    def __init__(self, *, lock: bool = False) -> None:
        super().__init__()
        self.lock = lock


class HasSeat(Protocol):
    """The app, as far as the seat goes."""

    def on_change_over(self, event: ChangeOver) -> None:
        """Another officer sits down, or this one locks the desk."""


class LeaveDesk(Message):
    """A screen asks to leave the program."""


class ActionScreen(Screen[T]):
    """A screen whose keys come from its `ACTIONS`, and from those that all screens have in `COMMON`.

    An action's method may be a coroutine: it then runs as a worker, so that a database that hangs never holds the
    keyboard. A DeskError it raises is shown as a sentence; the screen and what was typed stay. A `KeyBar` and a
    `StatusLine` on the screen are kept true by this class.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    COMMON: ClassVar[tuple[Action, ...]] = (NEW_CALL, PALETTE, HELP)
    SEAT: ClassVar[tuple[Action, ...]] = (CHANGE_OVER, LOCK, GO_TO_WARNED)
    NAME: ClassVar[str] = ""
    """What the screen is called in the help (a msgid)."""
    PURPOSE: ClassVar[str] = ""
    """What the screen is for (a msgid): a paragraph for the help."""
    TOLD_BY_ANOTHER: ClassVar[frozenset[str]] = frozenset()
    """Actions that the sentence of another one tells of: the help does not name them once more."""
    HOLDS_CALL: ClassVar[bool] = False
    """Whether the screen holds a call in progress."""
    ALERTS: ClassVar[tuple[int, int]] = (1, 1)
    """At which row a telephone that rings or a message is told, over what stands there, and on how many lines."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own, which would draw the whole screen again whenever the focus moves."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if {"ACTIONS", "COMMON"} & cls.__dict__.keys():
            cls.BINDINGS = [action.binding() for action in (*cls.ACTIONS, *cls.COMMON, *cls.SEAT)]
        super().__init_subclass__(**kwargs)

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__()
        self._compositor = SparingCompositor()
        self.session, self.gateway = session, gateway

    def _compositor_refresh(self) -> None:
        """Draw what changed, unless another screen stands in front: all of ours cover the whole terminal.

        Textual draws the front screen anew, all of it, when something moves on the one behind (a countdown, say). And
        it draws what a layout moved even when all will be drawn next.
        """
        if self._repaint_required:
            return
        if self.app.screen is self:
            super()._compositor_refresh()
        else:
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()

    def ticket_open(self) -> str:
        """The ticket that this screen shows, for colleagues to see who has it open; empty for none."""
        return ""

    def actions(self) -> tuple[Action, ...]:
        """Every action of this screen, in the order of use: what helps to find the others comes last."""
        first = tuple(action for action in self.COMMON if action is NEW_CALL)
        own = {action.id for action in self.ACTIONS}
        seat = tuple(action for action in self.SEAT if action.id not in own)
        return (*first, *self.ACTIONS, *seat, *(action for action in self.COMMON if action is not NEW_CALL))

    def allowed(self, action: Action) -> bool:
        """Whether the action works now. Screens that depend on a selection narrow it further."""
        if action.id == CHANGE_OVER.id:
            return self.session.shared
        if action.id == LOCK.id:
            return self.session.has_pin
        return action.verb is None or may(self.session.officer, action.verb)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question before it runs a binding."""
        if action != "act":
            return super().check_action(action, parameters)
        return any(candidate.id == parameters[0] and self.allowed(candidate) for candidate in self.actions())

    def action_act(self, action_id: str) -> None:
        """Run the method of an action."""
        outcome = getattr(self, f"act_{action_id}")()
        if inspect.iscoroutine(outcome):
            self.start(outcome)

    def act_new_call(self) -> None:
        """Ask for the intake of a new call."""
        self.post_message(NewCall())

    def act_change_over(self) -> None:
        """Ask for the PIN of the officer who sits down here, before the next key is read."""
        cast("HasSeat", self.app).on_change_over(ChangeOver())

    def act_go_to_warned(self) -> None:
        """Ask for the ticket that was warned of."""
        self.post_message(GoToWarned())

    def act_lock(self) -> None:
        """Hide the desk until a PIN is given, before the next key is read."""
        cast("HasSeat", self.app).on_change_over(ChangeOver(lock=True))

    def act_help(self) -> None:
        """Show the keys of this screen."""
        from tui_desk.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    def act_palette(self) -> None:
        """Offer every action of this screen by name, and run the one that is chosen."""
        from tui_desk.tui.screens.palette import PaletteScreen

        def run(action_id: str | None) -> None:
            if action_id:
                self.action_act(action_id)

        self.app.push_screen(PaletteScreen(self), run)

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now: other roles, officers, norm or facts of the desk."""
        self.session = session
        for widget in self.query("*"):
            if isinstance(getattr(widget, "session", None), Session):
                widget.session = session  # type: ignore[attr-defined] # those that have one
                widget.refresh()
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Make the bottom line true again, after the selection or a state changed."""
        for bar in self.query_children(KeyBar) or self.query(KeyBar):  # a child of the screen, but for two dialogs
            bar.show([action for action in self.actions() if not action.quiet and self.allowed(action)])

    async def on_event(self, event: Event) -> None:
        """Come to the front in the styles that stand: widgets have them since they were mounted, or changed.

        Textual would style all anew, though only the screen itself may have been mounted before its sheet was read.
        """
        if isinstance(event, ScreenResume):
            if event.refresh_styles:
                event.refresh_styles = False
                self.app.stylesheet.apply(self)
            self.refresh()  # all of it, once: before Textual lays it out
        await super().on_event(event)

    def on_screen_resume(self) -> None:
        """Come back to a screen: its keys and its line mark may be out of date."""
        self.refresh_keys()
        self.show_line(self.gateway.down_since is None)
        self.post_message(InFront())

    def on_line(self, event: Line) -> None:
        """The line to the database went down or came back."""
        self.show_line(event.up)

    def show_line(self, up: bool) -> None:
        """Show on the status line whether the database answers."""
        for status in self.query_children(StatusLine):
            status.show_line(None if up else self.gateway.down_since)
            status.show_waiting(self.gateway.waiting_calls)

    def on_waiting(self, event: Waiting) -> None:
        """Another number of calls waits for the database."""
        for status in self.query_children(StatusLine):
            status.show_waiting(event.count)

    def show_alerts(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show what rings or came in; nothing below it moves."""
        shown = self.query_children(AlertLines)
        if lines and not shown and self.is_running:
            alerts = AlertLines(*self.ALERTS)
            alerts.show(lines)
            self.mount(alerts)
        for alerts in shown:
            alerts.show(lines)

    def show_owing(self, owing: Owing) -> None:
        """Take in what the officer owes to callers, where the screen tells that."""

    def show_warned(self, count: int) -> None:
        """Show how many of the officer's tickets are in danger, where the screen has a line for it."""
        for status in self.query_children(StatusLine):
            status.show_warned(count)

    def show_duty(self, shift: Shift | None) -> None:
        """Show the officer's own shift, where the screen has a line for it (DESK-2)."""
        for status in self.query_children(StatusLine):
            status.show_duty(shift)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine as a worker of this screen; its errors are said, not thrown."""
        self.run_worker(self._guarded(work), group="act", exclusive=False, exit_on_error=False)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except DeskError as error:
            self.say_error(error)
        except Exception:  # noqa: BLE001 - one action that fails must not take the desk with it
            _log.exception("an action failed")
            self.notify(tr("This did not work, and it is our fault. The log has the details."), severity="error")

    def say_error(self, error: DeskError) -> None:
        """Show what went wrong and what to do next."""
        self.say(explain(error), severity="error")

    def say(self, sentence: str, severity: str = "information") -> None:
        """Show a sentence for a few seconds, in place of the one before; nothing in it is read as markup."""
        self.app.clear_notifications()
        self.notify(one_line(sentence), severity=severity, markup=False)  # type: ignore[arg-type] # a Literal there


class ActionModal(ActionScreen[T], ModalScreen[T]):
    """A dialog: opaque, over the screen it came from. It ends when another officer sits down: it was not theirs."""

    COMMON: ClassVar[tuple[Action, ...]] = (PALETTE, HELP)
    SEAT: ClassVar[tuple[Action, ...]] = (LOCK, GO_TO_WARNED)

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self._begun_by = session.officer.staff_no

    def on_screen_resume(self) -> None:
        """Come back to the dialog, if whoever began it still sits here."""
        super().on_screen_resume()
        if self.session.officer.staff_no != self._begun_by:
            self.dismiss(None)
