"""The boxes of one part of a form as questions: a label and a field a line, tables with their rows (SITE, REC)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from textual.widget import Widget

from tui_desk.norms.models import Box, Question
from tui_desk.tui.widgets.box_fields import choices_of, field_of
from tui_desk.tui.widgets.in_order import TakeKey
from tui_desk.tui.widgets.question_form import Answered, Control, QuestionForm, QuestionRow, Reader
from tui_desk.tui.widgets.rows_field import RowReader, RowsField

_KINDS = {"long": "long", "moment": "past", "date": "past", "sign": "past"}
"""The kinds of boxes that a question form lays out in a way of its own; all others are a line."""


class BoxReader(Reader, RowReader, Protocol):
    """Says what is understood of boxes and of cells."""


class PaperForm(QuestionForm):
    """The fields of one part. Boxes not asked are out of sight; what stands in them stays."""

    def __init__(
        self, boxes: Sequence[Box], answers: Mapping[str, str], tell: Answered, take_key: TakeKey, reader: BoxReader
    ) -> None:
        self._boxes = {box.code: box for box in boxes}
        self._box_reader = reader
        questions = [question_of(box) for box in boxes]
        super().__init__(questions, answers, lambda question: question.choices, tell, take_key, reader)
        for row in self.rows.values():
            row.set_class(isinstance(row.control, RowsField), "table")

    def _control(self, question: Question, answer: str, tell: Answered, take_key: TakeKey) -> Control:
        box = self._boxes[question.code]

        def changed(text: str) -> None:
            tell(box.code, text)
            self.rows[box.code].read_again()

        if box.kind == "table":
            return RowsField(box, answer, self._box_reader, changed=changed, take_key=take_key)
        return field_of(box, answer, changed=changed, take_key=take_key)


def question_of(box: Box) -> Question:
    """A box as question forms ask it."""
    kind = _KINDS.get(box.kind, "text")
    return Question(box.code, box.label, kind, choices=choices_of(box))  # type: ignore[arg-type] # one of its Literal


def row_around(widget: Widget | None) -> QuestionRow | None:
    """The row of the box that a field, or a cell of its table, belongs to."""
    if widget is None:
        return None
    return next((each for each in widget.ancestors_with_self if isinstance(each, QuestionRow)), None)
