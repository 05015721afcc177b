"""The intake 来电: the checklist leads the call, every key is kept, and the call ends with a number (CALL-1 to 16)."""

from __future__ import annotations

from uuid import uuid4

from textual import events

from tui_desk.desk.views import CallerView
from tui_desk.domain import moments
from tui_desk.domain.call import Call
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.journal import CallFile, CallHeld, Journal, Orphan
from tui_desk.tui.actions import Action
from tui_desk.tui.call_in_hand import OWN_WORD, CallInHand
from tui_desk.tui.caller_lookup import KEYS, filling
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.presenting import short_moment
from tui_desk.tui.screens.intake_board import IntakeBoard
from tui_desk.tui.screens.number import NumberScreen
from tui_desk.tui.screens.parked import ParkedScreen
from tui_desk.tui.screens.read_back import ReadBackScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.field import Cleaned, Field, Kept
from tui_desk.tui.widgets.question_form import QuestionRow, row_of

PREPARE_SECONDS = 0.1
_BESIDE = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
"""Keys that go to the question below or above."""


def _key(id: str, keys: str, label: str, help: str, verb: Verb | None = None, *, quiet: bool = False) -> Action:  # noqa: A002 - Action's own names
    return Action(id, tuple(keys.split()), label, help, verb, quiet=quiet)


