"""The call's checklist: what is asked, what may be answered, what is still missing (CALL-5, 7, 8, 16).

Any question may be answered at any time; only answers of questions that are asked count. Pure and fast enough for
every key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui_desk.domain import moments
from tui_desk.domain.call import Call
from tui_desk.norms.models import ANY, Category, Choice, Norm, Priority, Question, Step

_YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Missing:
    """A required question that was not answered, and the step it belongs to."""

    step: Step
    question: Question


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How many of a step's questions are answered, how many required ones are not, and how many are asked at all."""

    step: Step
    answered: int
    missing: int
    asked: int


def given(answers: Mapping[str, str], norm: Norm) -> dict[str, str]:
    """The answers that count, by question code; empty where a question is asked and has none.

    A question that is not asked in this branch is left out, and an answer that is none of the choices,
    or no point in time where one is asked for, does not count.
    """
    counted: dict[str, str] = {}
    for question in norm.questions():
        if _is_asked(question, counted, norm):
            answer = answers.get(question.code, "").strip() or question.initial
            counted[question.code] = _valid(question, answer, counted, norm)
    return counted


def asked(call: Call, norm: Norm) -> tuple[Question, ...]:
    """The questions of this call, in checklist order."""
    counted = given(call.answers, norm)
    return tuple(question for question in norm.questions() if question.code in counted)


def choices(question: Question, call: Call, norm: Norm) -> tuple[Choice, ...]:
    """What may be chosen now: subcategories are those of the chosen category. Empty for questions without choices."""
    counted = given(call.answers, norm) if question.source == "subcategories" else {}
    return tuple(Choice(entry.code, entry.label) for entry in _entries(question, counted, norm))


def missing(call: Call, norm: Norm) -> tuple[Missing, ...]:
    """The required answers that the call still lacks, in checklist order; empty when it may be registered."""
    counted = given(call.answers, norm)
    return tuple(
        Missing(step, question) for step in norm.steps for question in step.questions if _lacks(question, counted)
    )


def progress(call: Call, norm: Norm) -> tuple[StepProgress, ...]:
    """Each step with how far it is, in checklist order."""
    counted = given(call.answers, norm)
    return tuple(_step_progress(step, counted) for step in norm.steps)


def next_step(call: Call, norm: Norm) -> Step | None:
    """The first step that still lacks a required answer (CALL-16), or None when the call may be registered."""
    return next((lack.step for lack in missing(call, norm)), None)


def ticket_fields(call: Call, norm: Norm) -> dict[str, str]:
    """The ticket's fields as the call fills them."""
    counted = given(call.answers, norm)
    return {
        question.fills: counted[question.code]
        for question in reversed(norm.questions())
        if question.fills and counted.get(question.code)
    }


def loose_answers(call: Call, norm: Norm) -> dict[str, str]:
    """The answers that no ticket field of its own takes, by question code."""
    counted = given(call.answers, norm)
    return {
        question.code: counted[question.code]
        for question in norm.questions()
        if not question.fills and counted.get(question.code)
    }


def holds(conditions: Mapping[str, tuple[str, ...]], counted: Mapping[str, str]) -> bool:
    """Whether every question named has one of the values beside it."""
    return all(_matches(counted.get(code, ""), values) for code, values in conditions.items())


def _matches(answer: str, values: tuple[str, ...]) -> bool:
    return bool(answer) and (answer in values or ANY in values)


def _is_asked(question: Question, counted: Mapping[str, str], norm: Norm) -> bool:
    return (
        holds(question.asked_when, counted)
        and not any(_matches(counted.get(code, ""), values) for code, values in question.skipped_when.items())
        and (question.kind != "choice" or bool(_entries(question, counted, norm)))
    )


def _valid(question: Question, answer: str, counted: Mapping[str, str], norm: Norm) -> str:
    match question.kind:
        case "choice":
            return answer if any(entry.code == answer for entry in _entries(question, counted, norm)) else ""
        case "yes_no":
            return answer if answer in _YES_NO else ""
        case "moment":
            return answer if moments.is_moment(answer) else ""
        case _:
            return answer


def _entries(question: Question, counted: Mapping[str, str], norm: Norm) -> Sequence[Choice | Category | Priority]:
    """What a choice question offers, as the norm holds it."""
    match question.source:
        case "channels":
            return norm.channels
        case "titles":
            return norm.titles
        case "categories":
            return norm.categories
        case "priorities":
            return norm.priorities
        case "subcategories":
            chosen = next((counted.get(each.code) for each in norm.questions() if each.source == "categories"), None)
            return next((category.subcategories for category in norm.categories if category.code == chosen), ())
        case _:
            return question.choices


def _lacks(question: Question, counted: Mapping[str, str]) -> bool:
    return question.required and counted.get(question.code) == ""


def _step_progress(step: Step, counted: Mapping[str, str]) -> StepProgress:
    codes = [question.code for question in step.questions if question.code in counted]
    return StepProgress(
        step,
        answered=sum(1 for code in codes if counted[code]),
        missing=sum(1 for question in step.questions if _lacks(question, counted)),
        asked=len(codes),
    )
