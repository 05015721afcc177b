"""What an officer does on the telephone besides asking: hold, ask whether one is heard, mask, send a phrase.

Ends no call. CALL-3, CALL-4, CALL-17, TKT-15.
"""

from __future__ import annotations

from abc import abstractmethod

from tui_desk.desk.views import CallerView
from tui_desk.domain import privacy
from tui_desk.domain.call import End
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Question
from tui_desk.tui import call_scripts, phrases
from tui_desk.tui.actions import Action
from tui_desk.tui.form import Item
from tui_desk.tui.paint import PLAIN, STRONG
from tui_desk.tui.screens.asking import Asked, AskScreen
from tui_desk.tui.screens.intake_walk import IntakeWalk
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.pick_field import Entry

_NO_TEXT = frozenset({"choice", "yes_no", "file"})


class IntakeActs(IntakeWalk):
    """The intake with the acts of the telephone."""

    over = False
    """Whether the call has its end and is on record."""

    @abstractmethod
    def tell_number(self, ticket: Ticket) -> None:
        """Show the number to tell the caller."""

    @abstractmethod
    def end(self, end: End, **facts: str) -> None:
        """Give the call its end, with what is said about it."""

    def allowed(self, action: Action) -> bool:
        """A key is offered where it does something."""
        if not (super().allowed(action) and self._open):
            return False
        match action.id:
            case "fill":
                return self._callers.offered
            case "resume":
                return self.hand.call.on_hold
            case "hold":
                return not self.hand.call.on_hold
            case "cycle":
                return len(self.lines) > 1
            case "mask" | "insist":
                return bool(privacy.private(self._words_here()))
            case "send":
                return bool(self.hand.call.scratch.strip())
            case "join":
                return bool(self.open_tickets())
            case _:
                return True

    def open_tickets(self) -> tuple[str, ...]:
        """The open tickets of the caller who was found, if it is one."""
        found = self._callers.found
        return tuple(row.number for row in found[0].open_tickets) if len(found) == 1 else ()

    # Holding, CALL-4

    def put_on_hold(self) -> None:
        """The officer turns to something else; a call in which nothing was said yet just waits."""
        self.hand.hold()

    def speak_again(self) -> None:
        """The officer turns back to this caller."""
        if self.hand.call.on_hold:
            self.app.clear_notifications()
            self.say_now(call_scripts.back(self.hand, self.hand.resume()))

    def act_hold(self) -> None:
        """Let the caller wait."""
        self.hand.hold()
        self.say_now(call_scripts.held(self.hand))

    def act_resume(self) -> None:
        """Speak to the caller again."""
        self.speak_again()

    def act_another(self) -> None:
        """Hold this call and take the next."""
        self._say_hold()
        self.lines.take(self.session)

    def act_cycle(self) -> None:
        """Hold this call and speak to the next one in hand."""
        self._say_hold()
        self.lines.cycle(self)  # type: ignore[arg-type] # an intake

    def act_aside(self) -> None:
        """Hold the call and go to the queue; one opened by mistake is forgotten."""
        if self.hand.empty:
            self.hand.let_go()
            self.lines.close(self)  # type: ignore[arg-type] # an intake
        else:
            self._say_hold(tr("Held; z comes back."))
            self.lines.put_aside(self)  # type: ignore[arg-type] # an intake

    def _say_hold(self, then: str = "") -> None:
        """The line that asks the caller to wait, shown while one turns away."""
        self.app.clear_notifications()
        if not self.hand.call.on_hold and (said := call_scripts.held(self.hand).say):
            self.app.notify(f"{said} {then}".strip(), markup=False)
        elif then:
            self.app.notify(then, markup=False)

    # A caller who says nothing, CALL-3

    def act_unheard(self) -> None:
        """Count one more time; after the last the same key ends the call."""
        if self.hand.call.unheard >= self.hand.norm.call.unheard_tries:
            self.end(End.SILENT)
            return
        self.hand.note("unheard", "")
        self.say_now(call_scripts.unheard(self.hand))

    # Private text, TKT-15

    def _words_here(self) -> str:
        field = self.focused
        return field.answer if isinstance(field, Field | LongField) else ""

    def act_mask(self) -> None:
        """Put a mask over the private text of this field; the journal keeps the mask alone from now on."""
        masked = privacy.masked(self._words_here())
        if self.here is not None:
            self.here.control.answer = masked
            self.put(self.here.question.code, masked)
        else:
            self.scratch.answer = masked

    def act_insist(self) -> None:
        """Keep the private text, with a reason."""
        code = self.here.question.code if self.here is not None else "scratch"

        def insist(asked: Asked | None) -> None:
            if asked:
                self.hand.note("insisted", asked["reason"].strip(), code)
                self.say(tr("The original is kept apart, with the reason; everywhere else the mask is shown."))
                self.look_again()

        hint = tr("It is shown masked; who opens it, and why, is on record.")
        item = Item("reason", tr("Why keep it"), required=True, hint=hint)
        self.app.push_screen(AskScreen(self.session, self.gateway, tr("Keep the private text"), (item,)), insist)

    # The note, CALL-16

    def act_send(self) -> None:
        """Send a phrase of the note to the question asked now, or from the note to one that is chosen."""
        note = self.hand.call.scratch
        place = self.scratch.cursor_position if self.here is None else len(note)
        phrase = phrases.at(note, place)
        if not phrase.text:
            return
        if self.here is not None:
            self._send(phrase, self.here.question.code)
            return
        fitting = [
            Entry(question.code, self.hand.label(question.code), self.hand.answer(question.code))
            for step in self.hand.steps
            for question in self.hand.questions_of[step.code]
            if question.code in self.hand.asked() and self._fitting(question, phrase.text) is not None
        ]

        def chosen(asked: Asked | None) -> None:
            if asked and (code := asked["field"]):
                self._send(phrase, code)

        title = [(f" {tr('To a field')}  ", STRONG), (phrase.text, PLAIN)]
        item = Item("field", tr("Field"), "pick", required=True, entries=tuple(fitting))
        self.app.push_screen(AskScreen(self.session, self.gateway, title, (item,)), chosen)

    def _send(self, phrase: phrases.Phrase, code: str) -> None:
        question = self.hand.question(code)
        fitting = self._fitting(question, phrase.text)
        if fitting is None:
            self.say(tr("“{phrase}” is none of the choices.", phrase=phrase.text), "warning")
            return
        before = "" if question.kind in _NO_TEXT else self.hand.call.answers.get(code, "")
        self.put(code, phrases.joined(before, fitting))
        self.scratch.answer = phrases.without(self.hand.call.scratch, phrase)
        self.noted(self.scratch.answer)

    def _fitting(self, question: Question, words: str) -> str | None:
        """The words as an answer to the question; None where it takes only choices, and they are none."""
        if question.kind not in _NO_TEXT:
            return words
        wanted = words.casefold()
        labels = ((choice.code, choice.label.in_(language())) for choice in self.hand.choices(question))
        return next((code for code, label in labels if wanted in (code, label.casefold())), None)

    # The directory, CALL-17

    def act_directory(self) -> None:
        """Look for people, units, phones and warranty; who is chosen there is filled in."""
        from tui_desk.tui.screens.directory import DirectoryScreen

        known = (self.hand.call.answer(self.hand.norm.code_of(f)) for f in ("requester_name", "requester_unit"))
        start = next(filter(None, known), "")

        def chosen(view: CallerView | None) -> None:
            if view is not None:
                self._fill(view)

        self.app.push_screen(DirectoryScreen(self.session, self.gateway, start), chosen)
