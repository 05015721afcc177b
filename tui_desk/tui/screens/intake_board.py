"""What the intake shows: steps, the question to ask now, the priority proposed, who calls. Decides nothing."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from tui_desk.domain import checklist
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Question, Step
from tui_desk.tui import call_scripts, call_texts
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.call_scripts import Said
from tui_desk.tui.caller_lookup import KEYS, CallerLookup
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import OVERDUE, PLAIN, QUIET
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit
from tui_desk.tui.understanding import Understanding
from tui_desk.tui.unit_lookup import UnitLookup
from tui_desk.tui.widgets.caller_pane import CallerPane
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.guide import Guide
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.line_strip import LineStrip
from tui_desk.tui.widgets.question_form import QuestionForm, row_of
from tui_desk.tui.widgets.step_panel import StepLine, StepPanel
from tui_desk.tui.widgets.text_line import Rule, TextLine

if TYPE_CHECKING:
    from tui_desk.tui.lines import Lines

PREPARE_SECONDS = 0.3
"""After how long a rest the form of another step is made: never between two keys of a word."""
WHO_CELLS = 16
"""How much of who calls is told whatever else stands on the top line; a long unit gives way to the call's clock."""
WIDE = 110
"""From how many cells on the caller stands beside the questions."""


class IntakeBoard(EarlyKeys[None]):
    """The intake without its keys. A line is sent to the terminal only when it changed."""

    AUTO_FOCUS = ""

    def __init__(self, session: Session, gateway: Gateway, lines: Lines, hand: CallInHand) -> None:
        super().__init__(session, gateway)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self.set_classes("-wide" if self.app.size.width >= WIDE else "-narrow")  # now, or all is styled twice
        self.lines, self.hand = lines, hand
        self._step: Step = hand.steps[0]
        self._reader = Understanding(hand)
        self._callers = CallerLookup(gateway, self.look_again)
        self._units = UnitLookup(gateway, hand, self.look_again)
        self._forms: dict[str, QuestionForm] = {}
        self._dirty = self._open = self._in_place = False
        self._resting: Timer | None = None
        self._head, self._strip, self._guide = TextLine(id="head"), LineStrip(), Guide()
        self._steps, self._pane = StepPanel(id="steps"), CallerPane()
        self._forms_at = Vertical(id="forms")
        self._slots = {step.code: Vertical(classes="slot") for step in hand.steps}
        self._verdict, self._missing, self._caller = (TextLine(id=id_) for id_ in ("verdict", "missing", "caller"))
        self.scratch = Field(hand.call.scratch, id="scratch", changed=self.noted, take_key=self.take_key)
        self._silent = ""
        self._said: Said | None = None
        self._told_missing = False

    @abstractmethod
    def answered(self, code: str, answer: str) -> None:
        """Keep an answer; called by its field before the next key is read."""

    @abstractmethod
    def noted(self, text: str) -> None:
        """Keep the note; called by its field before the next key is read."""

    @abstractmethod
    def strayed(self, words: str) -> None:
        """Take words that were typed where only a choice fits; called before the next key is read."""

    @abstractmethod
    def take_key(self, key: str) -> bool:
        """Carry out a key that belongs to the call and not to its field."""

    def compose(self) -> ComposeResult:
        """Steps on the left, what to say and the questions in the middle, who calls on the right or below."""
        yield self._head
        yield Rule()
        with Horizontal(id="body"):
            yield self._steps
            with Vertical(id="middle"):
                yield self._guide
                with self._forms_at:
                    yield from self._slots.values()
            yield self._pane
        yield Rule()
        yield self._verdict
        yield self._missing
        yield self._caller
        with Horizontal(id="note"):
            yield TextLine([(f" {tr('Note')}:", QUIET)], id="note-label")
            yield self.scratch
        yield self._strip
        yield KeyBar()

    def say_now(self, said: Said) -> None:
        """Show a line to say in place of the step's own, until one goes on."""
        self._said = said
        self.look_again()

    def look_again(self) -> None:
        """Bring every line up to date once the keys that wait are dealt with and what they typed is drawn."""
        if self._resting is not None:
            self._resting.reset()
        if not self._dirty:
            self._dirty = True
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        self._dirty = False
        if not (self._open and self.is_mounted):
            return
        hand, found = self.hand, self._callers.found
        missing = hand.missing()
        self._show_steps()
        here = row_of(self.focused)
        self._form(self._step).show(
            here.question.code if here else "", hand.asked(), {question.code for question in missing}
        )
        self._show_guide()
        self._tick()
        self._verdict.show(call_texts.verdict(hand))
        self._missing.show(call_texts.missing(missing), call_texts.due_times(hand))
        self._caller.show(call_texts.caller_line(found))
        self._pane.show(call_texts.who(hand.call, hand.norm), found, self.session)
        self.refresh_keys()

    def _show_steps(self) -> None:
        self._steps.show(
            [
                StepLine(
                    state.step.label.in_(language()),
                    state.missing,
                    state.step == self._step,
                    done=bool(state.answered) and not state.missing,
                )
                for state in checklist.progress(self.hand.call, self.hand.norm)
            ]
        )

    def _show_guide(self) -> None:
        guide, row, hand, said = self._guide, row_of(self.focused), self.hand, self._said
        if row is None:
            ask, below = tr("What fits no question; it is kept with the ticket. Enter goes back."), []
            say = ""
        else:
            question = row.question
            ask = call_texts.script(question.ask, hand.session, hand.call) or question.label.in_(language())
            say = call_scripts.of_step(hand, self._step, question, first=row.first, late=call_texts.late(hand))
            below = self._below(question)
        if said is None:
            guide.show(say, ask, below)
        else:
            guide.show(said.say, said.then or ask, below, say_now=True)

    def _below(self, question: Question) -> list[call_texts.Pieces]:
        """What stands under the question to ask: callers found, choices, or what is wrong with the words."""
        answer = self.hand.answer(question.code)
        if question.fills in KEYS and self._callers.offered:
            return call_texts.suggestions(self._callers.found, self._callers.meant(answer))
        if options := self.hand.choices(question):
            return call_texts.menu(options)
        return call_texts.flagged(answer, question, self.hand.norm)

    def _tick(self) -> None:
        now, wide = self.session.now(), self.size.width >= WIDE
        pieces = [*call_texts.head(self.hand, now), *(call_texts.phases(self.hand) if wide else ())]
        who = call_texts.who(self.hand.call, self.hand.norm)
        full = "" if self.hand.file.trouble is None else f"  {tr('The disk refuses; what you type is in memory only.')}"
        left = [*pieces, (full or self._silent, OVERDUE)]
        room = self.size.width - sum(cell_len(text) for text, _ in left) - 2
        if cell_len(who) > (room := max(room, WHO_CELLS)):
            who = fit(who, room)
        self._head.show(left, [(f"{who} ", PLAIN)])
        self._strip.show(self.lines.on_lines(now, self.hand) if len(self.lines) > 1 else ())

    def show_line(self, up: bool) -> None:
        """Say on the top line that the database does not answer; typing goes on."""
        self._silent = "" if up else f"  {tr('The database does not answer; what you type is kept.')}"
        if self._open:
            self._tick()

    def _form(self, step: Step) -> QuestionForm:
        if step.code not in self._forms:
            hand, questions = self.hand, self.hand.questions_of[step.code]
            answers = {question.code: hand.answer(question.code) for question in questions}
            form = QuestionForm(
                questions, answers, hand.choices, self.answered, self.take_key, self._reader, self.strayed
            )
            self._forms[step.code] = form
            self._slots[step.code].mount(form)
        return self._forms[step.code]

    def _show_form(self, step: Step) -> None:
        """Let the questions of this step be seen. Each step has a place of its own: what is made there is not drawn.

        The place is as high as its questions, so that no blank below them is sent.
        """
        self._fit(step)
        for code, slot in self._slots.items():
            slot.display = code == step.code

    def _fit(self, step: Step) -> None:
        room = self._forms_at.size.height
        if room and step.code in self._forms:
            self._forms[step.code].styles.max_height = room

    def on_resize(self) -> None:
        """The questions have another room."""
        self.call_after_refresh(self._fit, self._step)

    def _compositor_refresh(self) -> None:
        """Draw nothing until everything stands in its place: opening sends the screen once."""
        if self._in_place and self.is_current:  # no screen is, while the program ends
            super()._compositor_refresh()
        else:
            self._compositor._dirty_regions.clear()
            self._dirty_widgets.clear()

    def draw_first(self) -> None:
        """Everything is made: find its place, then draw it."""
        self._fit(self._step)
        self._show()
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self._in_place = True
        self.refresh()
        self._resting = self.set_timer(PREPARE_SECONDS, self._prepare)

    def _prepare(self) -> None:
        """Make the form of one more step while nobody waits for it."""
        if (step := next((s for s in self.hand.steps if s.code not in self._forms), None)) is not None:
            self._form(step)
            self._resting = self.set_timer(PREPARE_SECONDS, self._prepare)
