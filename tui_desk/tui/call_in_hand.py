"""The call that an officer has in hand: its answers, kept in the journal, and what the checklist says of them.

Knows no widget. The norm is the one under which the call was taken up.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tui_desk.desk.errors import DatabaseUnavailable, DeskError
from tui_desk.desk.views import Finished
from tui_desk.domain import checklist
from tui_desk.domain.call import Call, End, Entry, EntryField, Fact
from tui_desk.domain.message import Ring
from tui_desk.i18n import language, tr
from tui_desk.journal import CallFile
from tui_desk.norms.models import RANKING, Choice, Question, Step, Words
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.session import Session

PATIENCE_SECONDS = 5.0
"""How long the desk may take to give a call its end before the officer may leave it to be delivered."""
_SAID_OF: Mapping[End, frozenset[Fact]] = {
    End.ADDED: frozenset({"ticket", "words"}),
    End.TRANSFERRED: frozenset({"to", "words"}),
    End.MESSAGE: frozenset({"to", "words", "due"}),
}
"""What is said about each end; of another end it would be untrue."""
_ABOUT_ENDS: tuple[Fact, ...] = ("to", "ticket", "due")

OWN_WORD = "priority"
OWN_REASON = "priority_reason"
"""The officer's own word above the proposal and why (TKT-6): two questions more on the step of ranking."""
_ENTRY_OF: Mapping[str, EntryField] = {OWN_WORD: "priority", OWN_REASON: "priority_reason"}
_PHASE_OF = {"requester_name": "identified", "category": "classified"}
"""The ticket field whose answer ends a phase of the call."""


