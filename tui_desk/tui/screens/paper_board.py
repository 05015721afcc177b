"""What the screen of a paper shows: its parts, the box asked now, what is filled already (SITE, REC)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui_desk.desk.paper_terms import PAPER_STATES
from tui_desk.domain.paper import PaperState
from tui_desk.domain.text import one_line
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Asked, Box, Section
from tui_desk.tui import call_texts
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.paper_in_hand import PaperInHand
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.box_fields import choices_of
from tui_desk.tui.widgets.guide import Guide
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.paper_form import PaperForm, row_around
from tui_desk.tui.widgets.rows_field import RowsField
from tui_desk.tui.widgets.step_panel import StepLine, StepPanel
from tui_desk.tui.widgets.text_line import Rule, TextLine

BLOCK_CHARACTERS = 400
"""How much of what is filled already is told above the boxes of a part."""
VALUE_CHARACTERS = 48
WIDE = 110
"""From how many cells on the names of the parts have more room."""


class PaperBoard(EarlyKeys[str | None]):
    """The paper without its keys. `stage` is by when what is missing counts. Dismissed with what there is to say."""

    AUTO_FOCUS = ""
    CSS_PATH = "paper.tcss"

    def __init__(self, session: Session, gateway: Gateway, hand: PaperInHand) -> None:
        super().__init__(session, gateway)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self.hand = hand
        self.sections: tuple[Section, ...] = self._sections()
        self._section = self.sections[0]
        self._all = False
        self._told_block = "-"
        self._dirty = self._open = False
        self._forms: dict[str, PaperForm] = {}
        self._slots = {section.code: Vertical(classes="slot") for section in self.sections}
        self._head, self._guide, self._parts = TextLine(id="head"), Guide(), StepPanel(id="parts")
        self._filled, self._message = Static(id="filled", markup=False), Static(id="message", markup=False)

    @abstractmethod
    def answered(self, code: str, answer: str) -> None:
        """Keep what was typed; called by its field before the next key is read."""

    @abstractmethod
    def take_key(self, key: str) -> bool:
        """Carry out a key that belongs to the paper and not to its field."""

    @property
    def stage(self) -> Asked:
        """By when the boxes that are missing count now."""
        raise NotImplementedError

    def _sections(self) -> tuple[Section, ...]:
        """The parts that are shown, in the order of the paper."""
        kept = (section for section in self.hand.view.form.sections if self._boxes(section))
        return tuple(kept)

    @staticmethod
    def _boxes(section: Section) -> tuple[Box, ...]:
        """The boxes of a part that can be filled."""
        return tuple(box for box in section.boxes if box.kind != "words")

    def compose(self) -> ComposeResult:
        """Parts on the left; the box asked now, what is filled already, and the fields on the right."""
        yield self._head
        yield Rule()
        with Horizontal(id="body"):
            yield self._parts
            with Vertical(id="middle"):
                yield self._guide
                yield self._filled
                with Vertical(id="forms"):
                    yield from self._slots.values()
        yield self._message
        yield Rule()
        yield KeyBar()

    # What is asked

    def shown(self, section: Section) -> tuple[Box, ...]:
        """The boxes of a part that are seen as fields: those asked that nobody filled before; with `all boxes` all."""
        boxes = self._boxes(section)
        if self._all:
            return boxes
        asked = {box.code for box in self.hand.asked()}
        return tuple(box for box in boxes if box.code in asked and not self.hand.is_quiet(box))

    def quiet(self, section: Section) -> tuple[Box, ...]:
        """The boxes of a part that were filled before and are told in one block."""
        return () if self._all else tuple(box for box in self._boxes(section) if self.hand.is_quiet(box))

    @property
    def here(self) -> Box | None:
        """The box that is filled now."""
        row = row_around(self.focused)
        return self.hand.view.form.box(row.question.code) if row is not None else None

    @property
    def table(self) -> RowsField | None:
        """The table that is written now."""
        row = row_around(self.focused)
        return row.control if row is not None and isinstance(row.control, RowsField) else None

    def section_of(self, code: str) -> Section:
        """The part in which a box stands."""
        return next((each for each in self.sections if any(b.code == code for b in each.boxes)), self.sections[0])

    # What is shown

    def look_again(self) -> None:
        """Bring every line up to date once the keys that wait are dealt with."""
        if not self._dirty:
            self._dirty = True
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        self._dirty = False
        if not (self._open and self.is_mounted):
            return
        missing = self.hand.missing(self.stage)
        here, codes = self.here, {box.code for box in missing}
        self._show_head(missing)
        self._show_parts(codes)
        shown = {box.code for box in self.shown(self._section)}
        self._form(self._section).show(here.code if here else "", shown, codes)
        self._show_guide(here)
        self._show_block()
        self.refresh_keys()

    def _show_head(self, missing: Sequence[Box]) -> None:
        view, hand = self.hand.view, self.hand
        title = f" {one_line(view.form.title.in_(language()))}  "
        who = " ".join(filter(None, (view.ticket.requester_name, view.ticket.requester_unit)))
        draft = view.paper.state is PaperState.DRAFT
        state = "" if draft else f"{tr(PAPER_STATES[view.paper.state])} "
        unsaved = tr("not saved") if hand.typed else ""
        count = tr("missing {count}", count=len(missing)) if missing else tr("complete")
        full = tr("The disk refuses; what you type is in memory only.") if hand.note.trouble else ""
        self._head.show(
            [
                (title, STRONG),
                (f"{view.paper.number}  ", STRONG),
                (f"{full}  " if full else "", OVERDUE),
                (f"{view.ticket.number} {who}"[:200], QUIET),
            ],
            [(f" {unsaved}" if unsaved else "", PLAIN), (f"  {count}  ", PLAIN), (state, QUIET)],
        )

    def _show_parts(self, missing: Collection[str]) -> None:
        lines = []
        for section in self.sections:
            count = sum(box.code in missing for box in section.boxes)
            any_text = any(self.hand.text(box.code) for box in self._boxes(section))
            here = section is self._section
            lines.append(StepLine(section.label.in_(language()), count, here, done=any_text and not count))
        self._parts.show(lines)

    def _show_guide(self, here: Box | None) -> None:
        if here is None:
            done = tr("Nothing more is asked here. PgDn: next part; alt+a: all boxes; ctrl+r: save.")
            self._guide.show("", done, [])
            return
        column = self.table.here if self.table is not None else None
        of = column or here
        note = of.note.in_(language()) or here.note.in_(language())
        label = here.label.in_(language()) + (f" / {column.label.in_(language())}" if column else "")
        ask = one_line(f"{label}: {note}" if note and note not in label else label)
        self._guide.show("", ask, self._below(here, of))

    def _below(self, here: Box, of: Box) -> list[call_texts.Pieces]:
        """What stands under the box asked now: its choices, or how a table is written."""
        if of.kind == "scale":
            return [[(f"{of.low}-{of.high}", ACCENT), (f"  {tr('0 is ten')}" if of.high == 10 else "", QUIET)]]
        if choices := choices_of(of):
            return call_texts.menu(choices)
        if of.kind == "moment":
            return [[(tr("9:15, -20m, yesterday 22:30; an end before its beginning is the next day"), QUIET)]]
        if here.kind == "table":
            return [[(tr("Enter: next cell, then the next row; in an empty row: on"), QUIET)]]
        return []

    def _show_block(self) -> None:
        """Tell what is filled already, in one quiet block; nothing is laid out anew where it is the same."""
        told = self._block()
        if told != self._told_block:
            self._told_block = told
            self._filled.update(block(told, BLOCK_CHARACTERS))
            self._filled.display = bool(told)

    def _block(self) -> str:
        told = []
        for box in self.quiet(self._section):
            value = self.hand.told(box)
            value = value if len(value) <= VALUE_CHARACTERS else value[:VALUE_CHARACTERS] + ".."
            told.append(one_line(f"{box.label.in_(language())} {value}"))
        return "; ".join(told)

    def message(self, sentence: str, *, error: bool = False) -> None:
        """Show a sentence above the keys."""
        self._message.update(line(sentence))
        self._message.set_class(error, "error")
        self._message.display = bool(sentence)

    def _form(self, section: Section) -> PaperForm:
        if section.code not in self._forms:
            boxes = self._boxes(section)
            answers = {box.code: self.hand.text(box.code) for box in boxes}
            form = PaperForm(boxes, answers, self.answered, self.take_key, self.hand)
            self._forms[section.code] = form
            self._slots[section.code].mount(form)
        return self._forms[section.code]

    def _show_form(self, section: Section) -> None:
        self._form(section)
        for code, slot in self._slots.items():
            slot.display = code == section.code
