"""Answering and going from question to question in the intake, in any order (CALL-16). Ends no call."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from textual import events

from tui_desk.desk.views import CallerView
from tui_desk.domain import moments
from tui_desk.i18n import tr
from tui_desk.tui.call_in_hand import OWN_WORD
from tui_desk.tui.caller_lookup import KEYS, filling
from tui_desk.tui.presenting import short_moment
from tui_desk.tui.screens.intake_board import IntakeBoard
from tui_desk.tui.widgets.field import Cleaned, Kept
from tui_desk.tui.widgets.question_form import Control, QuestionRow, row_of

_BESIDE = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
"""Keys that go to the question below or above."""


class IntakeWalk(IntakeBoard):
    """The intake with its questions: every key is in the journal before the next is read."""

    _warned = False
    _before_note: QuestionRow | None = None

    @abstractmethod
    def act_register(self) -> None:
        """What comes after the last question."""

    def on_mount(self) -> None:
        """Go to the first open question, or to what a parked call still lacks."""
        if not all(slot.is_attached for slot in self._slots.values()):
            return  # a colleague took the call while its intake was being built: it is on its way out
        self.app.clear_notifications()
        hand = self.hand
        self._open = True
        began = any(hand.call.answers.values())
        missing = hand.missing() if began and "ring" not in hand.call.facts else ()
        first = hand.questions_of[self._step.code][0].code
        if not missing and hand.answer(first).strip():
            first = hand.next_open(first) or first
        self._go_to(missing[0].code if missing else first)
        self.set_interval(1, self._tick)
        self._look_up()
        self.ready()
        self.call_after_refresh(self.draw_first)

    def _look_up(self) -> None:
        """Ask for the caller whose telephone rang, or whom a parked call was about."""
        phone = next((q for q in self.hand.norm.questions() if q.fills == "requester_phone"), None)
        if phone is not None and (number := self.hand.call.answer(phone.code)):
            self._ask_callers(self._callers.look(number))
        self._ask_unit()

    # Answers

    def answered(self, code: str, answer: str) -> None:
        """Keep an answer; called by its field before the next key is read."""
        if self.hand.put(code, answer):
            if self._told_missing:  # it names what is missing no longer
                self._told_missing = False
                self.app.clear_notifications()
            if self.hand.question(code).fills in KEYS:
                self._ask_callers(self._callers.look(answer))
            elif self.hand.question(code).fills == "requester_unit":
                self._ask_unit()
            self._after_note()

    def noted(self, text: str) -> None:
        """Keep the note; called by its field before the next key is read."""
        if self._open and text != self.hand.call.scratch:
            self.hand.note("scratch", text)
            self._after_note()

    def strayed(self, words: str) -> None:
        """Words typed where only a choice fits go on in the note, so that none is lost (CALL-16)."""
        note = f"{self.hand.call.scratch} {words}".strip()
        self.scratch.answer = note
        self.noted(note)
        if not self.scratch.has_focus:
            self.act_scratch()
        self.say(tr("No choice begins so: it goes into the note. Enter goes back."), "warning")

    def put(self, code: str, answer: str) -> None:
        """Put an answer in from elsewhere: the journal, and the field if it is there."""
        self.hand.put(code, answer)
        if self.hand.question(code).fills == "requester_unit":
            self._ask_unit()
        for form in self._forms.values():
            form.put(code, answer)
        self._after_note()

    def _after_note(self) -> None:
        trouble = self.hand.file.trouble
        if trouble is not None and not self._warned:
            why = trouble.strerror or ""
            self.say(tr("The disk does not take what you type ({why}). Go on, and register soon.", why=why), "warning")
        self._warned = trouble is not None
        self.look_again()

    # Going from question to question

    @property
    def here(self) -> QuestionRow | None:
        """The question asked now; None in the note."""
        return row_of(self.focused)

    def take_key(self, key: str) -> bool:
        """Carry out a key that belongs to the call and not to its field. The field asks: so keys keep their order."""
        row = self.here
        if key == "enter":
            self._enter(row)
        elif row is not None and self._picks(row, key):
            self.look_again()
        elif row is not None and key in _BESIDE:
            self._go_beside(row, _BESIDE[key])
        elif key.startswith("alt+") and key[4:].isdecimal():
            self._go_to_step(int(key[4:]) - 1)
        else:
            action = next((each for each in self.actions() if key in each.keys and self.allowed(each)), None)
            if action is None:
                return False
            self.action_act(action.id)
        return True

    def _picks(self, row: QuestionRow, key: str) -> bool:
        """Up and down go through the known callers, where some are offered."""
        return row.question.fills in KEYS and key in ("up", "down") and self._callers.pick(_BESIDE[key])

    def _enter(self, row: QuestionRow | None) -> None:
        """A caller who is known is filled in; then on to the next question that is open."""
        if row is None:
            self.act_scratch()
            return
        if row.question.fills in KEYS:
            if view := self._callers.meant(row.control.answer):
                self._fill_in(view, row.question.code)
                return
            self._ask_callers(self._callers.enter(row.control.answer, self._fill))
        self._foresee(row)
        self._go_on(row.question.code)

    def _ask_callers(self, work: Coroutine[Any, Any, None]) -> None:
        """Look in the directory beside the typing; what fails there is said and ends no call."""
        self.run_worker(self._guarded(work), group="callers", exclusive=False, exit_on_error=False)

    def _ask_unit(self) -> None:
        """Look for the caller's unit, where the norm's levels depend on it (SLA-3)."""
        if self.hand.levels.by_unit:
            work: Callable[[], Awaitable[None]] = self._follow_unit  # called only if no later one came before it
            self.run_worker(work, group="units", exclusive=True, exit_on_error=False)

    async def _follow_unit(self) -> None:
        await self._guarded(self._units.look())

    def _foresee(self, row: QuestionRow) -> None:
        """A sentence that begins with a time to come, "14:00前回电", answers the question for that time too."""
        found, now = moments.begins_with(row.control.answer), self.session.now()
        if found and moments.parse(found, now, self.session.zone) > now:
            for code in self.hand.moments_after(row.question.code):
                self.hand.put(code, found)
                moment = self._form(self._step).rows[code]
                moment.control.answer = found
                self._fix_moment(moment)

    def _go_on(self, code: str) -> None:
        following = self.hand.next_open(code)
        self._go_to(following) if following else self.act_register()

    def _go_beside(self, row: QuestionRow, by: int) -> None:
        beside = self._form(self._step).beside(row.question.code, by)
        self._go_to(beside) if beside else self._go_to_step(self._place + by)

    def _go_to(self, code: str) -> None:
        """Go to a question, on whichever step it stands; the next key is already for it."""
        self._said = None
        self._step = self.hand.step_of(code)
        self._form(self._step)
        self._show_form(self._step)
        self.set_focus(self._control(code))
        self._show()

    def _control(self, code: str) -> Control:
        return self._form(self.hand.step_of(code)).rows[code].control

    @property
    def _place(self) -> int:
        return self.hand.norm.steps.index(self._step)

    def _go_to_step(self, place: int) -> None:
        steps = self.hand.norm.steps
        if 0 <= place < len(steps):
            questions = self.hand.questions_of[steps[place].code]
            self._go_to(questions[0].code) if questions else self.act_register()

    def on_descendant_focus(self) -> None:
        """Another question is asked now."""
        self.look_again()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A time that was typed ("+2h") is fixed as the question is left."""
        self._fix_moment(row_of(event.widget))

    def _fix_moment(self, row: QuestionRow | None) -> None:
        if row is None or row.question.kind != "moment" or not row.control.answer.strip():
            return
        now = self.session.now()
        try:
            at = moments.parse(row.control.answer, now, self.session.zone)
        except ValueError:
            self.say(tr("“{text}” is no time. Write 14:00, +2h or tomorrow 9:00.", text=row.control.answer), "warning")
            return
        row.control.answer = short_moment(at, self.session, now)
        if at < now:
            self.say(tr("{time} is past already.", time=row.control.answer), "warning")

    def act_jump(self) -> None:
        """Go to the first step."""
        self._go_to_step(0)

    def act_next_step(self) -> None:
        """Go to the next step."""
        self._go_to_step(self._place + 1)

    def act_last_step(self) -> None:
        """Go to the step before."""
        self._go_to_step(self._place - 1)

    def act_own_word(self) -> None:
        """Go to the officer's own word."""
        self._go_to(OWN_WORD)

    # The note

    def act_scratch(self) -> None:
        """Go to the note, or back to the question."""
        self._said = None
        if not self.scratch.has_focus:
            self._before_note = self.here
            self.set_focus(self.scratch)
        elif self._before_note is not None:
            self.set_focus(self._before_note.control)

    # The caller

    def act_fill(self) -> None:
        """Fill in the caller who fits best."""
        row = self.here
        if row is not None:
            self._fill_in(self._callers.meant(row.control.answer) or self._callers.found[0], row.question.code)

    def _fill_in(self, view: CallerView, code: str) -> None:
        """Fill a caller in, and go on to what must be asked; what the directory does not know need not be."""
        self._fill(view)
        if missing := self.hand.missing():
            self._go_to(missing[0].code)
        else:
            self._go_on(code)

    def _fill(self, view: CallerView) -> None:
        fill, other = filling(view.person, self.hand.call.answers, self.hand.norm, view.unit)
        for code, value in fill.items():
            self.put(code, value)
        self._callers.settle(view)
        if other:
            differs = " ".join(f"{self.hand.label(code)} {value}" for code, value in other.items())
            self.say(tr("Kept what you typed; the directory says: {differs}", differs=differs), "warning")

    def on_cleaned(self, event: Cleaned) -> None:
        """Say that control characters were taken out of a paste."""
        self.say(tr("{count} control characters were taken out.", count=event.removed), "warning")

    def on_kept(self, event: Kept) -> None:
        """Say that a paste is longer than the field shows."""
        self.say(tr("The text is long; {count} more characters are kept and not shown.", count=event.hidden))
