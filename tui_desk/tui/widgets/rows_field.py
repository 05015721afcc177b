"""A box that holds a table: its rows one a line, and the cells of the row that is being written below them (REC-4, 8).

Enter goes from cell to cell and behind the last one begins the next row; in an empty row it leaves the table. So rows
are written without any other key. A row that is deleted can be had again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from tui_desk.domain.text import clean, one_line
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Box
from tui_desk.tui.paint import ACCENT, PLAIN, QUIET, STRONG
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.box_fields import field_of
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.in_order import TakeKey
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.quiet_line import QuietLine

Typed = Mapping[str, str]
"""A row as it stands in the cells, by the codes of the columns."""
Cell = Field | LongField | ChoiceField
MOST_LINES = 6
"""How many rows are seen at once beside the one that is written."""
MOST_ROWS = 200
LABEL_CELLS = 12


class RowReader(Protocol):
    """Says what the cells of a table mean."""

    def cell_told(self, box: Box, rows: Sequence[Typed], at: int, column: Box) -> str:
        """What was understood of a cell; empty when nothing was."""

    def cell_settled(self, box: Box, rows: Sequence[Typed], at: int, column: Box) -> str:
        """A cell's text as it stays once it is left."""

    def cell_shown(self, column: Box, text: str) -> str:
        """A cell's text as it stands in a finished row: labels for codes."""

    def pasted(self, box: Box, column: Box, text: str) -> Sequence[Typed]:
        """The rows that a paste of several lines stands for; none where it is one cell's text."""


