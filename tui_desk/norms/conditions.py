"""What the conditions of a norm may ask for: answers to its questions, and what a service level is chosen by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui_desk.i18n import tr
from tui_desk.norms.codes import Found
from tui_desk.norms.merging import Place
from tui_desk.norms.models import ANY, FAULT, MATCHED, NO_FAULT, WORD, Norm, Question

CUSTOMERS = ("internal", "external")
"""The kinds of customer (SLA-3)."""


def on_questions(place: Place, when: Mapping[str, Sequence[str]], norm: Norm) -> Found:
    """What is wrong with conditions on answers."""
    questions = {question.code: question for question in norm.questions()}
    for code, values in when.items():
        if code not in questions:
            yield (*place, code), tr("there is no question “{code}”", code=code)
        else:
            yield from are_values((*place, code), values, questions[code], norm)


def on_tickets(place: Place, when: Mapping[str, Sequence[str]], norm: Norm) -> Found:
    """What is wrong with conditions by which a service level is chosen: `MATCHED`, or answers."""
    for code, values in when.items():
        if code not in MATCHED:
            yield from on_questions(place, {code: values}, norm)
            continue
        known, by_category = _matched(code, norm), code == "category"
        if not values:
            yield (*place, code), tr("must have at least one entry")
        for value in values:
            if value == ANY or (by_category and value in (FAULT, NO_FAULT)):
                continue
            if known is not None and value not in known:
                yield (*place, code), tr("“{question}” has no answer “{value}”", question=code, value=value)


def are_values(place: Place, values: Sequence[str], question: Question, norm: Norm) -> Found:
    """What is wrong with the values that a condition asks of a question."""
    known = values_of(question, norm)
    if not values:
        yield place, tr("must have at least one entry")
    for value in values:
        if value == ANY or (value in (FAULT, NO_FAULT) and question.source == "categories"):
            continue
        if known is not None and value not in known:
            yield place, tr("“{question}” has no answer “{value}”", question=question.code, value=value)
        elif value.startswith("@"):
            yield place, tr("“{value}” goes with the category only", value=value)
        elif value == WORD:
            yield place, tr("“{sign}” must stand before a word", sign=WORD)


def values_of(question: Question, norm: Norm) -> frozenset[str] | None:
    """What may be answered to a question; None when anything may."""
    if question.kind == "yes_no":
        return frozenset({"yes", "no"})
    if question.kind != "choice":
        return None
    if question.source:
        return frozenset(_codes(norm)[question.source])
    return frozenset(choice.code for choice in question.choices)


def _matched(name: str, norm: Norm) -> frozenset[str] | None:
    sources = {"category": "categories", "subcategory": "subcategories", "priority": "priorities"}
    known = {"customer": CUSTOMERS, "complexity": [choice.code for choice in norm.complexities]}
    if name in known:
        return frozenset(known[name])
    source = sources.get(name, "channels" if name == "channel" else "")
    return frozenset(_codes(norm)[source]) if source else None


def _codes(norm: Norm) -> Mapping[str, Iterable[str]]:
    return {
        "channels": (choice.code for choice in norm.channels),
        "titles": (choice.code for choice in norm.titles),
        "priorities": (priority.code for priority in norm.priorities),
        "categories": (category.code for category in norm.categories),
        "subcategories": (choice.code for category in norm.categories for choice in category.subcategories),
    }
