"""A norm's branches, conditions and choices, made ready once so that every key of a call finds them at hand.

A prepared norm is kept for as long as it is in use; nothing here changes what the norm says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tui_desk.domain import moments
from tui_desk.norms.models import ANY, FAULT, NO_FAULT, WORD, Choice, Norm, PriorityRule, Question

_YES_NO = frozenset({"yes", "no"})
_KEPT = 16
_LOOKED_AT = 10_000
"""Characters of an answer in which the words of a condition are looked for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the answer to one question must be."""

    code: str
    any_answer: bool
    values: frozenset[str]
    words: tuple[str, ...]

    def holds(self, counted: Mapping[str, str]) -> bool:
        """Whether it is, in the answers that count so far."""
        answer = counted.get(self.code)
        if not answer:
            return False
        if self.any_answer or answer in self.values:
            return True
        if not self.words:
            return False
        told = answer[:_LOOKED_AT].casefold()
        return any(word in told for word in self.words)


Conditions = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A question, when it is asked, and what may be answered: `codes` of a choice, None for anything."""

    question: Question
    asked_when: Conditions
    skipped_when: Conditions
    choices: tuple[Choice, ...]
    codes: frozenset[str] | None
    by_category: bool
    is_moment: bool

    def is_asked(self, counted: Mapping[str, str], norm: Prepared) -> bool:
        """Whether it is asked, given the answers above it."""
        for condition in self.asked_when:
            if not condition.holds(counted):
                return False
        for condition in self.skipped_when:
            if condition.holds(counted):
                return False
        return not self.by_category or bool(norm.subcategories_of(counted))

    def valid(self, answer: str, counted: Mapping[str, str], norm: Prepared) -> str:
        """The answer if it is one, or ""."""
        if not answer:
            return ""
        if self.by_category:
            return answer if any(choice.code == answer for choice in norm.subcategories_of(counted)) else ""
        if self.codes is not None:
            return answer if answer in self.codes else ""
        return answer if not self.is_moment or _is_moment(answer) else ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A norm made ready. `rules` are its priority rules with their conditions."""

    norm: Norm
    branches: tuple[Branch, ...]
    rules: tuple[tuple[PriorityRule, Conditions], ...]
    subcategories: Mapping[str, tuple[Choice, ...]]
    category_code: str

    def subcategories_of(self, counted: Mapping[str, str]) -> tuple[Choice, ...]:
        """The subcategories of the category that was chosen."""
        return self.subcategories.get(counted.get(self.category_code, ""), ())


_prepared: dict[int, Prepared] = {}


def prepared(norm: Norm) -> Prepared:
    """The norm made ready; the work is done once for each."""
    found = _prepared.get(id(norm))
    if found is None or found.norm is not norm:
        if len(_prepared) >= _KEPT:
            _prepared.clear()
        found = _prepared[id(norm)] = _prepare(norm)
    return found


def hold(conditions: Conditions, counted: Mapping[str, str]) -> bool:
    """Whether every one of them holds."""
    return all(condition.holds(counted) for condition in conditions)


def _prepare(norm: Norm) -> Prepared:
    questions = norm.questions()
    return Prepared(
        norm,
        tuple(
            _branch(question, norm) for question in questions if question.kind != "choice" or _offers(question, norm)
        ),
        tuple((rule, conditions(rule.when, norm)) for rule in norm.priority_rules),
        {category.code: category.subcategories for category in norm.categories},
        next((question.code for question in questions if question.source == "categories"), ""),
    )


def _branch(question: Question, norm: Norm) -> Branch:
    by_category = question.kind == "choice" and question.source == "subcategories"
    choices = offered(question, norm) if question.kind == "choice" else ()
    codes = _YES_NO if question.kind == "yes_no" else frozenset(choice.code for choice in choices)
    return Branch(
        question,
        conditions(question.asked_when, norm),
        conditions(question.skipped_when, norm),
        choices,
        codes if question.kind in ("choice", "yes_no") and not by_category else None,
        by_category,
        question.kind == "moment",
    )


def _offers(question: Question, norm: Norm) -> bool:
    """Whether there is anything to choose: with nothing, nothing is asked."""
    return question.source == "subcategories" or bool(offered(question, norm))


def offered(question: Question, norm: Norm) -> tuple[Choice, ...]:
    """What a choice question offers; nothing where that depends on the category."""
    match question.source:
        case "channels":
            return norm.channels
        case "titles":
            return norm.titles
        case "categories":
            return tuple(Choice(category.code, category.label) for category in norm.categories)
        case "priorities":
            return tuple(Choice(priority.code, priority.label) for priority in norm.priorities)
        case "subcategories":
            return ()
        case _:
            return question.choices


def conditions(when: Mapping[str, tuple[str, ...]], norm: Norm) -> Conditions:
    """Conditions as a norm states them, made ready to be asked."""
    return tuple(_condition(code, values, norm) for code, values in when.items())


def _condition(code: str, values: tuple[str, ...], norm: Norm) -> Condition:
    meant = {value for value in values if not value.startswith(WORD)} - {ANY, FAULT, NO_FAULT}
    for kind, is_fault in ((FAULT, True), (NO_FAULT, False)):
        if kind in values:
            meant.update(category.code for category in norm.categories if category.fault is is_fault)
    words = tuple(value[len(WORD) :].casefold() for value in values if value.startswith(WORD))
    return Condition(code, ANY in values, frozenset(meant), words)


@lru_cache(maxsize=256)
def _is_moment(answer: str) -> bool:
    return moments.is_moment(answer)
