"""The line to say for each act of the telephone, with its names filled in (CALL-2, 3, 4, 7, 11, 19).

Knows no widget. A line that is said now takes the place of the step's own line until one goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tui_desk.domain import moments, wording
from tui_desk.domain.call import End
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Question, Step, Words
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.call_texts import form_of_address

_AFTER: dict[End, tuple[str, ...]] = {
    End.ANSWERED: ("anything_else", "goodbye"),
    End.TRANSFERRED: ("transfer",),
    End.MESSAGE: ("message", "anything_else", "goodbye"),
    End.WRONG_NUMBER: ("wrong_number",),
    End.REACHED: ("anything_else", "goodbye"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said now, and what comes then: a key, or what to do."""

    say: str
    then: str = ""


def line(hand: CallInHand, name: str, **facts: str) -> str:
    """A script of the norm in quotes; empty when the norm has none such."""
    return quoted(hand, hand.norm.scripts.get(name, Words()), **facts)


def quoted(hand: CallInHand, words: Words, **facts: str) -> str:
    """A script line with desk, officer and caller filled in, in quotes; nothing for nothing."""
    known = {"desk": hand.session.desk.name, "operator": hand.session.officer.name, **facts}
    said = wording.say(words, language(), caller=form_of_address(hand.call, hand.norm), **known)
    return f"“{said}”" if said else ""


def of_step(hand: CallInHand, step: Step, question: Question, *, first: bool, late: bool) -> str:
    """The line at a question: the step's own where the step begins, the promise where one was made (CALL-7).

    A call out begins with its own opening (CALL-18); a caller who rang too long hears an apology (CALL-4).
    """
    norm = hand.norm
    promised = question.code and question.code in (norm.code_of("promise"), norm.code_of("promise_due"))
    if promised and (due := hand.call.answer(norm.code_of("promise_due"))) and moments.is_moment(due):
        return line(hand, "promise", due=due)
    if not first:
        return ""
    if step is not hand.steps[0]:
        return quoted(hand, step.say)
    if hand.call.fact("calls_back"):
        return line(hand, "call_out")
    greeting = quoted(hand, step.say) or line(hand, "greeting")
    return f"{greeting} {line(hand, 'long_wait')}" if late else greeting


def held(hand: CallInHand) -> Said:
    """The caller is asked to wait (CALL-4)."""
    return Said(line(hand, "hold"), tr("The caller waits. F5 speaks to them again."))


def back(hand: CallInHand, waited: timedelta) -> Said:
    """The caller is spoken to again; after a long wait with an apology (CALL-4)."""
    return Said(line(hand, "long_wait" if waited >= hand.norm.call.long_hold else "back_from_hold"))


def unheard(hand: CallInHand) -> Said:
    """The caller says nothing (CALL-3): how often one asked, and after the last time what to say before hanging up."""
    tries, most = hand.call.unheard, hand.norm.call.unheard_tries
    if tries < most:
        then = tr("{count} of {most}. Still nothing: alt+g again.", count=tries, most=most)
        return Said(line(hand, "cannot_hear"), then)
    closing = line(hand, "cannot_hear_end")
    then = tr(
        "{count} of {most}. Still nothing: {line} alt+g ends it as a silent call.", **_facts(tries, most, closing)
    )
    return Said(line(hand, "cannot_hear"), then)


def _facts(count: int, most: int, line: str) -> dict[str, object]:
    return {"count": count, "most": most, "line": line}


def after(hand: CallInHand, end: End, **facts: str) -> list[str]:
    """What is said once the call has its end, before one hangs up (CALL-11, CALL-19)."""
    return [said for name in _AFTER.get(end, ()) if (said := line(hand, name, **facts))]
