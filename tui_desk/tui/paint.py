"""What colour means: a state of a ticket, never decoration. Sixteen colours, so that the terminal's own palette holds.

Each state also has a sign or a word beside it, for those who see no colour and terminals that have none.
"""

from __future__ import annotations

from rich.style import Style
from textual.theme import Theme

COLOURS = {
    "overdue": "bright_red",
    "near": "bright_yellow",
    "waiting": "blue",
    "mine": "bright_cyan",
    "new": "bright_green",
    "accent": "cyan",
}
"""State to colour."""

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


THEME = Theme(
    name="tui-desk",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_cyan",
    accent="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={state: f"ansi_{colour}" for state, colour in COLOURS.items()}
    | {
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_cyan",
        "input-selection-foreground": "ansi_black",
    },
)
"""The look of everything that style sheets paint; each state's colour is a variable there ($overdue, $near …)."""
