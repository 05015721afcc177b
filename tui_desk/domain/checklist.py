"""The call's checklist: what is asked, what may be answered, what is still missing (CALL-5, 7, 8, 16).

Any question may be answered at any time; only answers of questions that are asked count. Pure and fast enough for
every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_desk.domain.branches import offered, prepared
from tui_desk.domain.call import Call
from tui_desk.norms.models import Choice, Norm, Question, Role, Step, TicketField


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
    or no point in time where one is asked for, does not count. Times past, lengths of time, numbers of people and
    files count in the caller's words.
    """
    ready = prepared(norm)
    counted: dict[str, str] = {}
    for branch in ready.branches:
        if branch.is_asked(counted, ready):
            question = branch.question
            answer = answers.get(question.code, "").strip() or question.initial
            counted[question.code] = branch.valid(answer, counted, ready)
    return counted


def asked(call: Call, norm: Norm) -> tuple[Question, ...]:
    """The questions of this call, in checklist order."""
    counted = given(call.answers, norm)
    return tuple(question for question in norm.questions() if question.code in counted)


def choices(question: Question, call: Call, norm: Norm) -> tuple[Choice, ...]:
    """What may be chosen now: subcategories are those of the chosen category. Empty for questions without choices."""
    if question.source == "subcategories":
        return prepared(norm).subcategories_of(given(call.answers, norm))
    return offered(question, norm) if question.kind == "choice" else ()


def resting(call: Call, norm: Norm) -> tuple[Question, ...]:
    """The questions that were answered in a branch left since: their answers stay, and count again with the branch."""
    counted = given(call.answers, norm)
    return tuple(
        question for question in norm.questions() if question.code not in counted and call.answer(question.code)
    )


def answer_of(call: Call, norm: Norm, meaning: TicketField | Role) -> str:
    """What was answered to the question that fills a ticket field, or has a role; empty when it was not asked."""
    return given(call.answers, norm).get(norm.code_of(meaning), "")


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
