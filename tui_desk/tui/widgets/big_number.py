"""A ticket number in large letters, drawn with reversed cells: no box characters, no signs of ambiguous width."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.text import one_line

_FONT = {
    "A": "010 101 111 101 101", "B": "110 101 110 101 110", "C": "011 100 100 100 011", "D": "110 101 101 101 110",
    "E": "111 100 110 100 111", "F": "111 100 110 100 100", "G": "011 100 101 101 011", "H": "101 101 111 101 101",
    "I": "111 010 010 010 111", "J": "001 001 001 101 010", "K": "101 101 110 101 101", "L": "100 100 100 100 111",
    "M": "101 111 111 101 101", "N": "110 101 101 101 101", "O": "010 101 101 101 010", "P": "110 101 110 100 100",
    "Q": "010 101 101 110 011", "R": "110 101 110 101 101", "S": "011 100 010 001 110", "T": "111 010 010 010 010",
    "U": "101 101 101 101 111", "V": "101 101 101 101 010", "W": "101 101 111 111 101", "X": "101 101 010 101 101",
    "Y": "101 101 010 010 010", "Z": "111 001 010 100 111", "0": "111 101 101 101 111", "1": "010 110 010 010 111",
    "2": "111 001 111 100 111", "3": "111 001 111 001 111", "4": "101 101 111 001 001", "5": "111 100 111 001 111",
    "6": "111 100 111 101 111", "7": "111 001 001 010 010", "8": "111 101 111 101 111", "9": "111 101 111 001 111",
    "-": "000 000 111 000 000", "_": "000 000 000 000 111", ".": "000 000 000 000 010", "/": "001 001 010 100 100",
    " ": "000 000 000 000 000",
}  # fmt: skip
ROWS = 5


def pixels(text: str) -> tuple[str, ...] | None:
    """Five lines of "0" and "1" that draw the text; None when a sign has no picture."""
    glyphs = [_FONT.get(character) for character in text.upper()]
    if not text or None in glyphs:
        return None
    drawn = [glyph.split() for glyph in glyphs if glyph is not None]
    return tuple("0".join(glyph[row] for glyph in drawn) for row in range(ROWS))


class BigNumber(Widget):
    """The number, as large as the screen allows: two cells a pixel, one, or plain letters."""

    DEFAULT_CSS = f"BigNumber {{ height: {ROWS}; width: 1fr; }}"

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = one_line(number)

    def lines(self, width: int) -> tuple[str, ...]:
        """The picture in `width` cells, "1" for a reversed cell; none when it does not fit in one line or two."""
        head, _, tail = self.number.rpartition("-")
        for text in (self.number, tail or head):
            drawn = pixels(text)
            if drawn is not None:
                for cells in (2, 1):
                    if len(drawn[0]) * cells <= width:
                        return tuple("".join(pixel * cells for pixel in row) for row in drawn)
        return ()

    def render_line(self, y: int) -> Strip:
        """One line of the picture; Textual asks for it."""
        width = self.size.width
        drawn = self.lines(width)
        if not drawn:
            text = self.number if y == ROWS // 2 else ""
            return Strip([Segment(text, Style(bold=True))], cell_len(text)).adjust_cell_length(width)
        if y >= ROWS:
            return Strip.blank(width)
        return (
            Strip([Segment(" ", Style(reverse=pixel == "1")) for pixel in drawn[y]])
            .simplify()
            .adjust_cell_length(width)
        )
