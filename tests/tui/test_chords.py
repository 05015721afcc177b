"""Chords with Alt are keys, however fast they come, and never text."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

import tui_desk.tui.locked  # noqa: F401 - it teaches Textual these keys


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bl\x1bl7", ["alt+l", "alt+l", "7"]),
        ("\x1bc\x1b3\t张", ["alt+c", "alt+3", "tab", "张"]),
        ("\x1bf\x1bb", ["alt+f", "alt+b"]),
        ("\x1b\r\x1bOP\x1b[5~", ["alt+enter", "f1", "pageup"]),
    ],
)
def test_chords_in_one_burst_are_keys_in_their_order(sent: str, keys: list[str]) -> None:
    """CALL-16: over a slow line they arrive together."""
    read = [event for event in XTermParser().feed(sent) if isinstance(event, events.Key)]
    assert [event.key for event in read] == keys
    assert not any(event.character for event in read if event.key.startswith("alt+"))
