"""Whether the keys of a norm fit each other: what a type cannot say.

Each check yields the place of a mistake and the reason, in the words of whoever writes norms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from tui_desk.i18n import tr
from tui_desk.norms import conditions, follow_up_checks, form_checks, level_checks
from tui_desk.norms.calendar_checks import calendars
from tui_desk.norms.codes import Found, are_codes, is_code
from tui_desk.norms.merging import Place
from tui_desk.norms.models import RANKING, RESERVED, SCRIPTS, Norm, Question, Words

_PREFIX = re.compile(r"[A-Za-z0-9]{1,8}", re.ASCII)
_ALWAYS = ("desk", "operator", "caller")
_FACTS: Mapping[str, Sequence[str]] = {
    "transfer": ("to",),
    "transfer_away": ("to",),
    "message": ("to", "due"),
    "promise": ("due",),
    "number": ("number", "due"),
    "message_text": ("number", "due"),
    "call_out": ("number",),
    "goodbye": ("number",),
}
"""What a script line may name besides the desk, the operator and the caller."""
_MAY_BE_EMPTY = frozenset({"say", "ask", "spoken", "note"})


def mistakes(norm: Norm) -> Found:
    """Every mistake of a norm whose single keys are in order. The forms, most of it, say nothing to a caller."""
    for check in (_words, form_checks.mistakes, follow_up_checks.mistakes):
        yield from check(norm)
    rest = replace(norm, forms=(), templates=())
    said = (_unclear, _placeholders)
    for check in (_codes, *said, _priorities, level_checks.mistakes, calendars, _questions, _roles, _rules):
        yield from check(rest)


def _codes(norm: Norm) -> Found:
    yield from is_code(("code",), norm.code)
    if not _PREFIX.fullmatch(norm.number_prefix):
        yield ("number_prefix",), tr("must be one to eight letters or digits")
    lists: list[tuple[Place, Sequence[str]]] = [
        (("priorities",), [priority.code for priority in norm.priorities]),
        (("categories",), [category.code for category in norm.categories]),
        (("channels",), [choice.code for choice in norm.channels]),
        (("titles",), [choice.code for choice in norm.titles]),
        (("results",), [choice.code for choice in norm.results]),
        (("feedback",), [choice.code for choice in norm.feedback]),
        (("closing", "accepts"), [choice.code for choice in norm.closing.accepts]),
        (("steps",), [step.code for step in norm.steps]),
        (("priority_rules",), [rule.code for rule in norm.priority_rules]),
    ]
    for index, category in enumerate(norm.categories):
        lists.append((("categories", index, "subcategories"), [choice.code for choice in category.subcategories]))
    for place, question in _placed_questions(norm):
        lists.append(((*place, "choices"), [choice.code for choice in question.choices]))
    for place, codes in lists:
        yield from are_codes([((*place, index, "code"), code) for index, code in enumerate(codes)])
    yield from are_codes([((*place, "code"), question.code) for place, question in _placed_questions(norm)])
    for place in (("priorities",), ("categories",), ("channels",), ("results",), ("steps",)):
        if not getattr(norm, place[0]):
            yield place, tr("must have at least one entry")
    if not norm.closing.accepts:
        yield ("closing", "accepts"), tr("must have at least one entry")


def _words(norm: Norm) -> Found:
    for place, words in _placed_words(norm, ()):
        if not (words.zh or words.en) and (place[-1] not in _MAY_BE_EMPTY or place[0] == "vague"):
            yield place, tr("must have a text in one language at least")
    for index, vague in enumerate(norm.vague):
        if not vague.words or not all(word.strip() for word in (*vague.words, *vague.unless)):
            yield ("vague", index, "words"), tr("must have at least one entry, and none that is empty")
    for name in SCRIPTS:
        if name not in norm.scripts:
            yield ("scripts", name), tr("is missing")


def _unclear(norm: Norm) -> Found:
    """The script lines hold none of the norm's own unclear words (CALL-10); questions may take up a caller's."""
    clear = "|".join(re.escape(phrase) for each in norm.unclear for phrase in each.unless)
    for index, unclear in enumerate(norm.unclear):
        if not unclear.words or not all(word.strip() for word in (*unclear.words, *unclear.unless)):
            yield ("unclear", index, "words"), tr("must have at least one entry, and none that is empty")
    for place, words in _placed_words(norm, ()):
        if place[0] != "scripts" and place[-1] != "say":
            continue
        for language, text in (("zh", words.zh), ("en", words.en)):
            said = re.sub(clear, " ", text) if clear else text
            for word in (word for each in norm.unclear for word in each.words if word.strip()):
                if re.search(rf"(?<![A-Za-z])(?ai:{re.escape(word)})(?![A-Za-z])", said):
                    yield (*place, language), tr("“{word}” leaves a caller in doubt; say something clear", word=word)
                    break


def _placeholders(norm: Norm) -> Found:
    for place, words in _placed_words(norm, ()):
        if place[-1] not in ("say", "spoken") and place[0] != "scripts":
            continue
        names = ("answer",) if place[-1] == "spoken" else _facts(place, norm)
        for language, text in (("zh", words.zh), ("en", words.en)):
            if re.search("[{}]", re.sub(rf"\{{({'|'.join(names)})\}}", "", text)):
                allowed = ", ".join(f"{{{name}}}" for name in names)
                yield (*place, language), tr("only these may stand in braces: {names}", names=allowed)


def _facts(place: Place, norm: Norm) -> Sequence[str]:
    """What may be filled into a line: a step's is that of the screen which it leads to."""
    if place[0] == "scripts":
        return (*_ALWAYS, *_FACTS.get(str(place[1]), ()))
    leads_to = norm.steps[int(place[1])].code
    return (*_ALWAYS, *_FACTS["number"]) if leads_to == "register" else _ALWAYS