class RowsField(Vertical):
    """A table. `answer` is its rows as JSON; `changed` is called with it before the next key is read."""

    DEFAULT_CSS = """
    RowsField { height: auto; width: 1fr; }
    RowsField .cell { height: 1; display: none; }
    RowsField .cell.long { height: 2; }
    RowsField.-here .cell { display: block; }
    RowsField .cell QuietLine { height: 1; }
    RowsField .beside { width: 14; margin: 0 0 0 1; }
    """

    def __init__(
        self, box: Box, answer: str, reader: RowReader, *, changed: Callable[[str], None], take_key: TakeKey
    ) -> None:
        self.box, self._reader = box, reader
        self._changed, self._go_on = changed, take_key
        self._rows: list[dict[str, str]] = rows_of(answer)
        self._at = len(self._rows)
        self._gone: list[tuple[int, dict[str, str]]] = []
        self._loading = self._ready = False
        self._lines = _Lines(self._line)
        self._cells: dict[str, Cell] = {}
        self._beside: dict[str, QuietLine] = {}
        self._labels: dict[str, QuietLine] = {}
        super().__init__(self._lines, *map(self._laid_out, box.columns))  # not composed: a cell takes the focus at once

    def _laid_out(self, column: Box) -> Horizontal:
        label, beside = QuietLine(), QuietLine(classes="beside")
        label.styles.width = self._label_cells
        cell = self._cells[column.code] = self._cell(column)
        self._beside[column.code], self._labels[column.code] = beside, label
        return Horizontal(label, cell, beside, classes="cell long" if isinstance(cell, LongField) else "cell")

    def on_mount(self) -> None:
        """Show the rows there are."""
        for column in self.box.columns:
            text = fit(column.label.in_(language()), self._label_cells - 1)
            self._labels[column.code].show(Content.styled(text, str(QUIET)))
        self._ready = True
        self._load()

    @property
    def _label_cells(self) -> int:
        widest = max((cell_len(column.label.in_(language())) for column in self.box.columns), default=0)
        return min(LABEL_CELLS, widest) + 1

    # The rows

    @property
    def answer(self) -> str:
        """The rows as JSON; empty without any."""
        return json_of(self._rows)

    @answer.setter
    def answer(self, text: str) -> None:
        if text == self.answer:
            return
        self._rows = rows_of(text)
        self._at = len(self._rows)
        self._load()
        self._changed(self.answer)

    @property
    def here(self) -> Box | None:
        """The column of the cell that has the focus."""
        return next((c for c in self.box.columns if self._cells and self._cells[c.code].has_focus), None)

    @property
    def can_undo(self) -> bool:
        """Whether a row was deleted."""
        return bool(self._gone)

    @property
    def is_empty(self) -> bool:
        """Whether the row that is written holds nothing yet."""
        return not any(text.strip() for text in self._row.values())

    @property
    def _row(self) -> dict[str, str]:
        return self._rows[self._at] if self._at < len(self._rows) else {}

    def first(self) -> Widget:
        """The cell to begin with, in a new row."""
        self._drop_empty()
        self._at = len(self._rows)
        self._load()
        return self._cells[self.box.columns[0].code]

    def new_row(self) -> None:
        """Begin a row below that is like this one, but for its times."""
        like = {} if self.is_empty else dict(self._row)
        times = {column.code for column in self.box.columns if column.kind == "moment"}
        row = {code: text for code, text in like.items() if code not in times}
        if self._at < len(self._rows) and not self.is_empty:
            self._at += 1
        if row:
            self._rows.insert(self._at, row)
        self._after_change()
        self._focus(0)

    def delete_row(self) -> None:
        """Delete this row; `undo` brings it back."""
        if self._at < len(self._rows):
            self._gone.append((self._at, self._rows.pop(self._at)))
            self._after_change()
            self._focus(0)

    def undo(self) -> None:
        """Bring back the row that was deleted last."""
        if self._gone:
            place, row = self._gone.pop()
            self._at = min(place, len(self._rows))
            self._rows.insert(self._at, row)
            self._after_change()
            self._focus(0)

    def put_rows(self, rows: Sequence[Typed]) -> None:
        """Put rows in from this place on; a new row below them is next."""
        self._drop_empty()
        place = min(self._at, len(self._rows))
        added = [dict(row) for row in rows][: max(0, MOST_ROWS - len(self._rows))]
        self._rows[place:place] = added
        self._at = place + len(added)
        self._after_change()

    def _drop_empty(self) -> None:
        """Rows in which nothing stands any more go."""
        kept = [row for row in self._rows if any(text.strip() for text in row.values())]
        if len(kept) != len(self._rows):
            self._at = min(self._at, len(kept))
            self._rows = kept

    def _after_change(self) -> None:
        self._load()
        self._changed(self.answer)

    # Cells

    def _cell(self, column: Box) -> Cell:
        def changed(text: str) -> None:
            self._typed(column, text)

        def pasted(text: str) -> bool:
            rows = self._reader.pasted(self.box, column, text)
            if rows:
                self.put_rows(rows)
            return bool(rows)

        return field_of(column, "", changed=changed, take_key=self._take_key, pasted=pasted)

    def _typed(self, column: Box, text: str) -> None:
        if self._loading or text == self._row.get(column.code, ""):
            return
        if self._at >= len(self._rows):
            self._rows.append({})
            self._at = len(self._rows) - 1
        row = self._rows[self._at]
        if text:
            row[column.code] = text
        else:
            row.pop(column.code, None)
        self._tell(column)
        self._lines.show(self._at, len(self._rows))
        self._changed(self.answer)

    def _load(self) -> None:
        """Show the row of this place in the cells."""
        if not self._ready:
            return
        self._loading = True
        row = self._row
        for column in self.box.columns:
            if self._cells[column.code].answer != row.get(column.code, ""):
                self._cells[column.code].answer = row.get(column.code, "")
            self._tell(column)
        self._loading = False
        self._lines.show(self._at, len(self._rows))

    def _tell(self, column: Box) -> None:
        told = self._reader.cell_told(self.box, self._rows, self._at, column) if self._row.get(column.code) else ""
        self._beside[column.code].show(Content.styled(one_line(told), str(QUIET)))

    def _line(self, place: int) -> str:
        """A row as its line shows it."""
        row = self._rows[place] if place < len(self._rows) else {}
        cells = [one_line(self._reader.cell_shown(c, row.get(c.code, ""))[:200]) for c in self.box.columns]
        while cells and not cells[-1]:
            cells.pop()
        return " | ".join(cell or "-" for cell in cells) or tr("new row")

    # Keys

    def _take_key(self, key: str) -> bool:
        at = self._place
        last = len(self.box.columns) - 1
        if key == "enter":
            if at == 0 and self.is_empty:
                return self._go_on(key)
            self._settle()
            if at < last:
                self._focus(at + 1)
            else:
                self._to_row(self._at + 1, 0)
        elif key in ("tab", "down") and at < last:
            self._focus(at + 1)
        elif key in ("shift+tab", "up") and at > 0:
            self._focus(at - 1)
        elif key == "up" and self._at > 0:
            self._to_row(self._at - 1, last)
        elif key == "down" and self._at < len(self._rows) and not self.is_empty:
            self._to_row(self._at + 1, 0)
        else:
            return self._go_on(key)
        return True

    @property
    def _place(self) -> int:
        here = self.here
        return self.box.columns.index(here) if here is not None else 0

    def _to_row(self, place: int, column: int) -> None:
        self._settle()
        self._drop_empty()
        self._at = max(0, min(place, len(self._rows)))
        self._load()
        self._focus(column)

    def _focus(self, column: int) -> None:
        cell = self._cells[self.box.columns[column].code]
        self.screen.set_focus(cell)
        if isinstance(cell, Field):
            cell.cursor_position = len(cell.value)

    def _settle(self) -> None:
        """What was only shorthand becomes what it means: "-20m" the time that it was."""
        if self._at >= len(self._rows):
            return
        row = self._rows[self._at]
        for column in self.box.columns:
            if row.get(column.code, "").strip():
                settled = self._reader.cell_settled(self.box, self._rows, self._at, column)
                if settled != row[column.code]:
                    row[column.code] = settled
        self._after_change()

    def on_descendant_focus(self) -> None:
        """Show the cells."""
        self.set_class(True, "-here")
        self._lines.show(self._at, len(self._rows))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The table is left: only its rows stay in sight."""
        if event.widget in self._cells.values():
            self.call_later(self._left)

    def _left(self) -> None:
        if self.is_attached and not self.has_focus_within:
            self._settle()
            self._drop_empty()
            self._load()
            self.set_class(False, "-here")
            self._lines.show(len(self._rows), len(self._rows))


class _Lines(Widget, can_focus=False):
    """The rows, those around the one that is written where there are many."""

    DEFAULT_CSS = "_Lines { height: 1; width: 1fr; }"

    def __init__(self, line: Callable[[int], str]) -> None:
        super().__init__()
        self._line = line
        self._at = self._count = 0

    def show(self, at: int, count: int) -> None:
        """Show so many rows; the one at this place is being written."""
        self._at, self._count = at, count
        height = max(1, min(MOST_LINES, max(count, at + 1 if self._here else count)))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    @property
    def _here(self) -> bool:
        return self.parent is not None and self.parent.has_class("-here")

    def render_line(self, y: int) -> Strip:
        """One row; Textual asks for it."""
        width, shown = self.size.width, self._count + (self._at == self._count and self._here)
        top = max(0, min(self._at - MOST_LINES // 2, shown - MOST_LINES))
        place = top + y
        if place >= shown:
            return Strip([Segment("_" if not y else "", QUIET)]).adjust_cell_length(width)
        here = self._here and place == self._at
        hidden = top if y == 0 and top else shown - place - 1 if y == MOST_LINES - 1 else 0
        more = f"  (+{hidden})" if hidden else ""
        text = fit(f"{place + 1} {self._line(place)}", max(0, width - 2 - len(more)))
        style = STRONG + ACCENT if here else PLAIN
        return Strip([Segment(("> " if here else "  ") + text + more, style)]).adjust_cell_length(width)


def rows_of(answer: str) -> list[dict[str, str]]:
    """The rows of a table's answer; none for what is no such answer."""
    try:
        told = json.loads(answer) if answer else []
    except ValueError:
        return []
    if not isinstance(told, list):
        return []
    return [{str(k): clean(str(v)).text for k, v in row.items()} for row in told if isinstance(row, dict)]


def json_of(rows: Sequence[Typed]) -> str:
    """A table's answer of these rows, the empty ones left out; empty without any."""
    kept = [{k: v for k, v in row.items() if v} for row in rows]
    kept = [row for row in kept if any(v.strip() for v in row.values())]
    return json.dumps(kept, ensure_ascii=False) if kept else ""
