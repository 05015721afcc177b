"""The only way from data to the screen: no markup, no control characters, widths in cells.

Ambiguous-width signs are kept out of frames and tables.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tui_desk.domain.text import clean, one_line

BLOCK_LIMIT = 20_000
"""How many characters of a long text a screen shows; the whole is stored."""
_JOINERS = {0x200D: None, 0xFE0F: None}
"""What joins emoji to one, or widens a sign: terminals differ in the cells that the result takes."""


def line(text: str) -> Content:
    """A harmless text on one line, nothing of it read as markup."""
    return Content(one_line(text))


def block(text: str, limit: int = BLOCK_LIMIT) -> Content:
    """A harmless text of several lines, cut at `limit` characters."""
    kept = clean(text[: limit + 1]).text.expandtabs(4)
    return Content(kept if len(kept) <= limit else kept[:limit] + " ...")


def fit(text: str, width: int) -> str:
    """A harmless text on one line in exactly `width` cells: padded, or cut with ".." at its end."""
    text = one_line(text[: 4 * width + 64]).translate(_JOINERS)
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, max(0, width - 2)) + "..", width)


def right(text: str, width: int) -> str:
    """A short harmless text at the right end of `width` cells."""
    text = one_line(text)
    return " " * max(0, width - cell_len(text)) + text
