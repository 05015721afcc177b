"""What colour means: a state of a ticket, never decoration. Sixteen colours, so that the terminal's own palette holds.

Each state also has a sign or a word beside it, for those who see no colour and terminals that have none.
"""

from __future__ import annotations

from rich.style import Style

COLOURS = {
    "overdue": "bright_red",
    "near": "bright_yellow",
    "waiting": "blue",
    "mine": "bright_cyan",
    "new": "bright_green",
    "accent": "cyan",
}
"""State to colour; style sheets know each as $overdue, $near and so on."""

PLAIN = Style.null()
QUIET = Style(dim=True)
STRONG = Style(bold=True)
ACCENT = Style(color=COLOURS["accent"])
OVERDUE = Style(color=COLOURS["overdue"], bold=True)
NEAR = Style(color=COLOURS["near"])
WAITING = Style(color=COLOURS["waiting"])
MINE = Style(color=COLOURS["mine"])
NEW = Style(color=COLOURS["new"])
SELECTED = Style(reverse=True)


def variables() -> dict[str, str]:
    """The colours as variables of Textual's style sheets."""
    return {state: f"ansi_{colour}" for state, colour in COLOURS.items()}
