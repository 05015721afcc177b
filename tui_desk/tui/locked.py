"""An app for sessions of people who have no shell: Textual's doors to the server are shut, and a fault says nothing.

With a Textual that grows a new door, `tests/tui/test_app.py` is the place to look.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from string import ascii_lowercase, digits
from types import SimpleNamespace
from typing import Any, TypeVar

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter

from tui_desk import config
from tui_desk.i18n import tr
from tui_desk.tui.exit_guard import ExitGuard

T = TypeVar("T")
_log = logging.getLogger(__name__)

# Textual takes alt+3 for the "£" of one macOS terminal, alt+f and alt+b for arrows, and of two alt chords in one burst
# makes "^" and a letter, text in whatever field has the focus.
for _key in (*ascii_lowercase, *digits):
    ANSI_SEQUENCES_KEYS[f"\x1b{_key}"] = (SimpleNamespace(value=f"alt+{_key}"),)  # type: ignore[index] # a dict behind a Mapping
ANSI_SEQUENCES_KEYS["\x1b\r"] = (SimpleNamespace(value="alt+enter"),)  # type: ignore[index] # likewise


class LockedApp(App[T]):
    """Starts no program, writes no file, shows no traceback, and lets no control byte of anybody's text out."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(ansi_color=True)  # the terminal's own colours; and NO_COLOR then takes them out, whole
        self.animation_level = "none"
        self._guard = ExitGuard()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver; on Linux the one that a terminal which is gone does not hold up."""
        from textual.drivers.linux_driver import LinuxDriver

        chosen = super().get_driver_class()
        if chosen is not LinuxDriver:
            return chosen
        from tui_desk.tui.driver import PatientDriver

        return PatientDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and after them the guard at the exit."""
        return [*super().get_line_filters(), self._guard]

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing: a browser would start on the server."""

    def deliver_screenshot(self, *_: Any, **__: Any) -> None:
        """Nothing: a file would be written on the server."""

    deliver_text = deliver_binary = deliver_screenshot

    def action_suspend_process(self) -> None:
        """Nothing: there may be no shell to come back from."""

    def panic(self, *_: Any) -> None:
        """Leave with one sentence."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """Textual would print a traceback with local variables, a ticket's text among them."""
        _log.critical("the program failed", exc_info=getattr(self._exception, "error", self._exception))
        sentence = tr("tui-desk stopped because of a fault of its own. Calls in progress are kept; the log is {file}.")
        self._exit_renderables[:] = [sentence.format(file=config.log_file())]
        self._close_messages_no_wait()
