"""What the shell commands write: harmless text, in columns measured in cells.

Not Rich: a shell command must be over before a user interface would have been imported.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from tui_desk.domain.text import cells as cells  # noqa: PLC0414 - the commands measure with it too
from tui_desk.domain.text import clean, one_line

GAP = 2
WIDEST_CELL_COUNT = 200


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a line end; no control sequence in it reaches the terminal."""
    stream = stream or sys.stdout
    stream.write(clean(text).text + "\n")


def complain(sentence: str) -> None:
    """Say on the error stream, in one line, what went wrong."""
    say(f"tui-desk: {one_line(sentence)}", sys.stderr)


def say_json(content: Any) -> None:
    """Write `content` as JSON; characters that could act on a terminal are escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    say(text if not clean(text).removed else json.dumps(content, indent=2))


def cut(text: str, width: int) -> str:
    """The text on one line in at most `width` cells; ".." says that something is missing."""
    text = one_line(text)
    if cells(text) <= width:
        return text
    kept, used = "", 2
    for character in text:
        used += cells(character)
        if used > width:
            break
        kept += character
    return kept + ".."


def say_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows under their headings, each column as wide as its widest cell, the last cut at the terminal's edge."""
    table = [[one_line(cell)[:WIDEST_CELL_COUNT] for cell in row] for row in (headings, *rows)]
    widths = [max(cells(row[column]) for row in table) for column in range(len(headings) - 1)]
    room = _room() - sum(widths) - GAP * len(widths)
    for row in table:
        fixed = "".join(cell + " " * (width - cells(cell) + GAP) for cell, width in zip(row[:-1], widths, strict=True))
        say((fixed + cut(row[-1], max(room, 10))).rstrip())


def _room() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDEST_CELL_COUNT