class CallInHand:
    """A call, its file, and the questions of its norm."""

    _left = False
    finishing = False
    """Whether the desk is asked to give the call its end."""
    served_as = ("", "")
    """The kind of customer and the agreement's level of the caller's unit, as far as they are known (SLA-3, DESK-5)."""

    def __init__(self, session: Session, file: CallFile) -> None:
        self.session, self.file = session, file
        self.norm, self.levels, self.norm_version = session.norm, session.levels, session.desk.norm
        own = _own_questions()
        self.questions_of: dict[str, tuple[Question, ...]] = {
            step.code: (*step.questions, *own) if step.code == RANKING else step.questions for step in self.norm.steps
        }
        self.steps = tuple(step for step in self.norm.steps if self.questions_of[step.code])
        self._questions = {q.code: q for questions in self.questions_of.values() for q in questions}

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.file.call

    @property
    def empty(self) -> bool:
        """Whether nothing was said or typed in it: such a call was opened by mistake."""
        call = self.call
        typed = any(call.answers.values()) or call.scratch or call.priority
        return not (typed or call.holds or call.unheard or any(call.facts.values()))

    def question(self, code: str) -> Question:
        """The question with this code."""
        return self._questions[code]

    def step_of(self, code: str) -> Step:
        """The step on which a question stands; the first for one that the norm does not know."""
        steps = (s for s in self.steps if any(q.code == code for q in self.questions_of[s.code]))
        return next(steps, self.steps[0])

    def answer(self, code: str) -> str:
        """What was answered to a question, or what is taken for granted."""
        match code:
            case "priority":
                return self.call.priority
            case "priority_reason":
                return self.call.priority_reason
            case _:
                return self.call.answers.get(code) or self._questions[code].initial

    def put(self, code: str, answer: str) -> bool:
        """Keep an answer, in the journal before this returns; whether it was another one."""
        if answer == self.answer(code):
            return False
        field = _ENTRY_OF.get(code, "answer")
        self.note(field, answer, code if field == "answer" else "")
        phase = _PHASE_OF.get(self._questions[code].fills)
        if phase and answer.strip():
            self.reach(phase)
        return True

    def note(self, field: EntryField, value: str, key: str = "") -> None:
        """Keep one change of the call."""
        self.file.note(Entry(self.session.now(), field, value, key))

    def reach(self, phase: str) -> None:
        """Note that a phase of the call was reached, the first time it is."""
        if phase not in self.call.phases:
            self.note("phase", "", phase)

    # The line

    def take_up(self, ring: Ring | None = None, answers: Mapping[str, str] | None = None, calls_back: str = "") -> None:
        """Stamp the pick-up (CALL-1) with what is known by then: who rings, since when, what the desk calls out about.

        How often it rang follows from a ring; who counted says so themselves.
        """
        if ring is not None:
            self.file.note(Entry(ring.rang_at, "phase", "", "rang"))
            self.note("fact", ring.id, "ring")
            if ring.line:
                self.note("fact", ring.line, "line")
        self.reach("answered")
        if calls_back:
            self.note("fact", calls_back, "calls_back")
        known = dict(answers or {})
        if ring is not None:
            rings = (self.call.phases["answered"] - ring.rang_at) / self.norm.call.ring_lasts
            known = {**self._filling("requester_phone", ring.number), "rings": str(max(1, math.ceil(rings))), **known}
        for code, answer in known.items():
            if code in self._questions and answer:
                self.put(code, answer)

    def _filling(self, field: str, answer: str) -> dict[str, str]:
        return {code: answer for code, question in self._questions.items() if question.fills == field}

    def hold(self) -> None:
        """The caller waits on the line (CALL-4)."""
        if not self.call.on_hold:
            self.note("hold", "")

    def resume(self) -> timedelta:
        """Speak to the caller again; how long the wait was, nothing when there was none."""
        if not self.call.on_hold:
            return timedelta(0)
        waited = self.waiting(self.session.now())
        self.note("resume", "")
        return waited

    def waiting(self, now: datetime) -> timedelta:
        """How long the caller has been waiting this time; nothing when the call is not held."""
        return now - self.call.holds[-1].since if self.call.on_hold else timedelta(0)

    def renew(self, session: Session) -> None:
        """Go on with the officer who sits here now; the norm stays the one under which the call began."""
        self.session = replace(self.session, officer=session.officer, officers=session.officers)

    def let_go(self) -> None:
        """Leave the call as it is, to be taken up again; one opened by mistake is forgotten."""
        if self.empty:
            self.file.done()
        else:
            self.resume()
            self.file.release()

    # The end

    async def finish(self, gateway: Gateway, end: End) -> Finished:
        """Give the call its end: noted in the journal, then carried out; the file is gone when this returns.

        The end is on the disk before the desk is asked. Asked again, the desk gives the same answer (TKT-1). Files
        that were attached to the call go with it.

        Raises:
            DatabaseUnavailable: it does not answer, at once or for `PATIENCE_SECONDS`. The end stays in the file: call
                `leave` to have it delivered later, `reconsider` to go on with the call, or this again.
            DeskError: the desk refused; the call goes on without an end.
        """
        for fact in _ABOUT_ENDS:
            if self.call.fact(fact) and fact not in _SAID_OF.get(end, ()):
                self.note("fact", "", fact)
        if self.call.end is not end:
            self.resume()
            self.note("end", end)
        call, officer, norm, files = self.call, self.session.officer, self.norm_version, self.file.files()
        asking = gateway.ask(lambda desk: desk.calls.finish(call, by=officer, norm=norm, files=files))
        self.finishing = True
        try:
            finished = await asyncio.wait_for(asking, PATIENCE_SECONDS)
        except TimeoutError:
            raise DatabaseUnavailable(why=tr("no answer")) from None
        except DatabaseUnavailable:
            raise
        except DeskError:
            self.reconsider()
            raise
        finally:
            self.finishing = False
        self.file.done()
        return finished

    def reconsider(self) -> None:
        """Take the end back: the call goes on."""
        if self.call.end is not None:
            self.note("end", "")

    def leave(self) -> str:
        """Let go of a call that has its end but no answer from the desk: it is delivered later. Its reference."""
        self.reach("hung_up")
        self.file.release()
        self._left = True
        return self.call.reference

    @property
    def left(self) -> bool:
        """Whether the call waits to be delivered, and is in hand no more."""
        return self._left

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """What may be chosen for a question; yes and no for those that ask for it."""
        if question.kind == "yes_no":
            return (Choice("yes", _both(tr("yes"))), Choice("no", _both(tr("no"))))
        return checklist.choices(question, self.call, self.norm) if question.kind == "choice" else ()

    def asked(self) -> set[str]:
        """The codes of the questions asked in this branch, the officer's own word among them."""
        own = {OWN_WORD, OWN_REASON} if self.call.priority else {OWN_WORD}
        return own.union(question.code for question in checklist.asked(self.call, self.norm))

    def missing(self) -> tuple[Question, ...]:
        """The required questions without an answer; the reason of the officer's own word is one (TKT-6)."""
        lacking = tuple(found.question for found in checklist.missing(self.call, self.norm))
        without_reason = self.call.priority and not self.call.priority_reason.strip()
        return (*lacking, self._questions[OWN_REASON]) if without_reason else lacking

    def next_open(self, code: str) -> str:
        """The first question after this one that is asked and has no answer; empty when there is none."""
        every = [question.code for step in self.steps for question in self.questions_of[step.code]]
        asked = self.asked() - {OWN_WORD}
        after = every[every.index(code) + 1 :]
        return next((each for each in after if each in asked and not self.answer(each).strip()), "")

    def moments_after(self, code: str) -> list[str]:
        """The times that are asked for because of this answer, and not given yet."""
        asked = [question for question in self.questions_of[self.step_of(code).code] if code in question.asked_when]
        return [each.code for each in asked if each.kind == "moment" and not self.answer(each.code).strip()]

    def label(self, code: str) -> str:
        """The label of a question in the language spoken now."""
        return self._questions[code].label.in_(language())


def _own_questions() -> tuple[Question, Question]:
    word = Question(
        OWN_WORD,
        _both(tr("My word")),
        kind="choice",
        source="priorities",
        ask=_both(tr("Is the proposal right? Your own word stands above it; both are kept.")),
    )
    reason = Question(
        OWN_REASON, _both(tr("My reason")), required=True, ask=_both(tr("Why another priority than proposed?"))
    )
    return word, reason


def _both(text: str) -> Words:
    return Words(text, text)
