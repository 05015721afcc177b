"""The questions of one step of the checklist: a label and a field a line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from tui_desk.i18n import language
from tui_desk.norms.models import Choice, Question
from tui_desk.tui.paint import ACCENT, QUIET, STRONG
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.in_order import TakeKey
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.quiet_line import QuietLine

Answered: TypeAlias = Callable[[str, str], None]
"""Called with a question's code and its whole answer, before the next key is read."""
Control: TypeAlias = Field | LongField | ChoiceField
LABEL_CELLS = (8, 20)
"""How narrow and how wide the column of labels may be."""


class QuestionRow(Horizontal):
    """A question: a sign, its label, its field. `first` is where its step begins."""

    def __init__(self, question: Question, control: Control, cells: int) -> None:
        self._label, self._cells = QuietLine(classes="label"), cells
        self._label.styles.width = cells + 3
        self.question, self.control, self.first = question, control, False
        super().__init__(self._label, control, classes="long" if question.kind == "long" else "")

    def show(self, *, here: bool, missing: bool) -> None:
        """Mark the question asked now with ">", one whose required answer is missing with "*"."""
        ink = str(STRONG + ACCENT if here else QUIET)
        sign = Content.styled(">" if here else "*" if missing else " ", ink if here else "")
        self._label.show(sign + Content.styled(fit(self.question.label.in_(language()), self._cells), ink))


class QuestionForm(VerticalScroll, can_focus=False):
    """The fields of a step. Questions of branches not taken are out of sight; their answers stay."""

    def __init__(
        self,
        questions: Sequence[Question],
        answers: Mapping[str, str],
        choices: Callable[[Question], Sequence[Choice]],
        tell: Answered,
        take_key: TakeKey,
    ) -> None:
        least, most = LABEL_CELLS
        cells = min(most, max([least, *(cell_len(question.label.in_(language())) for question in questions)]))
        self._choices = choices
        self.rows: dict[str, QuestionRow] = {}
        for question in questions:
            control = _control(question, answers.get(question.code, ""), choices(question), tell, take_key)
            self.rows[question.code] = QuestionRow(question, control, cells)
        self.rows[questions[0].code].first = True
        super().__init__(*self.rows.values())  # not composed: a row must be there to take the focus at once

    def show(self, here: str, asked: Collection[str], missing: Collection[str]) -> None:
        """Show the questions asked in this branch, the one asked now, and those whose required answer is missing."""
        for code, row in self.rows.items():
            row.display = code in asked
            row.show(here=code == here, missing=code in missing)
            if isinstance(row.control, ChoiceField):
                row.control.choices = tuple(self._choices(row.question))

    def put(self, code: str, answer: str) -> None:
        """Put an answer into its field, if it is one of this step."""
        if code in self.rows:
            self.rows[code].control.answer = answer

    def beside(self, code: str, by: int) -> str:
        """The question shown below this one (1) or above it (-1); empty beyond the last and the first."""
        shown = [each for each, row in self.rows.items() if row.display]
        place = shown.index(code) + by
        return shown[place] if 0 <= place < len(shown) else ""


def _control(question: Question, answer: str, choices: Sequence[Choice], tell: Answered, take_key: TakeKey) -> Control:
    def changed(text: str) -> None:
        tell(question.code, text)

    if question.kind in ("choice", "yes_no"):
        letters = question.kind == "yes_no"
        return ChoiceField(answer, choices, changed=changed, take_key=take_key, letters=letters)
    if question.kind == "long":
        return LongField(answer, changed=changed, take_key=take_key)
    return Field(answer, changed=changed, take_key=take_key)


def row_of(widget: Widget | None) -> QuestionRow | None:
    """The row of the question that a field belongs to."""
    return widget.parent if widget is not None and isinstance(widget.parent, QuestionRow) else None
