"""What all screens share: actions from the registry, and errors said where the officer looks."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from textual.screen import ModalScreen, Screen

from tui_desk.desk.errors import DeskError
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import may
from tui_desk.i18n import tr
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.session import Session

T = TypeVar("T")
_log = logging.getLogger(__name__)


class ActionScreen(Screen[T]):
    """A screen whose keys come from its `ACTIONS`.

    An action's method may be a coroutine: it then runs as a worker, so that a database that hangs never holds the
    keyboard. A DeskError it raises is shown as a sentence; the screen and what was typed stay.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "ACTIONS" in cls.__dict__:
            cls.BINDINGS = [action.binding() for action in cls.ACTIONS]
        super().__init_subclass__(**kwargs)

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__()
        self.session, self.gateway = session, gateway

    def allowed(self, action: Action) -> bool:
        """Whether the action works now. Screens that depend on a selection narrow it further."""
        return action.verb is None or may(self.session.officer, action.verb)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question before it runs a binding."""
        if action != "act":
            return super().check_action(action, parameters)
        return any(candidate.id == parameters[0] and self.allowed(candidate) for candidate in self.ACTIONS)

    def action_act(self, action_id: str) -> None:
        """Run the method of an action."""
        outcome = getattr(self, f"act_{action_id}")()
        if inspect.iscoroutine(outcome):
            self.start(outcome)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine as a worker of this screen; its errors are said, not thrown."""
        self.run_worker(self._guarded(work), group="act", exclusive=False, exit_on_error=False)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except DeskError as error:
            self.say_error(error)
        except Exception:
            _log.exception("an action failed")
            self.notify(tr("This did not work, and it is our fault. The log has the details."), severity="error")

    def say_error(self, error: DeskError) -> None:
        """Show what went wrong and what to do next."""
        self.say(explain(error), severity="error")

    def say(self, sentence: str, severity: str = "information") -> None:
        """Show a sentence for a few seconds; nothing in it is read as markup."""
        self.notify(one_line(sentence), severity=severity, markup=False)  # type: ignore[arg-type] # a Literal there


class ActionModal(ActionScreen[T], ModalScreen[T]):
    """A dialog: opaque, over the screen it came from."""


def explain(error: DeskError) -> str:
    """The error's sentence in the language spoken now."""
    return tr(error.sentence, **error.facts)
