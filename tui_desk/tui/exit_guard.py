"""The last check before the terminal: no control character of anybody's text goes out, whatever widget holds it.

Textual runs every line of every widget, borders and titles included, through the app's line filters, and keeps the
result: a line is checked once. The characters taken out are of width zero, so columns hold still.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


class ExitGuard(LineFilter):
    """Takes controls out of every segment, and links that nobody here makes."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """The segments as they may go out; the same list when there is nothing to take out."""
        if not any(_is_harmful(text) or (style and style.link) for text, style, _ in segments):
            return segments
        return [Segment(_CONTROLS.sub("", text), _without_link(style), control) for text, style, control in segments]


def _is_harmful(text: str) -> bool:
    return not text.isprintable() and _CONTROLS.search(text) is not None  # `isprintable` alone is five times as fast


def _without_link(style: Style | None) -> Style | None:
    return style.update_link(None) if style and style.link else style
