"""The paper that somebody fills: what is typed over what is kept, in the journal key by key (REC, SITE).

What colleagues write meanwhile stands in every box that was not touched here; where both wrote, the desk says so when
it is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from tui_desk.desk.papers import PaperView
from tui_desk.domain import filling, terminal_paste
from tui_desk.domain.filling import Unfit
from tui_desk.domain.paper import Paper, Row
from tui_desk.i18n import tr
from tui_desk.journal import NoteFile
from tui_desk.norms.models import Asked, Box, BoxRole, Question, RecordTemplate
from tui_desk.tui import paper_values
from tui_desk.tui.session import Session
from tui_desk.tui.told import duration_told
from tui_desk.tui.widgets.rows_field import Typed

SEEN = "@version"
"""Under which the journal keeps the version that what is typed began with."""
TOUCHING: frozenset[BoxRole] = frozenset({"intervals", "visits", "began", "steps", "parts"})
"""What is written of work that touches the customer's system: before it comes consent and backup (SITE-8)."""
_OUTPUT = ("output", "note", "result", "step", "what")
_COMMAND = ("command", "step", "what")


class PaperInHand:
    """A paper as it stands with what is typed. `seen` is the version that it was typed over."""

    def __init__(self, session: Session, view: PaperView, note: NoteFile) -> None:
        self.session, self.note = session, note
        self.view = view
        kept = {code: text for code, text in note.texts.items() if code != SEEN and self._box(code)}
        self.typed: dict[str, str] = dict(kept)
        self.seen = _version(note.texts.get(SEEN, ""), view.paper.version) if kept else view.paper.version
        self.taken_up = bool(kept)
        self._paper: Paper | None = None
        self._asked: tuple[Box, ...] | None = None
        self._filled = frozenset(code for code in self._kept_codes(view.paper) if code not in kept)

    def _box(self, code: str) -> Box | None:
        return self.view.form.box(code)

    @staticmethod
    def _kept_codes(paper: Paper) -> frozenset[str]:
        return frozenset({*paper.values, *(code for code, rows in paper.rows.items() if rows)})

    # What stands in the boxes

    @property
    def paper(self) -> Paper:
        """The paper as it would be with what is typed; what cannot be read yet is as it was."""
        if self._paper is None:
            self._paper = self._with_typed()
        return self._paper

    def _with_typed(self) -> Paper:
        values, rows = dict(self.view.paper.values), dict(self.view.paper.rows)
        for code, text in self.typed.items():
            box = self._box(code)
            if box is None:
                continue
            with suppress(Unfit):
                if box.kind == "table":
                    rows[code] = paper_values.kept_rows(box, text, self.session)
                else:
                    values[code] = paper_values.kept(box, text, self.session)
        return replace(self.view.paper, values={c: v for c, v in values.items() if v}, rows=rows)

    def text(self, code: str) -> str:
        """What stands in the field of a box."""
        if code in self.typed:
            return self.typed[code]
        box, paper = self._box(code), self.view.paper
        return (
            paper_values.shown(box, paper.values.get(code, ""), paper.rows.get(code, ()), self.session) if box else ""
        )

    def told(self, box: Box) -> str:
        """What a box holds, on one line for people."""
        paper = self.paper
        return paper_values.told(box, paper.values.get(box.code, ""), paper.rows.get(box.code, ()), self.session)

    def put(self, code: str, text: str) -> bool:
        """Keep what was typed into a box, before the next key is read; whether it is another text."""
        if text == self.text(code):
            return False
        if not self.typed:
            self.note.put(SEEN, str(self.seen))
        self.typed[code] = text
        self.note.put(code, text)
        self._forget()
        return True

    def _forget(self) -> None:
        """What follows from the texts is reckoned anew."""
        self._paper = self._asked = None

    def to_save(self) -> tuple[dict[str, str], dict[str, tuple[Row, ...]]]:
        """The values and rows that were typed and are others than those kept. Raises Unfit."""
        values: dict[str, str] = {}
        rows: dict[str, tuple[Row, ...]] = {}
        for code, text in self.typed.items():
            box = self._box(code)
            if box is None:
                continue
            if box.kind == "table":
                table = paper_values.kept_rows(box, text, self.session)
                if table != tuple(self.view.paper.rows.get(code, ())):
                    rows[code] = table
            else:
                value = paper_values.kept(box, text, self.session)
                if value != self.view.paper.values.get(code, ""):
                    values[code] = value
        return values, rows

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        try:
            return any(self.to_save())
        except Unfit:
            return True

    def renew(self, view: PaperView) -> frozenset[str]:
        """Take in what colleagues wrote; the boxes that stand otherwise now and were not touched here."""
        before, self.view = self.view, view
        self._forget()
        if not self.typed:
            self.seen = view.paper.version
        codes = {box.code for box in view.form.boxes() if box.code not in self.typed}
        return frozenset(
            code
            for code in codes
            if before.paper.values.get(code) != view.paper.values.get(code)
            or before.paper.rows.get(code) != view.paper.rows.get(code)
        )

    def saved(self, view: PaperView) -> None:
        """What was typed is kept by the desk."""
        self.view, self.seen = view, view.paper.version
        self.typed = {}
        self._forget()
        self.note.done()

    # What is asked

    def asked(self) -> tuple[Box, ...]:
        """The boxes that this kind of work asks for."""
        if self._asked is None:
            paper, view = self.paper, self.view
            self._asked = filling.asked(view.form, paper.values, paper.rows, view.ticket, view.norm)
        return self._asked

    def missing(self, by: Asked = "close") -> tuple[Box, ...]:
        """The boxes that have to be filled by then and are not."""
        return filling.missing(self.paper, self.view.form, by, self.view.ticket, self.view.norm)

    def before_work(self) -> tuple[Box, ...]:
        """What the customer has to say before anything is touched, and has not yet (SITE-8)."""
        return tuple(box for box in self.missing("start") if box.by == "start")

    def is_quiet(self, box: Box) -> bool:
        """Whether a box was filled before anybody typed here: it is told in one block and not asked again."""
        return box.code in self._filled and box.code not in self.typed and bool(self.text(box.code))

    def fill(self, values: Mapping[str, str], rows: Mapping[str, Sequence[Row]]) -> tuple[str, ...]:
        """Put values of a template or an earlier paper into boxes that are empty; the codes of those filled."""
        filled = []
        for box in self.view.form.boxes():
            shown = paper_values.shown(box, values.get(box.code, ""), rows.get(box.code, ()), self.session)
            if shown and not self.text(box.code) and self.put(box.code, shown):
                filled.append(box.code)
        return tuple(filled)

    def templates(self) -> tuple[RecordTemplate, ...]:
        """What may be written with one key: the norm's templates for this form and this kind of ticket."""
        return filling.templates(self.view.form, self.view.ticket, self.view.norm)

    # What the fields ask

    def beside(self, question: Question, answer: str) -> str:
        """What was understood of a time."""
        box = self._box(question.code)
        return paper_values.beside(box, answer, self.session) if box is not None else ""

    def settled(self, question: Question, answer: str) -> str:
        """What a time becomes once its box is left."""
        box = self._box(question.code)
        return paper_values.settled(box, answer, self.session) if box is not None else answer

    async def enclose(self, question: Question, answer: str) -> str | None:  # noqa: ARG002 - forms keep no files
        """Nothing is enclosed."""
        return None

    def cell_told(self, box: Box, rows: Sequence[Typed], at: int, column: Box) -> str:
        """What was understood of a cell: its instant, and how long the work took by then."""
        if column.kind != "moment":
            return paper_values.beside(column, rows[at].get(column.code, ""), self.session)
        times = paper_values.row_instants(box, rows, at, self.session)
        instant = times.get(column.code)
        if instant is None:
            return tr("no time")
        length = self._length(times, column.code)
        return f"= {paper_values.typeable(instant, self.session)}" if not length else f"= {length}"

    @staticmethod
    def _length(times: Mapping[str, datetime | None], column: str) -> str:
        codes = list(times)
        place = codes.index(column)
        begin, end = (times[codes[place - 1]], times[column]) if place else (None, None)
        return duration_told(end - begin) if begin and end and end > begin else ""

    def cell_settled(self, box: Box, rows: Sequence[Typed], at: int, column: Box) -> str:
        """A cell's text as it stays once it is left: an instant with its day."""
        text = rows[at].get(column.code, "")
        if column.kind == "moment":
            instant = paper_values.row_instants(box, rows, at, self.session).get(column.code)
            return paper_values.typeable(instant, self.session) if instant is not None else text
        return paper_values.settled(column, text, self.session)

    def cell_shown(self, column: Box, text: str) -> str:
        """A cell's text in a finished row."""
        return text if column.kind in ("moment", "date") else paper_values.told(column, text, (), self.session)

    def pasted(self, box: Box, column: Box, text: str) -> Sequence[Typed]:
        """The rows of a pasted session, in a table of steps; else a row a line, from this column on."""
        if box.role == "steps" and terminal_paste.is_session(text):
            return tuple(_step(box, ran) for ran in terminal_paste.steps(text))
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            return ()
        codes = [each.code for each in box.columns]
        codes = codes[codes.index(column.code) :]
        return tuple(dict(zip(codes, line.split("\t"), strict=False)) for line in lines)


def _step(box: Box, ran: terminal_paste.Ran) -> Typed:
    """A command as a row of this table: what it answered stands in a column for notes."""
    columns = [column.code for column in box.columns]
    command = next((code for code in _COMMAND if code in columns), columns[0])
    note = next((code for code in _OUTPUT if code in columns and code != command), "")
    long = any(column.code == note and column.kind == "long" for column in box.columns)
    output = ran.output if long else " / ".join(filter(None, (line.strip() for line in ran.output.split("\n"))))
    told = ": ".join(filter(None, (ran.host, output)))
    return {command: ran.command, **({note: told} if note and told else {})}


def template_texts(template: RecordTemplate, language: str) -> tuple[dict[str, str], dict[str, tuple[Row, ...]]]:
    """The values and rows of a template in the language spoken now."""
    values = {code: words.in_(language) for code, words in template.values.items()}
    rows: dict[str, tuple[Row, ...]] = {
        code: tuple({column: words.in_(language) for column, words in row.items()} for row in table)
        for code, table in template.rows.items()
    }
    return values, rows


def _version(kept: str, now: int) -> int:
    return int(kept) if kept.isdecimal() and 0 < int(kept) <= now else now
