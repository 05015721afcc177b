"""No control byte of anybody's text reaches the terminal, whatever shows it."""

from __future__ import annotations

import re

from tests.tui.terminal import Terminal, python

POINTER_SHAPE = re.compile(rb"\x1b\]22;[a-z-]*\x07")  # Textual itself sends it
CONTROLS = re.compile(
    rb"\x1b\[38;5;201m|\x1b\]52|\x9b(?<!\xe2..)5m|\xc2[\x80-\x9f]|\x00|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\x07"
)


def test_the_guard_at_the_exit_stops_what_no_widget_cleaned() -> None:
    with Terminal(python("tests.tui.leaky"), 100, 40) as terminal:
        terminal.until("ready")
        terminal.read_until_still()
        assert "SGFjaw==" in terminal.text, "the words stay"
        assert CONTROLS.findall(POINTER_SHAPE.sub(b"", terminal.sent)) == []
