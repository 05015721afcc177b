"""The questions of one step of the checklist: a label and a field a line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from rich.cells import cell_len
from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from tui_desk.domain.text import one_line
from tui_desk.i18n import language
from tui_desk.norms.models import Choice, Question
from tui_desk.tui.paint import ACCENT, QUIET, STRONG
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.in_order import TakeKey
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.quiet_line import QuietLine

if TYPE_CHECKING:
    from tui_desk.tui.widgets.rows_field import RowsField

Answered: TypeAlias = Callable[[str, str], None]
"""Called with a question's code and its whole answer, before the next key is read."""
Control: TypeAlias = "Field | LongField | ChoiceField | RowsField"
UNDERSTOOD = frozenset({"past", "moment", "duration", "people", "file"})
"""The kinds of questions beside which it is shown what was understood."""
LABEL_CELLS = (8, 20)
"""How narrow and how wide the column of labels may be."""
FILES_REST_SECONDS = 0.4


class Reader(Protocol):
    """Says what is understood of an answer in the caller's own words."""

    def beside(self, question: Question, answer: str) -> str:
        """What is shown beside it; empty when nothing was understood."""

    def settled(self, question: Question, answer: str) -> str:
        """The answer as it stays once its question is left."""

    def enclose(self, question: Question, answer: str) -> Awaitable[str | None]:
        """Keep the files that it names; what there is to say of them, None when that is out of date."""


class QuestionRow(Horizontal):
    """A question: a sign, its label, its field, and beside it what was understood. `first` is where its step begins."""

    DEFAULT_CSS = """
    QuestionRow .understood { width: 18; height: 1; margin: 0 0 0 1; }
    QuestionRow.file .understood { width: 50%; height: 2; }
    """

    def __init__(self, question: Question, control: Control, cells: int, reader: Reader | None = None) -> None:
        self._label, self._cells = QuietLine(classes="label"), cells
        self._label.styles.width = cells + 3
        self.question, self.control, self.first = question, control, False
        self._reader = reader if question.kind in UNDERSTOOD else None
        self._understood = QuietLine(classes="understood")
        self._stale = False
        self._marked: tuple[bool, bool] | None = None
        kind = {"long": "long", "file": "long file"}.get(question.kind, "")
        beside = (self._understood,) if self._reader else ()
        super().__init__(self._label, control, *beside, classes=kind)

    def on_mount(self) -> None:
        """Read what a call taken up again had answered."""
        self.read_again()

    def read_again(self) -> None:
        """Show what is understood of the answer, once the keys that wait are dealt with."""
        if self._reader is not None and not self._stale and self.is_attached:
            self._stale = True
            if self.question.kind == "file":
                self.set_timer(FILES_REST_SECONDS, self._read_files)
            else:
                self.call_after_refresh(self._read)

    def _read(self) -> None:
        self._stale = False
        if self._reader is not None:
            self._tell(self._reader.beside(self.question, self.control.answer))

    def _read_files(self) -> None:
        self._stale = False
        self.run_worker(self._enclose(), group="files", exclusive=False, exit_on_error=False)

    async def _enclose(self) -> None:
        if self._reader is not None and self._answered_files:
            told = await self._reader.enclose(self.question, self.control.answer)
            if told is not None and self.is_attached:
                self._tell(told)

    @property
    def _answered_files(self) -> bool:
        """Whether there is, or was, a file to look at."""
        return bool(self.control.answer.strip() or self._understood.text)

    def _tell(self, text: str) -> None:
        self._understood.show(Content.styled(one_line(text), str(QUIET)))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The question is left: what was only shorthand becomes what it means."""
        if self._reader is not None and event.widget is self.control:
            answer = self.control.answer
            if (settled := self._reader.settled(self.question, answer)) != answer:
                self.control.answer = settled

    def show(self, *, here: bool, missing: bool) -> None:
        """Mark the question asked now with ">", one whose required answer is missing with "*"."""
        if (marked := (here, missing)) == self._marked:
            return
        self._marked = marked
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
        reader: Reader | None = None,
        stray: Callable[[str], None] | None = None,
    ) -> None:
        least, most = LABEL_CELLS
        cells = min(most, max([least, *(cell_len(question.label.in_(language())) for question in questions)]))
        self._choices, self._stray = choices, stray
        self.rows: dict[str, QuestionRow] = {}
        for question in questions:
            control = self._control(question, answers.get(question.code, ""), tell, take_key)
            self.rows[question.code] = QuestionRow(question, control, cells, reader)
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
            self.rows[code].read_again()

    def beside(self, code: str, by: int) -> str:
        """The question shown below this one (1) or above it (-1); empty beyond the last and the first."""
        shown = [each for each, row in self.rows.items() if row.display]
        place = shown.index(code) + by
        return shown[place] if 0 <= place < len(shown) else ""

    def _control(self, question: Question, answer: str, tell: Answered, take_key: TakeKey) -> Control:
        def changed(text: str) -> None:
            tell(question.code, text)
            self.rows[question.code].read_again()

        if question.kind in ("choice", "yes_no"):
            letters, choices = question.kind == "yes_no", self._choices(question)
            return ChoiceField(answer, choices, changed=changed, take_key=take_key, letters=letters, stray=self._stray)
        if question.kind in ("long", "file"):
            return LongField(answer, changed=changed, take_key=take_key)
        return Field(answer, changed=changed, take_key=take_key)


def row_of(widget: Widget | None) -> QuestionRow | None:
    """The row of the question that a field belongs to."""
    return widget.parent if widget is not None and isinstance(widget.parent, QuestionRow) else None