def _priorities(norm: Norm) -> Found:
    known = {priority.code for priority in norm.priorities}
    if norm.default_priority not in known:
        yield ("default_priority",), _no_priority(norm.default_priority)
    for code in norm.alert_manager_at:
        if code not in known:
            yield ("alert_manager_at",), _no_priority(code)
    ranks = [priority.rank for priority in norm.priorities]
    for index, rank in enumerate(ranks):
        if rank in ranks[:index]:
            yield ("priorities", index, "rank"), tr("“{code}” is used twice", code=rank)


def _no_priority(code: str) -> str:
    return tr("there is no priority “{code}”", code=code)


def _questions(norm: Norm) -> Found:
    above: dict[str, Question] = {}
    for place, question in _placed_questions(norm):
        if question.kind == "choice" and bool(question.choices) == bool(question.source):
            yield (*place, "choices"), tr("a choice question has either choices or a source")
        if question.kind != "choice" and (question.choices or question.source):
            yield (*place, "kind"), tr("a question with choices or a source must be of the kind “choice”")
        if question.initial and conditions.values_of(question, norm) is not None:
            yield from conditions.are_values((*place, "initial"), (question.initial,), question, norm)
        for branch, wanted in (("asked_when", question.asked_when), ("skipped_when", question.skipped_when)):
            for code, values in wanted.items():
                if code not in above:
                    yield (*place, branch, code), tr("no question above this one has the code “{code}”", code=code)
                else:
                    yield from conditions.are_values((*place, branch, code), values, above[code], norm)
        if question.code in RESERVED:
            yield (*place, "code"), tr("“{code}” is kept for the program; choose another code", code=question.code)
        above[question.code] = question
    if all(step.code != RANKING for step in norm.steps):
        yield ("steps",), tr("no step has the code “{code}”", code=RANKING)
    if all(question.fills != "summary" for question in above.values()):
        yield ("steps",), tr("no question fills “{field}”", field="summary")


def _roles(norm: Norm) -> Found:
    holders: dict[str, Question] = {}
    for place, question in _placed_questions(norm):
        if not question.role:
            continue
        if question.role in holders:
            yield (*place, "role"), tr("“{code}” is used twice", code=question.role)
        holders[question.role] = question
        if question.role == "promise_due" and question.kind != "moment":
            yield (*place, "kind"), tr("a question of this role must be of the kind “{kind}”", kind="moment")
    if norm.code_of("promise") and not norm.code_of("promise_due"):
        yield ("steps",), tr("no question has the role “{role}”", role="promise_due")


def _rules(norm: Norm) -> Found:
    priorities = {priority.code for priority in norm.priorities}
    for index, rule in enumerate(norm.priority_rules):
        place: Place = ("priority_rules", index)
        if rule.then not in priorities:
            yield (*place, "then"), _no_priority(rule.then)
        if not rule.when and rule is not norm.priority_rules[-1]:
            yield (*place, "when"), tr("a rule without conditions hides the rules below it")
        yield from conditions.on_questions((*place, "when"), rule.when, norm)


def _placed_questions(norm: Norm) -> Iterator[tuple[Place, Question]]:
    for step_index, step in enumerate(norm.steps):
        for index, question in enumerate(step.questions):
            yield ("steps", step_index, "questions", index), question


def _placed_words(value: object, place: Place) -> Iterator[tuple[Place, Words]]:
    if isinstance(value, Words):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _placed_words(getattr(value, each.name), (*place, each.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _placed_words(inner, (*place, str(key)))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _placed_words(inner, (*place, index))
