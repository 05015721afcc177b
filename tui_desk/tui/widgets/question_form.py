"""The questions of one step of the checklist: a label and a field a line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_desk.i18n import language
from tui_desk.norms.models import Choice, Question
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.quiet_line import QuietLine

Answered: TypeAlias = Callable[[str, str], None]
"""Called with a question's code and its whole answer, before the next key is read."""
LABEL_CELLS = (8, 20)
"""How narrow and how wide the column of labels may be."""


class QuestionRow(Horizontal):
    """A question: a sign while a required answer is missing, its label, its field. `first` is where its step begins."""

    def __init__(self, question: Question, answer: str, choices: Sequence[Choice], cells: int, tell: Answered) -> None:
        super().__init__(classes="long" if question.kind == "long" else "")
        self.question, self._cells = question, cells
        self.first = False
        self._label = QuietLine(classes="label")
        self._label.styles.width = cells + 3
        self.control = _control(question, answer, choices, tell)

    def compose(self) -> ComposeResult:
        """The label and the field."""
        yield self._label
        yield self.control

    def show(self, missing: bool) -> None:
        """Mark the question asked now with ">", one whose required answer is missing with "*"."""
        sign = ">" if self.control.has_focus else "*" if missing else " "
        self._label.show(Content(sign + fit(self.question.label.in_(language()), self._cells)))


class QuestionForm(VerticalScroll, can_focus=False):
    """The fields of a step. Questions of branches not taken are out of sight; their answers stay."""

    class GoOn(Message):
        """Enter: on to the next question that is open."""

    class Leave(Message):
        """The officer went beyond the last question (`by` 1) or before the first (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(
        self,
        questions: Sequence[Question],
        answers: dict[str, str],
        choices: Callable[[Question], Sequence[Choice]],
        tell: Answered,
        *,
        id: str,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        least, most = LABEL_CELLS
        cells = min(most, max([least, *(cell_len(q.label.in_(language())) for q in questions)]))
        self._choices = choices
        self.rows = {q.code: QuestionRow(q, answers.get(q.code, ""), choices(q), cells, tell) for q in questions}
        self.rows[questions[0].code].first = True

    def compose(self) -> ComposeResult:
        """A row a question."""
        yield from self.rows.values()

    def show(self, asked: Collection[str], missing: Collection[str]) -> None:
        """Show the questions asked now, and mark those whose required answer is missing."""
        for code, row in self.rows.items():
            row.display = code in asked
            row.show(code in missing)
            if isinstance(row.control, ChoiceField):
                row.control.choices = tuple(self._choices(row.question))

    def put(self, code: str, answer: str) -> None:
        """Put an answer into its field, if it is one of this step."""
        if code in self.rows:
            self.rows[code].control.answer = answer

    def enter(self, code: str = "", *, last: bool = False) -> None:
        """Go to a question's field; without one to the first, or the last."""
        shown = [row for row in self.rows.values() if row.display]
        if code and self.rows[code].display:
            self.rows[code].control.focus()
        elif shown:
            shown[-1 if last else 0].control.focus()

    def move(self, by: int) -> None:
        """Go to the next question (1) or to the one before (-1)."""
        shown = [row for row in self.rows.values() if row.display]
        here = next((place for place, row in enumerate(shown) if row.control.has_focus), -1)
        if 0 <= here + by < len(shown):
            shown[here + by].control.focus()
        else:
            self.post_message(self.Leave(by))

    def on_key(self, event: events.Key) -> None:
        """Keys that fields leave alone go from question to question."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.GoOn())
            return
        by = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}.get(event.key)
        if by is not None:
            event.stop()
            event.prevent_default()
            self.move(by)

    def on_choice_field_chosen(self, event: ChoiceField.Chosen) -> None:
        """A digit chose for good."""
        event.stop()
        self.post_message(self.GoOn())


def _control(
    question: Question, answer: str, choices: Sequence[Choice], tell: Answered
) -> Field | LongField | ChoiceField:
    def changed(text: str) -> None:
        tell(question.code, text)

    if choices or question.kind in ("choice", "yes_no"):
        return ChoiceField(answer, choices, changed=changed, letters=question.kind == "yes_no")
    if question.kind == "long":
        return LongField(answer, changed=changed)
    return Field(answer, changed=changed)


def row_of(widget: Widget | None) -> QuestionRow | None:
    """The row of the question that a field belongs to."""
    return widget.parent if widget is not None and isinstance(widget.parent, QuestionRow) else None
