"""The read-back 复述: what the officer reads aloud, item by item, before hanging up (CALL-12)."""

from __future__ import annotations

from dataclasses import dataclass

from tui_desk.domain import checklist
from tui_desk.domain.call import Call
from tui_desk.domain.text import one_line
from tui_desk.norms.models import Norm


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence to read aloud, the question whose answer it holds, and that answer."""

    code: str
    text: str
    answer: str = ""


def items(call: Call, norm: Norm, language: str) -> tuple[Item, ...]:
    """What to read back of this call, in checklist order; choices by their names."""
    counted = checklist.given(call.answers, norm)
    found = []
    for question in norm.questions():
        sentence, answer = question.spoken.in_(language), counted.get(question.code)
        if sentence and answer:
            choice = next((each for each in checklist.choices(question, call, norm) if each.code == answer), None)
            spoken = choice.label.in_(language) if choice else one_line(answer)
            found.append(Item(question.code, sentence.replace("{answer}", spoken), answer))
    return tuple(found)


def unconfirmed(call: Call, norm: Norm, language: str) -> tuple[Item, ...]:
    """The items that the caller has not confirmed, or whose answer changed since; one taken for granted is one too."""
    return tuple(
        item for item in items(call, norm, language) if call.read_back.get(item.code, "").strip() != item.answer
    )


def said(call: Call, norm: Norm, code: str) -> str:
    """The answer that a caller confirms: as typed, or as it is taken for granted."""
    return checklist.given(call.answers, norm).get(code, "")