class IntakeScreen(IntakeBoard):
    """A call in progress. Dismissed with the ticket's number, or None when the call was parked."""

    CSS_PATH = "intake.tcss"
    HOLDS_CALL = True
    NAME = mark("Call")
    PURPOSE = mark(
        "The checklist leads the call; answer in any order. Enter goes to the next question that is still open, "
        "Tab to the next line. Every key is kept: Esc, a closed terminal or a crash lose nothing."
    )
    COMMON = (
        _key("palette", "f2 alt+p", mark("commands"), mark("Find any command by a word of it, and run it.")),
        _key("help", "f1 alt+h", mark("keys"), mark("The keys of this screen, and what it is for.")),
    )
    ACTIONS = (
        _key("fill", "ctrl+f f7", mark("fill in caller"), mark("Fill in the known caller; what you typed stays.")),
        _key("next_step", "pagedown ctrl+down", mark("step on"), mark("Go to the next step.")),
        _key("last_step", "pageup ctrl+up", mark("step before"), mark("Go to the step before."), quiet=True),
        _key("jump", "alt+1", mark("steps"), mark("alt+1 to alt+7 go to a step."), quiet=True),
        _key(
            "register",
            "ctrl+r f10 alt+r",
            mark("read back"),
            mark("Read the call back and register it; goes to what is still missing."),
            Verb.REGISTER,
        ),
        _key("scratch", "ctrl+o f8", mark("note"), mark("Write into the note, and back to the question.")),
        _key("own_word", "alt+u f6", mark("priority"), mark("Put your own word above the proposed priority.")),
        _key(
            "park", "escape", mark("park"), mark("Park the call; nothing is lost, and the next call offers it again.")
        ),
    )

    def __init__(self, session: Session, gateway: Gateway, journal: Journal, call: Orphan | None = None) -> None:
        super().__init__(session, gateway)
        self.journal, self._orphan = journal, call
        self._warned = False
        self._before_note: QuestionRow | None = None

    def on_mount(self) -> None:
        """Take up the call that was named; otherwise offer what is parked, or begin a new one."""
        if self._orphan is not None:
            self._chosen(self._orphan)
        elif orphans := self.journal.orphans(self.session.address):
            self.app.push_screen(ParkedScreen(self.session, self.gateway, orphans), self._chosen)
        else:
            self._chosen("")

    def _chosen(self, choice: Orphan | str | None) -> None:
        """Go on with a parked call, begin a new one, or leave."""
        if choice is None:
            self.dismiss(None)
        elif isinstance(choice, str):
            call = Call(uuid4().hex, self.session.officer.staff_no, self.session.now())
            self._take_up(self.journal.begin(call, desk=self.session.address, norm=self.session.desk.norm))
        else:
            try:
                self._take_up(self.journal.adopt(choice))
            except CallHeld:
                self.app.notify(tr("Another session has taken this call up."), markup=False)
                self.dismiss(None)

    def _take_up(self, file: CallFile) -> None:
        """Go to the first question, or to what a parked call still lacks."""
        self.app.clear_notifications()
        hand = self.hand = CallInHand(self.session, file)
        self._step, self._open = hand.steps[0], True
        self.query_one("#scratch", Field).answer = file.call.scratch
        missing = () if hand.empty else hand.missing()
        hand.reach("answered")
        self._go_to(missing[0].code if missing else hand.questions_of[self._step.code][0].code)
        self.set_interval(1, self._tick)
        self.set_timer(PREPARE_SECONDS, self._prepare)

    def _prepare(self) -> None:
        """Make the form of one more step while nobody waits for it."""
        if (step := next((s for s in self.hand.steps if s.code not in self._forms), None)) is not None:
            self._form(step)
            self.set_timer(PREPARE_SECONDS, self._prepare)

    # Answers

    def answered(self, code: str, answer: str) -> None:
        """Keep an answer; called by its field before the next key is read."""
        if self.hand.put(code, answer):
            if self.hand.question(code).fills in KEYS:
                self.run_worker(self._callers.look(answer), group="callers", exclusive=False)
            self._after_note()

    def noted(self, text: str) -> None:
        """Keep the note; called by its field before the next key is read."""
        if self._open and text != self.hand.call.scratch:
            self.hand.note("scratch", text)
            self._after_note()

    def _after_note(self) -> None:
        trouble = self.hand.file.trouble
        if trouble is not None and not self._warned:
            why = trouble.strerror or ""
            self.say(tr("The disk does not take what you type ({why}). Go on, and register soon.", why=why), "warning")
        self._warned = trouble is not None
        self.look_again()

    # Going from question to question

    def take_key(self, key: str) -> bool:
        """Carry out a key that belongs to the call and not to its field. The field asks: so keys keep their order."""
        row = row_of(self.focused)
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
        if row.question.fills in KEYS and (view := self._callers.meant(row.control.answer)):
            self._fill(view)
        self._foresee(row)
        self._go_on(row.question.code)

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
        self._step = self.hand.step_of(code)
        form = self._form(self._step)
        for each in self._forms.values():
            each.display = each is form
        self.set_focus(form.rows[code].control)
        self._show()

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

    # Actions

    def allowed(self, action: Action) -> bool:
        """Filling in needs someone to fill in."""
        return super().allowed(action) and self._open and (action.id != "fill" or self._callers.offered)

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

    def act_scratch(self) -> None:
        """Go to the note, or back to the question."""
        note = self.query_one("#scratch", Field)
        if not note.has_focus:
            self._before_note = row_of(self.focused)
            self.set_focus(note)
        elif self._before_note is not None:
            self.set_focus(self._before_note.control)

    def act_fill(self) -> None:
        """Fill in the caller who fits best."""
        row = row_of(self.focused)
        if row is not None:
            self._fill(self._callers.meant(row.control.answer) or self._callers.found[0])
            self._go_on(row.question.code)

    def _fill(self, view: CallerView) -> None:
        fill, other = filling(view.person, self.hand.call.answers, self.hand.norm)
        for code, value in fill.items():
            self.hand.put(code, value)
            for form in self._forms.values():
                form.put(code, value)
        self._callers.settle(view)
        if other:
            differs = " ".join(f"{self.hand.label(code)} {value}" for code, value in other.items())
            self.say(tr("Kept what you typed; the directory says: {differs}", differs=differs), "warning")

    def act_park(self) -> None:
        """Leave the call; an empty one is forgotten."""
        if self.hand.empty:
            self.hand.file.done()
        else:
            self.hand.file.park()
            self.app.notify(tr("The call is parked, nothing is lost. n offers it again."), markup=False)
        self.dismiss(None)

    def act_register(self) -> None:
        """Go to what is missing; else read back and register."""
        self.app.clear_notifications()
        self._fix_moment(row_of(self.focused))
        if missing := self.hand.missing():
            names = " ".join(self.hand.label(question.code) for question in missing)
            self.say(tr("Still missing: {names}", names=names), "warning")
            self._go_to(missing[0].code)
        else:
            self.app.push_screen(ReadBackScreen(self.session, self.gateway, self.hand), self._read_back)

    def _read_back(self, outcome: Ticket | str | None) -> None:
        """Registered: tell the number. A question to change: go there."""
        if isinstance(outcome, Ticket):
            ticket = outcome

            def told(_: None) -> None:  # gives nothing to wait for: the field that asked for it would wait for its end
                self.dismiss(ticket.number)

            self.app.push_screen(NumberScreen(self.session, self.gateway, ticket, self.hand.call), told)
        elif outcome:
            self._go_to(outcome)

    def on_cleaned(self, event: Cleaned) -> None:
        """Say that control characters were taken out of a paste."""
        self.say(tr("{count} control characters were taken out.", count=event.removed), "warning")

    def on_kept(self, event: Kept) -> None:
        """Say that a paste is longer than the field shows."""
        self.say(tr("The text is long; {count} more characters are kept and not shown.", count=event.hidden))
